"""What can be done in a case now: by whom, until when, with which command, and what silence does.

Every row of the transition table (`isonomia.spec.case_table`) that a case is in has its step here;
a test compares them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from isonomia import words
from isonomia.due_process.case_keys import CLOSING, INFRACTION, RECOVERY
from isonomia.due_process.cases import Case
from isonomia.spec.calendar import DAY
from isonomia.spec.case_state import CaseState, Stage

PERSON, COUNCIL, JURORS, ANYBODY = (
    "the person",
    "the council that filed",
    "the jurors",
    "anybody",
)

_AT_WORK = (CaseState.FIRST_PANEL, CaseState.SECOND_PANEL, CaseState.REVIEW)
_BEFORE_DECIDED = (
    CaseState.NOTICE,
    CaseState.RIPE,
    CaseState.FIRST_PANEL,
    CaseState.UPHELD,
    CaseState.SECOND_PANEL,
)
_DEDUCTED = (CaseState.CARRIED_OUT, CaseState.REVIEW, CaseState.RELEASED)


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that can be done.

    Attributes:
        act: as the transition table names it
        who: may do it
        does: what it brings, in words
        command: what to type
        until: the first second at which it is too late; None when there is none
    """

    act: str
    who: str
    does: str
    command: str
    until: int | None = None


def steps(case: Case, deduction_until: int | None = None) -> list[Step]:
    """Return everything that can be done in a case now.

    Args:
        case: as it stands
        deduction_until: first second at which its deduction no longer counts; None when none is in
            force
    """
    return [
        *_of_person(case, deduction_until),
        *_of_panel(case),
        *_of_council(case),
        *_of_anybody(case),
    ]


def _of_person(case: Case, deduction_until: int | None) -> Iterator[Step]:
    kind, state, number = case.filed.kind, case.state, case.number
    appeal = f"isonomia case appeal {number} GROUND --key FILE"
    if state == CaseState.NOTICE and kind in (INFRACTION, RECOVERY):
        yield Step("appeal", PERSON, "calls a panel of 5", appeal, case.until)
    if state == CaseState.UPHELD:
        yield Step("appeal", PERSON, "calls the second and last panel, of 11", appeal, case.until)
    if kind == CLOSING and state in (CaseState.NOTICE, CaseState.RIPE, CaseState.CARRIED_OUT):
        command = f"isonomia case alive {number} --key FILE"
        yield Step("alive", PERSON, "ends it at once, with nothing lost", command)
    if state == CaseState.CARRIED_OUT and not case.view.reviewed and deduction_until is not None:
        command = f"isonomia case review {number} GROUND --key FILE"
        does = "calls, once, a panel of 5 on the deduction"
        yield Step("review", PERSON, does, command, deduction_until)


def _of_panel(case: Case) -> Iterator[Step]:
    panel = case.panel
    if case.state not in _AT_WORK or panel is None:
        return
    if not panel.view.isSeated:
        command = f"isonomia case panel {case.number} --draw"
        yield Step("seat", ANYBODY, "draws the jurors", command, case.until)
    for outcome in ("upheld", "rejected"):
        command = (
            f"isonomia case verdict {case.number} {outcome} --reasons FILE --as IDENTITY --key FILE"
        )
        does = f"decides for {'whoever filed it' if outcome == 'upheld' else 'the person'}"
        yield Step(f"verdict: {outcome}", JURORS, does, command, case.until)


def _of_council(case: Case) -> Iterator[Step]:
    kind, state, number = case.filed.kind, case.state, case.number
    if state in _BEFORE_DECIDED and kind in (INFRACTION, RECOVERY, CLOSING):
        command = f"isonomia case withdraw {number} --seats FOLDER"
        yield Step("withdraw", COUNCIL, "takes it back", command)
    if state in _DEDUCTED and kind == INFRACTION:
        command = f"isonomia case remedy {number} --evidence TEXT --seats FOLDER"
        yield Step("remedy", COUNCIL, "says that the remedy is done, and ends it", command)


def _of_anybody(case: Case) -> Iterator[Step]:
    command = f"isonomia case carry-out {case.number}"
    if case.state == CaseState.RIPE:
        yield Step("carry out", ANYBODY, "does what was decided", command, case.until)
    if case.state == CaseState.RELEASED:
        does = "ends the deduction, because the panel was silent"
        yield Step("carry out", ANYBODY, does, command)


def silence(case: Case) -> str | None:
    """Say what happens when nobody does anything; None when nothing ever does."""
    view = case.view
    match case.state:
        case CaseState.NOTICE | CaseState.UPHELD:
            last = words.second(view.since + (view.noticeDays + view.ripeDays) * DAY)
            return f"anybody can carry it out from then on, until {last}, and never after that"
        case CaseState.RIPE | CaseState.FIRST_PANEL | CaseState.SECOND_PANEL:
            return "it has lapsed, for the person"
        case CaseState.REVIEW:
            return "the deduction is released, for the person"
    return None


def standing_words(case: Case) -> str:
    """Say in one sentence what the state of a case means."""
    if case.state == CaseState.RIPE and case.view.stage == Stage.FINAL:
        return "the second panel upheld it, and it can be carried out"
    return {
        CaseState.NOTICE: "filed, and nothing has changed: the person can answer first",
        CaseState.RIPE: "nobody objected in time, and it can be carried out",
        CaseState.FIRST_PANEL: "a panel of 5 decides; nothing changes meanwhile",
        CaseState.UPHELD: "the panel upheld it, and the person can appeal once more",
        CaseState.SECOND_PANEL: "the last panel, of 11, decides; nothing changes meanwhile",
        CaseState.DISMISSED: "dismissed, for good",
        CaseState.LAPSED: "lapsed for the person, because something was not done in time",
        CaseState.WITHDRAWN: "withdrawn by the council that filed it",
        CaseState.CARRIED_OUT: "carried out",
        CaseState.REVIEW: "carried out, and a panel of 5 looks at it again",
        CaseState.RELEASED: "the panel was silent: whoever wants can end the deduction",
        CaseState.ENDED: "ended",
        CaseState.NONE: "not there",
    }[case.state]
