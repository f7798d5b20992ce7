"""Panels, audits, terms of councils and amendments, beside the contracts."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping

from isonomia.build import Artifact
from isonomia.compared import Compared
from isonomia.contract_views import ContractViews
from isonomia.differences import entry_slot, fields_of, slot_of
from isonomia.divergence import Divergence, Finding, readable
from isonomia.replay import Traces
from isonomia.spec import views
from isonomia.spec.keccak import keccak256
from isonomia.spec.state import Audit, State
from isonomia.storage_layout import struct_of

_NO_AUDIT = Audit(year=0, panel=0, until=0)


class AssemblyComparison(Compared):
    """What communities hold each other to, by the specification and by the contracts."""

    def __init__(
        self,
        state: State,
        answers: ContractViews,
        time: int,
        traces: Traces,
        artifacts: Mapping[str, Artifact],
    ) -> None:
        super().__init__(state, answers, time, traces)
        self._panel = struct_of(artifacts["Panels"], "_panels")
        self._audit = struct_of(artifacts["Assembly"], "_audits")
        self._term = struct_of(artifacts["Assembly"], "_terms")
        self._renewal = struct_of(artifacts["Assembly"], "_renewals")
        self._volunteers_slot = slot_of(artifacts["Assembly"], "_volunteers")

    def divergences(self) -> Iterator[Divergence]:
        """Compare everything, always in the same order; hand out each difference."""
        yield from self._counts()
        yield from self._panels()
        yield from self._audits()
        yield from self._terms()
        yield from self._renewals()
        yield from self._volunteers()
        yield from self._endorsements()

    def _counts(self) -> Iterator[Divergence]:
        panels, assembly = self.answers.panels, self.answers.assembly
        asked = {
            Finding.PANEL_DIFFERS: (
                (panels, "panelCount"),
                "panels",
                max(self.state.panels, default=0),
            ),
            Finding.RENEWAL_DIFFERS: (
                (assembly, "renewalCount"),
                "renewals",
                len(self.state.renewals),
            ),
        }
        for finding, found in self.each(asked, lambda one: asked[one][0]):
            _, name, expected = asked[finding]
            yield from self.of(finding, "", {name: expected}, {name: found})

    def _panels(self) -> Iterator[Divergence]:
        contract, panels = self.answers.panels, self.state.panels
        stored = dict(self.structs(panels, contract, self._panel))
        for number, answer in self.each(panels, lambda one: (contract, "panelOf", (one,))):
            panel = panels[number]
            expected = {
                "community": panel.community,
                "size": panel.size,
                "beacon_round": panel.beacon_round,
                "seated": panel.seated or 0,
                "list_hash": keccak256(b"".join(panel.list)),
                "is_seated": panel.seated is not None,
            }
            for found in (fields_of(answer), stored[number]):
                yield from self._of_panel(number, expected | {"unused": False}, found)

    def _of_panel(
        self, number: int, expected: dict[str, object], found: dict[str, object]
    ) -> Iterator[Divergence]:
        place = self.traces.panels[number]
        unused = {"unused": False}
        yield from self.of(
            Finding.PANEL_DIFFERS, f"panel {number}", expected, unused | found, place
        )

    def _audits(self) -> Iterator[Divergence]:
        contract, councils = self.answers.assembly, self.state.councils
        stored = dict(self.structs(councils, contract, self._audit))
        for community, answer in self.each(councils, lambda one: (contract, "auditOf", (one,))):
            audit = self.state.audits.get(community, _NO_AUDIT)
            expected = {
                "panel": audit.panel,
                "year": audit.year,
                "until": audit.until,
                "is_recorded": audit.recorded,
                "unused": False,
            }
            for found in (fields_of(answer), stored[community]):
                yield from self.of(
                    Finding.AUDIT_DIFFERS,
                    f"audit of community {community}",
                    expected,
                    {"unused": False} | found,
                    self.traces.communities[community],
                )

    def _terms(self) -> Iterator[Divergence]:
        contract, councils = self.answers.assembly, self.state.councils
        stored = dict(self.structs(councils, contract, self._term))
        for community, day in self.each(councils, lambda one: (contract, "termEndOf", (one,))):
            expected = {
                "renewal": self.state.latest_renewals.get(community, 0),
                "end_day": self.state.terms.get(community, 0),
                "term_end": views.term_ends_on(self.state, community),
                "unused": False,
            }
            yield from self.of(
                Finding.RENEWAL_DIFFERS,
                f"term of council {community}",
                expected,
                {**stored[community], "term_end": day},
                self.traces.communities[community],
            )

    def _renewals(self) -> Iterator[Divergence]:
        contract, renewals = self.answers.assembly, self.state.renewals
        stored = dict(self.structs(renewals, contract, self._renewal))
        for number, answer in self.each(renewals, lambda one: (contract, "renewalOf", (one,))):
            expected = dataclasses.asdict(renewals[number])
            expected |= {
                "walked": expected.pop("next_lot"),
                "is_over": expected.pop("over"),
                "unused": False,
            }
            for found in (fields_of(answer), stored[number]):
                yield from self.of(
                    Finding.RENEWAL_DIFFERS,
                    f"renewal {number}",
                    expected,
                    {"unused": False} | found,
                    self.traces.renewals[number],
                )

    def _volunteers(self) -> Iterator[Divergence]:
        contract, volunteers = self.answers.assembly, self.state.volunteers
        slot = self._volunteers_slot
        found = self.stored(volunteers, contract, lambda place: entry_slot(slot, *place))
        for (renewal, identity), word in found:
            yield from self.about(
                Finding.VOLUNTEER_DIFFERS,
                identity,
                {"place": volunteers[renewal, identity] + 1},
                {"place": word},
                f"renewal {renewal}",
            )

    def _endorsements(self) -> Iterator[Divergence]:
        contract, endorsements = self.answers.assembly, self.state.endorsements
        counted = self.each(endorsements, lambda one: (contract, "endorsementsOf", (one,)))
        for amendment, number in counted:
            expected = {"endorsements": len(endorsements[amendment])}
            yield from self._of_amendment(amendment, expected, {"endorsements": number})
        pairs = [(one, community) for one in endorsements for community in self.state.councils]
        for (amendment, community), found in self.each(
            pairs, lambda pair: (contract, "hasEndorsed", pair)
        ):
            name = f"endorsed by community {community}"
            expected = {name: community in endorsements[amendment]}
            yield from self._of_amendment(amendment, expected, {name: found})

    def _of_amendment(
        self, amendment: bytes, expected: Mapping[str, object], found: Mapping[str, object]
    ) -> Iterator[Divergence]:
        place = self.traces.amendments[amendment]
        subject = f"amendment {readable(amendment)}"
        yield from self.of(Finding.AMENDMENT_DIFFERS, subject, expected, found, place)
