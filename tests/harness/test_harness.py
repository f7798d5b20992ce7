"""The harness itself: its digests are eth_account's, its keys and its errors are the chain's.

```
harness
├── digest of each signed act: the same as eth_account's encode_typed_data
├── signatures of the development beacon: the same as py_ecc's
├── snake_case: Solidity names become Python names
└── keys: all different, and none of them a wallet
```
"""

from __future__ import annotations

import random
import re

import pytest
from eth_account import Account
from eth_account.messages import encode_typed_data
from eth_utils import keccak

from isonomia.beacon import DevelopmentBeacon
from tests.harness import beacon, digests, keys
from tests.harness.abi import decode, decode_answer, encode, snake_case

pytestmark = [pytest.mark.req("D2")]

CHAIN_ID = 31_337
COMMUNITIES = b"\x42" * 20
KINDS = {
    name: getattr(digests, name)
    for name in (
        "ENROLMENT",
        "BINDING",
        "RATE",
        "AWARDS",
        "CATALOGUE",
        "CONTROLLER_CHANGE",
        "LEAVE",
        "LEAVE_END",
        "GIFT",
        "ENTRY",
        "ROUND_OPENING",
        "NOMINATION",
        "MOVE",
        "OPT_OUT",
        "OPT_IN",
        "INFRACTIONS",
        "INFRACTION_RULES",
        "RECOVERY",
        "CLOSING",
        "WITHDRAWAL",
        "REMEDIES",
        "CHALLENGE",
        "APPEAL",
        "REVIEW",
        "ALIVE",
        "VERDICT",
        "VOLUNTEERING",
        "AUDIT",
        "ENDORSEMENT",
        "ORDER",
        "CANCELLATION",
        "RATING",
        "ACCREDITATION",
        "ACCREDITATION_RENEWAL",
        "STANDARDS",
        "MANDATE",
        "FINDING",
        "READING",
        "FINDING_WITHDRAWAL",
        "FINDING_REMEDY",
        "FINDING_APPEAL",
        "FINDING_REVIEW",
    )
}
_STRUCT = re.compile(r"(\w+)\(([^)]*)\)")


def random_member(kind: str, rng: random.Random, types: dict) -> object:
    if kind.endswith("[]"):
        return [random_member(kind[:-2], rng, types) for _ in range(rng.randrange(4))]
    if kind in types:
        return {member["name"]: random_member(member["type"], rng, types) for member in types[kind]}
    if kind == "uint256":
        return rng.choice((0, 1, rng.getrandbits(256), 2**256 - 1))
    if kind == "string":
        return rng.choice(("", "a name", "a longer name \u2014 " * 5))
    return rng.randbytes(20 if kind == "address" else 32)


def as_plain(value: object) -> object:
    if isinstance(value, dict):
        return tuple(map(as_plain, value.values()))
    return list(map(as_plain, value)) if isinstance(value, list) else value


@pytest.mark.parametrize("name", KINDS)
def test_digest__any_members__is_what_eth_account_signs(name):
    rng = random.Random(name)
    types = {
        struct: [
            dict(zip(("type", "name"), member.split(" "), strict=True))
            for member in members.split(",")
        ]
        for struct, members in _STRUCT.findall(KINDS[name])
    }
    primary = next(iter(types))
    domain = {
        "name": "Isonomia Communities",
        "version": "1",
        "chainId": CHAIN_ID,
        "verifyingContract": COMMUNITIES,
    }
    for _ in range(10):
        message = random_member(primary, rng, types)
        wanted = encode_typed_data(domain, types, message)
        found = digests.digest(
            digests.separator(CHAIN_ID, COMMUNITIES), KINDS[name], *as_plain(message)
        )
        assert found == keccak(b"\x19" + wanted.version + wanted.header + wanted.body)


@pytest.mark.req("D4")
def test_beacon_signature__any_round__is_the_development_beacons():
    for number in (1, 2, 541_000_000, 2**64 - 1):
        assert beacon.signature(number) == DevelopmentBeacon().sign(number)


def test_signature_of__a_key__recovers_to_its_address():
    digest = keccak(b"anything")
    for address in keys.key_addresses():
        signature = keys.signature_of(address, digest)
        recovered = Account._recover_hash(digest, signature=signature)
        assert bytes.fromhex(recovered[2:]) == address


def test_key_addresses__with_wallets__are_all_different():
    addresses = keys.key_addresses() + keys.wallet_addresses()
    assert len(set(addresses)) == keys.KEYS + keys.WALLETS


@pytest.mark.parametrize(
    "types",
    [
        ("uint256",),
        ("uint256", "uint16"),
        ("(uint24,address,bytes32)",),
        ("bytes32", "address"),
        ("uint256[]",),
        ("(uint256,bool,address)[]",),
        ("bool",),
    ],
)
def test_decode_answer__any_values__is_what_eth_abi_decodes(types):
    rng = random.Random(str(types))

    def random_value(kind: str) -> object:
        if kind.endswith("[]"):
            return [random_value(kind[:-2]) for _ in range(rng.randrange(4))]
        if kind.startswith("("):
            return tuple(random_value(part) for part in kind[1:-1].split(","))
        if kind.startswith("uint"):
            return rng.getrandbits(int(kind[4:]))
        if kind == "bool":
            return rng.random() < 0.5
        return rng.randbytes(20 if kind == "address" else 32)

    for _ in range(20):
        encoded = encode(types, tuple(map(random_value, types)))
        assert decode_answer(types, encoded) == decode(types, encoded)


@pytest.mark.parametrize(
    ("solidity", "python"), [("identity", "identity"), ("dividendPerHead", "dividend_per_head")]
)
def test_snake_case__solidity_name__becomes_python_name(solidity, python):
    assert snake_case(solidity) == python
