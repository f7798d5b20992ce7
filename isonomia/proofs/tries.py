"""Answers of `eth_getProof`, checked against a state root by the library `trie`.

A proof is a path of nodes; each node is known by the hash that the one above it names, the first
one by the root. So a proof can only be right, or lead nowhere.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import rlp
from rlp.exceptions import RLPException
from trie import HexaryTrie
from trie.constants import BLANK_NODE_HASH
from trie.exceptions import InvalidNode, MissingTraversalNode, MissingTrieNode, ValidationError

from isonomia.divergence import Diverged, Divergence, Finding, readable
from isonomia.spec.keccak import keccak256

#: Nodes near the root stand in most proofs; so many are kept with their hashes.
_NODES_KEPT = 8192
_IS_PROVED = "expected is what the proof says"
#: What reading a false or broken proof can raise.
_LEADS_NOWHERE = (MissingTrieNode, MissingTraversalNode, InvalidNode, ValidationError)
_NO_PROOF = (RLPException, ValueError, TypeError, AttributeError, KeyError, OverflowError)
_BROKEN = (*_LEADS_NOWHERE, *_NO_PROOF)

Answer = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Account:
    """An account as a state root proves it.

    Attributes:
        address: where it is
        nonce: number of its next act
        balance: in wei
        storage_root: root of its storage
        code_hash: hash of its code
    """

    address: str
    nonce: int
    balance: int
    storage_root: bytes
    code_hash: bytes


class ProvenWords(dict[int, int]):
    """Words by the slots they lie in.

    Attributes:
        keeps_empty: whether the trie holds a word that is empty. The protocol lets no chain keep
            one; tries of some development chains (Anvil) do, so that their roots are not those of
            the words in them
    """

    keeps_empty: bool = False


def prove_account(state_root: bytes, address: str, answer: Answer) -> Account | None:
    """Return the account that an answer proves; None when it proves that there is none.

    Args:
        state_root: of the header
        address: that was asked for
        answer: of `eth_getProof`

    Raises:
        Diverged: the proof does not lead to the root, or the answer tells something else beside it.
    """
    finding, subject = Finding.ACCOUNT_PROOF_WRONG, f"account {address}"
    try:
        if int(answer["address"], 16) != int(address, 16):
            raise _fault(finding, subject, "address", address.lower(), answer["address"])
        proven = _proven(state_root, bytes.fromhex(address[2:]), answer["accountProof"])
        if not proven:
            return None
        account = _account(address, proven)
        told = Account(
            address,
            int(answer["nonce"], 16),
            int(answer["balance"], 16),
            int(answer["storageHash"], 16).to_bytes(32),
            int(answer["codeHash"], 16).to_bytes(32),
        )
    except _BROKEN as error:
        why = _why(error, state_root)
        raise _fault(finding, subject, "accountProof", remark=why) from None
    for name in ("nonce", "balance", "storage_root", "code_hash"):
        is_so, said = (readable(getattr(one, name)) for one in (account, told))
        if is_so != said:
            raise _fault(finding, subject, name, is_so, said, _IS_PROVED)
    return account


def prove_slots(account: Account, slots: Mapping[int, str], answer: Answer) -> ProvenWords:
    """Return the words that an answer proves to lie in the slots asked for.

    Args:
        account: whose storage it is, proved before
        slots: that were asked for, and what people call them
        answer: of `eth_getProof`

    Raises:
        Diverged: a proof is missing, does not lead to the storage root, or proves another value
            than the node tells beside it.
    """
    try:
        proofs = {int(proof["key"], 16): proof for proof in answer["storageProof"]}
    except _BROKEN as error:
        why = _why(error, account.storage_root)
        raise _fault(
            Finding.PROOF_MISSING, f"account {account.address}", "storageProof", remark=why
        ) from None
    words = ProvenWords()
    for slot, name in slots.items():
        if slot not in proofs:
            raise _fault(Finding.PROOF_MISSING, name, _named(slot))
        words[slot], kept = _prove_slot(account.storage_root, slot, name, proofs[slot])
        words.keeps_empty |= kept and not words[slot]
    return words


def _prove_slot(root: bytes, slot: int, name: str, proof: Mapping[str, Any]) -> tuple[int, bool]:
    """Return the word in a slot, and whether the trie holds one for it."""
    finding = Finding.STORAGE_PROOF_WRONG
    try:
        proven = _proven(root, slot.to_bytes(32), proof["proof"])
        word = int.from_bytes(rlp.decode(proven)) if proven else 0
        # Ganache writes an empty slot as 0x.
        told = int(proof["value"].removeprefix("0x") or "0", 16)
    except _BROKEN as error:
        raise _fault(finding, name, _named(slot), remark=_why(error, root)) from None
    if word != told:
        raise _fault(finding, name, _named(slot), hex(word), hex(told), _IS_PROVED)
    return word, bool(proven)


def _fault(
    finding: Finding,
    subject: str,
    field: str,
    expected: str | None = None,
    found: str | None = None,
    remark: str = "",
) -> Diverged:
    return Diverged(
        Divergence(
            finding, subject=subject, field=field, expected=expected, found=found, remark=remark
        )
    )


def _named(slot: int) -> str:
    return f"slot 0x{slot:064x}"


def _proven(root: bytes, key: bytes, proof: Iterable[str]) -> bytes:
    """Return what lies under the hash of a key; nothing when the proof shows that nothing does."""
    nodes = dict(_node(told) for told in proof)
    if root == BLANK_NODE_HASH:
        return b""
    return bytes(HexaryTrie(nodes, root).get(keccak256(key)))


@functools.lru_cache(_NODES_KEPT)
def _node(told: str) -> tuple[bytes, bytes]:
    """Return the hash of a node of a proof, and the node."""
    node = bytes.fromhex(told.removeprefix("0x"))
    return keccak256(node), node


def _account(address: str, proven: bytes) -> Account:
    nonce, balance, storage_root, code_hash = rlp.decode(proven)
    return Account(address, int.from_bytes(nonce), int.from_bytes(balance), storage_root, code_hash)


def _why(error: Exception, root: bytes) -> str:
    if isinstance(error, _LEADS_NOWHERE):
        return f"its nodes do not lead from the root {readable(root)} to this key"
    return f"the node's answer is no proof ({type(error).__name__}: {error})"
