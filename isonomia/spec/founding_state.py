"""What a deployment starts from: the charter, and the communities with their first councils."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Charter:
    """The parameters of one deployment; `bounds.CHARTER_BOUNDS` says within what limits."""

    category_cap: int
    annual_cap: int
    grace_days: int
    filing_days: int
    rule_notice_days: int
    leave_days: int
    leave_window_days: int
    genesis_rate: int
    rate_base: int
    rate_per_dividend: int
    rate_change_limit: int
    rate_notice_days: int
    gift_cap: int
    usable_quality: int
    majority_years: int
    budget_per_member: int
    standing_loss: int
    second_chance_below: int
    prize_points: int
    prize_amount: int
    prize_days: int
    members_per_nomination: int
    notice_days: int
    ripe_days: int
    verdict_days: int
    challenge_days: int
    accusations_per_year: int
    challenges_per_year: int
    term_days: int
    volunteer_days: int
    share_index_step: int
    amendment_notice_days: int
    accreditation_days: int
    price_notice_days: int
    refund_days: int


@dataclass(frozen=True, slots=True)
class FoundingSeat:
    """One seat of a genesis council.

    The controller may be given as hexadecimal text; it is kept as 20 bytes. ``home`` is the
    community the person belongs to, which may differ from the one they sit for.
    """

    identity: bytes
    birth_month: int
    controller: bytes | str
    home: int

    @property
    def key(self) -> bytes:
        """Return the controller as 20 bytes."""
        if isinstance(self.controller, bytes):
            return self.controller
        return bytes.fromhex(self.controller.removeprefix("0x"))


@dataclass(frozen=True, slots=True)
class FoundingCommunity:
    """One community of the charter; ids follow the list from 1, and the root's parent is 0."""

    parent: int
    threshold: int
    seats: tuple[FoundingSeat, ...]
