"""Ledger.endLeave(identity).

├── caller is not the communities contract → Unauthorised
├── nobody enrolled → NotEnrolled
├── never on leave, or the leave is over → LeaveNotRunning
└── otherwise → LeaveEnded; decay moves back by the days not taken, which can be taken later
    └── ended on its first day → as if there had been none
"""

import pytest

from tests.support.calls import event, refused
from tests.support.roles import (
    ADULT_MONTH,
    CITIZEN,
    COUNCIL_WORK,
    DAY,
    GENESIS_DAY,
    STRANGER,
    TOWN,
)
from tests.support.words import person_word

pytestmark = pytest.mark.req("Q3")

GRACE_DAYS = 180


def pass_to(world, day):
    world.set_time(day * DAY)


@pytest.fixture
def awarded(ledger):
    ledger.send("award", [CITIZEN], [GENESIS_DAY], TOWN, 0, COUNCIL_WORK, 1)
    return ledger


def test_end_leave__by_anybody__refused(world, ledger):
    with refused("Unauthorised", world.attacker):
        ledger.send("endLeave", CITIZEN, sender=world.attacker)


def test_end_leave__of_a_stranger__refused(ledger):
    with refused("NotEnrolled", STRANGER):
        ledger.send("endLeave", STRANGER)


def test_end_leave__never_on_leave__refused(ledger):
    with refused("LeaveNotRunning", CITIZEN):
        ledger.send("endLeave", CITIZEN)


def test_end_leave__on_the_day_it_ends_anyway__refused(world, ledger):
    ledger.send("declareLeave", CITIZEN, 10)
    pass_to(world, GENESIS_DAY + 10)
    with refused("LeaveNotRunning", CITIZEN):
        ledger.send("endLeave", CITIZEN)


def test_end_leave__half_way__decay_moves_back_by_the_other_half(world, awarded):
    awarded.send("declareLeave", CITIZEN, 100)
    pass_to(world, GENESIS_DAY + 40)
    receipt = awarded.send("endLeave", CITIZEN)
    assert receipt.events == [event("LeaveEnded", identity=CITIZEN, untilDay=GENESIS_DAY + 40)]
    assert awarded.call("rawPeople", [CITIZEN]) == [
        person_word(
            birth_month=ADULT_MONTH,
            community=TOWN,
            quality=100,
            decay_from=GENESIS_DAY + GRACE_DAYS + 40,
            leave_until=GENESIS_DAY + 40,
            tally_1=100,
            last_act_day=GENESIS_DAY,
        )
    ]


def test_end_leave__on_its_first_day__as_if_there_had_been_none(awarded):
    awarded.send("declareLeave", CITIZEN, 365)
    awarded.send("endLeave", CITIZEN)
    assert awarded.call("decayOf", CITIZEN) == (GENESIS_DAY + GRACE_DAYS, GENESIS_DAY)
    awarded.send("declareLeave", CITIZEN, 365)


def test_end_leave__during_decay__quality_goes_on_from_where_it_stood(world, awarded):
    start = GENESIS_DAY + GRACE_DAYS + 30
    pass_to(world, start)
    awarded.send("declareLeave", CITIZEN, 100)
    pass_to(world, start + 50)
    awarded.send("endLeave", CITIZEN)
    assert awarded.call("qualityOf", CITIZEN) == 70
    pass_to(world, start + 60)
    assert awarded.call("qualityOf", CITIZEN) == 60


def test_end_leave__days_not_taken__can_be_taken_later(world, ledger):
    ledger.send("declareLeave", CITIZEN, 365)
    pass_to(world, GENESIS_DAY + 65)
    ledger.send("endLeave", CITIZEN)
    with refused("LeaveExhausted", CITIZEN, 301, 300):
        ledger.send("declareLeave", CITIZEN, 301)
    ledger.send("declareLeave", CITIZEN, 300)


def test_end_leave__contribution_during_leave__decay_moves_back_all_the_same(world, ledger):
    ledger.send("declareLeave", CITIZEN, 100)
    pass_to(world, GENESIS_DAY + 20)
    ledger.send("award", [CITIZEN], [GENESIS_DAY + 20], TOWN, 0, COUNCIL_WORK, 1)
    pass_to(world, GENESIS_DAY + 30)
    ledger.send("endLeave", CITIZEN)
    assert ledger.call("decayOf", CITIZEN) == (GENESIS_DAY + 30 + GRACE_DAYS, GENESIS_DAY + 30)
