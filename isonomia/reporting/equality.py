"""How unequal quality is, in whole numbers."""

from __future__ import annotations

from collections.abc import Mapping

THOUSANDTHS = 1_000


def gini(people_by_quality: Mapping[int, int]) -> int | None:
    """Return the Gini coefficient in thousandths, rounded to the nearest, halves up.

    It is the mean difference between the points of two people, each of all with each, divided by
    twice the mean of the points: 0 when all have the same, near 1,000 when one has everything.

    Args:
        people_by_quality: points -> how many people have them

    Returns:
        None when nobody has any points: then there is nothing to compare.
    """
    people = sum(people_by_quality.values())
    points = sum(quality * number for quality, number in people_by_quality.items())
    if not points:
        return None
    # Everybody in order of their points: the sum of rank times points, over runs of equal ones.
    ranked, before = 0, 0
    for quality, number in sorted(people_by_quality.items()):
        ranked += quality * (number * before + number * (number + 1) // 2)
        before += number
    above, below = 2 * ranked - (people + 1) * points, people * points
    return (2 * THOUSANDTHS * above + below) // (2 * below)
