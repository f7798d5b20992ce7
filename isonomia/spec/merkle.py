"""Redemptions as the leaves of a tree, and proofs that a redemption is under a root.

Pairs are joined smaller first, so a proof needs no sides; an odd one at the end of a row goes up as
it is.
"""

from __future__ import annotations

from collections.abc import Sequence

from isonomia.spec.keccak import keccak256
from isonomia.spec.service_state import Redemption

_WORD = 32


def redemption_leaf(redemption: Redemption) -> bytes:
    """Return the leaf of a redemption, 32 bytes.

    Raises:
        OverflowError: when a value does not fit 256 bits
    """
    place = _words(redemption.batch, redemption.index)
    bought = _words(redemption.offer, redemption.quantity, redemption.amount)
    return keccak256(
        place + redemption.identity + bought + _words(redemption.source, redemption.time)
    )


def merkle_rows(leaves: Sequence[bytes]) -> tuple[tuple[bytes, ...], ...]:
    """Return the rows of the tree, from leaves of 32 bytes, one at least, to the root alone."""
    rows = [tuple(leaves)]
    while len(rows[-1]) > 1:
        rows.append(_joined(rows[-1]))
    return tuple(rows)


def merkle_root(leaves: Sequence[bytes]) -> bytes:
    """Return the root over leaves of 32 bytes, of which there is one at least."""
    return merkle_rows(leaves)[-1][0]


def merkle_proof(leaves: Sequence[bytes], index: int) -> tuple[bytes, ...]:
    """Return what joins the leaf at an index to the root, from the leaves upwards."""
    return proof_in(merkle_rows(leaves), index)


def proof_in(rows: Sequence[Sequence[bytes]], index: int) -> tuple[bytes, ...]:
    """Return what joins the leaf at an index to the root of a tree whose rows are known."""
    siblings = ((row, (index >> height) ^ 1) for height, row in enumerate(rows[:-1]))
    return tuple(row[at] for row, at in siblings if at < len(row))


def root_with(leaf: bytes, proof: Sequence[bytes]) -> bytes:
    """Return the root that a leaf and its proof give."""
    for sibling in proof:
        leaf = _pair(leaf, sibling)
    return leaf


def _joined(row: tuple[bytes, ...]) -> tuple[bytes, ...]:
    pairs = tuple(_pair(row[left], row[left + 1]) for left in range(0, len(row) - 1, 2))
    return pairs + row[len(pairs) * 2 :]


def _pair(one: bytes, other: bytes) -> bytes:
    return keccak256(one + other if one < other else other + one)


def _words(*values: int) -> bytes:
    return b"".join(value.to_bytes(_WORD, "big") for value in values)
