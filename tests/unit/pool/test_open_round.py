"""Opening a round.

├── not by the root council → NotTheRoot(community), before all else
├── not approved by the council → as every act of a council
├── terms outside their bounds → RoundOutOfBounds(parameter, value, least, most), in their order
├── prizes worth more than the free points → PoolTooSmall(needed, free)
└── otherwise → the points are reserved, RoundOpened
"""

import pytest

from isonomia import typed_data
from isonomia.typed_data import SENT_BY_SEAT
from tests.support.calls import event, refused
from tests.support.roles import DAY, FIRST_TWO, NATION, TOWN, seat_key

pytestmark = pytest.mark.req("L2")

ROUND = 1


def test_open_round__enough_points__reserves_them(lottery):
    world = lottery.world
    terms = world.terms(prizes=2, points=100)
    receipt = world.nation.open_round(terms)
    assert receipt.events == [
        event("CouncilActed", community=NATION, nonce=0, signers=FIRST_TWO),
        event(
            "RoundOpened",
            round=ROUND,
            kind=1,
            prizes=2,
            points=100,
            amount=500_000,
            daysLong=365,
            entriesUntil=terms.entries_until,
        ),
    ]
    assert lottery.account() == (200, 0, 200, 0)
    opened = lottery.pool.call("roundOf", ROUND)
    assert tuple(opened.terms) == tuple(terms)
    assert tuple(opened)[1:] == (0, bytes(32), 0, 0, False)


def test_open_round__more_than_the_free_points__refused(lottery):
    with refused("PoolTooSmall", 201, 200):
        lottery.open(prizes=3, points=67)
    lottery.open(prizes=1, points=101)
    with refused("PoolTooSmall", 100, 99):
        lottery.open(prizes=1, points=100)


def test_open_round__by_the_town__refused_before_all_else(lottery):
    with refused("NotTheRoot", TOWN):
        lottery.world.town.open_round(lottery.world.terms(kind=9), nonce=9, deadline=0)


@pytest.mark.req("D2")
def test_open_round__not_approved__refused(lottery):
    world = lottery.world
    with refused("TooFewSignatures", NATION, 2, 1):
        world.nation.open_round(world.terms(), seats=[0])
    with refused("InvalidSeatSignature", NATION, 0, seat_key(NATION, 0).address):
        world.nation.open_round(world.terms(), keys={0: seat_key(TOWN, 0)})
    assert world.nation.nonce() == 0


@pytest.mark.parametrize(
    ("name", "field", "least", "most"),
    [
        ("kind", "kind", 1, 2),
        ("prizes", "prizes", 1, 10_000),
        ("points", "points", 1, 400),
        ("amount", "amount", 1_000, 500_000),
        ("daysLong", "days_long", 1, 365),
    ],
)
def test_open_round__terms_outside_their_bounds__refused(lottery, name, field, least, most):
    for value in (least - 1, most + 1, 2**256 - 1):
        with refused("RoundOutOfBounds", name, value, least, most):
            lottery.open(**{field: value, "entries_until": 0})


def test_open_round__entries_too_short_or_too_long__refused(lottery):
    for length in (DAY - 1, 90 * DAY + 1):
        time = lottery.world.now + 1
        bounds = (time + DAY, time + 90 * DAY)
        with refused("RoundOutOfBounds", "entriesUntil", time + length, *bounds):
            lottery.open(entries_until=time + length)


def test_open_round__shortest_and_longest_entries__accepted(lottery):
    for length in (DAY, 90 * DAY):
        end = lottery.world.now + 1 + length
        number = lottery.open(entries_until=end)
        assert lottery.pool.call("roundOf", number).terms.entriesUntil == end


@pytest.mark.req("D2")
def test_open_round__sent_by_a_seat__that_seat_need_not_sign(lottery):
    world = lottery.world
    seat = world.person(lottery.member(0).identity, seat_key(NATION, 0))
    seat.change_controller(world.accounts[5].address, world.accounts[5])

    def sent_by_first(message):
        second = typed_data.sign(message, seat_key(NATION, 1))
        return typed_data.combine({0: SENT_BY_SEAT, 1: second})

    with refused("InvalidSeatSignature", NATION, 0, world.accounts[5].address):
        world.nation.open_round(world.terms(), approval=sent_by_first, sender=world.attacker)
    world.nation.open_round(world.terms(), approval=sent_by_first, sender=world.accounts[5].address)
    assert lottery.pool.call("roundCount") == 1
