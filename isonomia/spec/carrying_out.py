"""What cases do in the end: nothing about a person changes before this."""

from __future__ import annotations

from dataclasses import replace

from isonomia.spec.accountability import lower_standing
from isonomia.spec.actions import CarryOut, CertifyRemedies
from isonomia.spec.approvals import use_approval
from isonomia.spec.calendar import day_of
from isonomia.spec.case_table import CaseAct
from isonomia.spec.cases import found_case, move_case
from isonomia.spec.courses import require_transition, ripe_from
from isonomia.spec.deductions import cause_of, end_deduction
from isonomia.spec.draft import Draft
from isonomia.spec.events import AwardReversed, ControllerRecovered, RemedyCertified
from isonomia.spec.lives import close
from isonomia.spec.overlays import place
from isonomia.spec.people import (
    person_of,
    replace_controller,
    require_impartial,
    require_same_length,
)
from isonomia.spec.quality import quality_on
from isonomia.spec.refusals import Refusal
from isonomia.spec.state import (
    DEDUCTION,
    Case,
    CaseKey,
    CaseKind,
    Overlay,
    Stage,
)
from isonomia.spec.words import person_word


def carry_out(draft: Draft, action: CarryOut) -> None:
    """Do what ripe cases decided, and end the deductions of released ones; all or none."""
    for index, key in enumerate(action.cases):
        number, case = found_case(draft, key)
        stage = require_transition(draft, number, case, CaseAct.CARRY_OUT)
        if stage == Stage.ENDED:
            end_deduction(draft, number, case)
        else:
            case = _done(draft, index, number, case)
        move_case(draft, number, case, stage)


def certify_remedies(draft: Draft, action: CertifyRemedies) -> None:
    """End the deductions of infractions whose remedies are done."""
    require_same_length(action.identities, action.matters)
    use_approval(draft, action)
    if not action.identities:
        raise Refusal("NothingToDo")
    for index, (identity, matter) in enumerate(zip(action.identities, action.matters, strict=True)):
        number, case = found_case(draft, CaseKey(CaseKind.INFRACTION, identity, matter))
        if case.community != action.community:
            raise Refusal("NotTheFiler", index, number, action.community)
        require_impartial(action, index, identity, person_of(draft, identity))
        stage = require_transition(draft, number, case, CaseAct.REMEDY)
        end_deduction(draft, number, case)
        draft.events.append(RemedyCertified(number, action.evidence_hash))
        move_case(draft, number, case, stage)


def _done(draft: Draft, index: int, number: bytes, case: Case) -> Case:
    """Return a ripe case once what it decided is done."""
    identity = case.identity
    if case.kind == CaseKind.RECOVERY:
        _recover(draft, case)
    elif case.kind == CaseKind.CLOSING:
        close(draft, identity)
    elif person_of(draft, identity).closed:
        raise Refusal("TakesNoPart", index, identity)
    elif case.kind == CaseKind.CHALLENGE:
        _reverse(draft, case)
    else:
        return replace(case, overlay=_deduct(draft, number, case))
    return case


def _deduct(draft: Draft, number: bytes, case: Case) -> int:
    """Place the deduction of an infraction, whose days count from when it became ripe."""
    version = draft.infractions[case.matter >> 24][case.detail - 1]
    until_day = day_of(ripe_from(case)) + version.sunset_days
    days = (draft.today, until_day)
    deduction = Overlay(DEDUCTION, version.points, *days, version.amount, cause_of(number))
    index = place(draft, case.identity, deduction)
    if index is None:
        raise Refusal("NoRoom", number)
    return index


def _reverse(draft: Draft, case: Case) -> None:
    """Take the points of a challenged award back, and let its council's standing fall."""
    person = person_of(draft, case.identity)
    points, category, year = case.detail & 0xFF, case.detail >> 8 & 7, case.detail >> 11
    tallies = list(person.tallies)
    if person.tally_year == year:
        tallies[category - 1] = max(0, tallies[category - 1] - points)
    after = replace(
        person,
        quality=max(0, quality_on(person, draft.today) - points),
        decay_from=max(person.decay_from, draft.today),
        tallies=tuple(tallies),
    )
    draft.people[case.identity] = after
    draft.events.append(AwardReversed(case.identity, person_word(after)))
    lower_standing(draft, case.community)


def _recover(draft: Draft, case: Case) -> None:
    """Bind the new key of a recovery."""
    key = (case.matter >> 40).to_bytes(20, "big")
    lapse_day = replace_controller(draft, case.identity, key)
    draft.events.append(ControllerRecovered(case.identity, key, lapse_day))
