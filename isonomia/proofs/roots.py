"""The root that the storage of a contract must have: of all its words together.

Proofs of single slots show what lies in those that are asked for. Only the root shows that nothing
lies anywhere else.
"""

from __future__ import annotations

import rlp
from trie import HexaryTrie

from isonomia.spec.keccak import keccak256


class ExpectedRoot:
    """The root of a storage that holds what was added, and nothing else."""

    def __init__(self) -> None:
        self._trie = HexaryTrie({}, prune=True)

    def add(self, slot: int, word: int) -> None:
        """Let a slot hold a word; an empty one holds nothing."""
        if word:
            shortest = word.to_bytes((word.bit_length() + 7) // 8)
            self._trie[keccak256(slot.to_bytes(32))] = rlp.encode(shortest)

    @property
    def value(self) -> bytes:
        """The root, 32 bytes."""
        return bytes(self._trie.root_hash)
