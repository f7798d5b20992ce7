"""Ledger.amend(values, fromDay), and the views checkCharter(values), amendmentDay(), charter().

├── caller is not the assembly → Unauthorised
├── not as many values as parameters → LengthMismatch
├── a value outside its hard bounds, or another rate of genesis → CharterOutOfBounds
└── otherwise → CharterAmended
    ├── before fromDay → everything follows the charter so far; amendmentDay is fromDay
    └── from fromDay on → everything follows the new one; amendmentDay is 0
"""

import pytest

from tests.support.calls import event, refused
from tests.support.roles import (
    ADULT_MONTH,
    CATALOGUE_HASH,
    CITIZEN,
    COUNCIL_WORK,
    DAY,
    GENESIS,
    GENESIS_DAY,
    PUBLIC_DATA,
    RULES,
    SCIENCE,
    SOURCE_HASH,
    TOWN,
    YEAR,
    charter,
)
from tests.unit.ledger.test_constructor import BOUND_IDS, BOUNDS

pytestmark = pytest.mark.req("D8", "S11")

FROM_DAY = GENESIS_DAY + 40
PILOT_NAMES = list(dict.fromkeys(name for name, *_ in BOUNDS))
GENESIS_RATE = 1_000_000
AMENDABLE = [(*bound, name) for bound, name in zip(BOUNDS, BOUND_IDS, strict=True)]
AMENDABLE = [bound for bound in AMENDABLE if bound[0] != "genesisRate"]


@pytest.fixture
def amend(world, ledger):
    """Amends as two thirds of all communities would."""
    return lambda values, day=FROM_DAY: ledger.send(
        "amend", values, day, sender=world.lone_assembly
    )


def test_amend__by_anybody_and_the_other_offices__refused(world, ledger):
    offices = (world.registrar, world.lone_pool, world.lone_cases)
    for caller in (world.attacker, *offices):
        with refused("Unauthorised", caller):
            ledger.send("amend", charter(), FROM_DAY, sender=caller)


@pytest.mark.parametrize("count", [0, 13, 15])
def test_amend__too_few_or_many_values__refused(ledger, amend, count):
    values = (charter() * 2)[:count]
    with refused("LengthMismatch", 14, count):
        ledger.call("checkCharter", values)
    with refused("LengthMismatch", 14, count):
        amend(values)


@pytest.mark.parametrize(
    ("name", "least", "most", "changes"),
    [bound[:4] for bound in AMENDABLE],
    ids=[bound[4] for bound in AMENDABLE],
)
def test_check_charter__around_each_bound__refused_beyond_it(ledger, name, least, most, changes):
    place = PILOT_NAMES.index(name)
    for value in (least, most, least - 1, most + 1, 2**256 - 1):
        values = list(charter(**changes))
        values[place] = value
        if least <= value <= most:
            ledger.call("checkCharter", values)
        elif value >= 0:
            with refused("CharterOutOfBounds", name, value, least, most):
                ledger.call("checkCharter", values)


@pytest.mark.parametrize("rate", [GENESIS_RATE - 1, GENESIS_RATE + 1])
def test_amend__rate_of_genesis__refused(ledger, amend, rate):
    with refused("CharterOutOfBounds", "genesisRate", rate, GENESIS_RATE, GENESIS_RATE):
        amend(charter(genesisRate=rate))


def test_amend__several_out_of_bounds__first_of_the_table_is_named(amend):
    with refused("CharterOutOfBounds", "graceDays", 731, 30, 730):
        amend(charter(graceDays=731, giftCap=251))


def test_amend__in_order__holds_from_its_day_on(world, ledger, amend):
    values = charter(categoryCap=100, giftCap=0, leaveWindowDays=3_000)
    receipt = amend(values)
    assert receipt.events == [event("CharterAmended", values=values, fromDay=FROM_DAY)]
    assert ledger.call("amendmentDay") == FROM_DAY
    world.set_time(FROM_DAY * DAY - 1)
    assert ledger.call("charter") == charter()
    assert ledger.call("amendmentDay") == FROM_DAY
    world.set_time(FROM_DAY * DAY)
    assert ledger.call("charter") == values
    assert ledger.call("amendmentDay") == 0


def test_amendment_day__none_ever__is_0(ledger):
    assert ledger.call("amendmentDay") == 0


def test_amend__again_after_the_first_holds__the_first_stays_until_then(world, ledger, amend):
    first, second = charter(giftCap=1), charter(giftCap=2)
    amend(first)
    world.set_time(FROM_DAY * DAY)
    amend(second, FROM_DAY + 40)
    assert ledger.call("charter") == first
    world.set_time((FROM_DAY + 40) * DAY)
    assert ledger.call("charter") == second


def test_publish_rules__around_an_amendment__bound_to_what_holds_then(world, ledger, amend):
    amend(charter(categoryCap=120, ruleNoticeDays=60))
    world.set_time(FROM_DAY * DAY)
    rule = RULES[0]._replace(from_day=FROM_DAY + 59)
    with refused("RuleNoticeTooShort", rule.rule, FROM_DAY + 59, FROM_DAY + 60):
        ledger.send("publishRules", [rule], CATALOGUE_HASH)
    ledger.send("publishRules", [rule._replace(from_day=FROM_DAY + 60)], CATALOGUE_HASH)
    caps = [ledger.call("ruleVersion", rule.rule, version).categoryCap for version in (1, 2)]
    assert caps == [150, 120]


def test_give__cap_amended_below_what_was_given__nothing_is_left(world, amend):
    ledger = world.deploy_ledger(charter(usableQuality=200))
    ledger.send("enrol", TOWN, [CITIZEN], [ADULT_MONTH])
    for rule in (COUNCIL_WORK, SCIENCE, PUBLIC_DATA):
        ledger.send("award", [CITIZEN], [GENESIS_DAY], TOWN, 0, rule, 1)
    ledger.send("give", CITIZEN, 100, sender=world.lone_pool)
    values = charter(usableQuality=200, giftCap=99)
    ledger.send("amend", values, GENESIS_DAY + 40, sender=world.lone_assembly)
    world.set_time((GENESIS_DAY + 40) * DAY)
    with refused("GiftCapReached", CITIZEN, 100, 99):
        ledger.send("give", CITIZEN, 1, sender=world.lone_pool)


def test_declare_leave__after_an_amendment__as_long_as_it_allows(world, ledger, amend):
    amend(charter(leaveDays=30))
    ledger.send("declareLeave", CITIZEN, 31)
    ledger.send("endLeave", CITIZEN)
    world.set_time(FROM_DAY * DAY)
    with refused("LeaveExhausted", CITIZEN, 31, 30):
        ledger.send("declareLeave", CITIZEN, 31)


def test_announce_rate__after_an_amendment__by_its_formula(world, ledger, amend):
    amend(charter(rateBase=1_200_000, rateChangeLimit=2_500))
    ledger.send("announceRate", 1, 0, SOURCE_HASH)
    world.set_time(FROM_DAY * DAY)
    ledger_rate = ledger.call("rateAt", GENESIS + YEAR)
    assert ledger_rate == GENESIS_RATE
    world.set_time(GENESIS + YEAR)
    ledger.send("announceRate", 2, 0, SOURCE_HASH)
    assert ledger.call("rateAt", GENESIS + 2 * YEAR) == 1_200_000


def test_credits__on_the_day_of_an_amendment__are_not_touched(world, ledger, amend):
    amend(charter(rateBase=0, rateChangeLimit=0))
    world.set_time(FROM_DAY * DAY - 1)
    before = ledger.call("creditsOf", CITIZEN)
    world.set_time(FROM_DAY * DAY)
    assert ledger.call("creditsOf", CITIZEN) >= before
