"""The EIP-712 messages of orders, organisations, standards and findings about organisations.

They are signed in the same domain as those of `isonomia.typed_data`. A finding is named by the 32
bytes of its number; jurors decide it with the same message as a case.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from eth_account.messages import SignableMessage

from isonomia.typed_data import COUNCIL_ACT, Domain, council_act, named_fields, struct_message

_STANDARD = "uint256 standard,uint256 effect,uint256 sunsetDays,uint256 fromDay,bytes32 textHash"
_ANSWER = "bytes32 finding,uint256 ground,uint256 deadline"
#: Fields of each struct by its name, as Solidity writes them.
TYPES = {
    "Order": (
        "bytes32 identity,uint256 offer,uint256 quantity,uint256 amount,uint256 portion,"
        "uint256 nonce,uint256 deadline"
    ),
    "Cancellation": "bytes32 identity,uint256 orderNonce,uint256 nonce,uint256 deadline",
    "Rating": (
        "bytes32 identity,uint256 batch,uint256 index,uint256 stars,uint256 nonce,uint256 deadline"
    ),
    "Accreditation": (
        f"{COUNCIL_ACT},uint256 form,uint256 kinds,address key,uint256 untilDay,bytes32 textHash,"
        "string name"
    ),
    "AccreditationRenewal": (f"{COUNCIL_ACT},uint256 organisation,uint256 kinds,uint256 untilDay"),
    "Standards": f"{COUNCIL_ACT},bytes32 standardsHash,Standard[] standards",
    "Standard": _STANDARD,
    "Mandate": (
        f"{COUNCIL_ACT},uint256 organisation,uint256 standard,uint256 limit,uint256 threshold,"
        "uint256 untilDay,bytes32 measureHash,address[] signers"
    ),
    "Finding": (
        f"{COUNCIL_ACT},uint256 organisation,uint256 standard,uint256 version,uint256 day,"
        "bytes32 evidenceHash"
    ),
    "Reading": "uint256 mandate,uint256 version,uint256 value,uint256 day,bytes32 evidenceHash",
    "FindingWithdrawal": f"{COUNCIL_ACT},bytes32 finding",
    "FindingRemedy": f"{COUNCIL_ACT},bytes32 finding,bytes32 evidenceHash",
    "FindingAppeal": _ANSWER,
    "FindingReview": _ANSWER,
}
_message = partial(struct_message, TYPES)


# ---- acts of persons -----------------------------------------------------------------------------


def order(
    domain: Domain,
    identity: bytes,
    offer: int,
    quantity: int,
    amount: int,
    portion: int,
    nonce: int,
    deadline: int,
) -> SignableMessage:
    """Order `quantity` units of an offer for `amount` millicredits in all.

    `portion` is 0 for the base, else 1 more than the index of an uplift; `nonce` is one of the
    person's order nonces, not of their other acts.
    """
    terms = {
        "identity": identity,
        "offer": offer,
        "quantity": quantity,
        "amount": amount,
        "portion": portion,
        "nonce": nonce,
        "deadline": deadline,
    }
    return _message(domain, "Order", terms)


def cancellation(
    domain: Domain, identity: bytes, order_nonce: int, nonce: int, deadline: int
) -> SignableMessage:
    """Make an order that was signed with `order_nonce` worthless."""
    act = {
        "identity": identity,
        "orderNonce": order_nonce,
        "nonce": nonce,
        "deadline": deadline,
    }
    return _message(domain, "Cancellation", act)


def rating(
    domain: Domain,
    identity: bytes,
    batch: int,
    index: int,
    stars: int,
    nonce: int,
    deadline: int,
) -> SignableMessage:
    """Rate one's redemption with 1 to 5 stars, or change that rating once."""
    act = {
        "identity": identity,
        "batch": batch,
        "index": index,
        "stars": stars,
        "nonce": nonce,
        "deadline": deadline,
    }
    return _message(domain, "Rating", act)


# ---- acts of councils ----------------------------------------------------------------------------


def accreditation(
    domain: Domain,
    community: int,
    nonce: int,
    deadline: int,
    form: int,
    kinds: int,
    key: str,
    until_day: int,
    text_hash: bytes,
    name: str,
) -> SignableMessage:
    """Accredit an organisation of form 1 non-profit, 2 for-profit or 3 public.

    `kinds` has bit `kind - 1` for each kind of service it may serve.
    """
    terms = {
        "form": form,
        "kinds": kinds,
        "key": key,
        "untilDay": until_day,
        "textHash": text_hash,
        "name": name,
    }
    return _message(domain, "Accreditation", council_act(community, nonce, deadline) | terms)


def accreditation_renewal(
    domain: Domain,
    community: int,
    nonce: int,
    deadline: int,
    organisation: int,
    kinds: int,
    until_day: int,
) -> SignableMessage:
    """Let an accreditation last longer, or for more kinds of service."""
    terms = {"organisation": organisation, "kinds": kinds, "untilDay": until_day}
    act = council_act(community, nonce, deadline)
    return _message(domain, "AccreditationRenewal", act | terms)


def standards(
    domain: Domain,
    community: int,
    nonce: int,
    deadline: int,
    standards_hash: bytes,
    entries: Sequence[tuple[int, int, int, int, bytes]],
) -> SignableMessage:
    """Publish standards, each (standard, effect, sunset days, first day, text hash)."""
    terms = {"standardsHash": standards_hash, "standards": named_fields(_STANDARD, entries)}
    act = council_act(community, nonce, deadline)
    return _message(domain, "Standards", act | terms, "Standard")


def mandate(
    domain: Domain,
    community: int,
    nonce: int,
    deadline: int,
    organisation: int,
    standard: int,
    limit: int,
    threshold: int,
    until_day: int,
    measure_hash: bytes,
    signers: Sequence[str],
) -> SignableMessage:
    """Let keys of people or machines sign readings of one measure, `threshold` of them at least.

    A reading above `limit` is filed as a finding under the standard.
    """
    terms = {
        "organisation": organisation,
        "standard": standard,
        "limit": limit,
        "threshold": threshold,
        "untilDay": until_day,
        "measureHash": measure_hash,
        "signers": list(signers),
    }
    return _message(domain, "Mandate", council_act(community, nonce, deadline) | terms)


def finding(
    domain: Domain,
    community: int,
    nonce: int,
    deadline: int,
    organisation: int,
    standard: int,
    version: int,
    day: int,
    evidence_hash: bytes,
) -> SignableMessage:
    """File about an organisation of another community."""
    terms = {
        "organisation": organisation,
        "standard": standard,
        "version": version,
        "day": day,
        "evidenceHash": evidence_hash,
    }
    return _message(domain, "Finding", council_act(community, nonce, deadline) | terms)


def finding_withdrawal(
    domain: Domain, community: int, nonce: int, deadline: int, finding_id: bytes
) -> SignableMessage:
    """Take back a finding that the council filed."""
    act = council_act(community, nonce, deadline)
    return _message(domain, "FindingWithdrawal", act | {"finding": finding_id})


def finding_remedy(
    domain: Domain,
    community: int,
    nonce: int,
    deadline: int,
    finding_id: bytes,
    evidence_hash: bytes,
) -> SignableMessage:
    """Certify that the organisation has done the remedy of a finding."""
    terms = {"finding": finding_id, "evidenceHash": evidence_hash}
    return _message(domain, "FindingRemedy", council_act(community, nonce, deadline) | terms)


# ---- acts of organisations, and readings ---------------------------------------------------------


def finding_appeal(
    domain: Domain, finding_id: bytes, ground: int, deadline: int
) -> SignableMessage:
    """Ask for a panel about a finding, or after its verdict for a second one."""
    return _message(domain, "FindingAppeal", _answer(finding_id, ground, deadline))


def finding_review(
    domain: Domain, finding_id: bytes, ground: int, deadline: int
) -> SignableMessage:
    """Ask for a panel about a suspension or commendation that lasts."""
    return _message(domain, "FindingReview", _answer(finding_id, ground, deadline))


def reading(
    domain: Domain, mandate: int, version: int, value: int, day: int, evidence_hash: bytes
) -> SignableMessage:
    """Say what was measured on a day, as a signer of a mandate."""
    measured = {
        "mandate": mandate,
        "version": version,
        "value": value,
        "day": day,
        "evidenceHash": evidence_hash,
    }
    return _message(domain, "Reading", measured)


def _answer(finding_id: bytes, ground: int, deadline: int) -> dict[str, Any]:
    return {"finding": finding_id, "ground": ground, "deadline": deadline}
