"""Ledger.publishRules(rules, newCatalogueHash).

├── caller is not the communities contract → Unauthorised
├── no rule → only the hash of the catalogue changes, CataloguePublished
└── each rule, in order; one refused rule refuses all
    ├── rule, category, points, yearlyLimit, fromDay out of bounds → RuleOutOfBounds
    ├── first day before today + notice → RuleNoticeTooShort
    ├── first day not after that of the latest version → RuleVersionOutOfOrder
    └── otherwise
        ├── first version → in force from its first day without end, RulePublished
        └── later version → the one before ends on the new one's first day, RulePublished
"""

import pytest

from tests.support.calls import event, refused
from tests.support.roles import CATALOGUE_HASH, COUNCIL_WORK, GENESIS_DAY, NO_END, Rule, hash_of

pytestmark = pytest.mark.req("D1")

NOTICE = 30
EARLIEST = GENESIS_DAY + NOTICE
NEW_RULE = 7
NEW_HASH = hash_of("new catalogue")
TEXT = hash_of("text")


def rule(**changes: int) -> Rule:
    return Rule(NEW_RULE, 7, 40, 3, EARLIEST, TEXT)._replace(**changes)


def test_publish_rules__by_anybody__refused(world, ledger):
    with refused("Unauthorised", world.attacker):
        ledger.send("publishRules", [rule()], NEW_HASH, sender=world.attacker)


def test_publish_rules__none__changes_the_catalogue_hash(ledger):
    receipt = ledger.send("publishRules", [], NEW_HASH)
    assert receipt.events == [event("CataloguePublished", catalogueHash=NEW_HASH)]
    assert ledger.call("catalogueHash") == NEW_HASH


def test_publish_rules__first_version__holds_without_end(ledger):
    receipt = ledger.send("publishRules", [rule()], NEW_HASH)
    assert receipt.events == [
        event(
            "RulePublished",
            rule=NEW_RULE,
            version=1,
            category=7,
            points=40,
            yearlyLimit=3,
            fromDay=EARLIEST,
            textHash=TEXT,
        ),
        event("CataloguePublished", catalogueHash=NEW_HASH),
    ]
    assert ledger.call("versionsOf", NEW_RULE) == 1
    assert ledger.call("ruleVersion", NEW_RULE, 1) == (
        *(7, 40, 3, EARLIEST, NO_END),
        *(150, 400, 180, 90),
        TEXT,
    )


def test_publish_rules__second_version__ends_the_first_on_its_first_day(ledger):
    later = rule(rule=COUNCIL_WORK, from_day=EARLIEST + 5)
    receipt = ledger.send("publishRules", [later], NEW_HASH)
    assert receipt.events[0][1]["version"] == 2
    first = ledger.call("ruleVersion", COUNCIL_WORK, 1)
    assert (first.fromDay, first.untilDay, first.points) == (GENESIS_DAY, EARLIEST + 5, 100)
    second = ledger.call("ruleVersion", COUNCIL_WORK, 2)
    assert (second.fromDay, second.untilDay, second.points) == (EARLIEST + 5, NO_END, 40)


def test_publish_rules__same_rule_twice_in_order__both_versions_hold(ledger):
    ledger.send("publishRules", [rule(), rule(from_day=EARLIEST + 1)], NEW_HASH)
    assert ledger.call("versionsOf", NEW_RULE) == 2
    assert ledger.call("ruleVersion", NEW_RULE, 1).untilDay == EARLIEST + 1


def test_publish_rules__one_bad_rule__refuses_all(ledger):
    with refused("RuleOutOfBounds", NEW_RULE + 1, "category", 8, 1, 7):
        ledger.send("publishRules", [rule(), rule(rule=NEW_RULE + 1, category=8)], NEW_HASH)
    assert ledger.call("versionsOf", NEW_RULE) == 0
    assert ledger.call("catalogueHash") == CATALOGUE_HASH


@pytest.mark.parametrize(
    ("changes", "parameter", "value", "least", "most"),
    [
        ({"rule": 0}, "rule", 0, 1, 2**32 - 1),
        ({"rule": 2**32}, "rule", 2**32, 1, 2**32 - 1),
        ({"category": 0}, "category", 0, 1, 7),
        ({"category": 8}, "category", 8, 1, 7),
        ({"points": 251}, "points", 251, 0, 250),
        ({"yearly_limit": 1001}, "yearlyLimit", 1001, 0, 1000),
        ({"from_day": NO_END}, "fromDay", NO_END, 0, NO_END - 1),
        ({"rule": 0, "category": 8, "points": 251}, "rule", 0, 1, 2**32 - 1),
        ({"points": 251, "yearly_limit": 1001, "from_day": 0}, "points", 251, 0, 250),
    ],
)
def test_publish_rules__out_of_bounds__refused_with_the_bounds(
    ledger, changes, parameter, value, least, most
):
    bad = rule(**changes)
    with refused("RuleOutOfBounds", bad.rule, parameter, value, least, most):
        ledger.send("publishRules", [bad], NEW_HASH)


@pytest.mark.parametrize(
    "changes",
    [
        {"rule": 1},
        {"rule": 2**32 - 1},
        {"category": 1},
        {"points": 0},
        {"points": 250},
        {"yearly_limit": 0},
        {"yearly_limit": 1000},
        {"from_day": NO_END - 1},
    ],
)
def test_publish_rules__on_a_bound__accepted(ledger, changes):
    good = rule(**changes)
    ledger.send("publishRules", [good], NEW_HASH)
    view = ledger.call("ruleVersion", good.rule, ledger.call("versionsOf", good.rule))
    assert view[:4] == good[1:5]


def test_publish_rules__a_day_less_than_the_notice__refused(ledger):
    with refused("RuleNoticeTooShort", NEW_RULE, EARLIEST - 1, EARLIEST):
        ledger.send("publishRules", [rule(from_day=EARLIEST - 1)], NEW_HASH)


@pytest.mark.parametrize("days_before", [0, 1])
def test_publish_rules__not_after_the_latest_version__refused(ledger, days_before):
    latest = EARLIEST + 10
    ledger.send("publishRules", [rule(from_day=latest)], NEW_HASH)
    with refused("RuleVersionOutOfOrder", NEW_RULE, latest - days_before, latest):
        ledger.send("publishRules", [rule(from_day=latest - days_before)], NEW_HASH)
