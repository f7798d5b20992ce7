"""Deployment of the pool.

├── ledger of another pool → WrongWiring(expected, found)
├── communities of another pool → WrongWiring(expected, found)
├── ledger of other communities → WrongWiring(expected, found)
├── communities of another ledger → WrongWiring(expected, found)
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


def test_constructor__communities_of_another_pool__refused(world):
    ledger, _ = world.deploy_both()
    with refused("WrongWiring", world.pool.address, world.next_address()):
        world.deploy_pool(ledger, world.communities)


def test_constructor__ledger_and_communities_of_two_deployments__refused(world):
    pool = world.address_ahead(4)
    first, first_communities = deploy_for(world, pool)
    _, second_communities = deploy_for(world, pool)
    assert world.next_address() == pool
    with refused("WrongWiring", first_communities.address, second_communities.address):
        world.deploy_pool(first, second_communities)


def test_constructor__communities_of_another_ledger__refused(world):
    pool = world.address_ahead(3)
    first, communities = deploy_for(world, pool)
    wiring = (communities.address, pool)
    address = world._deploy("Ledger", charter(), CHARTER_HASH, *wiring, RULES, CATALOGUE_HASH)
    second = world._handle("Ledger", address, world.relayer)
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
    wiring = (world.address_ahead(1), pool)
    address = world._deploy("Ledger", charter(), CHARTER_HASH, *wiring, RULES, CATALOGUE_HASH)
    ledger = world._handle("Ledger", address, world.relayer)
    return ledger, world.deploy_communities(ledger, founding())
