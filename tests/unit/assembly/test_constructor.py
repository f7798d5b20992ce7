"""Deployment of the assembly; audits, renewals and amendments are tested in tests/forge.

├── ledger of another assembly, or panels of another ledger → WrongWiring(expected, found)
├── a parameter outside its bounds → CharterOutOfBounds(parameter, value, least, most)
└── otherwise → its charter, and first terms that end termDays after genesis
"""

import pytest

from tests.support.calls import refused
from tests.support.roles import GENESIS_DAY, TERMS, TOWN, assembly_charter

pytestmark = pytest.mark.req("D7", "D8", "D9")

BOUNDS = {
    "termDays": (180, 1461),
    "volunteerDays": (7, 60),
    "shareIndexStep": (10, 200),
    "amendmentNoticeDays": (30, 180),
}


def wired(world):
    """Return ledger, communities and panels of a deployment that waits for its assembly."""
    ledger, communities = world.deploy_both()
    world.deploy_pool(ledger, communities)
    panels = world.deploy_panels(ledger, communities)
    world.deploy_cases(ledger, communities, panels)
    return ledger, communities, panels


def test_constructor__as_planned__knows_its_contracts_and_charter(world):
    views = {
        "LEDGER": world.ledger,
        "COMMUNITIES": world.communities,
        "PANELS": world.panels,
        "BEACON": world.beacon,
        "POOL": world.pool,
        "CASES": world.cases,
        "SERVICES": world.services,
    }
    for view, contract in views.items():
        assert world.assembly.call(view) == contract.address
    assert world.assembly.call("charter")._asdict() == TERMS
    assert world.assembly.call("termEndOf", TOWN) == GENESIS_DAY + TERMS["termDays"]
    assert world.assembly.call("renewalCount") == world.assembly.call("amendmentDay") == 0


def test_constructor__ledger_of_another_assembly__refused(world):
    with refused("WrongWiring", world.assembly.address, world.next_address()):
        world.deploy_assembly(world.ledger, world.communities, world.panels)


def test_constructor__panels_of_another_ledger__refused(world):
    ledger, communities, _ = wired(world)
    with refused("WrongWiring", world.ledger.address, ledger.address):
        world.deploy_assembly(ledger, communities, world.panels)


@pytest.mark.parametrize("name", BOUNDS)
def test_constructor__parameter_at_or_beyond_its_bounds__accepted_or_refused(world, name):
    least, most = BOUNDS[name]
    for value in (least, most):
        assembly = world.deploy_assembly(*wired(world), assembly_charter(**{name: value}))
        assert getattr(assembly.call("charter"), name) == value
    for value in (least - 1, most + 1):
        contracts = wired(world)
        with refused("CharterOutOfBounds", name, value, least, most):
            world.deploy_assembly(*contracts, assembly_charter(**{name: value}))


@pytest.mark.parametrize("name", BOUNDS)
def test_check_charter__value_beyond_its_bounds__refused(world, name):
    least, most = BOUNDS[name]
    world.assembly.call("checkCharter", assembly_charter(**{name: most}))
    with refused("CharterOutOfBounds", name, most + 1, least, most):
        world.assembly.call("checkCharter", assembly_charter(**{name: most + 1}))


def test_check_charter__too_few_values__refused(world):
    with refused("LengthMismatch", 4, 3):
        world.assembly.call("checkCharter", assembly_charter()[:3])


def test_amend__by_anybody__refused(world):
    with refused("Unauthorised", world.attacker):
        world.assembly.send("amend", assembly_charter(), GENESIS_DAY + 40, sender=world.attacker)
