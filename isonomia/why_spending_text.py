"""The spending of a receipt in words that need no explanation."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from isonomia import words
from isonomia.services.words import kind_name, tier_name
from isonomia.why_case_text import INDENT, WIDTH, detail, paragraph
from isonomia.why_spending import SpendingKind, SpendingLine


def spending_in_words(lines: Sequence[SpendingLine], spent: int) -> Iterator[str]:
    """Tell all redemptions, refunds and ratings of a person, line by line."""
    yield f"SPENDING  {words.credits(spent)}"
    yield from paragraph(
        "Only orders that the person signed take credits, and a refund gives them back exactly. "
        "Spending changes no quality."
    )
    for line in lines:
        yield ""
        yield from _line(line)


def used_of(lines: Sequence[SpendingLine], number: int) -> int:
    """Return the millicredits redeemed and not refunded of the uplift that a round gave."""
    return -sum(line.change for line in lines if line.round == number)


def _line(line: SpendingLine) -> Iterator[str]:
    change = _signed(line.change) if line.change else ""
    head = f"{INDENT}{words.day(line.day)}  {change:>12}  "
    yield from textwrap.wrap(
        _happening(line), WIDTH, initial_indent=head, subsequent_indent=" " * len(head)
    )
    if line.round is not None and line.kind is not SpendingKind.RATED:
        yield from detail(f"of the portion that round {line.round} of the lottery lifts")
    if line.order is not None:
        yield from detail(f"order {line.order}, signed by the person's own key")
    elif line.kind is SpendingKind.RATED:
        yield from detail("signed by the person's own key")
    if line.batch is not None:
        yield from detail(f"redemption {line.index} of batch {line.batch}")
    yield from detail(f"block {line.block}, tx {line.transaction}")


def _happening(line: SpendingLine) -> str:
    if line.kind is SpendingKind.CANCELLED:
        return "cancelled an order that nobody had redeemed"
    service = f"{kind_name(line.service or 0)}, {tier_name(line.tier or 0)}"
    provider = words.printable(line.organisation_name or "")
    at = f"{service} (offer {line.offer} of {provider})"
    if line.kind is SpendingKind.RATED:
        return f"rated with {words.count(line.stars or 0, 'star')}: {at}"
    units = words.count(line.quantity or 0, "unit")
    what = f"{units} of {at}"
    return what if line.kind is SpendingKind.REDEEMED else f"refunded: {what}"


def _signed(amount: int) -> str:
    return f"-{words.credits(-amount)}" if amount < 0 else f"+{words.credits(amount)}"
