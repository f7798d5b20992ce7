"""The cases of a receipt in words that need no explanation."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from isonomia import words
from isonomia.due_process.case_keys import told_ground
from isonomia.spec.calendar import day_of
from isonomia.spec.state import CaseKind, CaseState, Outcome
from isonomia.why_approval import Approval
from isonomia.why_cases import CaseStep, CaseStory, Deduction, Happening, Infraction

WIDTH = 88
INDENT = "  "
DETAIL = " " * 6


def cases_in_words(stories: tuple[CaseStory, ...]) -> Iterator[str]:
    """Tell all cases about a person, line by line."""
    yield f"CASES  {words.count(len(stories), 'case')}"
    yield from paragraph(
        "A case changes nothing before it is carried out, and ends for the person when anything is "
        "not done in time. No case lowers credits."
    )
    for story in stories:
        yield ""
        yield from _story(story)


def signed_by(approval: Approval) -> str:
    """Say which seats of which council signed."""
    seats = words.listed([str(signer.seat) for signer in approval.signers])
    noun = "seat" if len(approval.signers) == 1 else "seats"
    return (
        f"signed by {noun} {seats} of the council of {approval.community_name} "
        f"({approval.threshold} of {approval.seats} needed)"
    )


def lowered(deduction: Deduction) -> str:
    """Say what a deduction lowers, by how much and until when."""
    return (
        f"{scope(deduction.amount)} lowered by {words.count(deduction.points, 'point')} until "
        f"{words.day(deduction.until)}, after which they come back by themselves"
    )


def scope(amount: int) -> str:
    """Say how much of the balance an amount of millicredits is; 0 is all of it."""
    return f"{words.credits(amount)} credits are" if amount else "the whole balance is"


def paragraph(text: str) -> list[str]:
    """Break a text into lines."""
    return textwrap.wrap(text, WIDTH, initial_indent=INDENT, subsequent_indent=INDENT)


def detail(text: str) -> list[str]:
    """Break what stands below a line into lines, further in."""
    return textwrap.wrap(text, WIDTH, initial_indent=DETAIL, subsequent_indent=DETAIL)


def _story(story: CaseStory) -> Iterator[str]:
    yield from paragraph(_headline(story))
    yield from detail(f"case {story.number}")
    if story.infraction:
        yield from _rule(story.infraction)
    yield from paragraph(_standing(story))
    for happening in story.happenings:
        yield from _happening(happening, story)


def _headline(story: CaseStory) -> str:
    if story.infraction:
        day = words.day(story.infraction.act_day)
        return f"Infraction: {story.infraction.name}, said to be done on {day}"
    return story.told[0].upper() + story.told[1:]


def _rule(rule: Infraction) -> Iterator[str]:
    lasts = words.count(rule.sunset_days, "day")
    yield from detail(
        f"rule {rule.rule}, version {rule.version}: {words.count(rule.points, 'point')}, "
        f"{scope(rule.amount)} lowered for {lasts} at the most"
    )
    remedy = rule.remedy or f"in the published text with hash {rule.text_hash}"
    yield from detail(f"remedy that ends it before: {remedy}")


def _standing(story: CaseStory) -> str:
    """Say where the case stands, what can be done, and what happens when nobody does it."""
    until = words.second(story.until) if story.until is not None else ""
    ripe_until = words.second(story.ripe_until) if story.ripe_until is not None else ""
    if story.state is CaseState.CARRIED_OUT:
        return _carried_out(story)
    answers = "say that they live" if story.kind == CaseKind.CLOSING else "appeal, free of charge"
    return {
        CaseState.NOTICE: (
            f"Nothing has changed. Until {until} the person can {answers}; otherwise anybody can "
            f"carry it out until {ripe_until}, and then it has lapsed."
        ),
        CaseState.RIPE: (
            f"Nothing has changed yet. Anybody can carry it out until {until}; then it has lapsed."
        ),
        CaseState.FIRST_PANEL: (
            f"Nothing has changed. The panel can decide until {until}; if it is silent, the case "
            "has lapsed."
        ),
        CaseState.UPHELD: (
            f"Nothing has changed. The first panel upheld it. Until {until} the person can call a "
            f"second panel; otherwise anybody can carry it out until {ripe_until}."
        ),
        CaseState.SECOND_PANEL: (
            f"Nothing has changed. The second panel can decide until {until}; if it is silent, the "
            "case has lapsed."
        ),
        CaseState.DISMISSED: "It is dismissed for ever, and changed nothing.",
        CaseState.LAPSED: "It has lapsed for ever, and changed nothing.",
        CaseState.WITHDRAWN: "It was withdrawn, and changed nothing.",
        CaseState.REVIEW: (
            f"A panel looks at the deduction until {until}; if it is silent, anybody can end it."
        ),
        CaseState.RELEASED: "The panel was silent: anybody can end the deduction now.",
        CaseState.ENDED: _ended(story),
    }[story.state]


def _carried_out(story: CaseStory) -> str:
    if story.deduction and story.deduction.in_force:
        return f"In force: {lowered(story.deduction)}."
    if story.deduction:
        return f"Its deduction ended on {words.day(story.deduction.until)}: all of it came back."
    if story.kind == CaseKind.INFRACTION:
        return "Its deduction is over, or was forgotten when the person left the quality layer."
    if story.kind == CaseKind.CLOSING:
        return "Carried out. The person's own signature opens the account again at once."
    return "Carried out."


def _ended(story: CaseStory) -> str:
    if story.kind == CaseKind.CLOSING:
        return "It is over: the person is alive, and has everything again."
    return "It is over: the deduction ended before its time, and all of it came back."


def _happening(happening: Happening, story: CaseStory) -> Iterator[str]:
    head = f"{INDENT}{words.day(day_of(happening.time))}  "
    yield from textwrap.wrap(
        _in_words(happening, story), WIDTH, initial_indent=head, subsequent_indent=" " * len(head)
    )
    if happening.approval:
        yield from detail(signed_by(happening.approval))
    if happening.hash:
        name = "reasons" if happening.step is CaseStep.VERDICT else "evidence"
        yield from detail(f"{name} {happening.hash}")
    for juror in happening.jurors:
        yield from detail(f"juror {juror}")
    yield from detail(f"block {happening.block}, tx {happening.transaction}")


def _in_words(happening: Happening, story: CaseStory) -> str:
    panel, ground = happening.panel, told_ground(happening.ground)
    if happening.step is CaseStep.VERDICT:
        outcome = "upheld" if happening.outcome == Outcome.UPHELD else "rejected"
        signers = words.count(len(happening.jurors), "juror")
        return f"panel {panel} decided: {outcome}, signed by {signers}"
    if happening.step is CaseStep.DRAWN:
        return f"panel {panel} was drawn by lot from the councils of other communities"
    if happening.step is CaseStep.CHALLENGED:
        return f"challenged by {happening.challenger}"
    if happening.step is CaseStep.APPEALED:
        return f"panel {panel} was called, on the ground that {ground}"
    if happening.step is CaseStep.REVIEW:
        return f"the person had panel {panel} called to review it, on the ground that {ground}"
    return {
        CaseStep.FILED: f"filed by {story.community_name}",
        CaseStep.WITHDRAWN: f"withdrawn by {story.community_name}",
        CaseStep.CARRIED_OUT: "carried out, which anybody can do once it is ripe",
        CaseStep.REMEDY: f"{story.community_name} certified that the remedy is done",
        CaseStep.ALIVE: "the person signed that they are alive",
        CaseStep.ENDED: "the deduction was ended",
    }[happening.step]
