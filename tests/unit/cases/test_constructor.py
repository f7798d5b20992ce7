"""Deployment of the cases, and their amendments; cases themselves are tested in tests/forge.

├── ledger of other cases, or panels of another ledger → WrongWiring(expected, found)
├── a parameter outside its bounds → CharterOutOfBounds(parameter, value, least, most)
├── an infraction rule outside its bounds → RuleOutOfBounds(...)
└── otherwise → the genesis rules, in force from the day of deployment
"""

import pytest

from isonomia.spec.actions import Endorse
from tests.support.calls import refused
from tests.support.docket import Docket
from tests.support.roles import (
    DUE_PROCESS,
    GENESIS_DAY,
    INFRACTIONS,
    INFRACTIONS_HASH,
    NATION,
    NO_END,
    SABOTAGE,
    TOWN,
    cases_charter,
)

pytestmark = pytest.mark.req("D1", "D3", "D9", "S9")

BOUNDS = {
    "noticeDays": (14, 60),
    "ripeDays": (7, 90),
    "verdictDays": (14, 90),
    "challengeDays": (7, 90),
    "accusationsPerYear": (1, 12),
    "challengesPerYear": (1, 12),
}
RULE_BOUNDS = {
    "rule": (1, 2**32 - 1),
    "points": (0, 300),
    "amount": (1_000, 2**40 - 1),
    "sunsetDays": (365, 1_826),
}
CASES = 3


def wired(world):
    """Return ledger, communities and panels of a deployment that waits for its cases."""
    ledger, communities = world.deploy_both()
    world.deploy_pool(ledger, communities)
    return ledger, communities, world.deploy_panels(ledger, communities)


def test_constructor__as_planned__knows_its_contracts_and_charter(world):
    views = {"LEDGER": world.ledger, "COMMUNITIES": world.communities, "PANELS": world.panels}
    for view, contract in views.items():
        assert world.cases.call(view) == contract.address
    assert world.cases.call("charter")._asdict() == DUE_PROCESS
    assert world.cases.call("infractionsHash") == INFRACTIONS_HASH


def test_constructor__genesis_rules__in_force_from_today_under_the_ledgers_filing_days(world):
    for rule in INFRACTIONS:
        assert world.cases.call("infractionVersionsOf", rule.rule) == 1
        assert tuple(world.cases.call("infractionVersion", rule.rule, 1)) == (
            *(rule.points, rule.amount, rule.sunset_days, GENESIS_DAY, NO_END, 90),
            rule.text_hash,
        )


def test_constructor__ledger_of_other_cases__refused(world):
    with refused("WrongWiring", world.cases.address, world.next_address()):
        world.deploy_cases(world.ledger, world.communities, world.panels)


def test_constructor__panels_of_another_ledger__refused(world):
    ledger, communities, _ = wired(world)
    with refused("WrongWiring", world.ledger.address, ledger.address):
        world.deploy_cases(ledger, communities, world.panels)


@pytest.mark.parametrize("name", BOUNDS)
def test_constructor__parameter_at_or_beyond_its_bounds__accepted_or_refused(world, name):
    least, most = BOUNDS[name]
    for value in (least, most):
        cases = world.deploy_cases(*wired(world), cases_charter(**{name: value}))
        assert getattr(cases.call("charter"), name) == value
    for value in (least - 1, most + 1):
        contracts = wired(world)
        with refused("CharterOutOfBounds", name, value, least, most):
            world.deploy_cases(*contracts, cases_charter(**{name: value}))


@pytest.mark.parametrize("name", RULE_BOUNDS)
def test_constructor__infraction_rule_beyond_its_bounds__refused(world, name):
    least, most = RULE_BOUNDS[name]
    field = {"sunsetDays": "sunset_days"}.get(name, name)
    for value in (least - 1, most + 1):
        if value < 0:
            continue
        rule = INFRACTIONS[0]._replace(**{field: value})
        number = value if name == "rule" else SABOTAGE
        contracts = wired(world)
        with refused("RuleOutOfBounds", number, name, value, least, most):
            world.deploy_cases(*contracts, infractions=[rule])


def test_amend__by_anybody__refused(world):
    with refused("Unauthorised", world.attacker):
        world.cases.send("amend", cases_charter(), GENESIS_DAY + 40, sender=world.attacker)


def test_amend__by_two_thirds_of_communities__holds_for_cases_filed_later(world):
    docket, day = Docket(world), world.today + 31
    before = docket.accuse()
    values = cases_charter(noticeDays=20)
    for community in (NATION, TOWN):
        receipt = docket.by_council(community, lambda *head: Endorse(*head, CASES, values, day))
    assert receipt.events[-1] == (
        "CharterAmended",
        {"values": values, "fromDay": day},
    )
    assert world.cases.call("amendmentDay") == day
    docket.pass_days(31)
    assert world.cases.call("charter").noticeDays == 20
    after = docket.accuse()
    kept = [
        world.cases.call("caseOf", world.cases.call("idOf", parts(key))).noticeDays
        for key in (before, after)
    ]
    assert kept == [14, 20]


def parts(key):
    return (key.kind, key.identity, key.matter)
