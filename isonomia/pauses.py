"""Waiting for acts to be mined, a little longer each time."""

from __future__ import annotations

import time

from isonomia.chain import ChainError

_PATIENCE_SECONDS = 300.0
_FIRST_PAUSE = 0.002
_LONG_PAUSE = 0.01
_LONGEST_PAUSE = 1.0


class Pause:
    """Waits a little longer each time, and gives up in the end."""

    def __init__(self) -> None:
        self._seconds = _FIRST_PAUSE
        self._end = time.monotonic() + _PATIENCE_SECONDS

    @property
    def is_long(self) -> bool:
        """Whether a chain that mines at once would have done so."""
        return self._seconds > _LONG_PAUSE

    def wait(self) -> None:
        """Wait once more."""
        if time.monotonic() > self._end:
            raise ChainError(
                f"No act was mined for {_PATIENCE_SECONDS:g} seconds. Nothing is lost: run the "
                "same command again to go on waiting, with a higher fee where it is too low"
            )
        time.sleep(self._seconds)
        self._seconds = min(self._seconds * 2, _LONGEST_PAUSE)
