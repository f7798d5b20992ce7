"""Refunds: what a redemption took is given back exactly, once and in time.

```
refund
├── not in its batch, in any value, or with another proof: NotRedeemed
├── not sent by the offer's organisation: NotTheProvider
├── too late by the refundDays of today: RefundTooLate
├── before: RefundedAlready
└── credits, and the uplift they came from while it is that one and in force
    ├── whatever happened since to organisation, offer or person
    └── any redemptions refunded in any order: as if there had been none
```
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from isonomia.spec import events, views
from isonomia.spec.actions import Redemption
from isonomia.spec.refusals import Refusal
from isonomia.spec.state import Overlay, Statement
from tests.spec.services.market import (
    KEY,
    OPEN_UNTIL,
    OTHER_KEY,
    Market,
    deduction,
    market,
    uplift,
)
from tests.spec.worlds import DAY, GENESIS, TODAY, identity, key

pytestmark = [pytest.mark.offline, pytest.mark.req("V3")]

CITIZEN = identity(20)
UNTIL = GENESIS + 30 * DAY


def served(*overlays: Overlay, portion: int = 0, quantity: int = 2) -> Market:
    """Return a world in which citizen 20 redeemed offer 2 in a batch of three."""
    here = market().with_quality(20, 400).with_overlays(*overlays)
    order = here.order(offer=2, quantity=quantity, portion=portion)
    here.do(here.redeem(order, here.order(21), here.order(nonce=1)))
    return here


# ---- refusals ------------------------------------------------------------------------------------


@pytest.mark.parametrize("changed", [field.name for field in fields(Redemption)])
def test_refund__any_value_changed__is_not_redeemed(changed: str) -> None:
    here = served()
    action = here.refund()
    other: Any = identity(21) if changed == "identity" else getattr(action.redemption, changed) + 1
    wrong = replace(action.redemption, **{changed: other})
    refused = replace(action, redemption=wrong, sender=key(99))
    here.refuse(refused, "NotRedeemed", wrong.batch, wrong.index)


def test_refund__other_proof__is_not_redeemed() -> None:
    here = served()
    action = here.refund()
    for proof in ((), action.proof[:1], action.proof[::-1], (*action.proof, bytes(32))):
        here.refuse(replace(action, proof=proof, sender=key(99)), "NotRedeemed", 1, 0)
    here.refuse(replace(here.refund(1, 1), proof=action.proof), "NotRedeemed", 1, 1)


def test_refund__redemption_nobody_made__is_not_redeemed() -> None:
    here = served()
    invented = Redemption(9, 0, CITIZEN, 1, 1, 1_000, 0, GENESIS)
    here.refuse(replace(here.refund(), redemption=invented), "NotRedeemed", 9, 0)


@pytest.mark.parametrize("by", [20, OTHER_KEY])
def test_refund__sent_by_another__is_refused_before_the_time(by: int) -> None:
    here = served()
    here.now = UNTIL
    here.refuse(here.refund(1, 2, by), "NotTheProvider", 2, 1, key(by))


def test_refund__in_its_last_second__is_in_time() -> None:
    here = served()
    here.now = UNTIL
    here.refuse(here.refund(), "RefundTooLate", UNTIL)
    here.now = UNTIL - 1
    here.do(here.refund())
    here.now = UNTIL
    here.refuse(here.refund(), "RefundTooLate", UNTIL)


@pytest.mark.req("D9")
def test_refund__days_amended__are_those_of_today() -> None:
    here = served()
    for community in range(1, 7):
        here.do(here.endorse(community, 5, (1_826, 30, 90), TODAY + 30))
    here.now = UNTIL - 1
    order = here.order(nonce=5)
    here.do(here.redeem(order))
    here.now = UNTIL + DAY
    here.do(here.refund())
    here.now = GENESIS + 90 * DAY
    here.refuse(here.refund(1, 1), "RefundTooLate", GENESIS + 90 * DAY)


def test_refund__twice__is_refused() -> None:
    here = served()
    here.do(here.refund())
    here.refuse(here.refund(), "RefundedAlready", 1, 0)
    here.do(here.refund(1, 1))


# ---- what it gives back --------------------------------------------------------------------------


def test_refund__from_the_base__restores_the_credits() -> None:
    here = served()
    before = here.credits()
    assert here.do(here.refund()) == [events.Refunded(1, 0, CITIZEN, 2, 4_000)]
    assert here.credits() == before + 4_000
    assert here.state.people[CITIZEN].spent == 1_000
    assert here.state.refunded == {(1, 0)}


def test_refund__from_a_portion__restores_it_too() -> None:
    here = served(deduction(1), uplift(), portion=2)
    assert here.overlays_of(20)[1].amount == 6_000
    announced = here.do(here.refund())
    assert announced == [
        events.OverlaySet(CITIZEN, 1, views.overlay_word(uplift())),
        events.Refunded(1, 0, CITIZEN, 2, 4_000),
    ]
    assert here.overlays_of(20) == (deduction(1), uplift())


def test_refund__uplift_used_up__can_be_used_again() -> None:
    here = served(uplift(amount=4_000), portion=1)
    here.do(here.refund())
    here.do(here.redeem(here.order(offer=2, quantity=2, portion=1)))
    assert here.overlays_of(20)[0].amount == 0


@pytest.mark.parametrize(
    "overlays",
    [
        (),
        (replace(uplift(amount=6_000), cause=8),),
        (replace(uplift(amount=6_000), kind=2),),
        (replace(uplift(amount=6_000), until_day=TODAY),),
    ],
)
def test_refund__portion_no_longer_there__restores_the_credits_alone(
    overlays: tuple[Overlay, ...],
) -> None:
    here = served(uplift(), portion=1)
    before = here.credits()
    here.with_overlays(*overlays)
    announced = here.do(here.refund())
    assert announced == [events.Refunded(1, 0, CITIZEN, 2, 4_000)]
    assert here.credits() == before + 4_000
    assert here.overlays_of(20) == overlays


def test_refund__uplift_on_its_last_day__is_restored() -> None:
    here = served(uplift(days=10), portion=1)
    here.at(TODAY + 9)
    here.do(here.refund())
    assert here.overlays_of(20) == (uplift(days=10),)


def test_refund__whatever_happened_since__is_possible() -> None:
    here = served(uplift(), portion=1)
    here.suspend(OPEN_UNTIL)
    found = here.state.organisations[1]
    here.state.organisations[1] = replace(found, until_day=TODAY)
    here.state.offers[2] = replace(here.state.offers[2], until_day=TODAY)
    here.state.people[CITIZEN] = replace(here.state.people[CITIZEN], closed=True)
    here.do(here.refund())
    assert here.credits() == 0
    assert here.state.people[CITIZEN].spent == 1_000
    assert here.overlays_of(20) == (uplift(),)


@pytest.mark.req("Q6")
def test_refund__of_who_opted_out__brings_no_portion_back() -> None:
    here = served(uplift(), portion=1)
    here.do(here.opt_out(20))
    here.do(here.refund())
    assert here.overlays_of(20) == ()
    assert here.state.people[CITIZEN].overlays == 0


def test_refund__after_the_key_changed__is_sent_by_the_new_one() -> None:
    here = served()
    here.do(here.offer_key())
    here.do(here.accept_key())
    here.refuse(here.refund(), "NotTheProvider", 0, 2, key(KEY))
    here.do(here.refund(by=52))


def test_refund__statement__is_that_of_the_quarter_of_the_refund() -> None:
    here = served()
    here.now = GENESIS + 7_889_238 - 1
    order = here.order(nonce=5, quantity=3)
    here.do(here.redeem(order))
    here.now += 1
    here.do(here.refund(2))
    assert here.state.statements[1, 0] == Statement(3, 5_000)
    assert here.state.statements[1, 1] == Statement(0, 0, 1, 3_000)


# ---- exactly -------------------------------------------------------------------------------------

#: Who, offer, quantity, portion.
ORDERS = st.lists(
    st.tuples(
        st.sampled_from([20, 21]), st.sampled_from([1, 2, 3]), st.integers(1, 3), st.integers(0, 3)
    ),
    min_size=1,
    max_size=8,
)


@given(st.data(), st.lists(ORDERS, min_size=1, max_size=4))
@settings(max_examples=80, deadline=None)
def test_refunds__of_everything_in_any_order__are_as_if_nothing_was_redeemed(
    data: st.DataObject, batches: list[list[tuple[int, int, int, int]]]
) -> None:
    here = market().with_quality(20, 500).with_quality(21, 900)
    for number in (20, 21):
        here.with_overlays(uplift(400, 9_000, cause=1), deduction(50), uplift(300), number=number)
    before = here.state.copy()
    for lines in batches:
        for who, offer, quantity, portion in lines:
            order = here.order(who, offer, quantity, portion=portion if offer > 1 else 0)
            with suppress(Refusal):
                here.do(here.redeem(order))
    taken = [entry for batch in here.redeemed.values() for entry in batch]
    spent = sum(person.spent for person in here.state.people.values())
    assert spent == sum(entry.amount for entry in taken)
    for entry in data.draw(st.permutations(taken)):
        here.do(here.refund(entry.batch, entry.index))
    assert here.state.people == before.people
    assert here.state.overlays == before.overlays
    totals = here.state.statements.values()
    assert sum(part.redeemed for part in totals) == sum(part.refunded for part in totals) == spent
