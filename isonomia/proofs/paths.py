"""Paths through the tries of a block, by the library `trie`: made from all entries, or checked.

A path is the list of the nodes that are walked through from the root to a key, in that order. It
holds nothing else, so that nobody can change or add a node without being found out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import rlp
from rlp.exceptions import RLPException
from trie import HexaryTrie
from trie.constants import BLANK_NODE_HASH
from trie.exceptions import InvalidNode, MissingTraversalNode, MissingTrieNode, ValidationError

from isonomia.spec.keccak import keccak256

#: What reading a false or broken path can raise.
_BROKEN = (
    *(MissingTrieNode, MissingTraversalNode, InvalidNode, ValidationError, RLPException),
    *(KeyError, ValueError, TypeError, IndexError),
)

Path = tuple[bytes, ...]


class WrongPathError(ValueError):
    """The nodes given do not lead from the root to the key, or not only they do."""


class _Walked(dict[bytes, bytes]):
    """Nodes by their hashes, which remembers the order in which they were asked for."""

    def __init__(self, nodes: Iterable[bytes]) -> None:
        super().__init__((keccak256(node), node) for node in nodes)
        self.path: list[bytes] = []

    def __getitem__(self, key: bytes) -> bytes:
        node = super().__getitem__(key)
        self.path.append(node)
        return node


def path_to(root: bytes, key: bytes, nodes: Iterable[bytes]) -> tuple[Path, bytes]:
    """Return the path from a root to a key, and what lies there; nothing where nothing does.

    Args:
        root: hash of the first node
        key: as the trie has it
        nodes: the path and perhaps more, in any order

    Raises:
        WrongPathError: some node is missing or broken.
    """
    if root == BLANK_NODE_HASH:
        return (), b""
    walked = _Walked(nodes)
    try:
        value = bytes(HexaryTrie(walked, root).get(key))
    except _BROKEN as error:
        raise WrongPathError(
            f"the nodes do not lead from the root 0x{root.hex()} to the key 0x{key.hex()} "
            f"({type(error).__name__})"
        ) from None
    return tuple(walked.path), value


def follow(root: bytes, key: bytes, path: Sequence[bytes]) -> bytes:
    """Return what a path proves to lie under a key; nothing when it proves that nothing does.

    Raises:
        WrongPathError: it does not lead there, or holds a node that is not on the way.
    """
    walked, value = path_to(root, key, path)
    if walked != tuple(path):
        raise WrongPathError(f"there are other nodes than those on the way to 0x{key.hex()}")
    return value


def trie_of(entries: Sequence[bytes]) -> HexaryTrie:
    """Return the trie of a block's receipts or transactions, each under its index."""
    trie = HexaryTrie({})
    for index, entry in enumerate(entries):
        trie[index_key(index)] = entry
    return trie


def path_in(trie: HexaryTrie, key: bytes) -> Path:
    """Return the path to a key of a trie that is wholly there."""
    return path_to(trie.root_hash, key, trie.db.values())[0]


def index_key(index: int) -> bytes:
    """Return the key under which a block keeps its receipt or transaction of an index."""
    return bytes(rlp.encode(index))
