"""From lines with orders to batches that an organisation redeems, and refusals line by line."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from isonomia.due_process.case_logs import CaseLogs
from isonomia.journal import Refused
from isonomia.plan_acts import Already, Batch, Step
from isonomia.records import Redemption
from isonomia.services.checking import refusal_words
from isonomia.services.orders import SignedOrder
from isonomia.services.redemptions import redeemed_event
from isonomia.spec.actions import Redeem
from isonomia.spec.orders import with_nonce_used
from isonomia.spec.refusals import Refusal
from isonomia.spec.state import State
from isonomia.spec.transition import execute
from isonomia.typed_data import Domain


@dataclass(frozen=True)
class Provider:
    """Who redeems.

    Attributes:
        key: address of the organisation's key, 20 bytes
        domain: where the orders' signatures count
        redeemed: keys of the lines whose orders stand on the chain already
    """

    key: bytes
    domain: Domain
    redeemed: Collection[bytes] = ()


def redeem_steps(
    state: State, provider: Provider, lines: Sequence[Redemption], time: int, most: int
) -> Iterator[Step]:
    """Yield what becomes of every line, and carry it out on the state.

    Args:
        state: with everything the orders depend on
        provider: who redeems
        lines: in the order in which they are redeemed
        time: second at which they are
        most: orders in one batch
    """
    new = [_Ordered(line, provider) for line in lines if line.key not in provider.redeemed]
    yield from (Already(line.key) for line in lines if line.key in provider.redeemed)
    at = 0
    while at < len(new):
        part = new[at : at + most]
        refused: list[Refused] = []
        if _tried(state, provider, part, time) is not None:
            part, refused = _line_by_line(state, provider, new[at:], time, most)
            if part:
                execute(state, _action(provider, part), time)
        at += len(part) + len(refused)
        if part:
            yield _batch(provider, part, time)
        yield from refused


def provider_of(
    logs: CaseLogs, state: State, address: str, lines: Sequence[Redemption]
) -> Provider:
    """Return who redeems, with those lines whose very orders were redeemed before."""
    redeemed = (
        line.key
        for line in lines
        if _is_used(state, line) and redeemed_event(logs, line.terms) is not None
    )
    key = bytes.fromhex(address.removeprefix("0x"))
    return Provider(key, logs.views.deployment.domain, frozenset(redeemed))


def _is_used(state: State, line: Redemption) -> bool:
    """Whether the number of an order is used up, by this order or another."""
    signatory = state.signatories.get(line.identity)
    if signatory is None:
        return False
    try:
        with_nonce_used(0, line.identity, signatory, line.terms.nonce)
    except Refusal as refusal:
        return refusal.name != "OrderNonceTooHigh"
    return False


class _Ordered:
    """A line with its order as the specification takes it, whose signer is recovered once."""

    def __init__(self, line: Redemption, provider: Provider) -> None:
        self.line = line
        self.order = SignedOrder(provider.domain, line.terms, line.signature).as_action()


def _line_by_line(
    state: State, provider: Provider, lines: Sequence[_Ordered], time: int, most: int
) -> tuple[list[_Ordered], list[Refused]]:
    """Return as many lines as a batch holds, and those refused among them."""
    trial = state.copy()
    accepted: list[_Ordered] = []
    refused: list[Refused] = []
    for each in lines:
        if len(accepted) == most:
            break
        refusal = _tried(trial, provider, [each], time)
        if refusal is None:
            accepted.append(each)
        else:
            words = refusal_words(refusal.name, refusal.values)
            refused.append(Refused(each.line.key, refusal.name, words))
    return accepted, refused


def _tried(
    state: State, provider: Provider, lines: Sequence[_Ordered], time: int
) -> Refusal | None:
    try:
        execute(state, _action(provider, lines), time)
    except Refusal as refusal:
        return refusal
    return None


def _batch(provider: Provider, lines: Sequence[_Ordered], time: int) -> Batch:
    return Batch(
        _action(provider, lines),
        tuple(each.line.key for each in lines),
        (),
        time,
        tuple(each.line.signature for each in lines),
    )


def _action(provider: Provider, lines: Sequence[_Ordered]) -> Redeem:
    return Redeem(tuple(each.order for each in lines), provider.key)
