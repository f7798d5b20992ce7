"""Drawing lots by a keyed permutation of the entrants' numbers.

Lot k falls on the k-th value of a permutation that the key alone decides, so that no two lots fall
on one entrant and any lot can be checked without the others. The permutation is a Feistel network
with keccak-256 as round function on the smallest square of a power of two that holds all numbers,
walked on until it is back among them (Black and Rogaway, 2002).
"""

from __future__ import annotations

from isonomia.spec.keccak import keccak256

ROUNDS = 24


def draw(key: bytes, lot: int, size: int) -> int:
    """Return the number, 0 to ``size`` - 1, of the entrant on whom ``lot`` falls.

    Args:
        key: 32 bytes
        lot: 0 to ``size`` - 1
        size: number of entrants, below 2**256

    Raises:
        ValueError: when there is no such lot
    """
    if not 0 <= lot < size:
        raise ValueError(f"there is no lot {lot} of {size}: lots are counted from 0")
    side = _side(size)
    number = _shuffled(key, lot, side)
    while number >= size:
        number = _shuffled(key, number, side)
    return number


def _shuffled(key: bytes, number: int, side: int) -> int:
    """Permute the numbers below the square of ``side``."""
    left, right = divmod(number, side)
    for turn in range(ROUNDS):
        word = turn.to_bytes(16, "big") + right.to_bytes(16, "big")
        mixed = int.from_bytes(keccak256(key + word), "big")
        left, right = right, left ^ mixed % side
    return left * side + right


def _side(size: int) -> int:
    """Return the least power of two, at least 2, whose square is at least ``size``."""
    side = 2
    while side * side < size:
        side *= 2
    return side
