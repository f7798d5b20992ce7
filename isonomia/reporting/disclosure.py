"""What a table about people must not tell: numbers so small that somebody could be singled out.

Three rules, in this order:

1. Neighbouring classes are joined until each holds nobody, or at least `MINIMUM` people, at the
   beginning and at the end. Sums of classes are then never small.
2. In a list with a total, a number that stands for 1 to `MINIMUM` - 1 people is hidden, and with
   it another one, so that the total does not give it away: both together stand for at least
   `MINIMUM` people. Where no other can be hidden, the total is.
3. In a table with sums of rows and of columns, such a number is hidden together with three others
   that stand with it at the corners of a rectangle. What one corner has more, its neighbours have
   less, and no sum changes; the corners are chosen so that at least `MINIMUM` + 1 values remain
   possible. Where no rectangle does that, the table is not shown.

Whoever knows all that is shown, and that no number is below 0, can then not calculate a hidden one.
Zeros are shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import product
from typing import NamedTuple

#: Fewer people than these are never shown on their own.
MINIMUM = 5


class Hidden(NamedTuple):
    """What of a list is hidden: places of numbers, and whether the total is."""

    places: frozenset[int]
    total: bool


def is_small(people: int) -> bool:
    """Return whether a number of people is not to be shown."""
    return 0 < people < MINIMUM


def joined(*counts: Sequence[int]) -> list[range]:
    """Join neighbouring classes until none is small in any of the counts.

    Args:
        counts: people by class, each count as long as the others

    Returns:
        The classes as ranges of the given ones, in order. Only when all people together are too
        few, the last class left is small.
    """
    groups = [range(place, place + 1) for place in range(len(counts[0]))]

    def people(group: range) -> list[int]:
        return [sum(count[place] for place in group) for count in counts]

    while len(groups) > 1:
        small = next((n for n, one in enumerate(groups) if any(map(is_small, people(one)))), None)
        if small is None:
            break
        beside = [near for near in (small - 1, small + 1) if 0 <= near < len(groups)]
        other = min(beside, key=lambda near: (sum(people(groups[near])), near))
        first, last = sorted((small, other))
        groups[first : last + 1] = [range(groups[first].start, groups[last].stop)]
    return groups


def hidden_in_list(people: Sequence[int]) -> Hidden:
    """Return what to hide of a list with a total; `people` stand behind each of its numbers."""
    hidden = {place for place, number in enumerate(people) if is_small(number)}
    for place in sorted(hidden):
        others = [
            other
            for other, number in enumerate(people)
            if other != place and number and number + people[place] >= MINIMUM
        ]
        if not others:
            return Hidden(frozenset(hidden), total=True)
        hidden.add(min(others, key=lambda other: (other not in hidden, people[other], other)))
    return Hidden(frozenset(hidden), total=False)


def hidden_in_table(people: Sequence[Sequence[int]]) -> frozenset[tuple[int, int]] | None:
    """Return the places, row and column, to hide in a table whose sums are known.

    Args:
        people: by row and column

    Returns:
        None when hiding single numbers is not enough.
    """
    places = list(product(range(len(people)), range(len(people[0]))))
    small = [(row, column) for row, column in places if is_small(people[row][column])]
    hidden = set(small)
    for row, column in small:
        rectangles = [
            [(row, column), (row, far), (below, column), (below, far)]
            for below, far in places
            if below != row and far != column and _room(people, row, column, below, far) >= MINIMUM
        ]
        if not rectangles:
            return None
        hidden.update(min(rectangles, key=lambda corners: _lost(people, corners, hidden)))
    return frozenset(hidden)


def _room(people: Sequence[Sequence[int]], row: int, column: int, below: int, far: int) -> int:
    """Return by how much a corner can vary when no sum does."""
    down = min(people[row][column], people[below][far])
    up = min(people[row][far], people[below][column])
    return down + up


def _lost(
    people: Sequence[Sequence[int]],
    corners: Iterable[tuple[int, int]],
    hidden: set[tuple[int, int]],
) -> int:
    """Return how many people hiding these corners would take out of sight."""
    return sum(people[row][column] for row, column in corners if (row, column) not in hidden)
