"""What can be done in a case now: by whom, until when, with which command, and what silence does.

The rows of the transition table (`isonomia.spec.case_table`) decide what can be done.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from isonomia import words
from isonomia.due_process.cases import Case
from isonomia.spec.calendar import DAY
from isonomia.spec.case_state import CaseState, Stage
from isonomia.spec.case_table import ANYBODY, PERSON, TRANSITIONS, CaseAct

AT_WORK = (CaseState.FIRST_PANEL, CaseState.SECOND_PANEL, CaseState.REVIEW)
#: No row of the table: it draws the jurors of a panel, and the state stays.
SEAT_PANEL = "seat"

_VERDICT = "verdict {case} {outcome} --reasons FILE --as IDENTITY --key FILE"
#: What to type for each act of the table.
COMMANDS: dict[CaseAct, str] = {
    CaseAct.APPEAL: "appeal {case} GROUND --key FILE",
    CaseAct.UPHOLD: _VERDICT.replace("{outcome}", "upheld"),
    CaseAct.REJECT: _VERDICT.replace("{outcome}", "rejected"),
    CaseAct.CARRY_OUT: "carry-out {case}",
    CaseAct.WITHDRAW: "withdraw {case} --seats FOLDER",
    CaseAct.ALIVE: "alive {case} --key FILE",
    CaseAct.REVIEW: "review {case} GROUND --key FILE",
    CaseAct.REMEDY: "remedy {case} --evidence TEXT --seats FOLDER",
}
#: What each act of the table brings, in words.
BRINGS: dict[CaseAct, str] = {
    CaseAct.APPEAL: "calls a panel",
    CaseAct.UPHOLD: "decides for whoever filed",
    CaseAct.REJECT: "decides for the person",
    CaseAct.CARRY_OUT: "does what was decided",
    CaseAct.WITHDRAW: "takes the case back",
    CaseAct.ALIVE: "ends it at once, with nothing lost",
    CaseAct.REVIEW: "calls, once, a panel on the deduction",
    CaseAct.REMEDY: "says that the remedy is done, and ends the deduction",
}
#: Acts that are possible as long as the state lasts, however long that is.
_UNHURRIED = (CaseAct.WITHDRAW, CaseAct.REMEDY)


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
    return list(_steps(case, deduction_until))


def _steps(case: Case, deduction_until: int | None) -> Iterator[Step]:
    panel = case.panel
    if case.state in AT_WORK and panel is not None and not panel.view.isSeated:
        command = f"isonomia case panel {case.number} --draw"
        yield Step(SEAT_PANEL, ANYBODY, "draws the jurors", command, case.until)
    for row in TRANSITIONS:
        if row.state != case.state or case.filed.kind not in row.kinds:
            continue
        until = None if row.act in _UNHURRIED else case.until
        if row.act == CaseAct.REVIEW:
            if case.view.reviewed or deduction_until is None:
                continue
            until = deduction_until
        command = f"isonomia case {COMMANDS[row.act].format(case=case.number)}"
        yield Step(row.act.value, row.who, BRINGS[row.act], command, until)


def silence(case: Case) -> str | None:
    """Say what happens when nobody does anything; None when nothing ever does."""
    return silence_in(case.view, case.state, PERSON, "the deduction")


def silence_in(view: Any, state: CaseState, party: str, effect: str) -> str | None:
    """Say the same of a case or a finding.

    Args:
        view: what the contract keeps of it
        state: what may be done with it
        party: whom it is about
        effect: what it does
    """
    match state:
        case CaseState.NOTICE | CaseState.UPHELD:
            last = words.second(view.since + (view.noticeDays + view.ripeDays) * DAY)
            return f"anybody can carry it out from then on, until {last}, and never after that"
        case CaseState.RIPE | CaseState.FIRST_PANEL | CaseState.SECOND_PANEL:
            return f"it has lapsed, for {party}"
        case CaseState.REVIEW:
            return f"{effect} is released, for {party}"
    return None


def standing_words(case: Case) -> str:
    """Say in one sentence what the state of a case means."""
    return state_words(case.view, case.state, PERSON, "the deduction")


def state_words(view: Any, state: CaseState, party: str, effect: str) -> str:
    """Say the same of a case or a finding; the arguments are those of `silence_in`."""
    if state == CaseState.RIPE and view.stage == Stage.FINAL:
        return "the second panel upheld it, and it can be carried out"
    return {
        CaseState.NOTICE: f"filed, and nothing has changed: {party} can answer first",
        CaseState.RIPE: "nobody objected in time, and it can be carried out",
        CaseState.FIRST_PANEL: "a panel of 5 decides; nothing changes meanwhile",
        CaseState.UPHELD: f"the panel upheld it, and {party} can appeal once more",
        CaseState.SECOND_PANEL: "the last panel, of 11, decides; nothing changes meanwhile",
        CaseState.DISMISSED: "dismissed, for good",
        CaseState.LAPSED: f"lapsed for {party}, because something was not done in time",
        CaseState.WITHDRAWN: "withdrawn by the council that filed it",
        CaseState.CARRIED_OUT: "carried out",
        CaseState.REVIEW: "carried out, and a panel of 5 looks at it again",
        CaseState.RELEASED: f"the panel was silent: whoever wants can end {effect}",
        CaseState.ENDED: "ended",
        CaseState.NONE: "not there",
    }[state]
