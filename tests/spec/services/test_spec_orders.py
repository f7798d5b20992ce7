"""Orders: who approves them, and that each is used once at most.

```
approval of an order, each refusal with the order's index
├── OrderWithoutKey, OrderExpired, the nonce, OrderKeyLapsed, OrderNotSigned, in this order
└── all orders' before any spending
nonce
├── below the floor: OrderNoncePassed; too far above: OrderNonceTooHigh; used: OrderUsed
├── beyond the window: the window moves
├── in any order, whatever the sequence: used once at most (every sequence of a small window)
└── any sequence: as a list of all that were used would have it
cancelOrder ── the approval, then the nonce with index 0; nobody redeems it any more
another key ── leaves the window as it is
```
"""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from isonomia.spec import events, orders
from isonomia.spec.orders import with_nonce_used
from isonomia.spec.refusals import Refusal
from isonomia.spec.state import Signatory
from tests.spec.services.market import KEY, Market, market
from tests.spec.worlds import GENESIS, JANUARY_2012, NEVER, identity, key

pytestmark = [pytest.mark.offline, pytest.mark.req("V2")]

CITIZEN = identity(20)
FRESH = Signatory(key(20), 0, 0)
LAST_NONCE = 2**24 - 17
MAJORITY = 21_915


def windowed(here: Market, number: int = 20) -> tuple[int, int]:
    signatory = here.state.signatories[identity(number)]
    return signatory.order_floor, signatory.orders_seen


# ---- approval ------------------------------------------------------------------------------------


def test_order__approval__is_refused_in_its_order() -> None:
    here = market()
    here.do(here.enrol(30, 31, month=(JANUARY_2012, JANUARY_2012)))
    here.do(here.bind(31))
    here.at(MAJORITY)
    here.state.organisations[1] = replace(here.state.organisations[1], until_day=MAJORITY + 1)
    here.state.offers[1] = replace(here.state.offers[1], until_day=MAJORITY + 1)
    good = here.order(nonce=3)
    bad = replace(good, nonce=2**24, deadline=here.now - 1, signer=None)
    guarded = replace(here.order(31), nonce=2**24, deadline=here.now - 1, signer=None)

    def refuse(order: object, name: str, *values: int | bytes) -> None:
        here.refuse(here.redeem(good, order), name, 1, *values)

    refuse(replace(bad, identity=identity(30)), "OrderWithoutKey", identity(30))
    refuse(replace(bad, identity=identity(99)), "OrderWithoutKey", identity(99))
    refuse(guarded, "OrderExpired", here.now - 1, here.now)
    guarded = replace(guarded, deadline=here.now)
    refuse(guarded, "OrderNonceTooHigh", identity(31), 2**24, 255)
    refuse(replace(guarded, nonce=0), "OrderKeyLapsed", identity(31), MAJORITY)
    for signer in (None, key(21), key(KEY)):
        refuse(
            replace(bad, deadline=NEVER, nonce=4, signer=signer), "OrderNotSigned", CITIZEN, key(20)
        )
    here.do(here.redeem(replace(good, deadline=here.now)))


@pytest.mark.req("P4")
def test_order__guardians_key__signs_for_the_child() -> None:
    here = market()
    here.do(here.enrol(31, month=JANUARY_2012))
    here.do(here.bind(31))
    here.do(here.redeem(here.order(31)))
    assert here.state.people[identity(31)].spent == 1_000


def test_order__all_approvals__come_before_any_spending() -> None:
    here = market().with_credits(500)
    poor = here.order()
    unsigned = replace(here.order(21), signer=None)
    here.refuse(here.redeem(poor, unsigned), "OrderNotSigned", 1, identity(21), key(21))
    here.refuse(here.redeem(poor), "CreditsTooFew", 0, CITIZEN, 500, 1_000)


def test_order__same_nonce_twice_in_a_batch__is_refused_the_second_time() -> None:
    here = market()
    here.refuse(here.redeem(here.order(), here.order()), "OrderUsed", 1, CITIZEN, 0)


def test_order__submitted_twice__is_harmless() -> None:
    here = market()
    action = here.redeem()
    here.do(action)
    before = here.credits()
    here.refuse(action, "OrderUsed", 0, CITIZEN, 0)
    assert here.credits() == before


def test_order__used__leaves_the_persons_own_nonce() -> None:
    here = market()
    here.do(here.redeem(here.order(nonce=5)))
    assert here.state.signatories[CITIZEN] == Signatory(key(20), 0, 0, 0, 1 << 5)


# ---- nonces --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("floor", "seen", "nonce", "after"),
    [
        (0, 0, 0, (0, 1)),
        (0, 1, 15, (0, 0x8001)),
        (0, 0x8001, 16, (1, 0xC000)),
        (0, 0xFFFF, 16, (1, 0xFFFF)),
        (0, 0xFFFF, 31, (16, 0x8000)),
        (0, 0xFFFF, 255, (240, 0x8000)),
        (10, 0b10, 10, (10, 0b11)),
        (10, 0b10, 265, (250, 0x8000)),
        (2**24 - 300, 0, 2**24 - 45, (2**24 - 60, 0x8000)),
        (2**24 - 33, 0, LAST_NONCE, (2**24 - 32, 0x8000)),
        (2**24 - 32, 0x8000, 2**24 - 32, (2**24 - 32, 0x8001)),
    ],
)
def test_nonce__new__moves_the_window_as_far_as_it_must(
    floor: int, seen: int, nonce: int, after: tuple[int, int]
) -> None:
    signatory = replace(FRESH, order_floor=floor, orders_seen=seen)
    used = with_nonce_used(3, CITIZEN, signatory, nonce)
    assert (used.order_floor, used.orders_seen) == after
    assert replace(used, order_floor=0, orders_seen=0) == FRESH


@pytest.mark.parametrize(
    ("floor", "seen", "nonce", "name", "said"),
    [
        (10, 0, 9, "OrderNoncePassed", 10),
        (10, 0, 0, "OrderNoncePassed", 10),
        (0, 0, 256, "OrderNonceTooHigh", 255),
        (10, 0, 266, "OrderNonceTooHigh", 265),
        (0, 0, 2**256 - 1, "OrderNonceTooHigh", 255),
        (2**24 - 271, 0, 2**24 - 16, "OrderNonceTooHigh", LAST_NONCE),
        (2**24 - 32, 0x8000, 2**24 - 16, "OrderNonceTooHigh", LAST_NONCE),
        (10, 0b10, 11, "OrderUsed", None),
        (10, 0x8000, 25, "OrderUsed", None),
        (2**24 - 32, 0x8000, LAST_NONCE, "OrderUsed", None),
    ],
)
def test_nonce__passed_too_high_or_used__is_refused(
    floor: int, seen: int, nonce: int, name: str, said: int | None
) -> None:
    signatory = replace(FRESH, order_floor=floor, orders_seen=seen)
    with pytest.raises(Refusal) as refusal:
        with_nonce_used(3, CITIZEN, signatory, nonce)
    values = (3, CITIZEN, nonce) if said is None else (3, CITIZEN, nonce, said)
    assert (refusal.value.name, refusal.value.values) == (name, values)


@pytest.mark.parametrize(("window", "reach", "end"), [(1, 3, 8), (2, 4, 9), (3, 5, 9), (4, 8, 8)])
def test_nonce__every_sequence_in_a_small_window__is_used_once_at_most(
    monkeypatch: pytest.MonkeyPatch, window: int, reach: int, end: int
) -> None:
    monkeypatch.setattr(orders, "WINDOW", window)
    monkeypatch.setattr(orders, "REACH", reach)
    monkeypatch.setattr(orders, "NONCES_END", end)
    waiting: list[tuple[Signatory, frozenset[int]]] = [(FRESH, frozenset())]
    seen, taken = set(waiting), 0
    while waiting:
        signatory, used = waiting.pop()
        for nonce in range(end + 2):
            overtaken = nonce <= max(used, default=-1) - window
            in_reach = nonce < min(signatory.order_floor + reach, end)
            try:
                after = with_nonce_used(0, CITIZEN, signatory, nonce)
            except Refusal:
                assert nonce in used or overtaken or not in_reach
                continue
            assert nonce not in used
            assert in_reach
            assert not overtaken
            assert after.orders_seen < 1 << window
            assert after.order_floor >= signatory.order_floor
            taken += 1
            following = (after, used | {nonce})
            if following not in seen:
                seen.add(following)
                waiting.append(following)
    print(f"{len(seen)} states, {taken} orders taken")
    assert taken > end


#: Near the floor, in the window, beyond it, and out of reach.
STEPS = st.one_of(st.integers(-20, 20), st.integers(-300, 300))


@given(st.sampled_from([0, 5_000, 2**24 - 400]), st.lists(STEPS, min_size=1, max_size=60))
@settings(max_examples=200, deadline=None)
def test_nonce__any_sequence__is_taken_as_a_list_of_all_used_would_have_it(
    start: int, steps: list[int]
) -> None:
    signatory = replace(FRESH, order_floor=start)
    used, floor = set[int](), start
    for step in steps:
        nonce = max(0, floor + step)
        may = nonce >= floor and nonce <= min(floor + 255, LAST_NONCE) and nonce not in used
        try:
            signatory = with_nonce_used(0, CITIZEN, signatory, nonce)
        except Refusal:
            assert not may
        else:
            assert may
            used.add(nonce)
            floor = max(floor, nonce - 15)
        in_window = sum(1 << nonce - floor for nonce in used if nonce >= floor)
        assert (signatory.order_floor, signatory.orders_seen) == (floor, in_window)


@given(st.permutations(range(16)))
@settings(max_examples=50, deadline=None)
def test_nonce__sixteen_orders__are_taken_in_whatever_order_they_come(nonces: list[int]) -> None:
    signatory = FRESH
    for nonce in nonces:
        signatory = with_nonce_used(0, CITIZEN, signatory, nonce)
    assert (signatory.order_floor, signatory.orders_seen) == (0, 0xFFFF)


# ---- cancelOrder and keys ------------------------------------------------------------------------


def test_cancel_order__approved__uses_the_nonce_up() -> None:
    here = market()
    order = here.order(nonce=7)
    announced = here.do(here.cancel(7))
    assert announced == [events.PersonActed(CITIZEN, 0), events.OrderCancelled(CITIZEN, 7)]
    assert windowed(here) == (0, 1 << 7)
    here.refuse(here.redeem(order), "OrderUsed", 0, CITIZEN, 7)
    here.do(here.redeem(replace(order, nonce=8)))


def test_cancel_order__each_refusal__in_its_order() -> None:
    here = market()
    here.do(here.redeem(here.order(nonce=20)))
    wrong = here.cancel(2**24)
    here.refuse(replace(wrong, signer=key(21)), "InvalidSignature", CITIZEN, key(20))
    here.refuse(replace(wrong, deadline=GENESIS - 1), "DeadlinePassed", GENESIS - 1, GENESIS)
    here.refuse(replace(wrong, identity=identity(99)), "NoController", identity(99))
    here.refuse(wrong, "OrderNonceTooHigh", 0, CITIZEN, 2**24, 260)
    here.refuse(here.cancel(4), "OrderNoncePassed", 0, CITIZEN, 4, 5)
    here.refuse(here.cancel(20), "OrderUsed", 0, CITIZEN, 20)


@pytest.mark.req("P5")
def test_key__changed__leaves_the_window_as_it_is() -> None:
    here = market()
    here.do(here.redeem(here.order(nonce=20)))
    before = windowed(here)
    old = here.order(nonce=21)
    here.do(here.change(20, 40))
    assert windowed(here) == before == (5, 0x8000)
    here.refuse(here.redeem(old), "OrderNotSigned", 0, CITIZEN, key(40))
    here.do(here.redeem(here.order(nonce=21)))


@pytest.mark.req("P4")
def test_key__bound_anew_at_majority__leaves_the_window_as_it_is() -> None:
    here = market()
    here.do(here.enrol(31, month=JANUARY_2012))
    here.do(here.bind(31))
    here.do(here.redeem(here.order(31, nonce=20)))
    here.at(MAJORITY)
    here.do(here.bind(31, keys=(41,)))
    assert windowed(here, 31) == (5, 0x8000)
    assert here.state.signatories[identity(31)].controller == key(41)
