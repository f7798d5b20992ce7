"""How an action of the specification becomes a call, signed by those it names."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.harness import digests
from tests.harness.keys import keys, signatures_of


@dataclass(frozen=True)
class Call:
    """A call of one of the contracts; without a sender, anybody may send it."""

    function: str
    arguments: tuple[Any, ...]
    sender: bytes | None = None
    contract: str = "Communities"


@dataclass(frozen=True)
class Signing:
    """What making a signed call depends on besides the action.

    `ask` puts a question to a contract; a verdict names the panel it is signed for.
    """

    domain: bytes
    impersonates: bool
    ask: Callable[..., Any]


@functools.singledispatch
def prepare(action: Any, signing: Signing) -> Call:
    """Return the call of an action, signed by those it names, or sent by one of them."""
    raise TypeError(f"{action!r} is not an action of the specification")


def by_council(
    action: Any,
    signing: Signing,
    function: str,
    kind: str,
    members: tuple[Any, ...],
    *call: Any,
    contract: str = "Communities",
) -> Call:
    """Return the call of a council's act; `call` are its arguments between act and approval."""
    act = action.community, action.nonce, action.deadline
    digest = digests.digest(signing.domain, kind, *act, *members)
    signers = [signer for _, signer in action.approvals if signer is not None]
    sender = _sending_seat(signers, digest) if signing.impersonates else None
    approval = action.signers, signatures_of(signers, digest, sender)
    return Call(function, (act, *call, approval), sender, contract)


def _sending_seat(signers: list[bytes], digest: bytes) -> bytes | None:
    """Return the key of a seat that sends an act in place of signing it; most are sent by none."""
    real = [signer for signer in signers if signer in keys()]
    return real[digest[2] % len(real)] if real and digest[1] % 4 == 0 else None
