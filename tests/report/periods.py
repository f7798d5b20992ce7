"""A stretch of time lived through in a world of the specification, counted as a report does."""

from __future__ import annotations

from typing import Any

from isonomia.event_logs import EventLog, Place
from isonomia.history import Header
from isonomia.log_acts import Act
from isonomia.replay import Step
from isonomia.reporting.attempts import Reverted
from isonomia.reporting.figures import Figures, PeriodCount
from isonomia.reporting.spans import LENGTHS, Kind, Span
from isonomia.spec.actions import Action
from tests.spec.worlds import GENESIS, World

NOWHERE_ON_CHAIN = Place(0, 0, "0x")


def span_of_world(kind: Kind = Kind.QUARTER, number: int = 0, now: int | None = None) -> Span:
    """Return a year or a quarter from genesis on; over unless ``now`` lies within it."""
    since = GENESIS + number * LENGTHS[kind]
    until = since + LENGTHS[kind]
    return Span(kind, number, since, until, until if now is None else now)


class Lived:
    """Acts in a world, each told to the count, with everybody looked at when it is due."""

    def __init__(self, here: World, span: Span | None = None) -> None:
        self.here = here
        self.span = span or span_of_world()
        self._count = PeriodCount(self.span)
        self._waiting = list(self._count.moments)

    def do(self, action: Action) -> list[Any]:
        """Carry an action out now."""
        self._look_until(self.here.now + 1)
        announced = self.here.do(action)
        logs = tuple(EventLog(event, NOWHERE_ON_CHAIN) for event in announced)
        self._count.count(Step(Act(logs, self.here.now), action), self.here.state)
        return announced

    def end(self) -> Figures:
        """Look for the last time, and return what was counted."""
        self._look_until(self.span.before + 1)
        pinned = Header(1, self.span.now, "0x" + "ab" * 32)
        return self._count.figures(pinned, Reverted({}, 0), None)

    def _look_until(self, time: int) -> None:
        while self._waiting and self._waiting[0].before < time:
            self._count.at(self._waiting.pop(0), self.here.state)
