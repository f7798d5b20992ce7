"""Random acts of organisations, and of those they serve, that mean to succeed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from isonomia.spec import actions, views
from isonomia.spec.calendar import DAY
from isonomia.spec.orders import REACH, WINDOW
from isonomia.spec.overlays import is_in_force
from isonomia.spec.refusals import Refusal
from isonomia.spec.service_state import STARS, Offer, Organisation, Redemption
from isonomia.spec.spending import BASE, ESSENTIAL
from isonomia.spec.state import UPLIFT, Signatory
from tests.differential.case_intent import acting
from tests.differential.intent import Fields, Scene, council_fields, person_fields
from tests.harness.keys import key_addresses

FORMS, KINDS, TIERS = 3, 12, 4
EVERY_KIND = 2**KINDS - 1
MOST_PRICE = 1_000_000_000
#: Millicredits of which most people have more.
_PRICES = (1, 999, 2_000, 50_000, 50_000, 1_000_000)
_NAMES = ("an organisation", "x", "é" * 32, "o" * 64)
#: So many organisations and offers get most of the attention.
_LATEST = 4
_MOST_ORDERS = 4


# ---------------------------------------------------------------------------------- organisations


def free_keys(scene: Scene) -> list[bytes]:
    """Return the keys that speak for no organisation."""
    taken = {known.key for known in scene.state.organisations.values()}
    return [key for key in key_addresses() if key not in taken]


def accredit(scene: Scene) -> Fields:
    """Return the accreditation of an organisation, for any time that is allowed."""
    rng, most = scene.rng, scene.charter.accreditation_days
    days = rng.choice((1, 40, most, most, rng.randint(1, most)))
    return {
        **council_fields(scene, rng.choice(list(scene.state.councils))),
        "form": rng.randint(1, FORMS),
        "kinds": rng.choice((EVERY_KIND, EVERY_KIND, 0b11, 0b110, rng.randint(0, EVERY_KIND))),
        "key": rng.choice(free_keys(scene)),
        "until_day": scene.today + days,
        "text_hash": rng.randbytes(32),
        "name": rng.choice(_NAMES),
    }


def some_organisation(scene: Scene, fits: Callable[[Organisation], bool]) -> int:
    """Return an organisation that fits, mostly one of the latest; else any; 1 without one."""
    known = scene.state.organisations
    fitting = [number for number, one in known.items() if fits(one)] or list(known) or [1]
    latest = fitting[-_LATEST:]
    return scene.rng.choice(latest if scene.rng.random() < 0.7 else fitting)


def key_of(scene: Scene, organisation: int) -> bytes:
    """Return the key of an organisation; anybody's when there is none."""
    known = scene.state.organisations.get(organisation)
    return key_addresses()[0] if known is None else known.key


def renew(scene: Scene) -> Fields:
    """Return a renewal by the council that accredited, with more kinds or, when over, others."""
    rng, today = scene.rng, scene.today
    most = today + scene.charter.accreditation_days
    number = some_organisation(scene, lambda one: one.until_day <= most)
    known = scene.state.organisations.get(number)
    kinds = rng.randint(0, EVERY_KIND)
    least = today + 1
    if known is not None and today < known.until_day:
        kinds, least = kinds | known.kinds, max(least, known.until_day)
    return {
        **council_fields(scene, 1 if known is None else known.community),
        "organisation": number,
        "kinds": rng.choice((kinds, kinds | EVERY_KIND)),
        "until_day": rng.choice((least, max(least, most), rng.randint(least, max(least, most)))),
    }


def offer_key(scene: Scene) -> Fields:
    """Return the naming of a key that may follow, sometimes one that others named too."""
    number = some_organisation(scene, lambda _: True)
    free = free_keys(scene)
    named = [one.offered_key for one in scene.state.organisations.values()]
    wanted = [key for key in named if key in free]
    new_key = scene.rng.choice(wanted if wanted and scene.rng.random() < 0.4 else free)
    return {"organisation": number, "new_key": new_key, "sender": key_of(scene, number)}


def accept_key(scene: Scene) -> Fields:
    """Return the acceptance of a key that was offered and is free."""
    free = free_keys(scene)
    number = some_organisation(scene, lambda one: one.offered_key in free)
    known = scene.state.organisations.get(number)
    named = known is not None and any(known.offered_key)
    sender = known.offered_key if named else scene.some_sender()
    return {"organisation": number, "sender": sender}


# ----------------------------------------------------------------------------------------- offers


def open_offer(scene: Scene) -> Fields:
    """Return the opening of an Essential offer, or of one that rests on such a one."""
    rng, earliest = scene.rng, scene.today + scene.charter.price_notice_days
    number = some_organisation(scene, lambda one: one.kinds > 0 and one.until_day >= earliest)
    known = scene.state.organisations.get(number)
    bases = [
        (basis, one)
        for basis, one in scene.state.offers.items()
        if one.organisation == number and one.tier == ESSENTIAL and one.until_day >= earliest
    ]
    kind = _some_kind(scene, 1 if known is None else known.kinds)
    basis, tier, latest = BASE, ESSENTIAL, earliest if known is None else known.until_day
    if bases and rng.random() < 0.75:
        basis, below = rng.choice(bases)
        kind, tier, latest = below.kind, rng.choice((1, 1, 2, 3, TIERS)), below.until_day
    latest = max(earliest, latest)
    return {
        "organisation": number,
        "kind": kind,
        "tier": tier,
        "price": rng.choice((*_PRICES, rng.randint(1, MOST_PRICE))),
        "basis": basis,
        "until_day": rng.choice((earliest, latest, latest, rng.randint(earliest, latest))),
        "text_hash": rng.randbytes(32),
        "sender": key_of(scene, number),
    }


def _some_kind(scene: Scene, kinds: int) -> int:
    accredited = [kind for kind in range(1, KINDS + 1) if kinds >> kind - 1 & 1]
    return scene.rng.choice(accredited or [1])


def some_offer(scene: Scene, fits: Callable[[Offer], bool]) -> int:
    """Return an offer that fits, mostly one of the latest; else any; 1 when there is none."""
    known = scene.state.offers
    fitting = [number for number, one in known.items() if fits(one)] or list(known) or [1]
    latest = fitting[-_LATEST:]
    return scene.rng.choice(latest if scene.rng.random() < 0.6 else fitting)


def provider_of(scene: Scene, offer: int) -> bytes:
    """Return the key of the organisation whose offer it is."""
    known = scene.state.offers.get(offer)
    return key_of(scene, 0 if known is None else known.organisation)


def announce_price(scene: Scene) -> Fields:
    """Return the next price of an offer for which none waits."""
    rng, earliest = scene.rng, scene.today + scene.charter.price_notice_days
    number = some_offer(
        scene, lambda one: one.next_price_day <= scene.today and earliest < one.until_day
    )
    known = scene.state.offers.get(number)
    latest = max(earliest, earliest if known is None else known.until_day - 1)
    return {
        "offer": number,
        "price": rng.choice((*_PRICES, MOST_PRICE)),
        "from_day": rng.choice((earliest, earliest, latest, rng.randint(earliest, latest))),
        "sender": provider_of(scene, number),
    }


def close_offer(scene: Scene) -> Fields:
    """Return the earlier end of an offer."""
    rng, earliest = scene.rng, scene.today + scene.charter.price_notice_days
    number = some_offer(scene, lambda one: earliest <= one.until_day)
    if rng.random() < 0.5:
        bases = {one.basis for one in scene.state.offers.values() if earliest < one.until_day}
        number = rng.choice(sorted(bases - {BASE}) or [number])
    known = scene.state.offers.get(number)
    latest = max(earliest, earliest if known is None else known.until_day)
    until_day = rng.choice((earliest, earliest, latest, rng.randint(earliest, latest)))
    return {"offer": number, "until_day": until_day, "sender": provider_of(scene, number)}


# ----------------------------------------------------------------------------------- redemptions


def is_on_offer(scene: Scene, known: Offer) -> bool:
    """Return whether an offer can be redeemed today."""
    organisation = scene.state.organisations[known.organisation]
    if scene.today >= min(known.until_day, organisation.until_day):
        return False
    above = known.tier > ESSENTIAL
    if above and scene.today < organisation.suspended_until:
        return False
    return not above or scene.today < scene.state.offers[known.basis].until_day


def redeem(scene: Scene) -> Fields:
    """Return one or more orders of offers of one organisation, by one person or by several."""
    rng, offers = scene.rng, scene.state.offers
    number = some_offer(scene, lambda one: is_on_offer(scene, one))
    if rng.random() < 0.5:
        number = some_offer(scene, lambda one: one.tier > ESSENTIAL and is_on_offer(scene, one))
    same = [
        other
        for other, one in offers.items()
        if number in offers
        and one.organisation == offers[number].organisation
        and is_on_offer(scene, one)
    ]
    chosen = [number]
    if same and rng.random() < 0.4:
        chosen += rng.choices(same, k=rng.randint(1, _MOST_ORDERS - 1))
    return {"orders": ordered(scene, chosen), "sender": provider_of(scene, number)}


def ordered(scene: Scene, offers: Sequence[int]) -> tuple[actions.Order, ...]:
    """Return an order of each offer, of which those by one person have nonces of their own."""
    orders: list[actions.Order] = []
    windows: dict[bytes, Signatory] = {}
    for offer in offers:
        identity, portion = some_spender(scene, offer)
        known = windows.get(identity) or scene.state.signatories[identity]
        nonce = some_nonce(scene, known)
        windows[identity] = after_use(known, nonce)
        orders.append(order_of(scene, identity, offer, portion, nonce))
    return tuple(orders)


def order_of(
    scene: Scene, identity: bytes, offer: int, portion: int = BASE, nonce: int | None = None
) -> actions.Order:
    """Return somebody's order of as many units as there are credits for, or of fewer."""
    rng, signatory = scene.rng, scene.state.signatories.get(identity)
    known = scene.state.offers.get(offer)
    price = 1 if known is None else known.price_on(scene.today)
    most = max(1, spendable(scene, identity, offer, portion) // price)
    quantity = rng.choice((1, 1, 1, min(2, most), min(most, 5)))
    if rng.random() < 0.1:
        quantity = most
    if nonce is None:
        nonce = 0 if signatory is None else some_nonce(scene, signatory)
    return actions.Order(
        identity,
        offer,
        quantity,
        quantity * price,
        portion,
        nonce,
        scene.deadline(),
        None if signatory is None else signatory.controller,
    )


def spendable(scene: Scene, identity: bytes, offer: int, portion: int) -> int:
    """Return the millicredits that an order could take; 0 when it is refused."""
    known = scene.state.offers.get(offer)
    tier = ESSENTIAL if known is None else known.tier
    try:
        return views.available(scene.state, identity, tier, portion, scene.now)
    except Refusal:
        return 0


def some_spender(scene: Scene, offer: int) -> tuple[bytes, int]:
    """Return somebody who can order, and of which portion; a portion whenever there is one."""
    known = scene.state.offers.get(offer)
    able = acting(scene, lambda person: not person.closed)
    if known is None or known.tier == ESSENTIAL:
        return scene.rng.choice(able or list(scene.state.signatories)), BASE
    price = known.price_on(scene.today)
    ways = [(one, portion) for one in able for portion in (BASE, *portions_of(scene, one))]
    fitting = [way for way in ways if spendable(scene, way[0], offer, way[1]) >= price]
    of_portions = [way for way in fitting if way[1] != BASE]
    if of_portions and scene.rng.random() < 0.6:
        return scene.rng.choice(of_portions)
    return scene.rng.choice(fitting or ways or [(scene.subject(), BASE)])


def portions_of(scene: Scene, identity: bytes) -> list[int]:
    """Return the portions of somebody's uplifts in force with an amount left."""
    overlays = scene.state.overlays.get(identity, ())
    return [
        index + 1
        for index, one in enumerate(overlays)
        if one.kind == UPLIFT and one.amount > 0 and is_in_force(one, scene.today)
    ]


def unused_nonces(known: Signatory) -> list[int]:
    """Return the nonces within the window under which no order was used."""
    return [known.order_floor + bit for bit in range(WINDOW) if not known.orders_seen >> bit & 1]


def some_nonce(scene: Scene, known: Signatory) -> int:
    """Return a nonce that can be used, mostly the lowest, sometimes one far ahead."""
    unused = unused_nonces(known)
    lowest = unused[0] if unused else known.order_floor + WINDOW
    anywhere = scene.rng.choice(unused or [lowest])
    ahead = known.order_floor + scene.rng.choice((WINDOW, WINDOW + 1, 2 * WINDOW, REACH - 1))
    return scene.rng.choice((lowest, lowest, lowest, anywhere, anywhere, ahead))


def after_use(known: Signatory, nonce: int) -> Signatory:
    """Return a signatory whose next order should not have this nonce; only its window counts."""
    moved = max(0, nonce - (WINDOW - 1) - known.order_floor)
    floor, seen = known.order_floor + moved, known.orders_seen >> moved
    return replace(known, order_floor=floor, orders_seen=seen | 1 << nonce - floor)


def some_line(scene: Scene, fits: Callable[[Redemption], bool]) -> Redemption:
    """Return a redemption that fits, mostly a late one; else any, or one that nobody made."""
    known = scene.receipts.lines()
    fitting = [line for line in known if fits(line)] or known
    if not fitting:
        return Redemption(1, 0, scene.subject(), 1, 1, 1, 0, scene.now)
    return scene.rng.choice(fitting[-9:] if scene.rng.random() < 0.6 else fitting)


def shown(scene: Scene, line: Redemption) -> Fields:
    """Return a redemption with what proves it."""
    known = line in scene.receipts.lines()
    return {"redemption": line, "proof": scene.receipts.proof_of(line) if known else ()}


def is_refundable(scene: Scene, line: Redemption) -> bool:
    """Return whether a redemption can still be refunded."""
    until = line.time + scene.charter.refund_days * DAY
    return scene.now < until and (line.batch, line.index) not in scene.state.refunded


def refund(scene: Scene) -> Fields:
    """Return the refund of a redemption, of one from a portion more often than not."""
    portioned = scene.rng.random() < 0.5
    line = some_line(scene, lambda one: is_refundable(scene, one))
    if portioned:
        line = some_line(scene, lambda one: one.source > 0 and is_refundable(scene, one))
    return {**shown(scene, line), "sender": provider_of(scene, line.offer)}


def is_ratable(scene: Scene, line: Redemption) -> bool:
    """Return whether somebody can rate what they redeemed."""
    rating = scene.state.ratings.get((line.batch, line.index))
    able = acting(scene, lambda person: not person.closed)
    return line.identity in able and (rating is None or rating.times < 2)


def rate(scene: Scene) -> Fields:
    """Return the rating of a redemption by who redeemed it, often a second one."""
    ratings = scene.state.ratings
    if scene.rng.random() < 0.4:
        line = some_line(
            scene, lambda one: (one.batch, one.index) in ratings and is_ratable(scene, one)
        )
    else:
        line = some_line(scene, lambda one: is_ratable(scene, one))
    fields = person_fields(scene, line.identity)
    del fields["identity"]
    return {**shown(scene, line), **fields, "stars": scene.rng.randint(1, STARS)}


def cancel(scene: Scene) -> Fields:
    """Return the cancelling of an order that was not redeemed."""
    able = acting(scene, lambda _: True) or list(scene.state.signatories)
    identity = scene.rng.choice(able)
    nonce = some_nonce(scene, scene.state.signatories[identity])
    return {**person_fields(scene, identity), "order_nonce": nonce}


SERVICES: dict[type[Any], Callable[[Scene], Fields]] = {
    actions.Accredit: accredit,
    actions.RenewAccreditation: renew,
    actions.OfferKey: offer_key,
    actions.AcceptKey: accept_key,
    actions.OpenOffer: open_offer,
    actions.AnnouncePrice: announce_price,
    actions.CloseOffer: close_offer,
    actions.Redeem: redeem,
    actions.Refund: refund,
    actions.Rate: rate,
    actions.CancelOrder: cancel,
}


def is_service_act_due(scene: Scene, kind: type[Any]) -> bool:
    """Return whether there is something for which such an act comes next."""
    known, offers = scene.state.organisations, scene.state.offers
    due: dict[type[Any], Callable[[], bool]] = {
        actions.RenewAccreditation: lambda: bool(known),
        actions.OfferKey: lambda: bool(known),
        actions.AcceptKey: lambda: any(any(one.offered_key) for one in known.values()),
        actions.OpenOffer: lambda: bool(known),
        actions.AnnouncePrice: lambda: bool(offers),
        actions.CloseOffer: lambda: bool(offers),
        actions.Redeem: lambda: any(is_on_offer(scene, one) for one in offers.values()),
        actions.Refund: lambda: any(is_refundable(scene, one) for one in scene.receipts.lines()),
        actions.Rate: lambda: bool(scene.receipts.lines()),
    }
    return kind not in due or due[kind]()
