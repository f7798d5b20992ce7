"""What the specification keeps of organisations, their offers and what citizens redeemed.

Identities and hashes are 32 ``bytes``, addresses 20, everything else integers in the units of
``docs/rules.md``. Every record is immutable.
"""

from __future__ import annotations

from dataclasses import dataclass

STARS = 5
#: An offer that nobody rated.
NO_RATINGS = (0,) * STARS
#: Of who has offered no key to follow their own.
NO_KEY = bytes(20)


@dataclass(frozen=True, slots=True)
class Organisation:
    """An organisation, of the community whose council accredited it.

    Bit ``kind - 1`` of ``kinds`` is set for each kind it may serve; accredited until the day before
    ``until_day``, suspended until the day before ``suspended_until``; ``offered_key`` can take the
    place of ``key`` and is zero when none is offered.
    """

    key: bytes
    form: int
    kinds: int
    community: int
    until_day: int
    text_hash: bytes
    suspended_until: int = 0
    offered_key: bytes = NO_KEY


@dataclass(frozen=True, slots=True)
class Offer:
    """A service at a tier, open from ``from_day`` until the day before ``until_day``.

    Prices are in millicredits a unit: ``price`` before ``next_price_day``, ``next_price`` from then
    on; both of the latter are 0 while no other price was announced. ``basis`` is the Essential
    offer it rests on, 0 for an Essential one.
    """

    organisation: int
    kind: int
    tier: int
    price: int
    from_day: int
    until_day: int
    basis: int
    text_hash: bytes
    next_price: int = 0
    next_price_day: int = 0

    def price_on(self, day: int) -> int:
        """Return the price in force on ``day``, from the day of the latest announcement on."""
        return self.next_price if 0 < self.next_price_day <= day else self.price

    def is_open(self, day: int) -> bool:
        """Return whether the offer is open on ``day``."""
        return self.from_day <= day < self.until_day


@dataclass(frozen=True, slots=True)
class Redemption:
    """What was redeemed, as the leaf of its batch holds it.

    ``source`` is 0 for the base, else ``portion | cause << 8`` with the uplift's cause; ``time`` is
    in seconds, ``amount`` in millicredits.
    """

    batch: int
    index: int
    identity: bytes
    offer: int
    quantity: int
    amount: int
    source: int
    time: int


@dataclass(frozen=True, slots=True)
class Rating:
    """The stars a redemption has, and how often they were given: once or twice."""

    stars: int
    times: int


@dataclass(frozen=True, slots=True)
class Statement:
    """What an offer turned over in a quarter: how often, and how many millicredits."""

    redemptions: int = 0
    redeemed: int = 0
    refunds: int = 0
    refunded: int = 0

    def __add__(self, other: Statement) -> Statement:
        """Return both turnovers in one."""
        return Statement(
            self.redemptions + other.redemptions,
            self.redeemed + other.redeemed,
            self.refunds + other.refunds,
            self.refunded + other.refunded,
        )


NO_STATEMENT = Statement()
