"""The hard bounds of charters, of rules and of rounds."""

from __future__ import annotations

from isonomia.spec.actions import GrantMandate, OpenRound
from isonomia.spec.calendar import DAY
from isonomia.spec.charters import OF_TARGET, OF_THE_COMMUNITIES
from isonomia.spec.refusals import Refusal
from isonomia.spec.state import (
    CATEGORIES,
    NO_END,
    NOMINATED,
    SECOND_CHANCE,
    Charter,
    InfractionText,
    RuleText,
    StandardEffect,
    StandardText,
    Target,
)

LEAST_RATE = 100_000
MOST_RATE = 10_000_000
#: Millicredits of the smallest portion a prize can cover.
LEAST_AMOUNT = 1_000
MOST_PRIZES = 10_000
MOST_ENTRY_DAYS = 90
MOST_SIGNERS = 16
MOST_MANDATE_DAYS = 366

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
        ("budgetPerMember", charter.budget_per_member, 1, 1_000),
        ("standingLoss", charter.standing_loss, 10, 300),
        ("secondChanceBelow", charter.second_chance_below, 100, 400),
        ("prizePoints", charter.prize_points, 1, 400),
        ("prizeAmount", charter.prize_amount, LEAST_AMOUNT, 500_000),
        ("prizeDays", charter.prize_days, 1, 365),
        ("membersPerNomination", charter.members_per_nomination, 1, 10_000),
        ("noticeDays", charter.notice_days, 14, 60),
        ("ripeDays", charter.ripe_days, 7, 90),
        ("verdictDays", charter.verdict_days, 14, 90),
        ("challengeDays", charter.challenge_days, 7, 90),
        ("accusationsPerYear", charter.accusations_per_year, 1, 12),
        ("challengesPerYear", charter.challenges_per_year, 1, 12),
        ("termDays", charter.term_days, 180, 1_461),
        ("volunteerDays", charter.volunteer_days, 7, 60),
        ("shareIndexStep", charter.share_index_step, 10, 200),
        ("amendmentNoticeDays", charter.amendment_notice_days, 30, 180),
        ("accreditationDays", charter.accreditation_days, 365, 3_652),
        ("priceNoticeDays", charter.price_notice_days, 30, 180),
        ("refundDays", charter.refund_days, 14, 90),
    )


def require_bounded_target(charter: Charter, target: int) -> None:
    """Refuse a charter whose parameters of one target lie outside their bounds."""
    require_bounded(charter_bounds(charter)[OF_TARGET[Target(target)]])


def require_bounded_communities(charter: Charter) -> None:
    """Refuse a charter whose parameters of the communities lie outside their bounds."""
    require_bounded(charter_bounds(charter)[OF_THE_COMMUNITIES])


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


def require_bounded_infraction(text: InfractionText) -> None:
    """Refuse an infraction rule whose values lie outside their bounds."""
    least_amount = 0 if text.amount == 0 else LEAST_AMOUNT
    bounds: tuple[Bound, ...] = (
        ("rule", text.rule, 1, 2**32 - 1),
        ("points", text.points, 0, 300),
        ("amount", text.amount, least_amount, 2**40 - 1),
        ("sunsetDays", text.sunset_days, 365, 1_826),
        ("fromDay", text.from_day, 0, NO_END - 1),
    )
    for parameter, value, least, most in bounds:
        if not least <= value <= most:
            raise Refusal("RuleOutOfBounds", text.rule, parameter, value, least, most)


def require_bounded_standard(text: StandardText) -> None:
    """Refuse a standard whose values lie outside their bounds."""
    bounds: tuple[Bound, ...] = (
        ("rule", text.standard, 1, 2**32 - 1),
        ("effect", text.effect, StandardEffect.RETIRED, StandardEffect.COMMENDATION),
        ("sunsetDays", text.sunset_days, 30, 730),
        ("fromDay", text.from_day, 0, NO_END - 1),
    )
    for parameter, value, least, most in bounds:
        if not least <= value <= most:
            raise Refusal("RuleOutOfBounds", text.standard, parameter, value, least, most)


def require_bounded_mandate(terms: GrantMandate, today: int) -> None:
    """Refuse a mandate with too few signers or too many, or of too many days."""
    signers = len(terms.keys)
    least_threshold = max(2, (2 * signers + 2) // 3)
    bounds: tuple[Bound, ...] = (
        ("signers", signers, 2, MOST_SIGNERS),
        ("threshold", terms.threshold, least_threshold, signers),
        ("untilDay", terms.until_day, today + 1, today + MOST_MANDATE_DAYS),
    )
    for parameter, value, least, most in bounds:
        if not least <= value <= most:
            raise Refusal("MandateOutOfBounds", parameter, value, least, most)


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


def require_bounded(bounds: tuple[Bound, ...]) -> None:
    """Refuse the first parameter that lies outside its bounds."""
    for parameter, value, least, most in bounds:
        if not least <= value <= most:
            raise Refusal("CharterOutOfBounds", parameter, value, least, most)
