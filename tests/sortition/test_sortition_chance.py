"""Lots fall as if by chance: positions, pairs, triples, and successive lots under one key.

About 100 comparisons, each with a false alarm of one in a million; see `chance.py`. A permutation
of too few rounds must fail them.
"""

import numpy as np
import pytest

from isonomia.spec import sortition
from isonomia.spec.keccak import keccak256
from tests.sortition.chance import bins_of, compare, expected_tuples

pytestmark = pytest.mark.req("L4", "D4")

SEED = 5_2026
SMALL_SIZES = range(2, 9)
SIZES = [15, 16, 17, 63, 64, 65, 100, 1_000, 4_097, 10_000]
KEYS, KEYS_FOR_SMALL_SIZES = 1_500, 4_000


@pytest.fixture(scope="module")
def samples(harness):
    """The first lots under many keys, by size; every one from the bytecode."""
    print(f"\nseed {SEED}")
    found = {}
    for size in (*SMALL_SIZES, *SIZES):
        keys = KEYS_FOR_SMALL_SIZES if size in SMALL_SIZES else KEYS
        lots = min(size, 5 if size == 5 else 3)
        flat = harness.call("sample", SEED, keys, lots, size)
        found[size] = [flat[start : start + lots] for start in range(0, len(flat), lots)]
    return found


def check(title, size, length, most, drawn):
    """Compare the bins of the first `length` lots of each drawing with chance."""
    _, bin_of = bins_of(size, most)
    seen = [tuple(bin_of(entrant) for entrant in lots[:length]) for lots in drawn]
    found, highest = compare(title, seen, expected_tuples(size, length, most, len(drawn)))
    assert found <= highest


@pytest.mark.parametrize("size", [*SMALL_SIZES, *SIZES])
@pytest.mark.parametrize("lot", [0, 1, 2])
def test_draw__each_of_the_first_lots__falls_on_all_alike(samples, size, lot):
    if lot < size:
        drawn = [(lots[lot],) for lots in samples[size]]
        check(f"lot {lot} of {size}", size, 1, 20, drawn)


@pytest.mark.parametrize("size", [*SMALL_SIZES, *SIZES])
def test_draw__first_two_lots__fall_on_all_pairs_alike(samples, size):
    check(f"pairs of {size}", size, 2, 8, samples[size])


@pytest.mark.parametrize("size", [*SMALL_SIZES[1:], *SIZES])
def test_draw__first_three_lots__fall_on_all_triples_alike(samples, size):
    check(f"triples of {size}", size, 3, 8 if size in SMALL_SIZES else 5, samples[size])


def test_draw__all_lots_of_five__every_order_alike(samples):
    check("orders of 5", 5, 5, 5, samples[5])


def test_draw__every_size_up_to_10_000__positions_and_pairs_alike():
    bins, sizes = 5, range(5, 10_001)
    seen, expected = [], np.zeros((bins, bins))
    for size in sizes:
        key = keccak256(b"every size" + size.to_bytes(8, "big"))
        first, second = (sortition.draw(key, lot, size) * bins // size for lot in (0, 1))
        seen.append((first, second))
        members = np.bincount(np.arange(size) * bins // size)
        expected += (np.outer(members, members) - np.diag(members)) / (size * (size - 1))
    pairs = {cells: float(mean) for cells, mean in np.ndenumerate(expected)}
    positions = dict(enumerate(expected.sum(axis=1).tolist()))
    found, highest = compare("pairs, all sizes", seen, pairs)
    assert found <= highest
    found, highest = compare("positions, all sizes", [first for first, _ in seen], positions)
    assert found <= highest


def test_draw__hundreds_of_lots_under_one_key__fall_on_all_alike(harness):
    size, lots = 10_000, 500
    for seed in range(SEED, SEED + 8):
        drawn = [(entrant,) for entrant in harness.call("sample", seed, 1, lots, size)]
        check(f"{lots} lots of {size}", size, 1, 50, drawn)


@pytest.mark.parametrize("size", [4, 5, 8])
def test_draw__four_rounds_only__is_found_out(monkeypatch, size):
    monkeypatch.setattr(sortition, "ROUNDS", 4)
    keys = [keccak256(number.to_bytes(32, "big")) for number in range(KEYS_FOR_SMALL_SIZES)]
    drawn = [tuple(sortition.draw(key, lot, size) for lot in range(3)) for key in keys]
    found, highest = compare(f"4 rounds, {size}", drawn, expected_tuples(size, 3, 8, len(keys)))
    assert found > highest
