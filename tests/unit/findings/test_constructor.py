"""Deployment of the findings; what they do is tested in tests/forge, branch by branch.

├── ledger of other findings, or panels of another ledger → WrongWiring(expected, found)
├── a standard outside its bounds → RuleOutOfBounds(...)
└── otherwise → the genesis standards, in force from the day of deployment
"""

import pytest

from tests.support.calls import refused
from tests.support.roles import (
    EMISSIONS,
    GENESIS_DAY,
    NO_END,
    STANDARDS,
    STANDARDS_HASH,
)

pytestmark = pytest.mark.req("V4", "V5")

#: Contracts between the communities and the findings, but for the panels.
OTHERS = 4
BOUNDS = {
    "rule": (1, 2**32 - 1),
    "effect": (0, 2),
    "sunsetDays": (30, 730),
}


def wired(world):
    """Return ledger, communities and panels of a deployment that waits for its findings."""
    ledger, communities = world.deploy_both()
    for _ in range(OTHERS):
        world.deploy_beacon()
    return ledger, communities, world.deploy_panels(ledger, communities)


def test_constructor__as_planned__knows_its_contracts(world):
    views = {"LEDGER": world.ledger, "COMMUNITIES": world.communities, "PANELS": world.panels}
    views |= {"CASES": world.cases, "SERVICES": world.services}
    for view, contract in views.items():
        assert world.findings.call(view) == contract.address
    assert world.findings.call("standardsHash") == STANDARDS_HASH
    assert world.findings.call("mandateCount") == 0


def test_constructor__genesis_standards__in_force_from_today_under_the_ledgers_filing_days(world):
    for standard in STANDARDS:
        assert world.findings.call("versionsOf", standard.standard) == 1
        assert tuple(world.findings.call("standardVersion", standard.standard, 1)) == (
            *(standard.effect, standard.sunset_days, GENESIS_DAY, NO_END, 90),
            standard.text_hash,
        )


def test_constructor__ledger_of_other_findings__refused(world):
    with refused("WrongWiring", world.findings.address, world.next_address()):
        world.deploy_findings(world.ledger, world.communities, world.panels)


def test_constructor__communities_of_another_ledger__refused(world):
    ledger, communities, panels = wired(world)
    with refused("WrongWiring", communities.address, world.communities.address):
        world.deploy_findings(ledger, world.communities, panels)


def test_constructor__panels_of_another_ledger__refused(world):
    ledger, communities, _ = wired(world)
    with refused("WrongWiring", world.ledger.address, ledger.address):
        world.deploy_findings(ledger, communities, world.panels)


@pytest.mark.parametrize("name", BOUNDS)
def test_constructor__standard_at_or_beyond_its_bounds__accepted_or_refused(world, name):
    least, most = BOUNDS[name]
    field = {"rule": "standard", "sunsetDays": "sunset_days"}.get(name, name)
    for value in (least, most):
        standard = STANDARDS[0]._replace(**{field: value})
        findings = world.deploy_findings(*wired(world), [standard])
        assert findings.call("versionsOf", standard.standard) == 1
    for value in (least - 1, most + 1):
        if value < 0:
            continue
        standard = STANDARDS[0]._replace(**{field: value})
        number = value if name == "rule" else EMISSIONS
        contracts = wired(world)
        with refused("RuleOutOfBounds", number, name, value, least, most):
            world.deploy_findings(*contracts, [standard])
