"""Keys and ERC-1271 wallets of the test worlds, the same in every run.

An address is enough to sign with: `signature_of` finds what stands behind it. A wallet here is a
contract that accepts the digest, mixed with its own address, as its signature. For an address
behind which nothing stands, a forger tries one of several forms that nobody's signature can have.
"""

from __future__ import annotations

import functools
import itertools

import coincurve
import sha3

KEYS = 96
#: So many of the keys have addresses that end in the same byte, as chance alone rarely brings it.
SAME_ENDING = 16
WALLETS = 8

#: isValidSignature(bytes32 digest, bytes signature): the magic value when the signature is the
#: digest XOR the wallet's own address, else 0.
WALLET_CODE = bytes.fromhex("600435301860643514631626ba7e0260e01b5f5260205ff3")

_ENDING = 0x5A
_WORD = 32
_SIGNATURE = 65
_SENT = b"\x01"


def keccak(data: bytes) -> bytes:
    """Return keccak-256, 32 bytes."""
    return bytes(sha3.keccak_256(data).digest())


@functools.cache
def keys() -> dict[bytes, coincurve.PrivateKey]:
    """Return the private keys by their addresses."""
    found: dict[bytes, coincurve.PrivateKey] = {}
    for index in itertools.count():
        key = coincurve.PrivateKey(keccak(b"isonomia test key %d" % index))
        address = keccak(key.public_key.format(compressed=False)[1:])[12:]
        if len(found) < KEYS - SAME_ENDING or address[-1] == _ENDING:
            found[address] = key
        if len(found) == KEYS:
            return found
    raise AssertionError("there are always more keys")


@functools.cache
def key_addresses() -> tuple[bytes, ...]:
    """Return the addresses of the keys, 20 bytes each, in their order."""
    return tuple(keys())


@functools.cache
def wallet_addresses() -> tuple[bytes, ...]:
    """Return the addresses at which a world places wallets."""
    return tuple(keccak(b"isonomia test wallet %d" % index)[12:] for index in range(WALLETS))


def signature_of(signer: bytes, digest: bytes) -> bytes:
    """Return a person's signature over a digest, or a forgery when the signer is nobody."""
    key = keys().get(signer)
    if key is not None:
        return _by_key(key, digest)
    if signer in wallet_addresses():
        return _by_wallet(signer, digest)
    forgeries = (
        b"",
        bytes(64),
        bytes(64) + _SENT,
        bytes(_SIGNATURE),
        bytes(64) + b"\x1b",
        bytes(66),
    )
    return forgeries[digest[0] % len(forgeries)]


def signatures_of(signers: list[bytes], digest: bytes, sender: bytes | None = None) -> bytes:
    """Return a council's signatures laid out as `Approval` wants them, in the given order.

    A signer who is the `sender` of the transaction does not sign.
    """
    return signatures_over([(signer, digest) for signer in signers], sender)


def signatures_over(signed: list[tuple[bytes | None, bytes]], sender: bytes | None = None) -> bytes:
    """Return signatures laid out as `Approval` wants them, each of a signer over a digest."""
    heads: list[bytes] = []
    tail = b""
    for signer, digest in signed:
        key = None if signer is None else keys().get(signer)
        if signer is not None and signer == sender:
            heads.append(digest + digest + _SENT)
        elif key is not None:
            heads.append(_by_key(key, digest))
        elif signer in wallet_addresses():
            start = len(signed) * _SIGNATURE + len(tail)
            heads.append(bytes(_WORD) + start.to_bytes(_WORD, "big") + b"\0")
            tail += _WORD.to_bytes(_WORD, "big") + _by_wallet(signer, digest)
        else:
            heads.append(_forged(digest, len(signed) * _SIGNATURE + len(tail), sender is None))
    return b"".join(heads) + tail


def _forged(digest: bytes, end: int, nobody_sends: bool) -> bytes:
    """Return 65 bytes that no seat's approval can be, chosen by the digest.

    Some say that a wallet's signature lies elsewhere: nowhere, or across the end of them all.
    """
    past_the_end = end - digest[1] % (_WORD + 2)
    forgeries = (
        bytes(_SIGNATURE),
        bytes(64) + b"\x1b",
        digest + digest + b"\x1d",
        digest + b"\xff" * _WORD + b"\x1c",
        b"\xff" * 64 + b"\0",
        bytes(_WORD) + past_the_end.to_bytes(_WORD, "big") + b"\0",
        # Nobody forges this one next to a seat that truly sends: it may hold two seats.
        bytes(64) + (_SENT if nobody_sends else b"\x1b"),
    )
    return forgeries[digest[0] % len(forgeries)]


def _by_key(key: coincurve.PrivateKey, digest: bytes) -> bytes:
    signature = key.sign_recoverable(digest, hasher=None)
    return bytes(signature[:64]) + bytes((27 + signature[64],))


def _by_wallet(wallet: bytes, digest: bytes) -> bytes:
    mixed = int.from_bytes(digest, "big") ^ int.from_bytes(wallet, "big")
    return mixed.to_bytes(_WORD, "big")
