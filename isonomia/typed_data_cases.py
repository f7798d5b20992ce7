"""The EIP-712 messages of cases, panels, terms of councils and amendments.

They are signed in the same domain as those of `isonomia.typed_data`. A case is named by the 32
bytes of its number.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from eth_account.messages import SignableMessage

from isonomia.typed_data import (
    BATCH_OF_ACTS,
    COUNCIL_ACT,
    Domain,
    batch_of_acts,
    council_act,
    named_fields,
    struct_message,
)

_INFRACTION_RULE = (
    "uint256 rule,uint256 points,uint256 amount,uint256 sunsetDays,uint256 fromDay,bytes32 textHash"
)
_CASE_ACT = "bytes32 caseId,uint256 ground,uint256 nonce,uint256 deadline"
#: Fields of each struct by its name, as Solidity writes them.
TYPES = {
    "InfractionRules": f"{COUNCIL_ACT},bytes32 infractionsHash,InfractionRule[] rules",
    "InfractionRule": _INFRACTION_RULE,
    "Infractions": f"{COUNCIL_ACT},{BATCH_OF_ACTS}",
    "Recovery": f"{COUNCIL_ACT},bytes32 identity,address newController,bytes32 evidenceHash",
    "Closing": f"{COUNCIL_ACT},bytes32 identity,bytes32 evidenceHash",
    "Withdrawal": f"{COUNCIL_ACT},bytes32 caseId",
    "Remedies": f"{COUNCIL_ACT},bytes32 evidenceHash,bytes32[] cases",
    "Challenge": (
        "bytes32 caseId,bytes32 challenger,uint256 ground,uint256 nonce,uint256 deadline"
    ),
    "Appeal": _CASE_ACT,
    "Review": _CASE_ACT,
    "Alive": "bytes32 caseId,uint256 nonce,uint256 deadline",
    "Verdict": "bytes32 caseId,uint256 panel,uint256 outcome,bytes32 reasonsHash",
    "Volunteering": "bytes32 identity,uint256 renewal,uint256 nonce,uint256 deadline",
    "Audit": ("uint256 community,uint256 year,uint256 panel,uint256 shareIndex,bytes32 reportHash"),
    "Endorsement": f"{COUNCIL_ACT},uint256 target,uint256[] values,uint256 fromDay",
}
_message = partial(struct_message, TYPES)


# ---- acts of councils ----------------------------------------------------------------------------


def infraction_rules(
    domain: Domain,
    community: int,
    nonce: int,
    deadline: int,
    infractions_hash: bytes,
    rules: Sequence[tuple[int, int, int, int, int, bytes]],
) -> SignableMessage:
    """Publish infraction rules, each (rule, points, amount, sunset days, first day, text hash)."""
    act = council_act(community, nonce, deadline)
    terms = {
        "infractionsHash": infractions_hash,
        "rules": named_fields(_INFRACTION_RULE, rules),
    }
    return _message(domain, "InfractionRules", act | terms, "InfractionRule")


def infractions(
    domain: Domain,
    community: int,
    nonce: int,
    deadline: int,
    rule: int,
    version: int,
    evidence_hash: bytes,
    identities: Sequence[bytes],
    act_days: Sequence[int],
) -> SignableMessage:
    """File one version of an infraction rule about people of the council's community."""
    act = council_act(community, nonce, deadline)
    batch = batch_of_acts(rule, version, evidence_hash, identities, act_days)
    return _message(domain, "Infractions", act | batch)


def recovery(
    domain: Domain,
    community: int,
    nonce: int,
    deadline: int,
    identity: bytes,
    new_controller: str,
    evidence_hash: bytes,
) -> SignableMessage:
    """File the recovery of a lost key; the new key signs the same message."""
    terms = {
        "identity": identity,
        "newController": new_controller,
        "evidenceHash": evidence_hash,
    }
    return _message(domain, "Recovery", council_act(community, nonce, deadline) | terms)


def closing(
    domain: Domain,
    community: int,
    nonce: int,
    deadline: int,
    identity: bytes,
    evidence_hash: bytes,
) -> SignableMessage:
    """File that a person has died."""
    terms = {"identity": identity, "evidenceHash": evidence_hash}
    return _message(domain, "Closing", council_act(community, nonce, deadline) | terms)


def withdrawal(
    domain: Domain, community: int, nonce: int, deadline: int, case_id: bytes
) -> SignableMessage:
    """Take back a case that the council filed."""
    act = council_act(community, nonce, deadline)
    return _message(domain, "Withdrawal", act | {"caseId": case_id})


def remedies(
    domain: Domain,
    community: int,
    nonce: int,
    deadline: int,
    evidence_hash: bytes,
    cases: Sequence[bytes],
) -> SignableMessage:
    """Certify that the remedy of each case was done."""
    terms = {"evidenceHash": evidence_hash, "cases": list(cases)}
    return _message(domain, "Remedies", council_act(community, nonce, deadline) | terms)


def endorsement(
    domain: Domain,
    community: int,
    nonce: int,
    deadline: int,
    target: int,
    values: Sequence[int],
    from_day: int,
) -> SignableMessage:
    """Agree to new parameters from a day on.

    `target` is 1 ledger, 2 pool, 3 cases, 4 assembly or 5 services.
    """
    terms = {"target": target, "values": list(values), "fromDay": from_day}
    return _message(domain, "Endorsement", council_act(community, nonce, deadline) | terms)


# ---- acts of persons -----------------------------------------------------------------------------


def challenge(
    domain: Domain, case_id: bytes, challenger: bytes, ground: int, nonce: int, deadline: int
) -> SignableMessage:
    """Challenge an award to somebody else."""
    act = {
        "caseId": case_id,
        "challenger": challenger,
        "ground": ground,
        "nonce": nonce,
        "deadline": deadline,
    }
    return _message(domain, "Challenge", act)


def appeal(
    domain: Domain, case_id: bytes, ground: int, nonce: int, deadline: int
) -> SignableMessage:
    """Ask for a panel, or after its verdict for a second one."""
    return _message(domain, "Appeal", _case_act(case_id, ground, nonce, deadline))


def review(
    domain: Domain, case_id: bytes, ground: int, nonce: int, deadline: int
) -> SignableMessage:
    """Ask for a panel on a deduction in force."""
    return _message(domain, "Review", _case_act(case_id, ground, nonce, deadline))


def alive(domain: Domain, case_id: bytes, nonce: int, deadline: int) -> SignableMessage:
    """Say that one lives, against a closing."""
    act = {"caseId": case_id, "nonce": nonce, "deadline": deadline}
    return _message(domain, "Alive", act)


def volunteering(
    domain: Domain, identity: bytes, renewal: int, nonce: int, deadline: int
) -> SignableMessage:
    """Offer oneself for a seat in a renewal of a council."""
    act = {"identity": identity, "renewal": renewal, "nonce": nonce, "deadline": deadline}
    return _message(domain, "Volunteering", act)


# ---- votes of jurors -----------------------------------------------------------------------------


def verdict(
    domain: Domain, case_id: bytes, panel: int, outcome: int, reasons_hash: bytes
) -> SignableMessage:
    """Decide a case, 1 upheld or 2 rejected, as a juror of its panel."""
    vote = {"caseId": case_id, "panel": panel, "outcome": outcome, "reasonsHash": reasons_hash}
    return _message(domain, "Verdict", vote)


def audit(
    domain: Domain, community: int, year: int, panel: int, share_index: int, report_hash: bytes
) -> SignableMessage:
    """Set a community's share index, in thousandths, as an auditor of its panel."""
    vote = {
        "community": community,
        "year": year,
        "panel": panel,
        "shareIndex": share_index,
        "reportHash": report_hash,
    }
    return _message(domain, "Audit", vote)


def _case_act(case_id: bytes, ground: int, nonce: int, deadline: int) -> dict[str, Any]:
    return {"caseId": case_id, "ground": ground, "nonce": nonce, "deadline": deadline}
