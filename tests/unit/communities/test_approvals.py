"""Approval of an act by a council, on the example of enrol.

├── no such community → UnknownCommunity
├── now after the deadline → DeadlinePassed; its own second is in time
├── not the council's next nonce → WrongNonce
├── each seat that signed, lowest first
│   ├── no such seat → NotASeat
│   ├── the signatures end before it → SignatureMissing
│   ├── not signed by the seat's key → InvalidSeatSignature: test_seat_signatures.py
│   └── the same key as an earlier seat → SharedController
├── fewer seats than the threshold → TooFewSignatures
└── otherwise → the nonce goes up by one, CouncilActed, whoever relays it
    └── anything later refuses → the nonce stays
"""

import pytest

from isonomia import typed_data
from tests.support.calls import event, refused
from tests.support.roles import (
    ADULT_MONTH,
    CITIZEN,
    DAY,
    STRANGER,
    TOWN,
    VILLAGE,
    key_of,
    seat_identity,
    seat_key,
)

pytestmark = pytest.mark.req("D2", "P2")

NOWHERE = 4


def enrol(council, **how):
    return council.enrol([STRANGER], [ADULT_MONTH], **how)


@pytest.mark.parametrize("community", [0, NOWHERE, 2**24 + TOWN, 2**256 - 1])
def test_approval__unknown_community__refused_before_all_else(world, community):
    with refused("UnknownCommunity", community):
        enrol(world.council(community), nonce=9, deadline=0, approval=(0, b""))


def test_approval__in_the_second_of_the_deadline__accepted(world):
    deadline = world.now + 100
    world.set_time(deadline - 1)
    assert enrol(world.town, deadline=deadline).time == deadline


def test_approval__a_second_after_the_deadline__refused(world):
    deadline = world.now + 100
    world.set_time(deadline)
    with refused("DeadlinePassed", deadline, deadline + 1):
        enrol(world.town, deadline=deadline, nonce=9, approval=(0, b""))


def test_approval__deadline_without_end__accepted(world):
    enrol(world.town, deadline=2**256 - 1)
    assert world.ledger.call("isEnrolled", STRANGER)


@pytest.mark.parametrize("step", [-1, 1, 2**64])
def test_approval__not_the_next_nonce__refused_before_signatures(world, step):
    nonce = world.town.nonce()
    with refused("WrongNonce", nonce, nonce + step):
        enrol(world.town, nonce=nonce + step, approval=(0, b""))


def test_approval__carried_out__uses_the_nonce_once(world):
    nonce = world.town.nonce()
    receipt = enrol(world.town)
    assert receipt.events[0] == event("CouncilActed", community=TOWN, nonce=nonce, signers=0b11)
    assert world.town.nonce() == nonce + 1


def test_approval__same_act_again__refused(world):
    nonce = world.town.nonce()
    enrol(world.town)
    with refused("WrongNonce", nonce + 1, nonce):
        enrol(world.town, nonce=nonce)


def test_approval__act_refused_later__nonce_can_still_be_used(world):
    nonce = world.town.nonce()
    with refused("AlreadyEnrolled", 0, CITIZEN):
        world.town.enrol([CITIZEN], [ADULT_MONTH])
    assert world.town.nonce() == nonce


def test_approval__relayed_by_anybody__accepted(world):
    enrol(world.town, sender=world.attacker)
    assert world.ledger.call("isEnrolled", STRANGER)


# ---- seats ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("seats", [(0, 1), (0, 2), (1, 2), (0, 1, 2)])
def test_approval__any_two_seats_or_all__accepted(world, seats):
    receipt = enrol(world.town, seats=seats)
    assert receipt.events[0][1]["signers"] == sum(1 << seat for seat in seats)


@pytest.mark.parametrize("seats", [(), (0,), (1,), (2,)])
def test_approval__fewer_than_the_threshold__refused(world, seats):
    with refused("TooFewSignatures", TOWN, 2, len(seats)):
        enrol(world.town, seats=seats)


@pytest.mark.parametrize("seat", [3, 254, 255])
def test_approval__no_such_seat__refused(world, seat):
    with refused("NotASeat", TOWN, seat):
        enrol(world.town, seats=(0, 1, seat))


def test_approval__signatures_of_one_seat_for_two__second_is_missing(world):
    def sign_once(message):
        return 0b11, world.town.approve(message, [0])[1]

    with refused("SignatureMissing", TOWN, 1):
        enrol(world.town, approval=sign_once)


@pytest.mark.parametrize(("length", "seat"), [(0, 0), (64, 0), (65, 1), (129, 1)])
def test_approval__signatures_cut_short__first_one_missing_is_named(world, length, seat):
    def sign_short(message):
        signers, signatures = world.town.approve(message, [0, 1])
        return signers, signatures[:length]

    with refused("SignatureMissing", TOWN, seat):
        enrol(world.town, approval=sign_short)


def test_approval__bytes_after_the_last_signature__ignored(world):
    def sign_and_add(message):
        signers, signatures = world.town.approve(message, [0, 1])
        return signers, signatures + b"\x01" * 100

    enrol(world.town, approval=sign_and_add)
    assert world.ledger.call("isEnrolled", STRANGER)


def test_approval__one_key_for_two_seats__counts_for_neither_together(world):
    world.person(seat_identity(TOWN, 1), seat_key(TOWN, 1)).change_controller(
        seat_key(TOWN, 0).address, seat_key(TOWN, 0)
    )
    keys = {1: seat_key(TOWN, 0)}
    with refused("SharedController", TOWN, 1, seat_key(TOWN, 0).address):
        enrol(world.town, seats=(0, 1), keys=keys)
    with refused("SharedController", TOWN, 1, seat_key(TOWN, 0).address):
        enrol(world.town, seats=(0, 1, 2), keys=keys)
    enrol(world.town, seats=(1, 2), keys=keys)


def test_approval__keys_that_end_in_the_same_byte__are_different_keys(world):
    """Keys are first compared by their last byte; equal bytes alone refuse nobody."""
    ending = seat_key(TOWN, 0).address[-2:].lower()
    candidates = (key_of(f"candidate {i}") for i in range(10_000))
    twin = next(key for key in candidates if key.address[-2:].lower() == ending)
    world.person(seat_identity(TOWN, 1), seat_key(TOWN, 1)).change_controller(twin.address, twin)
    enrol(world.town, seats=(0, 1), keys={1: twin})
    assert world.ledger.call("isEnrolled", STRANGER)


# ---- replay --------------------------------------------------------------------------------------


def test_approval__same_bytes_at_another_deployment__refused(world):
    _, other = world.deploy_both()
    head = (TOWN, other.call("council", TOWN).nonce, world.now + DAY)
    message = typed_data.enrolment(world.domain, *head, [STRANGER], [ADULT_MONTH])
    approval = world.town.approve(message, [0, 1])
    with refused("InvalidSeatSignature", TOWN, 0, seat_key(TOWN, 0).address):
        other.send("enrol", head, [STRANGER], [ADULT_MONTH], approval)


def test_approval__of_another_council__refused(world):
    def sign_elsewhere(message):
        return world.village.approve(message, [0, 1])

    with refused("InvalidSeatSignature", TOWN, 0, seat_key(TOWN, 0).address):
        enrol(world.town, approval=sign_elsewhere)


def test_approval__for_another_act_with_the_same_numbers__refused(world):
    """A binding and an enrolment have the same shape; their type hashes keep them apart."""
    key = seat_key(VILLAGE, 0).address

    def sign_binding(_):
        head = (TOWN, world.town.nonce(), world.now + DAY)
        message = typed_data.binding(world.domain, *head, [STRANGER], [key])
        return world.town.approve(message, [0, 1])

    with refused("InvalidSeatSignature", TOWN, 0, seat_key(TOWN, 0).address):
        world.town.enrol([STRANGER], [int(key, 16)], approval=sign_binding)
