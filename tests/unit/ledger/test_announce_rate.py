"""Ledger.announceRate(year, dividendPerHead, sourceHash).

├── caller is not the communities contract → Unauthorised
├── not the next allocation year → RateYearNotNext
├── announced before → RateAlreadyAnnounced
├── less than the notice before its first second → RateNoticeTooShort
└── otherwise → RateAnnounced, the rate holds from the year's first second
    ├── formula within the change limit → the formula's rate
    ├── above or below it → the limit
    ├── above the highest or below the lowest rate of all → that one
    └── a dividend beyond 128 bits → counts as 2**128 - 1
"""

import pytest

from tests.support.calls import event, refused
from tests.support.roles import CATALOGUE_HASH, DAY, GENESIS, SOURCE_HASH, YEAR, charter

pytestmark = pytest.mark.req("C2")

NOTICE = 30 * DAY
LEAST_RATE, MOST_RATE = 100_000, 10_000_000
MOST_DIVIDEND = 2**128 - 1


@pytest.fixture
def dividend_ledger(world):
    """A ledger whose rate is 600,000 + 1 per unit of dividend, and changes by up to a quarter."""
    return world.deploy_ledger(
        charter(rateBase=600_000, ratePerDividend=1_000_000, rateChangeLimit=2500)
    )


def announce(ledger, year, dividend=0, **how):
    return ledger.send("announceRate", year, dividend, SOURCE_HASH, **how)


def test_announce_rate__by_anybody__refused(world, ledger):
    with refused("Unauthorised", world.attacker):
        announce(ledger, 1, sender=world.attacker)


@pytest.mark.parametrize("year", [0, 2, 2**256 - 1])
def test_announce_rate__not_the_next_year__refused(ledger, year):
    with refused("RateYearNotNext", year, 1):
        announce(ledger, year)


def test_announce_rate__first_second_of_year_1__next_is_year_2(world, ledger):
    world.set_time(GENESIS + YEAR - 1)
    with refused("RateYearNotNext", 1, 2):
        announce(ledger, 1)


def test_announce_rate__twice__refused(ledger):
    announce(ledger, 1)
    with refused("RateAlreadyAnnounced", 1):
        announce(ledger, 1)


def test_announce_rate__a_second_after_the_notice_began__refused(world, ledger):
    starts_at = GENESIS + YEAR
    world.set_time(starts_at - NOTICE)
    with refused("RateNoticeTooShort", starts_at, starts_at + 1):
        announce(ledger, 1)


def test_announce_rate__in_the_last_second__announced(world, ledger):
    starts_at = GENESIS + YEAR
    world.set_time(starts_at - NOTICE - 1)
    receipt = announce(ledger, 1, 5)
    assert receipt.time == starts_at - NOTICE
    assert receipt.events == [
        event(
            "RateAnnounced",
            year=1,
            startsAt=starts_at,
            rate=1_000_000,
            unboundedRate=1_000_000,
            dividendPerHead=5,
            sourceHash=SOURCE_HASH,
        )
    ]


def test_announce_rate__year_left_out__the_one_after_can_be_announced(world, ledger):
    world.set_time(GENESIS + YEAR)
    announce(ledger, 2)
    assert ledger.call("rateAt", GENESIS + 2 * YEAR) == 1_000_000


@pytest.mark.parametrize(
    ("dividend", "unbounded", "rate"),
    [
        (400_000, 1_000_000, 1_000_000),
        (400_001, 1_000_001, 1_000_001),
        (650_000, 1_250_000, 1_250_000),
        (650_001, 1_250_001, 1_250_000),
        (150_000, 750_000, 750_000),
        (149_999, 749_999, 750_000),
        (MOST_DIVIDEND, 600_000 + MOST_DIVIDEND, 1_250_000),
    ],
)
def test_announce_rate__any_dividend__within_the_change_limit(
    world, dividend_ledger, dividend, unbounded, rate
):
    values = announce(dividend_ledger, 1, dividend).events[0][1]
    assert (values["unboundedRate"], values["rate"]) == (unbounded, rate)
    begins = values["startsAt"]
    assert dividend_ledger.call("rateAt", begins - 1) == 1_000_000
    assert dividend_ledger.call("rateAt", begins) == rate


def test_announce_rate__dividend_beyond_128_bits__counts_as_the_largest(dividend_ledger):
    values = announce(dividend_ledger, 1, 2**256 - 1).events[0][1]
    assert values["unboundedRate"] == 600_000 + MOST_DIVIDEND
    assert values["dividendPerHead"] == 2**256 - 1


def test_announce_rate__dividend_in_millionths__rounded_down(world):
    ledger = world.deploy_ledger(charter(ratePerDividend=3))
    assert announce(ledger, 1, 333_333).events[0][1]["rate"] == 1_000_000
    ledger = world.deploy_ledger(charter(ratePerDividend=3))
    assert announce(ledger, 1, 333_334).events[0][1]["rate"] == 1_000_001


@pytest.mark.parametrize(
    ("genesis_rate", "base", "rate"),
    [
        (LEAST_RATE, 0, LEAST_RATE),
        (120_000, 0, LEAST_RATE),
        (MOST_RATE, MOST_RATE, MOST_RATE),
        (9_000_000, MOST_RATE, MOST_RATE),
    ],
)
def test_announce_rate__at_the_ends__never_leaves_the_hard_bounds(world, genesis_rate, base, rate):
    parameters = charter(
        genesisRate=genesis_rate, rateBase=base, ratePerDividend=1_000_000, rateChangeLimit=2500
    )
    ledger = world.deploy_ledger(parameters)
    dividend = MOST_DIVIDEND if base else 0
    assert announce(ledger, 1, dividend).events[0][1]["rate"] == rate


def test_announce_rate__no_change_allowed__stays(world):
    ledger = world.deploy_ledger(charter(rateBase=0, rateChangeLimit=0))
    assert announce(ledger, 1).events[0][1]["rate"] == 1_000_000


def test_announce_rate__later__touches_nothing_but_the_rates(world, ledger):
    announce(ledger, 1)
    assert ledger.call("catalogueHash") == CATALOGUE_HASH
    assert ledger.call("charter") == charter()
