"""Ledger.award, once subject and day are in order.

├── a yearly limit of the rule, reached → RuleLimitReached; counted across versions, by filing year
├── points in the category above the version's cap → CategoryCapReached
├── points in all categories above the version's cap → AnnualCapReached
├── quality above 1,000 → QualityCeilingReached
└── otherwise → awarded; tallies of an earlier year start again at 0
"""

import pytest

from tests.support.calls import refused
from tests.support.roles import (
    ADULT_MONTH,
    CITIZEN,
    COUNCIL_WORK,
    DAILY_VOTE,
    GENESIS,
    GENESIS_DAY,
    PUBLIC_DATA,
    SCIENCE,
    TOWN,
    YEAR,
    Rule,
    charter,
    hash_of,
)

pytestmark = pytest.mark.req("Q2")

BIG, BIGGER, SMALL = 1, 2, 7


def award(ledger, rule, day=GENESIS_DAY, version=1, times=1):
    return ledger.send("award", [CITIZEN] * times, [day] * times, TOWN, 0, rule, version)


def next_year(world, ledger):
    """Let the next transaction happen in the first second of year 1, and return its day."""
    world.set_time(ledger.call("GENESIS") + YEAR - 1)
    return world.today


@pytest.fixture
def generous_ledger(world):
    """Caps so high that quality reaches its ceiling: 250 points a category, 1,000 a year."""
    rules = tuple(
        Rule(category, category, 250 if category < SMALL else 1, 0, 0, hash_of("text"))
        for category in range(1, 8)
    )
    parameters = charter(categoryCap=250, annualCap=1000, graceDays=730)
    ledger = world.deploy_ledger(parameters, rules)
    ledger.send("enrol", TOWN, [CITIZEN], [ADULT_MONTH])
    return ledger


def test_award__as_often_as_the_rule_allows__then_refused(ledger):
    award(ledger, DAILY_VOTE, times=2)
    assert ledger.call("timesThisYear", CITIZEN, DAILY_VOTE) == 2
    with refused("RuleLimitReached", 0, CITIZEN, DAILY_VOTE, 2):
        award(ledger, DAILY_VOTE)


def test_award__once_too_often_in_one_batch__refuses_the_batch(ledger):
    with refused("RuleLimitReached", 2, CITIZEN, DAILY_VOTE, 2):
        award(ledger, DAILY_VOTE, times=3)
    assert ledger.call("timesThisYear", CITIZEN, DAILY_VOTE) == 0


def test_award__limit_of_the_rule__counts_all_its_versions(world, ledger):
    change = GENESIS_DAY + 30
    rule = Rule(DAILY_VOTE, 2, 20, 3, change, hash_of("text"))
    ledger.send("publishRules", [rule], hash_of("catalogue"))
    award(ledger, DAILY_VOTE, times=2)
    world.set_time(change * 86_400)
    award(ledger, DAILY_VOTE, change, version=2)
    with refused("RuleLimitReached", 0, CITIZEN, DAILY_VOTE, 3):
        award(ledger, DAILY_VOTE, change, version=2)


def test_award__limit_of_the_rule__starts_again_each_year(world, ledger):
    award(ledger, DAILY_VOTE, times=2)
    today = next_year(world, ledger)
    award(ledger, DAILY_VOTE, today)
    assert ledger.call("timesThisYear", CITIZEN, DAILY_VOTE) == 1


def test_award__rule_without_limit__is_not_counted(ledger):
    award(ledger, COUNCIL_WORK)
    assert ledger.call("timesThisYear", CITIZEN, COUNCIL_WORK) == 0


def test_award__above_the_cap_of_the_category__refused_with_what_was_earned(ledger):
    award(ledger, COUNCIL_WORK)
    with refused("CategoryCapReached", 0, CITIZEN, 1, 100, 150):
        award(ledger, COUNCIL_WORK)


def test_award__up_to_the_cap_of_the_category__awarded(ledger):
    award(ledger, SCIENCE)
    assert ledger.call("earnedThisYear", CITIZEN, 3) == (150, 150)
    with refused("CategoryCapReached", 0, CITIZEN, 3, 150, 150):
        award(ledger, SCIENCE)


def test_award__above_the_annual_cap__refused_with_what_was_earned(ledger):
    award(ledger, SCIENCE)
    award(ledger, PUBLIC_DATA)
    award(ledger, COUNCIL_WORK)
    assert ledger.call("earnedThisYear", CITIZEN, 1) == (100, 400)
    with refused("AnnualCapReached", 0, CITIZEN, 400, 400):
        award(ledger, DAILY_VOTE)


def test_award__category_and_annual_cap_both_reached__category_is_named(ledger):
    award(ledger, SCIENCE)
    award(ledger, PUBLIC_DATA)
    award(ledger, COUNCIL_WORK)
    with refused("CategoryCapReached", 0, CITIZEN, 1, 100, 150):
        award(ledger, COUNCIL_WORK)


def test_award__first_second_of_the_next_year__caps_start_again(world, ledger):
    award(ledger, COUNCIL_WORK)
    today = next_year(world, ledger)
    award(ledger, COUNCIL_WORK, today)
    assert ledger.call("earnedThisYear", CITIZEN, 1) == (100, 100)


def test_award__last_second_of_the_year__still_counts_in_it(world, ledger):
    award(ledger, COUNCIL_WORK)
    world.set_time(GENESIS + YEAR - 2)
    with refused("CategoryCapReached", 0, CITIZEN, 1, 100, 150):
        award(ledger, COUNCIL_WORK, world.today)


def test_award__act_of_last_year_filed_this_year__counts_this_year(world, ledger):
    today = next_year(world, ledger)
    award(ledger, COUNCIL_WORK, today - 30)
    with refused("CategoryCapReached", 0, CITIZEN, 1, 100, 150):
        award(ledger, COUNCIL_WORK, today)


def test_award__all_seven_categories__each_has_its_own_tally(generous_ledger):
    for category in (1, 2, 3, SMALL):
        award(generous_ledger, category)
    earned = [generous_ledger.call("earnedThisYear", CITIZEN, c) for c in range(1, 8)]
    assert earned == [(250, 751)] * 3 + [(0, 751)] * 3 + [(1, 751)]


def test_award__above_the_ceiling__refused_with_quality_and_points(world, generous_ledger):
    for category in (1, 2, 3, 4):
        award(generous_ledger, category)
    assert generous_ledger.call("qualityOf", CITIZEN) == 1000
    today = next_year(world, generous_ledger)
    with refused("QualityCeilingReached", 0, CITIZEN, 1000, 1):
        award(generous_ledger, SMALL, today)
    with refused("QualityCeilingReached", 0, CITIZEN, 1000, 250):
        award(generous_ledger, BIG, today)


def test_award__exactly_to_the_ceiling__awarded(world, generous_ledger):
    for category in (1, 2, 3):
        award(generous_ledger, category)
    today = next_year(world, generous_ledger)
    award(generous_ledger, BIG, today)
    assert generous_ledger.call("qualityOf", CITIZEN) == 1000
    with refused("QualityCeilingReached", 0, CITIZEN, 1000, 250):
        award(generous_ledger, BIGGER, today)
