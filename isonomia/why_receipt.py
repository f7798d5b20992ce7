"""A receipt: everything there is to say about one person at one block."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any

from isonomia.why_approval import Approval
from isonomia.why_cases import CaseStory
from isonomia.why_lines import Line, Portion
from isonomia.why_recourse import Recourse
from isonomia.why_spending import SpendingLine


@dataclass(frozen=True, slots=True)
class RatePeriod:
    """Credits that accrued while one annual rate was in force; amounts in millicredits.

    What follows the credits says how the rate was announced; all None for the charter's own, which
    also counts for the time before genesis.

    Attributes:
        since: first second
        until: first second after
        rate: a year
        credits: that accrued
        block: in which the rate was announced
        transaction: by which it was
        approval: the council that signed
        dividend_per_head: it follows from, in the unit of the charter
        unbounded_rate: that the formula gives for it, before the bounds on change
        source_hash: of the document the dividend stands in
    """

    since: int
    until: int
    rate: int
    credits: int
    block: int | None = None
    transaction: str | None = None
    approval: Approval | None = None
    dividend_per_head: int | None = None
    unbounded_rate: int | None = None
    source_hash: str | None = None


@dataclass(frozen=True, slots=True)
class Outlook:
    """What becomes of the quality when nothing is credited any more.

    Attributes:
        full_until: last day on which nothing fades
        next_tier: the tier it will then have fallen to, or None in the lowest
        next_tier_day: first day in that tier, or None
        zero_day: first day with base quality 0, or None when it is 0 already
    """

    full_until: int
    next_tier: int | None
    next_tier_day: int | None
    zero_day: int | None


@dataclass(frozen=True, slots=True)
class PortionAnswer:
    """Size in millicredits, quality and tier of the portion under the overlay at an index."""

    index: int
    amount: int
    quality: int
    tier: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What one side says.

    Attributes:
        credits: millicredits
        spent: millicredits redeemed and not refunded
        base_quality: points before any deduction
        quality: points of the balance
        tier: 0 to 4
        portions: of the balance under overlays of their own
    """

    credits: int
    spent: int
    base_quality: int
    quality: int
    tier: int
    portions: tuple[PortionAnswer, ...] = ()


@dataclass(frozen=True, slots=True)
class YearSoFar:
    """Points earned and given away in the allocation year of the pinned block.

    Attributes:
        year: counted from genesis
        earned: in each of the seven categories
        category_cap: most points that can be earned in each, by rules published now
        annual_cap: most points that can be earned in all
        given: to the pool
        gift_cap: most points that can be given
    """

    year: int
    earned: tuple[int, ...]
    category_cap: int
    annual_cap: int
    given: int
    gift_cap: int


@dataclass(frozen=True, slots=True)
class Receipt:
    """Everything there is to say about one person at one block.

    Attributes:
        identity: 0x and 64 digits
        jurisdiction: its name in the charter
        charter_hash: of the charter file
        ledger: address of the contract that keeps the numbers
        chain_id: chain that was read
        block: that is looked at
        block_hash: its hash
        time: its second
        community: the person belongs to
        community_name: its name
        birth_month: year * 12 + month - 1
        is_closed: whether the account is closed
        takes_part: whether the person is in the quality layer
        credits: accrued, rate by rate
        lines: what happened to the quality, in order
        year: what was earned and given this year
        portions: of the balance under overlays of their own
        cases: about the person
        spending: what was redeemed, in order
        recourses: what can still be appealed or undone
        outlook: what becomes of the quality
        recomputed: the numbers that follow from all this
        contract: the numbers that the contract answers
    """

    identity: str
    jurisdiction: str
    charter_hash: str
    ledger: str
    chain_id: int
    block: int
    block_hash: str
    time: int
    community: int
    community_name: str
    birth_month: int
    is_closed: bool
    takes_part: bool
    credits: tuple[RatePeriod, ...]
    lines: tuple[Line, ...]
    year: YearSoFar
    portions: tuple[Portion, ...]
    cases: tuple[CaseStory, ...]
    spending: tuple[SpendingLine, ...]
    recourses: tuple[Recourse, ...]
    outlook: Outlook
    recomputed: Answer
    contract: Answer

    @property
    def agrees(self) -> bool:
        """Whether the contract answers what the logs give."""
        return self.recomputed == self.contract

    def as_dict(self) -> dict[str, Any]:
        """Return what `isonomia why --json` prints."""
        return {**dataclasses.asdict(self), "agrees": self.agrees}
