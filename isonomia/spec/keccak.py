"""The one hash the specification needs beyond the standard library."""

from __future__ import annotations

import sha3


def keccak256(data: bytes) -> bytes:
    """Return the 32-byte Keccak-256 digest of ``data``, as the EVM computes it."""
    digest: bytes = sha3.keccak_256(data).digest()
    return digest
