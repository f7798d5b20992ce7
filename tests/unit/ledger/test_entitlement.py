"""Ledger.entitlement(birthMonth, time).

├── time before genesis → TimeBeforeGenesis
├── month below 12 or above 65,535, or beginning at or after `time` → 0
└── otherwise → the integral of the rate from the month's first second, rounded down once
    ├── born before genesis → the genesis rate until genesis
    ├── born after genesis → only what came after
    └── rates that change → each for its own year
"""

import pytest

from tests.support.calls import refused
from tests.support.roles import (
    DAY,
    GENESIS,
    GENESIS_MONTH,
    SOURCE_HASH,
    YEAR,
    charter,
    first_second,
    month,
)

pytestmark = pytest.mark.req("C1")

RATE = 1_000_000


def test_entitlement__before_genesis__refused(ledger):
    with refused("TimeBeforeGenesis", GENESIS - 1, GENESIS):
        ledger.call("entitlement", GENESIS_MONTH, GENESIS - 1)


@pytest.mark.parametrize("birth_month", [0, 11, 65_536, 2**256 - 1])
def test_entitlement__no_month_of_the_calendar__nothing(ledger, birth_month):
    assert ledger.call("entitlement", birth_month, GENESIS) == 0


@pytest.mark.parametrize(
    "birth_month",
    [12, month(1582, 10), month(1900, 3), month(1969, 12), month(1970, 1), month(2000, 2)],
)
def test_entitlement__born_before_genesis__genesis_rate_since_birth(ledger, birth_month):
    lived = GENESIS - first_second(birth_month)
    assert ledger.call("entitlement", birth_month, GENESIS) == RATE * lived // YEAR


@pytest.mark.parametrize("later", [0, 1, 31, 32, YEAR - 1, YEAR, 100 * YEAR])
def test_entitlement__seconds_later__rounded_down(ledger, later):
    lived = GENESIS + later - first_second(GENESIS_MONTH)
    assert ledger.call("entitlement", GENESIS_MONTH, GENESIS + later) == RATE * lived // YEAR


def test_entitlement__born_after_genesis__counts_from_the_first_second(ledger):
    birth = first_second(GENESIS_MONTH + 1)
    entitlements = [
        ledger.call("entitlement", GENESIS_MONTH + 1, birth + later) for later in (-1, 0, 32, YEAR)
    ]
    assert entitlements == [0, 0, RATE * 32 // YEAR, RATE]


@pytest.mark.req("C2")
def test_entitlement__changing_rates__each_in_its_own_year(world):
    ledger = world.deploy_ledger(charter(ratePerDividend=1_000_000, rateChangeLimit=2500))
    genesis = ledger.call("GENESIS")
    rates = [RATE]
    for year, dividend in [(1, 200_000), (2, 10**9), (4, 0)]:
        world.set_time(genesis + (year - 1) * YEAR + DAY)
        ledger.send("announceRate", year, dividend, SOURCE_HASH)
        rates.append(ledger.call("rateAt", genesis + year * YEAR))
    assert rates == [RATE, 1_200_000, 1_500_000, 1_125_000]
    years = [1_000_000, 1_200_000, 1_500_000, 1_500_000, 1_125_000, 1_125_000]

    def accrued(since_genesis):
        whole, rest = divmod(since_genesis, YEAR)
        return sum(years[:whole]) * YEAR + years[whole] * rest

    for birth_month in (month(1990, 4), GENESIS_MONTH + 1, GENESIS_MONTH + 30):
        birth = first_second(birth_month) - genesis
        earlier = RATE * birth if birth < 0 else accrued(birth)
        for time in (3 * YEAR - 1, 3 * YEAR, 3 * YEAR + 1, 5 * YEAR + 12_345):
            found = ledger.call("entitlement", birth_month, genesis + time)
            assert found == (accrued(time) - earlier) // YEAR
