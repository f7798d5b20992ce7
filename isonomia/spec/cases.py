"""Cases while they are open: what the person, the council that filed and the jurors can do.

Which act is allowed in which state, and where it leads, stands in `isonomia.spec.case_table`.
"""

from __future__ import annotations

from dataclasses import replace

from isonomia.spec.accountability import lower_standing
from isonomia.spec.actions import Alive, Appeal, GiveVerdict, Review, Withdraw
from isonomia.spec.approvals import use_approval, use_consent
from isonomia.spec.calendar import DAY
from isonomia.spec.case_table import CaseAct, case_id, next_stage
from isonomia.spec.deductions import deduction_in_force, end_deduction
from isonomia.spec.draft import Draft
from isonomia.spec.events import CaseMoved, VerdictGiven
from isonomia.spec.lives import reopen
from isonomia.spec.panels import FIRST_PANEL, SECOND_PANEL, convene, require_majority
from isonomia.spec.people import person_of
from isonomia.spec.refusals import Refusal
from isonomia.spec.state import Case, CaseKey, CaseKind, CaseState, Outcome, Stage, State

MOST_GROUND_OF_APPEAL = 5
MOST_GROUND_OF_REVIEW = 6

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


def state_at(known: Draft | State, case: Case, time: int) -> CaseState:
    """Return what a case is at ``time`` seconds, at its last act or later."""
    stage = Stage(case.stage)
    left_at = known.left_at.get(case.identity)
    if (
        stage <= Stage.FINAL
        and case.kind in _FORGOTTEN_BY_LEAVING
        and left_at is not None
        and left_at >= case.filed_at
    ):
        return CaseState.LAPSED
    if stage in _LASTING:
        return _LASTING[stage]
    if stage in _PANEL_STATES:
        at_work, silent = _PANEL_STATES[stage]
        in_time = time < case.since + case.verdict_days * DAY
        return at_work if in_time and not known.panels[case.panel].is_too_small else silent
    if time < ripe_from(case):
        return CaseState.NOTICE if stage == Stage.NOTICE else CaseState.UPHELD
    return CaseState.RIPE if time < ripe_from(case) + case.ripe_days * DAY else CaseState.LAPSED


def ripe_from(case: Case) -> int:
    """Return the second from which a case in notice, upheld or final can be carried out."""
    waits = 0 if case.stage == Stage.FINAL else case.notice_days
    return case.since + waits * DAY


def appeal(draft: Draft, action: Appeal) -> None:
    """Call a panel of 5, or after its verdict one of 11 of which nobody was near the first."""
    number, case = found_case(draft, CaseKey(action.kind, action.identity, action.matter))
    use_consent(draft, action.identity, action.nonce, action.deadline, action.signer)
    stage = require_transition(draft, number, case, CaseAct.APPEAL)
    _require_ground(action.ground, MOST_GROUND_OF_APPEAL)
    if stage == Stage.SECOND_PANEL:
        size, barred = SECOND_PANEL, draft.panels[case.panel].list
        if action.former_panel != barred:
            raise Refusal("WrongList", case.panel)
    else:
        size, barred = FIRST_PANEL, (case.identity,)
    panel = convene(draft, size, case.community, barred)
    move_case(draft, number, replace(case, panel=panel, ground=action.ground), stage)


def review(draft: Draft, action: Review) -> None:
    """Have a panel look at a deduction in force; its silence ends it too."""
    number, case = found_case(draft, CaseKey(CaseKind.INFRACTION, action.identity, action.matter))
    use_consent(draft, action.identity, action.nonce, action.deadline, action.signer)
    stage = require_transition(draft, number, case, CaseAct.REVIEW)
    if case.reviewed:
        raise Refusal("AlreadyReviewed", number)
    _require_ground(action.ground, MOST_GROUND_OF_REVIEW)
    if deduction_in_force(draft, number, case) is None:
        raise Refusal("NothingToEnd", number)
    panel = convene(draft, FIRST_PANEL, case.community, (case.identity,))
    asked = replace(case, panel=panel, ground=action.ground, reviewed=True)
    move_case(draft, number, asked, stage)


def alive(draft: Draft, action: Alive) -> None:
    """End a closing by the living person's signature, and reopen what it closed."""
    number, case = found_case(draft, CaseKey(CaseKind.CLOSING, action.identity, action.matter))
    use_consent(draft, action.identity, action.nonce, action.deadline, action.signer)
    stage = require_transition(draft, number, case, CaseAct.ALIVE)
    move_case(draft, number, case, stage)
    if person_of(draft, action.identity).closed:
        reopen(draft, action.identity)
    lower_standing(draft, case.community)


def withdraw(draft: Draft, action: Withdraw) -> None:
    """Take back a case that is not carried out."""
    number, case = found_case(draft, CaseKey(action.kind, action.identity, action.matter))
    use_approval(draft, action)
    if case.community != action.community:
        raise Refusal("NotTheFiler", 0, number, action.community)
    move_case(draft, number, case, require_transition(draft, number, case, CaseAct.WITHDRAW))


def give_verdict(draft: Draft, action: GiveVerdict) -> None:
    """Decide what a panel was convened for."""
    number, case = found_case(draft, CaseKey(action.kind, action.identity, action.matter))
    require_transition(draft, number, case, CaseAct.UPHOLD)
    if action.outcome not in _VERDICTS:
        raise Refusal("OutcomeUnknown", action.outcome)
    outcome = Outcome(action.outcome)
    stage = require_transition(draft, number, case, _VERDICTS[outcome])
    require_majority(draft, case.panel, action.identities, action.votes)

    draft.events.append(
        VerdictGiven(number, case.panel, outcome, action.reasons_hash, action.signers)
    )
    move_case(draft, number, case, stage)
    if outcome == Outcome.REJECTED and case.kind != CaseKind.CHALLENGE:
        lower_standing(draft, case.community)
    if stage == Stage.ENDED:
        end_deduction(draft, number, case)


def found_case(draft: Draft, key: CaseKey) -> tuple[bytes, Case]:
    """Return the number of a case, and the case as it stands."""
    number = case_id(key)
    case = draft.cases.get(number)
    if case is None:
        raise Refusal("CaseUnknown", number)
    return number, case


def require_transition(draft: Draft, number: bytes, case: Case, act: CaseAct) -> Stage:
    """Return the stage an act leads to, or refuse an act the table has no row for."""
    state = state_at(draft, case, draft.now)
    stage = next_stage(case.kind, state, act)
    if stage is None:
        raise Refusal("WrongState", number, state)
    return stage


def move_case(draft: Draft, number: bytes, case: Case, stage: Stage) -> None:
    """Begin a stage of a case, now."""
    draft.cases[number] = replace(case, stage=stage, since=draft.now)
    draft.events.append(CaseMoved(number, stage, case.panel, case.ground))


def _require_ground(ground: int, most: int) -> None:
    if not 1 <= ground <= most:
        raise Refusal("GroundUnknown", ground)
