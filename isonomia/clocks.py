"""When lines are filed: now, or along with the time they tell of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from isonomia.spec.calendar import DAY, day_of


class Clock(Protocol):
    """Decides when lines are filed."""

    @property
    def present(self) -> int:
        """The second the chain has reached."""

    def filing_time(self, time: int) -> int:
        """Return the second at which an act of `time` is filed."""

    def enrolling_time(self, birth: int) -> int:
        """Return the second at which somebody born at `birth` is enrolled."""


@dataclass(frozen=True, slots=True)
class LiveClock:
    """Everything is filed now, as on any chain whose time is not ours to set."""

    now: int

    @property
    def present(self) -> int:
        """The second the chain has reached."""
        return self.now

    def filing_time(self, time: int) -> int:  # noqa: ARG002 - the time makes no difference here
        """Return the present."""
        return self.now

    def enrolling_time(self, birth: int) -> int:  # noqa: ARG002 - nor does it here
        """Return the present."""
        return self.now


@dataclass(frozen=True, slots=True)
class ReplayClock:
    """The chain's time moves along: acts are filed at the end of periods counted from genesis.

    Attributes:
        now: second the chain has reached
        first_day: day of genesis
        period_days: length of a period
        horizon: second beyond which the chain is never moved
    """

    now: int
    first_day: int
    period_days: int
    horizon: int

    @property
    def present(self) -> int:
        """The second the chain has reached."""
        return self.now

    def filing_time(self, time: int) -> int:
        """Return the end of the period that holds `time`, or the present when that is later."""
        periods = (day_of(time) - self.first_day) // self.period_days + 1
        end = (self.first_day + periods * self.period_days) * DAY
        return max(self.now, min(end, self.horizon))

    def enrolling_time(self, birth: int) -> int:
        """Return the present, or for those not born yet the end of the period of their birth."""
        return self.now if birth <= self.now else self.filing_time(birth)
