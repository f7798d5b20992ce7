"""Every way to forge a header, an account or a slot is found and named.

Each lie is told by a proxy in front of an honest node; that the same passes untampered is shown by
`test_proofs`. The branches:

    header    field edited | forged with a hash of its own | time of another block
    account   node of the proof edited | left out | told beside it: root, code, nonce, balance
              | of another address, with its name or with the right one | no proof at all
              | other code | no account
    storage   node edited | value edited | slot left out | proof of another slot | no proof at all
              | hidden by reads of storage that lie | by views that lie
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from isonomia.chain import Chain
from isonomia.divergence import Divergence, Finding
from isonomia.history import Header
from isonomia.proofs.checking import ProofCheck, Wanted
from isonomia.proofs.headers import header_hash
from isonomia.spec.keccak import keccak256
from isonomia.spec.state import State
from isonomia.verify import Artifacts
from tests.verify.lying_node import Lie
from tests.verify.proving import (
    Answer,
    about_proofs,
    about_slot,
    found_out,
    judge,
    one_digit,
    rebuilt,
)
from tests.verify.scenario import Scenario, identity_of
from tests.verify.test_verify_tampering import STORAGE, set_storage, storage_at

# ---- headers -------------------------------------------------------------------------------------


def about_header(number: int, change: Callable[[Answer], Answer]) -> Lie:
    def lie(method: str, parameters: list[Any], result: Any) -> Any:
        if method == "eth_getBlockByNumber" and result and int(result["number"], 16) == number:
            return change(dict(result))
        return result

    return lie


@pytest.mark.req("Y2")
@pytest.mark.parametrize("field", ["stateRoot", "receiptsRoot", "parentHash", "logsBloom"])
def test_proofs__header_edited__is_found_out(
    lived_on_anvil: Scenario, compiled: Artifacts, field: str
) -> None:
    number = lived_on_anvil.chain.block()["number"]
    lie = about_header(number, lambda block: block | {field: one_digit(block[field])})
    found = found_out(lived_on_anvil, compiled, lie, Finding.HEADER_DIFFERS, "hash")
    assert found.expected == lived_on_anvil.chain.block()["hash"]


@pytest.mark.req("Y2")
def test_proofs__header_forged_with_its_hash__its_root_proves_nothing(
    lived_on_anvil: Scenario, compiled: Artifacts
) -> None:
    """Such a header is right in itself; only that nothing leads to its root gives it away."""

    def forged(block: Answer) -> Answer:
        block["stateRoot"] = one_digit(block["stateRoot"])
        return block | {"hash": header_hash(block)}

    snapshot = lived_on_anvil.dev.snapshot()
    try:
        # A block of its own: the hash of one with logs would be found out by them.
        lived_on_anvil.chain.call("evm_mine")
        lie = about_header(lived_on_anvil.chain.block()["number"], forged)
        found = found_out(
            lived_on_anvil, compiled, lie, Finding.ACCOUNT_PROOF_WRONG, "accountProof"
        )
        assert "do not lead from the root" in found.remark
        assert judge(lived_on_anvil, compiled).agrees
    finally:
        lived_on_anvil.dev.revert(snapshot)


# ---- accounts ------------------------------------------------------------------------------------


@pytest.mark.req("Y2")
@pytest.mark.parametrize("which", [0, -1])
def test_proofs__node_of_account_edited__is_found_out(
    lived_on_anvil: Scenario, compiled: Artifacts, which: int
) -> None:
    def change(answer: Answer) -> Answer:
        answer["accountProof"][which] = one_digit(answer["accountProof"][which])
        return answer

    lie = about_proofs(lived_on_anvil, "Pool", change)
    found = found_out(lived_on_anvil, compiled, lie, Finding.ACCOUNT_PROOF_WRONG, "accountProof")
    assert lived_on_anvil.manifest.addresses["Pool"] in found.subject


@pytest.mark.req("Y2")
def test_proofs__node_of_account_left_out__is_found_out(
    lived_on_anvil: Scenario, compiled: Artifacts
) -> None:
    def change(answer: Answer) -> Answer:
        return answer | {"accountProof": answer["accountProof"][:-1]}

    lie = about_proofs(lived_on_anvil, "Ledger", change)
    found_out(lived_on_anvil, compiled, lie, Finding.ACCOUNT_PROOF_WRONG, "accountProof")


@pytest.mark.req("Y2")
@pytest.mark.parametrize(
    ("told", "field"),
    [
        ("storageHash", "storage_root"),
        ("codeHash", "code_hash"),
        ("nonce", "nonce"),
        ("balance", "balance"),
    ],
)
def test_proofs__account_told_otherwise__is_found_out(
    lived_on_anvil: Scenario, compiled: Artifacts, told: str, field: str
) -> None:
    def change(answer: Answer) -> Answer:
        return answer | {told: one_digit(answer[told])}

    lie = about_proofs(lived_on_anvil, "Cases", change)
    found = found_out(lived_on_anvil, compiled, lie, Finding.ACCOUNT_PROOF_WRONG, field)
    assert found.expected != found.found


@pytest.mark.req("Y2")
@pytest.mark.parametrize(("renamed", "field"), [(False, "address"), (True, "accountProof")])
def test_proofs__account_of_another_address__is_found_out(
    lived_on_anvil: Scenario, compiled: Artifacts, renamed: bool, field: str
) -> None:
    addresses = lived_on_anvil.manifest.addresses
    block = hex(lived_on_anvil.chain.block()["number"])
    other = lived_on_anvil.chain.call("eth_getProof", addresses["Pool"], [], block)

    def change(answer: Answer) -> Answer:
        return other | {"address": answer["address"] if renamed else other["address"]}

    lie = about_proofs(lived_on_anvil, "Ledger", change)
    found = found_out(lived_on_anvil, compiled, lie, Finding.ACCOUNT_PROOF_WRONG, field)
    assert addresses["Ledger"] in found.subject


@pytest.mark.req("Y2")
@pytest.mark.parametrize("answer", [None, {}, [], "0x", {"address": 7}])
def test_proofs__answer_that_is_no_proof__is_found_out(
    lived_on_anvil: Scenario, compiled: Artifacts, answer: Any
) -> None:
    lie = about_proofs(lived_on_anvil, "Beacon", lambda _answer: answer)
    found = found_out(lived_on_anvil, compiled, lie, Finding.ACCOUNT_PROOF_WRONG, "accountProof")
    assert "is no proof" in found.remark


# ---- storage -------------------------------------------------------------------------------------


@pytest.mark.req("Y2")
@pytest.mark.parametrize("which", [0, -1])
def test_proofs__node_of_storage_edited__is_found_out(
    lived_on_anvil: Scenario, compiled: Artifacts, which: int
) -> None:
    def change(proof: Answer) -> None:
        proof["proof"][which] = one_digit(proof["proof"][which])

    lie = about_slot(lived_on_anvil, change)
    found = found_out(lived_on_anvil, compiled, lie, Finding.STORAGE_PROOF_WRONG, "slot 0x")
    assert found.subject.startswith("Ledger._")
    assert "do not lead from the root" in found.remark


@pytest.mark.req("Y2")
def test_proofs__value_edited__is_found_out(lived_on_anvil: Scenario, compiled: Artifacts) -> None:
    def change(proof: Answer) -> None:
        proof["value"] = one_digit(proof["value"])

    lie = about_slot(lived_on_anvil, change)
    found = found_out(lived_on_anvil, compiled, lie, Finding.STORAGE_PROOF_WRONG, "slot 0x")
    assert found.expected is not None
    assert found.found == one_digit(found.expected)


@pytest.mark.req("Y2")
def test_proofs__slot_left_out__is_found_out(lived_on_anvil: Scenario, compiled: Artifacts) -> None:
    def change(answer: Answer) -> Answer:
        return answer | {"storageProof": answer["storageProof"][1:]}

    lie = about_proofs(lived_on_anvil, "Communities", change)
    found = found_out(lived_on_anvil, compiled, lie, Finding.PROOF_MISSING, "slot 0x")
    assert found.subject == "Communities.communityCount"


@pytest.mark.req("Y2")
def test_proofs__no_list_of_slots__is_found_out(
    lived_on_anvil: Scenario, compiled: Artifacts
) -> None:
    lie = about_proofs(lived_on_anvil, "Panels", lambda answer: answer | {"storageProof": None})
    found_out(lived_on_anvil, compiled, lie, Finding.PROOF_MISSING, "storageProof")


@pytest.mark.req("Y2")
def test_proofs__proof_of_another_slot__is_found_out(
    lived_on_anvil: Scenario, compiled: Artifacts
) -> None:
    """The proof itself is right, and so is the value, but of another slot."""

    def change(answer: Answer) -> Answer:
        proofs = answer["storageProof"]
        if len(proofs) > 1:
            proofs[0], proofs[1] = (
                proofs[1] | {"key": proofs[0]["key"]},
                proofs[0] | {"key": proofs[1]["key"]},
            )
        return answer

    lie = about_proofs(lived_on_anvil, "Ledger", change)
    found_out(lived_on_anvil, compiled, lie, Finding.STORAGE_PROOF_WRONG, "slot 0x")


@contextmanager
def changed_in_a_block(scenario: Scenario, what: str) -> Iterator[tuple[str, str, str]]:
    """Change a slot and mine, so that a header commits to it; hand out address, slot and before."""
    tampering = STORAGE[what]
    chain, address = scenario.chain, scenario.manifest.addresses[tampering.contract]
    slot = tampering.slot()
    before = storage_at(chain, address, slot)
    snapshot = scenario.dev.snapshot()
    try:
        set_storage(chain, address, slot, before ^ 1 << tampering.bit)
        chain.call("evm_mine")
        yield address.lower(), f"0x{slot:064x}", f"0x{before:064x}"
    finally:
        scenario.dev.revert(snapshot)


@pytest.mark.req("Y2")
def test_proofs__reads_of_storage_that_hide_it__the_proof_does_not(
    lived: Scenario, compiled: Artifacts
) -> None:
    """No view shows the record of leaves, so a node that hides it in reads is believed so far."""
    with changed_in_a_block(lived, "the record of leaves") as (address, slot, before):

        def lie(method: str, parameters: list[Any], result: Any) -> Any:
            if method == "eth_getStorageAt" and parameters[:2] == [parameters[0], slot]:
                return before if parameters[0].lower() == address else result
            return result

        assert judge(lived, compiled, lie, Wanted.LEFT_OUT).agrees
        found = found_out(lived, compiled, lie, Finding.PROVEN_STORAGE_DIFFERS, "slot 0x")
    identity = "0x" + identity_of("teacher").hex()
    assert found.person == identity
    assert found.subject == f"Ledger._leaves[{identity}]"
    assert found.expected == before
    assert judge(lived, compiled).agrees


# ---- what the specification gives, beside what is proved -----------------------------------------


def proved(
    scenario: Scenario,
    compiled: Artifacts,
    state: State,
    pinned: Header,
    codes: dict[str, bytes],
) -> list[Divergence]:
    check = ProofCheck(Chain(scenario.dev.url), scenario.manifest.addresses, pinned, codes)
    return list(check.divergences(state, compiled))


@pytest.mark.req("Y2")
def test_proofs__views_that_lie__the_proof_does_not(
    lived_on_anvil: Scenario, compiled: Artifacts
) -> None:
    """Whatever logs and views agree on, what is stored must be it: here one person's quality."""
    state, pinned, codes = rebuilt(lived_on_anvil)
    assert proved(lived_on_anvil, compiled, state, pinned, codes) == []
    elder = identity_of("elder")
    better = dataclasses.replace(state.people[elder], quality=state.people[elder].quality + 1)
    state.people[elder] = better
    (found,) = proved(lived_on_anvil, compiled, state, pinned, codes)
    assert found.finding is Finding.PROVEN_STORAGE_DIFFERS
    assert found.person == "0x" + elder.hex()
    assert found.subject == f"Ledger._people[0x{elder.hex()}]"


@pytest.mark.req("Y2")
def test_proofs__code_shown_is_not_the_proved__is_found_out(
    lived_on_anvil: Scenario, compiled: Artifacts
) -> None:
    state, pinned, codes = rebuilt(lived_on_anvil)
    honest_code = codes["Assembly"]
    codes["Assembly"] = keccak256(b"other code")
    (found,) = proved(lived_on_anvil, compiled, state, pinned, codes)
    assert found.finding is Finding.PROVEN_CODE_DIFFERS
    assert found.expected == "0x" + honest_code.hex()
    assert found.subject.startswith("Assembly at 0x")


@pytest.mark.req("Y2")
def test_proofs__no_account_there__is_found_out(
    lived_on_anvil: Scenario, compiled: Artifacts
) -> None:
    state, pinned, codes = rebuilt(lived_on_anvil)
    addresses = lived_on_anvil.manifest.addresses | {"Beacon": "0x" + "ab" * 20}
    check = ProofCheck(lived_on_anvil.chain, addresses, pinned, codes)
    (found,) = check.divergences(state, compiled)
    assert found.finding is Finding.PROVEN_CODE_DIFFERS
    assert found.expected == "no account"


@pytest.mark.req("Y2")
def test_proofs__time_told_before_is_not_the_headers__is_found_out(
    lived_on_anvil: Scenario, compiled: Artifacts
) -> None:
    state, pinned, codes = rebuilt(lived_on_anvil)
    other = pinned._replace(time=pinned.time + 1)
    (found,) = proved(lived_on_anvil, compiled, state, other, codes)
    assert (found.finding, found.field) == (Finding.HEADER_DIFFERS, "timestamp")
