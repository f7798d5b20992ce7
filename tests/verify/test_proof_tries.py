"""Proofs from a trie made here: what is there, what is not, and any digit of a node edited.

account  there | not there
slot     there | not there | of storage without any | any digit edited | any node left out
"""

from __future__ import annotations

import random

import pytest
import rlp
from trie import HexaryTrie
from trie.constants import BLANK_NODE_HASH

from isonomia.divergence import Diverged, Finding
from isonomia.proofs.tries import Account, Answer, prove_account, prove_slots
from isonomia.spec.keccak import keccak256

ADDRESS = "0x" + "ab" * 20
OTHER = "0x" + "cd" * 20
SEED = 20_261_122
WORDS = {slot: slot**5 + 1 for slot in range(60)}
NAMES = {7: "seven", 1_000: "nothing there"}


def trie_of(entries: dict[bytes, bytes]) -> HexaryTrie:
    trie = HexaryTrie({})
    for key, value in entries.items():
        trie[keccak256(key)] = value
    return trie


STORAGE = trie_of({slot.to_bytes(32): rlp.encode(word) for slot, word in WORDS.items()})
CODE_HASH = keccak256(b"code")
ACCOUNTS = trie_of(
    {bytes([at]) * 20: rlp.encode([at, at, STORAGE.root_hash, CODE_HASH]) for at in range(160, 190)}
)
ACCOUNT = Account(ADDRESS, 0xAB, 0xAB, STORAGE.root_hash, CODE_HASH)


def nodes(trie: HexaryTrie, key: bytes) -> list[str]:
    return ["0x" + rlp.encode(node).hex() for node in trie.get_proof(keccak256(key))]


def answer_about(address: str) -> Answer:
    return {
        "address": address,
        "accountProof": nodes(ACCOUNTS, bytes.fromhex(address[2:])),
        "nonce": "0xab",
        "balance": "0xab",
        "storageHash": "0x" + STORAGE.root_hash.hex(),
        "codeHash": "0x" + CODE_HASH.hex(),
    }


def slots_told() -> Answer:
    proofs = [
        {"key": hex(slot), "value": hex(WORDS.get(slot, 0)), "proof": nodes(STORAGE, key)}
        for slot, key in ((slot, slot.to_bytes(32)) for slot in NAMES)
    ]
    return {"storageProof": proofs}


@pytest.mark.req("Y2")
def test_prove_account__there__is_it() -> None:
    assert prove_account(ACCOUNTS.root_hash, ADDRESS, answer_about(ADDRESS)) == ACCOUNT


@pytest.mark.req("Y2")
def test_prove_account__not_there__is_proved_to_be_none() -> None:
    assert prove_account(ACCOUNTS.root_hash, OTHER, answer_about(OTHER)) is None


@pytest.mark.req("Y2")
def test_prove_slots__some_there_and_some_not__are_proved() -> None:
    assert prove_slots(ACCOUNT, NAMES, slots_told()) == {7: WORDS[7], 1_000: 0}


@pytest.mark.req("Y2")
@pytest.mark.parametrize("proof", [[], ["0x80"]])
def test_prove_slots__storage_without_any__is_empty(proof: list[str]) -> None:
    account = Account(ADDRESS, 1, 0, BLANK_NODE_HASH, CODE_HASH)
    told = {"storageProof": [{"key": "0x7", "value": "0x", "proof": proof}]}
    assert prove_slots(account, {7: "seven"}, told) == {7: 0}


@pytest.mark.req("Y2")
def test_prove_slots__any_digit_of_any_node_edited__is_found_out() -> None:
    dice = random.Random(SEED)
    for _ in range(300):
        told = slots_told()
        edited = dice.choice(told["storageProof"])
        which = dice.randrange(len(edited["proof"]))
        node = edited["proof"][which]
        at = dice.randrange(2, len(node))
        digit = f"{int(node[at], 16) ^ dice.randrange(1, 16):x}"
        edited["proof"][which] = node[:at] + digit + node[at + 1 :]
        with pytest.raises(Diverged) as caught:
            prove_slots(ACCOUNT, NAMES, told)
        divergence = caught.value.divergence
        assert divergence.finding is Finding.STORAGE_PROOF_WRONG, f"seed {SEED}"
        assert divergence.subject == NAMES[int(edited["key"], 16)]


@pytest.mark.req("Y2")
def test_prove_slots__any_node_left_out__is_found_out() -> None:
    for place, proof in enumerate(slots_told()["storageProof"]):
        for which in range(len(proof["proof"])):
            told = slots_told()
            del told["storageProof"][place]["proof"][which]
            with pytest.raises(Diverged):
                prove_slots(ACCOUNT, NAMES, told)
