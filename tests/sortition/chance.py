"""Chi-square tests of draws against chance.

A test compares counts with what chance expects and fails above a limit that chance exceeds with
probability `FALSE_ALARM`. The seeds are fixed, so a test that passes goes on passing; the figure
says how likely a correct change of the permutation would be called wrong, for each comparison.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping
from statistics import NormalDist

FALSE_ALARM = 1e-6


def limit(cells: int) -> float:
    """Return what chi-square exceeds by chance with probability `FALSE_ALARM`, for that many cells.

    Wilson and Hilferty's approximation, which errs on the high side for few cells.
    """
    freedom = cells - 1
    spread = 2 / (9 * freedom)
    return freedom * (1 - spread + NormalDist().inv_cdf(1 - FALSE_ALARM) * spread**0.5) ** 3


def chi_square(seen: Iterable[Hashable], expected: Mapping[Hashable, float]) -> float:
    """Return chi-square of what was seen; whatever is not expected at all is an error."""
    counts = Counter(seen)
    assert set(counts) <= set(expected), "something impossible was drawn"
    return sum((counts[cell] - mean) ** 2 / mean for cell, mean in expected.items())


def bins_of(size: int, most: int) -> tuple[int, Callable[[int], int]]:
    """Return how many bins the entrants are sorted into, and the bin of an entrant."""
    bins = min(size, most)
    return bins, lambda entrant: entrant * bins // size


def expected_tuples(size: int, length: int, most: int, draws: float) -> dict[Hashable, float]:
    """Return how often each tuple of bins is expected among the first lots without replacement."""
    bins, bin_of = bins_of(size, most)
    members = Counter(map(bin_of, range(size)))
    found: dict[tuple[int, ...], float] = {(): draws}
    for drawn in range(length):
        found = {
            (*cells, bin_): mean * (members[bin_] - cells.count(bin_)) / (size - drawn)
            for cells, mean in found.items()
            for bin_ in range(bins)
        }
    return {cells: mean for cells, mean in found.items() if mean > 0}


def compare(
    title: str, seen: Iterable[Hashable], expected: Mapping[Hashable, float]
) -> tuple[float, float]:
    """Print and return chi-square and its limit."""
    found, highest = chi_square(seen, expected), limit(len(expected))
    print(f"{title}: chi-square {found:.1f} of {len(expected)} cells, limit {highest:.1f}")
    return found, highest
