"""Acts of due process: what is signed, what is called, and with what besides signatures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import astuple
from typing import Any

from eth_account.messages import SignableMessage
from eth_account.signers.local import LocalAccount

from isonomia import typed_data, typed_data_cases
from isonomia.contracts import Contract
from isonomia.due_process.case_keys import CHALLENGE, CLOSING, INFRACTION, CaseKey, award_matter
from isonomia.spec.actions import (
    Alive,
    Appeal,
    CarryOut,
    CertifyRemedies,
    Challenge,
    Endorse,
    FileClosing,
    FileInfractions,
    FileRecovery,
    FillSeats,
    FreezeRenewal,
    GiveVerdict,
    Move,
    OpenAudit,
    OpenRenewal,
    OptIn,
    OptOut,
    PublishInfractions,
    RecordAudit,
    Review,
    SeatPanel,
    Volunteer,
    Withdraw,
)
from isonomia.typed_data import Domain

#: What is signed, the function called, and its arguments beside nonce, deadline and signatures.
Signable = tuple[SignableMessage, str, tuple[Any, ...]]

CaseCouncilAction = (
    PublishInfractions
    | FileInfractions
    | FileRecovery
    | FileClosing
    | Withdraw
    | CertifyRemedies
    | Endorse
)
CasePersonAction = Move | OptOut | OptIn | Challenge | Appeal | Review | Alive | Volunteer
AnybodysAction = SeatPanel | CarryOut | OpenAudit | OpenRenewal | FreezeRenewal | FillSeats

#: What the cases, the assembly and the panels carry out.
ACTS_ON_CASES = (
    *(PublishInfractions, FileInfractions, FileRecovery, FileClosing, Withdraw, CertifyRemedies),
    *(Challenge, Appeal, Review, Alive, GiveVerdict, CarryOut),
)
ACTS_ON_ASSEMBLY = (
    *(Endorse, Volunteer, OpenAudit, RecordAudit, OpenRenewal, FreezeRenewal, FillSeats),
)
ACTS_ON_PANELS = (SeatPanel,)


def council_act(domain: Domain, action: CaseCouncilAction) -> Signable:
    """Return what the seats of a council sign; the arguments are those after the act's head."""
    head = (action.community, action.nonce, action.deadline)
    match action:
        case PublishInfractions():
            rules = [astuple(rule) for rule in action.infractions]
            terms = (action.infractions_hash, rules)
            message = typed_data_cases.infraction_rules(domain, *head, *terms)
            return message, "publishInfractions", terms
        case FileInfractions():
            batch = (
                *(action.rule, action.version, action.evidence_hash),
                *(action.identities, action.act_days),
            )
            message = typed_data_cases.infractions(domain, *(*head, *batch))
            return message, "fileInfractions", (batch,)
        case FileRecovery():
            new = "0x" + action.new_controller.hex()
            person = (action.identity, new, action.evidence_hash)
            return typed_data_cases.recovery(domain, *head, *person), "fileRecovery", person
        case FileClosing():
            who = (action.identity, action.evidence_hash)
            return typed_data_cases.closing(domain, *head, *who), "fileClosing", who
        case Withdraw():
            key = (action.kind, action.identity, action.matter)
            message = typed_data_cases.withdrawal(domain, *head, CaseKey(*key).number)
            return message, "withdraw", (key,)
        case CertifyRemedies():
            pairs = zip(action.identities, action.matters, strict=True)
            numbers = [CaseKey(INFRACTION, *pair).number for pair in pairs]
            message = typed_data_cases.remedies(domain, *head, action.evidence_hash, numbers)
            people = (action.identities, action.matters)
            return message, "certifyRemedies", (action.evidence_hash, *people)
        case Endorse():
            amendment = (action.target, action.values, action.from_day)
            return typed_data_cases.endorsement(domain, *head, *amendment), "endorse", amendment


def person_act(domain: Domain, action: CasePersonAction) -> Signable:
    """Return what a person signs; the arguments are all those before the nonce."""
    tail = (action.nonce, action.deadline)
    match action:
        case Move():
            where = (action.identity, action.community)
            return typed_data.move(domain, *where, *tail), "move", where
        case OptOut():
            who = (action.identity,)
            return typed_data.opt_out(domain, *who, *tail), "optOut", who
        case OptIn():
            who = (action.identity,)
            return typed_data.opt_in(domain, *who, *tail), "optIn", who
        case Challenge():
            message = typed_data_cases.challenge(
                domain, _challenged(action), action.challenger, action.ground, *tail
            )
            terms = (action.line, action.challenger, action.ground)
            return message, "challenge", (astuple(action.proof), *terms)
        case Appeal():
            key = (action.kind, action.identity, action.matter)
            message = typed_data_cases.appeal(domain, CaseKey(*key).number, action.ground, *tail)
            return message, "appeal", (key, action.ground, action.former_panel)
        case Review():
            key = (INFRACTION, action.identity, action.matter)
            message = typed_data_cases.review(domain, CaseKey(*key).number, action.ground, *tail)
            return message, "review", (key, action.ground)
        case Alive():
            key = (CLOSING, action.identity, action.matter)
            return typed_data_cases.alive(domain, CaseKey(*key).number, *tail), "alive", (key,)
        case Volunteer():
            entry = (action.identity, action.renewal)
            return typed_data_cases.volunteering(domain, *entry, *tail), "volunteer", entry


def signed_verdict_calldata(
    contract: Contract,
    domain: Domain,
    action: GiveVerdict,
    panel: int,
    keys: Mapping[int, LocalAccount],
) -> bytes:
    """Return the call that gives a panel's verdict, signed by the jurors that `action` names.

    Args:
        contract: the cases
        domain: where the signatures count
        action: the verdict; its signers are not looked at
        panel: number of the panel
        keys: by juror
    """
    key = (action.kind, action.identity, action.matter)
    vote = (CaseKey(*key).number, panel, action.outcome, action.reasons_hash)
    votes = _votes(typed_data_cases.verdict(domain, *vote), action, keys)
    return contract.encode(
        "giveVerdict", key, action.outcome, action.reasons_hash, action.identities, votes
    )


def signed_audit_calldata(
    contract: Contract,
    domain: Domain,
    action: RecordAudit,
    audit: tuple[int, int],
    keys: Mapping[int, LocalAccount],
) -> bytes:
    """Return the call that records an audit, signed by the auditors that `action` names.

    Args:
        contract: the assembly
        domain: where the signatures count
        action: the audit's result; its signers are not looked at
        audit: its allocation year and its panel
        keys: by juror
    """
    found = (action.share_index, action.report_hash)
    message = typed_data_cases.audit(domain, action.community, *audit, *found)
    votes = _votes(message, action, keys)
    return contract.encode("recordAudit", action.community, *found, action.identities, votes)


def anybodys_calldata(contract: Contract, action: AnybodysAction) -> bytes:
    """Return the call of an act that nobody signs, on the contract that carries it out."""
    match action:
        case SeatPanel():
            return contract.encode("seat", action.panel, action.identities)
        case CarryOut():
            return contract.encode("carryOut", [astuple(key) for key in action.cases])
        case OpenAudit():
            return contract.encode("openAudit", action.community)
        case OpenRenewal():
            return contract.encode("openRenewal", action.community)
        case FreezeRenewal():
            return contract.encode("freezeRenewal", action.renewal)
        case FillSeats():
            return contract.encode("fillSeats", action.renewal, action.identities)


def _votes(
    message: SignableMessage, action: GiveVerdict | RecordAudit, keys: Mapping[int, LocalAccount]
) -> tuple[int, bytes]:
    return typed_data.combine(
        {juror: typed_data.sign(message, keys[juror]) for juror, _ in action.votes}
    )


def _challenged(action: Challenge) -> bytes:
    """Return the number of the case; of a line that is not in the batch, about nobody."""
    proof, line = action.proof, action.line
    awarded = proof.identities[line] if line < len(proof.identities) else bytes(32)
    matter = award_matter(proof.community, proof.nonce, line)
    return CaseKey(CHALLENGE, awarded, matter).number
