"""A receipt in words that need no explanation."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from isonomia import words
from isonomia.spec.calendar import DAY, YEAR
from isonomia.why import RatePeriod, Receipt
from isonomia.why_lines import Approval, Award, Draw, Kind, Line, Portion

WIDTH = 88
_INDENT = "  "
_DETAIL = " " * 6
_AMOUNT_AT = 60


def as_text(receipt: Receipt) -> str:
    """Write a receipt as lines of at most 88 characters, hashes excepted."""
    sections = [
        _who(receipt),
        _credits(receipt),
        _quality(receipt),
        *([_portions(receipt)] if receipt.portions else []),
        _outlook(receipt),
        _check(receipt),
    ]
    return "\n\n".join("\n".join(section) for section in sections)


def _who(receipt: Receipt) -> Iterator[str]:
    yield f"Person {receipt.identity}"
    yield f"as of {words.second(receipt.time)}, block {receipt.block} of chain {receipt.chain_id}"
    yield ""
    yield from _paragraph(
        f"Belongs to {receipt.community_name} (community {receipt.community}). Born in "
        f"{words.month(receipt.birth_month)}; the ledger knows no name and no exact date."
    )


def _credits(receipt: Receipt) -> Iterator[str]:
    yield f"CREDITS  {words.credits(receipt.recomputed.credits)}"
    yield from _paragraph(
        "Everybody receives the same credits from the first day of the month of birth on. No "
        "penalty and no council can lower them."
    )
    yield ""
    for number, period in enumerate(receipt.credits):
        yield _period(period, "birth" if number == 0 else "then")
        if period.block is not None:
            yield from _detail(f"announced in block {period.block}, tx {period.transaction}")
    yield f"{_INDENT}{'together':<{_AMOUNT_AT}}{words.credits(receipt.recomputed.credits):>16}"


def _period(period: RatePeriod, what: str) -> str:
    span = f"{words.date_of(period.since)} to {words.date_of(period.until)}"
    seconds = period.until - period.since
    hundredths = seconds * 100 // YEAR
    lasted = words.count(seconds // DAY, "day")
    if seconds >= YEAR:
        lasted = f"{hundredths // 100}.{hundredths % 100:02d} years"
    rate = f"{words.credits(period.rate).removesuffix('.000')} a year"
    text = f"{what:<6}{span}{lasted:>14} at {rate}"
    return f"{_INDENT}{text:<{_AMOUNT_AT}}{words.credits(period.credits):>16}"


def _quality(receipt: Receipt) -> Iterator[str]:
    answer = receipt.recomputed
    yield f"QUALITY  {_points(answer.quality)}, tier {words.TIER_NAMES[answer.tier]}"
    yield from _paragraph(
        "Quality decides which tier of service the credits reach. Essential services stay open "
        "whatever it is."
    )
    for line in receipt.lines:
        yield ""
        yield from _line(line)


def _line(line: Line) -> Iterator[str]:
    change = f"{line.change:+d}" if line.change else ""
    head = f"{_INDENT}{words.day(line.day)}  {change:>5} {line.quality:>6}  "
    yield from textwrap.wrap(
        _happening(line), WIDTH, initial_indent=head, subsequent_indent=" " * len(head)
    )
    if line.award:
        yield from _award(line.award)
    if line.approval:
        yield from _detail(_signed(line.approval))
    elif line.kind in _BY_THE_PERSON:
        yield from _detail("signed by the person's own key")
    elif line.draw:
        yield from _draw(line.draw)
    elif line.block is not None:
        yield from _detail("by the charter, at genesis")
    if line.block is not None:
        yield from _detail(f"block {line.block}, tx {line.transaction}")


def _happening(line: Line) -> str:
    if line.award:
        return f"{line.award.rule_name}, done on {words.day(line.award.act_day)}"
    if line.kind is Kind.FADING and line.since is not None:
        return (
            f"faded by a point a day from {words.day(line.since)} on, since no contribution had "
            "been credited for the time of grace"
        )
    if line.kind is Kind.LEAVE and line.until is not None:
        return f"leave declared until {words.day(line.until)}; nothing fades while it lasts"
    if line.kind is Kind.GIFT:
        return f"gave {_points(-line.change)} to the pool: to everybody, never to somebody"
    if line.kind is Kind.NOMINATION:
        return f"nominated for round {line.round} of the lottery, as entrant {line.entrant}"
    if line.kind is Kind.ENTRY:
        return f"asked for a second chance in round {line.round}, as entrant {line.entrant}"
    if line.draw and line.portion:
        return f"won lot {line.draw.lot} of round {line.draw.round}: {_lifted(line.portion)}"
    if line.draw:
        return (
            f"lot {line.draw.lot} of round {line.draw.round} fell on this person, who can take no "
            "uplift: one second chance in a lifetime, and 8 overlays at once; its points are free "
            "again"
        )
    if line.key is not None:
        return f"key {line.key} signs for the person from now on"
    return _HAPPENINGS[line.kind]


_BY_THE_PERSON = {Kind.KEY_CHANGED, Kind.LEAVE, Kind.LEAVE_ENDED, Kind.GIFT, Kind.ENTRY}
_HAPPENINGS = {
    Kind.ENROLLED: "enrolled",
    Kind.SEAT: "took a seat on a council",
    Kind.LEAVE_ENDED: "leave ended early; the days not taken can be taken later",
}


def _award(award: Award) -> Iterator[str]:
    category = words.CATEGORY_NAMES[award.category]
    yield from _detail(
        f"rule {award.rule}, version {award.version}: {_points(award.points)} in category "
        f"{award.category} ({category})"
    )
    yield from _detail("evidence " + award.evidence_hash)


def _signed(approval: Approval) -> str:
    seats = words.listed([str(signer.seat) for signer in approval.signers])
    noun = "seat" if len(approval.signers) == 1 else "seats"
    return (
        f"signed by {noun} {seats} of the council of {approval.community_name} "
        f"({approval.threshold} of {approval.seats} needed)"
    )


def _lifted(portion: Portion) -> str:
    return (
        f"{words.credits(portion.amount)} credits are lifted by {_points(portion.points)} until "
        f"{words.day(portion.until)}, to quality {portion.quality}, tier "
        f"{words.TIER_NAMES[portion.tier]}"
    )


def _draw(draw: Draw) -> Iterator[str]:
    yield from _detail(
        f"drawn among {words.count(draw.entrants, 'entrant')} with beacon round "
        f"{draw.beacon_round}: lot {draw.lot} fell on entrant {draw.entrant}"
    )
    yield from _detail(f"key {draw.key}")


def _portions(receipt: Receipt) -> Iterator[str]:
    yield f"PORTIONS  {words.count(len(receipt.portions), 'uplift')} in force"
    yield from _paragraph(
        "An uplift lifts its own portion of the credits and ends by itself. Portions never add up."
    )
    for portion in receipt.portions:
        yield ""
        yield from _paragraph(f"From round {portion.round}: {_lifted(portion)}.")


def _outlook(receipt: Receipt) -> Iterator[str]:
    yield "WHAT COMES NEXT"
    outlook, quality = receipt.outlook, receipt.recomputed.quality
    if outlook.zero_day is None:
        yield from _paragraph("There is no quality to fade. Any credited contribution raises it.")
        return
    today = receipt.time // DAY
    start = (
        f"Quality stays at {quality} until {words.day(outlook.full_until)} and then falls"
        if outlook.full_until > today
        else "Quality falls"
    )
    yield from _paragraph(
        f"{start} by a point a day until another contribution is credited. Without one it is 0 on "
        f"{words.day(outlook.zero_day)}."
    )
    if outlook.next_tier is not None and outlook.next_tier_day is not None:
        yield from _paragraph(
            f"On {words.day(outlook.next_tier_day)} it will have fallen to tier "
            f"{words.TIER_NAMES[outlook.next_tier]}."
        )


def _check(receipt: Receipt) -> Iterator[str]:
    yield "CHECK"
    verdict = "The contract answers the same" if receipt.agrees else "THE CONTRACT DISAGREES"
    answer = receipt.contract
    yield from _paragraph(
        f"{verdict}: {words.credits(answer.credits)} credits, quality {answer.quality}, tier "
        f"{words.TIER_NAMES[answer.tier]}. `isonomia verify` checks everybody's numbers and the "
        "code that computes them."
    )


def _points(number: int) -> str:
    return words.count(number, "point")


def _paragraph(text: str) -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent=_INDENT, subsequent_indent=_INDENT)


def _detail(text: str) -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent=_DETAIL, subsequent_indent=_DETAIL)
