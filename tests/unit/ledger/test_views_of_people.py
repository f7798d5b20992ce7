"""Views of people.

Ledger.isEnrolled, communityOf, birthMonthOf, creditsOf, spentBy, qualityOf, tierOf, earnedThisYear,
timesThisYear, decayOf, seatOf, look, rawPeople

├── nobody enrolled
│   ├── isEnrolled, communityOf, timesThisYear, look, rawPeople → false or zeros
│   └── the others → NotEnrolled
└── enrolled → what the slot says, at the time of the block
"""

import pytest

from tests.support.calls import refused
from tests.support.roles import (
    ADULT_MONTH,
    CITIZEN,
    COUNCIL_WORK,
    DAILY_VOTE,
    DAY,
    GENESIS,
    GENESIS_DAY,
    STRANGER,
    TOWN,
    YEAR,
    Rule,
    charter,
    first_second,
    hash_of,
)
from tests.support.words import person_word

pytestmark = pytest.mark.req("P1", "C1", "Q3")

GRACE_DAYS = 180


def credits_at(time):
    return 1_000_000 * (time - first_second(ADULT_MONTH)) // YEAR


@pytest.mark.parametrize(
    ("view", "arguments"),
    [
        ("birthMonthOf", ()),
        ("creditsOf", ()),
        ("spentBy", ()),
        ("qualityOf", ()),
        ("tierOf", ()),
        ("earnedThisYear", (1,)),
        ("decayOf", ()),
        ("seatOf", ()),
    ],
)
def test_views__of_a_stranger__refused(ledger, view, arguments):
    with refused("NotEnrolled", STRANGER):
        ledger.call(view, STRANGER, *arguments)


def test_views__of_a_stranger__false_or_zero_where_that_is_an_answer(ledger):
    assert ledger.call("isEnrolled", STRANGER) is False
    assert ledger.call("communityOf", STRANGER) == 0
    assert ledger.call("timesThisYear", STRANGER, DAILY_VOTE) == 0


def test_views__freshly_enrolled__all_at_their_beginning(ledger):
    assert ledger.call("isEnrolled", CITIZEN) is True
    assert ledger.call("communityOf", CITIZEN) == TOWN
    assert ledger.call("birthMonthOf", CITIZEN) == ADULT_MONTH
    assert ledger.call("qualityOf", CITIZEN) == 0
    assert ledger.call("tierOf", CITIZEN) == 0
    assert ledger.call("earnedThisYear", CITIZEN, 1) == (0, 0)
    assert ledger.call("decayOf", CITIZEN) == (0, 0)
    assert ledger.call("seatOf", CITIZEN) == (0, 0)


def test_credits_of__a_year_later__have_grown_without_a_transaction(world, ledger):
    assert ledger.call("creditsOf", CITIZEN) == credits_at(world.now)
    world.set_time(GENESIS + YEAR)
    assert ledger.call("creditsOf", CITIZEN) == credits_at(GENESIS + YEAR)


def test_quality_of__day_by_day__one_point_less_after_the_grace(world, ledger):
    ledger.send("award", [CITIZEN], [GENESIS_DAY], TOWN, 0, COUNCIL_WORK, 1)
    decay_from = GENESIS_DAY + GRACE_DAYS
    for day, quality in [(0, 100), (1, 99), (2, 98), (99, 1), (100, 0), (101, 0), (9999, 0)]:
        world.set_time((decay_from + day) * DAY)
        assert ledger.call("qualityOf", CITIZEN) == quality


def test_quality_of__last_second_of_the_grace__still_whole(world, ledger):
    ledger.send("award", [CITIZEN], [GENESIS_DAY], TOWN, 0, COUNCIL_WORK, 1)
    world.set_time((GENESIS_DAY + GRACE_DAYS + 1) * DAY - 1)
    assert ledger.call("qualityOf", CITIZEN) == 100
    world.set_time((GENESIS_DAY + GRACE_DAYS + 1) * DAY)
    assert ledger.call("qualityOf", CITIZEN) == 99


@pytest.mark.req("Q1", "Q4")
def test_tier_of__on_both_sides_of_each_border__is_the_fifth_of_the_scale(world):
    points = [199, 1, 199, 1, 199, 1, 199, 1, 200]
    rules = tuple(Rule(i + 1, i % 7 + 1, p, 0, 0, hash_of("text")) for i, p in enumerate(points))
    ledger = world.deploy_ledger(charter(categoryCap=250, annualCap=1000, graceDays=730), rules)
    ledger.send("enrol", TOWN, [CITIZEN], [ADULT_MONTH])
    tiers = []
    for year in range(2):
        world.set_time(ledger.call("GENESIS") + year * YEAR + 10 * (year + 1))
        for rule in range(1, len(points) + 1):
            if rule <= 5 if year == 0 else rule > 5:
                ledger.send("award", [CITIZEN], [world.today], TOWN, 0, rule, 1)
                tiers.append((ledger.call("qualityOf", CITIZEN), ledger.call("tierOf", CITIZEN)))
    assert tiers == [
        *((199, 0), (200, 1), (399, 1), (400, 2), (599, 2), (600, 3), (799, 3), (800, 4)),
        (1000, 4),
    ]


def test_earned_this_year__after_the_year__is_zero_again(world, ledger):
    ledger.send("award", [CITIZEN], [GENESIS_DAY], TOWN, 0, COUNCIL_WORK, 1)
    assert ledger.call("earnedThisYear", CITIZEN, 1) == (100, 100)
    assert ledger.call("earnedThisYear", CITIZEN, 2) == (0, 100)
    world.set_time(GENESIS + YEAR)
    assert ledger.call("earnedThisYear", CITIZEN, 1) == (0, 0)


@pytest.mark.parametrize("category", [0, 8, 2**256 - 1])
def test_earned_this_year__no_such_category__nothing_in_it(ledger, category):
    ledger.send("award", [CITIZEN], [GENESIS_DAY], TOWN, 0, COUNCIL_WORK, 1)
    assert ledger.call("earnedThisYear", CITIZEN, category) == (0, 100)


def test_times_this_year__after_the_year__is_zero_again(world, ledger):
    ledger.send("award", [CITIZEN], [GENESIS_DAY], TOWN, 0, DAILY_VOTE, 1)
    assert ledger.call("timesThisYear", CITIZEN, DAILY_VOTE) == 1
    world.set_time(GENESIS + YEAR)
    assert ledger.call("timesThisYear", CITIZEN, DAILY_VOTE) == 0


def test_look__known_and_unknown__person_and_zeros(world, ledger):
    ledger.send("award", [CITIZEN], [GENESIS_DAY], TOWN, 0, COUNCIL_WORK, 1)
    known, unknown = ledger.call("look", [CITIZEN, STRANGER])
    assert known == (TOWN, ADULT_MONTH, credits_at(world.now), 100, 0, 0)
    assert unknown == (0, 0, 0, 0, 0, 0)
    assert ledger.call("look", []) == []


def test_raw_people__known_and_unknown__slot_and_zero(ledger):
    word = person_word(birth_month=ADULT_MONTH, community=TOWN)
    assert ledger.call("rawPeople", [CITIZEN, STRANGER]) == [word, 0]
    assert ledger.call("rawPeople", []) == []
