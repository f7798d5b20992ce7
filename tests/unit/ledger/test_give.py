"""Ledger.give(identity, points).

├── caller is not the pool → Unauthorised
├── nobody enrolled → NotEnrolled
├── closed or opted out → TakesNoPart
├── no point → GiftEmpty
├── more than what is left of giftCap this allocation year → GiftCapReached
├── base quality today less the points below usableQuality → GiftBelowUsable
└── otherwise → Given with the slot: quality as of today less the points
    ├── decay had not begun → it begins as before
    └── decay had begun → it goes on from today
"""

import pytest

from tests.support.calls import event, refused
from tests.support.roles import (
    ADULT_MONTH,
    CITIZEN,
    COUNCIL_WORK,
    DAY,
    GENESIS,
    PUBLIC_DATA,
    SCIENCE,
    STRANGER,
    TOWN,
    YEAR,
    charter,
)
from tests.support.words import person_word

pytestmark = pytest.mark.req("L1", "Q4")

HOUR = 3_600
GRACE_DAYS = 180
CAP, USABLE = 200, 600
SECOND_YEAR = GENESIS + YEAR + HOUR
LAST_ACT_DAY = SECOND_YEAR // DAY
FADES_FROM = LAST_ACT_DAY + GRACE_DAYS


def earn(world, ledger):
    """Earn all that can be earned around a turn of the allocation year: 800 points."""
    for time in (GENESIS + YEAR - HOUR, SECOND_YEAR):
        world.set_time(time)
        for rule in (COUNCIL_WORK, SCIENCE, PUBLIC_DATA):
            ledger.send("award", [CITIZEN], [world.today], TOWN, 0, rule, 1)


@pytest.fixture
def giver(world, ledger):
    """What gives points of the citizen, who has 800."""
    earn(world, ledger)
    return lambda points: ledger.send("give", CITIZEN, points, sender=world.lone_pool)


def slot(**changes):
    usual = {
        "birth_month": ADULT_MONTH,
        "community": TOWN,
        "decay_from": FADES_FROM,
        "tally_year": 1,
        "tally_1": 100,
        "tally_3": 150,
        "tally_4": 150,
        "last_act_day": LAST_ACT_DAY,
    }
    return person_word(**usual | changes)


def test_give__by_anybody_and_the_communities__refused(world, ledger):
    for caller in (world.attacker, world.registrar):
        with refused("Unauthorised", caller):
            ledger.send("give", CITIZEN, 1, sender=caller)


def test_give__of_a_stranger__refused(world, ledger):
    with refused("NotEnrolled", STRANGER):
        ledger.send("give", STRANGER, 1, sender=world.lone_pool)


@pytest.mark.parametrize("act", ["optOut", "close"])
def test_give__of_who_takes_no_part__refused(ledger, giver, act):
    ledger.send(act, CITIZEN)
    for points in (0, 1):
        with refused("TakesNoPart", 0, CITIZEN):
            giver(points)


def test_give__no_point__refused(giver):
    with refused("GiftEmpty", CITIZEN):
        giver(0)


def test_give__whole_cap__leaves_quality_and_slot_as_told(ledger, giver):
    word = slot(quality=800 - CAP, given=CAP)
    assert giver(CAP).events == [event("Given", identity=CITIZEN, word=word)]
    assert ledger.call("rawPeople", [CITIZEN]) == [word]
    assert ledger.call("baseQualityOf", CITIZEN) == USABLE
    assert ledger.call("givenThisYear", CITIZEN) == CAP


@pytest.mark.parametrize("points", [CAP + 1, 2**256 - 1])
def test_give__above_the_cap__refused(giver, points):
    with refused("GiftCapReached", CITIZEN, 0, CAP):
        giver(points)


def test_give__in_parts__counts_them_together(ledger, giver):
    giver(150)
    with refused("GiftCapReached", CITIZEN, 150, CAP):
        giver(51)
    giver(50)
    assert ledger.call("givenThisYear", CITIZEN) == CAP


def test_give__in_the_next_year__counts_anew_and_forgets_tallies(world, ledger, giver):
    giver(10)
    world.set_time(GENESIS + 2 * YEAR)
    assert ledger.call("givenThisYear", CITIZEN) == 0
    assert ledger.call("earnedThisYear", CITIZEN, 1) == (0, 0)
    quality = 790 - (world.today - FADES_FROM)
    word = slot(
        quality=quality - 5,
        decay_from=world.today,
        tally_year=2,
        tally_1=0,
        tally_3=0,
        tally_4=0,
        given=5,
    )
    assert giver(5).events == [event("Given", identity=CITIZEN, word=word)]


def test_give__down_to_what_nobody_gives_away__accepted_and_below_refused(world, ledger, giver):
    world.set_time((FADES_FROM + 100) * DAY)
    assert ledger.call("baseQualityOf", CITIZEN) == 700
    with refused("GiftBelowUsable", CITIZEN, 700, 101, USABLE):
        giver(101)
    giver(100)
    assert ledger.call("baseQualityOf", CITIZEN) == USABLE


def test_give__while_quality_fades__it_fades_on_from_today(world, ledger, giver):
    world.set_time((FADES_FROM + 100) * DAY)
    giver(50)
    assert ledger.call("decayOf", CITIZEN) == (FADES_FROM + 100, 0)
    world.set_time((FADES_FROM + 103) * DAY)
    assert ledger.call("baseQualityOf", CITIZEN) == 647


def test_give__cap_and_usable_level_both_broken__cap_is_named(world, giver):
    world.set_time((FADES_FROM + 100) * DAY)
    with refused("GiftCapReached", CITIZEN, 0, CAP):
        giver(CAP + 1)


def test_award__in_the_year_after_a_gift__what_was_given_is_empty(world, ledger, giver):
    giver(CAP)
    world.set_time(GENESIS + 2 * YEAR)
    ledger.send("award", [CITIZEN], [world.today], TOWN, 0, COUNCIL_WORK, 1)
    assert ledger.call("givenThisYear", CITIZEN) == 0
    assert ledger.call("earnedThisYear", CITIZEN, 1) == (100, 100)


def test_award__after_a_gift_in_the_same_year__leaves_what_was_given(world, ledger):
    earn(world, ledger)
    world.set_time(GENESIS + 2 * YEAR)
    ledger.send("give", CITIZEN, 5, sender=world.lone_pool)
    ledger.send("award", [CITIZEN], [world.today], TOWN, 0, COUNCIL_WORK, 1)
    assert ledger.call("givenThisYear", CITIZEN) == 5
    assert ledger.call("earnedThisYear", CITIZEN, 1) == (100, 100)


def test_give__charter_without_gifts__refused(world):
    ledger = world.deploy_ledger(charter(giftCap=0))
    ledger.send("enrol", TOWN, [CITIZEN], [ADULT_MONTH])
    with refused("GiftCapReached", CITIZEN, 0, 0):
        ledger.send("give", CITIZEN, 1, sender=world.lone_pool)
