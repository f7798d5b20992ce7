"""A seat that sends the transaction itself need not sign it (v = 1 among its 65 bytes).

├── the seat's key sends → counts, and what it costs falls
└── somebody else sends → InvalidSeatSignature(community, seatIndex, controller)
"""

import pytest

from isonomia import typed_data
from isonomia.typed_data import SENT_BY_SEAT
from tests.support.calls import event, refused
from tests.support.roles import ADULT_MONTH, FIRST_TWO, STRANGER, TOWN, seat_identity, seat_key

pytestmark = pytest.mark.req("D2", "P3")


@pytest.fixture
def sender(world):
    """An account of the node that now holds the town's first seat."""
    seat = world.person(seat_identity(TOWN, 0), seat_key(TOWN, 0))
    seat.change_controller(world.accounts[5].address, world.accounts[5])
    return world.accounts[5].address


def sent_by_first_seat(message):
    second = typed_data.sign(message, seat_key(TOWN, 1))
    return typed_data.combine({0: SENT_BY_SEAT, 1: second})


def test_sending_seat__sends_the_act_itself__counts(world, sender):
    receipt = world.town.enrol(
        [STRANGER], [ADULT_MONTH], approval=sent_by_first_seat, sender=sender
    )
    assert receipt.events[0] == event(
        "CouncilActed", community=TOWN, nonce=1 + 1, signers=FIRST_TWO
    )


def test_sending_seat__somebody_else_sends__refused(world, sender):
    with refused("InvalidSeatSignature", TOWN, 0, sender):
        world.town.enrol(
            [STRANGER],
            [ADULT_MONTH],
            approval=sent_by_first_seat,
            sender=world.attacker,
        )


def test_sending_seat__stands_for_another_seat__refused(world, sender):
    def both_sent(message):
        return typed_data.combine({0: SENT_BY_SEAT, 1: SENT_BY_SEAT})

    with refused("InvalidSeatSignature", TOWN, 1, seat_key(TOWN, 1).address):
        world.town.enrol([STRANGER], [ADULT_MONTH], approval=both_sent, sender=sender)
