"""Orders as short texts that fit a QR code: ``ISONOMIA:`` and capitals and digits alone.

The text is base32 (RFC 4648, without padding) of an RLP list - version, mark of the deployment,
the order's seven fields, signature - and four bytes of checksum. QR codes store capitals and digits
in five and a half bits each, and these texts have about 200 of them.
"""

from __future__ import annotations

import base64
import binascii
import re
from typing import Any

import rlp
from eth_utils.crypto import keccak
from rlp.exceptions import RLPException
from rlp.sedes import Binary, CountableList, List, big_endian_int

from isonomia.services.orders import OrderError, OrderTerms, SignedOrder, require_numbers
from isonomia.typed_data import SIGNATURE_LENGTH, Domain

PREFIX = "ISONOMIA:"
VERSION = 1
_MARK_BYTES = _CHECK_BYTES = 4
_HASH = Binary.fixed_length(32)
_SEDES = List(
    [
        *(big_endian_int, Binary.fixed_length(_MARK_BYTES), _HASH),
        *[big_endian_int] * (len(OrderTerms._fields) - 1),
        Binary.fixed_length(SIGNATURE_LENGTH),
    ]
)
_ANY_LIST = CountableList(Binary())
_TEXT = re.compile(r"[A-Z2-7]+")


def encode(order: SignedOrder) -> str:
    """Return an order as a text of capitals, digits and one colon."""
    mark = _mark(order.terms, order.domain)
    data = rlp.encode([VERSION, mark, *order.terms, order.signature], _SEDES)
    whole = data + _checksum(data)
    return PREFIX + base64.b32encode(whole).decode().rstrip("=")


def decode(text: str, domain: Domain) -> SignedOrder:
    """Return the order that a text holds; capitals or not, spaces and line ends ignored.

    Args:
        text: as read from a code or typed
        domain: the deployment it is taken for, of which the text holds only a mark

    Raises:
        OrderError: it is none, was damaged, is of another version or of another deployment
    """
    data = _payload(text)
    parts = _decoded(data, _ANY_LIST)
    if not parts or int.from_bytes(parts[0]) != VERSION:
        raise OrderError(
            f"this order is of a version other than {VERSION}: use the tools that it was made for"
        )
    _, mark, *fields, signature = _decoded(data, _SEDES)
    terms = OrderTerms(*fields)
    require_numbers(terms)
    if mark != _mark(terms, domain):
        raise OrderError(
            "this order was signed for another deployment: give the manifest of that one with "
            "--manifest, or order again"
        )
    return SignedOrder(domain, terms, signature)


def is_compact(text: str) -> bool:
    """Whether a text says of itself that it is an order."""
    return text.strip().upper().startswith(PREFIX)


def _payload(text: str) -> bytes:
    folded = "".join(text.split()).upper()
    digits = folded.removeprefix(PREFIX)
    if not folded.startswith(PREFIX) or not _TEXT.fullmatch(digits):
        raise OrderError(
            f"an order in text is {PREFIX} followed by capitals and the digits 2 to 7 alone: copy "
            "it again, whole"
        )
    try:
        whole = base64.b32decode(digits + "=" * (-len(digits) % 8))
    except binascii.Error:
        raise _damaged() from None
    data, check = whole[:-_CHECK_BYTES], whole[-_CHECK_BYTES:]
    if check != _checksum(data):
        raise _damaged()
    return data


def _decoded(data: bytes, sedes: List | CountableList) -> tuple[Any, ...]:
    try:
        return tuple(rlp.decode(data, sedes))
    except RLPException:
        raise _damaged() from None


def _damaged() -> OrderError:
    return OrderError("this order was damaged on its way: read the code again, or copy it again")


def _checksum(data: bytes) -> bytes:
    return bytes(keccak(data)[:_CHECK_BYTES])


def _mark(terms: OrderTerms, domain: Domain) -> bytes:
    """The first bytes of the domain separator, which stands in the header of every message."""
    return bytes(terms.signable(domain).header[:_MARK_BYTES])
