"""Offers: a service of a kind, at a tier, for a price that changes only with notice."""

from __future__ import annotations

from dataclasses import replace

from isonomia.spec.actions import AnnouncePrice, CloseOffer, OpenOffer
from isonomia.spec.draft import Draft
from isonomia.spec.events import OfferClosing, OfferOpened, PriceAnnounced
from isonomia.spec.organisations import KINDS, organisation_sent_by
from isonomia.spec.quality import HIGHEST_TIER
from isonomia.spec.refusals import Refusal
from isonomia.spec.spending import ESSENTIAL
from isonomia.spec.state import Offer, State

#: Millicredits a unit.
MOST_PRICE = 1_000_000_000
NO_BASIS = 0


def open_offer(draft: Draft, action: OpenOffer) -> None:
    """Open an offer from today on."""
    number, kind, tier = action.organisation, action.kind, action.tier
    organisation = organisation_sent_by(draft, number, action.sender)
    if draft.today >= organisation.until_day:
        raise Refusal("AccreditationOver", 0, number, organisation.until_day)
    least_day = draft.today + draft.charter.price_notice_days
    _require_within("kind", kind, 1, KINDS)
    _require_within("tier", tier, ESSENTIAL, HIGHEST_TIER)
    _require_within("price", action.price, 1, MOST_PRICE)
    _require_within("untilDay", action.until_day, least_day, organisation.until_day)
    if not organisation.kinds >> kind - 1 & 1:
        raise Refusal("KindNotAccredited", number, kind)
    offer = len(draft.offers) + 1
    if not _rests_well(draft, action):
        raise Refusal("EssentialOfferMissing", 0, offer, action.basis)

    text_hash, days = action.text_hash, (draft.today, action.until_day)
    draft.offers[offer] = Offer(number, kind, tier, action.price, *days, action.basis, text_hash)
    draft.events.append(
        OfferOpened(offer, number, kind, tier, action.price, action.basis, *days, text_hash)
    )


def announce_price(draft: Draft, action: AnnouncePrice) -> None:
    """Announce the next price of an offer; one waits at a time."""
    number, price, from_day = action.offer, action.price, action.from_day
    offer = _offer_sent_by(draft, number, action.sender)
    least_day = draft.today + draft.charter.price_notice_days
    _require_within("price", price, 1, MOST_PRICE)
    _require_within("fromDay", from_day, least_day, offer.until_day - 1)
    if draft.today < offer.next_price_day:
        raise Refusal("PriceWaiting", number, offer.next_price_day)
    draft.offers[number] = replace(
        offer, price=offer.price_on(draft.today), next_price=price, next_price_day=from_day
    )
    draft.events.append(PriceAnnounced(number, price, from_day))


def close_offer(draft: Draft, action: CloseOffer) -> None:
    """Let an offer end earlier, after notice."""
    number, until_day = action.offer, action.until_day
    offer = _offer_sent_by(draft, number, action.sender)
    least_day = draft.today + draft.charter.price_notice_days
    _require_within("untilDay", until_day, least_day, offer.until_day)
    draft.offers[number] = replace(offer, until_day=until_day)
    draft.events.append(OfferClosing(number, until_day))


def offer_of(known: Draft | State, index: int, number: int) -> Offer:
    """Return an offer that exists, or refuse the line ``index``."""
    offer = known.offers.get(number)
    if offer is None:
        raise Refusal("OfferUnknown", index, number)
    return offer


def _offer_sent_by(draft: Draft, number: int, sender: bytes) -> Offer:
    """Return an offer whose organisation's key sent the act."""
    offer = offer_of(draft, 0, number)
    organisation_sent_by(draft, offer.organisation, sender)
    return offer


def _rests_well(draft: Draft, action: OpenOffer) -> bool:
    """Return whether an offer needs no basis and names none, or names one that lasts as long.

    One that lasts as long is open today, because the offer itself ends later.
    """
    if action.tier == ESSENTIAL or action.basis == NO_BASIS:
        return action.tier == ESSENTIAL and action.basis == NO_BASIS
    basis = draft.offers.get(action.basis)
    return (
        basis is not None
        and basis.tier == ESSENTIAL
        and basis.organisation == action.organisation
        and basis.kind == action.kind
        and action.until_day <= basis.until_day
    )


def _require_within(parameter: str, value: int, least: int, most: int) -> None:
    if not least <= value <= most:
        raise Refusal("OfferOutOfBounds", parameter, value, least, most)
