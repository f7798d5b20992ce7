"""The Gini coefficient is what its definition says, on sets small enough for paper.

nobody | nothing | all equal | one has all | steps | any set, by comparing each with each
"""

from __future__ import annotations

import random
from collections import Counter
from fractions import Fraction

import pytest

from isonomia.reporting.equality import gini

pytestmark = [pytest.mark.offline, pytest.mark.req("A4")]


@pytest.mark.parametrize(
    ("points", "expected"),
    [
        ([], None),
        ([0, 0, 0], None),
        ([700], 0),
        ([5, 5, 5, 5], 0),
        # One of n has all: (n - 1) / n.
        ([0, 900], 500),
        ([0, 0, 0, 10], 750),
        # Differences 1, 2, 3, 1, 2, 1, both ways: 20; by 2 * 4 people * 10 points: 0.25.
        ([1, 2, 3, 4], 250),
        # 2 * (100 + 300 + 200) by 2 * 3 * 400: 0.5.
        ([0, 100, 300], 500),
        # 2 * 1 by 2 * 2 * 3: 0.1666...
        ([1, 2], 167),
    ],
)
def test_gini__small_set__is_what_paper_says(points: list[int], expected: int | None) -> None:
    assert gini(Counter(points)) == expected


@pytest.mark.parametrize("seed", range(30))
def test_gini__any_set__is_the_mean_difference_by_twice_the_mean(seed: int) -> None:
    draw = random.Random(seed)
    points = [draw.choice([0, 1, 50, 999, 1_000]) for _ in range(draw.randint(1, 25))]
    differences = sum(abs(one - other) for one in points for other in points)
    if not sum(points):
        assert gini(Counter(points)) is None
        return
    exact = Fraction(1_000 * differences, 2 * len(points) * sum(points))
    assert gini(Counter(points)) == (2 * exact + 1) // 2, f"seed {seed}"
