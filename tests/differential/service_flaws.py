"""Ways in which acts of organisations and of those they serve can be wrong."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from isonomia.spec import actions
from isonomia.spec.calendar import DAY
from isonomia.spec.orders import REACH, WINDOW
from isonomia.spec.service_state import Offer, Organisation, Redemption
from isonomia.spec.spending import ESSENTIAL
from tests.differential.case_intent import acting
from tests.differential.flaws import STRANGER, UNKNOWN, past_deadline, wrong_nonce
from tests.differential.intent import FOREVER, Fields, Scene, council_fields, person_fields
from tests.differential.service_intent import (
    EVERY_KIND,
    FORMS,
    KINDS,
    MOST_PRICE,
    TIERS,
    free_keys,
    is_on_offer,
    is_ratable,
    is_refundable,
    key_of,
    order_of,
    portions_of,
    provider_of,
    shown,
    some_line,
    spendable,
)
from tests.harness.keys import key_addresses

# ---------------------------------------------------------------------------------- organisations


def no_such_organisation(scene: Scene, fields: Fields) -> None:
    """An organisation that nobody accredited."""
    count = len(scene.state.organisations)
    fields["organisation"] = scene.rng.choice((0, count + 1, 2**24, FOREVER))


def other_sender(scene: Scene, fields: Fields) -> None:
    """Sent by somebody else: a stranger, another organisation's key, or one that was offered."""
    known = scene.state.organisations.values()
    others = [one.key for one in known] + [one.offered_key for one in known if any(one.offered_key)]
    fields["sender"] = scene.rng.choice((STRANGER, scene.rng.choice(key_addresses()), *others))


def odd_accreditation(scene: Scene, fields: Fields) -> None:
    """A value outside its bounds, or on the edge of them."""
    today, most = scene.today, scene.today + scene.charter.accreditation_days
    name, values = scene.rng.choice(
        (
            ("form", (0, FORMS + 1, 256 + 1, FOREVER)),
            ("kinds", (EVERY_KIND + 1, 2**16, FOREVER)),
            ("until_day", (today, today + 1, most, most + 1, 0, 2**24 + most, FOREVER)),
            ("name", ("", "n" * 65, "é" * 33, "n" * 64)),
        )
    )
    if name in fields:
        fields[name] = scene.rng.choice(values)


def missing_key(scene: Scene, fields: Fields) -> None:
    """The zero address."""
    fields["key" if "key" in fields else "new_key"] = bytes(20)


def taken_key(scene: Scene, fields: Fields) -> None:
    """A key that speaks for an organisation, perhaps for this one."""
    taken = [one.key for one in scene.state.organisations.values()]
    if taken:
        fields["key" if "key" in fields else "new_key"] = scene.rng.choice(taken)


def taken_meanwhile(scene: Scene, fields: Fields) -> None:
    """A key that was offered, and has come to speak for another organisation since."""
    free = free_keys(scene)
    fitting = [
        (number, one.offered_key)
        for number, one in scene.state.organisations.items()
        if any(one.offered_key) and one.offered_key not in free
    ]
    if fitting:
        number, key = scene.rng.choice(fitting)
        fields.update(organisation=number, sender=key)


def other_accreditor(scene: Scene, fields: Fields) -> None:
    """A council that did not accredit the organisation."""
    others = [one for one in scene.state.councils if one != fields["community"]]
    fields.update(council_fields(scene, scene.rng.choice(others)))


def fewer_kinds(scene: Scene, fields: Fields) -> None:
    """Kinds taken away, of an organisation whose accreditation may last or not."""
    known = scene.state.organisations.get(fields["organisation"])
    if known is not None and known.kinds:
        fields["kinds"] = known.kinds & (known.kinds - 1)


# ----------------------------------------------------------------------------------------- offers


def _organisation_instead(
    scene: Scene, fields: Fields, fits: Callable[[Organisation], bool]
) -> None:
    fitting = [number for number, one in scene.state.organisations.items() if fits(one)]
    if fitting:
        number = scene.rng.choice(fitting)
        fields.update(organisation=number, sender=key_of(scene, number))


def accreditation_over(scene: Scene, fields: Fields) -> None:
    """An organisation that is not accredited any more."""
    _organisation_instead(scene, fields, lambda one: one.until_day <= scene.today)


def odd_offer(scene: Scene, fields: Fields) -> None:
    """A value of an offer outside its bounds, or on the edge of them."""
    earliest = scene.today + scene.charter.price_notice_days
    known = scene.state.organisations.get(fields.get("organisation", 0))
    offer = scene.state.offers.get(fields.get("offer", 0))
    latest = offer.until_day if offer else known.until_day if known else earliest
    days = (earliest - 1, earliest, latest - 1, latest, latest + 1, 0, 2**24 + latest, FOREVER)
    name, values = scene.rng.choice(
        (
            ("kind", (0, KINDS + 1, 256 + 1, FOREVER)),
            ("tier", (TIERS + 1, 256, FOREVER)),
            ("price", (0, MOST_PRICE, MOST_PRICE + 1, 2**64 + 1, FOREVER)),
            ("until_day", days),
            ("from_day", days),
        )
    )
    if name in fields:
        fields[name] = scene.rng.choice(values)


def other_kind(scene: Scene, fields: Fields) -> None:
    """Any kind of service, perhaps one for which the organisation is not accredited."""
    number = fields["organisation"]
    known = scene.state.organisations.get(number)
    kinds = 0 if known is None else known.kinds
    without = [kind for kind in range(1, KINDS + 1) if not kinds >> kind - 1 & 1]
    fields["kind"] = scene.rng.choice(without or range(1, KINDS + 1))


def wrong_basis(scene: Scene, fields: Fields) -> None:
    """A basis that does not bear: none, another, or one that ends earlier."""
    bases = (0, len(scene.state.offers) + 1, FOREVER, *scene.state.offers)
    fields["basis"] = scene.rng.choice(bases)
    if scene.rng.random() < 0.3:
        fields["tier"] = scene.rng.choice((ESSENTIAL, 1))
    if scene.rng.random() < 0.3:
        fields["until_day"] += 1


def no_such_offer(scene: Scene, fields: Fields) -> None:
    """An offer that nobody opened."""
    fields["offer"] = scene.rng.choice((0, len(scene.state.offers) + 1, 2**24, FOREVER))


def price_waiting(scene: Scene, fields: Fields) -> None:
    """An offer whose next price waits for its day."""
    fitting = [
        number for number, one in scene.state.offers.items() if scene.today < one.next_price_day
    ]
    if fitting:
        number = scene.rng.choice(fitting)
        earliest = scene.today + scene.charter.price_notice_days
        fields.update(offer=number, from_day=earliest, sender=provider_of(scene, number))


# ----------------------------------------------------------------------------------------- orders


def no_orders(scene: Scene, fields: Fields) -> None:
    """No orders at all."""
    fields["orders"] = ()


def _one_order(scene: Scene, fields: Fields, **changes: Any) -> None:
    """Spoil one of the orders, which is signed as it is then."""
    orders = list(fields["orders"])
    index = scene.rng.randrange(len(orders))
    orders[index] = replace(orders[index], **changes)
    fields["orders"] = tuple(orders)


def _ordered_instead(scene: Scene, fields: Fields, *orders: actions.Order) -> None:
    fields.update(orders=orders, sender=provider_of(scene, orders[0].offer))


def offer_unknown(scene: Scene, fields: Fields) -> None:
    """One order of an offer that nobody opened."""
    number = scene.rng.choice((0, len(scene.state.offers) + 1, 2**24, FOREVER))
    _one_order(scene, fields, offer=number)


def _offer_instead(scene: Scene, fields: Fields, fits: Callable[[Offer], bool]) -> None:
    """Order another offer, of those that fit."""
    fitting = [number for number, one in scene.state.offers.items() if fits(one)]
    if fitting:
        offer, identity = scene.rng.choice(fitting), fields["orders"][0].identity
        portion = fields["orders"][0].portion
        if scene.state.offers[offer].tier == ESSENTIAL:
            portion = 0
        _ordered_instead(scene, fields, order_of(scene, identity, offer, portion))


def other_offer(scene: Scene, fields: Fields) -> None:
    """Any other offer beside the others, perhaps another organisation's."""
    if scene.state.offers:
        offer = scene.rng.choice(list(scene.state.offers))
        order = order_of(scene, scene.rng.choice(list(scene.state.signatories)), offer)
        fields["orders"] = (*fields["orders"], order)


def offer_over(scene: Scene, fields: Fields) -> None:
    """An offer that has ended, or of an organisation that is not accredited any more."""
    organisations = scene.state.organisations
    if scene.rng.random() < 0.5:
        _offer_instead(
            scene, fields, lambda one: organisations[one.organisation].until_day <= scene.today
        )
    else:
        _offer_instead(scene, fields, lambda one: one.until_day <= scene.today)


def suspended(scene: Scene, fields: Fields) -> None:
    """An offer of an organisation that is suspended, mostly above Essential."""
    organisations = scene.state.organisations
    least = scene.rng.choice((0, 1, 1, 1))
    _offer_instead(
        scene,
        fields,
        lambda one: (
            one.tier >= least and scene.today < organisations[one.organisation].suspended_until
        ),
    )


def without_essential(scene: Scene, fields: Fields) -> None:
    """An offer whose basis has ended before it."""
    offers = scene.state.offers
    _offer_instead(
        scene,
        fields,
        lambda one: (
            one.tier > ESSENTIAL
            and scene.today >= offers[one.basis].until_day
            and scene.today < one.until_day
        ),
    )


def portion_at_essential(scene: Scene, fields: Fields) -> None:
    """An Essential offer, to be taken from a portion."""
    offers = scene.state.offers
    for index, order in enumerate(fields["orders"]):
        if order.offer in offers and offers[order.offer].tier == ESSENTIAL:
            changed = replace(order, portion=scene.rng.choice((1, 8, 9, FOREVER)))
            fields["orders"] = (*fields["orders"][:index], changed, *fields["orders"][index + 1 :])
            return


def nothing_ordered(scene: Scene, fields: Fields) -> None:
    """An order of no units, for nothing."""
    _one_order(scene, fields, quantity=0, amount=scene.rng.choice((0, 1)))


def odd_amount(scene: Scene, fields: Fields) -> None:
    """An amount that is not what so many units cost, or too many units for any amount."""
    order = scene.rng.choice(fields["orders"])
    if scene.rng.random() < 0.4:
        _one_order(scene, fields, quantity=scene.rng.choice((2**40, 2**128 - 1, FOREVER)))
    else:
        near = (order.amount - 1, order.amount + 1, 2**40 - 1, 2**40, FOREVER)
        _one_order(scene, fields, amount=scene.rng.choice(near))


def without_key(scene: Scene, fields: Fields) -> None:
    """An order of somebody who has no key, or is nobody."""
    keyless = [one for one in scene.state.people if one not in scene.state.signatories]
    _one_order(scene, fields, identity=scene.rng.choice((UNKNOWN, *keyless)))


def expired(scene: Scene, fields: Fields) -> None:
    """An order that comes too late."""
    _one_order(scene, fields, deadline=scene.rng.choice((scene.now - 1, scene.now - DAY, 0)))


def odd_nonce(scene: Scene, fields: Fields) -> None:
    """An order whose nonce is passed, too high or used, or the last that can be."""
    order = scene.rng.choice(fields["orders"])
    _ordered_instead(scene, fields, replace(order, nonce=_odd_nonce_of(scene, order.identity)))


def _odd_nonce_of(scene: Scene, identity: bytes) -> int:
    known = scene.state.signatories.get(identity)
    floor, seen = (0, 0) if known is None else (known.order_floor, known.orders_seen)
    used = [floor + bit for bit in range(WINDOW) if seen >> bit & 1]
    reach = floor + REACH
    near = (reach - 1, reach, reach + 1, 2**24, FOREVER)
    passed = max(0, floor - 1)
    return scene.rng.choice((passed, passed, *used[-2:], scene.rng.choice(near)))


def twice(scene: Scene, fields: Fields) -> None:
    """The same order twice in one batch."""
    fields["orders"] = (*fields["orders"], scene.rng.choice(fields["orders"]))


def lapsed(scene: Scene, fields: Fields) -> None:
    """An order signed by a guardian although the person has come of age."""
    known = scene.state.signatories.items()
    over = [one for one, key in known if key.lapse_day and scene.today >= key.lapse_day]
    if over:
        offer = fields["orders"][0].offer
        _ordered_instead(scene, fields, order_of(scene, scene.rng.choice(over), offer))


def forged(scene: Scene, fields: Fields) -> None:
    """An order signed by nobody, by the organisation, or by a key the person had before."""
    former = scene.former.get(fields["orders"][0].identity, [])
    others = (None, STRANGER, fields["sender"], key_addresses()[0], *former, *former)
    _one_order(scene, fields, signer=scene.rng.choice(others))


def closed_spender(scene: Scene, fields: Fields) -> None:
    """An order of somebody who is closed."""
    closed = acting(scene, lambda person: person.closed)
    if closed:
        offer = fields["orders"][0].offer
        _ordered_instead(scene, fields, order_of(scene, scene.rng.choice(closed), offer))


def odd_portion(scene: Scene, fields: Fields) -> None:
    """A portion that is no uplift in force, or another one, above Essential."""
    above = _on_offer_above(scene)
    if above:
        order = order_of(scene, fields["orders"][0].identity, scene.rng.choice(above))
        portions = (1, 2, 8, 9, 256, 2**64 + 1, FOREVER)
        _ordered_instead(scene, fields, replace(order, portion=scene.rng.choice(portions)))


def too_low(scene: Scene, fields: Fields) -> None:
    """Anybody's order of anything above Essential."""
    above = _on_offer_above(scene)
    able = acting(scene, lambda person: not person.closed)
    if above and able:
        order = order_of(scene, scene.rng.choice(able), scene.rng.choice(above))
        _ordered_instead(scene, fields, order)


def _on_offer_above(scene: Scene) -> list[int]:
    return [
        number
        for number, one in scene.state.offers.items()
        if one.tier > ESSENTIAL and is_on_offer(scene, one)
    ]


def too_much(scene: Scene, fields: Fields) -> None:
    """One unit more than there are credits for, of the base or of a portion."""
    order = scene.rng.choice(fields["orders"])
    known = scene.state.offers.get(order.offer)
    if known is None:
        return
    portions = portions_of(scene, order.identity) if known.tier > ESSENTIAL else []
    portion = scene.rng.choice((order.portion, *portions))
    price = known.price_on(scene.today)
    quantity = spendable(scene, order.identity, order.offer, portion) // price + 1
    quantity = scene.rng.choice((quantity, quantity, quantity + 1, 2 * quantity))
    changed = replace(order, portion=portion, quantity=quantity, amount=quantity * price)
    _ordered_instead(scene, fields, changed)


# --------------------------------------------------------------------------- refunds and ratings


def unproved(scene: Scene, fields: Fields) -> None:
    """A redemption that was never made so, or a proof that misses something."""
    line, proof = fields["redemption"], fields["proof"]
    if scene.rng.random() < 0.3:
        fields["proof"] = scene.rng.choice((proof[:-1], (*proof, UNKNOWN), (UNKNOWN, *proof)))
        return
    changes = (
        {"batch": line.batch + 1},
        {"batch": 0},
        {"index": line.index + 1},
        {"identity": UNKNOWN},
        {"offer": line.offer + 1},
        {"quantity": line.quantity + 1},
        {"amount": FOREVER},
        {"amount": line.amount + 1},
        {"source": line.source ^ 1},
        {"time": line.time + 1},
    )
    fields["redemption"] = replace(line, **scene.rng.choice(changes))


def _line_instead(scene: Scene, fields: Fields, fits: Callable[[Redemption], bool]) -> Redemption:
    line = some_line(scene, fits)
    fields.update(shown(scene, line))
    if "sender" in fields:
        fields["sender"] = provider_of(scene, line.offer)
    else:
        person = person_fields(scene, line.identity)
        del person["identity"]
        fields.update(person)
    return line


def refunded(scene: Scene, fields: Fields) -> None:
    """A redemption that was refunded."""
    done = scene.state.refunded
    _line_instead(scene, fields, lambda one: (one.batch, one.index) in done)


def refund_too_late(scene: Scene, fields: Fields) -> None:
    """A redemption too long ago."""
    done = scene.state.refunded
    _line_instead(
        scene,
        fields,
        lambda one: not is_refundable(scene, one) and (one.batch, one.index) not in done,
    )


def refund_when_ended(scene: Scene, fields: Fields) -> None:
    """Not wrong in itself: a refund to an uplift that is used up, over or forgotten."""
    _line_instead(
        scene,
        fields,
        lambda one: (
            is_refundable(scene, one)
            and one.source > 0
            and one.source & 0xFF not in portions_of(scene, one.identity)
        ),
    )


def odd_stars(scene: Scene, fields: Fields) -> None:
    """No stars, or more than there are."""
    fields["stars"] = scene.rng.choice((0, 6, 256 + 1, FOREVER))


def rated_twice(scene: Scene, fields: Fields) -> None:
    """A redemption that was rated as often as can be."""
    ratings = scene.state.ratings

    def is_final(line: Redemption) -> bool:
        rating = ratings.get((line.batch, line.index))
        return rating is not None and rating.times > 1

    _line_instead(scene, fields, is_final)


def rated_by_closed(scene: Scene, fields: Fields) -> None:
    """A redemption by somebody who is closed now."""
    people = scene.state.people
    _line_instead(scene, fields, lambda one: people[one.identity].closed)


def rated_by_lapsed(scene: Scene, fields: Fields) -> None:
    """A redemption by somebody whose guardian signed then and signs no more."""
    able = acting(scene, lambda _: True)
    _line_instead(scene, fields, lambda one: one.identity not in able)


def rated_by_other(scene: Scene, fields: Fields) -> None:
    """Signed by nobody, by another, or by a key the person had before."""
    former = scene.former.get(fields["redemption"].identity, [])
    fields["signer"] = scene.rng.choice((None, STRANGER, key_addresses()[0], *former))


def rated_again(scene: Scene, fields: Fields) -> None:
    """Not wrong in itself: a rating of what was refunded."""
    done = scene.state.refunded
    _line_instead(
        scene, fields, lambda one: (one.batch, one.index) in done and is_ratable(scene, one)
    )


def odd_cancellation(scene: Scene, fields: Fields) -> None:
    """An order whose nonce is passed, too high or used, or the last that can be."""
    fields["order_nonce"] = _odd_nonce_of(scene, fields["identity"])


SERVICE_FLAWS = {
    actions.Accredit: (odd_accreditation, odd_accreditation, missing_key, taken_key),
    actions.RenewAccreditation: (
        no_such_organisation,
        other_accreditor,
        odd_accreditation,
        odd_accreditation,
        fewer_kinds,
        fewer_kinds,
    ),
    actions.OfferKey: (no_such_organisation, other_sender, missing_key, taken_key),
    actions.AcceptKey: (
        no_such_organisation,
        other_sender,
        taken_meanwhile,
        taken_meanwhile,
        taken_meanwhile,
    ),
    actions.OpenOffer: (
        no_such_organisation,
        other_sender,
        accreditation_over,
        accreditation_over,
        odd_offer,
        odd_offer,
        odd_offer,
        other_kind,
        wrong_basis,
        wrong_basis,
        wrong_basis,
    ),
    actions.AnnouncePrice: (no_such_offer, other_sender, odd_offer, price_waiting),
    actions.CloseOffer: (no_such_offer, other_sender, odd_offer),
    actions.Redeem: (
        no_orders,
        offer_unknown,
        other_sender,
        other_offer,
        other_offer,
        *(offer_over,) * 3,
        *(suspended,) * 4,
        *(without_essential,) * 3,
        portion_at_essential,
        portion_at_essential,
        nothing_ordered,
        nothing_ordered,
        odd_amount,
        odd_amount,
        without_key,
        expired,
        *(odd_nonce,) * 4,
        twice,
        *(lapsed,) * 3,
        forged,
        *(closed_spender,) * 4,
        odd_portion,
        odd_portion,
        too_low,
        too_low,
        *(too_much,) * 4,
    ),
    actions.Refund: (
        unproved,
        unproved,
        other_sender,
        refunded,
        refund_too_late,
        refund_too_late,
        refund_when_ended,
        refund_when_ended,
    ),
    actions.Rate: (
        past_deadline,
        wrong_nonce,
        unproved,
        unproved,
        odd_stars,
        rated_twice,
        rated_twice,
        rated_by_closed,
        rated_by_closed,
        rated_by_closed,
        rated_by_lapsed,
        rated_by_lapsed,
        rated_by_lapsed,
        rated_by_other,
        rated_again,
    ),
    actions.CancelOrder: (odd_cancellation,),
}
