"""A block's header: its fields must hash to the block's hash.

The hash commits to every field, the state root among them. So whoever trusts one block hash need
not trust the node that tells the rest.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import rlp

from isonomia.divergence import Diverged, Divergence, Finding
from isonomia.spec.keccak import keccak256

#: Fields that every header has, in the order in which they are hashed.
_BEGINNING = (
    *("parentHash", "sha3Uncles", "miner", "stateRoot", "transactionsRoot", "receiptsRoot"),
    *("logsBloom", "difficulty", "number", "gasLimit", "gasUsed", "timestamp", "extraData"),
    *("mixHash", "nonce"),
)
#: Fields that came later, in their order, with London, Shanghai, Cancun and Prague; a header has
#: those up to its chain's version.
_LATER = (
    *("baseFeePerGas", "withdrawalsRoot", "blobGasUsed", "excessBlobGas"),
    *("parentBeaconBlockRoot", "requestsHash"),
)
_NUMBERS = {
    *("difficulty", "number", "gasLimit", "gasUsed", "timestamp"),
    *("baseFeePerGas", "blobGasUsed", "excessBlobGas"),
}

Header = Mapping[str, Any]


def header_hash(header: Header) -> str:
    """Return the hash of a header as a node tells it, over the fields that it has.

    Raises:
        ValueError: a field is missing or has no such value.
    """
    fields = [_field(header, name) for name in _BEGINNING]
    fields += [_field(header, name) for name in _LATER if header.get(name) is not None]
    return "0x" + keccak256(rlp.encode(fields)).hex()


def canonical_header(header: Header) -> dict[str, str]:
    """Return the fields of a header that are hashed, and no others, written in one way only.

    Numbers are written without leading zeros and everything in lower case, as nodes do.

    Raises:
        ValueError: a field is missing or has no such value.
    """
    names = [*_BEGINNING, *(name for name in _LATER if header.get(name) is not None)]
    values = {name: _field(header, name) for name in names}
    return {
        name: hex(value) if isinstance(value, int) else "0x" + value.hex()
        for name, value in values.items()
    }


def require_hash(header: Header, block_hash: str) -> None:
    """Make sure that a header is the one a hash stands for.

    Raises:
        Diverged: it is another one.
    """
    try:
        found, remark = header_hash(header), ""
    except ValueError as error:
        found, remark = None, str(error)
    if found != block_hash:
        raise Diverged(
            Divergence(
                Finding.HEADER_DIFFERS,
                field="hash",
                expected=block_hash,
                found=found,
                remark=remark or "the node tells another header than the one with this hash",
            )
        )


def _field(header: Header, name: str) -> int | bytes:
    """Return one field in the form in which it is hashed."""
    try:
        told = header[name]
        if name in _NUMBERS:
            return told if isinstance(told, int) else int(told, 16)
        return bytes.fromhex(told.removeprefix("0x"))
    except KeyError:
        raise ValueError(f"the header has no {name}") from None
    except (AttributeError, TypeError, ValueError):
        raise ValueError(f"the header's {name} is {header[name]!r}") from None
