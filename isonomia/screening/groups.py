"""Whom screening hits: shares of person-days refused, by group, each with its uncertainty."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

from isonomia.screening import scoring
from isonomia.screening.screen import Screened

_Z = 1.96
_MOST_COMMUNITIES = 15
_ANSWERS = ((1, 4), (5, 9), (10, 19), (20, 39), (40, 79), (80, None))
_SECONDS = ((0, 1), (1, 2), (2, 4), (4, 8), (8, 16), (16, None))
_SIZES = ((1, 49), (50, 199), (200, 999), (1_000, None))


@dataclass(frozen=True, slots=True)
class Group:
    """Person-days of one kind and what became of them.

    Attributes:
        low, high: 95 % interval of the share refused (Wilson)
        ratio: share refused over that of everybody; None where nobody is refused
        differs: whether the share of everybody lies outside of the interval
    """

    name: str
    days: int
    refused: int
    held: int
    low: float
    high: float
    ratio: float | None
    differs: bool

    @property
    def share(self) -> float:
        """Share refused."""
        return self.refused / self.days if self.days else 0.0


def by_community(screened: Screened) -> list[Group]:
    """Return the largest communities by name, and all others together."""
    names = screened.intake.communities
    days = screened.days
    sizes = days["community"].value_counts().sort("count", "community", descending=[True, False])
    largest = sizes["community"].head(_MOST_COMMUNITIES)
    found = [(names[code] or "the file", days.filter(community=code)) for code in largest]
    others = days.filter(~pl.col("community").is_in(largest.implode()))
    if len(others):
        found.append(("all others", others))
    return _compared(found, days)


def by_activity(screened: Screened) -> list[Group]:
    """Return groups by the number of answers on the day."""
    return _banded(screened.days, "answers", _ANSWERS, "answers")


def by_pace(screened: Screened) -> list[Group]:
    """Return groups by the median gap; days with too few gaps to say are left out."""
    return _banded(screened.days.drop_nulls("pace"), "pace", _SECONDS, "s")


def by_size(screened: Screened) -> list[Group]:
    """Return groups by how many people took part in the community."""
    people = pl.col("actor").n_unique().over("community")
    return _banded(screened.days.with_columns(size=people), "size", _SIZES, "people")


def _banded(
    days: pl.DataFrame, column: str, bands: Iterable[tuple[int, int | None]], unit: str
) -> list[Group]:
    whole = days[column].dtype.is_integer()
    found = []
    for low, high in bands:
        if high is None:
            name, inside = f"{low:,} {unit} or more", pl.col(column) >= low
        elif whole:
            name, inside = f"{low:,} to {high:,} {unit}", pl.col(column).is_between(low, high)
        else:
            name = f"{low:,} to {high:,} {unit}"
            inside = pl.col(column).is_between(low, high, closed="left")
        found.append((name, days.filter(inside)))
    return _compared([(name, part) for name, part in found if len(part)], days)


def _compared(parts: list[tuple[str, pl.DataFrame]], all_days: pl.DataFrame) -> list[Group]:
    overall = _refused(all_days) / max(1, len(all_days))
    return [_group(name, part, overall) for name, part in parts]


def _group(name: str, days: pl.DataFrame, overall: float) -> Group:
    refused, count = _refused(days), len(days)
    low, high = interval(refused, count)
    return Group(
        name=name,
        days=count,
        refused=refused,
        held=int((days["outcome"] == scoring.HELD).sum()),
        low=low,
        high=high,
        ratio=refused / count / overall if overall else None,
        differs=not low <= overall <= high,
    )


def _refused(days: pl.DataFrame) -> int:
    return int((days["outcome"] == scoring.REFUSED).sum())


def interval(count: int, total: int) -> tuple[float, float]:
    """Return Wilson's 95 % interval of a share."""
    if not total:
        return 0.0, 1.0
    share, z2 = count / total, _Z * _Z
    middle = (share + z2 / (2 * total)) / (1 + z2 / total)
    margin = _Z * math.sqrt(share * (1 - share) / total + z2 / (4 * total * total))
    margin /= 1 + z2 / total
    return max(0.0, middle - margin), min(1.0, middle + margin)
