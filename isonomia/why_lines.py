"""The lines of a receipt: what happened to one person, in the order in which it happened."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from isonomia.divergence import readable
from isonomia.event_logs import EventLog, Place
from isonomia.log_acts import Act
from isonomia.packed_words import unpack_overlay, unpack_person
from isonomia.spec import events, views
from isonomia.spec.calendar import day_of
from isonomia.spec.deductions import cause_of
from isonomia.spec.overlays import WHOLE_BALANCE
from isonomia.spec.quality import quality_on
from isonomia.spec.state import DEDUCTION, UPLIFT, State
from isonomia.target import Target
from isonomia.why_approval import Approval, approval_of
from isonomia.why_cases import Deduction
from isonomia.why_spending import OF_SPENDING


class Kind(StrEnum):
    """What a line of a receipt is about."""

    ENROLLED = "enrolled"
    SEAT = "seat"
    KEY = "key"
    KEY_CHANGED = "key changed"
    AWARD = "award"
    FADING = "fading"
    LEAVE = "leave"
    LEAVE_ENDED = "leave ended"
    GIFT = "gift"
    NOMINATION = "nomination"
    ENTRY = "entry"
    PRIZE = "prize"
    FORFEITED = "forfeited prize"
    MOVED = "moved"
    QUALITY_LEFT = "quality left"
    QUALITY_REJOINED = "quality rejoined"
    KEY_RECOVERED = "key recovered"
    CLOSED = "closed"
    REOPENED = "reopened"
    DEDUCTION = "deduction"
    DEDUCTION_ENDED = "deduction ended"
    AWARD_REVERSED = "award reversed"
    SEAT_LEFT = "seat left"
    VOLUNTEERED = "volunteered"
    SEAT_PASSED = "seat passed"
    JUROR = "juror"


@dataclass(frozen=True, slots=True)
class Award:
    """What an award was for."""

    rule: int
    version: int
    rule_name: str
    category: int
    points: int
    act_day: int
    evidence_hash: str


@dataclass(frozen=True, slots=True)
class Draw:
    """How a lot of a round fell on the person.

    Attributes:
        round: of the lottery
        lot: counted from 0
        entrant: the person's number among the entrants, counted from 0
        entrants: how many there were
        beacon_round: whose randomness decided
        key: of the permutation of the entrants, that follows from it
    """

    round: int
    lot: int
    entrant: int
    entrants: int
    beacon_round: int
    key: str


@dataclass(frozen=True, slots=True)
class Portion:
    """A part of the balance whose quality is lifted or lowered.

    Attributes:
        round: of the lottery that gave an uplift; None for a deduction
        case: that made a deduction; None for an uplift
        points: by which it is lifted or lowered
        amount: millicredits
        until: first day on which it is so no longer
        quality: points it has
        tier: 0 to 4
    """

    round: int | None
    case: str | None
    points: int
    amount: int
    until: int
    quality: int
    tier: int


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a receipt.

    Attributes:
        kind: what it is about
        day: day on which it happened; for fading, the last day counted
        since: for fading and leaves, the first day; else None
        change: quality points gained or lost
        quality: points right after
        until: for leaves, the first day after; else None
        award: for awards, what it was for
        approval: which council signed; None for genesis, fading and what a person did alone
        key: for keys, the controller
        community: for moves the community moved to, for seats the one whose council it is
        case: for what a case brought about, its number
        panel: for jurors, the panel
        deduction: for deductions, what is lowered and until when
        at_genesis: whether the charter itself did it
        round: for nominations and entries, the round of the lottery
        entrant: for these, the person's number in it, counted from 0
        draw: for prizes, won or forfeited, how the lot was drawn
        portion: for prizes won, what they lift
        block: block of the log, None for fading
        transaction: hash of its transaction, None for fading
    """

    kind: Kind
    day: int
    quality: int
    change: int = 0
    since: int | None = None
    until: int | None = None
    award: Award | None = None
    approval: Approval | None = None
    key: str | None = None
    community: int | None = None
    case: str | None = None
    panel: int | None = None
    deduction: Deduction | None = None
    at_genesis: bool = False
    round: int | None = None
    entrant: int | None = None
    draw: Draw | None = None
    portion: Portion | None = None
    block: int | None = None
    transaction: str | None = None


class Writer:
    """Turns the logs about one person into lines, with the fading in between."""

    def __init__(self, identity: bytes, target: Target, state: State) -> None:
        self.lines: list[Line] = []
        self._identity = identity
        self._target = target
        self._state = state
        self._quality = 0
        self._decay_from = 0

    def read(self, logs: tuple[EventLog, ...], time: int, act: Act | None = None) -> None:
        """Write the lines of one act, or of genesis; the state is the one right after."""
        own = [log for log in logs if self._is_own(log.event)]
        # Spending changes no quality, and has lines of its own.
        if not own or any(isinstance(log.event, OF_SPENDING) for log in own):
            return
        today = day_of(time)
        self.fade(today)
        person = self._state.people[self._identity]
        for event, place in own:
            self.lines += self._line(event, place, time, act)
        # Not every act writes the faded quality down.
        self._quality = quality_on(person, today)
        self._decay_from = max(person.decay_from, today)

    def _is_own(self, event: Any) -> bool:
        if isinstance(event, events.PanelSeated):
            return self._identity in event.jurors
        return getattr(event, "identity", None) == self._identity

    def fade(self, today: int) -> None:
        """Write what was lost until ``today`` for want of a contribution."""
        left = max(0, self._quality - max(0, today - self._decay_from))
        if left < self._quality:
            first = self._decay_from + 1
            last = min(today, self._decay_from + self._quality)
            change = left - self._quality
            self.lines.append(Line(Kind.FADING, last, left, change, since=first))
            self._quality, self._decay_from = left, today

    def _line(self, event: Any, place: Place, time: int, act: Act | None) -> Iterator[Line]:
        line = Line(
            Kind.ENROLLED,
            day_of(time),
            self._quality,
            approval=approval_of(act, self._target, self._state),
            at_genesis=act is None,
            block=place.block,
            transaction=place.transaction,
        )
        match event:
            case events.Enrolled():
                yield line
            case events.SeatTaken():
                yield dataclasses.replace(line, kind=Kind.SEAT)
            case events.ControllerBound():
                yield dataclasses.replace(line, kind=Kind.KEY, key=readable(event.controller))
            case events.ControllerChanged():
                key = readable(event.controller)
                yield dataclasses.replace(line, kind=Kind.KEY_CHANGED, key=key)
            case events.Awarded() if act is not None:
                yield self._award(line, event, act)
            case events.LeaveDeclared():
                since, until = event.from_day, event.until_day
                yield dataclasses.replace(line, kind=Kind.LEAVE, since=since, until=until)
            case events.LeaveEnded():
                yield dataclasses.replace(line, kind=Kind.LEAVE_ENDED)
            case events.PointsGiven():
                self._quality -= event.points
                yield dataclasses.replace(
                    line, kind=Kind.GIFT, quality=self._quality, change=-event.points
                )
            case events.Entered():
                kind = Kind.NOMINATION if line.approval else Kind.ENTRY
                yield dataclasses.replace(line, kind=kind, round=event.round, entrant=event.entrant)
            case events.PrizeWon():
                draw, portion = self._draw(event), self._portion(event.round, time)
                yield dataclasses.replace(line, kind=Kind.PRIZE, draw=draw, portion=portion)
            case events.PrizeForfeited():
                yield dataclasses.replace(line, kind=Kind.FORFEITED, draw=self._draw(event))
            case _ if act is not None:
                yield from self._of_life(line, event, act)

    def _of_life(self, line: Line, event: Any, act: Act) -> Iterator[Line]:
        """Write what somebody did about where they belong, or what a case brought about."""
        kind = _OF_LIFE.get(type(event))
        if kind is not None:
            moved = act.of(events.CaseMoved)
            before = self._quality
            if word := getattr(event, "word", None):
                self._quality = unpack_person(word)["quality"]
            yield dataclasses.replace(
                line,
                kind=kind,
                quality=self._quality,
                change=self._quality - before,
                community=getattr(event, "community", None),
                panel=getattr(event, "panel", None),
                case=self._case_of(event, act) if moved else None,
            )
        elif isinstance(event, events.OverlaySet):
            yield from self._deducted(line, event, act)

    def _case_of(self, event: Any, act: Act) -> str | None:
        """Return the case that an event came of: the next one that moved, or of "I am alive" that.

        A person who comes back is told of after their case moved, everything else before it.
        """
        numbers = [log.event for log in act.logs]
        at = next(place for place, other in enumerate(numbers) if other is event)
        later = [one for one in numbers[at:] if isinstance(one, events.CaseMoved)]
        moved = later or [one for one in numbers[:at] if isinstance(one, events.CaseMoved)]
        return readable(moved[0].case_id) if moved else None

    def _deducted(self, line: Line, event: events.OverlaySet, act: Act) -> Iterator[Line]:
        overlay = unpack_overlay(event.overlay)
        if overlay["kind"] != DEDUCTION:
            return
        today = day_of(act.time)
        is_new = overlay["until_day"] > today
        yield dataclasses.replace(
            line,
            kind=Kind.DEDUCTION if is_new else Kind.DEDUCTION_ENDED,
            case=case_of_cause(self._state, overlay["cause"]),
            deduction=Deduction(
                overlay["points"],
                overlay["amount"],
                overlay["from_day"],
                overlay["until_day"],
                is_new,
            ),
        )

    def _draw(self, event: events.PrizeWon | events.PrizeForfeited) -> Draw:
        drawn = self._state.rounds[event.round]
        return Draw(
            event.round,
            event.lot,
            self._state.places[event.round, self._identity],
            drawn.entrants,
            drawn.beacon_round,
            readable(views.round_key(self._state, event.round)),
        )

    def _portion(self, number: int, time: int) -> Portion:
        """Return what the round's uplift, which is in the state already, makes of its portion."""
        held = portions(self._state, self._identity, time)
        return next(portion for portion in held.values() if portion.round == number)

    def _award(self, line: Line, event: events.Awarded, act: Act) -> Line:
        head = act.head
        version = self._state.rules[head.rule][head.version - 1]
        slot = unpack_person(event.word)
        quality = slot["quality"]
        change, self._quality = quality - self._quality, quality
        award = Award(
            rule=head.rule,
            version=head.version,
            rule_name=self._target.rule_names.get(head.rule, f"rule {head.rule}"),
            category=version.category,
            points=version.points,
            act_day=slot["last_act_day"],
            evidence_hash=readable(head.evidence_hash),
        )
        return dataclasses.replace(
            line, kind=Kind.AWARD, quality=quality, change=change, award=award
        )


#: Lines that hold nothing but where, and what case they come of.
_OF_LIFE: dict[type, Kind] = {
    events.Moved: Kind.MOVED,
    events.QualityLeft: Kind.QUALITY_LEFT,
    events.QualityRejoined: Kind.QUALITY_REJOINED,
    events.ControllerRecovered: Kind.KEY_RECOVERED,
    events.Closed: Kind.CLOSED,
    events.Reopened: Kind.REOPENED,
    events.AwardReversed: Kind.AWARD_REVERSED,
    events.SeatLeft: Kind.SEAT_LEFT,
    events.Volunteered: Kind.VOLUNTEERED,
    events.SeatPassed: Kind.SEAT_PASSED,
    events.PanelSeated: Kind.JUROR,
}


def portions(state: State, identity: bytes, time: int) -> dict[int, Portion]:
    """Return the portions of somebody's balance at a time, by index of their overlays."""
    found = {}
    for index, overlay in views.overlays_in_force(state, identity, time):
        if overlay.amount == WHOLE_BALANCE:
            continue
        amount, quality, tier = views.portion(state, identity, index, time)
        is_uplift = overlay.kind == UPLIFT
        found[index] = Portion(
            overlay.cause if is_uplift else None,
            None if is_uplift else case_of_cause(state, overlay.cause),
            overlay.points,
            amount,
            overlay.until_day,
            quality,
            tier,
        )
    return found


def case_of_cause(state: State, cause: int) -> str:
    """Return the case whose deduction has a cause, as hexadecimal digits."""
    return readable(next(number for number in state.cases if cause_of(number) == cause))
