"""Standards, mandates, findings about organisations and their effects, beside the contract."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from itertools import zip_longest
from typing import Any

from isonomia.build import Artifact
from isonomia.compared import Compared
from isonomia.contract_views import ContractViews
from isonomia.differences import entry_slot, fields_of, plain, slot_of
from isonomia.divergence import Divergence, Finding, readable
from isonomia.packed_words import pack_year_count, unpack_case, unpack_effect
from isonomia.replay import Traces
from isonomia.spec import views
from isonomia.spec.state import FindingKey, State

#: What a finding's key says, which its number stands for.
_KEY = ("organisation", "standard", "day")


class FindingsComparison(Compared):
    """What was found about organisations, by the specification and by the contract."""

    def __init__(
        self, state: State, answers: ContractViews, time: int, traces: Traces, findings: Artifact
    ) -> None:
        super().__init__(state, answers, time, traces)
        self._findings_slot = slot_of(findings, "_findings")
        self._records_slot = slot_of(findings, "_records")

    def divergences(self) -> Iterator[Divergence]:
        """Compare everything, always in the same order; hand out each difference."""
        yield from self._published()
        yield from self._standards()
        yield from self._mandates()
        yield from self._findings()
        yield from self._states()
        yield from self._words()
        yield from self._effects()
        yield from self._counts()
        yield from self._records()

    def _published(self) -> Iterator[Divergence]:
        findings = self.answers.findings
        for _, found in self.each([None], lambda _: (findings, "standardsHash")):
            expected = {"standards_hash": self.state.standards_hash}
            yield from self.of(Finding.STANDARDS_DIFFER, "", expected, {"standards_hash": found})

    def _standards(self) -> Iterator[Divergence]:
        findings, standards = self.answers.findings, self.state.standards
        for number, count in self.each(standards, lambda one: (findings, "versionsOf", (one,))):
            expected = {"versions": len(standards[number])}
            yield from self.of(
                Finding.STANDARD_DIFFERS, f"standard {number}", expected, {"versions": count}
            )
        lines = [
            (number, version)
            for number, versions in standards.items()
            for version in range(1, len(versions) + 1)
        ]
        for line, answer in self.each(lines, lambda line: (findings, "standardVersion", line)):
            number, version = line
            yield from self.of(
                Finding.STANDARD_DIFFERS,
                f"standard {number} version {version}",
                dataclasses.asdict(standards[number][version - 1]),
                fields_of(answer),
            )

    def _mandates(self) -> Iterator[Divergence]:
        contract, mandates = self.answers.findings, self.state.mandates
        for _, count in self.each([None], lambda _: (contract, "mandateCount")):
            expected = {"mandates": len(mandates)}
            yield from self.of(Finding.MANDATE_DIFFERS, "", expected, {"mandates": count})
        for number, answer in self.each(mandates, lambda one: (contract, "mandate", (one,))):
            found = fields_of(answer)
            found["signers"] = tuple(plain(key) for key in found["signers"])
            yield from self.of(
                Finding.MANDATE_DIFFERS,
                f"mandate {number}",
                dataclasses.asdict(mandates[number]),
                found,
                self.traces.mandates[number],
            )

    # ---- findings --------------------------------------------------------------------------------

    def _findings(self) -> Iterator[Divergence]:
        contract, findings = self.answers.findings, self.state.findings
        for number, answer in self.each(findings, lambda one: (contract, "findingOf", (one,))):
            expected = dataclasses.asdict(findings[number])
            for name in _KEY:
                del expected[name]
            yield from self._of_finding(number, expected, fields_of(answer))

    def _states(self) -> Iterator[Divergence]:
        """What may be done with each finding now."""
        contract, findings = self.answers.findings, self.state.findings
        asked = self.each(findings, lambda one: (contract, "stateOf", (_key(findings[one].key),)))
        for number, answer in asked:
            expected = views.finding_state(self.state, findings[number].key, self.time)
            yield from self._of_finding(number, {"state": int(expected)}, {"state": answer})

    def _words(self) -> Iterator[Divergence]:
        """The slot of each finding, bits that nothing shows included."""
        contract, findings, slot = self.answers.findings, self.state.findings, self._findings_slot
        for number, word in self.stored(findings, contract, lambda one: entry_slot(slot, one)):
            found, kept = unpack_case(word), dataclasses.asdict(findings[number])
            kept |= {"detail": kept["version"], "overlay": kept["place"]}
            expected = {name: kept.get(name, 0) for name in found}
            yield from self._of_finding(number, expected, found)

    def _effects(self) -> Iterator[Divergence]:
        """Of every organisation, those that have none included."""
        contract, kept = self.answers.findings, self.state.effects
        asked = self.each(self.state.organisations, lambda one: (contract, "effectsOf", (one,)))
        for organisation, found in asked:
            words = [views.effect_word(effect) for effect in kept.get(organisation, ())]
            for place, (expected, answer) in enumerate(zip_longest(words, found, fillvalue=0)):
                yield from self.of(
                    Finding.EFFECT_DIFFERS,
                    f"effect {place} on organisation {organisation}",
                    unpack_effect(expected),
                    unpack_effect(answer),
                    self.traces.organisations[organisation],
                )

    def _counts(self) -> Iterator[Divergence]:
        contract, counts = self.answers.findings, self.state.finding_counts
        asked = self.each(counts, lambda pair: (contract, "findingsThisYear", pair))
        for (organisation, community), found in asked:
            expected = views.findings_this_year(self.state, organisation, community, self.time)
            name = f"findings of community {community} this year"
            yield from self._of_count(organisation, {name: expected}, {name: found})

    def _records(self) -> Iterator[Divergence]:
        """The same with its year, where it is kept."""
        contract, counts, slot = (
            self.answers.findings,
            self.state.finding_counts,
            self._records_slot,
        )
        for pair, word in self.stored(counts, contract, lambda pair: entry_slot(slot, *pair)):
            organisation, community = pair
            expected = pack_year_count(counts[pair])
            name = f"record of community {community}"
            yield from self._of_count(organisation, {name: expected}, {name: word})

    def _of_count(
        self, organisation: int, expected: Mapping[str, Any], found: Mapping[str, Any]
    ) -> Iterator[Divergence]:
        place = self.traces.organisations[organisation]
        subject = f"organisation {organisation}"
        return self.of(Finding.FINDING_DIFFERS, subject, expected, found, place)

    def _of_finding(
        self, number: bytes, expected: Mapping[str, Any], found: Mapping[str, Any]
    ) -> Iterator[Divergence]:
        place = self.traces.findings[number]
        organisation = self.state.findings[number].organisation
        subject = f"finding {readable(number)} about organisation {organisation}"
        return self.of(Finding.FINDING_DIFFERS, subject, expected, found, place)


def _key(key: FindingKey) -> tuple[int, int, int]:
    return key.organisation, key.standard, key.day
