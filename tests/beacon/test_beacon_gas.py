"""What a whole transaction costs that verifies a round, whichever way the map to the curve goes."""

import random
import re

import pytest

from isonomia.build import ROOT
from isonomia.spec import beacon

pytestmark = pytest.mark.req("L5")

SEED = 20_261_101
ROUNDS = 200
MOST_GAS = 190_000


def branches_of(number):
    """Which of its three abscissas the map takes, for both field elements, the larger one first."""
    elements = beacon.hash_to_field(beacon.message(number), beacon.TAG)
    taken = (beacon.candidates(u).index(beacon.map_to_curve(u)[0]) + 1 for u in elements)
    return tuple(sorted(taken, reverse=True))


@pytest.fixture(scope="module")
def measured(development, signer):
    """Gas by round, each from fresh state."""
    print(f"\nseed {SEED}")
    chance = random.Random(SEED)
    # Rounds of full length: a zero byte of calldata is cheaper than any other.
    numbers = [chance.randrange(2**63, 2**64) for _ in range(ROUNDS)]
    return {
        number: development.send("submit", number, *signer.sign(number)).gas for number in numbers
    }


def test_submit__200_rounds_over_all_branches_of_the_map__within_the_gas(measured):
    by_branches = {}
    for number, gas in measured.items():
        by_branches.setdefault(branches_of(number), []).append(gas)
    for taken, found in sorted(by_branches.items()):
        print(f"branches {taken}: {min(found):,} to {max(found):,} gas over {len(found)} rounds")
    print(f"all: {min(measured.values()):,} to {max(measured.values()):,} gas")
    assert set(by_branches) == {(1, 1), (2, 1), (2, 2), (3, 1), (3, 2), (3, 3)}
    assert max(measured.values()) <= MOST_GAS


def test_submit__dearest_of_these_rounds__costs_the_same_on_a_node(measured, node, signer):
    number = max(measured, key=measured.__getitem__)
    assert node.development.send("submit", number, *signer.sign(number)).gas == measured[number]


def test_submit__measured_range__stands_in_the_documentation(measured):
    text = (ROOT / "docs" / "beacon.md").read_text()
    (shown,) = re.findall(r"([\d,]+) to ([\d,]+) gas over 200 rounds", text)
    assert shown == (f"{min(measured.values()):,}", f"{max(measured.values()):,}")
