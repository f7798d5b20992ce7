"""Tamperings with storage that no log is about, and with code."""

from __future__ import annotations

from isonomia.divergence import Finding
from tests.tamper.catalogue import Told
from tests.tamper.everything import (
    QUIET,
    TEACHING,
    Everything,
)
from tests.tamper.storage import (
    code,
    entry,
    foreign,
    of_person,
    variable,
)
from tests.verify.scenario import identity_of
from tests.verify.services_lived import FIRST

# ---- what no log is about ------------------------------------------------------------------------

NOBODY = identity_of("somebody whom nobody enrolled")
FOREIGN = {
    "person nobody enrolled": foreign("Ledger", entry("Ledger", "_people", NOBODY)),
    "uplift nobody granted": foreign("Ledger", of_person("Ledger", "_overlays", QUIET, 0)),
    "count of awards nobody filed": foreign(
        "Ledger", of_person("Ledger", "_ruleTimes", QUIET, TEACHING)
    ),
    "key of nobody": foreign("Communities", entry("Communities", "_signatories", NOBODY)),
    "name that signatures are for": foreign(
        "Communities", variable("Communities", "_nameFallback")
    ),
    "second chance nobody asked for": foreign("Pool", entry("Pool", "secondChanceUsed", NOBODY)),
    "round of the beacon nobody submitted": foreign("Beacon", entry("Beacon", "_randomness", 1)),
    "panel nobody called": foreign("Panels", entry("Panels", "_panels", 99)),
    "record of accusations of nobody": foreign("Cases", entry("Cases", "_records", 1, NOBODY)),
    "volunteer who did not": foreign("Assembly", entry("Assembly", "_volunteers", 2, NOBODY)),
    "rating nobody gave": foreign("Services", entry("Services", "_ratings", FIRST, 2)),
    "mandate nobody granted": foreign("Findings", entry("Findings", "_mandates", 2)),
}


# ---- code ----------------------------------------------------------------------------------------


def _first_byte(before: bytes, _lived: Everything) -> bytes:
    return bytes([before[0] ^ 1]) + before[1:]


def _comment(before: bytes, _lived: Everything) -> bytes:
    return before[:-10] + bytes([before[-10] ^ 1]) + before[-9:]


def _last_instruction(before: bytes, _lived: Everything) -> bytes:
    """Let the contract end with another byte behind everything the compiler wrote."""
    return before + b"\0"


def _other_communities(before: bytes, lived: Everything) -> bytes:
    address = bytes.fromhex(lived.manifest.addresses["Communities"][2:])
    return before.replace(address, bytes(19) + b"\1")


def _other_genesis(before: bytes, lived: Everything) -> bytes:
    genesis = lived.chain.block(lived.target.first_block)["timestamp"]
    return before.replace(genesis.to_bytes(32), (genesis + 1).to_bytes(32))


def _nothing(_before: bytes, _lived: Everything) -> bytes:
    return b""


OTHER_CODE = Told(Finding.BYTECODE_DIFFERS, "Ledger", "keccak256 of the code")
CODE = {
    "instruction": code(_first_byte, OTHER_CODE),
    "hash of the comments": code(_comment, OTHER_CODE),
    "byte behind the code": code(_last_instruction, OTHER_CODE),
    "immutable address": code(
        _other_communities, Told(Finding.IMMUTABLE_DIFFERS, "Ledger", "COMMUNITIES")
    ),
    "immutable time of genesis": code(
        _other_genesis, Told(Finding.IMMUTABLE_DIFFERS, "Ledger", "GENESIS")
    ),
    "all of the code": code(_nothing, Told(Finding.NO_CODE, "Ledger at {Ledger}")),
}


GROUPS = (FOREIGN, CODE)
