"""Public randomness: rounds and times of a drand network, and what its signatures must satisfy.

Everything here but the pairing itself, which `isonomia.beacon` takes from a library. Points are
pairs of integers on the curve BN254, y^2 = x^3 + 3 modulo `P`; every one of them lies in G1.

Hashing to the curve follows RFC 9380: expand_message_xmd with keccak-256, two field elements of 48
bytes each, the Shallue-van de Woestijne map, and the sum of both points.
"""

from __future__ import annotations

import hashlib

from isonomia.spec.keccak import keccak256
from isonomia.spec.refusals import Refusal

Point = tuple[int, int]

#: Order of the base field.
P = 0x30644E72E131A029B85045B68181585D97816A916871CA8D3C208C16D87CFD47
#: Domain separation tag of drand's scheme "bls-bn254-unchained-on-g1".
TAG = b"BLS_SIG_BN254G1_XMD:KECCAK-256_SVDW_RO_NUL_"
LARGEST_ROUND = 2**64 - 1

_B = 3
_FIELD_BYTES = 48
_KECCAK_BLOCK = 136
_DIGEST = 32


# ---- rounds and times ----------------------------------------------------------------------------


def round_at(time: int, genesis: int, period: int) -> int:
    """Return the latest round published at ``time`` or before; all in seconds.

    Raises:
        Refusal: before the first round, or when the number does not fit 64 bits
    """
    if time < genesis:
        raise Refusal("TimeBeforeFirstRound", time, genesis)
    number = (time - genesis) // period + 1
    require_round(number)
    return number


def time_of(number: int, genesis: int, period: int) -> int:
    """Return the second at which a round is published. Raises `Refusal` without such a round."""
    require_round(number)
    return genesis + (number - 1) * period


def first_round_from(time: int, genesis: int, period: int) -> int:
    """Return the first round published at ``time`` or later; all in seconds."""
    return 1 if time <= genesis else round_at(time - 1, genesis, period) + 1


def require_round(number: int) -> None:
    """Refuse what is no number of a round."""
    if not 1 <= number <= LARGEST_ROUND:
        raise Refusal("RoundOutOfRange", number)


# ---- what is signed, and what comes of it --------------------------------------------------------


def message(number: int) -> bytes:
    """Return the 32 bytes that the network signs in a round."""
    return keccak256(number.to_bytes(8, "big"))


def randomness(signature: Point) -> bytes:
    """Return the 32 random bytes of the round that has this signature."""
    x, y = signature
    return hashlib.sha256(x.to_bytes(32, "big") + y.to_bytes(32, "big")).digest()


def require_point(point: Point) -> None:
    """Refuse what is no point of the curve, written in the only way it can be written."""
    x, y = point
    if not 0 <= x < P or not 0 <= y < P or point == (0, 0):
        raise Refusal("SignatureNotCanonical", x, y)
    if not on_curve(point):
        raise Refusal("SignatureNotOnCurve", x, y)


def on_curve(point: Point) -> bool:
    """Tell whether a pair of field elements is a point of the curve."""
    x, y = point
    return y * y % P == _curve(x)


# ---- hashing to the curve ------------------------------------------------------------------------


def hash_to_curve(data: bytes, tag: bytes = TAG) -> Point:
    """Return the point that ``data`` hashes to."""
    first, second = hash_to_field(data, tag)
    return add(map_to_curve(first), map_to_curve(second))


def expand_message_xmd(data: bytes, tag: bytes, length: int) -> bytes:
    """Return ``length`` uniform bytes (RFC 9380, section 5.3.1).

    Raises:
        ValueError: when the tag or the length is more than the scheme allows
    """
    blocks = -(-length // _DIGEST)
    if len(tag) > 255 or blocks > 255:
        raise ValueError(f"a tag of {len(tag)} bytes and {length} bytes wanted: at most 255, 8160")
    suffix = tag + bytes([len(tag)])
    start = keccak256(bytes(_KECCAK_BLOCK) + data + length.to_bytes(2, "big") + b"\0" + suffix)
    expanded, block = b"", bytes(_DIGEST)
    for number in range(1, blocks + 1):
        mixed = bytes(a ^ b for a, b in zip(start, block, strict=True))
        block = keccak256(mixed + bytes([number]) + suffix)
        expanded += block
    return expanded[:length]


def hash_to_field(data: bytes, tag: bytes) -> tuple[int, int]:
    """Return the two field elements that ``data`` hashes to (RFC 9380, section 5.2)."""
    expanded = expand_message_xmd(data, tag, 2 * _FIELD_BYTES)
    first, second = expanded[:_FIELD_BYTES], expanded[_FIELD_BYTES:]
    return int.from_bytes(first, "big") % P, int.from_bytes(second, "big") % P


def candidates(u: int) -> tuple[int, int, int]:
    """Return the three abscissas of the map, for Z = 1; the first one on the curve is taken.

    The plain formulas of RFC 9380, section 6.6.1, with the inverse of 0 taken as 0.
    """
    z, at_z = 1, _curve(1)
    tv1 = u * u * at_z % P
    tv2 = (1 + tv1) % P
    tv1 = (1 - tv1) % P
    tv3 = _inverse(tv1 * tv2 % P)
    tv4 = _root(-at_z * 3 * z * z % P)
    if tv4 % 2 == 1:
        tv4 = P - tv4
    tv5 = u * tv1 * tv3 * tv4 % P
    tv6 = -4 * at_z * _inverse(3 * z * z) % P
    middle = -z * _inverse(2)
    return (middle - tv5) % P, (middle + tv5) % P, (z + tv6 * (tv2 * tv2 * tv3) ** 2) % P


def map_to_curve(u: int) -> Point:
    """Return the point that a field element maps to; its y has the parity of ``u``."""
    x = next(x for x in candidates(u) if _is_square(_curve(x)))
    y = _root(_curve(x))
    return x, y if y % 2 == u % 2 else P - y


def add(a: Point, b: Point) -> Point:
    """Return the sum of two points of the curve; (0, 0) stands for infinity."""
    if (0, 0) in (a, b):
        return b if a == (0, 0) else a
    (ax, ay), (bx, by) = a, b
    if ax == bx and (ay + by) % P == 0:
        return (0, 0)
    slope = 3 * ax * ax * _inverse(2 * ay) if a == b else (by - ay) * _inverse(bx - ax)
    x = (slope * slope - ax - bx) % P
    return x, (slope * (ax - x) - ay) % P


def _curve(x: int) -> int:
    return (x**3 + _B) % P


def _inverse(number: int) -> int:
    """Return the inverse modulo P; 0 for 0."""
    return pow(number, P - 2, P)


def _is_square(number: int) -> bool:
    return pow(number, (P - 1) // 2, P) in (0, 1)


def _root(square: int) -> int:
    """Return a root of a square; P is 3 modulo 4."""
    return pow(square, (P + 1) // 4, P)
