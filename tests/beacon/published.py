"""The real round and the hash-to-point cases that lie beside the repository."""

from __future__ import annotations

import json
from dataclasses import dataclass

import pytest

from isonomia.beacon import signature_from_hex
from isonomia.build import ROOT
from isonomia.spec.beacon import Point

SOURCE = ROOT.parent / "shared" / "data" / "drand_evmnet.json"


@dataclass(frozen=True)
class HashCase:
    """A message, the tag it is hashed under, and the point it hashes to."""

    message: bytes
    tag: bytes
    point: Point


@dataclass(frozen=True)
class Published:
    """What was published about the network and a round of it."""

    chain_hash: str
    public_key: str
    genesis: int
    period: int
    number: int
    message: bytes
    hashed: Point
    signature: Point
    hash_cases: list[HashCase]
    #: Key, signature and hashed point of a case signed by somebody else.
    foreign_key: str
    foreign_signature: Point
    foreign_hashed: Point


def load() -> Published:
    """Read the file, or skip the test where it is absent."""
    if not SOURCE.exists():
        pytest.skip("the real round of drand lies in ../shared/data, which is not here")
    found = json.loads(SOURCE.read_text())
    (known,) = found["rounds"]
    hashed = signature_from_hex(known["hash_to_g1"])
    foreign = found["hash_to_point_cases"][0]
    cases = [
        HashCase(
            bytes.fromhex(case["message"]),
            case["dst"].encode(),
            signature_from_hex(case["hash_to_g1"]),
        )
        for case in found["hash_to_point_cases"]
    ]
    message = bytes.fromhex(known["message_hash"])
    return Published(
        chain_hash=found["chain_hash"],
        public_key=found["public_key"],
        genesis=found["genesis_time"],
        period=found["period_seconds"],
        number=known["round"],
        message=message,
        hashed=hashed,
        signature=signature_from_hex(known["signature"]),
        hash_cases=[*cases, HashCase(message, found["dst"].encode(), hashed)],
        foreign_key=foreign["public_key"],
        foreign_signature=signature_from_hex(foreign["signature"]),
        foreign_hashed=signature_from_hex(foreign["hash_to_g1"]),
    )
