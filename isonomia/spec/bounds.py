"""The hard bounds of charters and of rules."""

from __future__ import annotations

from isonomia.spec.refusals import Refusal
from isonomia.spec.state import CATEGORIES, NO_END, Charter, RuleText

LEAST_RATE = 100_000
MOST_RATE = 10_000_000

#: name of the parameter, value, least, most
Bound = tuple[str, int, int, int]


def charter_bounds(charter: Charter) -> tuple[Bound, ...]:
    """Return every parameter of the charter with its bounds, in the order they are checked."""
    most_filing = min(charter.grace_days, 180)
    return (
        ("categoryCap", charter.category_cap, 10, 250),
        ("annualCap", charter.annual_cap, charter.category_cap, 1_000),
        ("graceDays", charter.grace_days, 30, 730),
        ("filingDays", charter.filing_days, 7, most_filing),
        ("ruleNoticeDays", charter.rule_notice_days, 30, 180),
        ("leaveDays", charter.leave_days, 30, 730),
        ("leaveWindowDays", charter.leave_window_days, 365, 3_652),
        ("genesisRate", charter.genesis_rate, LEAST_RATE, MOST_RATE),
        ("rateBase", charter.rate_base, 0, 10_000_000),
        ("ratePerDividend", charter.rate_per_dividend, 0, 1_000_000_000),
        ("rateChangeLimit", charter.rate_change_limit, 0, 2_500),
        ("rateNoticeDays", charter.rate_notice_days, 30, 180),
        ("majorityYears", charter.majority_years, 16, 21),
    )


def require_bounded_ledger(charter: Charter) -> None:
    """Refuse a charter whose ledger parameters lie outside their bounds."""
    _require_bounded(charter_bounds(charter)[:-1])


def require_bounded_majority(charter: Charter) -> None:
    """Refuse an age of majority outside its bounds."""
    _require_bounded(charter_bounds(charter)[-1:])


def require_bounded_rule(text: RuleText) -> None:
    """Refuse a rule whose values lie outside their bounds."""
    bounds: tuple[Bound, ...] = (
        ("rule", text.rule, 1, 2**32 - 1),
        ("category", text.category, 1, CATEGORIES),
        ("points", text.points, 0, 250),
        ("yearlyLimit", text.yearly_limit, 0, 1_000),
        ("fromDay", text.from_day, 0, NO_END - 1),
    )
    for parameter, value, least, most in bounds:
        if not least <= value <= most:
            raise Refusal("RuleOutOfBounds", text.rule, parameter, value, least, most)


def _require_bounded(bounds: tuple[Bound, ...]) -> None:
    for parameter, value, least, most in bounds:
        if not least <= value <= most:
            raise Refusal("CharterOutOfBounds", parameter, value, least, most)
