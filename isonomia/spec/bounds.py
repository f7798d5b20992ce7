"""The hard bounds of charters, of rules and of rounds."""

from __future__ import annotations

from isonomia.spec.actions import OpenRound
from isonomia.spec.calendar import DAY
from isonomia.spec.refusals import Refusal
from isonomia.spec.state import CATEGORIES, NO_END, NOMINATED, SECOND_CHANCE, Charter, RuleText

LEAST_RATE = 100_000
MOST_RATE = 10_000_000
#: Millicredits of the smallest portion a prize can cover.
LEAST_AMOUNT = 1_000
MOST_PRIZES = 10_000
MOST_ENTRY_DAYS = 90

#: How many parameters belong to the ledger, and to ledger and communities together.
_OF_THE_LEDGER = 14
_BEFORE_THE_POOL = 15

#: name of the parameter, value, least, most
Bound = tuple[str, int, int, int]


def charter_bounds(charter: Charter) -> tuple[Bound, ...]:
    """Return every parameter of the charter with its bounds, in the order they are checked."""
    most_filing = min(charter.grace_days, 180)
    most_leave = min(730, charter.leave_window_days // 2)
    return (
        ("categoryCap", charter.category_cap, 10, 250),
        ("annualCap", charter.annual_cap, charter.category_cap, 1_000),
        ("graceDays", charter.grace_days, 30, 730),
        ("filingDays", charter.filing_days, 7, most_filing),
        ("ruleNoticeDays", charter.rule_notice_days, 30, 180),
        ("leaveDays", charter.leave_days, 30, most_leave),
        ("leaveWindowDays", charter.leave_window_days, 365, 3_652),
        ("genesisRate", charter.genesis_rate, LEAST_RATE, MOST_RATE),
        ("rateBase", charter.rate_base, 0, 10_000_000),
        ("ratePerDividend", charter.rate_per_dividend, 0, 1_000_000_000),
        ("rateChangeLimit", charter.rate_change_limit, 0, 2_500),
        ("rateNoticeDays", charter.rate_notice_days, 30, 180),
        ("giftCap", charter.gift_cap, 0, 250),
        ("usableQuality", charter.usable_quality, 200, 900),
        ("majorityYears", charter.majority_years, 16, 21),
        ("secondChanceBelow", charter.second_chance_below, 100, 400),
        ("prizePoints", charter.prize_points, 1, 400),
        ("prizeAmount", charter.prize_amount, LEAST_AMOUNT, 500_000),
        ("prizeDays", charter.prize_days, 1, 365),
        ("membersPerNomination", charter.members_per_nomination, 1, 10_000),
    )


def require_bounded_ledger(charter: Charter) -> None:
    """Refuse a charter whose ledger parameters lie outside their bounds."""
    _require_bounded(charter_bounds(charter)[:_OF_THE_LEDGER])


def require_bounded_majority(charter: Charter) -> None:
    """Refuse an age of majority outside its bounds."""
    _require_bounded(charter_bounds(charter)[_OF_THE_LEDGER:_BEFORE_THE_POOL])


def require_bounded_pool(charter: Charter) -> None:
    """Refuse a charter whose parameters of the pool lie outside their bounds."""
    _require_bounded(charter_bounds(charter)[_BEFORE_THE_POOL:])


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


def require_bounded_round(charter: Charter, terms: OpenRound, now: int) -> None:
    """Refuse terms of a round that lie outside their bounds at ``now`` seconds."""
    bounds: tuple[Bound, ...] = (
        ("kind", terms.kind, NOMINATED, SECOND_CHANCE),
        ("prizes", terms.prizes, 1, MOST_PRIZES),
        ("points", terms.points, 1, charter.prize_points),
        ("amount", terms.amount, LEAST_AMOUNT, charter.prize_amount),
        ("daysLong", terms.days_long, 1, charter.prize_days),
        ("entriesUntil", terms.entries_until, now + DAY, now + MOST_ENTRY_DAYS * DAY),
    )
    for parameter, value, least, most in bounds:
        if not least <= value <= most:
            raise Refusal("RoundOutOfBounds", parameter, value, least, most)


def _require_bounded(bounds: tuple[Bound, ...]) -> None:
    for parameter, value, least, most in bounds:
        if not least <= value <= most:
            raise Refusal("CharterOutOfBounds", parameter, value, least, most)
