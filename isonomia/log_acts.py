"""The logs of one transaction, cut into the acts that left them.

Every act leaves its logs in an order of its own, so that they can be told apart even when a
transaction carries several: a relayer may be a contract.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from isonomia.divergence import Finding
from isonomia.event_logs import EventLog, Place
from isonomia.log_acts_services import ServiceReader, Suspends
from isonomia.packed_words import unpack_overlay
from isonomia.spec import events
from isonomia.spec.state import CaseKind, Stage

_CAUSE = 2**64 - 1


@dataclass(frozen=True, slots=True)
class Act:
    """One act of a council, of a person or of anybody, as its logs tell it.

    Attributes:
        logs: its logs in order; the first or, for awards, the last names who acted. Acts of
            anybody name nobody.
        time: second of its block
    """

    logs: tuple[EventLog, ...]
    time: int

    @property
    def place(self) -> Place:
        """Where the act's first log stands."""
        return self.logs[0].place

    @property
    def head(self) -> Any:
        """The event that names who acted and under which number, or the last of anybody's act."""
        first = self.logs[0].event
        if isinstance(first, events.CouncilActed | events.PersonActed):
            return first
        return self.logs[-1].event

    @property
    def effects(self) -> tuple[Any, ...]:
        """The events beside the head, in order."""
        head = self.head
        return tuple(log.event for log in self.logs if log.event is not head)

    def of(self, *kinds: type) -> tuple[Any, ...]:
        """Return the events of some kinds, in order."""
        return tuple(log.event for log in self.logs if isinstance(log.event, kinds))


def acts_of_transaction(
    logs: tuple[EventLog, ...],
    time: int,
    renewals: Mapping[int, int],
    suspends: Suspends = lambda _finding: False,
) -> Iterator[Act]:
    """Cut the logs of one transaction into acts.

    Args:
        logs: in order
        time: second of their block
        renewals: number of a renewal -> the community whose council it renews
        suspends: whether a finding, by its number, suspends an organisation right before an act;
            asked when the acts before it have been handed out

    Raises:
        Diverged: a log that belongs to no act, or an act without its effect.
    """
    reader = _Reader(logs, renewals, suspends)
    while reader.at < len(logs):
        start = reader.at
        reader.read()
        yield Act(logs[start : reader.at], time)


_SINGLE_ACTS = (
    events.RoundFrozen,
    events.RoundClosed,
    events.RoundVerified,
    events.PanelSeated,
    events.RenewalOpened,
    events.RenewalFrozen,
)
_LOTS = (events.PrizeWon, events.PrizeForfeited)
_LISTED = (events.Enrolled, events.ControllerBound, events.Entered)
_PUBLISHED: dict[type, type] = {
    events.RulePublished: events.CataloguePublished,
    events.InfractionPublished: events.InfractionsPublished,
    events.StandardPublished: events.StandardsPublished,
}
_PERSON_EFFECTS = (
    events.ControllerChanged,
    events.LeaveDeclared,
    events.LeaveEnded,
    events.Entered,
    events.Moved,
    events.QualityLeft,
    events.QualityRejoined,
    events.Volunteered,
    events.Rated,
    events.OrderCancelled,
)
_CARRIED_OUT = (Stage.CARRIED_OUT, Stage.ENDED)
_CARRYING_OUT = (
    events.OverlaySet,
    events.AwardReversed,
    events.ControllerRecovered,
    events.Closed,
)
_FILLING = (events.SeatPassed, events.SeatLeft, events.SeatTaken)


class _Reader(ServiceReader):
    """Reads act after act; `at` is the next log."""

    def __init__(
        self, logs: tuple[EventLog, ...], renewals: Mapping[int, int], suspends: Suspends
    ) -> None:
        super().__init__(logs, suspends)
        self._renewals = renewals

    def read(self) -> None:
        """Move on to the end of one act."""
        self._start = self.at
        if self._may(events.CouncilActed):
            self._council_act()
        elif self._may(events.PersonActed):
            self._person_act()
        elif self._sees(events.Awarded, events.AwardsFiled):
            self._run(events.Awarded)
            self._must(events.AwardsFiled)
        elif not self._may(*_SINGLE_ACTS):
            self._anybodys_act()

    def _anybodys_act(self) -> None:
        if self._reads_service_act():
            return
        if self._may(events.VerdictGiven):
            self._verdict()
        elif self._may(events.PanelConvened):
            self._must(events.AuditOpened)
        elif self._may(events.AuditRecorded):
            self._must(events.ShareIndexSet)
        elif self._sees(*_FILLING, events.RenewalEnded):
            self._filling()
        elif self._sees_lot():
            self._settlement()
        elif self._sees(*_CARRYING_OUT) or self._sees_end_of_case():
            self._carrying_out()
        else:
            raise self._wrong(Finding.STRAY_LOG)

    # ---- acts that somebody signed ---------------------------------------------------------------

    def _council_act(self) -> None:
        # An enrolment or a binding of nobody leaves no log but its head.
        event = self._next()
        kind = type(event)
        if self._reads_service_act_of_council():
            return
        if kind in _LISTED:
            self._run(kind)
        elif kind in _PUBLISHED or kind in _PUBLISHED.values():
            published = next(one for one, end in _PUBLISHED.items() if kind in (one, end))
            self._run(published)
            self._must(_PUBLISHED[published])
        elif self._may(events.AmendmentEndorsed):
            if self._may(events.AmendmentPassed):
                self._must(events.CharterAmended)
        elif isinstance(event, events.CaseFiled):
            self._filing(event)
        elif isinstance(event, events.CaseMoved) and event.stage == Stage.WITHDRAWN:
            self.at += 1
        elif self._sees_remedy():
            self._remedies()
        else:
            self._may(events.RateAnnounced, events.RoundOpened)

    def _filing(self, first: events.CaseFiled) -> None:
        """A council files infractions together, anything else alone."""
        self.at += 1
        while first.kind == CaseKind.INFRACTION and self._may(events.CaseFiled):
            pass

    def _remedies(self) -> None:
        while self._sees_remedy():
            self._may(events.OverlaySet)
            self._must(events.RemedyCertified)
            self._must(events.CaseMoved)

    def _person_act(self) -> None:
        if self._may(*_PERSON_EFFECTS):
            return
        if self._may(events.Given):
            self._must(events.PointsGiven)
        elif self._may(events.PanelConvened):
            self._may(events.CaseFiled)
            self._must(events.CaseMoved)
        else:
            # "I am alive" is all that is left.
            self._must(events.CaseMoved)
            self._may(events.Reopened)
            self._must(events.StandingLowered)

    # ---- acts of anybody -------------------------------------------------------------------------

    def _verdict(self) -> None:
        moved = self._must(events.CaseMoved)
        self._may(events.StandingLowered)
        overlay = self._next()
        # Another act of the same transaction may begin with an overlay; the cause tells.
        if isinstance(overlay, events.OverlaySet):
            cause = unpack_overlay(overlay.overlay)["cause"]
            if moved.stage == Stage.ENDED and cause == int.from_bytes(moved.case_id) & _CAUSE:
                self.at += 1

    def _carrying_out(self) -> None:
        """Take all cases that are carried out one after the other for one act.

        Two such acts in one transaction leave the same logs as one, and the same state.
        """
        while self._sees(*_CARRYING_OUT) or self._sees_end_of_case():
            if self._sees_lot() or self._sees_batch() or self._sees_refund():
                return
            if self._may(events.AwardReversed):
                self._must(events.StandingLowered)
            else:
                self._may(*_CARRYING_OUT)
            if not self._sees_end_of_case():
                raise self._wrong(Finding.UNFINISHED_ACT)
            self.at += 1

    def _filling(self) -> None:
        """Take the seats of one renewal that are filled one after the other for one act."""
        community = self._renewed()
        while self._sees(*_FILLING) and self._renewed() == community:
            if self._may(events.SeatLeft):
                self._must(events.SeatTaken)
            else:
                self.at += 1
        if self._sees(events.RenewalEnded) and self._renewed() == community:
            self.at += 1

    def _renewed(self) -> int | None:
        """Return the community whose council the next log is about."""
        event = self._next()
        number = getattr(event, "renewal", None)
        return event.community if number is None else self._renewals.get(number)

    def _settlement(self) -> None:
        """Take all lots of one round that follow each other for one settlement.

        Two settlements of a round in one transaction leave the same logs as one, and the same
        state.
        """
        numbers = set[int]()
        while self._sees_lot():
            lot = self._logs[self.at + self._sees(events.OverlaySet)].event
            numbers.add(lot.round)
            if len(numbers) > 1:
                return
            self._may(events.OverlaySet)
            self.at += 1

    # ---- what comes next -------------------------------------------------------------------------

    def _sees_lot(self) -> bool:
        return self._sees_after(events.OverlaySet, *_LOTS)

    def _sees_remedy(self) -> bool:
        return self._sees_after(events.OverlaySet, events.RemedyCertified)

    def _sees_end_of_case(self) -> bool:
        event = self._next()
        return isinstance(event, events.CaseMoved) and event.stage in _CARRIED_OUT
