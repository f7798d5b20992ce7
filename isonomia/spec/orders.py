"""Orders: each is used once at most, in whatever order they come."""

from __future__ import annotations

from dataclasses import replace

from isonomia.spec.actions import CancelOrder, Order
from isonomia.spec.approvals import has_lapsed, use_consent
from isonomia.spec.draft import Draft
from isonomia.spec.events import OrderCancelled
from isonomia.spec.refusals import Refusal
from isonomia.spec.state import Signatory

#: How many nonces from the floor on are remembered one by one.
WINDOW = 16
#: How far above the floor a nonce can be.
REACH = 256
#: Keeps the floor within 24 bits.
NONCES_END = 2**24 - WINDOW


def use_order(draft: Draft, index: int, order: Order) -> None:
    """Check a citizen's approval of the order on line ``index``, and use up its nonce."""
    identity = order.identity
    signatory = draft.signatories.get(identity)
    if signatory is None:
        raise Refusal("OrderWithoutKey", index, identity)
    if draft.now > order.deadline:
        raise Refusal("OrderExpired", index, order.deadline, draft.now)
    used = with_nonce_used(index, identity, signatory, order.nonce)
    if has_lapsed(signatory, draft.today):
        raise Refusal("OrderKeyLapsed", index, identity, signatory.lapse_day)
    if order.signer != signatory.controller:
        raise Refusal("OrderNotSigned", index, identity, signatory.controller)
    draft.signatories[identity] = used


def cancel_order(draft: Draft, action: CancelOrder) -> None:
    """Use up the nonce of an order, so that nobody can redeem it any more."""
    identity, order_nonce = action.identity, action.order_nonce
    use_consent(draft, identity, action.nonce, action.deadline, action.signer)
    signatory = draft.signatories[identity]
    draft.signatories[identity] = with_nonce_used(0, identity, signatory, order_nonce)
    draft.events.append(OrderCancelled(identity, order_nonce))


def with_nonce_used(index: int, identity: bytes, signatory: Signatory, nonce: int) -> Signatory:
    """Return a signatory once the order with a nonce is used, or refuse its line ``index``."""
    floor, seen = signatory.order_floor, signatory.orders_seen
    if nonce < floor:
        raise Refusal("OrderNoncePassed", index, identity, nonce, floor)
    end = min(floor + REACH, NONCES_END)
    if nonce >= end:
        raise Refusal("OrderNonceTooHigh", index, identity, nonce, end - 1)
    if nonce >= floor + WINDOW:
        passed = nonce - (WINDOW - 1) - floor
        floor, seen = floor + passed, seen >> passed
    bit = 1 << nonce - floor
    if seen & bit:
        raise Refusal("OrderUsed", index, identity, nonce)
    return replace(signatory, order_floor=floor, orders_seen=seen | bit)
