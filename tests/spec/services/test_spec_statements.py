"""Statements: what an offer and an organisation turned over in a quarter.

```
statement of an offer ── the sum over the announced redemptions and refunds of the quarter
statement of an organisation ── the sum of its offers', by kind and tier
quarter ── a fourth of an allocation year, counted from genesis
```
"""

from __future__ import annotations

from collections import defaultdict

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from isonomia.spec import events, views
from isonomia.spec.refusals import Refusal
from isonomia.spec.state import Statement
from tests.spec.services.market import KEY, OTHER_KEY, market
from tests.spec.worlds import DAY, GENESIS

pytestmark = [pytest.mark.offline, pytest.mark.req("V3")]

QUARTER = 7_889_238


@pytest.mark.parametrize(
    ("seconds", "quarter"), [(0, 0), (QUARTER - 1, 0), (QUARTER, 1), (4 * QUARTER, 4)]
)
def test_quarter__of_a_time__is_counted_from_genesis(seconds: int, quarter: int) -> None:
    assert views.quarter_at(market().state, GENESIS + seconds) == quarter


def test_statement__of_an_organisation__is_by_kind_and_tier() -> None:
    here = market().with_quality(20, 1_000)
    here.do(here.offer(0, 300))
    here.do(here.offer(kind=2))
    orders = [here.order(offer=offer, nonce=offer) for offer in (1, 2, 3, 5, 6)]
    here.do(here.redeem(*orders))
    here.do(here.redeem(here.order(offer=4), by=OTHER_KEY))
    here.do(here.refund(1, 3))
    assert views.statement(here.state, 1, 0) == {
        (1, 0): Statement(2, 1_300, 1, 300),
        (1, 1): Statement(1, 2_000),
        (1, 4): Statement(1, 5_000),
        (2, 0): Statement(1, 1_000),
    }
    assert views.statement(here.state, 2, 0) == {(1, 0): Statement(1, 700)}
    assert views.statement(here.state, 1, 1) == {}


def test_statement__of_an_unknown_organisation__is_refused() -> None:
    with pytest.raises(Refusal) as refusal:
        views.statement(market().state, 3, 0)
    assert (refusal.value.name, refusal.value.values) == ("OrganisationUnknown", (3,))


#: Days to wait, what to do, which offer or redemption, how many.
SALES = st.lists(
    st.tuples(
        st.sampled_from([0, 1, 20, 60]),
        st.sampled_from(["redeem", "redeem", "refund"]),
        st.integers(0, 20),
        st.integers(1, 4),
    ),
    min_size=1,
    max_size=25,
)


@given(SALES)
@settings(max_examples=60, deadline=None)
def test_statements__any_sales__are_the_sums_of_what_was_announced(
    sales: list[tuple[int, str, int, int]],
) -> None:
    here = market()
    keys = {1: KEY, 4: OTHER_KEY}
    expected: dict[tuple[int, int], list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for days, kind, which, many in sales:
        here.now += days * DAY
        quarter = (here.now - GENESIS) // QUARTER
        offer = (1, 4)[which % 2]
        if kind == "redeem":
            first = here.order(20, offer)
            orders = tuple(here.order(20, offer, many, nonce=first.nonce + i) for i in range(many))
            action = here.redeem(*orders, by=keys[offer])
        else:
            done = [entry for batch in here.redeemed.values() for entry in batch]
            if not done:
                continue
            entry = done[which % len(done)]
            action = here.refund(entry.batch, entry.index, keys[entry.offer])
        try:
            announced = here.do(action)
        except Refusal:
            continue
        for event in announced:
            if isinstance(event, events.Redeemed):
                line = expected[event.offer, quarter]
                line[0], line[1] = line[0] + 1, line[1] + event.amount
            if isinstance(event, events.Refunded):
                line = expected[event.offer, quarter]
                line[2], line[3] = line[2] + 1, line[3] + event.amount
    found = here.state.statements
    assert found == {place: Statement(*line) for place, line in expected.items()}
    outstanding = sum(part.redeemed - part.refunded for part in found.values())
    assert outstanding == sum(person.spent for person in here.state.people.values())
