"""Ledger.reverseAward(identity, category, points, year).

├── caller is not the cases → Unauthorised
├── nobody enrolled → NotEnrolled
└── otherwise → AwardReversed with the slot: quality as of today less the points, never below 0
    ├── the tallies are of the award's year → its category's less the points, never below 0
    ├── they are of another year → they stay
    └── decay had begun → it goes on from today
"""

import pytest

from tests.support.calls import event
from tests.support.roles import (
    ADULT_MONTH,
    CITIZEN,
    COUNCIL_WORK,
    DAY,
    GENESIS,
    GENESIS_DAY,
    SCIENCE,
    TOWN,
    YEAR,
)
from tests.support.words import person_word

pytestmark = pytest.mark.req("D3", "Q4")

GRACE_DAYS = 180
COUNCIL_CATEGORY, SCIENCE_CATEGORY = 1, 3


@pytest.fixture
def earner(ledger):
    """The ledger, where the citizen has 100 points of one category and 150 of another."""
    for rule in (COUNCIL_WORK, SCIENCE):
        ledger.send("award", [CITIZEN], [GENESIS_DAY], TOWN, 0, rule, 1)
    return ledger


@pytest.fixture
def reverse(world, earner):
    """Carries out what a challenge decided."""
    return lambda category, points, year: earner.send(
        "reverseAward", CITIZEN, category, points, year, sender=world.lone_cases
    )


def slot(**changes):
    usual = {
        "birth_month": ADULT_MONTH,
        "community": TOWN,
        "decay_from": GENESIS_DAY + GRACE_DAYS,
        "last_act_day": GENESIS_DAY,
    }
    return person_word(**usual | changes)


def test_reverse_award__in_its_year__takes_quality_and_tally_back(earner, reverse):
    word = slot(quality=100, tally_1=100)
    receipt = reverse(SCIENCE_CATEGORY, 150, 0)
    assert receipt.events == [event("AwardReversed", identity=CITIZEN, word=word)]
    assert earner.call("rawPeople", [CITIZEN]) == [word]
    assert earner.call("earnedThisYear", CITIZEN, SCIENCE_CATEGORY) == (0, 100)


def test_reverse_award__of_a_year_past__leaves_tallies_of_the_present_one(world, earner, reverse):
    world.set_time(GENESIS + YEAR)
    day = world.today
    earner.send("award", [CITIZEN], [day], TOWN, 0, COUNCIL_WORK, 1)
    before = earner.call("baseQualityOf", CITIZEN)
    reverse(COUNCIL_CATEGORY, 100, 0)
    assert earner.call("baseQualityOf", CITIZEN) == before - 100
    assert earner.call("earnedThisYear", CITIZEN, COUNCIL_CATEGORY) == (100, 100)


def test_reverse_award__of_the_last_year_awarded__empties_a_tally_nobody_reads(
    world, earner, reverse
):
    world.set_time(GENESIS + YEAR)
    today = world.today
    reverse(COUNCIL_CATEGORY, 100, 0)
    left = 250 - (today - GENESIS_DAY - GRACE_DAYS) - 100
    assert left < 0
    assert earner.call("rawPeople", [CITIZEN]) == [slot(quality=0, decay_from=today, tally_3=150)]


def test_reverse_award__of_more_than_there_is__stops_at_0(earner, reverse):
    reverse(COUNCIL_CATEGORY, 250, 0)
    assert earner.call("rawPeople", [CITIZEN]) == [slot(quality=0, tally_3=150)]


def test_reverse_award__while_quality_fades__it_fades_on_from_today(world, earner, reverse):
    world.set_time((GENESIS_DAY + GRACE_DAYS + 20) * DAY)
    reverse(COUNCIL_CATEGORY, 100, 0)
    assert earner.call("baseQualityOf", CITIZEN) == 130
    assert earner.call("decayOf", CITIZEN) == (GENESIS_DAY + GRACE_DAYS + 20, 0)
    world.set_time((GENESIS_DAY + GRACE_DAYS + 25) * DAY)
    assert earner.call("baseQualityOf", CITIZEN) == 125


def test_award__after_a_reversal__has_its_room_again(earner, reverse):
    reverse(SCIENCE_CATEGORY, 150, 0)
    earner.send("award", [CITIZEN], [GENESIS_DAY], TOWN, 0, SCIENCE, 1)
    assert earner.call("earnedThisYear", CITIZEN, SCIENCE_CATEGORY) == (150, 250)
