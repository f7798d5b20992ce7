"""Approval of a person's act, on the example of declareLeave.

├── no key bound → NoController
├── now after the deadline → DeadlinePassed; its own second is in time
├── not the person's next nonce → WrongNonce
├── a guardian's key from its lapse day on → ControllerLapsed
├── not signed by the controller → InvalidSignature
│   ├── a key: another key, digest, chain, contract, act; malformed bytes
│   └── a wallet: not accepted, or not answered as ERC-1271 says
└── otherwise → the nonce goes up by one, PersonActed
    └── anything later refuses → the nonce stays
"""

import dataclasses

import pytest

from isonomia import typed_data
from tests.support.calls import event, refused
from tests.support.roles import (
    ADULT_MONTH,
    ATTACKER_KEY,
    CITIZEN,
    CITIZEN_KEY,
    DAY,
    GENESIS_MONTH,
    GUARDIAN_KEY,
    MAJORITY_YEARS,
    NEWBORN,
    STRANGER,
    first_day,
)
from tests.support.wallets import Manner, deploy_wallet, wallet_signature

pytestmark = pytest.mark.req("P3")

CURVE_ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
MAJORITY_DAY = first_day(GENESIS_MONTH + 1)


def test_consent__no_key__refused_before_all_else(world):
    world.town.enrol([STRANGER], [ADULT_MONTH])
    for identity in (STRANGER, NEWBORN, bytes(32)):
        with refused("NoController", identity):
            world.person(identity, CITIZEN_KEY).declare_leave(1, nonce=9, deadline=0)


def test_consent__in_the_second_of_the_deadline__accepted(world):
    deadline = world.now + 100
    world.set_time(deadline - 1)
    assert world.citizen.declare_leave(1, deadline=deadline).time == deadline


def test_consent__a_second_after_the_deadline__refused(world):
    deadline = world.now + 100
    world.set_time(deadline)
    with refused("DeadlinePassed", deadline, deadline + 1):
        world.citizen.declare_leave(1, deadline=deadline, nonce=9, signature=b"no")


@pytest.mark.parametrize("nonce", [1, 2**64, 2**256 - 1])
def test_consent__not_the_next_nonce__refused_before_the_signature(world, nonce):
    with refused("WrongNonce", 0, nonce):
        world.citizen.declare_leave(1, nonce=nonce, signature=b"no")


def test_consent__same_act_again__refused(world):
    world.citizen.declare_leave(1)
    world.citizen.end_leave()
    with refused("WrongNonce", 2, 0):
        world.citizen.declare_leave(1, nonce=0)


def test_consent__carried_out__uses_the_nonce_once(world):
    receipt = world.citizen.declare_leave(1)
    assert receipt.events[0] == event("PersonActed", identity=CITIZEN, nonce=0)
    assert world.citizen.nonce() == 1


def test_consent__act_refused_later__nonce_can_still_be_used(world):
    with refused("LeaveEmpty", CITIZEN):
        world.citizen.declare_leave(0)
    assert world.citizen.nonce() == 0


# ---- keys ----------------------------------------------------------------------------------------


def test_consent__signed_by_another_key__refused(world):
    with refused("InvalidSignature", CITIZEN, CITIZEN_KEY.address):
        world.citizen.declare_leave(1, signature=lambda m: typed_data.sign(m, ATTACKER_KEY))


@pytest.mark.parametrize("change", ["chain_id", "communities"])
def test_consent__for_another_chain_or_contract__refused(world, change):
    other = {"chain_id": world.domain.chain_id + 1, "communities": world.ledger.address}
    domain = dataclasses.replace(world.domain, **{change: other[change]})
    with refused("InvalidSignature", CITIZEN, CITIZEN_KEY.address):
        world.citizen.declare_leave(1, domain=domain)


def test_consent__for_another_number_of_days__refused(world):
    def sign_ten_days(_):
        message = typed_data.leave(world.domain, CITIZEN, 10, 0, deadline)
        return typed_data.sign(message, CITIZEN_KEY)

    deadline = world.now + DAY
    with refused("InvalidSignature", CITIZEN, CITIZEN_KEY.address):
        world.citizen.declare_leave(11, deadline=deadline, signature=sign_ten_days)


def test_consent__for_another_act__refused(world):
    world.citizen.declare_leave(10)

    def sign_leave(_):
        message = typed_data.leave(world.domain, CITIZEN, 10, 1, deadline)
        return typed_data.sign(message, CITIZEN_KEY)

    deadline = world.now + DAY
    with refused("InvalidSignature", CITIZEN, CITIZEN_KEY.address):
        world.citizen.end_leave(deadline=deadline, signature=sign_leave)


@pytest.mark.parametrize(
    "change",
    [
        lambda piece: b"",
        lambda piece: piece[:64],
        lambda piece: piece + b"\x00",
        lambda piece: piece[:64] + b"\x00",
        lambda piece: piece[:64] + bytes([55 - piece[64]]),
        lambda piece: bytes(65),
        lambda piece: (
            piece[:32]
            + (CURVE_ORDER - int.from_bytes(piece[32:64])).to_bytes(32)
            + bytes([55 - piece[64]])
        ),
    ],
    ids=["empty", "short", "long", "v of 0", "other v", "zeros", "high s"],
)
def test_consent__malformed_signature__refused(world, change):
    def malformed(message):
        return change(typed_data.sign(message, CITIZEN_KEY))

    with refused("InvalidSignature", CITIZEN, CITIZEN_KEY.address):
        world.citizen.declare_leave(1, signature=malformed)


# ---- guardians -----------------------------------------------------------------------------------


@pytest.fixture
def minor(world):
    """Somebody whose guardian's key lapses on MAJORITY_DAY."""
    world.town.enrol([NEWBORN], [GENESIS_MONTH + 1 - 12 * MAJORITY_YEARS])
    world.town.bind([NEWBORN], [GUARDIAN_KEY.address])
    return world.person(NEWBORN, GUARDIAN_KEY)


@pytest.mark.req("P4")
def test_consent__guardian_in_the_last_second__accepted(world, minor):
    world.set_time(MAJORITY_DAY * DAY - 2)
    assert minor.declare_leave(1).time == MAJORITY_DAY * DAY - 1


@pytest.mark.req("P4")
def test_consent__guardian_from_the_first_second_of_majority__refused(world, minor):
    world.set_time(MAJORITY_DAY * DAY - 1)
    with refused("ControllerLapsed", NEWBORN, MAJORITY_DAY):
        minor.declare_leave(1)


@pytest.mark.req("P4")
def test_consent__lapsed_and_badly_signed__lapse_is_named(world, minor):
    world.set_time(MAJORITY_DAY * DAY + 10 * DAY)
    with refused("ControllerLapsed", NEWBORN, MAJORITY_DAY):
        minor.declare_leave(1, signature=b"no")


# ---- wallets -------------------------------------------------------------------------------------


@pytest.fixture
def wallet(world):
    """The wallet that signs for the citizen from now on."""
    address = deploy_wallet(world.chain, world.relayer)
    world.citizen.change_controller(address, wallet_signature)
    return address


def test_consent__of_a_wallet__accepted(world, wallet):
    world.citizen.declare_leave(1, signature=wallet_signature)
    assert world.citizen.nonce() == 2


def test_consent__of_a_wallet_as_long_as_a_key_signature__accepted(world, wallet):
    world.citizen.declare_leave(1, signature=lambda m: wallet_signature(m) + b"\x1b")
    assert world.citizen.nonce() == 2


@pytest.mark.parametrize("length", [0, 63])
def test_consent__wallet_does_not_accept__refused(world, wallet, length):
    with refused("InvalidSignature", CITIZEN, wallet):
        world.citizen.declare_leave(1, signature=lambda m: wallet_signature(m)[:length])


def test_consent__former_key_of_a_wallet__refused(world, wallet):
    with refused("InvalidSignature", CITIZEN, wallet):
        world.citizen.declare_leave(1)


@pytest.mark.parametrize("manner", [manner for manner in Manner if manner is not Manner.CORRECT])
def test_consent__wallet_that_misbehaves__refused(world, manner):
    address = deploy_wallet(world.chain, world.relayer, manner)
    world.town.enrol([STRANGER], [ADULT_MONTH])
    world.town.bind([STRANGER], [address])
    with refused("InvalidSignature", STRANGER, address):
        world.person(STRANGER, CITIZEN_KEY).declare_leave(1, signature=wallet_signature)
