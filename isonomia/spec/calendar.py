"""Seconds, days, months and years, as `docs/rules.md` counts them."""

from __future__ import annotations

from datetime import date

DAY = 86_400
#: Seconds of the mean Gregorian year.
YEAR = 31_556_952
#: Four of them make an allocation year exactly.
QUARTER = YEAR // 4
MONTHS_PER_YEAR = 12
#: January of year 1, where the calendar begins.
FIRST_MONTH = 12
LAST_MONTH = 2**16 - 1

_EPOCH = date(1970, 1, 1).toordinal()


def day_of(time: int) -> int:
    """Return the day of ``time`` (seconds), both counted from 1970-01-01."""
    return time // DAY


def first_day(month: int) -> int:
    """Return the first day of ``month`` (year * 12 + month - 1); negative before 1970."""
    year, index = divmod(month, MONTHS_PER_YEAR)
    return date(year, index + 1, 1).toordinal() - _EPOCH


def first_second(month: int) -> int:
    """Return the first second of ``month``; negative before 1970."""
    return first_day(month) * DAY
