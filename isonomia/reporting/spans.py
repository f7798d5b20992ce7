"""The stretch of time that a report is about, and the moments at which it looks at everybody."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from isonomia import words
from isonomia.errors import IsonomiaError
from isonomia.history import History
from isonomia.replay import Replay, Step
from isonomia.spec import events
from isonomia.spec.calendar import QUARTER, YEAR
from isonomia.spec.state import State

#: Into so many parts of the same length a stretch of time is cut.
PARTS = 12


class Kind(StrEnum):
    """What a report can be about."""

    YEAR = "year"
    QUARTER = "quarter"
    ROUND = "round"


LENGTHS = {Kind.YEAR: YEAR, Kind.QUARTER: QUARTER}


class Moment(NamedTuple):
    """A look at the state: at second ``time``, after every act before second ``before``."""

    time: int
    before: int


@dataclass(frozen=True, slots=True)
class Span:
    """What a report is about.

    Attributes:
        kind: year, quarter or round
        number: years and quarters are counted from 0 at genesis, rounds from 1
        since: its first second
        until: the first second after it; None while a round is not closed
        now: second of the last block looked at
    """

    kind: Kind
    number: int
    since: int
    until: int | None
    now: int

    @property
    def is_over(self) -> bool:
        """Whether nothing more can come into it."""
        return self.until is not None and self.now >= self.until

    @property
    def end(self) -> int:
        """Second of the last look: the end, or as long as it is not over, the last block's."""
        return self.until if self.until is not None and self.is_over else self.now

    @property
    def before(self) -> int:
        """First second whose acts are not counted any more."""
        return self.end if self.is_over else self.now + 1

    def contains(self, time: int) -> bool:
        """Return whether what happened at a second is counted."""
        return self.since <= time < self.before

    def moments(self) -> list[Moment]:
        """Return when to look: at the beginning, after each twelfth, and at the end."""
        length = (self.end if self.until is None else self.until) - self.since
        times = {self.since + length * part // PARTS for part in range(PARTS)}
        inner = [Moment(time, time) for time in sorted(times) if time < self.end]
        return [*(inner or [Moment(self.since, self.since)]), Moment(self.end, self.before)]


def span_of(kind: Kind, number: int, history: History, genesis: int) -> Span:
    """Return what a report is to be about.

    Args:
        kind: year, quarter or round
        number: which
        history: logs up to the last block to look at
        genesis: second in which the deployment began

    Raises:
        IsonomiaError: it has not begun, or there is no such round.
    """
    now = history.pinned.time
    if kind is Kind.ROUND:
        return _round(number, history)
    since = genesis + number * LENGTHS[kind]
    if now < since:
        current = (now - genesis) // LENGTHS[kind]
        raise IsonomiaError(
            f"{kind.capitalize()} {number} begins on {words.date_of(since)}: give one from 0 to "
            f"{current}, the running one"
        )
    return Span(kind, number, since, since + LENGTHS[kind], now)


def _round(number: int, history: History) -> Span:
    """Return the time from the opening of a round to its end."""
    opened: dict[int, int] = {}
    closed: dict[int, int] = {}
    for log in history.logs:
        if isinstance(log.event, events.RoundOpened):
            opened[log.event.round] = history.time_of(log)
        elif isinstance(log.event, events.RoundClosed):
            closed[log.event.round] = history.time_of(log)
    if number not in opened:
        known = f"give one from 1 to {len(opened)}" if opened else "none was opened yet"
        raise IsonomiaError(f"Round {number} of the lottery was not opened: {known}")
    until = closed[number] + 1 if number in closed else None
    return Span(Kind.ROUND, number, opened[number], until, history.pinned.time)


def live_through(
    replay: Replay,
    history: History,
    moments: Sequence[Moment],
    at: Callable[[Moment, State], None],
    count: Callable[[Step, State], None],
) -> None:
    """Carry out all acts once; look at the state at some moments on the way.

    Args:
        replay: at genesis
        history: whose logs it carries out
        moments: in order
        at: told each moment, and the state as it was then
        count: told each act, and the state right after

    Raises:
        Diverged: the logs are not what the specification gives.
    """
    founded = {log.place for log in replay.founding}
    times = [history.time_of(log) for log in history.logs if log.place not in founded]
    waiting = [(bisect_left(times, moment.before), moment) for moment in reversed(moments)]
    done = 0

    def look() -> None:
        while waiting and waiting[-1][0] <= done:
            at(waiting.pop()[1], replay.state)

    look()
    for step in replay.steps():
        count(step, replay.state)
        done += len(step.act.logs)
        look()
