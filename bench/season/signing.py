"""Signs many orders at once, on all cores; the bytes are those that one citizen's tools give."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor

from coincurve import PrivateKey
from eth_account.messages import SignableMessage

from bench.lottery import controller_of
from isonomia import typed_data
from isonomia.services.orders import OrderTerms, signed
from isonomia.spec.keccak import keccak256
from isonomia.typed_data import Domain
from isonomia.typed_data_services import TYPES

_ORDER = keccak256(f"Order({TYPES['Order']})".encode())
_TYPED_DATA = b"\x01"
_FIRST_V = 27
_PER_TASK = 250


def sign_all(
    domain: Domain, orders: Sequence[OrderTerms], on_progress: Callable[[int], None]
) -> list[bytes]:
    """Return the signature of each order by its citizen's key of the bench.

    Args:
        domain: where they count
        orders: what is ordered
        on_progress: told how many are signed

    Raises:
        AssertionError: the first is not what `isonomia order sign` would give.
    """
    header = orders[0].signable(domain).header
    tasks = [orders[at : at + _PER_TASK] for at in range(0, len(orders), _PER_TASK)]
    signatures: list[bytes] = []
    with ProcessPoolExecutor(os.cpu_count()) as processes:
        for some in processes.map(functools.partial(_sign_some, header), tasks):
            signatures += some
            on_progress(len(signatures))
    expected = signed(domain, orders[0], controller_of(orders[0].identity)).signature
    assert signatures[0] == expected, "orders of a season are not signed as those of citizens are"
    return signatures


def _sign_some(header: bytes, orders: Sequence[OrderTerms]) -> list[bytes]:
    return [_sign(header, order) for order in orders]


def _sign(header: bytes, order: OrderTerms) -> bytes:
    identity, *numbers = order
    body = keccak256(_ORDER + identity + b"".join(value.to_bytes(32) for value in numbers))
    digest = typed_data.digest(SignableMessage(_TYPED_DATA, header, body))
    *rest, recovery = _key(identity).sign_recoverable(digest, hasher=None)
    return bytes((*rest, _FIRST_V + recovery))


@functools.cache
def _key(identity: bytes) -> PrivateKey:
    return PrivateKey(bytes(controller_of(identity).key))
