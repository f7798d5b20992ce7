"""Ledger.charter, catalogueHash, versionsOf, ruleVersion.

├── nothing published under that number → zeros
└── published → the line as it was published, with the charter's parts it is bound to
"""

import pytest

from tests.support.roles import (
    CATALOGUE_HASH,
    DAILY_VOTE,
    GENESIS_DAY,
    NO_END,
    PILOT,
    RULES,
    UNKNOWN_RULE,
)

pytestmark = pytest.mark.req("D1", "D8")


def test_charter__pilot__every_parameter_under_its_name(ledger):
    assert ledger.call("charter")._asdict() == PILOT


def test_catalogue_hash__genesis__as_deployed(ledger):
    assert ledger.call("catalogueHash") == CATALOGUE_HASH


def test_versions_of__genesis_and_unknown_rule__one_and_none(ledger):
    assert ledger.call("versionsOf", DAILY_VOTE) == 1
    assert ledger.call("versionsOf", UNKNOWN_RULE) == 0


@pytest.mark.parametrize(
    ("rule", "version"), [(UNKNOWN_RULE, 1), (DAILY_VOTE, 0), (DAILY_VOTE, 2), (2**256 - 1, 1)]
)
def test_rule_version__not_published__zeros(ledger, rule, version):
    assert ledger.call("ruleVersion", rule, version) == (0,) * 9 + (bytes(32),)


def test_rule_version__published__every_part_under_its_name(ledger):
    assert ledger.call("ruleVersion", DAILY_VOTE, 1)._asdict() == {
        "category": 2,
        "points": 20,
        "yearlyLimit": 2,
        "fromDay": GENESIS_DAY,
        "untilDay": NO_END,
        "categoryCap": 150,
        "annualCap": 400,
        "graceDays": 180,
        "filingDays": 90,
        "textHash": RULES[1].text_hash,
    }
