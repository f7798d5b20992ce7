"""Rounds of a drand network of the scheme "bls-bn254-unchained-on-g1": verify them, make them.

The pairing comes from py_ecc. What a signature is about is computed by `isonomia.spec.beacon`.
"""

from __future__ import annotations

import functools
import hashlib
import json
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from eth_utils.crypto import keccak
from py_ecc.fields import optimized_bn128_FQ as FQ
from py_ecc.fields import optimized_bn128_FQ2 as FQ2
from py_ecc.fields import optimized_bn128_FQ12 as FQ12
from py_ecc.optimized_bn128 import optimized_curve as curve
from py_ecc.optimized_bn128 import optimized_pairing
from py_ecc.typing import Optimized_Point3D

from isonomia import words
from isonomia.errors import IsonomiaError
from isonomia.spec import beacon as rules
from isonomia.spec.beacon import Point
from isonomia.spec.refusals import Refusal

DATA = Path(__file__).parent / "data" / "beacons.json"

#: py_ecc allows a depth at which reading deeply nested JSON overflows the stack of the process; its
#: powers need one step for each of less than 3,000 bits.
_RECURSION_LIMIT = 8_000
sys.setrecursionlimit(_RECURSION_LIMIT)

_WORD = 32

G1 = Optimized_Point3D[FQ]
G2 = Optimized_Point3D[FQ2]


class BeaconError(IsonomiaError):
    """A key, a signature or a round that is not what it should be, or cannot be had."""


class PublicKey(NamedTuple):
    """A point of G2 in the order of words that drand and the contract use."""

    x_imaginary: int
    x_real: int
    y_imaginary: int
    y_real: int

    @classmethod
    def from_hex(cls, text: str) -> PublicKey:
        """Read 256 hexadecimal digits. Raises `BeaconError` when it is no such key."""
        key = cls(*_words_of(text, len(cls._fields), "a public key"))
        _key_point(key)
        return key

    def hex(self) -> str:
        """Return 256 hexadecimal digits."""
        return _hex_of(self)


@dataclass(frozen=True)
class Network:
    """The fixed parameters of one beacon.

    Attributes:
        name: what the network calls itself
        genesis: second of round 1
        period: seconds from one round to the next
        group_hash: hash of the group that made the key, 32 bytes
        relays: addresses of HTTP interfaces, tried in this order
    """

    name: str
    public_key: PublicKey
    genesis: int
    period: int
    group_hash: bytes = bytes(_WORD)
    relays: tuple[str, ...] = ()

    @property
    def chain_hash(self) -> str:
        """The name by which relays know the network; it commits to all its parameters."""
        parts = (
            self.period.to_bytes(4, "big"),
            self.genesis.to_bytes(8, "big"),
            bytes.fromhex(self.public_key.hex()),
            self.group_hash,
            self.name.encode(),
        )
        return hashlib.sha256(b"".join(parts)).hexdigest()

    def round_at(self, second: int) -> int:
        """Return the latest round published at a second. Raises `BeaconError` before the first."""
        try:
            return rules.round_at(second, self.genesis, self.period)
        except Refusal as refusal:
            raise _in_words(refusal) from None

    def time_of(self, number: int) -> int:
        """Return the second at which a round is published. Raises `BeaconError`."""
        try:
            return rules.time_of(number, self.genesis, self.period)
        except Refusal as refusal:
            raise _in_words(refusal) from None


@dataclass(frozen=True)
class BeaconRound:
    """One verified round.

    Attributes:
        signature: the two coordinates that the contract's `submit` takes
        relay: where it came from; "" when it was made here
    """

    number: int
    signature: Point
    relay: str = field(default="", compare=False)

    @property
    def randomness(self) -> bytes:
        """The 32 random bytes that the contract stores."""
        return rules.randomness(self.signature)


@functools.cache
def network(name: str) -> Network:
    """Return a known network: "evmnet", or "development", whose secret everybody knows."""
    if name == "development":
        return DevelopmentBeacon().network()
    known = json.loads(DATA.read_text())
    if name not in known:
        names = words.listed([*known, "development"])
        raise BeaconError(f"There is no beacon {name!r}; known are {names}")
    entry = known[name]
    return Network(
        name=name,
        public_key=PublicKey.from_hex(entry["public_key"]),
        genesis=entry["genesis"],
        period=entry["period"],
        group_hash=bytes.fromhex(entry["group_hash"]),
        relays=tuple(entry["relays"]),
    )


# ---- verifying -----------------------------------------------------------------------------------


def verify(public_key: PublicKey, number: int, signature: Point) -> bytes:
    """Return the randomness of a round, having checked the network's signature of it.

    Raises `BeaconError` when the key, the round's number or the signature is wrong.
    """
    try:
        rules.require_round(number)
        rules.require_point(signature)
    except Refusal as refusal:
        raise _in_words(refusal) from None
    key = _key_point(public_key)
    hashed = _g1(rules.hash_to_curve(rules.message(number)))
    product = optimized_pairing.pairing(
        curve.neg(curve.G2), _g1(signature), final_exponentiate=False
    ) * optimized_pairing.pairing(key, hashed, final_exponentiate=False)
    if optimized_pairing.final_exponentiate(product) != FQ12.one():
        raise BeaconError(
            f"This is not the network's signature of round {number}; it belongs to another round "
            "or network, or somebody made it up"
        )
    return rules.randomness(signature)


def signature_from_hex(text: str) -> Point:
    """Read 128 hexadecimal digits, as relays write a signature. Raises `BeaconError`."""
    x, y = _words_of(text, 2, "a signature")
    return x, y


def signature_hex(signature: Point) -> str:
    """Return the 128 hexadecimal digits of a signature."""
    return _hex_of(signature)


@functools.cache
def _key_point(key: PublicKey) -> G2:
    x, y = (key.x_real, key.x_imaginary), (key.y_real, key.y_imaginary)
    point = (FQ2(x), FQ2(y), FQ2.one())
    canonical = all(0 <= word < rules.P for word in key) and any(key)
    if (
        not canonical
        or not curve.is_on_curve(point, curve.b2)
        or not curve.is_inf(curve.multiply(point, curve.curve_order))
    ):
        raise BeaconError(f"0x{key.hex()} is no public key: not a point of the group G2")
    return point


def _g1(point: Point) -> G1:
    x, y = point
    return FQ(x), FQ(y), FQ.one()


def _words_of(text: str, count: int, what: str) -> list[int]:
    digits = text.strip().removeprefix("0x")
    if not re.fullmatch(f"[0-9a-fA-F]{{{2 * _WORD * count}}}", digits):
        raise BeaconError(f"{words.short(text)} is not {what}: {2 * _WORD * count} hex digits")
    width = 2 * _WORD
    return [int(digits[width * n : width * (n + 1)], 16) for n in range(count)]


def _hex_of(numbers: Sequence[int]) -> str:
    return "".join(f"{number:064x}" for number in numbers)


_WORDS = {
    "TimeBeforeFirstRound": "Second {0} lies before the network's first round at second {1}",
    "RoundOutOfRange": "{0} is no round: they are counted from 1 and fit 64 bits",
    "SignatureNotCanonical": (
        "The signature ({0}, {1}) is no point: both coordinates must be below the order of the "
        "field, and not both 0"
    ),
    "SignatureNotOnCurve": (
        "The signature ({0}, {1}) is no point of the curve; some digit of it is wrong"
    ),
}


def _in_words(refusal: Refusal) -> BeaconError:
    return BeaconError(_WORDS[refusal.name].format(*refusal.values))


# ---- making rounds, for development --------------------------------------------------------------


class DevelopmentBeacon:
    """A beacon whose secret is derived from a text, for chains that hold nothing of value.

    Attributes:
        public_key: what its signatures are verified with
    """

    def __init__(self, secret: str = "development") -> None:
        seed = int.from_bytes(keccak(text=f"Isonomia development beacon: {secret}"), "big")
        self._secret = seed % (curve.curve_order - 1) + 1
        x, y = curve.normalize(curve.multiply(curve.G2, self._secret))
        (x_real, x_imaginary), (y_real, y_imaginary) = x.coeffs, y.coeffs
        self.public_key = PublicKey(*map(int, (x_imaginary, x_real, y_imaginary, y_real)))

    def sign(self, number: int) -> Point:
        """Return the signature of a round. Raises `BeaconError` when there is no such round."""
        try:
            rules.require_round(number)
        except Refusal as refusal:
            raise _in_words(refusal) from None
        hashed = _g1(rules.hash_to_curve(rules.message(number)))
        x, y = curve.normalize(curve.multiply(hashed, self._secret))
        return int(x), int(y)

    def network(self, *, genesis: int = 0, period: int = 3) -> Network:
        """Return its parameters; by default rounds are counted from 1970, earlier than any chain.

        Args:
            genesis: second of round 1
            period: seconds from one round to the next
        """
        return Network("development", self.public_key, genesis, period)
