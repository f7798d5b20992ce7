"""What decisions about people and about organisations have in common: their way through the states.

Which act is allowed in which state, and where it leads, stands in `isonomia.spec.case_table`.
Findings go by the rows of infractions.
"""

from __future__ import annotations

from isonomia.spec.actions import GiveVerdict, JudgeFinding
from isonomia.spec.calendar import DAY
from isonomia.spec.case_table import CaseAct, next_stage
from isonomia.spec.draft import Draft
from isonomia.spec.panels import FIRST_PANEL, SECOND_PANEL, convene, require_majority
from isonomia.spec.refusals import Refusal
from isonomia.spec.state import Case, CaseKind, CaseState, Finding, Outcome, Stage, State

MOST_GROUND_OF_APPEAL = 5
MOST_GROUND_OF_REVIEW = 6

Course = Case | Finding

_FORGOTTEN_BY_LEAVING = (CaseKind.INFRACTION, CaseKind.CHALLENGE)
_PANEL_STATES = {
    Stage.FIRST_PANEL: (CaseState.FIRST_PANEL, CaseState.LAPSED),
    Stage.SECOND_PANEL: (CaseState.SECOND_PANEL, CaseState.LAPSED),
    Stage.REVIEW: (CaseState.REVIEW, CaseState.RELEASED),
}
_LASTING = {
    Stage.DISMISSED: CaseState.DISMISSED,
    Stage.WITHDRAWN: CaseState.WITHDRAWN,
    Stage.CARRIED_OUT: CaseState.CARRIED_OUT,
    Stage.ENDED: CaseState.ENDED,
}
_VERDICTS = {Outcome.UPHELD: CaseAct.UPHOLD, Outcome.REJECTED: CaseAct.REJECT}


def state_at(known: Draft | State, course: Course, time: int) -> CaseState:
    """Return what a case or finding is at ``time`` seconds, at its last act or later."""
    stage = Stage(course.stage)
    if isinstance(course, Case) and stage <= Stage.FINAL and _is_forgotten(known, course):
        return CaseState.LAPSED
    if stage in _LASTING:
        return _LASTING[stage]
    if stage in _PANEL_STATES:
        at_work, silent = _PANEL_STATES[stage]
        in_time = time < course.since + course.verdict_days * DAY
        return at_work if in_time and not known.panels[course.panel].is_too_small else silent
    if time < ripe_from(course):
        return CaseState.NOTICE if stage == Stage.NOTICE else CaseState.UPHELD
    in_time = time < ripe_from(course) + course.ripe_days * DAY
    return CaseState.RIPE if in_time else CaseState.LAPSED


def ripe_from(course: Course) -> int:
    """Return the second from which what is in notice, upheld or final can be carried out."""
    waits = 0 if course.stage == Stage.FINAL else course.notice_days
    return course.since + waits * DAY


def require_transition(draft: Draft, number: bytes, course: Course, act: CaseAct) -> Stage:
    """Return the stage an act leads to, or refuse an act the table has no row for."""
    state = state_at(draft, course, draft.now)
    kind = course.kind if isinstance(course, Case) else CaseKind.INFRACTION
    stage = next_stage(kind, state, act)
    if stage is None:
        raise Refusal("WrongState", number, state)
    return stage


def require_verdict(
    draft: Draft, number: bytes, course: Course, action: GiveVerdict | JudgeFinding
) -> Stage:
    """Return the stage a verdict leads to, or refuse one that no majority of the panel gave."""
    require_transition(draft, number, course, CaseAct.UPHOLD)
    if action.outcome not in _VERDICTS:
        raise Refusal("OutcomeUnknown", action.outcome)
    stage = require_transition(draft, number, course, _VERDICTS[Outcome(action.outcome)])
    require_majority(draft, course.panel, action.identities, action.votes)
    return stage


def require_ground(ground: int, most: int) -> None:
    """Refuse a ground that is none."""
    if not 1 <= ground <= most:
        raise Refusal("GroundUnknown", ground)


def convene_for_appeal(
    draft: Draft,
    course: Course,
    stage: Stage,
    former_panel: tuple[bytes, ...],
    barred: tuple[bytes, ...],
) -> int:
    """Call a panel of 5 without those barred, or one of 11 of which nobody was near the first."""
    if stage != Stage.SECOND_PANEL:
        return convene(draft, FIRST_PANEL, course.community, barred)
    near_the_first = draft.panels[course.panel].list
    if former_panel != near_the_first:
        raise Refusal("WrongList", course.panel)
    return convene(draft, SECOND_PANEL, course.community, near_the_first)


def _is_forgotten(known: Draft | State, case: Case) -> bool:
    """Return whether the person left the quality layer, and what was open there with it."""
    left_at = known.left_at.get(case.identity)
    return case.kind in _FORGOTTEN_BY_LEAVING and left_at is not None and left_at >= case.filed_at
