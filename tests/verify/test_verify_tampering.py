"""Everything that was changed behind the contracts' back is found and named.

Each case changes one thing on a development chain, sees it found, puts it back and sees that
everything agrees again. The branches:

    storage   person | leaves | rule count | key | council | seat | rule | catalogue | rate
              | charter
    code      one instruction | one immutable | none at all
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import pytest

from isonomia import build
from isonomia.chain import Chain
from isonomia.divergence import Finding
from isonomia.spec.keccak import keccak256
from isonomia.verify import Artifacts, Verdict, verify
from tests.verify.scenario import (
    ASSEMBLY,
    NATION,
    NORTH,
    SOUTH,
    TEACHING,
    Scenario,
    identity_of,
)


class Tampering(NamedTuple):
    """One bit of one slot turned over, and what must be said about it."""

    contract: str
    slot: Callable[[], int]
    bit: int
    finding: Finding
    person: str | None = None
    field: str | None = None
    subject: str = ""


def slot_of(contract: str, label: str) -> int:
    layout = build.load(contract)["storageLayout"]["storage"]
    return next(int(entry["slot"]) for entry in layout if entry["label"] == label)


def entry(contract: str, label: str, *keys: bytes | int) -> Callable[[], int]:
    def slot() -> int:
        position = slot_of(contract, label)
        for key in keys:
            word = key if isinstance(key, bytes) else key.to_bytes(32)
            position = int.from_bytes(keccak256(word + position.to_bytes(32)))
        return position

    return slot


def first_element(contract: str, label: str) -> Callable[[], int]:
    return lambda: int.from_bytes(keccak256(slot_of(contract, label).to_bytes(32)))


def seat_slot(community: int, seat: int) -> Callable[[], int]:
    """Return where the key of a seat lies: two slots each, after the council's own two."""
    council = entry("Communities", "_councils", community)
    return lambda: council() + 2 + 2 * seat


ELDER, TEACHER = identity_of("elder"), identity_of("teacher")
PERSON = entry("Ledger", "_people", ELDER)
STORAGE = {
    "the birth month of a person": Tampering(
        "Ledger", PERSON, 0, Finding.PERSON_DIFFERS, "elder", "birth_month"
    ),
    "the community of a person": Tampering(
        "Ledger", PERSON, 16, Finding.PERSON_DIFFERS, "elder", "community"
    ),
    "the quality of a person": Tampering(
        "Ledger", PERSON, 47, Finding.PERSON_DIFFERS, "elder", "quality"
    ),
    "the day on which decay begins": Tampering(
        "Ledger", PERSON, 56, Finding.PERSON_DIFFERS, "elder", "decay_from"
    ),
    "a tally that no view shows today": Tampering(
        "Ledger",
        entry("Ledger", "_people", identity_of("southerner 1")),
        100,
        Finding.PERSON_DIFFERS,
        "southerner 1",
        "tally_1",
    ),
    "the unused bits of a person's slot": Tampering(
        "Ledger", PERSON, 255, Finding.PERSON_DIFFERS, "elder", "unused"
    ),
    "the record of leaves": Tampering(
        "Ledger", entry("Ledger", "_leaves", TEACHER), 0, Finding.LEAVE_DIFFERS, "teacher", "leaves"
    ),
    "how often a rule was used": Tampering(
        "Ledger",
        entry("Ledger", "_ruleTimes", ELDER, TEACHING),
        0,
        Finding.RULE_COUNT_DIFFERS,
        "elder",
        f"awards under rule {TEACHING}",
    ),
    "a rule": Tampering(
        "Ledger",
        entry("Ledger", "_rules", ASSEMBLY, 1),
        8,
        Finding.RULE_DIFFERS,
        field="points",
        subject=f"rule {ASSEMBLY} version 1",
    ),
    "the number of versions of a rule": Tampering(
        "Ledger",
        entry("Ledger", "versionsOf", ASSEMBLY),
        1,
        Finding.RULE_DIFFERS,
        field="versions",
        subject=f"rule {ASSEMBLY}",
    ),
    "the hash of the catalogue": Tampering(
        "Ledger",
        lambda: slot_of("Ledger", "catalogueHash"),
        0,
        Finding.CATALOGUE_DIFFERS,
        field="catalogue_hash",
    ),
    "the charter": Tampering(
        "Ledger",
        entry("Ledger", "_charters", 0),
        0,
        Finding.CHARTER_DIFFERS,
        field="category_cap",
        subject="charter",
    ),
    "the genesis rate": Tampering(
        "Ledger", first_element("Ledger", "_credits"), 40, Finding.RATE_DIFFERS
    ),
    "the key of a person": Tampering(
        "Communities",
        entry("Communities", "_signatories", TEACHER),
        0,
        Finding.SIGNATORY_DIFFERS,
        "teacher",
        "controller",
    ),
    "a key for a person who has none": Tampering(
        "Communities",
        entry("Communities", "_signatories", ELDER),
        0,
        Finding.SIGNATORY_DIFFERS,
        "elder",
        "controller",
    ),
    "a council": Tampering(
        "Communities",
        entry("Communities", "_councils", SOUTH),
        8,
        Finding.COUNCIL_DIFFERS,
        field="members",
        subject=f"council {SOUTH}",
    ),
    "the number of communities": Tampering(
        "Communities",
        lambda: slot_of("Communities", "communityCount"),
        3,
        Finding.COUNCIL_DIFFERS,
        field="communities",
    ),
    "the key of a seat": Tampering(
        "Communities",
        seat_slot(NATION, 2),
        0,
        Finding.SEAT_DIFFERS,
        field="controller",
        subject=f"seat 2 of council {NATION}",
    ),
}


def set_storage(chain: Chain, address: str, slot: int, value: int) -> None:
    words = (address, f"0x{slot:064x}", f"0x{value:064x}")
    if "anvil" in chain.call("web3_clientVersion").lower():
        chain.call("anvil_setStorageAt", *words)
    else:
        # Ganache takes the shortest spelling for the slot itself, not for an equal number.
        chain.call("evm_setAccountStorageAt", address, words[1], hex(value))


def set_code(chain: Chain, address: str, code: bytes) -> None:
    anvil = "anvil" in chain.call("web3_clientVersion").lower()
    chain.call("anvil_setCode" if anvil else "evm_setAccountCode", address, "0x" + code.hex())


def storage_at(chain: Chain, address: str, slot: int) -> int:
    word = chain.call("eth_getStorageAt", address, f"0x{slot:064x}", "latest")
    return int(word[2:] or "0", 16)


def judge(scenario: Scenario, compiled: Artifacts) -> Verdict:
    return verify(scenario.dev.url, scenario.manifest, compile_sources=lambda: compiled)


def require_found(scenario: Scenario, compiled: Artifacts, tampering: Tampering) -> None:
    address = scenario.manifest.addresses[tampering.contract]
    slot = tampering.slot()
    before = storage_at(scenario.chain, address, slot)
    set_storage(scenario.chain, address, slot, before ^ 1 << tampering.bit)
    try:
        found = judge(scenario, compiled).divergence
    finally:
        set_storage(scenario.chain, address, slot, before)
    assert found is not None
    assert found.finding is tampering.finding
    if tampering.person is not None:
        assert found.person == "0x" + identity_of(tampering.person).hex()
        assert found.block is not None
        assert found.transaction is not None
    if tampering.field is not None:
        assert found.field == tampering.field
    if tampering.subject:
        assert found.subject == tampering.subject
    assert found.expected != found.found
    assert judge(scenario, compiled).agrees


@pytest.mark.req("Y1", "Y2")
def test_verify__honest_chain__agrees_on_everybody(lived: Scenario, compiled: Artifacts) -> None:
    verdict = judge(lived, compiled)
    assert verdict.divergence is None
    assert verdict.agrees
    assert verdict.pinned.number == lived.chain.block()["number"]
    assert verdict.people == 45


@pytest.mark.req("Y2")
def test_verify__quality_changed__is_found_on_either_chain(
    lived: Scenario, compiled: Artifacts
) -> None:
    require_found(lived, compiled, STORAGE["the quality of a person"])


@pytest.mark.req("Y2")
@pytest.mark.parametrize("what", STORAGE)
def test_verify__one_bit_of_storage_changed__is_found_and_named(
    lived_on_anvil: Scenario, compiled: Artifacts, what: str
) -> None:
    require_found(lived_on_anvil, compiled, STORAGE[what])


def first_byte(code: bytes, _scenario: Scenario) -> bytes:
    return bytes([code[0] ^ 1]) + code[1:]


def comment(code: bytes, _scenario: Scenario) -> bytes:
    return code[:-10] + bytes([code[-10] ^ 1]) + code[-9:]


def nothing(_code: bytes, _scenario: Scenario) -> bytes:
    return b""


def other_communities(code: bytes, scenario: Scenario) -> bytes:
    address = bytes.fromhex(scenario.manifest.addresses["Communities"][2:])
    return code.replace(address, bytes(19) + b"\1")


@pytest.mark.req("Y2")
@pytest.mark.parametrize(
    ("change", "finding", "words"),
    [
        (first_byte, Finding.BYTECODE_DIFFERS, "bytes expected"),
        (comment, Finding.BYTECODE_DIFFERS, "comments"),
        (other_communities, Finding.IMMUTABLE_DIFFERS, ""),
        (nothing, Finding.NO_CODE, ""),
    ],
)
def test_verify__code_changed__is_found_and_named(
    lived_on_anvil: Scenario,
    compiled: Artifacts,
    change: Callable[[bytes, Scenario], bytes],
    finding: Finding,
    words: str,
) -> None:
    lived = lived_on_anvil
    address = lived.manifest.addresses["Ledger"]
    code = lived.chain.code(address)
    set_code(lived.chain, address, change(code, lived))
    try:
        found = judge(lived, compiled).divergence
    finally:
        set_code(lived.chain, address, code)
    assert found is not None
    assert found.finding is finding
    assert "Ledger" in found.subject
    assert words in found.remark
    if change is other_communities:
        assert found.field == "COMMUNITIES"
    assert judge(lived, compiled).agrees


def sentence_parts(verdict: Verdict) -> dict[str, Any]:
    return verdict.as_dict()["first_divergence"]


@pytest.mark.req("Y2")
def test_verify__two_things_changed__names_the_first_and_counts_the_other(
    lived_on_anvil: Scenario, compiled: Artifacts
) -> None:
    lived = lived_on_anvil
    address = lived.manifest.addresses["Communities"]
    slots = [entry("Communities", "_councils", community)() for community in (NORTH, SOUTH)]
    before = [storage_at(lived.chain, address, slot) for slot in slots]
    for slot, word in zip(slots, before, strict=True):
        set_storage(lived.chain, address, slot, word ^ 1 << 41)
    try:
        verdict = judge(lived, compiled)
    finally:
        for slot, word in zip(slots, before, strict=True):
            set_storage(lived.chain, address, slot, word)
    assert verdict.others == 1
    assert sentence_parts(verdict)["subject"] == f"council {NORTH}"
