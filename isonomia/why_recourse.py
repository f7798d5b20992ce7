"""What can still be appealed or undone about one person, by whom and until when."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from isonomia.spec import views
from isonomia.spec.calendar import DAY, day_of
from isonomia.spec.state import CaseKind, CaseState, State
from isonomia.why_cases import CaseStory
from isonomia.why_lines import Kind, Line
from isonomia.why_spending import SpendingKind, SpendingLine


class Means(StrEnum):
    """What can be done."""

    APPEAL = "appeal"
    SECOND_APPEAL = "second appeal"
    ALIVE = "say to be alive"
    REVIEW = "review"
    PANEL_DECIDES = "panel decides"
    END_DEDUCTION = "end deduction"
    CHALLENGE = "challenge"
    REFUND = "refund"


@dataclass(frozen=True, slots=True)
class Recourse:
    """One thing that can still be done.

    Attributes:
        means: what it is
        who: can do it, in words
        until: first second at which it cannot be done any more; None for as long as nothing changes
        case: that it is about, as hexadecimal digits; None otherwise
        block: of the award or redemption that it is about; None for cases
        transaction: hash of its transaction; None for cases
    """

    means: Means
    who: str
    until: int | None
    case: str | None = None
    block: int | None = None
    transaction: str | None = None


_PERSON, _JURORS, _ANYBODY = "the person, free of charge", "the jurors", "anybody"
_OTHERS, _PROVIDER = "any other enrolled person", "the organisation that served"
_OF_STATE = {
    CaseState.NOTICE: (Means.APPEAL, _PERSON),
    CaseState.UPHELD: (Means.SECOND_APPEAL, _PERSON),
    CaseState.FIRST_PANEL: (Means.PANEL_DECIDES, _JURORS),
    CaseState.SECOND_PANEL: (Means.PANEL_DECIDES, _JURORS),
    CaseState.REVIEW: (Means.PANEL_DECIDES, _JURORS),
    CaseState.RELEASED: (Means.END_DEDUCTION, _ANYBODY),
}


def recourses(
    state: State,
    time: int,
    lines: Sequence[Line],
    stories: Sequence[CaseStory],
    spending: Sequence[SpendingLine],
    times: dict[int, int],
) -> tuple[Recourse, ...]:
    """Return what can still be done at a time: about cases first, then awards and redemptions.

    Args:
        state: at that time
        time: in seconds
        lines: of the person's receipt
        stories: cases about them
        spending: what they redeemed
        times: second of each block that the lines name
    """
    return (
        *(found for story in stories for found in _of_case(state, story)),
        *_of_awards(state, time, lines, times),
        *_of_redemptions(state, time, spending, times),
    )


def _of_case(state: State, story: CaseStory) -> Iterator[Recourse]:
    if story.kind == CaseKind.CLOSING:
        if story.state in (CaseState.NOTICE, CaseState.RIPE, CaseState.CARRIED_OUT):
            # Who lives can say so at any time, also when the account is closed already.
            yield Recourse(Means.ALIVE, _PERSON, None, story.number)
        return
    if story.state in _OF_STATE:
        yield Recourse(*_OF_STATE[story.state], story.until, story.number)
    deduction = story.deduction
    is_new = not state.cases[bytes.fromhex(story.number[2:])].reviewed
    if story.state == CaseState.CARRIED_OUT and deduction and deduction.in_force and is_new:
        yield Recourse(Means.REVIEW, _PERSON, deduction.until * DAY, story.number)


def _of_awards(
    state: State, time: int, lines: Sequence[Line], times: dict[int, int]
) -> Iterator[Recourse]:
    days = views.charter_on(state, day_of(time)).challenge_days
    for line in lines:
        if line.kind is Kind.AWARD and line.block is not None:
            until = times[line.block] + days * DAY
            if time < until:
                yield Recourse(
                    *(Means.CHALLENGE, _OTHERS, until, None, line.block, line.transaction)
                )


def _of_redemptions(
    state: State, time: int, spending: Sequence[SpendingLine], times: dict[int, int]
) -> Iterator[Recourse]:
    days = views.charter_on(state, day_of(time)).refund_days
    refunded = {(line.batch, line.index) for line in spending if line.kind is SpendingKind.REFUNDED}
    for line in spending:
        is_open = line.kind is SpendingKind.REDEEMED and (line.batch, line.index) not in refunded
        until = times[line.block] + days * DAY
        if is_open and time < until:
            yield Recourse(Means.REFUND, _PROVIDER, until, None, line.block, line.transaction)
