"""Findings about organisations: the same due process as in cases about people.

A finding goes by the rows that `isonomia.spec.case_table` has for infractions, with the
organisation in place of the person. It changes the organisation and, when it is overturned, the
standing of the community that filed it: nobody else.
"""

from __future__ import annotations

from dataclasses import replace

from isonomia.spec.accountability import lower_standing
from isonomia.spec.actions import (
    AppealFinding,
    CarryOutFindings,
    CertifyRemedyOf,
    JudgeFinding,
    ReviewFinding,
    WithdrawFinding,
)
from isonomia.spec.approvals import use_approval
from isonomia.spec.calendar import day_of
from isonomia.spec.case_table import CaseAct
from isonomia.spec.courses import (
    MOST_GROUND_OF_APPEAL,
    MOST_GROUND_OF_REVIEW,
    convene_for_appeal,
    require_ground,
    require_transition,
    require_verdict,
    ripe_from,
)
from isonomia.spec.draft import Draft
from isonomia.spec.effects import effect_in_force, end_effect, name_of, place
from isonomia.spec.events import FindingDecided, FindingMoved, RemedyAccepted
from isonomia.spec.keccak import keccak256
from isonomia.spec.panels import FIRST_PANEL, convene
from isonomia.spec.refusals import Refusal
from isonomia.spec.state import Effect, Finding, FindingKey, Outcome, Stage

#: Nobody but the seats of the council that filed is kept from a first panel.
NOBODY: tuple[bytes, ...] = ()


def finding_id(key: FindingKey) -> bytes:
    """Return the number of a finding, 32 bytes.

    Raises:
        OverflowError: when a part of the key does not fit 256 bits
    """
    parts = (key.organisation, key.standard, key.day)
    return keccak256(b"".join(part.to_bytes(32, "big") for part in parts))


def appeal_finding(draft: Draft, action: AppealFinding) -> None:
    """Call a panel of 5, or after its verdict one of 11 of which nobody was near the first."""
    number, finding = _found(draft, action)
    _require_organisation(draft, action)
    stage = require_transition(draft, number, finding, CaseAct.APPEAL)
    require_ground(action.ground, MOST_GROUND_OF_APPEAL)
    panel = convene_for_appeal(draft, finding, stage, action.former_panel, NOBODY)
    _move(draft, number, replace(finding, panel=panel, ground=action.ground), stage)


def review_finding(draft: Draft, action: ReviewFinding) -> None:
    """Have a panel look at an effect that lasts; its silence ends it too."""
    number, finding = _found(draft, action)
    _require_organisation(draft, action)
    stage = require_transition(draft, number, finding, CaseAct.REVIEW)
    if finding.reviewed:
        raise Refusal("FindingReviewed", number)
    require_ground(action.ground, MOST_GROUND_OF_REVIEW)
    if effect_in_force(draft, number, finding) is None:
        raise Refusal("NothingToEnd", number)
    panel = convene(draft, FIRST_PANEL, finding.community, NOBODY)
    asked = replace(finding, panel=panel, ground=action.ground, reviewed=True)
    _move(draft, number, asked, stage)


def judge_finding(draft: Draft, action: JudgeFinding) -> None:
    """Decide what a panel was convened for."""
    number, finding = _found(draft, action)
    stage = require_verdict(draft, number, finding, action)
    reasons, signers = action.reasons_hash, action.signers
    draft.events.append(FindingDecided(number, finding.panel, action.outcome, reasons, signers))
    _move(draft, number, finding, stage)
    if action.outcome == Outcome.REJECTED:
        lower_standing(draft, finding.community)
    if stage == Stage.ENDED:
        end_effect(draft, number, finding)


def withdraw_finding(draft: Draft, action: WithdrawFinding) -> None:
    """Take back a finding that is not carried out."""
    number, finding = _found(draft, action)
    _use_approval_of_the_filer(draft, action, number, finding)
    _move(draft, number, finding, require_transition(draft, number, finding, CaseAct.WITHDRAW))


def certify_remedy_of(draft: Draft, action: CertifyRemedyOf) -> None:
    """End the effect of a finding whose remedy is done."""
    number, finding = _found(draft, action)
    _use_approval_of_the_filer(draft, action, number, finding)
    stage = require_transition(draft, number, finding, CaseAct.REMEDY)
    end_effect(draft, number, finding)
    draft.events.append(RemedyAccepted(number, action.evidence_hash))
    _move(draft, number, finding, stage)


def carry_out_findings(draft: Draft, action: CarryOutFindings) -> None:
    """Begin the effects of ripe findings, and end those of released ones; all or none."""
    for key in action.findings:
        number, finding = _found(draft, key)
        stage = require_transition(draft, number, finding, CaseAct.CARRY_OUT)
        if stage == Stage.ENDED:
            end_effect(draft, number, finding)
        else:
            finding = replace(finding, place=_take_effect(draft, number, finding))
        _move(draft, number, finding, stage)


def _take_effect(draft: Draft, number: bytes, finding: Finding) -> int:
    """Begin the effect of a ripe finding, whose days count from when it became ripe."""
    version = draft.standards[finding.standard][finding.version - 1]
    until_day = day_of(ripe_from(finding)) + version.sunset_days
    effect = Effect(finding.standard, until_day, version.effect, name_of(number))
    at = place(draft, finding.organisation, effect)
    if at is None:
        raise Refusal("NoPlace", number)
    return at


def _found(
    draft: Draft,
    about: FindingKey
    | AppealFinding
    | ReviewFinding
    | JudgeFinding
    | WithdrawFinding
    | CertifyRemedyOf,
) -> tuple[bytes, Finding]:
    """Return the number of the finding that an act is about, and the finding as it stands."""
    number = finding_id(FindingKey(about.organisation, about.standard, about.day))
    finding = draft.findings.get(number)
    if finding is None:
        raise Refusal("FindingUnknown", number)
    return number, finding


def _require_organisation(draft: Draft, action: AppealFinding | ReviewFinding) -> None:
    """Refuse an act that is late, or that the organisation's key neither signed nor sent."""
    if draft.now > action.deadline:
        raise Refusal("DeadlinePassed", action.deadline, draft.now)
    key = draft.organisations[action.organisation].key
    if key not in (action.signer, action.sender):
        raise Refusal("NotTheOrganisation", action.organisation, action.sender)


def _use_approval_of_the_filer(
    draft: Draft, act: WithdrawFinding | CertifyRemedyOf, number: bytes, finding: Finding
) -> None:
    use_approval(draft, act)
    if finding.community != act.community:
        raise Refusal("NotTheFilerOf", number, act.community)


def _move(draft: Draft, number: bytes, finding: Finding, stage: Stage) -> None:
    """Begin a stage of a finding, now."""
    draft.findings[number] = replace(finding, stage=stage, since=draft.now)
    draft.events.append(FindingMoved(number, stage, finding.panel, finding.ground))
