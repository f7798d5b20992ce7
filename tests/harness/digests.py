"""EIP-712 digests of the acts, fast enough to sign thousands a second.

Written from the types in `docs` and compared with eth_account's own by `test_harness.py`.
"""

from __future__ import annotations

import functools
from typing import Any

from tests.harness.keys import keccak

_ACT = "uint256 community,uint256 nonce,uint256 deadline,"
_RULE = (
    "Rule(uint256 rule,uint256 category,uint256 points,uint256 yearlyLimit,"
    "uint256 fromDay,bytes32 textHash)"
)

ENROLMENT = f"Enrolment({_ACT}bytes32[] identities,uint256[] birthMonths)"
BINDING = f"Binding({_ACT}bytes32[] identities,address[] controllers)"
RATE = f"Rate({_ACT}uint256 year,uint256 dividendPerHead,bytes32 sourceHash)"
AWARDS = (
    f"Awards({_ACT}uint256 rule,uint256 version,bytes32 evidenceHash,"
    "bytes32[] identities,uint256[] actDays)"
)
CATALOGUE = f"Catalogue({_ACT}bytes32 catalogueHash,Rule[] rules){_RULE}"
CONTROLLER_CHANGE = (
    "ControllerChange(bytes32 identity,address newController,uint256 nonce,uint256 deadline)"
)
LEAVE = "Leave(bytes32 identity,uint256 daysAway,uint256 nonce,uint256 deadline)"
LEAVE_END = "LeaveEnd(bytes32 identity,uint256 nonce,uint256 deadline)"
GIFT = "Gift(bytes32 identity,uint256 points,uint256 nonce,uint256 deadline)"
ENTRY = "Entry(bytes32 identity,uint256 round,uint256 nonce,uint256 deadline)"
ROUND_OPENING = (
    f"RoundOpening({_ACT}uint256 kind,uint256 prizes,uint256 points,uint256 amount,"
    "uint256 daysLong,uint256 entriesUntil)"
)
NOMINATION = f"Nomination({_ACT}uint256 round,bytes32[] identities)"

MOVE = "Move(bytes32 identity,uint256 community,uint256 nonce,uint256 deadline)"
OPT_OUT = "OptOut(bytes32 identity,uint256 nonce,uint256 deadline)"
OPT_IN = "OptIn(bytes32 identity,uint256 nonce,uint256 deadline)"
INFRACTIONS = (
    f"Infractions({_ACT}uint256 rule,uint256 version,bytes32 evidenceHash,"
    "bytes32[] identities,uint256[] actDays)"
)
INFRACTION_RULES = (
    f"InfractionRules({_ACT}bytes32 infractionsHash,InfractionRule[] rules)"
    "InfractionRule(uint256 rule,uint256 points,uint256 amount,uint256 sunsetDays,"
    "uint256 fromDay,bytes32 textHash)"
)
RECOVERY = f"Recovery({_ACT}bytes32 identity,address newController,bytes32 evidenceHash)"
CLOSING = f"Closing({_ACT}bytes32 identity,bytes32 evidenceHash)"
WITHDRAWAL = f"Withdrawal({_ACT}bytes32 caseId)"
REMEDIES = f"Remedies({_ACT}bytes32 evidenceHash,bytes32[] cases)"
CHALLENGE = (
    "Challenge(bytes32 caseId,bytes32 challenger,uint256 ground,uint256 nonce,uint256 deadline)"
)
APPEAL = "Appeal(bytes32 caseId,uint256 ground,uint256 nonce,uint256 deadline)"
REVIEW = "Review(bytes32 caseId,uint256 ground,uint256 nonce,uint256 deadline)"
ALIVE = "Alive(bytes32 caseId,uint256 nonce,uint256 deadline)"
VERDICT = "Verdict(bytes32 caseId,uint256 panel,uint256 outcome,bytes32 reasonsHash)"
VOLUNTEERING = "Volunteering(bytes32 identity,uint256 renewal,uint256 nonce,uint256 deadline)"
AUDIT = "Audit(uint256 community,uint256 year,uint256 panel,uint256 shareIndex,bytes32 reportHash)"
ENDORSEMENT = f"Endorsement({_ACT}uint256 target,uint256[] values,uint256 fromDay)"

ORDER = (
    "Order(bytes32 identity,uint256 offer,uint256 quantity,uint256 amount,uint256 portion,"
    "uint256 nonce,uint256 deadline)"
)
CANCELLATION = "Cancellation(bytes32 identity,uint256 orderNonce,uint256 nonce,uint256 deadline)"
RATING = (
    "Rating(bytes32 identity,uint256 batch,uint256 index,uint256 stars,uint256 nonce,"
    "uint256 deadline)"
)
ACCREDITATION = (
    f"Accreditation({_ACT}uint256 form,uint256 kinds,address key,uint256 untilDay,"
    "bytes32 textHash,string name)"
)
ACCREDITATION_RENEWAL = (
    f"AccreditationRenewal({_ACT}uint256 organisation,uint256 kinds,uint256 untilDay)"
)
STANDARDS = (
    f"Standards({_ACT}bytes32 standardsHash,Standard[] standards)"
    "Standard(uint256 standard,uint256 effect,uint256 sunsetDays,uint256 fromDay,bytes32 textHash)"
)
MANDATE = (
    f"Mandate({_ACT}uint256 organisation,uint256 standard,uint256 limit,uint256 threshold,"
    "uint256 untilDay,bytes32 measureHash,address[] signers)"
)
FINDING = (
    f"Finding({_ACT}uint256 organisation,uint256 standard,uint256 version,uint256 day,"
    "bytes32 evidenceHash)"
)
READING = "Reading(uint256 mandate,uint256 version,uint256 value,uint256 day,bytes32 evidenceHash)"
FINDING_WITHDRAWAL = f"FindingWithdrawal({_ACT}bytes32 finding)"
FINDING_REMEDY = f"FindingRemedy({_ACT}bytes32 finding,bytes32 evidenceHash)"
FINDING_APPEAL = "FindingAppeal(bytes32 finding,uint256 ground,uint256 deadline)"
FINDING_REVIEW = "FindingReview(bytes32 finding,uint256 ground,uint256 deadline)"

_DOMAIN = "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"


@functools.cache
def separator(chain_id: int, communities: bytes) -> bytes:
    """Return the domain separator of a deployment."""
    return keccak(
        keccak(_DOMAIN.encode())
        + keccak(b"Isonomia Communities")
        + keccak(b"1")
        + _word(chain_id)
        + _word(communities)
    )


def digest(domain: bytes, kind: str, *values: Any) -> bytes:
    """Return what is signed for a struct with these members, 32 bytes."""
    return keccak(b"\x19\x01" + domain + struct_hash(kind, *values))


def struct_hash(kind: str, *values: Any) -> bytes:
    """Return hashStruct of EIP-712: integers, bytes32, addresses, text, and lists of these."""
    nested = kind[kind.index(")") + 1 :]
    return keccak(_type_hash(kind) + b"".join(_member(value, nested) for value in values))


@functools.cache
def _type_hash(kind: str) -> bytes:
    return keccak(kind.encode())


def _member(value: Any, nested: str) -> bytes:
    if isinstance(value, (list, tuple)):
        return keccak(b"".join(_element(element, nested) for element in value))
    if isinstance(value, str):
        return keccak(value.encode())
    return _word(value)


def _element(value: Any, nested: str) -> bytes:
    return struct_hash(nested, *value) if isinstance(value, tuple) else _word(value)


def _word(value: int | bytes) -> bytes:
    if isinstance(value, int):
        return value.to_bytes(32, "big")
    return value.rjust(32, b"\0")
