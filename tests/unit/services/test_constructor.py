"""Deployment of the services.

├── ledger of other services → WrongWiring(expected, found)
├── communities of another ledger → WrongWiring(expected, found)
├── a parameter outside its bounds → CharterOutOfBounds(parameter, value, least, most)
└── otherwise → no organisation, no offer, no batch
"""

import pytest

from tests.support.calls import refused
from tests.support.roles import MARKET, services_charter

pytestmark = pytest.mark.req("V1", "V2")

#: Contracts between the communities and the services.
BETWEEN = 4
BOUNDS = {
    "accreditationDays": (365, 3_652),
    "priceNoticeDays": (30, 180),
    "refundDays": (14, 90),
}


def test_constructor__as_planned__knows_its_contracts_and_charter(world):
    services = world.services
    assert services.call("LEDGER") == world.ledger.address
    assert services.call("COMMUNITIES") == world.communities.address
    assert services.call("ASSEMBLY") == world.assembly.address
    assert services.call("FINDINGS") == world.findings.address
    assert tuple(services.call("charter")) == tuple(MARKET.values())
    for count in ("organisationCount", "offerCount", "batchCount", "amendmentDay"):
        assert services.call(count) == 0


def test_constructor__ledger_of_other_services__refused(world):
    with refused("WrongWiring", world.services.address, world.next_address()):
        world.deploy_services(world.ledger, world.communities)


def test_constructor__communities_of_another_ledger__refused(world):
    ledger, communities = world.deploy_both()
    pass_by(world)
    with refused("WrongWiring", communities.address, world.communities.address):
        world.deploy_services(ledger, world.communities)


@pytest.mark.parametrize("name", BOUNDS)
def test_constructor__parameter_at_or_beyond_its_bounds__accepted_or_refused(world, name):
    least, most = BOUNDS[name]
    for value in (least, most):
        wired = world.deploy_both()
        pass_by(world)
        services = world.deploy_services(*wired, services_charter(**{name: value}))
        assert getattr(services.call("charter"), name) == value
    for value in (least - 1, most + 1):
        wired = world.deploy_both()
        pass_by(world)
        with refused("CharterOutOfBounds", name, value, least, most):
            world.deploy_services(*wired, services_charter(**{name: value}))


def pass_by(world):
    """Take up the places of the contracts between the communities and the services."""
    for _ in range(BETWEEN):
        world.deploy_beacon()
