"""Whoever wants a citizen's credits without the citizen, twice, or for something else.

```
order
├── submitted again: in the same batch, later, after its refund: refused, nothing happens
├── changed in any field after it was signed: not signed
├── submitted by another provider, or by an outsider who saw the code: refused
├── held back: until its deadline, its cancellation, sixteen later orders
├── its window moved: only by orders the citizen signed, 256 at most at a time
├── of a key that was replaced: not signed
└── one bad order in a batch: the whole batch is refused, and the others can be sent again
price
├── raised between signature and redemption: refused, whoever gains
├── raised without notice, or by closing and opening anew: the old price stays open
└── an Essential offer closed under the offers that rest on it: they end with it
uplift
├── spent twice, or beyond what it covers: refused
├── given back by a refund: to this very uplift, never to a later one, nor after opting out
└── at Essential: not taken
```
"""

from __future__ import annotations

from dataclasses import asdict, replace

import pytest

from isonomia.spec import actions
from isonomia.spec.actions_services import AnnouncePrice, CancelOrder, CloseOffer, Order
from isonomia.spec.calendar import day_of
from isonomia.spec.state import DEDUCTION, UPLIFT, Overlay
from tests.differential.agora import ENHANCED, PRICE, Agora
from tests.differential.stage import FOREVER, VILLAGE
from tests.harness.chain import Refused
from tests.harness.keys import key_addresses

pytestmark = pytest.mark.req("V2")

ACCEPTED = "accepted"
WINDOW = 16


@pytest.fixture
def agora() -> Agora:
    return Agora()


@pytest.fixture
def citizen(agora: Agora) -> bytes:
    (identity,) = agora.enrol(VILLAGE, "citizen")
    agora.put(identity, quality=500)
    return identity


@pytest.fixture
def essential(agora: Agora) -> int:
    return agora.open_offer(agora.accredit())


@pytest.fixture
def enhanced(agora: Agora, essential: int) -> int:
    return agora.open_offer(agora.offer(essential).organisation, ENHANCED, basis=essential)


def uplift(agora: Agora, amount: int, cause: int, days: int = 100) -> Overlay:
    today = day_of(agora.now)
    return Overlay(UPLIFT, 300, today, today + days, amount, cause)


def fields_of(order: Order) -> dict[str, object]:
    """Return what a citizen signs, in the order of the Solidity struct."""
    return {name: value for name, value in asdict(order).items() if name != "signer"}


# ------------------------------------------------------------------------------------------ orders


def test_order__submitted_again__takes_nothing_twice(agora, citizen, essential):
    order = agora.order(citizen, essential)
    assert agora.play(agora.redeeming(order, order)) == "OrderUsed"
    before = agora.credits(citizen)
    lines = agora.redeem(order)
    assert agora.credits(citizen) == before - PRICE
    assert agora.play(agora.redeeming(order)) == "OrderUsed"
    agora.must(agora.refunding(lines))
    assert agora.play(agora.redeeming(order)) == "OrderUsed"
    assert agora.credits(citizen) == before


@pytest.mark.parametrize(
    "change",
    [
        {"quantity": 2, "amount": 2 * PRICE},
        {"offer": 3},
        {"portion": 1},
        {"nonce": 1},
        {"deadline": FOREVER - 1},
    ],
    ids=lambda change: " and ".join(change),
)
def test_order__changed_after_it_was_signed__is_not_signed(agora, citizen, enhanced, change):
    """The signature of what was signed goes with what was not."""
    agora.put_overlays(citizen, uplift(agora, 10 * PRICE, 1))
    agora.open_offer(agora.offer(enhanced).organisation, ENHANCED, basis=enhanced - 1)
    signed = agora.order(citizen, enhanced)
    provider = agora.provider_of(enhanced)
    call = agora.players.world.prepare(agora.redeeming(signed))
    changed = tuple(change.get(name, value) for name, value in fields_of(signed).items())
    with pytest.raises(Refused) as refused:
        agora.chain.transact("Services", "redeem", [changed], call.arguments[1], sender=provider)
    assert refused.value.name == "OrderNotSigned"
    assert agora.play(agora.redeeming(replace(signed, **change))) == ACCEPTED


def test_order__seen_by_others__serves_its_provider_alone(agora, citizen, essential):
    competitor = agora.accredit()
    order = agora.order(citizen, essential)
    for sender in (agora.organisation(competitor).key, key_addresses()[0]):
        stolen = replace(agora.redeeming(order), sender=sender)
        assert agora.play(stolen) == "NotTheProvider"
    assert agora.play(agora.redeeming(order)) == ACCEPTED


def test_order__held_back__ends_at_its_deadline(agora, citizen, essential):
    order = agora.order(citizen, essential, deadline=agora.now + 60)
    agora.now += 61
    assert agora.play(agora.redeeming(order)) == "OrderExpired"


def test_order__regretted__is_cancelled_by_its_citizen_alone(agora, citizen, essential):
    order = agora.order(citizen, essential)
    by_citizen = CancelOrder(order_nonce=order.nonce, **agora.by_person(citizen))
    forged = replace(by_citizen, signer=agora.provider_of(essential))
    assert agora.play(forged) == "InvalidSignature"
    agora.must(by_citizen)
    assert agora.play(agora.redeeming(order)) == "OrderUsed"


def test_order__overtaken_by_sixteen_later_ones__is_not_taken(agora, citizen, essential):
    held_back = agora.order(citizen, essential, nonce=0)
    others = [agora.order(citizen, essential, nonce=n) for n in range(1, WINDOW + 1)]
    agora.redeem(*others[:-1])
    assert agora.state.signatories[citizen].order_floor == 0
    agora.redeem(others[-1])
    assert agora.play(agora.redeeming(held_back)) == "OrderNoncePassed"


def test_window__of_orders__moves_by_signed_orders_and_not_far(agora, citizen, essential):
    far = agora.order(citizen, essential, nonce=256)
    assert agora.play(agora.redeeming(far)) == "OrderNonceTooHigh"
    near = agora.order(citizen, essential, nonce=255)
    assert agora.play(agora.redeeming(replace(near, signer=None))) == "OrderNotSigned"
    assert agora.state.signatories[citizen].order_floor == 0
    agora.redeem(near)
    assert agora.state.signatories[citizen].order_floor == 255 - (WINDOW - 1)


@pytest.mark.req("P5")
def test_order__of_a_key_that_was_recovered_from__is_not_signed(agora, citizen, essential):
    stolen = agora.order(citizen, essential)
    key = agora.recover(citizen, key_addresses()[40])
    agora.wait()
    agora.carry_out(key)
    assert agora.play(agora.redeeming(stolen)) == "OrderNotSigned"
    assert agora.play(agora.redeeming(agora.order(citizen, essential))) == ACCEPTED


def test_batch__with_one_bad_order__takes_nothing_and_can_be_sent_without_it(agora, essential):
    people = agora.enrol(VILLAGE, *(f"citizen {n}" for n in range(4)))
    orders = [agora.order(identity, essential) for identity in people]
    bad = replace(orders[2], signer=None)
    before = [agora.credits(identity) for identity in people]
    assert agora.play(agora.redeeming(*orders[:2], bad, orders[3])) == "OrderNotSigned"
    assert [agora.credits(identity) for identity in people] == before
    assert len(agora.redeem(*orders[:2], orders[3])) == 3


# ------------------------------------------------------------------------------------------ prices


@pytest.mark.req("V1")
@pytest.mark.parametrize("price", [PRICE - 1, PRICE + 1])
def test_price__changed_after_the_order_was_signed__refuses_it(agora, citizen, essential, price):
    order = agora.order(citizen, essential)
    from_day = day_of(agora.now) + agora.charter.price_notice_days
    provider = agora.provider_of(essential)
    early = AnnouncePrice(essential, price, from_day - 1, provider)
    assert agora.play(early) == "OfferOutOfBounds"
    agora.must(AnnouncePrice(essential, price, from_day, provider))
    assert agora.play(agora.redeeming(order)) == ACCEPTED
    later = agora.order(citizen, essential)
    agora.wait(agora.charter.price_notice_days)
    assert agora.play(agora.redeeming(later)) == "AmountDiffers"


@pytest.mark.req("V1")
def test_price__raised_by_closing_and_opening_anew__leaves_the_old_one_open(
    agora, citizen, essential
):
    provider = agora.provider_of(essential)
    today, notice = day_of(agora.now), agora.charter.price_notice_days
    assert agora.play(CloseOffer(essential, today, provider)) == "OfferOutOfBounds"
    agora.must(CloseOffer(essential, today + notice, provider))
    dearer = agora.open_offer(agora.offer(essential).organisation, price=3 * PRICE)
    agora.wait(notice - 1)
    assert agora.play(agora.redeeming(agora.order(citizen, essential))) == ACCEPTED
    agora.wait(1)
    assert agora.play(agora.redeeming(agora.order(citizen, essential))) == "OfferClosed"
    assert agora.play(agora.redeeming(agora.order(citizen, dearer))) == ACCEPTED


@pytest.mark.req("V1")
def test_essential_offer__closed_under_others__ends_them_too(agora, citizen, essential, enhanced):
    provider = agora.provider_of(essential)
    notice = agora.charter.price_notice_days
    agora.must(CloseOffer(essential, day_of(agora.now) + notice, provider))
    agora.wait(notice - 1)
    assert agora.play(agora.redeeming(agora.order(citizen, enhanced))) == ACCEPTED
    agora.wait(1)
    refused = agora.redeeming(agora.order(citizen, enhanced))
    assert agora.play(refused) == "EssentialOfferMissing"


@pytest.mark.req("V1")
def test_offer__above_essential__rests_on_an_essential_one_of_the_same_provider(agora, essential):
    alone = agora.accredit()
    assert agora.play(agora.opening(alone, ENHANCED)) == "EssentialOfferMissing"
    borrowed = agora.opening(alone, ENHANCED, basis=essential)
    assert agora.play(borrowed) == "EssentialOfferMissing"
    own = agora.open_offer(alone)
    above = agora.open_offer(alone, ENHANCED, basis=own)
    assert agora.play(agora.opening(alone, ENHANCED, basis=above)) == "EssentialOfferMissing"


# ------------------------------------------------------------------------------------------ uplifts


@pytest.mark.req("V3", "L3")
def test_uplift__spent__is_used_up_and_comes_back_by_the_refund_alone(agora, citizen, enhanced):
    agora.put(citizen, quality=0)
    agora.put_overlays(citizen, uplift(agora, 2 * PRICE, 7))
    assert agora.play(agora.redeeming(agora.order(citizen, enhanced))) == "QualityTooLow"
    lines = agora.redeem(agora.order(citizen, enhanced, quantity=2, portion=1))
    again = agora.redeeming(agora.order(citizen, enhanced, portion=1))
    assert agora.play(again) == "PortionNotInForce"
    agora.must(agora.refunding(lines))
    assert agora.play(agora.refunding(lines)) == "RefundedAlready"
    more = agora.redeeming(agora.order(citizen, enhanced, quantity=3, portion=1))
    assert agora.play(more) == "CreditsTooFew"
    assert agora.play(agora.redeeming(agora.order(citizen, enhanced, 2, portion=1))) == ACCEPTED


@pytest.mark.req("V3", "L3")
@pytest.mark.parametrize("what", ["another uplift", "opting out", "a day after it ended"])
def test_refund__when_its_uplift_is_gone__gives_credits_back_and_no_uplift(
    agora, citizen, enhanced, what
):
    agora.put(citizen, quality=0)
    agora.put_overlays(citizen, uplift(agora, 2 * PRICE, 7, days=5))
    before = agora.credits(citizen)
    lines = agora.redeem(agora.order(citizen, enhanced, portion=1))
    if what == "another uplift":
        agora.put_overlays(citizen, uplift(agora, PRICE, 8))
    elif what == "opting out":
        agora.must(actions.OptOut(**agora.by_person(citizen)))
    else:
        agora.wait(5)
        before += agora.credits(citizen) - (before - PRICE)
    overlays = agora.state.overlays.get(citizen)
    agora.must(agora.refunding(lines))
    assert agora.credits(citizen) == before
    assert agora.state.overlays.get(citizen) == overlays


def test_essential__with_a_portion_named__takes_none(agora, citizen, essential):
    agora.put_overlays(citizen, uplift(agora, 2 * PRICE, 7))
    named = agora.redeeming(agora.order(citizen, essential, portion=1))
    assert agora.play(named) == "PortionNotNeeded"


@pytest.mark.req("Q4", "S2")
def test_deduction__on_a_portion__leaves_the_rest_and_all_of_it_at_essential(
    agora, citizen, essential, enhanced
):
    all_credits = agora.credits(citizen)
    today = day_of(agora.now)
    sunk = Overlay(DEDUCTION, 400, today, today + 365, all_credits - PRICE, 1)
    agora.put_overlays(citizen, sunk)
    assert agora.play(agora.redeeming(agora.order(citizen, enhanced, 2))) == "CreditsTooFew"
    agora.redeem(agora.order(citizen, enhanced))
    assert agora.play(agora.redeeming(agora.order(citizen, enhanced))) == "CreditsTooFew"
    quantity = agora.credits(citizen) // PRICE
    agora.redeem(agora.order(citizen, essential, quantity))
    assert agora.credits(citizen) < PRICE
