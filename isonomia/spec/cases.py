"""Cases while they are open: what the person, the council that filed and the jurors can do."""

from __future__ import annotations

from dataclasses import replace

from isonomia.spec.accountability import lower_standing
from isonomia.spec.actions import Alive, Appeal, GiveVerdict, Review, Withdraw
from isonomia.spec.approvals import use_approval, use_consent
from isonomia.spec.case_table import CaseAct, case_id
from isonomia.spec.courses import (
    MOST_GROUND_OF_APPEAL,
    MOST_GROUND_OF_REVIEW,
    convene_for_appeal,
    require_ground,
    require_transition,
    require_verdict,
)
from isonomia.spec.deductions import deduction_in_force, end_deduction
from isonomia.spec.draft import Draft
from isonomia.spec.events import CaseMoved, VerdictGiven
from isonomia.spec.lives import reopen
from isonomia.spec.panels import FIRST_PANEL, convene
from isonomia.spec.people import person_of
from isonomia.spec.refusals import Refusal
from isonomia.spec.state import Case, CaseKey, CaseKind, Outcome, Stage


def appeal(draft: Draft, action: Appeal) -> None:
    """Call a panel of 5, or after its verdict one of 11 of which nobody was near the first."""
    number, case = found_case(draft, CaseKey(action.kind, action.identity, action.matter))
    use_consent(draft, action.identity, action.nonce, action.deadline, action.signer)
    stage = require_transition(draft, number, case, CaseAct.APPEAL)
    require_ground(action.ground, MOST_GROUND_OF_APPEAL)
    barred = (case.identity,)
    panel = convene_for_appeal(draft, case, stage, action.former_panel, barred)
    move_case(draft, number, replace(case, panel=panel, ground=action.ground), stage)


def review(draft: Draft, action: Review) -> None:
    """Have a panel look at a deduction in force; its silence ends it too."""
    number, case = found_case(draft, CaseKey(CaseKind.INFRACTION, action.identity, action.matter))
    use_consent(draft, action.identity, action.nonce, action.deadline, action.signer)
    stage = require_transition(draft, number, case, CaseAct.REVIEW)
    if case.reviewed:
        raise Refusal("AlreadyReviewed", number)
    require_ground(action.ground, MOST_GROUND_OF_REVIEW)
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
    stage = require_verdict(draft, number, case, action)
    reasons, signers = action.reasons_hash, action.signers
    draft.events.append(VerdictGiven(number, case.panel, action.outcome, reasons, signers))
    move_case(draft, number, case, stage)
    if action.outcome == Outcome.REJECTED and case.kind != CaseKind.CHALLENGE:
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


def move_case(draft: Draft, number: bytes, case: Case, stage: Stage) -> None:
    """Begin a stage of a case, now."""
    draft.cases[number] = replace(case, stage=stage, since=draft.now)
    draft.events.append(CaseMoved(number, stage, case.panel, case.ground))
