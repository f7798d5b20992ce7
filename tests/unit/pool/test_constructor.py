"""Deployment of the pool.

├── ledger of another pool → WrongWiring(expected, found)
├── communities of another ledger → WrongWiring(expected, found)
├── ledger that its communities do not name → WrongWiring(expected, found)
├── a parameter outside its bounds → CharterOutOfBounds(parameter, value, least, most)
└── otherwise → an empty pool
"""

import pytest

from tests.support.calls import refused
from tests.support.roles import (
    CATALOGUE_HASH,
    CHARTER_HASH,
    LOTTERY,
    RULES,
    charter,
    founding,
    pool_charter,
)

pytestmark = pytest.mark.req("L1")

BOUNDS = {
    "secondChanceBelow": (100, 400),
    "prizePoints": (1, 400),
    "prizeAmount": (1_000, 500_000),
    "prizeDays": (1, 365),
    "membersPerNomination": (1, 10_000),
}


def test_constructor__as_planned__knows_its_contracts_and_charter(world):
    assert world.pool.call("LEDGER") == world.ledger.address
    assert world.pool.call("COMMUNITIES") == world.communities.address
    assert world.pool.call("BEACON") == world.beacon.address
    assert tuple(world.pool.call("charter")) == tuple(LOTTERY.values())
    assert tuple(world.pool.call("account")) == (0, 0, 0, 0)
    assert world.pool.call("roundCount") == 0


def test_constructor__ledger_of_another_pool__refused(world):
    with refused("WrongWiring", world.pool.address, world.next_address()):
        world.deploy_pool(world.ledger, world.communities)


def test_constructor__communities_of_another_ledger__refused(world):
    first, first_communities = deploy_for(world, world.address_ahead(4))
    second, second_communities = deploy_for(world, world.address_ahead(2))
    assert first.call("POOL") == second.call("POOL") == world.next_address()
    with refused("WrongWiring", first_communities.address, second_communities.address):
        world.deploy_pool(first, second_communities)


def test_constructor__ledger_that_its_communities_do_not_name__refused(world):
    pool = world.address_ahead(3)
    first, communities = deploy_for(world, pool)
    second = ledger_of(world, communities.address, pool)
    with refused("WrongWiring", first.address, second.address):
        world.deploy_pool(second, communities)


@pytest.mark.parametrize("name", BOUNDS)
def test_constructor__parameter_at_or_beyond_its_bounds__accepted_or_refused(world, name):
    least, most = BOUNDS[name]
    for value in (least, most):
        pool = world.deploy_pool(*world.deploy_both(), pool_charter(**{name: value}))
        assert getattr(pool.call("charter"), name) == value
    for value in (least - 1, most + 1):
        wired = world.deploy_both()
        with refused("CharterOutOfBounds", name, value, least, most):
            world.deploy_pool(*wired, pool_charter(**{name: value}))


def deploy_for(world, pool):
    """Return a ledger and communities that expect a pool at an address."""
    ledger = ledger_of(world, world.address_ahead(1), pool)
    return ledger, world.deploy_communities(ledger, founding())


def ledger_of(world, communities, pool):
    lone = (world.lone_cases, world.lone_assembly, world.lone_services, world.lone_findings)
    offices = (communities, pool, *lone)
    address = world._deploy("Ledger", charter(), CHARTER_HASH, offices, RULES, CATALOGUE_HASH)
    return world._handle("Ledger", address, world.relayer)
