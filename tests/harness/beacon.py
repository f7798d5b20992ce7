"""Signatures of the development beacon, multiplied by the chain's own precompile.

It takes a fifth of the time that py_ecc does; `test_harness.py` compares the two.
"""

from __future__ import annotations

import functools
import hashlib

from pyrevm import EVM

from isonomia.beacon import DevelopmentBeacon
from isonomia.spec import beacon as rules

_ANYBODY = "0x" + "22" * 20
_EC_MUL = "0x" + "7".zfill(40)
_GAS = 100_000


@functools.cache
def development() -> DevelopmentBeacon:
    """Return the holder of the development key."""
    return DevelopmentBeacon()


@functools.lru_cache(maxsize=10_000)
def signature(number: int) -> tuple[int, int]:
    """Return the development beacon's signature of a round, a point of G1."""
    hashed = rules.hash_to_curve(rules.message(number))
    factors = (*hashed, development()._secret)
    words = b"".join(factor.to_bytes(32, "big") for factor in factors)
    product = EVM().message_call(_ANYBODY, _EC_MUL, words, gas=_GAS)
    return int.from_bytes(product[:32], "big"), int.from_bytes(product[32:], "big")


def randomness(number: int) -> bytes:
    """Return the 32 random bytes of a round."""
    x, y = signature(number)
    return hashlib.sha256(x.to_bytes(32, "big") + y.to_bytes(32, "big")).digest()
