"""A receipt in words that need no explanation."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from isonomia import words
from isonomia.spec.calendar import DAY, YEAR
from isonomia.why_case_text import (
    INDENT,
    WIDTH,
    cases_in_words,
    detail,
    lowered,
    paragraph,
    signed_by,
)
from isonomia.why_lines import Award, Draw, Kind, Line, Portion
from isonomia.why_receipt import RatePeriod, Receipt, YearSoFar
from isonomia.why_recourse import Means
from isonomia.why_spending_text import spending_in_words, used_of

_AMOUNT_AT = 60


def as_text(receipt: Receipt) -> str:
    """Write a receipt as lines of at most 88 characters, hashes excepted."""
    sections = [
        _who(receipt),
        _credits(receipt),
        _quality(receipt),
        *([_portions(receipt)] if receipt.portions else []),
        *([_spending(receipt)] if receipt.spending else []),
        *([cases_in_words(receipt.cases)] if receipt.cases else []),
        *([_recourses(receipt)] if receipt.recourses else []),
        _outlook(receipt),
        _check(receipt),
    ]
    return "\n\n".join("\n".join(section) for section in sections)


def _who(receipt: Receipt) -> Iterator[str]:
    yield f"Person {receipt.identity}"
    yield f"as of {words.second(receipt.time)}, block {receipt.block} of chain {receipt.chain_id}"
    yield ""
    yield from paragraph(
        f"Belongs to {receipt.community_name} (community {receipt.community}). Born in "
        f"{words.month(receipt.birth_month)}; the ledger knows no name and no exact date."
    )
    yield from paragraph(
        f"By the charter of {words.printable(receipt.jurisdiction)} and the ledger at "
        f"{receipt.ledger}."
    )
    yield f"{INDENT}charter {receipt.charter_hash}"


def _credits(receipt: Receipt) -> Iterator[str]:
    yield f"CREDITS  {words.credits(receipt.recomputed.credits)}"
    yield from paragraph(
        "Everybody receives the same credits from the first day of the month of birth on. Nothing "
        "lowers them but orders that the person signs: no penalty, and no council."
    )
    if receipt.is_closed:
        yield from paragraph(
            "This account is closed and reads as 0. Whoever lives opens it again by signing, and "
            "has at once all that follows."
        )
    yield ""
    for number, period in enumerate(receipt.credits):
        yield _period(period, "birth" if number == 0 else "then")
        if period.block is not None:
            yield from _announced(period)
    together = sum(period.credits for period in receipt.credits)
    yield f"{INDENT}{'together':<{_AMOUNT_AT}}{words.credits(together):>16}"
    if spent := receipt.recomputed.spent:
        yield f"{INDENT}{'redeemed and not refunded':<{_AMOUNT_AT}}{'-' + words.credits(spent):>16}"
        yield f"{INDENT}{'left':<{_AMOUNT_AT}}{words.credits(together - spent):>16}"


def _announced(period: RatePeriod) -> Iterator[str]:
    """Say how a rate was announced, and what it follows from."""
    bounds = ""
    if period.unbounded_rate is not None and period.unbounded_rate != period.rate:
        bounds = f", which gives {words.credits(period.unbounded_rate)} before the bounds on change"
    yield from detail(f"from a dividend of {period.dividend_per_head} a head{bounds}")
    yield from detail(f"source {period.source_hash}")
    if period.approval:
        yield from detail(signed_by(period.approval))
    yield from detail(f"announced in block {period.block}, tx {period.transaction}")


def _spending(receipt: Receipt) -> Iterator[str]:
    return spending_in_words(receipt.spending, receipt.recomputed.spent)


def _period(period: RatePeriod, what: str) -> str:
    span = f"{words.date_of(period.since)} to {words.date_of(period.until)}"
    seconds = period.until - period.since
    hundredths = seconds * 100 // YEAR
    lasted = words.count(seconds // DAY, "day")
    if seconds >= YEAR:
        lasted = f"{hundredths // 100}.{hundredths % 100:02d} years"
    rate = f"{words.credits(period.rate).removesuffix('.000')} a year"
    text = f"{what:<6}{span}{lasted:>14} at {rate}"
    return f"{INDENT}{text:<{_AMOUNT_AT}}{words.credits(period.credits):>16}"


def _quality(receipt: Receipt) -> Iterator[str]:
    answer = receipt.recomputed
    yield f"QUALITY  {_points(answer.quality)}, tier {words.TIER_NAMES[answer.tier]}"
    yield from paragraph(
        "Quality decides which tier of service the credits reach. Essential services stay open "
        "whatever it is."
    )
    if not receipt.takes_part and not receipt.is_closed:
        yield from paragraph(
            "This person has left the quality layer: nothing new is recorded about them, and they "
            "can come back at any time, from 0."
        )
    for line in receipt.lines:
        yield ""
        yield from _line(line)
    if answer.quality < answer.base_quality:
        yield ""
        yield from _deducted(receipt)
    if sum(receipt.year.earned) or receipt.year.given:
        yield ""
        yield from _year(receipt.year)


def _year(year: YearSoFar) -> Iterator[str]:
    """Say what was earned and given away this year, and how much more can be."""
    earned = words.listed(
        [
            f"{points} of {year.category_cap} in category {category}"
            for category, points in enumerate(year.earned, 1)
            if points
        ]
    )
    text = f"This year: {_points(sum(year.earned))} earned of {year.annual_cap}"
    text += f" ({earned})" if earned else ""
    text += f"; {year.given} given away of {year.gift_cap}" if year.given else ""
    yield from paragraph(text + ".")


def _deducted(receipt: Receipt) -> Iterator[str]:
    """Take the deductions on the whole balance from the base, down to the quality answered."""
    answer = receipt.recomputed
    yield f"{INDENT}{'base quality':<{_AMOUNT_AT}}{answer.base_quality:>16}"
    for story in receipt.cases:
        deduction = story.deduction
        if deduction and deduction.in_force and not deduction.amount:
            text = f"case {words.short(story.number)}, until {words.day(deduction.until)}"
            yield f"{INDENT}{text:<{_AMOUNT_AT}}{-deduction.points:>16}"
    together = "together, never below 0"
    yield f"{INDENT}{together:<{_AMOUNT_AT}}{answer.quality:>16}"


def _line(line: Line) -> Iterator[str]:
    change = f"{line.change:+d}" if line.change else ""
    head = f"{INDENT}{words.day(line.day)}  {change:>5} {line.quality:>6}  "
    yield from textwrap.wrap(
        _happening(line), WIDTH, initial_indent=head, subsequent_indent=" " * len(head)
    )
    if line.award:
        yield from _award(line.award)
    if line.approval:
        yield from detail(signed_by(line.approval))
    elif line.kind in _BY_THE_PERSON:
        yield from detail("signed by the person's own key")
    elif line.draw:
        yield from _draw(line.draw)
    elif line.at_genesis:
        yield from detail("by the charter, at genesis")
    if line.case:
        yield from detail(f"case {line.case}")
    if line.block is not None:
        yield from detail(f"block {line.block}, tx {line.transaction}")


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
    if line.deduction and line.kind is Kind.DEDUCTION:
        return lowered(line.deduction)
    if line.kind is Kind.MOVED:
        return f"moved to community {line.community}; nobody was asked"
    if line.kind is Kind.JUROR:
        return f"drawn by lot as a juror of panel {line.panel}"
    if line.key is not None:
        return f"key {line.key} signs for the person from now on"
    return _HAPPENINGS[line.kind]


_BY_THE_PERSON = {
    Kind.KEY_CHANGED,
    Kind.LEAVE,
    Kind.LEAVE_ENDED,
    Kind.GIFT,
    Kind.ENTRY,
    Kind.MOVED,
    Kind.QUALITY_LEFT,
    Kind.QUALITY_REJOINED,
    Kind.REOPENED,
    Kind.VOLUNTEERED,
}
_HAPPENINGS = {
    Kind.ENROLLED: "enrolled",
    Kind.SEAT: "took a seat on a council",
    Kind.LEAVE_ENDED: "leave ended early; the days not taken can be taken later",
    Kind.QUALITY_LEFT: "left the quality layer; quality and all overlays are forgotten",
    Kind.QUALITY_REJOINED: "came back to the quality layer, from 0",
    Kind.KEY_RECOVERED: "got a new key through their council, in place of a lost one",
    Kind.CLOSED: "the account was closed",
    Kind.REOPENED: "showed to be alive: the account is open again, with all there was",
    Kind.DEDUCTION_ENDED: "the deduction ended before its time, and its points came back",
    Kind.AWARD_REVERSED: "an award was overturned, and its points taken back",
    Kind.SEAT_LEFT: "left the seat on the council when its term ended",
    Kind.VOLUNTEERED: "volunteered for a seat on a council",
    Kind.SEAT_PASSED: "a lot fell on this person, who could take no seat by then",
}


def _award(award: Award) -> Iterator[str]:
    category = words.CATEGORY_NAMES[award.category]
    yield from detail(
        f"rule {award.rule}, version {award.version}: {_points(award.points)} in category "
        f"{award.category} ({category})"
    )
    yield from detail("evidence " + award.evidence_hash)


def _lifted(portion: Portion, verb: str = "lifted") -> str:
    return (
        f"{words.credits(portion.amount)} credits are {verb} by {_points(portion.points)} until "
        f"{words.day(portion.until)}, to quality {portion.quality}, tier "
        f"{words.TIER_NAMES[portion.tier]}"
    )


def _draw(draw: Draw) -> Iterator[str]:
    yield from detail(
        f"drawn among {words.count(draw.entrants, 'entrant')} with beacon round "
        f"{draw.beacon_round}: lot {draw.lot} fell on entrant {draw.entrant}"
    )
    yield from detail(f"key {draw.key}")


def _portions(receipt: Receipt) -> Iterator[str]:
    uplifts = sum(portion.round is not None for portion in receipt.portions)
    deductions = len(receipt.portions) - uplifts
    counted = [words.count(uplifts, "uplift")] if uplifts else []
    counted += [words.count(deductions, "deduction")] if deductions else []
    yield f"PORTIONS  {words.listed(counted)} in force"
    yield from paragraph(
        "An uplift lifts its own portion of the credits, a deduction lowers it; both end by "
        "themselves. Portions never add up."
    )
    for portion in receipt.portions:
        yield ""
        if portion.case:
            case = words.short(portion.case)
            yield from paragraph(f"Case {case}: {_lifted(portion, 'lowered')}.")
        else:
            used = used_of(receipt.spending, portion.round or 0)
            spent = f" {words.credits(used)} credits of it are spent." if used else ""
            yield from paragraph(f"From round {portion.round}: {_lifted(portion)}.{spent}")


def _recourses(receipt: Receipt) -> Iterator[str]:
    yield "WHAT CAN STILL BE APPEALED OR UNDONE"
    for recourse in receipt.recourses:
        yield ""
        until = "" if recourse.until is None else f" until {words.second(recourse.until)}"
        about = f" case {words.short(recourse.case)}" if recourse.case else ""
        text = f"{_MEANS[recourse.means].format(case=about, who=recourse.who)}{until}."
        yield from paragraph(text[0].upper() + text[1:])
        if recourse.transaction:
            yield from detail(f"block {recourse.block}, tx {recourse.transaction}")


_MEANS = {
    Means.APPEAL: "{who}, can appeal in{case}",
    Means.SECOND_APPEAL: "{who}, can call a second panel in{case}",
    Means.ALIVE: "{who}, can say to be alive in{case} at any time",
    Means.REVIEW: "{who}, can once have a panel review the deduction of{case}",
    Means.PANEL_DECIDES: "{who} can decide{case}",
    Means.END_DEDUCTION: "{who} can end the deduction of{case}, since its panel was silent",
    Means.CHALLENGE: "{who} can challenge this award",
    Means.REFUND: "{who} can refund this redemption",
}


def _outlook(receipt: Receipt) -> Iterator[str]:
    yield "WHAT COMES NEXT"
    outlook, quality = receipt.outlook, receipt.recomputed.base_quality
    if outlook.zero_day is None:
        yield from paragraph("There is no quality to fade. Any credited contribution raises it.")
        return
    today = receipt.time // DAY
    start = (
        f"Quality stays at {quality} until {words.day(outlook.full_until)} and then falls"
        if outlook.full_until > today
        else "Quality falls"
    )
    yield from paragraph(
        f"{start} by a point a day until another contribution is credited. Without one it is 0 on "
        f"{words.day(outlook.zero_day)}."
    )
    if outlook.next_tier is not None and outlook.next_tier_day is not None:
        yield from paragraph(
            f"On {words.day(outlook.next_tier_day)} it will have fallen to tier "
            f"{words.TIER_NAMES[outlook.next_tier]}."
        )


def _check(receipt: Receipt) -> Iterator[str]:
    yield "CHECK"
    verdict = "The contract answers the same" if receipt.agrees else "THE CONTRACT DISAGREES"
    answer = receipt.contract
    yield from paragraph(
        f"{verdict}: {words.credits(answer.credits)} credits, quality {answer.quality}, tier "
        f"{words.TIER_NAMES[answer.tier]}. `isonomia verify` checks everybody's numbers and the "
        "code that computes them."
    )


def _points(number: int) -> str:
    return words.count(number, "point")
