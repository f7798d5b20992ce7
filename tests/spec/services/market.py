"""The world of `courts` with organisations that serve its citizens.

Organisation 1 has key 50 and is accredited by community 3 for the kinds 1 and 2 until day 19,262;
organisation 2 has key 51 and is accredited by community 2 for kind 1. Offers, all until day 18,862:

| offer | organisation | kind | tier | price | basis |
|---|---|---|---|---|---|
| 1 | 1 | 1 | 0 | 1,000 | |
| 2 | 1 | 1 | 1 | 2,000 | 1 |
| 3 | 1 | 1 | 4 | 5,000 | 1 |
| 4 | 2 | 1 | 0 | 700 | |

See `market` for its citizens.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from isonomia.spec import presets, views
from isonomia.spec.actions import (
    AcceptKey,
    Accredit,
    Action,
    AnnouncePrice,
    CancelOrder,
    CloseOffer,
    OfferKey,
    OpenOffer,
    Order,
    Rate,
    Redeem,
    Redemption,
    Refund,
    RenewAccreditation,
)
from isonomia.spec.state import DEDUCTION, UPLIFT, Charter, Overlay
from tests.spec.courts import CITIZEN, Court, founded
from tests.spec.worlds import NEVER, TODAY, identity

ACCREDITED_UNTIL = TODAY + 1_000
OPEN_UNTIL = TODAY + 600
TEXT = b"\xbe" * 32
KEY = 50
OTHER_KEY = 51
SPARE_KEY = 52


@dataclass
class Market(Court):
    """A world that also knows the acts of organisations, and remembers redemptions for proofs."""

    redeemed: dict[int, list[Redemption]] = field(default_factory=dict)

    def do(self, action: Action) -> list[Any]:
        announced = super().do(action)
        if isinstance(action, Redeem) and announced:
            batch = len(self.state.batches)
            names = [event for event in announced if type(event).__name__ == "Redeemed"]
            self.redeemed[batch] = [
                Redemption(
                    batch,
                    index,
                    event.identity,
                    event.offer,
                    event.quantity,
                    event.amount,
                    event.source,
                    self.now,
                )
                for index, event in enumerate(names)
            ]
        return announced

    # ---- organisations

    def accredit(
        self,
        number: int = SPARE_KEY,
        *,
        community: int = 3,
        form: int = 1,
        kinds: int = 0b11,
        until: int = ACCREDITED_UNTIL,
        name: str = "Water for all",
    ) -> Accredit:
        terms = (form, kinds, self.key(number), until, TEXT, name)
        return Accredit(*self.act(community), *terms)

    def renew(
        self,
        kinds: int = 0b11,
        until: int = ACCREDITED_UNTIL,
        organisation: int = 1,
        community: int = 3,
    ) -> RenewAccreditation:
        return RenewAccreditation(*self.act(community), organisation, kinds, until)

    def offer_key(self, new_key: int = SPARE_KEY, organisation: int = 1, by: int = KEY) -> OfferKey:
        return OfferKey(organisation, self.key(new_key), self.key(by))

    def accept_key(self, by: int = SPARE_KEY, organisation: int = 1) -> AcceptKey:
        return AcceptKey(organisation, self.key(by))

    # ---- offers

    def offer(
        self,
        tier: int = 0,
        price: int = 1_000,
        basis: int = 0,
        *,
        kind: int = 1,
        until: int = OPEN_UNTIL,
        organisation: int = 1,
        by: int = KEY,
    ) -> OpenOffer:
        terms = (kind, tier, price, basis, until, TEXT)
        return OpenOffer(organisation, *terms, self.key(by))

    def announce(self, price: int, day: int, offer: int = 1, by: int = KEY) -> AnnouncePrice:
        return AnnouncePrice(offer, price, day, self.key(by))

    def close_offer(self, until: int, offer: int = 1, by: int = KEY) -> CloseOffer:
        return CloseOffer(offer, until, self.key(by))

    def suspend(self, until: int, organisation: int = 1) -> Market:
        """Suspend an organisation, as a finding would, and return this world."""
        found = self.state.organisations[organisation]
        self.state.organisations[organisation] = replace(found, suspended_until=until)
        return self

    # ---- orders

    def order(
        self,
        number: int = CITIZEN,
        offer: int = 1,
        quantity: int = 1,
        *,
        amount: int | None = None,
        portion: int = 0,
        nonce: int | None = None,
    ) -> Order:
        """Return an order at the price in force, with the first nonce not used."""
        signatory = self.state.signatories[identity(number)]
        if amount is None:
            amount = quantity * views.price(self.state, offer, self.today)
        if nonce is None:
            nonce = signatory.order_floor + signatory.orders_seen.bit_length()
        terms = (offer, quantity, amount, portion, nonce, NEVER)
        return Order(identity(number), *terms, signatory.controller)

    def redeem(self, *orders: Order, by: int = KEY) -> Redeem:
        return Redeem(orders or (self.order(),), self.key(by))

    def cancel(self, order_nonce: int, number: int = CITIZEN) -> CancelOrder:
        return CancelOrder(identity(number), order_nonce, *self.consent(number))

    def proved(self, batch: int = 1, index: int = 0) -> tuple[Redemption, tuple[bytes, ...]]:
        """Return a redemption and what proves it."""
        leaves = [views.redemption_leaf(entry) for entry in self.redeemed[batch]]
        return self.redeemed[batch][index], views.merkle_proof(leaves, index)

    def refund(self, batch: int = 1, index: int = 0, by: int = KEY) -> Refund:
        return Refund(*self.proved(batch, index), self.key(by))

    def rate(self, stars: int = 5, batch: int = 1, index: int = 0) -> Rate:
        redemption, proof = self.proved(batch, index)
        return Rate(redemption, proof, stars, *self.signed_by(redemption.identity))

    # ---- short cuts

    def credits(self, number: int = CITIZEN) -> int:
        """Return the millicredits a person holds now."""
        return views.credits(self.state, identity(number), self.now)

    def at(self, day: int) -> Market:
        super().at(day)
        return self

    def with_quality(self, number: int, quality: int) -> Market:
        super().with_quality(number, quality)
        return self

    def with_overlays(self, *overlays: Overlay, number: int = CITIZEN) -> Market:
        """Give a person just these overlays, and return this world."""
        who = identity(number)
        self.state.overlays[who] = overlays
        self.state.people[who] = replace(self.state.people[who], overlays=len(overlays))
        return self

    def with_credits(self, millicredits: int, number: int = CITIZEN) -> Market:
        """Let a person have spent all but so many millicredits, and return this world."""
        who = identity(number)
        person = self.state.people[who]
        spent = person.spent + self.credits(number) - millicredits
        self.state.people[who] = replace(person, spent=spent)
        return self


def uplift(points: int = 400, amount: int = 10_000, *, days: int = 100, cause: int = 7) -> Overlay:
    """Return an uplift on a portion, in force for some days from genesis on."""
    return Overlay(UPLIFT, points, TODAY, TODAY + days, amount, cause)


def deduction(points: int = 100, amount: int = 0, *, days: int = 100, cause: int = 9) -> Overlay:
    """Return a deduction, by default on the whole balance, in force from genesis on."""
    return Overlay(DEDUCTION, points, TODAY, TODAY + days, amount, cause)


def market(charter: Charter | None = None, /, *, citizens: int = 2, **changes: int) -> Market:
    """Return a world at genesis with organisations, offers and citizens 20, 21 and so on.

    Citizens are born in January 1980, belong to community 2 and have the key of their number.
    """
    charter = charter or replace(presets.pilot(), budget_per_member=1_000)
    here = Market(founded(replace(charter, **changes)))
    numbers = tuple(range(CITIZEN, CITIZEN + citizens))
    here.do(here.enrol(*numbers))
    here.do(here.bind(*numbers))
    open_shops(here)
    return here


def open_shops(here: Market) -> None:
    """Accredit the two organisations and open their offers."""
    here.do(here.accredit(KEY))
    here.do(here.accredit(OTHER_KEY, community=2, form=3, kinds=0b1))
    here.do(here.offer())
    here.do(here.offer(1, 2_000, 1))
    here.do(here.offer(4, 5_000, 1))
    here.do(here.offer(0, 700, organisation=2, by=OTHER_KEY))
