"""A case in plain words: what it is, where it stands, until when who can do what, and how."""

from __future__ import annotations

from collections.abc import Iterator

from isonomia import words
from isonomia.contract_views import Question
from isonomia.due_process.case_keys import (
    CHALLENGE,
    INFRACTION,
    KIND_NAMES,
    STATE_NAMES,
    told_ground,
)
from isonomia.due_process.cases import Case, Panel
from isonomia.due_process.steps import Step, silence, standing_words, steps
from isonomia.spec.calendar import DAY, day_of
from isonomia.spec.case_state import CaseKind, Stage
from isonomia.spec.overlays import is_in_force
from isonomia.spec.state import Overlay
from isonomia.sync import overlay_from_word
from isonomia.words import hexed

_CAUSE_BITS = 64


def deduction(case: Case) -> Overlay | None:
    """Return the deduction that an infraction made, in force or not; None before it made one."""
    views = case.logs.views
    if case.filed.kind != INFRACTION or case.view.stage < Stage.CARRIED_OUT:
        return None
    [found] = views.ask([Question(views.ledger, "rawOverlays", (case.filed.identity,))])
    cause = int.from_bytes(case.filed.case_id) % (1 << _CAUSE_BITS)
    overlays = [overlay_from_word(word) for word in found]
    return next((each for each in overlays if each.cause == cause), None)


def open_steps(case: Case) -> list[Step]:
    """Return what can be done now, deductions looked up."""
    made = deduction(case)
    in_force = made is not None and is_in_force(made, day_of(case.now))
    return steps(case, made.until_day * DAY if made is not None and in_force else None)


def told(case: Case) -> Iterator[str]:
    """Tell a case line by line."""
    filed = case.filed
    yield f"Case {hexed(filed.case_id)}: {case.key.told()}"
    yield f"About {hexed(filed.identity)}; {_told_filing(case)}"
    yield from _told_matter(case)
    yield f"State: {STATE_NAMES[case.state]} ({standing_words(case)})"
    if case.view.ground:
        yield f"Ground given last: {told_ground(case.view.ground)}"
    yield from _told_panel(case)
    for step in open_steps(case):
        yield told_step(step)
    if case.until is not None:
        yield f"If nobody does anything until {words.second(case.until)}: {silence(case)}"


def told_step(step: Step) -> str:
    """Tell one step, with its command."""
    until = "" if step.until is None else f" until {words.second(step.until)}"
    return f"{step.who} can{until}: {step.act}, which {step.does}: `{step.command}`"


def told_briefly(case: Case) -> str:
    """Tell a case in one line without its person."""
    until = "" if case.until is None else f" until {words.second(case.until)}"
    kind = KIND_NAMES[CaseKind(case.filed.kind)]
    return (
        f"{case.number}  {kind:<20}  community {case.filed.community}  "
        f"{STATE_NAMES[case.state]}{until}"
    )


def _told_filing(case: Case) -> str:
    when = words.second(case.view.filedAt)
    if case.filed.kind == CHALLENGE:
        who = hexed(case.filed.evidence_hash)
        return f"filed {when} by {who}, against community {case.filed.community}"
    evidence = hexed(case.filed.evidence_hash)
    return f"filed {when} by community {case.filed.community}, evidence {evidence}"


def _told_matter(case: Case) -> Iterator[str]:
    if case.filed.kind == INFRACTION:
        yield _told_infraction(case)
        made = deduction(case)
        if made is not None:
            until = words.day(made.until_day)
            yield f"It deducts {made.points} points on {_scope(made.amount)} until {until}"
    if case.filed.kind == CHALLENGE:
        points, category = case.filed.detail % (1 << 8), case.filed.detail >> 8 & 0b111
        yield f"The award is of {points} points in category {category}"


def _told_infraction(case: Case) -> str:
    views = case.logs.views
    rule, version = case.key.matter >> 24, case.filed.detail
    [found] = views.ask([Question(views.deployment.cases, "infractionVersion", (rule, version))])
    text = hexed(found.textHash)
    lasts = words.count(found.sunsetDays, "day")
    return (
        f"Rule {rule}, version {version}: {found.points} points on {_scope(found.amount)} for "
        f"{lasts}; its text has hash {text}"
    )


def _scope(amount: int) -> str:
    return f"{words.credits(amount)} credits" if amount else "the whole balance"


def _told_panel(case: Case) -> Iterator[str]:
    if case.panel is not None:
        yield told_panel(case.panel)


def told_panel(panel: Panel) -> str:
    """Tell how far a panel has come."""
    size, view = panel.view.size, panel.view
    begin = f"Panel {panel.number} of {size}"
    if not view.isSeated:
        return f"{begin}: drawn by beacon round {view.beaconRound}"
    if panel.is_too_small:
        return f"{begin}: only {view.seated} were found; it decides nothing"
    return f"{begin}: seated; {panel.majority} signatures decide"


def told_jurors(case: Case) -> Iterator[str]:
    """Tell who sits on the latest panel: whoever brings a verdict needs to know."""
    yield from _told_panel(case)
    for number, juror in enumerate(case.panel.jurors if case.panel else ()):
        yield f"juror {number}: {hexed(juror)}"
