"""Closing a round.

├── no such round → RoundUnknown(round)
├── not frozen → NotFrozen(round)
├── closed → RoundOver(round)
├── lots left to settle, before 60 days from the bound beacon round → RoundRunning(round, until)
└── otherwise → points of all prizes not settled are free again, RoundClosed
"""

import pytest

from tests.support.calls import event, refused
from tests.support.roles import DAY

pytestmark = pytest.mark.req("L1")

SETTLEMENT = 60 * DAY


def test_close__all_lots_settled__returns_prizes_without_entrants(lottery):
    number = lottery.open(prizes=5)
    lottery.world.town.nominate(number, lottery.members[:1])
    lottery.decide(number)
    lottery.settle(number, [0], lottery.members)
    receipt = lottery.pool.send("close", number, sender=lottery.world.attacker)
    assert receipt.events == [event("RoundClosed", round=number, returned=80)]
    assert lottery.account() == (200, 180, 0, 20)
    assert lottery.pool.call("roundOf", number).closed


def test_close__nobody_came__returns_everything_at_once(lottery):
    number = lottery.open(prizes=5)
    lottery.freeze(number)
    lottery.pool.send("close", number)
    assert lottery.account() == (200, 200, 0, 0)


def test_close__lots_left__refused_until_60_days_after_the_beacon_round(lottery):
    number = lottery.open(prizes=2)
    lottery.world.town.nominate(number, lottery.members[:1])
    lottery.freeze(number)
    bound = lottery.pool.call("roundOf", number).beaconRound
    until = lottery.world.beacon.call("timeOf", bound) + SETTLEMENT
    lottery.world.set_time(until - 2)
    with refused("RoundRunning", number, until):
        lottery.pool.send("close", number)
    assert lottery.pool.send("close", number).time == until
    assert lottery.account() == (200, 200, 0, 0)
    lottery.world.verify_round(bound)
    with refused("RoundOver", number):
        lottery.settle(number, [0], lottery.members)


def test_close__not_frozen_closed_or_unknown__refused(lottery):
    number = lottery.open()
    with refused("RoundUnknown", number + 1):
        lottery.pool.send("close", number + 1)
    with refused("NotFrozen", number):
        lottery.pool.send("close", number)
    lottery.freeze(number)
    lottery.pool.send("close", number)
    with refused("RoundOver", number):
        lottery.pool.send("close", number)


def test_round_of__unknown__refused(lottery):
    for number in (0, 1):
        with refused("RoundUnknown", number):
            lottery.pool.call("roundOf", number)
