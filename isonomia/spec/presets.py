"""Charters to start from."""

from __future__ import annotations

from isonomia.spec.state import Charter


def pilot() -> Charter:
    """Return the charter of the pilot."""
    return Charter(
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


def minimal() -> Charter:
    """Return the smallest caps and periods, so that few steps reach a cap or an expiry.

    The rate follows the dividend and may change by the most there is. Nobody earns enough to give.
    A community of three awards at most 15 points a quarter, and one accusation a year is the most.
    """
    return Charter(
        category_cap=10,
        annual_cap=15,
        grace_days=30,
        filing_days=7,
        rule_notice_days=30,
        leave_days=30,
        leave_window_days=365,
        genesis_rate=120_000,
        rate_base=0,
        rate_per_dividend=1_000_000,
        rate_change_limit=2_500,
        rate_notice_days=30,
        gift_cap=5,
        usable_quality=200,
        majority_years=16,
        budget_per_member=5,
        standing_loss=300,
        second_chance_below=400,
        prize_points=5,
        prize_amount=2_000,
        prize_days=10,
        members_per_nomination=1,
        notice_days=14,
        ripe_days=7,
        verdict_days=14,
        challenge_days=7,
        accusations_per_year=1,
        challenges_per_year=1,
        term_days=180,
        volunteer_days=7,
        share_index_step=200,
        amendment_notice_days=30,
        accreditation_days=365,
        price_notice_days=30,
        refund_days=14,
    )


def generous() -> Charter:
    """Return the largest caps and the longest grace, so that few steps reach the ceiling.

    One award of the most points is enough to give, and leaves one poor enough for a second chance.
    """
    return Charter(
        category_cap=250,
        annual_cap=1_000,
        grace_days=730,
        filing_days=180,
        rule_notice_days=30,
        leave_days=730,
        leave_window_days=3_652,
        genesis_rate=10_000_000,
        rate_base=10_000_000,
        rate_per_dividend=1_000_000_000,
        rate_change_limit=2_500,
        rate_notice_days=30,
        gift_cap=250,
        usable_quality=200,
        majority_years=21,
        budget_per_member=1_000,
        standing_loss=10,
        second_chance_below=400,
        prize_points=400,
        prize_amount=500_000,
        prize_days=365,
        members_per_nomination=1,
        notice_days=60,
        ripe_days=90,
        verdict_days=90,
        challenge_days=90,
        accusations_per_year=12,
        challenges_per_year=12,
        term_days=1_461,
        volunteer_days=60,
        share_index_step=200,
        amendment_notice_days=30,
        accreditation_days=3_652,
        price_notice_days=30,
        refund_days=90,
    )
