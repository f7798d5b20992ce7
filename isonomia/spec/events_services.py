"""What is announced of organisations, offers, orders and redemptions."""

from __future__ import annotations

from dataclasses import dataclass

from isonomia.spec.events_base import Event


@dataclass(frozen=True, slots=True)
class OrganisationAccredited(Event):
    """An organisation exists, and may serve the kinds in ``kinds`` until ``until_day``."""

    organisation: int
    community: int
    form: int
    kinds: int
    key: bytes
    until_day: int
    text_hash: bytes
    name: str


@dataclass(frozen=True, slots=True)
class AccreditationRenewed(Event):
    """An accreditation lasts until ``until_day``, for the kinds in ``kinds``."""

    organisation: int
    kinds: int
    until_day: int


@dataclass(frozen=True, slots=True)
class KeyOffered(Event):
    """A key may take the place of the organisation's own."""

    organisation: int
    key: bytes


@dataclass(frozen=True, slots=True)
class KeyChanged(Event):
    """Another key stands for the organisation."""

    organisation: int
    key: bytes


@dataclass(frozen=True, slots=True)
class OfferOpened(Event):
    """A service can be had, from ``from_day`` until the day before ``until_day``."""

    offer: int
    organisation: int
    kind: int
    tier: int
    price: int
    basis: int
    from_day: int
    until_day: int
    text_hash: bytes


@dataclass(frozen=True, slots=True)
class PriceAnnounced(Event):
    """A unit costs so many millicredits from a day on."""

    offer: int
    price: int
    from_day: int


@dataclass(frozen=True, slots=True)
class OfferClosing(Event):
    """An offer ends earlier than it was opened for."""

    offer: int
    until_day: int


@dataclass(frozen=True, slots=True)
class BatchRedeemed(Event):
    """The redemptions of one call; each is a leaf under the root."""

    batch: int
    organisation: int
    redemptions: int
    root: bytes


@dataclass(frozen=True, slots=True)
class Redeemed(Event):
    """An order was redeemed; ``source`` is 0 for the base, else ``portion | cause << 8``."""

    identity: bytes
    offer: int
    batch: int
    quantity: int
    amount: int
    source: int
    nonce: int


@dataclass(frozen=True, slots=True)
class Refunded(Event):
    """What a redemption took was given back."""

    batch: int
    index: int
    identity: bytes
    offer: int
    amount: int


@dataclass(frozen=True, slots=True)
class Rated(Event):
    """A redemption was rated; a second rating replaces the first."""

    offer: int
    identity: bytes
    batch: int
    index: int
    stars: int


@dataclass(frozen=True, slots=True)
class OrderCancelled(Event):
    """Nobody can redeem the order with this nonce any more."""

    identity: bytes
    order_nonce: int


@dataclass(frozen=True, slots=True)
class SuspensionSet(Event):
    """Offers above Essential of an organisation cannot be redeemed before ``until_day``."""

    organisation: int
    until_day: int
