"""How far from chance the permutation is, exactly, were keccak-256 ideal.

Every round function is then any function with the same probability, and the distribution of the
first lots after some rounds follows step by step. The smallest halves, 1 and 2 bits, mix worst.
"""

import itertools
import re

import numpy as np
import pytest

from isonomia.build import ROOT
from isonomia.spec.sortition import ROUNDS

pytestmark = pytest.mark.req("L4", "D4")


def distance_from_chance(half_bits, lots, rounds):
    """Total variation distance between the first lots and a uniform draw of as many entrants.

    Args:
        half_bits: width of each half; the network permutes 4**half_bits numbers
        lots: how many of the first lots are looked at together
        rounds: of the network
    """
    side = 1 << half_bits
    numbers = side * side
    states = np.array(list(itertools.permutations(range(numbers), lots)), dtype=np.int64)
    weights = numbers ** np.arange(lots)[::-1]
    index = np.full(numbers**lots, -1, dtype=np.int32)
    index[states @ weights] = np.arange(len(states))
    left, right = states >> half_bits, states & (side - 1)

    def after(new_left, new_right):
        return index[((new_left << half_bits) | new_right) @ weights]

    # Each value of the right half gets its own random word, so one step for each of them.
    mixing = [
        [after(left ^ (right == v) * word, right) for word in range(side)] for v in range(side)
    ]
    swapped = after(right, left)
    share = np.zeros(len(states))
    share[index[np.arange(lots) @ weights]] = 1.0
    for _ in range(rounds):
        for choices in mixing:
            share = sum(share[choice] for choice in choices) / side
        share = share[swapped]
    return float(np.abs(share - 1 / len(states)).sum() / 2)


@pytest.mark.parametrize(
    ("half_bits", "lots", "most"),
    [
        (1, 1, 0),
        (1, 2, 5e-8),
        (1, 4, 1e-7),
        (2, 2, 5e-8),
        (2, 3, 2e-7),
        (2, 4, 2e-6),
        (3, 2, 2e-11),
    ],
)
def test_rounds__ideal_hash__distance_from_chance_is_negligible(half_bits, lots, most):
    distance = distance_from_chance(half_bits, lots, ROUNDS)
    print(f"\n4**{half_bits} numbers, {lots} lots: {distance:.1e}")
    assert distance <= most + 1e-12


def test_rounds__half_of_them__are_a_thousand_times_further_from_chance():
    few, all_ = (distance_from_chance(2, 3, rounds) for rounds in (ROUNDS // 2, ROUNDS))
    assert few > 1_000 * all_


def test_rounds__figures_in_the_documentation__are_these():
    text = (ROOT / "docs" / "beacon.md").read_text()
    rows = re.findall(r"^\| 4\*\*(\d) \| (\d) \| ([\d.e-]+) \| ([\d.e-]+) \|$", text, re.MULTILINE)
    assert len(rows) >= 4
    for half_bits, lots, *shown in rows:
        figures = [
            f"{distance_from_chance(int(half_bits), int(lots), rounds):.1e}"
            for rounds in (ROUNDS // 2, ROUNDS)
        ]
        assert shown == figures
