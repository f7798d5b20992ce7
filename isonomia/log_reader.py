"""Reading on through the logs of one transaction."""

from __future__ import annotations

from typing import Any

from isonomia.divergence import Diverged, Divergence, Finding
from isonomia.event_logs import EventLog


class LogReader:
    """Reads log after log; `at` is the next one."""

    def __init__(self, logs: tuple[EventLog, ...]) -> None:
        self._logs = logs
        self._start = 0
        self.at = 0

    def _next(self, ahead: int = 0) -> Any:
        at = self.at + ahead
        return self._logs[at].event if at < len(self._logs) else None

    def _sees(self, *kinds: type) -> bool:
        return isinstance(self._next(), kinds)

    def _sees_after(self, kind: type, *kinds: type) -> bool:
        """Return whether one of these kinds is next, or comes right after one log of ``kind``."""
        return isinstance(self._next(self._sees(kind)), kinds)

    def _sees_behind(self, kind: type, *kinds: type) -> bool:
        """Return whether one of these kinds is next, or follows a run of logs of ``kind``."""
        later = (self._logs[at].event for at in range(self.at, len(self._logs)))
        first = next((event for event in later if not isinstance(event, kind)), None)
        return isinstance(first, kinds)

    def _may(self, *kinds: type) -> bool:
        """Move past one log of these kinds, if the next one is."""
        seen = self._sees(*kinds)
        self.at += seen
        return seen

    def _must(self, kind: type) -> Any:
        """Move past one log of this kind and return its event."""
        event = self._next()
        if not isinstance(event, kind):
            raise self._wrong(Finding.UNFINISHED_ACT)
        self.at += 1
        return event

    def _run(self, kind: type) -> None:
        while self._may(kind):
            pass

    def _wrong(self, finding: Finding) -> Diverged:
        event, place = self._logs[self._start]
        return Diverged(
            Divergence(
                finding, type(event).__name__, block=place.block, transaction=place.transaction
            )
        )
