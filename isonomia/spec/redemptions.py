"""Redemptions: organisations redeem what citizens ordered, give it back, and are rated for it."""

from __future__ import annotations

from isonomia.spec.actions import Order, Rate, Redeem, Redemption, Refund
from isonomia.spec.approvals import use_consent
from isonomia.spec.calendar import DAY
from isonomia.spec.draft import Draft
from isonomia.spec.events import BatchRedeemed, Rated, Redeemed, Refunded
from isonomia.spec.merkle import merkle_root, redemption_leaf, root_with
from isonomia.spec.offers import offer_of
from isonomia.spec.orders import use_order
from isonomia.spec.people import person_of
from isonomia.spec.refusals import Refusal
from isonomia.spec.service_state import STARS
from isonomia.spec.spending import BASE, ESSENTIAL, restore, spend
from isonomia.spec.state import NO_RATINGS, NO_STATEMENT, Offer, Organisation, Rating, Statement

#: Millicredits; more than anybody can ever have, and what fits an amount of an overlay.
MOST_AMOUNT = 2**40 - 1
MOST_RATINGS = 2


def redeem(draft: Draft, action: Redeem) -> None:
    """Redeem orders as one batch; all or none."""
    orders = action.orders
    if not orders:
        raise Refusal("NothingToDo")
    offers = [_offer_ordered(draft, *line, action.sender) for line in enumerate(orders)]
    for index, order in enumerate(orders):
        use_order(draft, index, order)
    sources = tuple(
        spend(draft, index, order.identity, order.amount, order.portion, offers[index].tier)
        for index, order in enumerate(orders)
    )
    _note_batch(draft, offers[0].organisation, orders, sources)


def refund(draft: Draft, action: Refund) -> None:
    """Give back what a redemption took."""
    redemption, offer = action.redemption, action.redemption.offer
    place = (redemption.batch, redemption.index)
    _require_redeemed(draft, redemption, action.proof)
    _provider(draft, redemption.index, offer, draft.offers[offer], action.sender)
    until = redemption.time + draft.charter.refund_days * DAY
    if draft.now >= until:
        raise Refusal("RefundTooLate", until)
    if place in draft.refunded:
        raise Refusal("RefundedAlready", redemption.batch, redemption.index)

    draft.refunded.add(place)
    restore(draft, redemption.identity, redemption.amount, redemption.source)
    _add_to_statement(draft, offer, Statement(refunds=1, refunded=redemption.amount))
    draft.events.append(Refunded(*place, redemption.identity, offer, redemption.amount))


def rate(draft: Draft, action: Rate) -> None:
    """Give a redemption of one's own so many stars; a second rating replaces the first."""
    redemption, stars = action.redemption, action.stars
    identity, offer = redemption.identity, redemption.offer
    place = (redemption.batch, redemption.index)
    _require_redeemed(draft, redemption, action.proof)
    use_consent(draft, identity, action.nonce, action.deadline, action.signer)
    if person_of(draft, identity).closed:
        raise Refusal("IsClosed", identity)
    if not 1 <= stars <= STARS:
        raise Refusal("StarsOutOfBounds", stars)
    former = draft.ratings.get(place)
    if former is not None and former.times == MOST_RATINGS:
        raise Refusal("RatedTwice", redemption.batch, redemption.index)

    draft.ratings[place] = Rating(stars, 1 if former is None else former.times + 1)
    counts = list(draft.rating_counts.get(offer) or NO_RATINGS)
    counts[stars - 1] += 1
    if former is not None:
        counts[former.stars - 1] -= 1
    draft.rating_counts[offer] = tuple(counts)
    draft.events.append(Rated(offer, identity, *place, stars))


def _offer_ordered(draft: Draft, index: int, order: Order, sender: bytes) -> Offer:
    """Return the offer that an order names, when its organisation can serve it today."""
    offer = offer_of(draft, index, order.offer)
    organisation = _provider(draft, index, order.offer, offer, sender)
    if draft.today >= organisation.until_day:
        raise Refusal("AccreditationOver", index, offer.organisation, organisation.until_day)
    if draft.today >= offer.until_day:
        raise Refusal("OfferClosed", index, order.offer, offer.until_day)
    if offer.tier == ESSENTIAL:
        if order.portion != BASE:
            raise Refusal("PortionNotNeeded", index, order.portion)
    else:
        _require_above_essential(draft, index, order.offer, offer, organisation)
    if order.quantity == 0:
        raise Refusal("NothingOrdered", index)
    expected = min(order.quantity * offer.price_on(draft.today), MOST_AMOUNT)
    if order.amount != expected:
        raise Refusal("AmountDiffers", index, expected, order.amount)
    return offer


def _require_above_essential(
    draft: Draft, index: int, number: int, offer: Offer, organisation: Organisation
) -> None:
    """Refuse an offer above Essential of who is suspended, or keeps no Essential one open."""
    suspended_until = organisation.suspended_until
    if draft.today < suspended_until:
        raise Refusal("ProviderSuspended", index, offer.organisation, suspended_until)
    if draft.today >= draft.offers[offer.basis].until_day:
        raise Refusal("EssentialOfferMissing", index, number, offer.basis)


def _provider(draft: Draft, index: int, number: int, offer: Offer, sender: bytes) -> Organisation:
    """Return the organisation of an offer, whose key sent the act."""
    organisation = draft.organisations[offer.organisation]
    if sender != organisation.key:
        raise Refusal("NotTheProvider", index, number, sender)
    return organisation


def _note_batch(
    draft: Draft, organisation: int, orders: tuple[Order, ...], sources: tuple[int, ...]
) -> None:
    """Keep the root of a batch and add it to the statements; announce it."""
    batch, leaves = len(draft.batches) + 1, []
    for index, (order, source) in enumerate(zip(orders, sources, strict=True)):
        identity, offer = order.identity, order.offer
        bought = (order.quantity, order.amount, source)
        redemption = Redemption(batch, index, identity, offer, *bought, draft.now)
        leaves.append(redemption_leaf(redemption))
        _add_to_statement(draft, offer, Statement(redemptions=1, redeemed=order.amount))
        draft.events.append(Redeemed(identity, offer, batch, *bought, order.nonce))
    root = merkle_root(leaves)
    draft.batches[batch] = root
    draft.events.append(BatchRedeemed(batch, organisation, len(orders), root))


def _add_to_statement(draft: Draft, offer: int, turnover: Statement) -> None:
    former = draft.statements.get((offer, draft.quarter)) or NO_STATEMENT
    draft.statements[offer, draft.quarter] = former + turnover


def _require_redeemed(draft: Draft, redemption: Redemption, proof: tuple[bytes, ...]) -> None:
    """Refuse a redemption that is not proved to stand in its batch."""
    if root_with(redemption_leaf(redemption), proof) != draft.batches.get(redemption.batch):
        raise Refusal("NotRedeemed", redemption.batch, redemption.index)
