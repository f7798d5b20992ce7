"""Ledger.constructor(charter, charterHash, offices, genesisRules, genesisCatalogueHash).

├── a parameter outside its hard bounds → CharterOutOfBounds; the first in the charter's order
├── a rule outside its bounds → RuleOutOfBounds
├── the same rule twice → RuleVersionOutOfOrder
└── otherwise → genesis is the block's time; every rule is in force from that day as version 1
"""

import pytest

from isonomia.chain import RpcError
from tests.support.calls import event, refused
from tests.support.roles import (
    CATALOGUE_HASH,
    CHARTER_HASH,
    COUNCIL_WORK,
    GENESIS,
    GENESIS_DAY,
    NO_END,
    RULES,
    charter,
)
from tests.support.world import creation_data

pytestmark = pytest.mark.req("D8", "C1", "D1")

#: Parameter, least, most, and what else must change so that the value is the only one at fault.
BOUNDS = [
    ("categoryCap", 10, 250, {}),
    ("annualCap", 150, 1000, {}),
    ("annualCap", 250, 1000, {"categoryCap": 250}),
    ("graceDays", 30, 730, {"filingDays": 30}),
    ("filingDays", 7, 180, {}),
    ("filingDays", 7, 180, {"graceDays": 730}),
    ("filingDays", 7, 60, {"graceDays": 60}),
    ("ruleNoticeDays", 30, 180, {}),
    ("leaveDays", 30, 730, {}),
    ("leaveDays", 30, 182, {"leaveWindowDays": 365}),
    ("leaveWindowDays", 365, 3652, {"leaveDays": 30}),
    ("genesisRate", 100_000, 10_000_000, {}),
    ("rateBase", 0, 10_000_000, {}),
    ("ratePerDividend", 0, 1_000_000_000, {}),
    ("rateChangeLimit", 0, 2500, {}),
    ("rateNoticeDays", 30, 180, {}),
    ("giftCap", 0, 250, {}),
    ("usableQuality", 200, 900, {}),
]
BOUND_IDS = [f"{name}-{'-'.join(changes) or 'pilot'}" for name, _, _, changes in BOUNDS]


def create(world, parameters, rules=RULES):
    """Carry out the constructor without a transaction and return the code it would leave."""
    offices = (
        *(world.registrar, world.lone_pool, world.lone_cases, world.lone_assembly),
        *(world.lone_services, world.lone_findings),
    )
    arguments = (parameters, CHARTER_HASH, offices, rules, CATALOGUE_HASH)
    data = creation_data("Ledger", *arguments)
    try:
        return world.chain.call("eth_call", {"from": world.deployer, "data": data}, "latest")
    except RpcError as error:
        raise error.as_refusal() or error from None


@pytest.mark.parametrize(("name", "least", "most", "changes"), BOUNDS, ids=BOUND_IDS)
def test_constructor__parameter_on_either_bound__deploys(world, name, least, most, changes):
    for value in (least, most):
        assert len(create(world, charter(**changes | {name: value}))) > 2


@pytest.mark.parametrize(("name", "least", "most", "changes"), BOUNDS, ids=BOUND_IDS)
def test_constructor__parameter_beyond_a_bound__refused(world, name, least, most, changes):
    for value in (least - 1, most + 1):
        if value < 0:
            continue
        with refused("CharterOutOfBounds", name, value, least, most):
            create(world, charter(**changes | {name: value}))


def test_constructor__all_parameters_out_of_bounds__first_of_the_table_is_named(world):
    names = list(dict.fromkeys(name for name, *_ in BOUNDS))
    good = charter()
    bad = [255, 65_535, 0, 0, 0, 0, 65_535, 0, 2**64 - 1, 2**64 - 1, 65_535, 0, 251, 0]
    for i, name in enumerate(names):
        with pytest.raises(Exception, match=f"CharterOutOfBounds.*{name}"):
            create(world, (*good[:i], *bad[i:]))


def test_constructor__rule_out_of_bounds__refused(world):
    with refused("RuleOutOfBounds", COUNCIL_WORK, "points", 251, 0, 250):
        create(world, charter(), (RULES[0]._replace(points=251),))


def test_constructor__same_rule_twice__refused(world):
    with refused("RuleVersionOutOfOrder", COUNCIL_WORK, GENESIS_DAY, GENESIS_DAY):
        create(world, charter(), (RULES[0], RULES[0]))


def test_constructor__in_order__keeps_what_it_was_given(world):
    ledger = world.lone_ledger
    assert ledger.call("GENESIS") == GENESIS
    assert ledger.call("COMMUNITIES") == world.registrar
    assert ledger.call("POOL") == world.lone_pool
    assert ledger.call("CASES") == world.lone_cases
    assert ledger.call("ASSEMBLY") == world.lone_assembly
    assert ledger.call("SERVICES") == world.lone_services
    assert ledger.call("FINDINGS") == world.lone_findings
    assert ledger.call("CHARTER_HASH") == CHARTER_HASH
    assert ledger.call("charter") == charter()
    assert ledger.call("catalogueHash") == CATALOGUE_HASH
    assert ledger.call("rateAt", GENESIS) == 1_000_000


def test_constructor__genesis_rules__in_force_from_that_day_whatever_they_say(world):
    ledger = world.deploy_ledger(rules=(RULES[1]._replace(from_day=5),))
    text = RULES[1].text_hash
    expected = (2, 20, 2, GENESIS_DAY, NO_END, 150, 400, 180, 90, text)
    assert ledger.call("ruleVersion", RULES[1].rule, 1) == expected


def test_constructor__in_order__publishes_the_catalogue(world):
    logs = world.chain.logs([world.lone_ledger.address], 0, 2)
    found = [world.lone_ledger.contract.decode_log(log) for log in logs]
    assert found == [
        *(
            event(
                "RulePublished",
                rule=rule.rule,
                version=1,
                category=rule.category,
                points=rule.points,
                yearlyLimit=rule.yearly_limit,
                fromDay=GENESIS_DAY,
                textHash=rule.text_hash,
            )
            for rule in RULES
        ),
        event("CataloguePublished", catalogueHash=CATALOGUE_HASH),
    ]
