"""Transactions of a block, encoded as the trie under its header holds them.

The hash of a transaction is that of its encoding, so that whoever has the encoding needs nobody's
word for the hash. Types 0 (before EIP-2718) to 4 (EIP-7702) are understood.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import rlp

from isonomia.errors import IsonomiaError

Told = Mapping[str, Any]


class UnknownTransactionError(IsonomiaError):
    """A block holds a transaction of a type that is not known here."""


def encode_transaction(told: Told) -> bytes:
    """Return a transaction, as a node tells it, in the form in which it is hashed.

    Raises:
        UnknownTransactionError: it is of a type that is not known here.
        ValueError, KeyError, TypeError, AttributeError: it is no transaction.
    """
    kind = int(told.get("type") or "0x0", 16)
    fields = _FIELDS.get(kind)
    if fields is None:
        raise UnknownTransactionError(
            f"Transaction {told.get('hash')} is of type {kind}, which is not understood here: no "
            "bundle can be made of what happened in its block"
        )
    encoded = bytes(rlp.encode([read(told) for read in fields]))
    return bytes([kind]) + encoded if kind else encoded


def chain_id_of(encoded: bytes) -> int | None:
    """Return the chain a transaction was signed for; None for one that any chain takes.

    Raises:
        ValueError: it is no transaction.
    """
    if not encoded:
        raise ValueError("there is no transaction")
    if encoded[0] in _FIELDS:
        return int.from_bytes(rlp.decode(encoded[1:])[0])
    signed_for = int.from_bytes(rlp.decode(encoded)[6])
    # EIP-155 adds twice the chain to 35 or 36; before it, this was 27 or 28.
    return (signed_for - 35) // 2 if signed_for >= 35 else None


def _number(name: str) -> Callable[[Told], int]:
    return lambda told: int(told[name], 16)


def _data(name: str) -> Callable[[Told], bytes]:
    return lambda told: _bytes(told[name])


def _to(told: Told) -> bytes:
    """A transaction that makes a contract goes to nobody."""
    return _bytes(told["to"]) if told.get("to") else b""


def _parity(told: Told) -> int:
    return int(told.get("yParity") or told["v"], 16)


def _access(told: Told) -> list[Any]:
    return [
        [_bytes(one["address"]), [_bytes(key) for key in one["storageKeys"]]]
        for one in told.get("accessList") or ()
    ]


def _blobs(told: Told) -> list[bytes]:
    return [_bytes(one) for one in told["blobVersionedHashes"]]


def _authorizations(told: Told) -> list[Any]:
    return [
        [
            int(one["chainId"], 16),
            _bytes(one["address"]),
            int(one["nonce"], 16),
            _parity(one),
            int(one["r"], 16),
            int(one["s"], 16),
        ]
        for one in told["authorizationList"]
    ]


def _bytes(told: str) -> bytes:
    return bytes.fromhex(told.removeprefix("0x"))


_WHAT = (_number("gas"), _to, _number("value"), _data("input"))
_FEES = (_number("maxPriorityFeePerGas"), _number("maxFeePerGas"))
_SIGNED = (_parity, _number("r"), _number("s"))
_BEGINNING = (_number("chainId"), _number("nonce"))
#: Type -> what is hashed of it, in order.
_FIELDS: dict[int, tuple[Callable[[Told], Any], ...]] = {
    0: (
        *(_number("nonce"), _number("gasPrice"), *_WHAT),
        *(_number("v"), _number("r"), _number("s")),
    ),
    1: (*_BEGINNING, _number("gasPrice"), *_WHAT, _access, *_SIGNED),
    2: (*_BEGINNING, *_FEES, *_WHAT, _access, *_SIGNED),
    3: (*_BEGINNING, *_FEES, *_WHAT, _access, _number("maxFeePerBlobGas"), _blobs, *_SIGNED),
    4: (*_BEGINNING, *_FEES, *_WHAT, _access, _authorizations, *_SIGNED),
}
