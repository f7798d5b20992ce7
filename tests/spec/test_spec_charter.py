"""Bounds of the charter, each one at its edges.

```
genesis
├── a parameter one below its least, or one above its most: CharterOutOfBounds
├── a parameter at its least or most: accepted
├── several outside: the first of the table is named
├── more leave than half of its window: CharterOutOfBounds
├── majority outside: named after the ledger's own parameters and rules
├── the pool's outside: named after majority and the last seat
└── presets lie inside
```
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from isonomia.spec import presets, transition
from isonomia.spec.refusals import Refusal
from isonomia.spec.state import Charter, InfractionText, RuleText
from tests.spec.worlds import CATALOGUE, COMMUNITIES, EVIDENCE, GENESIS, RULES, text

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
    ("budget_per_member", "budgetPerMember", 1, 1_000),
    ("standing_loss", "standingLoss", 10, 300),
    ("second_chance_below", "secondChanceBelow", 100, 400),
    ("prize_points", "prizePoints", 1, 400),
    ("prize_amount", "prizeAmount", 1_000, 500_000),
    ("prize_days", "prizeDays", 1, 365),
    ("members_per_nomination", "membersPerNomination", 1, 10_000),
    ("notice_days", "noticeDays", 14, 60),
    ("ripe_days", "ripeDays", 7, 90),
    ("verdict_days", "verdictDays", 14, 90),
    ("challenge_days", "challengeDays", 7, 90),
    ("accusations_per_year", "accusationsPerYear", 1, 12),
    ("challenges_per_year", "challengesPerYear", 1, 12),
    ("term_days", "termDays", 180, 1_461),
    ("volunteer_days", "volunteerDays", 7, 60),
    ("share_index_step", "shareIndexStep", 10, 200),
    ("amendment_notice_days", "amendmentNoticeDays", 30, 180),
    ("accreditation_days", "accreditationDays", 365, 3_652),
    ("price_notice_days", "priceNoticeDays", 30, 180),
    ("refund_days", "refundDays", 14, 90),
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


# Values that depend on others: filingDays must not exceed graceDays, nor leaveDays half of its
# window. See below.
APART = ("grace_days", "leave_window_days")


@pytest.mark.parametrize(
    ("field", "parameter", "least", "most"), [edge for edge in EDGES if edge[0] not in APART]
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


@pytest.mark.parametrize("value", [364, 3_653])
def test_genesis__leave_window_beyond_a_bound__is_refused(value: int) -> None:
    charter = replace(presets.pilot(), leave_days=30, leave_window_days=value)
    assert refusal_of(charter) == ("CharterOutOfBounds", "leaveWindowDays", value, 365, 3_652)


@pytest.mark.req("Q3")
@pytest.mark.parametrize(("window", "most"), [(365, 182), (730, 365), (1_459, 729), (1_460, 730)])
def test_genesis__more_leave_than_half_of_its_window__is_refused(window: int, most: int) -> None:
    charter = replace(presets.pilot(), leave_days=most + 1, leave_window_days=window)
    assert refusal_of(charter) == ("CharterOutOfBounds", "leaveDays", most + 1, 30, most)
    fitting = replace(charter, leave_days=most)
    transition.genesis(fitting, COMMUNITIES, RULES, CATALOGUE, GENESIS)


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


def test_genesis__seat_and_pool_outside__names_the_seat() -> None:
    charter = replace(presets.pilot(), second_chance_below=99)
    homeless = replace(COMMUNITIES[0].seats[0], home=9)
    root = replace(COMMUNITIES[0], seats=(*COMMUNITIES[0].seats[1:], homeless))
    with pytest.raises(Refusal) as refusal:
        transition.genesis(charter, (root,), RULES, CATALOGUE, GENESIS)
    assert (refusal.value.name, refusal.value.values) == ("UnknownCommunity", (9,))


def test_genesis__majority_and_pool_outside__names_the_majority() -> None:
    charter = replace(presets.pilot(), majority_years=22, prize_points=401)
    assert refusal_of(charter) == ("CharterOutOfBounds", "majorityYears", 22, 16, 21)


def test_genesis__cases_and_infraction_outside__names_the_cases() -> None:
    charter = replace(presets.pilot(), notice_days=13, term_days=1)
    assert refusal_of(charter) == ("CharterOutOfBounds", "noticeDays", 13, 14, 60)


def test_genesis__infraction_and_assembly_outside__names_the_infraction() -> None:
    charter = replace(presets.pilot(), term_days=1)
    infraction = InfractionText(1, 301, 0, 365, 0, EVIDENCE)
    with pytest.raises(Refusal) as refusal:
        transition.genesis(
            charter, COMMUNITIES, RULES, CATALOGUE, GENESIS, infractions=(infraction,)
        )
    assert refusal.value.name == "RuleOutOfBounds"
    assert refusal.value.values == (1, "points", 301, 0, 300)


def test_genesis__assembly_and_services_outside__names_the_assembly() -> None:
    charter = replace(presets.pilot(), amendment_notice_days=29, accreditation_days=1)
    assert refusal_of(charter) == ("CharterOutOfBounds", "amendmentNoticeDays", 29, 30, 180)


@pytest.mark.parametrize("preset", [presets.pilot, presets.minimal, presets.generous])
def test_genesis__preset__is_accepted(preset: Callable[[], Charter]) -> None:
    state, _ = transition.genesis(preset(), COMMUNITIES, (), CATALOGUE, GENESIS)
    assert state.charter == preset()


def test_pilot__its_values__are_the_table_of_the_rules() -> None:
    assert presets.pilot() == Charter(
        category_cap=150,
        annual_cap=400,
        grace_days=180,
        filing_days=90,
        rule_notice_days=30,
        leave_days=365,
        leave_window_days=1_826,
        genesis_rate=1_000_000,
        rate_base=1_000_000,
        rate_per_dividend=0,
        rate_change_limit=1_000,
        rate_notice_days=30,
        gift_cap=200,
        usable_quality=600,
        majority_years=18,
        budget_per_member=20,
        standing_loss=100,
        second_chance_below=200,
        prize_points=400,
        prize_amount=500_000,
        prize_days=365,
        members_per_nomination=1_000,
        notice_days=14,
        ripe_days=30,
        verdict_days=30,
        challenge_days=30,
        accusations_per_year=4,
        challenges_per_year=4,
        term_days=730,
        volunteer_days=30,
        share_index_step=100,
        amendment_notice_days=30,
        accreditation_days=1_826,
        price_notice_days=30,
        refund_days=30,
    )
