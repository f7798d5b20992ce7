"""The EIP-712 messages that councils and people sign.

`SignedTypes.sol` and `LotterySigned.sol` hold the same types; those of cases, panels, terms and
amendments stand in `isonomia.typed_data_cases`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from eth_account.messages import SignableMessage, encode_typed_data
from eth_account.signers.local import LocalAccount
from eth_utils.crypto import keccak

NAME = "Isonomia Communities"
VERSION = "1"
SIGNATURE_LENGTH = 65
_WORD = 32

#: What the struct of every council's act begins with.
COUNCIL_ACT = "uint256 community,uint256 nonce,uint256 deadline"
#: What the struct of acts under one rule, awarded or accused of, goes on with.
BATCH_OF_ACTS = (
    "uint256 rule,uint256 version,bytes32 evidenceHash,bytes32[] identities,uint256[] actDays"
)
_RULE = (
    "uint256 rule,uint256 category,uint256 points,uint256 yearlyLimit,uint256 fromDay,"
    "bytes32 textHash"
)
#: Fields of each struct by its name, as Solidity writes them.
TYPES = {
    "Enrolment": f"{COUNCIL_ACT},bytes32[] identities,uint256[] birthMonths",
    "Binding": f"{COUNCIL_ACT},bytes32[] identities,address[] controllers",
    "Rate": f"{COUNCIL_ACT},uint256 year,uint256 dividendPerHead,bytes32 sourceHash",
    "Catalogue": f"{COUNCIL_ACT},bytes32 catalogueHash,Rule[] rules",
    "Awards": f"{COUNCIL_ACT},{BATCH_OF_ACTS}",
    "RoundOpening": (
        f"{COUNCIL_ACT},uint256 kind,uint256 prizes,uint256 points,uint256 amount,"
        "uint256 daysLong,uint256 entriesUntil"
    ),
    "Nomination": f"{COUNCIL_ACT},uint256 round,bytes32[] identities",
    "ControllerChange": ("bytes32 identity,address newController,uint256 nonce,uint256 deadline"),
    "Leave": "bytes32 identity,uint256 daysAway,uint256 nonce,uint256 deadline",
    "LeaveEnd": "bytes32 identity,uint256 nonce,uint256 deadline",
    "Move": "bytes32 identity,uint256 community,uint256 nonce,uint256 deadline",
    "OptOut": "bytes32 identity,uint256 nonce,uint256 deadline",
    "OptIn": "bytes32 identity,uint256 nonce,uint256 deadline",
    "Gift": "bytes32 identity,uint256 points,uint256 nonce,uint256 deadline",
    "Entry": "bytes32 identity,uint256 round,uint256 nonce,uint256 deadline",
    "Rule": _RULE,
}
_DOMAIN = "string name,string version,uint256 chainId,address verifyingContract"


@dataclass(frozen=True)
class Domain:
    """Where a signature counts: one chain, and the communities contract on it."""

    chain_id: int
    communities: str


class WalletSignature(bytes):
    """The signature of an ERC-1271 wallet, of any length."""


# ---- acts of councils ----------------------------------------------------------------------------


def enrolment(
    domain: Domain,
    community: int,
    nonce: int,
    deadline: int,
    identities: Sequence[bytes],
    birth_months: Sequence[int],
) -> SignableMessage:
    """Enrol people into the council's community."""
    act = council_act(community, nonce, deadline)
    lists = {"identities": list(identities), "birthMonths": list(birth_months)}
    return _message(domain, "Enrolment", act | lists)


def binding(
    domain: Domain,
    community: int,
    nonce: int,
    deadline: int,
    identities: Sequence[bytes],
    controllers: Sequence[str],
) -> SignableMessage:
    """Bind keys to people who have none in force."""
    act = council_act(community, nonce, deadline)
    lists = {"identities": list(identities), "controllers": list(controllers)}
    return _message(domain, "Binding", act | lists)


def rate(
    domain: Domain,
    community: int,
    nonce: int,
    deadline: int,
    year: int,
    dividend_per_head: int,
    source_hash: bytes,
) -> SignableMessage:
    """Announce the rate of the next allocation year."""
    act = council_act(community, nonce, deadline)
    terms = {"year": year, "dividendPerHead": dividend_per_head, "sourceHash": source_hash}
    return _message(domain, "Rate", act | terms)


def catalogue(
    domain: Domain,
    community: int,
    nonce: int,
    deadline: int,
    catalogue_hash: bytes,
    rules: Sequence[tuple[int, int, int, int, int, bytes]],
) -> SignableMessage:
    """Publish rules, each (rule, category, points, yearly limit, first day, text hash)."""
    act = council_act(community, nonce, deadline)
    terms = {"catalogueHash": catalogue_hash, "rules": named_fields(_RULE, rules)}
    return _message(domain, "Catalogue", act | terms, "Rule")


def awards(
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
    """Award one version of a rule to people of the council's community."""
    act = council_act(community, nonce, deadline)
    batch = batch_of_acts(rule, version, evidence_hash, identities, act_days)
    return _message(domain, "Awards", act | batch)


def round_opening(
    domain: Domain,
    community: int,
    nonce: int,
    deadline: int,
    kind: int,
    prizes: int,
    points: int,
    amount: int,
    days_long: int,
    entries_until: int,
) -> SignableMessage:
    """Open a round of the lottery, of kind 1 (nominated by councils) or 2 (second chance).

    Each of `prizes` lots gives `points` of quality over `amount` millicredits for `days_long` days;
    `entries_until` is the first second at which nobody can come in any more.
    """
    terms = {
        "kind": kind,
        "prizes": prizes,
        "points": points,
        "amount": amount,
        "daysLong": days_long,
        "entriesUntil": entries_until,
    }
    return _message(domain, "RoundOpening", council_act(community, nonce, deadline) | terms)


def nomination(
    domain: Domain,
    community: int,
    nonce: int,
    deadline: int,
    round: int,
    identities: Sequence[bytes],
) -> SignableMessage:
    """Put members of the council's community into a round."""
    act = council_act(community, nonce, deadline)
    return _message(domain, "Nomination", act | {"round": round, "identities": list(identities)})


# ---- acts of persons -----------------------------------------------------------------------------


def controller_change(
    domain: Domain, identity: bytes, new_controller: str, nonce: int, deadline: int
) -> SignableMessage:
    """Replace the person's key; signed by the old one and the new one."""
    act = {
        "identity": identity,
        "newController": new_controller,
        "nonce": nonce,
        "deadline": deadline,
    }
    return _message(domain, "ControllerChange", act)


def leave(
    domain: Domain, identity: bytes, days_away: int, nonce: int, deadline: int
) -> SignableMessage:
    """Pause the decay of the person's quality from today."""
    act = {"identity": identity, "daysAway": days_away, "nonce": nonce, "deadline": deadline}
    return _message(domain, "Leave", act)


def leave_end(domain: Domain, identity: bytes, nonce: int, deadline: int) -> SignableMessage:
    """End the person's running leave today."""
    return _message(
        domain, "LeaveEnd", {"identity": identity, "nonce": nonce, "deadline": deadline}
    )


def move(
    domain: Domain, identity: bytes, community: int, nonce: int, deadline: int
) -> SignableMessage:
    """Belong to another community from now on."""
    act = {"identity": identity, "community": community, "nonce": nonce, "deadline": deadline}
    return _message(domain, "Move", act)


def opt_out(domain: Domain, identity: bytes, nonce: int, deadline: int) -> SignableMessage:
    """Leave the quality layer: quality and overlays are forgotten, credits stay."""
    act = {"identity": identity, "nonce": nonce, "deadline": deadline}
    return _message(domain, "OptOut", act)


def opt_in(domain: Domain, identity: bytes, nonce: int, deadline: int) -> SignableMessage:
    """Come back to the quality layer, with a quality of 0."""
    act = {"identity": identity, "nonce": nonce, "deadline": deadline}
    return _message(domain, "OptIn", act)


def gift(
    domain: Domain, identity: bytes, points: int, nonce: int, deadline: int
) -> SignableMessage:
    """Give points of the person's quality to the pool."""
    act = {"identity": identity, "points": points, "nonce": nonce, "deadline": deadline}
    return _message(domain, "Gift", act)


def entry(
    domain: Domain, identity: bytes, round: int, nonce: int, deadline: int
) -> SignableMessage:
    """Ask for a second chance in a round."""
    act = {"identity": identity, "round": round, "nonce": nonce, "deadline": deadline}
    return _message(domain, "Entry", act)


# ---- signing -------------------------------------------------------------------------------------


def digest(message: SignableMessage) -> bytes:
    """Return the 32 bytes that are really signed."""
    return keccak(b"\x19" + message.version + message.header + message.body)


def sign(message: SignableMessage, account: LocalAccount) -> bytes:
    """Return the 65 bytes (r, s, v) of a key's signature."""
    return bytes(account.sign_message(message).signature)


#: Stands for the signature of the seat whose key sends the transaction itself.
SENT_BY_SEAT = bytes(SIGNATURE_LENGTH - 1) + b"\1"


def combine(signatures: Mapping[int, bytes]) -> tuple[int, bytes]:
    """Return the bitmap of the seats that signed and their signatures as the contracts read them.

    Args:
        signatures: by seat index: 65 bytes of a key, or a `WalletSignature`
    """
    pieces, tail = b"", b""
    start = SIGNATURE_LENGTH * len(signatures)
    for _, signature in sorted(signatures.items()):
        if isinstance(signature, WalletSignature):
            position = (start + len(tail)).to_bytes(_WORD)
            pieces += bytes(_WORD) + position + b"\0"
            tail += len(signature).to_bytes(_WORD) + signature
        elif len(signature) == SIGNATURE_LENGTH:
            pieces += signature
        else:
            raise ValueError(f"a key's signature has 65 bytes, not {len(signature)}")
    return sum(1 << seat for seat in signatures), pieces + tail


def council_act(community: int, nonce: int, deadline: int) -> dict[str, Any]:
    """Return the fields that every act of a council begins with."""
    return {"community": community, "nonce": nonce, "deadline": deadline}


def batch_of_acts(
    rule: int,
    version: int,
    evidence_hash: bytes,
    identities: Sequence[bytes],
    act_days: Sequence[int],
) -> dict[str, Any]:
    """Return the fields of acts under one rule that a council awards, or accuses people of."""
    return {
        "rule": rule,
        "version": version,
        "evidenceHash": evidence_hash,
        "identities": list(identities),
        "actDays": list(act_days),
    }


def named_fields(fields: str, entries: Sequence[tuple[Any, ...]]) -> list[dict[str, Any]]:
    """Return each entry of a list of structs by the names of its fields."""
    names = [field.split()[1] for field in fields.split(",")]
    return [dict(zip(names, entry, strict=True)) for entry in entries]


def _type(fields: str) -> list[dict[str, str]]:
    pairs = [field.split() for field in fields.split(",")]
    return [{"type": kind, "name": name} for kind, name in pairs]


def struct_message(
    types: Mapping[str, str], domain: Domain, primary: str, values: dict[str, Any], *others: str
) -> SignableMessage:
    """Return the message of a struct by its name in ``types``, with the structs it contains."""
    return build_message(domain, {name: types[name] for name in (primary, *others)}, values)


_message = partial(struct_message, TYPES)


def build_message(
    domain: Domain, structs: Mapping[str, str], values: dict[str, Any]
) -> SignableMessage:
    """Return the message of a struct.

    Args:
        domain: where the signature counts
        structs: fields of each struct by its name, as in `TYPES`; what is signed comes first
        values: of its fields
    """
    types = {name: _type(fields) for name, fields in structs.items()}
    return encode_typed_data(
        full_message={
            "types": {"EIP712Domain": _type(_DOMAIN), **types},
            "domain": {
                "name": NAME,
                "version": VERSION,
                "chainId": domain.chain_id,
                "verifyingContract": domain.communities,
            },
            "primaryType": next(iter(types)),
            "message": values,
        }
    )
