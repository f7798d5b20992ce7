"""Ledger.takeSeat(identity, community, seatIndex), and leaveSeat(identity).

├── caller is not the communities contract → Unauthorised
├── nobody enrolled → NotEnrolled
├── takeSeat → the seat stands in the person's slot and nothing else in it changes, SeatTaken
└── leaveSeat → the seat stands there no more and nothing else changes, SeatLeft
"""

import pytest

from tests.support.calls import event, refused
from tests.support.roles import ADULT_MONTH, CITIZEN, NATION, STRANGER, TOWN, VILLAGE
from tests.support.words import person_word

pytestmark = pytest.mark.req("D8")


def test_take_seat__by_anybody__refused(world, ledger):
    with refused("Unauthorised", world.attacker):
        ledger.send("takeSeat", CITIZEN, NATION, 0, sender=world.attacker)


def test_take_seat__of_a_stranger__refused(ledger):
    with refused("NotEnrolled", STRANGER):
        ledger.send("takeSeat", STRANGER, NATION, 0)


def test_take_seat__last_index__stands_in_the_slot(ledger):
    receipt = ledger.send("takeSeat", CITIZEN, NATION, 254)
    assert receipt.events == [event("SeatTaken", identity=CITIZEN, community=NATION, seatIndex=254)]
    assert ledger.call("seatOf", CITIZEN) == (NATION, 254)
    assert ledger.call("rawPeople", [CITIZEN]) == [
        person_word(birth_month=ADULT_MONTH, community=TOWN, seat_community=NATION, seat_index=254)
    ]


def test_take_seat__another_one__replaces_the_first(ledger):
    ledger.send("takeSeat", CITIZEN, NATION, 254)
    ledger.send("takeSeat", CITIZEN, VILLAGE, 1)
    assert ledger.call("seatOf", CITIZEN) == (VILLAGE, 1)


def test_leave_seat__by_anybody__refused(world, ledger):
    ledger.send("takeSeat", CITIZEN, NATION, 254)
    for caller in (world.attacker, world.lone_assembly):
        with refused("Unauthorised", caller):
            ledger.send("leaveSeat", CITIZEN, sender=caller)


def test_leave_seat__of_a_stranger__refused(ledger):
    with refused("NotEnrolled", STRANGER):
        ledger.send("leaveSeat", STRANGER)


def test_leave_seat__of_a_holder__slot_is_as_before_the_seat(ledger):
    before = ledger.call("rawPeople", [CITIZEN])
    ledger.send("takeSeat", CITIZEN, NATION, 254)
    receipt = ledger.send("leaveSeat", CITIZEN)
    assert receipt.events == [event("SeatLeft", identity=CITIZEN, community=NATION, seatIndex=254)]
    assert ledger.call("seatOf", CITIZEN) == (0, 0)
    assert ledger.call("rawPeople", [CITIZEN]) == before
