"""Ratings: one for each redemption, by who redeemed, changeable once.

```
rate
├── NotRedeemed, the approval of who redeemed, IsClosed, StarsOutOfBounds, RatedTwice
├── the first is counted, the second replaces it
├── each redemption has its own, whoever made it
└── a refund does not undo it, and a refunded redemption can be rated
any ratings ── an offer's counts add up to the redemptions rated, as their latest ratings say
```
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from isonomia.spec import events
from isonomia.spec.state import Rating
from tests.spec.services.market import Market, market
from tests.spec.worlds import GENESIS, identity, key

pytestmark = [pytest.mark.offline, pytest.mark.req("V4")]

CITIZEN = identity(20)


def served() -> Market:
    """Return a world with a batch of four redemptions, the second by citizen 21."""
    here = market()
    orders = [here.order(nonce=nonce) for nonce in range(4)]
    here.do(here.redeem(orders[0], here.order(21), orders[1], orders[2]))
    return here


def test_rate__each_refusal__in_its_order() -> None:
    here = served()
    wrong = here.rate(6)
    forged = replace(wrong.redemption, identity=identity(21))
    here.refuse(replace(wrong, redemption=forged, signer=None), "NotRedeemed", 1, 0)
    here.refuse(replace(wrong, proof=(), signer=None), "NotRedeemed", 1, 0)
    for signer in (None, key(21), key(50)):
        here.refuse(replace(wrong, signer=signer), "InvalidSignature", CITIZEN, key(20))
    here.refuse(replace(wrong, nonce=1), "WrongNonce", 0, 1)
    here.refuse(replace(wrong, deadline=GENESIS - 1), "DeadlinePassed", GENESIS - 1, GENESIS)
    here.state.people[CITIZEN] = replace(here.state.people[CITIZEN], closed=True)
    here.refuse(wrong, "IsClosed", CITIZEN)
    here.state.people[CITIZEN] = replace(here.state.people[CITIZEN], closed=False)
    here.refuse(wrong, "StarsOutOfBounds", 6)
    here.refuse(replace(wrong, stars=0), "StarsOutOfBounds", 0)
    here.do(here.rate(5))
    here.do(here.rate(4))
    here.refuse(here.rate(0), "StarsOutOfBounds", 0)
    here.refuse(here.rate(3), "RatedTwice", 1, 0)


@pytest.mark.parametrize("stars", [1, 2, 3, 4, 5])
def test_rate__once__is_counted(stars: int) -> None:
    here = served()
    announced = here.do(here.rate(stars))
    assert announced == [events.PersonActed(CITIZEN, 0), events.Rated(1, CITIZEN, 1, 0, stars)]
    assert here.state.ratings == {(1, 0): Rating(stars, 1)}
    assert here.state.rating_counts[1] == tuple(int(each == stars) for each in range(1, 6))


def test_rate__again__replaces_the_first() -> None:
    here = served()
    here.do(here.rate(5))
    here.do(here.rate(1))
    assert here.state.ratings == {(1, 0): Rating(1, 2)}
    assert here.state.rating_counts[1] == (1, 0, 0, 0, 0)


def test_rate__every_redemption__has_one_of_its_own() -> None:
    here = served()
    for index in range(4):
        here.do(here.rate(index + 1, index=index))
    assert here.state.rating_counts[1] == (1, 1, 1, 1, 0)
    assert here.state.ratings[1, 1] == Rating(2, 1)


def test_rate__refunded__stays_and_is_possible() -> None:
    here = served()
    here.do(here.rate(2))
    here.do(here.refund())
    here.do(here.rate(1))
    here.do(here.refund(1, 2))
    here.do(here.rate(5, index=2))
    assert here.state.rating_counts[1] == (1, 0, 0, 0, 1)


def test_rate__credits_and_quality__are_untouched() -> None:
    here = served()
    before = here.state.copy()
    here.do(here.rate(1))
    assert here.state.people == before.people
    assert here.state.offers == before.offers


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(1, 5)), max_size=12))
@settings(max_examples=60, deadline=None)
def test_ratings__any__are_counted_as_their_latest_say(tries: list[tuple[int, int]]) -> None:
    here = served()
    latest: dict[int, int] = {}
    times: Counter[int] = Counter()
    for index, stars in tries:
        if times[index] == 2:
            here.refuse(here.rate(stars, index=index), "RatedTwice", 1, index)
            continue
        here.do(here.rate(stars, index=index))
        latest[index] = stars
        times[index] += 1
    expected = tuple(list(latest.values()).count(stars) for stars in range(1, 6))
    assert here.state.rating_counts.get(1, (0,) * 5) == expected
    assert {place[1]: rating.stars for place, rating in here.state.ratings.items()} == latest
