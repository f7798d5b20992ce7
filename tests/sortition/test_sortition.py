"""Drawing lots: the library and the specification agree, and nobody is drawn twice.

draw(key, lot, size)
├── lot at or above size, or nobody to draw from → LotOutOfRange
└── otherwise an entrant below size, another one for each lot
"""

import random
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from isonomia.build import ROOT
from isonomia.spec.keccak import keccak256
from isonomia.spec.sortition import ROUNDS, draw
from tests.support.single import refuses

pytestmark = pytest.mark.req("L4", "D4", "D8")

KEY = keccak256(b"key")
WORD = 2**256 - 1
SEED = 7_2026
MANY = 2**40

near_squares = st.builds(
    lambda half, offset: max(1, 4**half + offset), st.integers(0, 20), st.integers(-1, 1)
)
sizes = st.one_of(near_squares, st.integers(1, 300), st.integers(1, MANY))


@given(key=st.binary(min_size=32, max_size=32), size=sizes, data=st.data())
@settings(max_examples=300, deadline=None)
def test_draw__any_size_up_to_2_to_the_40__specification_agrees(harness, key, size, data):
    lot = data.draw(st.one_of(st.sampled_from([0, size - 1]), st.integers(0, size - 1)))
    found = harness.call("draw", key, lot, size)
    assert found == draw(key, lot, size)
    assert found < size


@pytest.mark.parametrize("size", [2**64, 2**128 + 1, 2**254 + 1, 2**255, WORD])
def test_draw__more_than_anybody_could_enter__specification_agrees(harness, size):
    for lot in (0, 1, size - 1):
        assert harness.call("draw", KEY, lot, size) == draw(KEY, lot, size)


@pytest.mark.parametrize(("lot", "size"), [(0, 0), (1, 1), (5, 5), (WORD, 5), (WORD, WORD)])
def test_draw__no_such_lot__refused(harness, lot, size):
    with refuses("LotOutOfRange", lot, size):
        harness.call("draw", KEY, lot, size)
    with pytest.raises(ValueError, match=f"there is no lot {lot} of {size}"):
        draw(KEY, lot, size)


def test_draw__negative_lot__refused():
    with pytest.raises(ValueError, match="there is no lot -1 of 5"):
        draw(KEY, -1, 5)


def test_draw__only_one_entrant__is_drawn(harness):
    assert harness.call("sample", SEED, 20, 1, 1) == (0,) * 20


def test_draw__all_lots_of_every_size_up_to_300__each_entrant_exactly_once(harness):
    for size in range(1, 301):
        keys = 5 if size <= 64 else 1
        drawn = harness.call("sample", size, keys, size, size)
        for start in range(0, keys * size, size):
            assert sorted(drawn[start : start + size]) == list(range(size))


def test_draw__all_lots_of_some_sizes__specification_agrees(harness):
    print(f"\nseed {SEED}")
    for size in (1, 2, 3, 4, 5, 16, 17, 63, 64, 65, *random.Random(SEED).sample(range(66, 300), 3)):
        key = keccak256(size.to_bytes(32, "big") + bytes(32))
        drawn = harness.call("sample", size, 1, size, size)
        assert list(drawn) == [draw(key, lot, size) for lot in range(size)]


def test_draw__another_key__another_order(harness):
    one, other = (harness.call("sample", seed, 1, 300, 300) for seed in (1, 2))
    assert one != other


def test_draw__vectors_of_the_documentation__hold_on_a_node_and_in_the_specification(
    harness_on_node,
):
    text = (ROOT / "docs" / "beacon.md").read_text()
    vectors = re.findall(r"^\| `0x(\w{64})` \| ([\d,]+) \| ([\d,]+) \| ([\d,]+) \|$", text, re.M)
    assert len(vectors) >= 3
    for key, *numbers in vectors:
        lot, size, entrant = (int(number.replace(",", "")) for number in numbers)
        assert draw(bytes.fromhex(key), lot, size) == entrant
        assert harness_on_node.call("draw", bytes.fromhex(key), lot, size) == entrant


# ---- gas -----------------------------------------------------------------------------------------


def cost(harness, number, size):
    return harness.call("costOfDraw", keccak256(number.to_bytes(32, "big")), 0, size)


def test_draw__sizes_that_need_one_turn__cost_the_same_for_four_and_for_2_to_the_40(harness):
    assert len({cost(harness, number, 4**half) for half in range(1, 21) for number in (1, 2)}) == 1


def test_draw__gas_measured__stands_in_the_documentation(harness):
    one_turn = cost(harness, 1, 4)
    turns = sorted({cost(harness, number, 5) for number in range(200)})
    next_turn = turns[1] - turns[0]
    print(f"\none turn {one_turn:,} gas, every further one {next_turn:,}")
    assert all((gas - one_turn) % next_turn == 0 for gas in turns)
    text = (ROOT / "docs" / "beacon.md").read_text()
    assert f"{ROUNDS} rounds" in text
    assert f"{one_turn:,} gas for one turn and {next_turn:,} for every further one" in text
    for size in (5, 1_000, 10_000, 1_000_000):
        mean = sum(cost(harness, number, size) for number in range(200)) // 200
        print(f"{size:,} entrants: {mean:,} gas on average")
        assert f"| {size:,} | {mean:,} |" in text
