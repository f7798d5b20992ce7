"""Communities.changeController(identity, newController, nonce, deadline, signature, acceptance).

├── the person's approval is not in order → test_consent.py
├── the zero address → ZeroController
├── the new key did not sign the same digest → NewControllerDeclined
└── otherwise → PersonActed, ControllerChanged
    ├── of a minor → the new key lapses on the same day
    └── of a seat → the new key signs for the seat from now on, the old one no more
"""

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
    NEW_KEY,
    NEWBORN,
    STRANGER,
    TOWN,
    first_day,
    seat_identity,
    seat_key,
)
from tests.support.wallets import Manner, deploy_wallet, wallet_signature

pytestmark = pytest.mark.req("P3")

NOBODY = f"0x{0:040x}"


def test_change_controller__both_sign__new_key_counts_and_old_one_no_more(world):
    receipt = world.citizen.change_controller(NEW_KEY.address, NEW_KEY)
    assert receipt.events == [
        event("PersonActed", identity=CITIZEN, nonce=0),
        event("ControllerChanged", identity=CITIZEN, controller=NEW_KEY.address, lapseDay=0),
    ]
    assert world.communities.call("signatory", CITIZEN) == (NEW_KEY.address, 0, 1)
    with refused("InvalidSignature", CITIZEN, NEW_KEY.address):
        world.citizen.declare_leave(1)
    world.person(CITIZEN, NEW_KEY).declare_leave(1)


def test_change_controller__to_the_same_key__accepted(world):
    world.citizen.change_controller(CITIZEN_KEY.address, CITIZEN_KEY)
    assert world.communities.call("signatory", CITIZEN) == (CITIZEN_KEY.address, 0, 1)


def test_change_controller__old_key_silent__refused(world):
    thief = world.person(CITIZEN, ATTACKER_KEY)
    with refused("InvalidSignature", CITIZEN, CITIZEN_KEY.address):
        thief.change_controller(ATTACKER_KEY.address, ATTACKER_KEY)


def test_change_controller__to_the_zero_address__refused(world):
    with refused("ZeroController", CITIZEN):
        world.citizen.change_controller(NOBODY, NEW_KEY)


def test_change_controller__new_key_silent__refused(world):
    for acceptance in (CITIZEN_KEY, lambda _: b"", lambda _: bytes(65)):
        with refused("NewControllerDeclined", CITIZEN, NEW_KEY.address):
            world.citizen.change_controller(NEW_KEY.address, acceptance)
    assert world.citizen.nonce() == 0


def test_change_controller__new_key_signed_something_else__refused(world):
    def accept_another_nonce(_):
        message = typed_data.controller_change(
            world.domain, CITIZEN, NEW_KEY.address, 1, world.now + DAY
        )
        return typed_data.sign(message, NEW_KEY)

    with refused("NewControllerDeclined", CITIZEN, NEW_KEY.address):
        world.citizen.change_controller(NEW_KEY.address, accept_another_nonce)


def test_change_controller__to_a_wallet__counts(world):
    wallet = deploy_wallet(world.chain, world.relayer)
    world.citizen.change_controller(wallet, wallet_signature)
    assert world.communities.call("signatory", CITIZEN).controller == wallet


@pytest.mark.parametrize("manner", [manner for manner in Manner if manner is not Manner.CORRECT])
def test_change_controller__to_a_wallet_that_misbehaves__refused(world, manner):
    wallet = deploy_wallet(world.chain, world.relayer, manner)
    with refused("NewControllerDeclined", CITIZEN, wallet):
        world.citizen.change_controller(wallet, wallet_signature)


@pytest.mark.req("P4")
def test_change_controller__of_a_minor__lapses_on_the_same_day(world):
    world.town.enrol([NEWBORN], [GENESIS_MONTH])
    world.town.bind([NEWBORN], [GUARDIAN_KEY.address])
    guardian = world.person(NEWBORN, GUARDIAN_KEY)
    receipt = guardian.change_controller(NEW_KEY.address, NEW_KEY)
    lapse_day = first_day(GENESIS_MONTH + 12 * MAJORITY_YEARS)
    assert receipt.events[1] == event(
        "ControllerChanged", identity=NEWBORN, controller=NEW_KEY.address, lapseDay=lapse_day
    )


# ---- seats ---------------------------------------------------------------------------------------


@pytest.mark.req("D8")
def test_change_controller__of_a_seat__new_key_signs_for_the_seat(world):
    councillor = world.person(seat_identity(TOWN, 1), seat_key(TOWN, 1))
    councillor.change_controller(NEW_KEY.address, NEW_KEY)
    assert world.communities.call("seatAt", TOWN, 1) == (seat_identity(TOWN, 1), NEW_KEY.address)
    with refused("InvalidSeatSignature", TOWN, 1, NEW_KEY.address):
        world.town.enrol([STRANGER], [ADULT_MONTH])
    world.town.enrol([STRANGER], [ADULT_MONTH], keys={1: NEW_KEY})
    assert world.ledger.call("isEnrolled", STRANGER)


@pytest.mark.req("D8")
def test_change_controller__of_somebody_else__leaves_every_seat_alone(world):
    seats = [world.communities.call("seatAt", TOWN, i) for i in range(3)]
    world.citizen.change_controller(NEW_KEY.address, NEW_KEY)
    assert [world.communities.call("seatAt", TOWN, i) for i in range(3)] == seats
