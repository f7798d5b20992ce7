"""Freezing a round.

├── no such round → RoundUnknown(round)
├── before the end of entries → EntriesOpen(round, entriesUntil)
├── frozen before → AlreadyFrozen(round)
└── otherwise → bound to the first beacon round a period and a minute away or later, RoundFrozen
"""

import pytest

from tests.support.calls import event, refused

pytestmark = pytest.mark.req("L5")

PERIOD = 3
MARGIN = 60


@pytest.mark.parametrize("later", range(PERIOD))
def test_freeze__in_each_second_of_a_period__binds_the_first_round_late_enough(lottery, later):
    number = lottery.open()
    lottery.world.town.nominate(number, lottery.members[:1])
    opened = lottery.pool.call("roundOf", number)
    lottery.world.set_time(opened.terms.entriesUntil + later)
    receipt = lottery.pool.send("freeze", number, sender=lottery.world.attacker)
    bound = lottery.pool.call("roundOf", number).beaconRound
    assert receipt.events == [
        event(
            "RoundFrozen",
            round=number,
            entrants=1,
            entrantsHash=opened.entrantsHash,
            beaconRound=bound,
        )
    ]
    earliest = receipt.time + PERIOD + MARGIN
    assert lottery.world.beacon.call("timeOf", bound) >= earliest
    assert lottery.world.beacon.call("timeOf", bound - 1) < earliest


def test_freeze__around_the_end_of_entries__refused_before_and_accepted_from_it_on(lottery):
    number = lottery.open()
    end = lottery.pool.call("roundOf", number).terms.entriesUntil
    lottery.world.set_time(end - 2)
    with refused("EntriesOpen", number, end):
        lottery.pool.send("freeze", number)
    assert lottery.pool.send("freeze", number).time == end


def test_freeze__again__refused(lottery):
    number = lottery.open()
    lottery.freeze(number)
    bound = lottery.pool.call("roundOf", number).beaconRound
    with refused("AlreadyFrozen", number):
        lottery.freeze(number)
    lottery.world.verify_round(bound)
    with refused("AlreadyFrozen", number):
        lottery.freeze(number)
    assert lottery.pool.call("roundOf", number).beaconRound == bound


def test_freeze__unknown_round__refused(lottery):
    with refused("RoundUnknown", 1):
        lottery.pool.send("freeze", 1)


def test_freeze__beacon_that_begins_later__binds_its_first_round(early):
    number = early.open()
    early.freeze(number)
    assert early.world.beacon.call("GENESIS") > early.world.now
    assert early.pool.call("roundOf", number).beaconRound == 1
