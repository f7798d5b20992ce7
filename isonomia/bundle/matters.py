"""What a receipt about one person rests on: which acts, and which slots of the contracts.

Both who writes a bundle and who checks it ask here, so that a bundle can hold neither less nor more
than what follows from the logs in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from isonomia.bundle.published import artifacts
from isonomia.log_acts import Act
from isonomia.proofs.places import Layout, Place, Slot
from isonomia.spec import events
from isonomia.spec.overlays import MOST_OVERLAYS
from isonomia.spec.state import CaseKind, Stage

_DAY_BITS = 24
_INDEXES_PER_WORD = 256
_HALF = 128
#: Contracts that keep their charter in one slot.
_CHARTERED = ("Pool", "Cases", "Services")


@dataclass(slots=True)
class Matters:
    """What the acts so far say about one person.

    Attributes:
        identity: the person
        cases: about them, by number
        panels: that were called in these cases
        rules: of awards -> the latest version that they were awarded under
        infractions: rules of infractions -> the latest version that a case about them cites
        rounds: of the lottery that they came into
        beacon_rounds: that decided a lot which fell on them
        renewals: of councils for which they volunteered
        offers: of which they redeemed something
        redemptions: of theirs, batch and index
        rates: that were announced
    """

    identity: bytes
    cases: dict[bytes, int] = field(default_factory=dict)
    panels: set[int] = field(default_factory=set)
    rules: dict[int, int] = field(default_factory=dict)
    infractions: dict[int, int] = field(default_factory=dict)
    rounds: set[int] = field(default_factory=set)
    beacon_rounds: set[int] = field(default_factory=set)
    renewals: set[int] = field(default_factory=set)
    offers: set[int] = field(default_factory=set)
    redemptions: set[tuple[int, int]] = field(default_factory=set)
    rates: int = 0
    _frozen: dict[int, int] = field(default_factory=dict)

    def own(self, act: Act) -> Act | None:
        """Note an act; return it without what is about others, None when nothing is left.

        What everybody's numbers rest on - a new rate, a passed amendment - counts as everybody's.
        """
        for event, _ in act.logs:
            self._note(event)
        kept = [log for log in act.logs if self._is_own(log.event)]
        if not kept:
            return None
        head = act.head
        if isinstance(head, events.AwardsFiled):
            self.rules[head.rule] = max(head.version, self.rules.get(head.rule, 0))
        for index, event in enumerate(act.of(events.Redeemed)):
            if event.identity == self.identity:
                self.offers.add(event.offer)
                self.redemptions.add((event.batch, index))
        heads = (events.CouncilActed, events.AwardsFiled, events.BatchRedeemed)
        return Act(
            tuple(
                log
                for log in act.logs
                if log in kept or (log.event is head and isinstance(head, heads))
            ),
            act.time,
        )

    def _note(self, event: Any) -> None:
        match event:
            case events.CaseFiled() if event.identity == self.identity:
                self.cases[event.case_id] = event.kind
                if event.kind == CaseKind.INFRACTION:
                    rule = event.matter >> _DAY_BITS
                    latest = max(event.detail, self.infractions.get(rule, 0))
                    self.infractions[rule] = latest
            case events.CaseMoved() if event.case_id in self.cases and event.panel:
                self.panels.add(event.panel)
            case events.RoundFrozen():
                self._frozen[event.round] = event.beacon_round
            case events.Entered() if event.identity == self.identity:
                self.rounds.add(event.round)
            case events.PrizeWon() | events.PrizeForfeited() if event.identity == self.identity:
                self.beacon_rounds.add(self._frozen[event.round])
            case events.Volunteered() if event.identity == self.identity:
                self.renewals.add(event.renewal)
            case events.RateAnnounced():
                self.rates += 1

    def _is_own(self, event: Any) -> bool:
        match event:
            case events.RateAnnounced() | events.AmendmentPassed():
                return True
            case events.PanelSeated():
                return event.panel in self.panels or self.identity in event.jurors
            case events.PanelConvened():
                return event.panel in self.panels
        case_id = getattr(event, "case_id", None)
        return case_id in self.cases or getattr(event, "identity", None) == self.identity

    # ---- slots -----------------------------------------------------------------------------------

    def slots(self, latest_charter: int) -> list[Slot]:
        """Return all slots that the receipt rests on, in order, with nothing in them.

        Args:
            latest_charter: word in which the ledger says which of its charters passed last
        """
        places = (
            *self._ledger(latest_charter),
            *self._others(),
            *self._of_cases(),
            *self._of_services(),
            *(variable(name, "_charter") for name in _CHARTERED),
        )
        found = [slot for place in places for slot in place.slots()]
        return sorted(dict.fromkeys(found), key=lambda slot: list(artifacts()).index(slot.contract))

    def _ledger(self, latest_charter: int) -> Iterator[Place]:
        identity = self.identity
        yield variable("Ledger", "_people").at(identity)
        yield variable("Ledger", "_leaves").at(identity)
        yield variable("Ledger", "leftAt").at(identity)
        for index in range(MOST_OVERLAYS):
            yield variable("Ledger", "_overlays").at(identity, index)
        for rule, latest in sorted(self.rules.items()):
            yield variable("Ledger", "_ruleTimes").at(identity, rule)
            for version in range(1, latest + 1):
                yield variable("Ledger", "_rules").at(rule, version)
                yield variable("Ledger", "_ruleTexts").at(rule, version)
        steps = variable("Ledger", "_credits").member("steps")
        yield steps
        for index in range(self.rates + 1):
            yield steps.at(index)
        yield latest_charter_place()
        waits, number = divmod(latest_charter, 1 << _HALF)
        yield variable("Ledger", "_charters").at(number)
        if waits:
            yield variable("Ledger", "_charters").at(number - 1)

    def _others(self) -> Iterator[Place]:
        identity = self.identity
        yield variable("Communities", "_signatories").at(identity)
        yield variable("Pool", "secondChanceUsed").at(identity)
        for number in sorted(self.rounds):
            yield variable("Pool", "_places").at(number, identity)
            yield variable("Pool", "_rounds").at(number)
        for beacon_round in sorted(self.beacon_rounds):
            yield variable("Beacon", "_randomness").at(beacon_round)
        for renewal in sorted(self.renewals):
            yield variable("Assembly", "_volunteers").at(renewal, identity)

    def _of_cases(self) -> Iterator[Place]:
        for number in self.cases:
            yield variable("Cases", "_cases").at(number)
        for kind in CaseKind:
            yield variable("Cases", "_records").at(int(kind), self.identity)
        catalogue = variable("Cases", "_catalogue")
        for rule, latest in sorted(self.infractions.items()):
            for version in range(1, latest + 1):
                yield catalogue.member("words").at(rule, version)
                yield catalogue.member("texts").at(rule, version)

    def _of_services(self) -> Iterator[Place]:
        for offer in sorted(self.offers):
            yield variable("Services", "_offers").at(offer)
        for batch in sorted({batch for batch, _ in self.redemptions}):
            yield variable("Services", "rootOf").at(batch)
        for batch, index in sorted(self.redemptions):
            yield variable("Services", "_ratings").at(batch, index)
            yield self.refunded_place(batch, index)

    def refunded_place(self, batch: int, index: int) -> Place:
        """Return where a bit says whether a redemption was refunded."""
        word = index // _INDEXES_PER_WORD
        return variable("Services", "_refunded").at(batch).member("_data").at(word)


def variable(contract: str, label: str) -> Place:
    """Return a variable of a contract."""
    return Layout(contract, artifacts()[contract]).variable(label)


def latest_charter_place() -> Place:
    """Return where the ledger says which of its charters passed last."""
    return variable("Ledger", "_latest")


def is_founding(act_logs: Iterable[Any]) -> bool:
    """Return whether logs are those of the communities' constructor, which alone founds any."""
    return any(isinstance(log.event, events.CommunityFounded) for log in act_logs)


def ends_deduction(event: events.CaseMoved) -> bool:
    """Return whether a case has reached the stage in which its deduction is over."""
    return event.stage == Stage.ENDED
