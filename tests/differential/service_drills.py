"""Redemptions and findings on both sides, from any state there can be, on and around every edge."""

from __future__ import annotations

import random

from isonomia.spec import views
from isonomia.spec.actions import (
    CancelOrder,
    CarryOutFindings,
    CertifyRemedyOf,
    Order,
    Refund,
)
from isonomia.spec.calendar import DAY, QUARTER, day_of
from isonomia.spec.finding_state import FindingKey, StandardEffect, StandardText
from isonomia.spec.orders import NONCES_END, REACH, WINDOW
from isonomia.spec.refusals import Refusal
from isonomia.spec.state import DEDUCTION, UPLIFT, Overlay, Signatory
from tests.differential.agora import ESSENTIAL, PRICE, Agora
from tests.differential.court import EVIDENCE, HAMLETS, REJECTED, UPHELD
from tests.differential.playing import ACCEPTED, name_of
from tests.differential.receipts import proof_in, redemptions_in
from tests.differential.stage import FOREVER, VILLAGE
from tests.harness.chain import Artifacts
from tests.harness.keys import key_addresses

#: Where the fields of a signatory begin in their slot, in bits.
_LAPSE_DAY, _NONCE, _FLOOR, _SEEN = 160, 184, 216, 240
_HIGHEST_TIER = 4
_MOST_OVERLAYS = 8
_MUCH = 2**40 - 1


def served(agora: Agora, *roles: str) -> tuple[list[bytes], list[int]]:
    """Enrol citizens, and open one offer of each tier for them."""
    people = agora.enrol(VILLAGE, *roles)
    organisation = agora.accredit()
    essential = agora.open_offer(organisation)
    above = [
        agora.open_offer(organisation, tier, basis=essential)
        for tier in range(1, _HIGHEST_TIER + 1)
    ]
    return people, [essential, *above]


# ---------------------------------------------------------------------------------------- windows


def windows_of_any_state(
    rng: random.Random, times: int, artifacts: Artifacts | None = None
) -> set[str]:
    """Use and cancel orders with nonces around every edge of any window; return what came of it."""
    agora = Agora(artifacts)
    (citizen,), offers = served(agora, "citizen")
    reached = set()
    for _ in range(times):
        if rng.random() < 0.5:
            put_window(agora, citizen, rng)
        floor = agora.state.signatories[citizen].order_floor
        edges = (0, 1, WINDOW - 1, WINDOW, WINDOW + 1, 2 * WINDOW, REACH - 1, REACH, -1)
        near = floor + rng.choice((*edges, rng.randrange(REACH)))
        nonce = max(0, rng.choice((near, near, near, near, NONCES_END - 1, NONCES_END, FOREVER)))
        if rng.random() < 0.3:
            act = CancelOrder(order_nonce=nonce, **agora.by_person(citizen))
            reached.add(f"cancel {agora.play(act)}")
        else:
            order = agora.order(citizen, offers[ESSENTIAL], nonce=nonce)
            reached.add(f"redeem {agora.play(agora.redeeming(order))}")
    return reached


def put_window(agora: Agora, identity: bytes, rng: random.Random) -> None:
    """Give somebody any window of orders there can be, on both sides."""
    last = NONCES_END - 1
    floor = rng.choice((0, rng.randint(0, last), last, last - WINDOW, last - REACH))
    seen = rng.choice((0, 1, 2 ** (WINDOW - 1), 2**WINDOW - 1, rng.randrange(2**WINDOW)))
    known = agora.state.signatories[identity]
    changed = Signatory(known.controller, known.lapse_day, known.nonce, floor, seen)
    agora.state.signatories[identity] = changed
    word = (
        int.from_bytes(known.controller, "big")
        | known.lapse_day << _LAPSE_DAY
        | known.nonce << _NONCE
        | floor << _FLOOR
        | seen << _SEEN
    )
    agora.chain.store_in_mapping("Communities", "_signatories", identity, value=word)


# --------------------------------------------------------------------------------------- spending


def spending_from_any_slot(
    rng: random.Random, times: int, artifacts: Artifacts | None = None
) -> set[str]:
    """Order from any balance with any overlays, and refund afterwards; return what came of it."""
    agora = Agora(artifacts)
    (citizen,), offers = served(agora, "citizen")
    reached = set()
    for _ in range(times):
        agora.now += rng.choice((0, 0, 1, DAY))
        if agora.now > first_end(agora, offers) * DAY - 2 * DAY:
            break
        put_spender(agora, citizen, rng)
        tier = rng.randint(ESSENTIAL, _HIGHEST_TIER)
        portion = 0 if tier == ESSENTIAL else rng.choice((0, 0, *range(1, 10)))
        orders = orders_near_the_edge(agora, rng, citizen, offers[tier], portion)
        events = agora.players.play(agora.redeeming(*orders), agora.now)
        reached.add(name_of(events))
        if isinstance(events, list):
            refund_later(agora, rng, citizen, events)
    return reached


def first_end(agora: Agora, offers: list[int]) -> int:
    """Return the day on which the first of some offers ends."""
    return min(agora.offer(offer).until_day for offer in offers)


def put_spender(agora: Agora, identity: bytes, rng: random.Random) -> None:
    """Give somebody any quality, overlays and spending there can be, on both sides."""
    agora.put(identity, spent=0, closed=False)
    earned = agora.credits(identity)
    spent = rng.choice((0, earned, earned - 1, max(0, earned - PRICE), rng.randint(0, earned)))
    near_tiers = (0, 199, 200, 399, 400, 600, 800, 1_000)
    quality = rng.choice((*near_tiers, rng.randint(0, 1_000)))
    agora.put(identity, spent=spent, quality=quality, closed=rng.random() < 0.05)
    overlays = [random_overlay(agora, rng) for _ in range(rng.randint(0, _MOST_OVERLAYS))]
    agora.put_overlays(identity, *overlays)


def random_overlay(agora: Agora, rng: random.Random) -> Overlay:
    """Return an overlay that is in force, that has ended, or is used up."""
    kind, today = rng.choice((UPLIFT, UPLIFT, DEDUCTION)), day_of(agora.now)
    amounts = (0, 1, PRICE - 1, PRICE, 2 * PRICE, 2 * PRICE + 1, _MUCH, 10**7)
    until_day = today + rng.choice((0, 1, 1, 30, 30))
    points = rng.choice((0, 1, 100, 200, 400))
    return Overlay(kind, points, today - 1, until_day, rng.choice(amounts), rng.randrange(1, 4))


def orders_near_the_edge(
    agora: Agora, rng: random.Random, identity: bytes, offer: int, portion: int
) -> list[Order]:
    """Return one or two orders for about as many credits as there are."""
    tier = agora.offer(offer).tier
    try:
        most = views.available(agora.state, identity, tier, portion, agora.now)
    except Refusal:
        most = 0
    quantity = max(1, most // PRICE + rng.choice((-1, 0, 0, 1)))
    quantity = rng.choice((1, quantity, quantity))
    orders = [agora.order(identity, offer, quantity, portion)]
    if rng.random() < 0.3:
        orders.append(agora.order(identity, offer, 1, portion, nonce=orders[0].nonce + 1))
    return orders


def refund_later(agora: Agora, rng: random.Random, identity: bytes, events: list[object]) -> None:
    """Refund what was redeemed, at once, when its overlay has ended, or beside other overlays."""
    lines = redemptions_in(events, agora.now)
    chance = rng.random()
    if chance < 0.3:
        overlays = [random_overlay(agora, rng) for _ in range(rng.randint(0, _MOST_OVERLAYS))]
        agora.put_overlays(identity, *overlays)
    elif chance < 0.6:
        agora.pass_days(rng.choice((1, 1, 2)))
    agora.put(identity, closed=False)
    for index in rng.sample(range(len(lines)), rng.randint(1, len(lines))):
        provider = agora.provider_of(lines[index].offer)
        agora.play(Refund(lines[index], proof_in(lines, index), provider))


# ---------------------------------------------------------------------------------------- batches


def batches_of_every_size(
    rng: random.Random, most: int, artifacts: Artifacts | None = None
) -> None:
    """Redeem batches of every size, and refund or rate any line of each with its proof."""
    agora = Agora(artifacts)
    people, offers = served(agora, "citizen", "neighbour", "cousin")
    for size in range(1, most + 1):
        agora.now += rng.choice((0, 1, DAY, QUARTER // 4))
        orders = []
        for place in range(size):
            person = people[place % len(people)]
            first = agora.order(person, offers[0]).nonce
            orders.append(
                agora.order(person, offers[0], 1 + place, nonce=first + place // len(people))
            )
        lines = agora.redeem(*orders)
        for index in rng.sample(range(size), min(size, 3)):
            agora.must(agora.refunding(lines, index))
            agora.must(agora.rating(lines, rng.randint(1, 5), index))
            assert agora.play(agora.refunding(lines, index)) == "RefundedAlready"
        agora.compare()


def ratings_over_and_over(rng: random.Random, artifacts: Artifacts | None = None) -> set[str]:
    """Rate redemptions with any stars, more often than can be; return what came of it."""
    agora = Agora(artifacts)
    (citizen,), offers = served(agora, "citizen")
    lines = agora.redeem(agora.order(citizen, offers[ESSENTIAL]))
    lines += agora.redeem(agora.order(citizen, offers[ESSENTIAL]))
    reached = set()
    for _ in range(12):
        line = [rng.choice(lines)]
        reached.add(agora.play(agora.rating(line, rng.randint(0, 6))))
    return reached


# --------------------------------------------------------------------------------------- findings


class Courtroom(Agora):
    """An agora in which effects last long and little is retired."""

    standards = tuple(
        StandardText(standard, effect, 730, 0, bytes(32))
        for standard, effect in (
            (1, StandardEffect.SUSPENSION),
            (2, StandardEffect.SUSPENSION),
            (3, StandardEffect.COMMENDATION),
        )
    )


def effects_until_no_place(rng: random.Random, artifacts: Artifacts | None = None) -> set[str]:
    """Find more about one organisation than there are places for; return what came of it."""
    agora = Courtroom(artifacts)
    organisation = agora.accredit()
    offer = agora.open_offer(organisation)
    above = agora.open_offer(organisation, 1, basis=offer)
    (citizen,) = agora.enrol(VILLAGE, "citizen")
    agora.put(citizen, quality=1_000)
    reached = set()
    keys = []
    for number in range(10):
        standard = 1 + number % 3
        if number and standard == 1:
            agora.pass_days(1)
        agora.must(agora.finding_about(organisation, standard, HAMLETS[number % len(HAMLETS)]))
        keys.append(FindingKey(organisation, standard, day_of(agora.now)))
    agora.wait()
    rng.shuffle(keys)
    for key in keys:
        reached.add(agora.play(CarryOutFindings((key,))))
        order = agora.order(citizen, rng.choice((offer, above)))
        reached.add(agora.play(agora.redeeming(order)))
    for key in keys:
        reached.add(agora.play(remedy_of(agora, key)))
        agora.compare()
    order = agora.order(citizen, above)
    reached.add(agora.play(agora.redeeming(order)))
    return reached


def remedy_of(agora: Agora, key: FindingKey) -> CertifyRemedyOf:
    """Return the word of the council that filed that a remedy is done."""
    filer = agora.finding(key).community
    fields = agora.by_council(filer)
    about = {"organisation": key.organisation, "standard": key.standard, "day": key.day}
    return CertifyRemedyOf(**fields, **about, evidence_hash=EVIDENCE)


def findings_through_their_lives(rng: random.Random, artifacts: Artifacts | None = None) -> None:
    """Take findings through both panels and reviews, with any verdict."""
    agora = Agora(artifacts)
    organisation = agora.accredit()
    for _ in range(3):
        agora.pass_days(1)
        key = agora.find(organisation)
        verdicts = [rng.choice((UPHELD, UPHELD, REJECTED)) for _ in range(3)]
        agora.must(agora.appealing_finding(key))
        agora.judge(key, verdicts[0])
        if verdicts[0] == UPHELD and rng.random() < 0.7:
            former = agora.state.panels[agora.finding(key).panel].list
            agora.must(agora.appealing_finding(key, former))
            agora.judge(key, verdicts[1])
        agora.wait()
        carried_out = agora.play(CarryOutFindings((key,)))
        if carried_out == ACCEPTED:
            agora.must(agora.reviewing_finding(key))
            agora.judge(key, verdicts[2])
        agora.compare()


def sensors_of_any_number(
    rng: random.Random, times: int, artifacts: Artifacts | None = None
) -> set[str]:
    """Read a measure with any of a mandate's signers; return what came of it."""
    agora = Agora(artifacts, accusations_per_year=12)
    organisation = agora.accredit()
    sensors = rng.sample(key_addresses(), 6)
    mandate = agora.mandate(organisation, 100, *sensors)
    signers = agora.state.mandates[mandate].signers
    reached = set()
    for _ in range(times):
        agora.pass_days(rng.choice((0, 1)))
        chosen = sorted(rng.sample(range(6), rng.choice((5, 6, 6))))
        votes = tuple((index, signers[index]) for index in chosen)
        reading = agora.reading(mandate, rng.choice((99, 100, 101)), votes=votes)
        reached.add(agora.play(reading))
    return reached
