"""Ledger.declareLeave(identity, daysAway).

├── caller is not the communities contract → Unauthorised
├── nobody enrolled → NotEnrolled
├── no day → LeaveEmpty
├── a leave still running → LeaveRunning
├── longer than what is left of leaveDays in the window → LeaveExhausted
├── the oldest of eight leaves kept still counts → TooManyLeaves
└── otherwise → LeaveDeclared; decay stands still until the leave ends
    ├── decay had not begun → it begins so many days later
    └── decay had begun → quality stays what it is today
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
    charter,
)
from tests.support.words import person_word

pytestmark = pytest.mark.req("Q3")

LEAVE_DAYS = 365
WINDOW_DAYS = 1826
GRACE_DAYS = 180
KEPT = 8


def declare(ledger, days, **how):
    return ledger.send("declareLeave", CITIZEN, days, **how)


def pass_to(world, day):
    world.set_time(day * DAY)


def award_today(world, ledger):
    ledger.send("award", [CITIZEN], [world.today], TOWN, 0, COUNCIL_WORK, 1)


def test_declare_leave__by_anybody__refused(world, ledger):
    with refused("Unauthorised", world.attacker):
        declare(ledger, 1, sender=world.attacker)


def test_declare_leave__of_a_stranger__refused(ledger):
    with refused("NotEnrolled", STRANGER):
        ledger.send("declareLeave", STRANGER, 1)


def test_declare_leave__no_day__refused(ledger):
    with refused("LeaveEmpty", CITIZEN):
        declare(ledger, 0)


def test_declare_leave__before_decay__moves_its_beginning(world, ledger):
    award_today(world, ledger)
    receipt = declare(ledger, 100)
    assert receipt.events == [
        event(
            "LeaveDeclared",
            identity=CITIZEN,
            fromDay=GENESIS_DAY,
            untilDay=GENESIS_DAY + 100,
        )
    ]
    assert ledger.call("rawPeople", [CITIZEN]) == [
        person_word(
            birth_month=ADULT_MONTH,
            community=TOWN,
            quality=100,
            decay_from=GENESIS_DAY + GRACE_DAYS + 100,
            leave_until=GENESIS_DAY + 100,
            tally_1=100,
            last_act_day=GENESIS_DAY,
        )
    ]


def test_declare_leave__during_decay__quality_stands_still_until_its_end(world, ledger):
    award_today(world, ledger)
    start = GENESIS_DAY + GRACE_DAYS + 30
    pass_to(world, start)
    declare(ledger, 100)
    assert ledger.call("qualityOf", CITIZEN) == 70
    pass_to(world, start + 100)
    assert ledger.call("qualityOf", CITIZEN) == 70
    pass_to(world, start + 101)
    assert ledger.call("qualityOf", CITIZEN) == 69


def test_declare_leave__contribution_during_it__counts_from_its_end(world, ledger):
    declare(ledger, 100)
    pass_to(world, GENESIS_DAY + 20)
    award_today(world, ledger)
    assert ledger.call("decayOf", CITIZEN)[0] == GENESIS_DAY + 100 + GRACE_DAYS


def test_declare_leave__on_the_last_day_of_another__refused(world, ledger):
    declare(ledger, 10)
    pass_to(world, GENESIS_DAY + 9)
    with refused("LeaveRunning", CITIZEN, GENESIS_DAY + 10):
        declare(ledger, 1)


def test_declare_leave__on_the_day_another_ended__declared(world, ledger):
    declare(ledger, 10)
    pass_to(world, GENESIS_DAY + 10)
    declare(ledger, 1)
    assert ledger.call("decayOf", CITIZEN)[1] == GENESIS_DAY + 11


@pytest.mark.parametrize("days", [LEAVE_DAYS + 1, 2**24, 2**256 - 1])
def test_declare_leave__more_than_the_charter_gives__refused(ledger, days):
    with refused("LeaveExhausted", CITIZEN, days, LEAVE_DAYS):
        declare(ledger, days)


def test_declare_leave__all_the_charter_gives__declared(ledger):
    declare(ledger, LEAVE_DAYS)
    assert ledger.call("decayOf", CITIZEN)[1] == GENESIS_DAY + LEAVE_DAYS


def test_declare_leave__more_than_what_is_left__refused(world, ledger):
    declare(ledger, 300)
    pass_to(world, GENESIS_DAY + 300)
    with refused("LeaveExhausted", CITIZEN, 66, 65):
        declare(ledger, 66)
    declare(ledger, 65)
    pass_to(world, GENESIS_DAY + 365)
    with refused("LeaveExhausted", CITIZEN, 1, 0):
        declare(ledger, 1)


def test_declare_leave__window_reaching_into_an_earlier_leave__counts_the_days_inside(
    world, ledger
):
    """The window ends with the new leave: a day more to ask for is a day less that counts."""
    declare(ledger, 300)
    pass_to(world, GENESIS_DAY + WINDOW_DAYS - 66)
    for days in (66, 67, 365):
        with refused("LeaveExhausted", CITIZEN, days, days - 1):
            declare(ledger, days)
    declare(ledger, 65)
    assert ledger.call("decayOf", CITIZEN)[1] == GENESIS_DAY + WINDOW_DAYS - 1


def test_declare_leave__a_day_later__the_window_has_moved_far_enough(world, ledger):
    declare(ledger, 300)
    pass_to(world, GENESIS_DAY + WINDOW_DAYS - 65)
    declare(ledger, 365)
    assert ledger.call("decayOf", CITIZEN)[1] == GENESIS_DAY + WINDOW_DAYS + 300


def test_declare_leave__long_after_earlier_ones__all_days_are_back(world, ledger):
    declare(ledger, LEAVE_DAYS)
    pass_to(world, GENESIS_DAY + WINDOW_DAYS)
    declare(ledger, LEAVE_DAYS)
    assert ledger.call("decayOf", CITIZEN)[1] == GENESIS_DAY + WINDOW_DAYS + LEAVE_DAYS


def test_declare_leave__window_longer_than_time_since_1970__counts_everything(world):
    """The window's start never falls below day 0, however early the chain's clock is."""
    ledger = world.deploy_ledger(charter(leaveWindowDays=3652, leaveDays=30))
    ledger.send("enrol", TOWN, [CITIZEN], [ADULT_MONTH])
    declare(ledger, 20)
    pass_to(world, GENESIS_DAY + 1000)
    with refused("LeaveExhausted", CITIZEN, 11, 10):
        declare(ledger, 11)


def eight_short_leaves(world, ledger):
    for i in range(KEPT):
        pass_to(world, GENESIS_DAY + 1 + 10 * i)
        declare(ledger, 2)


def test_declare_leave__ninth_within_the_window__refused_until_the_oldest_is_out(world, ledger):
    eight_short_leaves(world, ledger)
    oldest_end = GENESIS_DAY + 3
    pass_to(world, oldest_end + WINDOW_DAYS - 2)
    with refused("TooManyLeaves", CITIZEN, oldest_end):
        declare(ledger, 1)
    declare(ledger, 2)
    pass_to(world, oldest_end + WINDOW_DAYS)
    with refused("TooManyLeaves", CITIZEN, oldest_end + 10):
        declare(ledger, 1)
