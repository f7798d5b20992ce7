"""What is carried out on packed words is what the specification accepts, and leaves the same.

```
acts on strange states, with records right beside every bound
├── refused by the specification: never carried out, and nothing changes
├── carried out: the state is the specification's
└── accepted but left to the specification: nothing changes; seldom, where nothing is strange
another batch number, another first place → left to the specification
```
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from isonomia.fastpath.carry import (
    Awards,
    Orders,
    Redemptions,
    carry_awards,
    carry_bindings,
    carry_enrolments,
    carry_nominations,
    carry_redemptions,
    people_hash_of,
)
from isonomia.fastpath.lines import awarded, bound
from isonomia.fastpath.terms import Acted, Terms
from isonomia.fastpath.unusual import Unusual
from isonomia.spec import actions
from isonomia.spec.calendar import DAY, first_day
from isonomia.spec.refusals import Refusal
from isonomia.spec.spending import credits_left
from isonomia.spec.state import Person, State
from isonomia.spec.transition import execute
from tests.fastpath.histories import ADULT, FOREVER, NATION, PEOPLE, TOWN
from tests.fastpath.strange import RULES, Strange, base

pytestmark = [pytest.mark.offline, pytest.mark.req("Y2", "A4")]

CASES = 1_000
#: Carries out an act, given what the specification announced; None where it refused.
Carry = Callable[[Terms, list[Any] | None], object]


@pytest.fixture(scope="module")
def everyday() -> tuple[State, int]:
    return base()


def awards(strange: Strange) -> tuple[actions.Action, Carry]:
    rng, today, now = strange.rng, strange.today, strange.now
    people = tuple(rng.choice(PEOPLE) for _ in range(rng.choice((1, 1, 2, 3))))
    days = tuple(today - strange.one_of(0, -1, 5, 6, 90, 91) for _ in people)
    if rng.random() < 0.1:
        people, days = people[:1], (newborn(strange, people[0]) - rng.choice((0, 1)),)
    acted, approved = council(strange)
    about = (rng.choice(RULES), strange.one_of(1, 0, 2), b"\xee" * 32)
    batch = Awards(acted, *about, len(people), people_hash_of(people))

    def carry(terms: Terms, announced: list[Any] | None) -> object:
        if announced is not None:
            words = [event.word for event in announced[:-1]]
        else:
            common, held = terms.awards(acted, *about[:2], now), dict[bytes, int]()
            words = []
            for identity, day in zip(people, days, strict=True):
                held[identity] = awarded(common, held.get(identity) or number(terms, identity), day)
                words.append(held[identity])
        return carry_awards(terms, now, batch, people, words)

    return actions.FileAwards(*approved, *about, people, days), carry


def newborn(strange: Strange, identity: bytes) -> int:
    """Let somebody be born in the month of the act; return its first day."""
    month = strange.this_month()
    strange.state.people[identity] = Person(month, TOWN)
    return first_day(month)


def redemptions(strange: Strange) -> tuple[actions.Action, Carry]:
    rng, state, now = strange.rng, strange.state, strange.now
    orders, columns = [], Orders([], [], [], [], [])
    for _ in range(rng.choice((1, 1, 2, 3))):
        identity, offer = rng.choice(PEOPLE), strange.one_of(rng.choice((1, 2)), 3)
        signatory = state.signatories.get(identity)
        floor = signatory.order_floor if signatory else 0
        nonce = max(0, floor + rng.choice((0, 1, 2, 3, 15, 16, 17, 255)) - strange.one_of(0, 1, -1))
        quantity = strange.one_of(3, 0, 1, 40_000)
        price = state.offers[offer].price_on(strange.today) if offer in state.offers else 1
        amount = quantity * price + strange.one_of(0, 1, -1)
        key = signatory.controller if signatory else None
        if rng.random() < 0.3:
            left_over(state, identity, now, amount + rng.choice((-1, 0, 1)))
        orders.append(actions.Order(identity, offer, quantity, amount, 0, nonce, FOREVER, key))
        for column, value in zip(columns, (identity, offer, quantity, amount, nonce), strict=True):
            column.append(value)  # type: ignore[attr-defined]

    def carry(terms: Terms, announced: list[Any] | None) -> object:
        turnover: dict[int, tuple[int, int]] = {}
        for offer, amount in zip(columns.offers, columns.amounts, strict=True):
            times, total = turnover.get(offer, (0, 0))
            turnover[offer] = times + 1, total + amount
        root = announced[-1].root if announced else bytes(32)
        batch = Redemptions(len(state.batches) + 1, 1, root, turnover)
        return carry_redemptions(terms, now, batch, columns)

    return actions.Redeem(tuple(orders), state.organisations[1].key), carry


def left_over(state: State, identity: bytes, now: int, left: int) -> None:
    """Let somebody have spent all credits but some."""
    person = replace(state.people[identity], spent=0)
    spent = credits_left(state, person, now) - left
    state.people[identity] = replace(person, spent=max(0, min(spent, 2**32 - 1)))


def enrolments(strange: Strange) -> tuple[actions.Action, Carry]:
    rng = strange.rng
    fresh = [bytes([240 + n]) * 32 for n in range(3)]
    people = tuple(strange.one_of(one, PEOPLE[0], bytes(32), fresh[0]) for one in fresh)
    people = people[: rng.choice((1, 2, 3))]
    this_month = 1970 * 12 + (strange.now // DAY) * 12 // 365
    strangest = (this_month - 1, this_month, this_month + 1, 1894 * 12, 11, 12, 2**16 - 1, 2**16)
    months = tuple(strange.one_of(ADULT, *strangest) for _ in people)
    acted, approved = council(strange)
    return actions.Enrol(*approved, people, months), lambda terms, _announced: carry_enrolments(
        terms, strange.now, acted, people, months, len(people)
    )


def bindings(strange: Strange) -> tuple[actions.Action, Carry]:
    rng = strange.rng
    for identity in PEOPLE:
        if rng.random() < 0.8:
            strange.state.signatories.pop(identity, None)
    people = tuple(rng.sample(PEOPLE, rng.choice((1, 1, 2))))
    if rng.random() < 0.1:
        people += people[:1]
    keys = tuple(strange.one_of(bytes([n + 1]) * 20, bytes(20)) for n in range(len(people)))
    acted, approved = council(strange)

    def carry(terms: Terms, announced: list[Any] | None) -> object:
        numbers = [int.from_bytes(key) for key in keys]
        if announced is not None:
            days = [event.lapse_day for event in announced[1:]]
        else:
            years = terms.charter(strange.today).majority_years
            about = (acted.community, strange.today, years)
            days = [
                bound(number(terms, one), key, *about)[1]
                for one, key in zip(people, numbers, strict=True)
            ]
        return carry_bindings(terms, strange.now, acted, people, numbers, days)

    return actions.BindControllers(*approved, people, keys), carry


def nominations(strange: Strange) -> tuple[actions.Action, Carry]:
    rng = strange.rng
    people = tuple(rng.choice((*PEOPLE[4:], PEOPLE[0])) for _ in range(rng.choice((1, 1, 2))))
    people = tuple(strange.one_of(one, PEOPLE[1]) for one in people)
    acted, approved = council(strange)
    number_of_round = strange.one_of(1, 2)
    return actions.Nominate(
        *approved, number_of_round, people
    ), lambda terms, _announced: carry_nominations(
        terms, strange.now, acted, number_of_round, people, 3
    )


def council(strange: Strange) -> tuple[Acted, tuple[int, int, int, actions.Approvals]]:
    """Return who acts for a council, for the fast path and for the specification."""
    state, rng = strange.state, strange.rng
    community = strange.one_of(TOWN, NATION, 3)
    signed = rng.choice(((0, 1), (0, 2), (1, 2), (0, 1, 2), strange.one_of((0, 1), (0,), (1, 3))))
    seats = [(index, state.seats.get((community, index))) for index in signed]
    approvals = tuple((index, seat.controller if seat else None) for index, seat in seats)
    found = state.councils.get(community)
    nonce = strange.one_of(found.nonce if found else 0, 0)
    acted = Acted(community, nonce, sum(1 << index for index in signed))
    return acted, (community, nonce, FOREVER, approvals)


def number(terms: Terms, identity: bytes) -> int:
    kept: int = terms.people.stored(identity)
    return kept


@pytest.mark.parametrize("make", [awards, redemptions, enrolments, bindings, nominations])
def test_carry__strange_states__does_what_the_specification_does(
    everyday: tuple[State, int], make: Callable[[Strange], tuple[actions.Action, Carry]]
) -> None:
    outcomes = Counter[str]()
    refusals = Counter[str]()
    for seed in range(CASES):
        strange = Strange(random.Random(f"{make.__name__} {seed}"), *everyday)
        action, carry = make(strange)
        plain, packed = strange.state.copy(), strange.state.copy()
        terms = Terms(packed)
        announced: list[Any] | None = None
        try:
            announced = execute(plain, action, strange.now)
        except Refusal as refusal:
            refusals[refusal.name] += 1
        try:
            carry(terms, announced)
        except Unusual:
            assert packed == strange.state, f"seed {seed}: something changed"
            outcomes["left" if announced else "refused"] += 1
        else:
            assert announced, f"seed {seed}: refused by the specification, but carried out"
            assert packed == plain, f"seed {seed}"
            outcomes["carried out"] += 1
    print(make.__name__, dict(outcomes), dict(refusals))
    assert outcomes["carried out"] > CASES / 20, outcomes
    assert outcomes["refused"] > CASES / 20, outcomes
    assert outcomes["left"] <= outcomes["carried out"], outcomes


def test_carry_redemptions__another_batch_number__is_left(everyday: tuple[State, int]) -> None:
    state, now = everyday
    packed = state.copy()
    terms, column = Terms(packed), [PEOPLE[0]]
    orders = Orders(column, [1], [3], [1_500], [40])
    for number in (len(state.batches), len(state.batches) + 2):
        batch = Redemptions(number, 1, bytes(32), {1: (1, 1_500)})
        with pytest.raises(Unusual):
            carry_redemptions(terms, now, batch, orders)
    assert packed == state
    right = Redemptions(len(state.batches) + 1, 1, bytes(32), {1: (1, 1_500)})
    carry_redemptions(terms, now, right, orders)
    assert packed != state


def test_carry_nominations__another_first_place__is_left(everyday: tuple[State, int]) -> None:
    state, now = everyday
    packed, nonce = state.copy(), state.councils[TOWN].nonce
    terms, acted = Terms(packed), Acted(TOWN, nonce, 0b101)
    for first in (2, 4):
        with pytest.raises(Unusual):
            carry_nominations(terms, now, acted, 1, PEOPLE[4:5], first)
    assert packed == state
    carry_nominations(terms, now, acted, 1, PEOPLE[4:5], 3)
    assert packed != state
