"""A winner costs the same whatever the number of entrants.

```
settlement of one lot, the draw's turns left out
├── ten entrants
└── a million, of whom the winners alone are written into storage: as much gas
```
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from isonomia.spec import views
from isonomia.spec.state import NOMINATED
from tests.differential.stage import TOWN, Stage

pytestmark = [pytest.mark.req("L4", "D4")]

LOTS = 10
#: First bit of the number of entrants in the first slot of a round, and its width.
ENTRANTS_AT, ENTRANTS_BITS = 120, 40
#: Identities and lots in calldata have a zero byte more or less.
CALLDATA_GAS = 100


def with_entrants(entrants: int) -> tuple[Stage, int]:
    """Return a decided round among so many, of whom those on whom a lot fell exist."""
    stage = Stage(members_per_nomination=1)
    stage.fill_pool(100)
    crowd = stage.enrol(TOWN, *(f"entrant {index}" for index in range(LOTS)))
    number = stage.open(NOMINATED, prizes=LOTS, points=10)
    stage.come_in(number, *crowd)
    stage.decide(number)
    put_entrants(stage, number, entrants)
    for lot, identity in enumerate(crowd):
        put_place(stage, number, identity, views.drawn(stage.state, number, lot))
    return stage, number


def put_entrants(stage: Stage, number: int, entrants: int) -> None:
    known = stage.state.rounds[number]
    stage.state.rounds[number] = replace(known, entrants=entrants)
    key = number.to_bytes(32, "big")
    word = stage.chain.stored_in_mapping("Pool", "_rounds", key)
    field = (1 << ENTRANTS_BITS) - 1 << ENTRANTS_AT
    word = word & ~field | entrants << ENTRANTS_AT
    stage.chain.store_in_mapping("Pool", "_rounds", key, value=word)


def put_place(stage: Stage, number: int, identity: bytes, place: int) -> None:
    stage.state.places[number, identity] = place
    key = number.to_bytes(32, "big")
    stage.chain.store_in_mapping("Pool", "_places", key, identity, value=place + 1)


def least_gas_of_a_winner(entrants: int) -> int:
    """Settle every lot in a transaction of its own; the cheapest took one turn of the draw."""
    stage, number = with_entrants(entrants)
    gas = []
    for lot in range(LOTS):
        call = stage.players.world.prepare(stage.settlement(number, lot))
        stage.chain.time = stage.now
        stage.chain.transact("Pool", call.function, *call.arguments)
        gas.append(stage.chain.gas_used)
    return min(gas)


def test_settlement__among_a_million__costs_as_much_as_among_ten():
    ten, million = least_gas_of_a_winner(10), least_gas_of_a_winner(1_000_000)
    print(f"gas of a winner among 10: {ten}, among 1,000,000: {million}")
    assert abs(ten - million) <= CALLDATA_GAS
