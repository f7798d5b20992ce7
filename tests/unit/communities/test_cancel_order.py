"""Communities.cancelOrder(identity, orderNonce, nonce, deadline, signature).

├── the person's approval is not in order → test_consent.py
├── the order's number is passed, too high or used → as of an order, with index 0
└── otherwise → PersonActed, OrderCancelled; the number is used
"""

import pytest

from isonomia import typed_data, typed_data_services
from tests.support.calls import event, refused
from tests.support.roles import ATTACKER_KEY, CITIZEN, CITIZEN_KEY, DAY

pytestmark = pytest.mark.req("C3", "P3")


def accept(world, offices, nonce):
    only = (CITIZEN, 1, 1, 1000, 0, nonce, world.now + DAY)
    message = typed_data_services.order(offices.domain, *only)
    signature = typed_data.sign(message, CITIZEN_KEY)
    offices.communities.send("acceptOrders", [only], signature, sender=offices.services)


def window(offices):
    return tuple(offices.communities.call("ordersOf", CITIZEN))


def test_cancel_order__signed__is_told_and_not_taken_any_more(world, offices):
    assert offices.citizen.cancel_order(2).events == [
        event("PersonActed", identity=CITIZEN, nonce=0),
        event("OrderCancelled", identity=CITIZEN, orderNonce=2),
    ]
    assert window(offices) == (0, 0b100)
    with refused("OrderUsed", 0, CITIZEN, 2):
        accept(world, offices, 2)
    accept(world, offices, 1)


def test_cancel_order__far_ahead__moves_the_window(offices):
    offices.citizen.cancel_order(100)
    assert window(offices) == (85, 1 << 15)


def test_cancel_order__number_that_no_order_can_have__refused(world, offices):
    accept(world, offices, 16)
    with refused("OrderUsed", 0, CITIZEN, 16):
        offices.citizen.cancel_order(16)
    with refused("OrderNoncePassed", 0, CITIZEN, 0, 1):
        offices.citizen.cancel_order(0)
    with refused("OrderNonceTooHigh", 0, CITIZEN, 257, 256):
        offices.citizen.cancel_order(257)
    assert offices.citizen.nonce() == 0


def test_cancel_order__not_signed_by_the_person__refused(offices):
    with refused("InvalidSignature", CITIZEN, CITIZEN_KEY.address):
        offices.citizen.cancel_order(0, signature=lambda m: typed_data.sign(m, ATTACKER_KEY))
    assert window(offices) == (0, 0)
