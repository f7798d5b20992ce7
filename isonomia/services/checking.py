"""Whether orders will be redeemed, told beforehand: by a node, or by a snapshot without one.

Orders for one organisation are tried one after the other, each after those before it that are
accepted, as they would be redeemed together: so two of them that together cost more than there is
are not both accepted. Orders for several are tried apart, as nobody redeems them together.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from isonomia.chain import RpcError
from isonomia.contracts import Deployment
from isonomia.errors import RefusedError, explain
from isonomia.services.order_file import Found
from isonomia.services.orders import redemption_call
from isonomia.spec.actions_services import Redeem
from isonomia.spec.refusals import Refusal
from isonomia.spec.state import State
from isonomia.spec.transition import execute
from isonomia.words import hexed

_NOBODY = bytes(20)
_ENTRY = re.compile(r"Entry \d+ of the batch:? ?")


@dataclass(frozen=True)
class Fate:
    """What would become of an order.

    Attributes:
        found: the order, and where it was found
        refusal: why it would not be redeemed: name and plain words; None when it would
    """

    found: Found
    refusal: tuple[str, str] | None = None


def refusal_words(name: str, values: tuple[Any, ...]) -> str:
    """Say why an order was refused, without its position among others."""
    words = _ENTRY.sub("", explain(name, values))
    head, colon, rest = words.partition(": ")
    return f"{head}{colon}{rest[:1].upper()}{rest[1:]}"


def check_with_node(
    deployment: Deployment, orders: Sequence[Found], sender: str | None = None
) -> list[Fate]:
    """Ask a node, which has to be trusted for its answers.

    Args:
        deployment: the contracts
        orders: in the order in which they are to be redeemed
        sender: address of the key that would redeem them; None for that of each organisation
    """
    services = deployment.services
    last = deployment.call(services, "offerCount")

    def key_of(number: int) -> bytes:
        if sender is not None:
            return bytes.fromhex(sender[2:])
        if not 1 <= number <= last:
            return _NOBODY
        owner = deployment.call(services, "offer", number).organisation
        return bytes.fromhex(deployment.call(services, "organisation", owner).key[2:])

    def tried(key: bytes, together: Sequence[Found]) -> tuple[str, tuple[Any, ...]] | None:
        return try_redeeming(deployment, hexed(key), together)

    return _checked(orders, key_of, tried)


def check_with_state(state: State, orders: Sequence[Found], time: int) -> list[Fate]:
    """Try orders with the specification on a state of one's own, which changes.

    Args:
        state: with everything the orders depend on
        orders: in the order in which they are to be redeemed
        time: second at which they are
    """

    def key_of(number: int) -> bytes:
        offer = state.offers.get(number)
        return _NOBODY if offer is None else state.organisations[offer.organisation].key

    def tried(key: bytes, together: Sequence[Found]) -> tuple[str, tuple[Any, ...]] | None:
        action = Redeem(tuple(each.order.as_action() for each in together), key)
        try:
            execute(state.copy(), action, time)
        except Refusal as refusal:
            return refusal.name, refusal.values
        return None

    return _checked(orders, key_of, tried)


def try_redeeming(
    deployment: Deployment, sender: str, orders: Sequence[Found]
) -> tuple[str, tuple[Any, ...]] | None:
    """Return name and values of the refusal of redeeming orders together; None when accepted."""
    services = deployment.services
    data = services.encode("redeem", *redemption_call([each.order for each in orders]))
    call = {"from": sender, "to": services.address, "data": hexed(data)}
    try:
        deployment.chain.call("eth_call", call, "latest")
    except RpcError as error:
        refused = error.as_refusal()
        if not isinstance(refused, RefusedError):
            raise
        return refused.name, refused.values
    return None


def _checked(
    orders: Sequence[Found],
    key_of: Callable[[int], bytes],
    tried: Callable[[bytes, Sequence[Found]], tuple[str, tuple[Any, ...]] | None],
) -> list[Fate]:
    """Check the orders of each organisation; the fates stand in the order of the orders."""
    fates = [Fate(each) for each in orders]
    keys = {number: key_of(number) for number in {each.order.terms.offer for each in orders}}
    for key in dict.fromkeys(keys[each.order.terms.offer] for each in orders):
        mine = [at for at, each in enumerate(orders) if keys[each.order.terms.offer] == key]
        if tried(key, [orders[at] for at in mine]) is None:
            continue
        accepted: list[Found] = []
        for at in mine:
            refusal = tried(key, [*accepted, orders[at]])
            if refusal is None:
                accepted.append(orders[at])
            else:
                fates[at] = replace(fates[at], refusal=(refusal[0], refusal_words(*refusal)))
    return fates
