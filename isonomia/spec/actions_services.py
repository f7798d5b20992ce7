"""What organisations and those they serve can do.

A signature appears as the address that really signed, as in `isonomia.spec.actions`; ``sender`` is
the address that sends the transaction.
"""

from __future__ import annotations

from dataclasses import dataclass

from isonomia.spec.actions_base import CouncilAct
from isonomia.spec.service_state import Redemption as Redemption


@dataclass(frozen=True, slots=True)
class Accredit(CouncilAct):
    """Accredit an organisation, which belongs to the council's community from then on."""

    form: int
    kinds: int
    key: bytes
    until_day: int
    text_hash: bytes
    name: str


@dataclass(frozen=True, slots=True)
class RenewAccreditation(CouncilAct):
    """Let an accreditation last longer, for the kinds given."""

    organisation: int
    kinds: int
    until_day: int


@dataclass(frozen=True, slots=True)
class OfferKey:
    """Name the key that may follow the organisation's own."""

    organisation: int
    new_key: bytes
    sender: bytes


@dataclass(frozen=True, slots=True)
class AcceptKey:
    """Take the organisation's key over; sent by the key that was offered."""

    organisation: int
    sender: bytes


@dataclass(frozen=True, slots=True)
class OpenOffer:
    """Open an offer; above Essential it rests on an Essential one of the same kind."""

    organisation: int
    kind: int
    tier: int
    price: int
    basis: int
    until_day: int
    text_hash: bytes
    sender: bytes


@dataclass(frozen=True, slots=True)
class AnnouncePrice:
    """Announce the price of an offer from a day on."""

    offer: int
    price: int
    from_day: int
    sender: bytes


@dataclass(frozen=True, slots=True)
class CloseOffer:
    """Announce that an offer ends earlier."""

    offer: int
    until_day: int
    sender: bytes


@dataclass(frozen=True, slots=True)
class Order:
    """A citizen's order of so many units, for so many millicredits in all.

    ``portion`` is 0 for the base, else 1 more than the index of an uplift.
    """

    identity: bytes
    offer: int
    quantity: int
    amount: int
    portion: int
    nonce: int
    deadline: int
    signer: bytes | None


@dataclass(frozen=True, slots=True)
class Redeem:
    """Redeem orders as one batch; all or none."""

    orders: tuple[Order, ...]
    sender: bytes


@dataclass(frozen=True, slots=True)
class Refund:
    """Give back what a redemption took, by its place in its batch."""

    redemption: Redemption
    proof: tuple[bytes, ...]
    sender: bytes


@dataclass(frozen=True, slots=True)
class Rate:
    """Rate a redemption of one's own, or rate it otherwise once."""

    redemption: Redemption
    proof: tuple[bytes, ...]
    stars: int
    nonce: int
    deadline: int
    signer: bytes | None


@dataclass(frozen=True, slots=True)
class CancelOrder:
    """Use up the nonce of an order that nobody shall redeem."""

    identity: bytes
    order_nonce: int
    nonce: int
    deadline: int
    signer: bytes | None
