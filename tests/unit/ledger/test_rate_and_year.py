"""Ledger.rateAt(time), yearAt(time).

├── time before genesis → TimeBeforeGenesis
├── rateAt → the rate announced last that has begun
└── yearAt → whole years of 31,556,952 seconds since genesis
"""

import pytest

from tests.support.calls import refused
from tests.support.roles import DAY, GENESIS, SOURCE_HASH, YEAR, charter

pytestmark = pytest.mark.req("C2")


@pytest.mark.parametrize("view", ["rateAt", "yearAt"])
@pytest.mark.parametrize("time", [0, GENESIS - 1])
def test_views__before_genesis__refused(ledger, view, time):
    with refused("TimeBeforeGenesis", time, GENESIS):
        ledger.call(view, time)


@pytest.mark.parametrize(
    ("time", "year"), [(0, 0), (YEAR - 1, 0), (YEAR, 1), (2 * YEAR - 1, 1), (70_000 * YEAR, 70_000)]
)
def test_year_at__around_the_turn__changes_in_its_second(ledger, time, year):
    assert ledger.call("yearAt", GENESIS + time) == year


def test_rate_at__nothing_announced__genesis_rate_for_ever(ledger):
    rates = {ledger.call("rateAt", GENESIS + later) for later in (0, YEAR, 2**40)}
    assert rates == {1_000_000}


@pytest.mark.parametrize("count", [1, 2, 5, 8])
def test_rate_at__many_announcements__finds_the_one_in_force(world, count):
    ledger = world.deploy_ledger(charter(rateBase=0, rateChangeLimit=1000))
    genesis = ledger.call("GENESIS")
    rates = [1_000_000]
    for year in range(1, count + 1):
        world.set_time(genesis + (year - 1) * YEAR + DAY)
        ledger.send("announceRate", year, 0, SOURCE_HASH)
        rates.append(rates[-1] - rates[-1] // 10)
    for year, rate in enumerate(rates):
        assert ledger.call("rateAt", genesis + year * YEAR) == rate
        assert ledger.call("rateAt", genesis + (year + 1) * YEAR - 1) == rate
