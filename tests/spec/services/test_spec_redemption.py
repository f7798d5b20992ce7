"""Redemption: what an organisation can redeem, and from which credits it is taken.

```
redeem
├── no orders: NothingToDo
├── each order, before any approval: OfferUnknown, NotTheProvider, AccreditationOver, OfferClosed,
│   above Essential ProviderSuspended and EssentialOfferMissing, at Essential PortionNotNeeded,
│   NothingOrdered, AmountDiffers
├── then all approvals: see test_spec_orders
├── then the spending: SpenderClosed, PortionNotInForce, QualityTooLow, CreditsTooFew
├── one refused order refuses the batch
└── batch, root, statements and events
Essential ── whatever the quality, overlays, standing, cases or opting out
base above Essential ── without what deductions on portions keep below
portion ── as much as it has, no more than all credits; used up, it keeps its place
```
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from isonomia.spec import events, views
from isonomia.spec.actions import Order, Redeem, Redemption
from isonomia.spec.refusals import Refusal
from isonomia.spec.state import Overlay, Statement
from tests.spec.services.market import (
    ACCREDITED_UNTIL,
    KEY,
    OPEN_UNTIL,
    OTHER_KEY,
    Market,
    deduction,
    market,
    uplift,
)
from tests.spec.worlds import GENESIS, TODAY, identity, key

pytestmark = [pytest.mark.offline, pytest.mark.req("V2")]

CITIZEN = identity(20)
MOST = 2**40 - 1


def overlay_events(announced: list[Any]) -> list[events.OverlaySet]:
    return [event for event in announced if isinstance(event, events.OverlaySet)]


def refuse_second(here: Market, order: Order, name: str, *values: int | bytes) -> None:
    """Check how a bad order behind a good one, whose signer did not sign, is refused."""
    unsigned = replace(here.order(), signer=None)
    here.refuse(here.redeem(unsigned, order), name, 1, *values)


# ---- the offer -----------------------------------------------------------------------------------


def test_redeem__no_orders__is_nothing_to_do() -> None:
    here = market()
    here.refuse(Redeem((), key(99)), "NothingToDo")


def test_redeem__offer__is_refused_in_its_order() -> None:
    here = market()
    bad = replace(here.order(offer=2), quantity=0, amount=1)
    refuse_second(here, replace(bad, offer=5), "OfferUnknown", 5)
    refuse_second(here, replace(bad, offer=4), "NotTheProvider", 4, key(KEY))
    here.at(ACCREDITED_UNTIL)
    here.refuse(here.redeem(bad), "AccreditationOver", 0, 1, ACCREDITED_UNTIL)
    here.at(OPEN_UNTIL)
    here.refuse(here.redeem(bad), "OfferClosed", 0, 2, OPEN_UNTIL)
    here.at(TODAY + 30).suspend(TODAY + 31)
    here.state.offers[1] = replace(here.state.offers[1], until_day=TODAY + 30)
    here.refuse(here.redeem(bad), "ProviderSuspended", 0, 1, TODAY + 31)
    here.suspend(TODAY + 30)
    here.refuse(here.redeem(bad), "EssentialOfferMissing", 0, 2, 1)
    here.at(TODAY + 29)
    here.refuse(here.redeem(bad), "ProviderSuspended", 0, 1, TODAY + 30)
    here.suspend(TODAY + 29)
    here.refuse(here.redeem(bad), "NothingOrdered", 0)
    here.refuse(here.redeem(replace(bad, quantity=3)), "AmountDiffers", 0, 6_000, 1)


@pytest.mark.req("V1")
def test_redeem__accreditation_over__is_no_longer_possible_until_renewed() -> None:
    here = market()
    here.do(here.offer(until=ACCREDITED_UNTIL))
    here.at(ACCREDITED_UNTIL - 1)
    here.do(here.redeem(here.order(offer=5)))
    here.at(ACCREDITED_UNTIL)
    here.refuse(here.redeem(here.order(offer=5)), "AccreditationOver", 0, 1, ACCREDITED_UNTIL)


@pytest.mark.req("V5", "S3")
def test_redeem__suspended__still_serves_at_essential() -> None:
    here = market().with_quality(20, 1_000)
    here.suspend(TODAY + 100)
    here.refuse(here.redeem(here.order(offer=2)), "ProviderSuspended", 0, 1, TODAY + 100)
    here.do(here.redeem())
    here.at(TODAY + 100)
    here.do(here.redeem(here.order(offer=2)))


@pytest.mark.req("S3")
@pytest.mark.parametrize("portion", [1, 9, 2**256 - 1])
def test_redeem__essential_with_a_portion__is_refused(portion: int) -> None:
    here = market().with_overlays(uplift())
    order = here.order(portion=portion, quantity=0)
    refuse_second(here, order, "PortionNotNeeded", portion)


@pytest.mark.parametrize("amount", [0, 2_999, 3_001, MOST])
def test_redeem__other_amount_than_the_price__is_refused(amount: int) -> None:
    here = market()
    refuse_second(here, here.order(quantity=3, amount=amount), "AmountDiffers", 3_000, amount)


@pytest.mark.parametrize("quantity", [2**40, 2**256 - 1])
def test_redeem__more_than_anybody_has__expects_the_largest_amount(quantity: int) -> None:
    here = market()
    order = here.order(quantity=quantity, amount=0)
    refuse_second(here, order, "AmountDiffers", MOST, 0)
    largest = here.redeem(replace(order, amount=MOST))
    here.refuse(largest, "CreditsTooFew", 0, CITIZEN, here.credits(), MOST)


def test_redeem__another_organisations_offer_in_the_batch__is_refused() -> None:
    here = market()
    orders = (here.order(), here.order(21, offer=4))
    here.refuse(here.redeem(*orders), "NotTheProvider", 1, 4, key(KEY))
    here.refuse(here.redeem(*orders, by=OTHER_KEY), "NotTheProvider", 0, 1, key(OTHER_KEY))
    here.do(here.redeem(orders[1], by=OTHER_KEY))


# ---- what it leaves ------------------------------------------------------------------------------


@pytest.mark.req("V3")
def test_redeem__batch__is_one_root_its_statements_and_its_events() -> None:
    here = market().with_quality(20, 200).with_quality(21, 200)
    here.with_overlays(uplift(800, 20_000, cause=3))
    first, second = here.order(quantity=2), here.order(21, 2, 3)
    third = here.order(offer=3, portion=1, nonce=4)
    fourth = here.order(21, nonce=1)
    before = here.credits(), here.credits(21)
    announced = here.do(here.redeem(first, second, third, fourth))
    rows = (
        (CITIZEN, 1, 2, 2_000, 0),
        (identity(21), 2, 3, 6_000, 0),
        (CITIZEN, 3, 1, 5_000, 1 | 3 << 8),
        (identity(21), 1, 1, 1_000, 0),
    )
    redeemed = [Redemption(1, index, *row, GENESIS) for index, row in enumerate(rows)]
    root = views.merkle_root([views.redemption_leaf(entry) for entry in redeemed])
    left = replace(uplift(800, 20_000, cause=3), amount=15_000)
    assert announced == [
        events.OverlaySet(CITIZEN, 0, views.overlay_word(left)),
        events.Redeemed(CITIZEN, 1, 1, 2, 2_000, 0, 0),
        events.Redeemed(identity(21), 2, 1, 3, 6_000, 0, 0),
        events.Redeemed(CITIZEN, 3, 1, 1, 5_000, 1 | 3 << 8, 4),
        events.Redeemed(identity(21), 1, 1, 1, 1_000, 0, 1),
        events.BatchRedeemed(1, 1, 4, root),
    ]
    assert here.redeemed[1] == redeemed
    assert here.state.batches == {1: root}
    assert here.state.overlays[CITIZEN] == (left,)
    assert (here.credits(), here.credits(21)) == (before[0] - 7_000, before[1] - 7_000)
    assert here.state.people[CITIZEN].spent == 7_000
    assert here.state.statements == {
        (1, 0): Statement(2, 3_000),
        (2, 0): Statement(1, 6_000),
        (3, 0): Statement(1, 5_000),
    }


def test_redeem__batches__are_numbered_over_all_organisations() -> None:
    here = market()
    here.do(here.redeem())
    here.do(here.redeem(here.order(offer=4), by=OTHER_KEY))
    here.do(here.redeem())
    assert [len(here.redeemed[batch]) for batch in (1, 2, 3)] == [1, 1, 1]
    assert here.redeemed[2][0].offer == 4
    assert here.state.batches[1] == views.redemption_leaf(here.redeemed[1][0])


@pytest.mark.req("C3", "S1")
def test_redeem__touches__only_who_ordered_and_only_what_was_ordered() -> None:
    here = market()
    before = here.state.copy()
    here.do(here.redeem())
    changed = {who for who, person in here.state.people.items() if before.people[who] != person}
    assert changed == {CITIZEN}
    assert here.state.people[CITIZEN] == replace(before.people[CITIZEN], spent=1_000)
    assert here.state.overlays == before.overlays


# ---- spending ------------------------------------------------------------------------------------


def test_spend__each_refusal__in_its_order() -> None:
    here = market().with_credits(1_500)
    beyond = here.order(offer=2, portion=1)
    person = here.state.people[CITIZEN]
    here.state.people[CITIZEN] = replace(person, closed=True)
    here.refuse(here.redeem(beyond), "SpenderClosed", 0, CITIZEN)
    here.refuse(here.redeem(), "SpenderClosed", 0, CITIZEN)
    here.state.people[CITIZEN] = person
    here.refuse(here.redeem(beyond), "PortionNotInForce", 0, CITIZEN, 1)
    here.with_overlays(uplift(100))
    here.refuse(here.redeem(beyond), "QualityTooLow", 0, CITIZEN, 100, 200)
    here.with_overlays(uplift(200))
    here.refuse(here.redeem(beyond), "CreditsTooFew", 0, CITIZEN, 1_500, 2_000)
    here.with_overlays(uplift(200, 1_499))
    here.refuse(here.redeem(beyond), "CreditsTooFew", 0, CITIZEN, 1_499, 2_000)


@pytest.mark.parametrize(
    "overlays",
    [
        (),
        (deduction(1, 5_000),),
        (deduction(),),
        (uplift(days=0),),
        (replace(uplift(), from_day=TODAY + 1),),
        (uplift(amount=0),),
    ],
)
def test_spend__portion_that_is_no_uplift_in_force__is_refused(
    overlays: tuple[Overlay, ...],
) -> None:
    here = market().with_quality(20, 1_000)
    here.with_overlays(*overlays)
    here.refuse(here.redeem(here.order(offer=2, portion=1)), "PortionNotInForce", 0, CITIZEN, 1)


@pytest.mark.parametrize("portion", [2, 8, 9, 256, 257, 2**256 - 1])
def test_spend__portion_never_used__is_refused(portion: int) -> None:
    here = market().with_overlays(uplift())
    order = here.order(offer=2, portion=portion)
    here.refuse(here.redeem(order), "PortionNotInForce", 0, CITIZEN, portion)


def test_spend__eighth_portion__is_one() -> None:
    here = market().with_overlays(*[uplift(cause=cause) for cause in range(1, 9)])
    here.do(here.redeem(here.order(offer=2, portion=8)))
    assert here.redeemed[1][0].source == 8 | 8 << 8
    assert [overlay.amount for overlay in here.overlays_of(20)] == [10_000] * 7 + [8_000]


@pytest.mark.parametrize(
    ("offer", "quality", "needed"), [(2, 199, 200), (2, 0, 200), (3, 799, 800)]
)
def test_spend__base_below_the_tier__is_refused(offer: int, quality: int, needed: int) -> None:
    here = market().with_quality(20, quality)
    here.refuse(here.redeem(here.order(offer=offer)), "QualityTooLow", 0, CITIZEN, quality, needed)
    here.with_quality(20, quality + 1 if quality else needed)
    here.do(here.redeem(here.order(offer=offer)))


@pytest.mark.req("Q3")
def test_spend__quality__is_that_of_the_day() -> None:
    here = market().with_quality(20, 201)
    here.at(TODAY + 1)
    here.do(here.redeem(here.order(offer=2)))
    here.at(TODAY + 2)
    here.refuse(here.redeem(here.order(offer=2)), "QualityTooLow", 0, CITIZEN, 199, 200)


@pytest.mark.req("Q4")
def test_spend__deduction_on_the_whole_balance__lowers_base_and_portion() -> None:
    here = market().with_quality(20, 300)
    here.with_overlays(uplift(150), deduction(150, days=10))
    here.refuse(here.redeem(here.order(offer=2)), "QualityTooLow", 0, CITIZEN, 150, 200)
    here.do(here.redeem(here.order(offer=2, portion=1)))
    here.with_overlays(uplift(49), deduction(150, days=10))
    order = here.order(offer=2, portion=1)
    here.refuse(here.redeem(order), "QualityTooLow", 0, CITIZEN, 199, 200)
    here.at(TODAY + 10)
    here.with_quality(20, 300)
    here.do(here.redeem(here.order(offer=2)))


@pytest.mark.req("Q4")
@pytest.mark.parametrize(
    ("points", "amount", "days", "available"),
    [(101, 30_000, 100, 20_000), (100, 30_000, 100, 50_000), (101, 60_000, 100, 0),
     (101, 30_000, 0, 50_000)],
)  # fmt: skip
def test_spend__deduction_on_a_portion__keeps_its_amount_from_the_base(
    points: int, amount: int, days: int, available: int
) -> None:
    here = market().with_quality(20, 300)
    here.with_credits(50_000).with_overlays(deduction(points, amount, days=days), uplift())
    beyond = here.order(offer=2, quantity=available // 2_000 + 1)
    values = (available, beyond.amount)
    here.refuse(here.redeem(beyond), "CreditsTooFew", 0, CITIZEN, *values)
    if available:
        here.do(here.redeem(here.order(offer=2, quantity=available // 2_000)))
        assert here.overlays_of(20)[0].amount == amount
    if available < 50_000:
        here.do(here.redeem(here.order(quantity=here.credits() // 1_000)))


@pytest.mark.req("Q4")
def test_spend__several_deductions_on_portions__all_count_but_only_below_the_tier() -> None:
    here = market().with_quality(20, 900)
    here.with_credits(50_000)
    here.with_overlays(deduction(200, 10_000), deduction(101, 5_000), deduction(100, 1_000))
    assert views.available(here.state, CITIZEN, 4, 0, GENESIS) == 35_000
    assert views.available(here.state, CITIZEN, 3, 0, GENESIS) == 50_000


def test_spend__uplift_used_up__keeps_its_place_until_it_ends() -> None:
    here = market().with_overlays(uplift(400, 4_000, cause=3))
    announced = here.do(here.redeem(here.order(offer=2, quantity=2, portion=1)))
    used_up = uplift(400, 0, cause=3)
    assert overlay_events(announced) == [events.OverlaySet(CITIZEN, 0, views.overlay_word(used_up))]
    assert here.overlays_of(20) == (used_up,)
    order = here.order(offer=2, portion=1)
    here.refuse(here.redeem(order), "PortionNotInForce", 0, CITIZEN, 1)
    assert views.quality(here.state, CITIZEN, here.now) == 0
    with pytest.raises(Refusal, match="OverlayNotInForce"):
        views.portion(here.state, CITIZEN, 0, here.now)


def test_spend__one_person_twice_in_a_batch__counts_what_went_before() -> None:
    here = market().with_credits(1_999)
    orders = (here.order(), here.order(nonce=1))
    here.refuse(here.redeem(*orders), "CreditsTooFew", 1, CITIZEN, 999, 1_000)
    here.with_credits(2_000)
    here.do(here.redeem(*orders))
    assert here.credits() == 0


def test_spend__to_the_last_millicredit__goes_on_as_credits_accrue() -> None:
    here = market().with_credits(0)
    here.refuse(here.redeem(), "CreditsTooFew", 0, CITIZEN, 0, 1_000)
    # 1,000 millicredits take 31,556.952 s.
    here.now += 31_557
    here.do(here.redeem())


@pytest.mark.req("C3")
def test_credits__time_before_a_redemption__shows_none_rather_than_a_debt() -> None:
    here = market()
    here.now += 31_557
    here.do(here.redeem(here.order(quantity=here.credits() // 1_000)))
    assert 0 <= here.credits() < 1_000
    assert views.credits(here.state, CITIZEN, GENESIS) == 0


# ---- Essential -----------------------------------------------------------------------------------


@pytest.mark.req("S3", "S11")
def test_redeem__essential__asks_for_nothing_but_credits_and_a_signature() -> None:
    here = market()
    here.do(here.accuse(20))
    here.do(here.redeem())
    here.with_overlays(deduction(300), deduction(300, 10**9), deduction(300), deduction(300))
    here.do(here.redeem())
    here.do(here.opt_out(20))
    here.do(here.redeem())
    here.do(here.opt_in(20))
    council = here.state.councils[2]
    here.state.councils[2] = replace(council, share_index=500, full_again=TODAY + 800)
    here.do(here.redeem())
    here.do(here.move(20, 3))
    here.do(here.redeem())
    everything = here.order(quantity=here.credits() // 1_000)
    here.do(here.redeem(everything))
    assert 0 <= here.credits() < 1_000


@pytest.mark.req("S3")
def test_redeem__essential__never_reads_quality(monkeypatch: pytest.MonkeyPatch) -> None:
    here = market()

    def read(*_: Any) -> int:
        raise AssertionError("quality was read")

    monkeypatch.setattr("isonomia.spec.spending.balance_quality", read)
    monkeypatch.setattr("isonomia.spec.spending.portion_quality", read)
    here.do(here.redeem())
    with pytest.raises(AssertionError, match="quality was read"):
        here.do(here.redeem(here.order(offer=2)))


@pytest.mark.req("Q6")
def test_redeem__opted_out__has_neither_tier_nor_portion() -> None:
    here = market().with_quality(20, 1_000)
    here.with_overlays(uplift())
    here.do(here.opt_out(20))
    here.refuse(here.redeem(here.order(offer=2)), "QualityTooLow", 0, CITIZEN, 0, 200)
    order = here.order(offer=2, portion=1)
    here.refuse(here.redeem(order), "PortionNotInForce", 0, CITIZEN, 1)


# ---- available -----------------------------------------------------------------------------------


@pytest.mark.parametrize("tier", [0, 1, 4])
@pytest.mark.parametrize("portion", [0, 1, 2, 9])
@pytest.mark.parametrize("quality", [0, 400, 900])
def test_available__any_order__is_just_what_a_redemption_takes(
    tier: int, portion: int, quality: int
) -> None:
    here = market().with_quality(20, quality)
    here.with_credits(9_000).with_overlays(uplift(400, 6_000), deduction(300, 2_000))
    offer = here.state.offers[{0: 1, 1: 2, 4: 3}[tier]]
    here.state.offers[1] = replace(here.state.offers[1], price=1)
    here.state.offers[9] = replace(offer, price=1)
    try:
        most = views.available(here.state, CITIZEN, tier, portion, here.now)
    except Refusal as refusal:
        order = here.order(offer=9, portion=portion)
        here.refuse(here.redeem(order), refusal.name, *refusal.values)
        return
    beyond = here.order(offer=9, quantity=most + 1, portion=portion)
    here.refuse(here.redeem(beyond), "CreditsTooFew", 0, CITIZEN, most, most + 1)
    if most:
        here.do(here.redeem(here.order(offer=9, quantity=most, portion=portion)))


def test_available__of_nobody__is_refused() -> None:
    with pytest.raises(Refusal, match="NotEnrolled"):
        views.available(market().state, identity(99), 0, 0, GENESIS)
    with pytest.raises(Refusal, match="TimeBeforeGenesis"):
        views.available(market().state, CITIZEN, 0, 0, GENESIS - 1)


def test_redeem__large_batch__is_one_batch() -> None:
    here = market(citizens=40)
    here.do(here.redeem(*(here.order(number) for number in range(20, 60))))
    assert [entry.index for entry in here.redeemed[1]] == list(range(40))
