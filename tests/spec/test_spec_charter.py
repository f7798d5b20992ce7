"""Bounds of the charter, each one at its edges.

```
genesis
├── a parameter one below its least, or one above its most: CharterOutOfBounds
├── a parameter at its least or most: accepted
├── several outside: the first of the table is named
├── majority outside: named after the ledger's own parameters and rules
└── presets lie inside
```
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from isonomia.spec import presets, transition
from isonomia.spec.refusals import Refusal
from isonomia.spec.state import Charter, RuleText
from tests.spec.worlds import CATALOGUE, COMMUNITIES, GENESIS, RULES, text

pytestmark = [pytest.mark.offline, pytest.mark.req("D9")]

# From the table of docs/rules.md, under the pilot's other values.
EDGES = [
    ("category_cap", "categoryCap", 10, 250),
    ("annual_cap", "annualCap", 150, 1_000),
    ("grace_days", "graceDays", 90, 730),
    ("filing_days", "filingDays", 7, 180),
    ("rule_notice_days", "ruleNoticeDays", 30, 180),
    ("leave_days", "leaveDays", 30, 730),
    ("leave_window_days", "leaveWindowDays", 730, 3_652),
    ("genesis_rate", "genesisRate", 100_000, 10_000_000),
    ("rate_base", "rateBase", 0, 10_000_000),
    ("rate_per_dividend", "ratePerDividend", 0, 1_000_000_000),
    ("rate_change_limit", "rateChangeLimit", 0, 2_500),
    ("rate_notice_days", "rateNoticeDays", 30, 180),
    ("gift_cap", "giftCap", 0, 250),
    ("usable_quality", "usableQuality", 200, 900),
    ("majority_years", "majorityYears", 16, 21),
    ("second_chance_below", "secondChanceBelow", 100, 400),
    ("prize_points", "prizePoints", 1, 400),
    ("prize_amount", "prizeAmount", 1_000, 500_000),
    ("prize_days", "prizeDays", 1, 365),
    ("members_per_nomination", "membersPerNomination", 100, 10_000),
]


def refusal_of(charter: Charter, rules: tuple[RuleText, ...] = RULES) -> tuple[object, ...]:
    with pytest.raises(Refusal) as refusal:
        transition.genesis(charter, COMMUNITIES, rules, CATALOGUE, GENESIS)
    return refusal.value.name, *refusal.value.values


@pytest.mark.parametrize(("field", "parameter", "least", "most"), EDGES)
def test_genesis__parameter_at_either_bound__is_accepted(
    field: str, parameter: str, least: int, most: int
) -> None:
    for value in (least, most):
        charter = replace(presets.pilot(), **{field: value})
        state, _ = transition.genesis(charter, COMMUNITIES, RULES, CATALOGUE, GENESIS)
        assert getattr(state.charter, field) == value


# graceDays is bounded below by 30 on its own, but filingDays must not exceed it: see below.
@pytest.mark.parametrize(
    ("field", "parameter", "least", "most"), [edge for edge in EDGES if edge[0] != "grace_days"]
)
def test_genesis__parameter_beyond_a_bound__is_refused(
    field: str, parameter: str, least: int, most: int
) -> None:
    for value in (least - 1, most + 1):
        charter = replace(presets.pilot(), **{field: value})
        assert refusal_of(charter) == ("CharterOutOfBounds", parameter, value, least, most)


@pytest.mark.parametrize("value", [29, 731])
def test_genesis__grace_beyond_a_bound__is_refused(value: int) -> None:
    charter = replace(presets.pilot(), grace_days=value)
    assert refusal_of(charter) == ("CharterOutOfBounds", "graceDays", value, 30, 730)


@pytest.mark.req("Q3")
def test_genesis__filing_longer_than_the_grace__is_refused() -> None:
    charter = replace(presets.pilot(), grace_days=89)
    assert refusal_of(charter) == ("CharterOutOfBounds", "filingDays", 90, 7, 89)


@pytest.mark.req("Q2")
def test_genesis__annual_cap_below_the_category_cap__is_refused() -> None:
    charter = replace(presets.pilot(), category_cap=250, annual_cap=249)
    assert refusal_of(charter) == ("CharterOutOfBounds", "annualCap", 249, 250, 1_000)


def test_genesis__two_parameters_outside__names_the_first_of_the_table() -> None:
    charter = replace(presets.pilot(), leave_days=1, genesis_rate=1, majority_years=1)
    assert refusal_of(charter) == ("CharterOutOfBounds", "leaveDays", 1, 30, 730)


def test_genesis__rule_and_majority_outside__names_the_rule() -> None:
    charter = replace(presets.pilot(), majority_years=15)
    refusal = refusal_of(charter, rules=(text(1, points=251),))
    assert refusal == ("RuleOutOfBounds", 1, "points", 251, 0, 250)


@pytest.mark.parametrize("preset", [presets.pilot, presets.minimal, presets.generous])
def test_genesis__preset__is_accepted(preset: Callable[[], Charter]) -> None:
    state, _ = transition.genesis(preset(), COMMUNITIES, (), CATALOGUE, GENESIS)
    assert state.charter == preset()


def test_pilot__its_values__are_the_table_of_the_rules() -> None:
    assert presets.pilot() == Charter(
        150, 400, 180, 90, 30, 365, 1_826, 1_000_000, 1_000_000, 0, 1_000, 30, 18
    )
