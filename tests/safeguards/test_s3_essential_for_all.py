"""S3: Essential service needs no quality.

What decides access is the tier of credits, and the lowest tier begins where quality ends. Whatever
is held against somebody, they keep every credit and the Essential tier.

```
essential
├── every quality there is, with every deduction there is: a tier, never below Essential
├── everything held against somebody at once: credits of an untouched twin, tier Essential
├── quality layer left, or never entered: the same
├── a community without standing: its members as before
├── functions: credits are asked for by identity or birth month alone
└── orders of Essential services
    ├── of every quality with every deduction, to the last credit: taken
    ├── of who has everything against them at once, or left the quality layer: taken
    ├── by a suspended provider: taken
    └── refused: for what the order is, or for credits, never for what its citizen is
```
"""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest

from isonomia.spec import actions, views
from isonomia.spec.calendar import day_of
from isonomia.spec.refusals import Refusal
from isonomia.spec.state import DEDUCTION, Overlay
from tests.differential.agora import ENHANCED, ESSENTIAL, PRICE, Agora
from tests.differential.court import REJECTED, Court
from tests.differential.stage import VILLAGE
from tests.harness.keys import key_addresses
from tests.safeguards.town import citizens, record_of
from tests.support.artifacts import abi_entries, leaves

pytestmark = pytest.mark.req("S3", "Q5", "D6")

FIRST_PAID_QUALITY = 200


def test_tier__of_every_quality_and_every_deduction__is_never_below_essential():
    """Exhaustive on the specification: 1,001 qualities times 301 deductions."""
    court = Court()
    (citizen,) = citizens(court, "citizen")
    today = day_of(court.now)
    tiers = set()
    for points in range(301):
        overlay = Overlay(DEDUCTION, points, today, today + 365, 0, 1)
        court.state.overlays[citizen] = (overlay,)
        for quality in range(1_001):
            person = replace(court.state.people[citizen], quality=quality, overlays=1)
            court.state.people[citizen] = person
            left = views.quality(court.state, citizen, court.now)
            tier = views.tier(court.state, citizen, court.now)
            assert left == max(0, quality - points)
            assert (tier == ESSENTIAL) == (left < FIRST_PAID_QUALITY)
            tiers.add(tier)
    assert tiers == {0, 1, 2, 3, 4}


@pytest.mark.parametrize("quality", [0, 1, 199, 200, 300, 999, 1_000])
@pytest.mark.parametrize("points", [0, 1, 199, 300])
def test_tier__of_the_bytecode_at_the_edges__is_the_one_of_the_specification(quality, points):
    court = Court()
    (citizen,) = citizens(court, "citizen")
    today = day_of(court.now)
    court.put_overlays(citizen, Overlay(DEDUCTION, points, today, today + 365, 0, 1))
    court.put(citizen, quality=quality)
    record = record_of(court, citizen)
    assert record.quality == max(0, quality - points)
    assert record.tier == min(record.quality // FIRST_PAID_QUALITY, 4)


def test_person__with_everything_held_against_them__keeps_every_credit():
    court = Court()
    accused, twin = citizens(court, "accused", "twin")
    today = day_of(court.now)
    court.put_overlays(
        accused, *(Overlay(DEDUCTION, 300, today, today + 1_000, 0, n) for n in range(1, 7))
    )
    court.deduct(accused)
    appealed = court.accuse(accused)
    court.must(court.appealing(appealed))
    court.accuse(accused, rule=2)
    court.close(accused)
    for days in (0, 1, 30, 365):
        court.wait(days)
        record = record_of(court, accused)
        assert record.credits == record_of(court, twin).credits > 0
        assert (record.quality, record.tier) == (0, ESSENTIAL)


def test_community__that_lost_its_standing__leaves_its_members_as_they_were():
    """Compared with the same weeks in which its decisions were withdrawn and nothing fell."""
    records = []
    for decide in (True, False):
        court = Court(accusations_per_year=12)
        accused, member = citizens(court, "accused", "member")
        for _ in range(9):
            key = court.accuse(accused)
            if decide:
                court.must(court.appealing(key))
                court.decide(key, REJECTED)
            else:
                court.must(court.withdrawal(key))
            court.wait(1)
        court.now += 1_000_000 - court.now % 1_000_000
        standing = court.asks("Communities", "standingOf", VILLAGE)
        assert (standing < 300) == decide
        records.append(record_of(court, member))
    assert records[0] == records[1]


def test_person__who_left_the_quality_layer__keeps_credits_and_essential():
    court = Court()
    leaver, twin = citizens(court, "leaver", "twin")
    court.must(actions.OptOut(**court.by_person(leaver)))
    court.wait(365)
    record = record_of(court, leaver)
    assert record.credits == record_of(court, twin).credits
    assert record.tier == ESSENTIAL


def test_views__that_tell_credits__take_nothing_but_a_person_or_a_birth_and_a_time():
    asked = {
        entry["name"]: [leaf["name"] for leaf in leaves(entry["inputs"])]
        for entry in abi_entries("Ledger", "function")
        if entry["name"] in ("creditsOf", "entitlement")
    }
    assert asked == {"creditsOf": ["identity"], "entitlement": ["birthMonth", "time"]}


@pytest.mark.req("V2")
def test_available__at_essential__is_every_credit_of_every_quality_and_deduction():
    """Exhaustive on the specification: 1,001 qualities times 31 deductions on either part."""
    agora = Agora()
    (citizen,) = citizens(agora, "citizen")
    today, all_credits = day_of(agora.now), agora.credits(citizen)
    above = set()
    for points, amount in itertools.product(range(0, 301, 10), (0, all_credits)):
        overlay = Overlay(DEDUCTION, points, today, today + 365, amount, 1)
        agora.state.overlays[citizen] = (overlay,)
        for quality in range(1_001):
            person = replace(agora.state.people[citizen], quality=quality, overlays=1)
            agora.state.people[citizen] = person
            assert views.available(agora.state, citizen, ESSENTIAL, 0, agora.now) == all_credits
            above.add(may_spend_above_essential(agora, citizen))
    assert above == {True, False}


def may_spend_above_essential(agora: Agora, citizen: bytes) -> bool:
    """Return whether anything could be taken for an Enhanced service."""
    try:
        return views.available(agora.state, citizen, ENHANCED, 0, agora.now) > 0
    except Refusal:
        return False


@pytest.mark.req("V2")
@pytest.mark.parametrize("what", ["deducted and accused", "opted out", "below a fallen council"])
def test_order__of_essential__by_who_has_everything_against_them__is_taken(what):
    agora = Agora(accusations_per_year=12)
    (citizen,) = citizens(agora, "citizen")
    offer = agora.open_offer(agora.accredit())
    today = day_of(agora.now)
    if what == "deducted and accused":
        agora.put_overlays(
            citizen, *(Overlay(DEDUCTION, 300, today, today + 1_000, 0, n) for n in range(1, 7))
        )
        agora.deduct(citizen)
        agora.must(agora.appealing(agora.accuse(citizen, rule=2)))
        agora.recover(citizen, key_addresses()[50])
        agora.close(citizen)
    elif what == "opted out":
        agora.must(actions.OptOut(**agora.by_person(citizen)))
    else:
        for _ in range(5):
            key = agora.accuse(citizen)
            agora.must(agora.appealing(key))
            agora.decide(key, REJECTED)
            agora.wait(1)
    agora.put(citizen, quality=0)
    quantity = agora.credits(citizen) // PRICE
    agora.redeem(agora.order(citizen, offer, quantity))
    assert agora.credits(citizen) < PRICE


@pytest.mark.req("V1", "V5")
def test_order__of_essential_at_a_suspended_provider__is_taken_until_its_offer_ends():
    agora = Agora()
    (citizen,) = citizens(agora, "citizen")
    number = agora.accredit()
    offer = agora.open_offer(number)
    while not agora.organisation(number).suspended_until:
        agora.suspend(number)
    agora.redeem(agora.order(citizen, offer))
    agora.wait(agora.offer(offer).until_day - day_of(agora.now) - 1)
    agora.redeem(agora.order(citizen, offer))


@pytest.mark.req("V2")
@pytest.mark.parametrize("quality", [0, 199, 1_000])
def test_order__of_essential__is_refused_for_what_it_is_or_for_credits_alone(quality):
    agora = Agora()
    (citizen,) = citizens(agora, "citizen", quality=quality)
    offer = agora.open_offer(agora.accredit())
    order = agora.order(citizen, offer)
    too_much = agora.order(citizen, offer, agora.credits(citizen) // PRICE + 1)
    refusals = {
        agora.play(agora.redeeming(spoiled))
        for spoiled in (
            replace(order, quantity=0),
            replace(order, amount=1),
            replace(order, portion=1),
            replace(order, deadline=agora.now - 1),
            replace(order, nonce=256),
            replace(order, signer=None),
            too_much,
        )
    }
    assert refusals == {
        *("NothingOrdered", "AmountDiffers", "PortionNotNeeded", "OrderExpired"),
        *("OrderNonceTooHigh", "OrderNotSigned", "CreditsTooFew"),
    }
    assert agora.play(agora.redeeming(order)) == "accepted"
