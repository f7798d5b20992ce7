"""Whatever happened, both replays come to the same.

```
the same logs
├── of every vector
├── of random lives, several acts in one transaction now and then
├── of an everyday life: the fast path carries every bulk act of it
├── in chunks of one block
└── without the fast path: the same, and nothing was carried by it
several bulk acts in one transaction
```
"""

from __future__ import annotations

from collections import Counter

import pytest

from isonomia.spec import actions
from tests.fastpath.both_ways import BULK, Rebuilt, fast, plainly
from tests.fastpath.histories import PEOPLE, TOWN, Everyday, of_vector, random_life
from tests.spec import vectors

pytestmark = [pytest.mark.offline, pytest.mark.req("Y2", "A4")]

SEEDS = tuple(f"fast and plain {number}" for number in range(24))
ACTS = 250


@pytest.mark.parametrize("name", [name for name in vectors.names() if name != "genesis"])
def test_replays__every_vector__come_to_the_same(name: str) -> None:
    chain = of_vector(name)
    expected = plainly(chain)
    assert isinstance(expected, Rebuilt)
    assert fast(chain) == expected
    assert expected.state == chain.state


def test_fast_replay__all_vectors__carries_every_kind_of_bulk_act() -> None:
    carried = Counter[str]()
    for name in vectors.names():
        if name != "genesis":
            fast(of_vector(name), carried=carried)
    assert {act for act in BULK if carried[act]} == set(BULK)


@pytest.mark.parametrize("seed", SEEDS)
def test_replays__random_life__come_to_the_same(seed: str) -> None:
    print(f"seed {seed}")
    chain = random_life(seed, ACTS)
    expected = plainly(chain)
    assert isinstance(expected, Rebuilt), expected
    assert fast(chain, blocks=7) == expected


def test_fast_replay__everyday_life__carries_every_bulk_act() -> None:
    carried = Counter[str]()
    chain = Everyday().lived()
    assert fast(chain, carried=carried) == plainly(chain)
    assert carried == {
        "enrolments": 1,
        "bindings": 1,
        "awards": 3,
        "nominations": 1,
        "redemptions": 2,
    }


def test_fast_replay__chunks_of_one_block__comes_to_the_same() -> None:
    chain = Everyday().lived()
    assert fast(chain, blocks=1) == plainly(chain)


def test_fast_replay__told_to_be_plain__carries_nothing_and_comes_to_the_same() -> None:
    carried = Counter[str]()
    chain = Everyday().lived()
    assert fast(chain, carried=carried, plainly=True) == plainly(chain)
    assert not carried


def test_fast_replay__bulk_acts_in_one_transaction__are_told_apart() -> None:
    carried = Counter[str]()
    life = Everyday()
    life.enrol()
    first = life.by(TOWN)
    many = [
        actions.BindControllers(
            **first | {"nonce": first["nonce"] + number},
            identities=people,
            controllers=tuple(life.keys[one] for one in people),
        )
        for number, people in enumerate((PEOPLE[:2], PEOPLE[2:]))
    ]
    life.chain.acts(many, life.now)
    assert fast(life.chain, carried=carried) == plainly(life.chain)
    assert carried["bindings"] == 2
