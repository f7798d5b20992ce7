"""Nobody can calculate a hidden number from what is shown.

classes   none small | one small | only together enough | all together too few
list      none small | protected by another | by each other | only the total is left
table     protected by a rectangle | not to be protected
attacker  every table that fits what is shown is tried
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

import pytest

from isonomia.reporting.disclosure import (
    MINIMUM,
    Hidden,
    hidden_in_list,
    hidden_in_table,
    is_small,
    joined,
)

pytestmark = [pytest.mark.offline, pytest.mark.req("S10", "A4")]

SEEDS = range(40)


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        (([10, 0, 7],), [(0, 1), (1, 2), (2, 3)]),
        (([10, 3, 7],), [(0, 1), (1, 3)]),
        (([10, 3, 3],), [(0, 1), (1, 3)]),
        (([10, 0, 4],), [(0, 3)]),
        (([9, 0, 0, 6], [5, 1, 4, 8]), [(0, 1), (1, 3), (3, 4)]),
        (([1, 2, 1],), [(0, 3)]),
    ],
)
def test_joined__classes_with_few_people__are_put_together(
    counts: tuple[list[int], ...], expected: list[tuple[int, int]]
) -> None:
    assert joined(*counts) == [range(*group) for group in expected]


@pytest.mark.parametrize("seed", SEEDS)
def test_joined__any_counts__leaves_no_small_class_and_drops_nobody(seed: int) -> None:
    draw = random.Random(seed)
    counts = [[draw.choice([0, 1, 3, 4, 5, 9, 40]) for _ in range(11)] for _ in range(2)]
    groups = joined(*counts)
    assert [place for group in groups for place in group] == list(range(11)), f"seed {seed}"
    sums = [sum(count[place] for place in group) for count in counts for group in groups]
    assert len(groups) == 1 or not any(map(is_small, sums)), f"seed {seed}"


@pytest.mark.parametrize(
    ("people", "expected"),
    [
        ([], Hidden(frozenset(), total=False)),
        ([8, 0, 5], Hidden(frozenset(), total=False)),
        ([8, 2, 30], Hidden(frozenset({0, 1}), total=False)),
        ([2, 3, 40], Hidden(frozenset({0, 1}), total=False)),
        ([2, 1, 40], Hidden(frozenset({0, 1, 2}), total=False)),
        ([0, 4, 0], Hidden(frozenset({1}), total=True)),
        ([1, 1, 1], Hidden(frozenset({0, 1, 2}), total=True)),
    ],
)
def test_hidden_in_list__few_people__takes_another_or_the_total_along(
    people: list[int], expected: Hidden
) -> None:
    assert hidden_in_list(people) == expected


def alternatives(people: Sequence[int], hidden: Hidden) -> Iterator[list[int]]:
    """Return every list that looks the same where something is shown."""
    places = sorted(hidden.places)
    rest = sum(people[place] for place in places)
    # Without the total anything can be hidden; so many more people are enough to see it.
    sums = range(rest + MINIMUM + 1) if hidden.total else [rest]

    def fill(left: int, at: int) -> Iterator[list[int]]:
        if at == len(places) - 1:
            yield [left]
            return
        for value in range(left + 1):
            yield from ([value, *others] for others in fill(left - value, at + 1))

    for together in sums:
        for values in fill(together, 0):
            found = list(people)
            for place, value in zip(places, values, strict=True):
                found[place] = value
            yield found


@pytest.mark.parametrize("seed", SEEDS)
def test_hidden_in_list__attacker_with_the_total__is_left_with_many_values(seed: int) -> None:
    draw = random.Random(seed)
    people = [draw.choice([0, 1, 2, 4, 5, 8]) for _ in range(4)]
    hidden = hidden_in_list(people)
    found = list(alternatives(people, hidden)) if hidden.places else []
    for place, number in enumerate(people):
        if is_small(number):
            assert place in hidden.places, f"seed {seed}: {people}"
            assert len({one[place] for one in found}) > MINIMUM, f"seed {seed}: {people}"


def tables_like(
    people: Sequence[Sequence[int]], hidden: frozenset[tuple[int, int]]
) -> Iterator[dict[tuple[int, int], int]]:
    """Return every filling of the hidden places that keeps all sums."""
    places = sorted(hidden)
    rows = {row: sum(people[row][c] for r, c in places if r == row) for row, _ in places}
    columns = {col: sum(people[r][col] for r, c in places if c == col) for _, col in places}

    def fill(at: int) -> Iterator[dict[tuple[int, int], int]]:
        if at == len(places):
            if not any(rows.values()) and not any(columns.values()):
                yield {}
            return
        row, column = places[at]
        is_last_of_row = at + 1 == len(places) or places[at + 1][0] != row
        most = min(rows[row], columns[column])
        for value in [rows[row]] if is_last_of_row else range(most + 1):
            if value > most:
                continue
            rows[row], columns[column] = rows[row] - value, columns[column] - value
            for others in fill(at + 1):
                yield {(row, column): value, **others}
            rows[row], columns[column] = rows[row] + value, columns[column] + value

    return fill(0)


def drawn_table(draw: random.Random) -> list[list[int]]:
    """Return a table small enough to try all others."""
    return [[draw.choice([0, 0, 3, 4, 7, 9]) for _ in range(3)] for _ in range(3)]


@pytest.mark.parametrize("seed", SEEDS)
def test_hidden_in_table__attacker_with_all_sums__is_left_with_many_values(seed: int) -> None:
    draw = random.Random(seed)
    people = drawn_table(draw)
    hidden = hidden_in_table(people)
    small = {(r, c) for r in range(3) for c in range(3) if is_small(people[r][c])}
    if hidden is None or not small:
        return
    assert small <= hidden, f"seed {seed}: {people}"
    found = list(tables_like(people, hidden))
    for place in small:
        assert len({one[place] for one in found}) > MINIMUM, f"seed {seed}: {people}"


def test_hidden_in_table__seeds_tried__protect_some_tables() -> None:
    """The test above looks at tables at all."""
    tables = [drawn_table(random.Random(seed)) for seed in SEEDS]
    assert sum(bool(hidden_in_table(people)) for people in tables) >= 10


@pytest.mark.parametrize(
    ("people", "expected"),
    [
        ([[9, 8], [7, 0]], frozenset()),
        ([[40, 3], [9, 30]], frozenset({(0, 0), (0, 1), (1, 0), (1, 1)})),
        # Nothing else of the row can move: whatever is hidden, its sum tells the number.
        ([[3, 0], [20, 20]], None),
        ([[3]], None),
    ],
)
def test_hidden_in_table__small_number__takes_a_rectangle_or_the_table(
    people: list[list[int]], expected: frozenset[tuple[int, int]] | None
) -> None:
    assert hidden_in_table(people) == expected
