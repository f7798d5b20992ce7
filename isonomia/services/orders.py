"""A citizen's order for a service: what is signed, by whom, and what it says in words."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from eth_account import Account
from eth_account.messages import SignableMessage
from eth_account.signers.local import LocalAccount
from eth_utils.address import to_canonical_address

from isonomia import typed_data, typed_data_services, words
from isonomia.errors import IsonomiaError
from isonomia.spec import actions_services
from isonomia.typed_data import Domain
from isonomia.words import hexed

#: The most a contract takes of any number of an order; times and nonces have narrower bounds.
MOST = 2**256 - 1
#: Redeemed with one transaction at the most: more save little, and each would delay the others.
MOST_ORDERS = 100

_V = (27, 28)
#: Half of the order of the curve; a larger s is another way of writing the same signature.
_HIGHEST_S = 0x7FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF5D576E7357A4501DDFE92F46681B20A0


class OrderError(IsonomiaError):
    """An order that cannot be used, or cannot be made; the words say why and what to do."""


class OrderTerms(NamedTuple):
    """What is ordered, in the order of the contract's struct.

    Attributes:
        identity: who orders
        offer: its number
        quantity: units of the offer
        amount: millicredits for all of them
        portion: 0 for the base; 1 to 8 for the uplift at index ``portion - 1``
        nonce: one of the numbers of the person's orders, which need not be used in order
        deadline: last second at which the order counts
    """

    identity: bytes
    offer: int
    quantity: int
    amount: int
    portion: int
    nonce: int
    deadline: int

    def signable(self, domain: Domain) -> SignableMessage:
        """Return the EIP-712 message of the order."""
        return typed_data_services.order(domain, *self)

    def lines(self) -> Iterator[str]:
        """Say what is ordered, line by line, for people."""
        source = "the base" if self.portion == 0 else f"portion {self.portion}, from the lottery"
        yield f"identity: {hexed(self.identity)}"
        yield f"offer: {self.offer}, {words.count(self.quantity, 'unit')}"
        yield f"amount: {words.credits(self.amount)} credits in all, of {source}"
        yield f"number of the order: {self.nonce}"
        yield f"it counts until: {words.second(self.deadline)}"


@dataclass(frozen=True)
class SignedOrder:
    """An order with the signature of a key.

    Attributes:
        domain: where the signature counts
        terms: what is ordered
        signature: 65 bytes
    """

    domain: Domain
    terms: OrderTerms
    signature: bytes

    @functools.cached_property
    def signer(self) -> str | None:
        """Address of the key that signed, checksummed; None when the signature is nobody's."""
        if self.signature[-1] not in _V or int.from_bytes(self.signature[32:64]) > _HIGHEST_S:
            # The contracts take one way of writing a signature alone.
            return None
        try:
            message = self.terms.signable(self.domain)
            return str(Account.recover_message(message, signature=self.signature))
        except Exception:
            # Whatever the library finds wrong with it, it is nobody's signature.
            return None

    @property
    def digest(self) -> bytes:
        """The 32 bytes that were signed."""
        return typed_data.digest(self.terms.signable(self.domain))

    def as_action(self) -> actions_services.Order:
        """Return the order as the specification takes it."""
        signer = None if self.signer is None else to_canonical_address(self.signer)
        return actions_services.Order(*self.terms, signer=signer)

    def text(self) -> list[str]:
        """Return what was signed, line by line, for people."""
        return [
            "I order a service, and its organisation may take my credits for it:",
            *self.terms.lines(),
            f"It counts once, on chain {self.domain.chain_id} alone, at the communities "
            f"{self.domain.communities}.",
        ]


def signed(domain: Domain, terms: OrderTerms, key: LocalAccount) -> SignedOrder:
    """Return an order signed by a key. Raises `OrderError` for a number no contract can take."""
    require_numbers(terms)
    return SignedOrder(domain, terms, typed_data.sign(terms.signable(domain), key))


def require_numbers(terms: OrderTerms) -> None:
    """Raise `OrderError` when a number is larger than any contract takes."""
    for name, number in terms._asdict().items():
        if name != "identity" and number > MOST:
            raise OrderError(f"the {name} of this order is too large for any contract: order less")


def redemption_call(orders: Sequence[SignedOrder]) -> tuple[list[tuple[int | bytes, ...]], bytes]:
    """Return what `Services.redeem` takes: the orders, and their signatures one after the other."""
    return [tuple(each.terms) for each in orders], b"".join(each.signature for each in orders)


def first_unused(floor: int, seen: int) -> int:
    """Return the lowest number of an order above all that are used.

    Args:
        floor: number below which none is taken any more
        seen: bit i is set when ``floor + i`` is used
    """
    return floor + seen.bit_length()


def require_domain(order: SignedOrder, domain: Domain) -> None:
    """Raise `OrderError` when an order was signed for another chain or deployment."""
    if order.domain.chain_id != domain.chain_id:
        raise OrderError(
            f"it was signed for chain {order.domain.chain_id}, and this is chain "
            f"{domain.chain_id}: give the manifest of that deployment with --manifest"
        )
    if order.domain.communities != domain.communities:
        raise OrderError(
            f"it was signed for the deployment with communities {order.domain.communities}, not "
            f"for this one with {domain.communities}: give that one's manifest with --manifest"
        )
