"""Acts of the specification, signed and encoded, are carried out by the contracts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from eth_account.signers.local import LocalAccount

from isonomia.keys import SeatKey
from isonomia.signing import (
    ACTS_ON_POOL,
    CouncilAction,
    signed_calldata,
    signed_person_calldata,
)
from isonomia.spec.actions import (
    BindControllers,
    ChangeController,
    DeclareLeave,
    EndLeave,
    Enrol,
    EnterRound,
    FileAwards,
    Give,
    Nominate,
    OpenRound,
    PersonAct,
)
from tests.support.calls import Handle
from tests.support.roles import (
    ADULT_MONTH,
    ATTACKER_KEY,
    CITIZEN,
    CITIZEN_KEY,
    COUNCIL_WORK,
    DAY,
    EVIDENCE_HASH,
    NATION,
    NEW_KEY,
    SECOND_CHANCE,
    STRANGER,
    TOWN,
    hash_of,
    seat_identity,
    seat_key,
)
from tests.support.world import World

pytestmark = pytest.mark.req("P3", "D2", "L1", "L3")

ENROLLED = hash_of("enrolled by the town")
NEWCOMER = hash_of("newcomer")


def address(key: LocalAccount) -> bytes:
    return bytes.fromhex(key.address[2:])


@pytest.fixture
def prepared(world: World) -> World:
    """Two more members of the town, one with a key; points in the pool, a round of each kind."""
    world.fill_pool(150)
    world.town.enrol([ENROLLED, NEWCOMER], [ADULT_MONTH] * 2)
    world.town.bind([NEWCOMER], [NEW_KEY.address])
    world.nation.open_round(world.terms(prizes=1, points=50))
    world.nation.open_round(world.terms(prizes=1, points=50, kind=SECOND_CHANCE))
    return world


def called(world: World, action: CouncilAction | PersonAct) -> Handle:
    return world.pool if isinstance(action, ACTS_ON_POOL) else world.communities


COUNCIL_ACTS: dict[str, tuple[int, Callable[..., CouncilAction]]] = {
    "Enrolled": (TOWN, lambda head, _: Enrol(*head, (STRANGER,), (ADULT_MONTH,))),
    "ControllerBound": (
        TOWN,
        lambda head, _: BindControllers(*head, (ENROLLED,), (address(ATTACKER_KEY),)),
    ),
    "Awarded": (
        TOWN,
        lambda head, today: FileAwards(
            *head, COUNCIL_WORK, 1, EVIDENCE_HASH, (ENROLLED,), (today,)
        ),
    ),
    "RoundOpened": (
        NATION,
        lambda head, today: OpenRound(*head, 1, 1, 50, 500_000, 365, (today + 10) * DAY),
    ),
    "Entered": (TOWN, lambda head, _: Nominate(*head, 1, (ENROLLED,))),
}


@pytest.mark.parametrize("event", COUNCIL_ACTS)
@pytest.mark.parametrize("seats", [(0, 1), (0, 2), (0, 1, 2)], ids=str)
def test_signed_calldata__act_of_a_council__is_carried_out(
    prepared: World, event: str, seats: tuple[int, ...]
) -> None:
    community, act = COUNCIL_ACTS[event]
    nonce = prepared.council(community).nonce()
    approvals = tuple((seat, address(seat_key(community, seat))) for seat in seats)
    action = act((community, nonce, prepared.now + DAY, approvals), prepared.today)
    keys = {
        seat: SeatKey(seat_identity(community, seat), seat_key(community, seat))
        for seat in range(3)
    }
    contract = called(prepared, action)
    events = contract.send_data(
        signed_calldata(contract.contract, prepared.domain, action, keys)
    ).events
    signed = [values for _, values in events if "signers" in values]
    signers = sum(1 << seat for seat in seats)
    assert [(v["community"], v["nonce"], v["signers"]) for v in signed] == [
        (community, nonce, signers)
    ]
    assert event in [name for name, _ in events]


PERSON_ACTS: dict[str, tuple[bytes, LocalAccount, Callable[..., PersonAct]]] = {
    "LeaveDeclared": (CITIZEN, CITIZEN_KEY, lambda tail: DeclareLeave(CITIZEN, 10, *tail)),
    "PointsGiven": (CITIZEN, CITIZEN_KEY, lambda tail: Give(CITIZEN, 50, *tail)),
    "Entered": (NEWCOMER, NEW_KEY, lambda tail: EnterRound(NEWCOMER, 2, *tail)),
}


def carry_out(
    world: World, identity: bytes, act: Callable[..., PersonAct], *keys: LocalAccount
) -> list[tuple[str, dict[str, Any]]]:
    nonce = world.person(identity, keys[0]).nonce()
    signers = tuple(map(address, keys))
    action = act((nonce, world.now + DAY, *signers))
    contract = called(world, action)
    data = signed_person_calldata(contract.contract, world.domain, action, *keys)
    return contract.send_data(data).events


@pytest.mark.parametrize("event", PERSON_ACTS)
def test_signed_person_calldata__each_act__is_carried_out(prepared: World, event: str) -> None:
    identity, key, act = PERSON_ACTS[event]
    names = [name for name, _ in carry_out(prepared, identity, act, key)]
    assert event in names
    assert "PersonActed" in names


def test_signed_person_calldata__end_of_leave__is_carried_out(world: World) -> None:
    world.citizen.declare_leave(10)
    events = carry_out(world, CITIZEN, lambda tail: EndLeave(CITIZEN, *tail), CITIZEN_KEY)
    assert "LeaveEnded" in [name for name, _ in events]


def test_signed_person_calldata__change_of_key__is_signed_by_both(world: World) -> None:
    def act(tail: tuple[Any, ...]) -> PersonAct:
        return ChangeController(CITIZEN, address(NEW_KEY), *tail)

    events = carry_out(world, CITIZEN, act, CITIZEN_KEY, NEW_KEY)
    changed = {"identity": CITIZEN, "controller": NEW_KEY.address, "lapseDay": 0}
    assert ("ControllerChanged", changed) in events
