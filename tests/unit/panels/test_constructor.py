"""Deployment of the panels; the draw and the votes are tested in tests/forge.

├── ledger of other communities → WrongWiring(expected, found)
└── otherwise → no panel yet, and cases, assembly and findings of the ledger
"""

import pytest

from tests.support.calls import refused

pytestmark = pytest.mark.req("D4")


def test_constructor__as_planned__knows_its_contracts(world):
    views = {"LEDGER": world.ledger, "COMMUNITIES": world.communities, "BEACON": world.beacon}
    views |= {"CASES": world.cases, "ASSEMBLY": world.assembly, "FINDINGS": world.findings}
    for view, contract in views.items():
        assert world.panels.call(view) == contract.address
    assert world.panels.call("panelCount") == 0


def test_constructor__ledger_of_other_communities__refused(world):
    ledger, communities = world.deploy_both()
    with refused("WrongWiring", communities.address, world.communities.address):
        world.deploy_panels(ledger, world.communities)


def test_convene__by_anybody_else__refused(world):
    for caller in (world.attacker, world.registrar):
        with refused("Unauthorised", caller):
            world.panels.send("convene", 5, 2, [], sender=caller)


def test_panel_of__never_convened__refused(world):
    with refused("PanelUnknown", 1):
        world.panels.call("panelOf", 1)
