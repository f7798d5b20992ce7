"""Communities.acceptOrders(orders, signatures), and ordersOf(identity).

├── caller is not the services → Unauthorised
└── each order, in turn; one refused order refuses the batch
    ├── no key bound → OrderWithoutKey
    ├── a second after the deadline → OrderExpired
    ├── its number
    │   ├── below the floor → OrderNoncePassed
    │   ├── 256 above the floor, or among the last 16 there are → OrderNonceTooHigh
    │   ├── used or cancelled → OrderUsed
    │   └── 16 above the floor or more → the window moves up to it
    ├── a guardian's key from its lapse day on → OrderKeyLapsed
    ├── not signed by the key, key or wallet; sending is not signing → OrderNotSigned
    └── otherwise → its number is used
"""

import pytest

from isonomia import typed_data, typed_data_services
from isonomia.typed_data import SENT_BY_SEAT
from tests.support.calls import refused
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
)
from tests.support.wallets import Manner, deploy_wallet, wallet_signature

pytestmark = pytest.mark.req("C3", "D2", "P3")

OFFER, QUANTITY, AMOUNT, PORTION = 3, 2, 2000, 1
#: Fields of an order.
DEADLINE = 6


@pytest.fixture
def gate(world, offices):
    """Communities whose services are an account of the node."""
    offices.now = lambda: world.now
    return offices


def order(gate, nonce=0, identity=CITIZEN, deadline=None):
    late = gate.now() + DAY if deadline is None else deadline
    return (identity, OFFER, QUANTITY, AMOUNT, PORTION, nonce, late)


def message(gate, signed):
    return typed_data_services.order(gate.domain, *signed)


def accept(gate, orders, *keys, signatures=None, sender=None):
    """Send orders, signed by the citizen's key unless others are named."""
    if signatures is None:
        pieces = zip(orders, keys or [CITIZEN_KEY] * len(orders), strict=True)
        signatures = b"".join(typed_data.sign(message(gate, one), key) for one, key in pieces)
    return gate.communities.send("acceptOrders", orders, signatures, sender=sender or gate.services)


def window(gate, identity=CITIZEN):
    return tuple(gate.communities.call("ordersOf", identity))


def enrol(gate, identity, controller, month=ADULT_MONTH):
    gate.town.enrol([identity], [month])
    gate.town.bind([identity], [controller])


def test_accept_orders__by_anybody_and_the_other_offices__refused(world, gate):
    for caller in (world.attacker, gate.pool, gate.cases, gate.assembly, gate.findings):
        with refused("Unauthorised", caller):
            accept(gate, [order(gate)], sender=caller)


def test_accept_orders__signed__used_once_without_an_event(gate):
    enrol(gate, NEWBORN, NEW_KEY.address)
    orders = [order(gate, 1), order(gate, 4, NEWBORN), order(gate, 0)]
    receipt = accept(gate, orders, CITIZEN_KEY, NEW_KEY, CITIZEN_KEY)
    assert receipt.events == []
    assert window(gate) == (0, 0b11)
    assert window(gate, NEWBORN) == (0, 0b10000)
    assert gate.citizen.nonce() == 0
    with refused("OrderUsed", 0, CITIZEN, 1):
        accept(gate, orders, CITIZEN_KEY, NEW_KEY, CITIZEN_KEY)


def test_accept_orders__none__nothing_to_refuse(gate):
    assert accept(gate, []).events == []


def test_accept_orders__any_word_of_an_order_changed__was_not_signed(gate):
    signed = order(gate)
    good = typed_data.sign(message(gate, signed), CITIZEN_KEY)
    for field in range(1, len(signed)):
        changed = list(signed)
        changed[field] += 1
        with refused("OrderNotSigned", 0, CITIZEN, CITIZEN_KEY.address):
            accept(gate, [tuple(changed)], signatures=good)
    accept(gate, [signed], signatures=good)


def test_accept_orders__without_a_key__refused(gate):
    gate.town.enrol([NEWBORN], [ADULT_MONTH])
    for identity in (NEWBORN, STRANGER):
        with refused("OrderWithoutKey", 1, identity):
            accept(gate, [order(gate), order(gate, identity=identity)], CITIZEN_KEY, NEW_KEY)
    assert window(gate) == (0, 0)


def test_accept_orders__on_the_deadline_and_a_second_later__taken_and_refused(gate):
    accept(gate, [order(gate, 0, deadline=gate.now() + 1)])
    late = gate.now()
    with refused("OrderExpired", 0, late, late + 1):
        accept(gate, [order(gate, 1, deadline=late)])


def test_accept_orders__guardian__until_the_day_of_majority(world, gate):
    day = first_day(GENESIS_MONTH + 1)
    enrol(gate, NEWBORN, GUARDIAN_KEY.address, GENESIS_MONTH + 1 - 12 * MAJORITY_YEARS)
    world.set_time(day * DAY - 2)
    accept(gate, [order(gate, 0, NEWBORN)], GUARDIAN_KEY)
    with refused("OrderKeyLapsed", 0, NEWBORN, day):
        accept(gate, [order(gate, 1, NEWBORN)], GUARDIAN_KEY)
    with refused("OrderUsed", 0, NEWBORN, 0):
        accept(gate, [order(gate, 0, NEWBORN)], GUARDIAN_KEY)
    gate.town.bind([NEWBORN], [NEW_KEY.address])
    assert window(gate, NEWBORN) == (0, 1)
    accept(gate, [order(gate, 1, NEWBORN)], NEW_KEY)


def test_accept_orders__signed_by_another_key_or_in_another_domain__refused(world, gate):
    with refused("OrderNotSigned", 0, CITIZEN, CITIZEN_KEY.address):
        accept(gate, [order(gate)], ATTACKER_KEY)
    elsewhere = typed_data_services.order(world.domain, *order(gate))
    with refused("OrderNotSigned", 0, CITIZEN, CITIZEN_KEY.address):
        accept(gate, [order(gate)], signatures=typed_data.sign(elsewhere, CITIZEN_KEY))


@pytest.mark.parametrize(("length", "index"), [(0, 0), (64, 0), (65, 1), (129, 1)])
def test_accept_orders__signatures_end_early__refused(gate, length, index):
    orders = [order(gate, 0), order(gate, 1)]
    whole = b"".join(typed_data.sign(message(gate, one), CITIZEN_KEY) for one in orders)
    with refused("OrderNotSigned", index, CITIZEN, CITIZEN_KEY.address):
        accept(gate, orders, signatures=whole[:length])
    accept(gate, orders, signatures=whole)


def test_accept_orders__the_sender_holds_the_key__has_to_sign_all_the_same(gate):
    enrol(gate, NEWBORN, gate.services)
    with refused("OrderNotSigned", 0, NEWBORN, gate.services):
        accept(gate, [order(gate, 0, NEWBORN)], signatures=SENT_BY_SEAT)


# ---- wallets -------------------------------------------------------------------------------------


def test_accept_orders__of_a_wallet_among_keys__taken(world, gate):
    enrol(gate, NEWBORN, deploy_wallet(world.chain, world.relayer))
    orders = [order(gate, 0), order(gate, 0, NEWBORN), order(gate, 1)]
    pieces = {i: typed_data.sign(message(gate, orders[i]), CITIZEN_KEY) for i in (0, 2)}
    pieces[1] = wallet_signature(message(gate, orders[1]))
    _, signatures = typed_data.combine(pieces)
    accept(gate, orders, signatures=signatures)
    assert (window(gate), window(gate, NEWBORN)) == ((0, 3), (0, 1))


@pytest.mark.parametrize("manner", [manner for manner in Manner if manner != Manner.CORRECT])
def test_accept_orders__of_a_wallet_that_misbehaves__refused(world, gate, manner):
    wallet = deploy_wallet(world.chain, world.relayer, manner)
    enrol(gate, NEWBORN, wallet)
    only = order(gate, 0, NEWBORN)
    _, signatures = typed_data.combine({0: wallet_signature(message(gate, only))})
    with refused("OrderNotSigned", 0, NEWBORN, wallet):
        accept(gate, [only], signatures=signatures)


def test_accept_orders__wallet_signed_another__refused(world, gate):
    wallet = deploy_wallet(world.chain, world.relayer)
    enrol(gate, NEWBORN, wallet)
    other = message(gate, order(gate, 1, NEWBORN))
    _, signatures = typed_data.combine({0: wallet_signature(other)})
    with refused("OrderNotSigned", 0, NEWBORN, wallet):
        accept(gate, [order(gate, 0, NEWBORN)], signatures=signatures)


# ---- numbers -------------------------------------------------------------------------------------


def test_accept_orders__numbers_within_the_window__in_any_order_and_once(gate):
    accept(gate, [order(gate, nonce) for nonce in (15, 0, 7)])
    assert window(gate) == (0, 1 << 15 | 1 << 7 | 1)
    for used in (15, 0, 7):
        with refused("OrderUsed", 1, CITIZEN, used):
            accept(gate, [order(gate, 3), order(gate, used)])
    with refused("OrderUsed", 1, CITIZEN, 3):
        accept(gate, [order(gate, 3), order(gate, 3)])


def test_accept_orders__number_above_the_window__moves_it(gate):
    accept(gate, [order(gate, nonce) for nonce in (2, 16)])
    assert window(gate) == (1, 1 << 15 | 1 << 1)
    with refused("OrderNoncePassed", 0, CITIZEN, 0, 1):
        accept(gate, [order(gate, 0)])
    accept(gate, [order(gate, 1)])
    accept(gate, [order(gate, 31), order(gate, 32)])
    assert window(gate) == (17, 1 << 15 | 1 << 14)


def test_accept_orders__number_far_above__moves_it_past_everything(gate):
    accept(gate, [order(gate, 0)])
    for beyond in (256, 2**24, 2**256 - 1):
        with refused("OrderNonceTooHigh", 0, CITIZEN, beyond, 255):
            accept(gate, [order(gate, beyond)])
    accept(gate, [order(gate, 255)])
    assert window(gate) == (240, 1 << 15)
    with refused("OrderNoncePassed", 0, CITIZEN, 239, 240):
        accept(gate, [order(gate, 239)])
    accept(gate, [order(gate, 240)])


def test_orders__another_key_is_bound__keep_their_window(gate):
    accept(gate, [order(gate, 20)])
    gate.citizen.change_controller(NEW_KEY.address, NEW_KEY)
    assert window(gate) == (5, 1 << 15)
    assert gate.communities.call("signatory", CITIZEN) == (NEW_KEY.address, 0, 1)
    with refused("OrderNotSigned", 0, CITIZEN, NEW_KEY.address):
        accept(gate, [order(gate, 6)], CITIZEN_KEY)
    with refused("OrderUsed", 0, CITIZEN, 20):
        accept(gate, [order(gate, 20)], NEW_KEY)
    accept(gate, [order(gate, 6)], NEW_KEY)


def test_orders_of__who_never_ordered__is_a_fresh_window(gate):
    assert window(gate, STRANGER) == (0, 0)
    assert gate.communities.call("council", TOWN).nonce > 0
