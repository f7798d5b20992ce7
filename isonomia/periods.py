"""Stretches of time for the plots of a report."""

from __future__ import annotations

from collections.abc import Sequence

from isonomia import words
from isonomia.spec.calendar import MONTHS_PER_YEAR

MOST_PERIODS = 24
MONTHS_PER_QUARTER = 3


def periods(months: Sequence[int]) -> tuple[list[str], list[range]]:
    """Cut the time between the first and the last month into months, quarters or years."""
    if not months:
        return [], []
    first, last = min(months), max(months)
    for size in (1, MONTHS_PER_QUARTER, MONTHS_PER_YEAR):
        starts = range(first - first % size, last + 1, size)
        if len(starts) <= MOST_PERIODS:
            break
    return [_period_label(start, size) for start in starts], [
        range(start, start + size) for start in starts
    ]


def _period_label(start: int, size: int) -> str:
    year, month = divmod(start, MONTHS_PER_YEAR)
    if size == MONTHS_PER_YEAR:
        return str(year)
    if size == MONTHS_PER_QUARTER:
        return f"{year} Q{month // MONTHS_PER_QUARTER + 1}"
    return words.month(start)
