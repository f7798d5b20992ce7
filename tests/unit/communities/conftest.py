from types import SimpleNamespace

import pytest

from isonomia.typed_data import Domain
from tests.support.acts import Council, Person
from tests.support.roles import (
    ADULT_MONTH,
    CATALOGUE_HASH,
    CHARTER_HASH,
    CITIZEN,
    CITIZEN_KEY,
    NATION,
    RULES,
    TOWN,
    charter,
    communities_charter,
    founding,
    seat_identity,
    seat_key,
)
from tests.support.wallets import deploy_wallet, wallet_signature


@pytest.fixture
def seat_wallet(world):
    """An ERC-1271 wallet that signs for the town's first seat."""
    wallet = deploy_wallet(world.chain, world.relayer)
    councillor = world.person(seat_identity(TOWN, 0), seat_key(TOWN, 0))
    councillor.change_controller(wallet, wallet_signature)
    return wallet


def with_offices(world, **parameters):
    """Deploy communities whose offices are accounts of the node.

    The citizen is enrolled in the town, with a key of their own.
    """
    offices = (
        *(world.address_ahead(1), world.lone_pool, world.lone_cases, world.lone_assembly),
        *(world.lone_services, world.lone_findings),
    )
    address = world._deploy("Ledger", charter(), CHARTER_HASH, offices, RULES, CATALOGUE_HASH)
    ledger = world._handle("Ledger", address, world.relayer)
    councils = communities_charter(**parameters)
    communities = world.deploy_communities(ledger, founding(), councils)
    domain = Domain(world.chain.chain_id, communities.address)
    town, nation = (Council(communities, domain, place) for place in (TOWN, NATION))
    town.enrol([CITIZEN], [ADULT_MONTH])
    town.bind([CITIZEN], [CITIZEN_KEY.address])
    return SimpleNamespace(
        pool=world.lone_pool,
        cases=world.lone_cases,
        assembly=world.lone_assembly,
        services=world.lone_services,
        findings=world.lone_findings,
        ledger=ledger,
        communities=communities,
        domain=domain,
        town=town,
        nation=nation,
        citizen=Person(communities, domain, CITIZEN, CITIZEN_KEY),
    )


@pytest.fixture
def offices(world):
    """Communities that obey accounts of the node as their offices."""
    return with_offices(world)


@pytest.fixture
def thrifty(world):
    """The same with a budget of 112 points a quarter: 16 for each of the town's seven members."""
    return with_offices(world, budgetPerMember=16)
