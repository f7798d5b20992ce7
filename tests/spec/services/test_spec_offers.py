"""Offers: what an organisation may offer, and how it changes with notice.

```
openOffer
├── OrganisationUnknown, NotTheOrganisation, AccreditationOver
├── kind, tier, price, untilDay outside: OfferOutOfBounds, the first of them
├── a kind it is not accredited for: KindNotAccredited
├── Essential with a basis; above it without one, or with one that is unknown, another
│   organisation's, of another kind, above Essential, closed, or ending earlier:
│   EssentialOfferMissing with the number the offer would get
└── numbered from 1, open from today
announcePrice
├── OfferUnknown, NotTheOrganisation, price and fromDay outside, PriceWaiting
└── in force from its day on; then another can be announced
closeOffer
├── OfferUnknown, NotTheOrganisation, untilDay outside
└── ends earlier, after notice; what rests on it ends with it
```
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from isonomia.spec import events, views
from isonomia.spec.refusals import Refusal
from isonomia.spec.state import Offer
from tests.spec.services.market import (
    ACCREDITED_UNTIL,
    KEY,
    OPEN_UNTIL,
    OTHER_KEY,
    TEXT,
    market,
)
from tests.spec.worlds import TODAY, key

pytestmark = [pytest.mark.offline, pytest.mark.req("V1")]


# ---- openOffer -----------------------------------------------------------------------------------


def test_open_offer__above_essential__rests_on_an_essential_one() -> None:
    here = market()
    offered = Offer(1, 1, 3, 9, TODAY, OPEN_UNTIL, 1, TEXT)
    assert here.do(here.offer(3, 9, 1)) == [
        events.OfferOpened(5, 1, 1, 3, 9, 1, TODAY, OPEN_UNTIL, TEXT)
    ]
    assert here.state.offers[5] == offered


def test_open_offer__who_and_when__is_refused_before_the_bounds() -> None:
    here = market()
    wrong = {"kind": 0}
    here.refuse(here.offer(**wrong, organisation=3), "OrganisationUnknown", 3)
    here.refuse(here.offer(**wrong, by=OTHER_KEY), "NotTheOrganisation", 1, key(OTHER_KEY))
    here.at(ACCREDITED_UNTIL)
    here.refuse(here.offer(**wrong), "AccreditationOver", 0, 1, ACCREDITED_UNTIL)


@pytest.mark.parametrize(
    ("changes", "parameter", "value", "least", "most"),
    [
        ({"kind": 0, "tier": 5}, "kind", 0, 1, 12),
        ({"kind": 13}, "kind", 13, 1, 12),
        ({"tier": 5, "price": 0}, "tier", 5, 0, 4),
        ({"price": 0, "until": 0}, "price", 0, 1, 1_000_000_000),
        ({"price": 1_000_000_001}, "price", 1_000_000_001, 1, 1_000_000_000),
        ({"until": TODAY + 29, "kind": 3}, "untilDay", TODAY + 29, TODAY + 30, ACCREDITED_UNTIL),
        (
            {"until": ACCREDITED_UNTIL + 1},
            "untilDay",
            ACCREDITED_UNTIL + 1,
            TODAY + 30,
            ACCREDITED_UNTIL,
        ),
    ],
)
def test_open_offer__outside_a_bound__names_the_first(
    changes: dict[str, Any], parameter: str, value: int, least: int, most: int
) -> None:
    here = market()
    here.refuse(here.offer(**changes), "OfferOutOfBounds", parameter, value, least, most)


@pytest.mark.parametrize(
    "changes",
    [
        {"price": 1},
        {"price": 1_000_000_000},
        {"until": TODAY + 30},
        {"until": ACCREDITED_UNTIL},
        {"kind": 2},
        {"tier": 4, "basis": 1},
    ],
)
def test_open_offer__at_a_bound__is_accepted(changes: dict[str, Any]) -> None:
    here = market()
    here.do(here.offer(**changes))
    assert len(here.state.offers) == 5


def test_open_offer__last_month_of_an_accreditation__is_no_longer_possible() -> None:
    here = market()
    here.at(ACCREDITED_UNTIL - 29)
    bounds = ("untilDay", ACCREDITED_UNTIL, ACCREDITED_UNTIL + 1, ACCREDITED_UNTIL)
    here.refuse(here.offer(until=ACCREDITED_UNTIL), "OfferOutOfBounds", *bounds)


@pytest.mark.parametrize("kind", [3, 12])
def test_open_offer__kind_without_accreditation__is_refused(kind: int) -> None:
    here = market()
    here.refuse(here.offer(kind=kind, basis=9), "KindNotAccredited", 1, kind)
    here.do(here.renew(kinds=4_095))
    here.do(here.offer(kind=kind))


@pytest.mark.parametrize(
    ("tier", "basis", "changes"),
    [
        (0, 1, {}),
        (1, 0, {}),
        (1, 5, {}),
        (1, 2, {}),
        (1, 4, {}),
        (1, 1, {"kind": 2}),
        (1, 1, {"until": OPEN_UNTIL + 1}),
    ],
)
def test_open_offer__without_an_essential_one__is_refused(
    tier: int, basis: int, changes: dict[str, Any]
) -> None:
    here = market()
    action = here.offer(tier, 9, basis, **changes)
    here.refuse(action, "EssentialOfferMissing", 0, 5, basis)


def test_open_offer__on_one_that_closed__is_refused() -> None:
    here = market()
    here.at(OPEN_UNTIL - 1)
    until = here.today + 30
    here.refuse(here.offer(1, 9, 1, until=until), "EssentialOfferMissing", 0, 5, 1)
    here.do(here.offer(until=until))
    here.do(here.offer(1, 9, 5, until=until))
    here.at(OPEN_UNTIL)
    here.refuse(here.offer(1, 9, 1, until=until + 1), "EssentialOfferMissing", 0, 7, 1)


# ---- announcePrice -------------------------------------------------------------------------------


def test_announce_price__each_refusal__in_its_order() -> None:
    here = market()
    soon = TODAY + 30
    here.refuse(here.announce(0, 0, offer=5), "OfferUnknown", 0, 5)
    here.refuse(here.announce(0, 0, by=OTHER_KEY), "NotTheOrganisation", 1, key(OTHER_KEY))
    here.refuse(here.announce(0, 0), "OfferOutOfBounds", "price", 0, 1, 1_000_000_000)
    for day in (soon - 1, OPEN_UNTIL):
        bounds = ("fromDay", day, soon, OPEN_UNTIL - 1)
        here.refuse(here.announce(9, day), "OfferOutOfBounds", *bounds)
    here.do(here.announce(9, OPEN_UNTIL - 1))
    here.refuse(here.announce(8, soon), "PriceWaiting", 1, OPEN_UNTIL - 1)


def test_announce_price__its_day__is_the_first_it_is_in_force() -> None:
    here = market()
    assert here.do(here.announce(900, TODAY + 30)) == [events.PriceAnnounced(1, 900, TODAY + 30)]
    prices = [views.price(here.state, 1, day) for day in (TODAY, TODAY + 29, TODAY + 30)]
    assert prices == [1_000, 1_000, 900]
    here.at(TODAY + 29)
    here.refuse(here.announce(800, TODAY + 100), "PriceWaiting", 1, TODAY + 30)
    here.at(TODAY + 30)
    here.do(here.announce(800, TODAY + 60))
    prices = [views.price(here.state, 1, day) for day in (TODAY + 30, TODAY + 59, TODAY + 60)]
    assert prices == [900, 900, 800]
    here.do(replace(here.redeem(), orders=(here.order(amount=900),)))


def test_announce_price__last_month_of_an_offer__is_no_longer_possible() -> None:
    here = market()
    here.at(OPEN_UNTIL - 30)
    bounds = ("fromDay", OPEN_UNTIL, OPEN_UNTIL, OPEN_UNTIL - 1)
    here.refuse(here.announce(9, OPEN_UNTIL), "OfferOutOfBounds", *bounds)


@pytest.mark.parametrize("offer", [0, 5])
def test_price__unknown_offer__is_refused(offer: int) -> None:
    with pytest.raises(Refusal) as refusal:
        views.price(market().state, offer, TODAY)
    assert (refusal.value.name, refusal.value.values) == ("OfferUnknown", (0, offer))


# ---- closeOffer ----------------------------------------------------------------------------------


def test_close_offer__each_refusal__in_its_order() -> None:
    here = market()
    here.refuse(here.close_offer(0, offer=0), "OfferUnknown", 0, 0)
    here.refuse(here.close_offer(0, by=OTHER_KEY), "NotTheOrganisation", 1, key(OTHER_KEY))
    for day in (TODAY + 29, OPEN_UNTIL + 1):
        bounds = ("untilDay", day, TODAY + 30, OPEN_UNTIL)
        here.refuse(here.close_offer(day), "OfferOutOfBounds", *bounds)


def test_close_offer__after_notice__ends_it_and_what_rests_on_it() -> None:
    here = market()
    until = TODAY + 30
    here.with_quality(20, 1_000)
    assert here.do(here.close_offer(until)) == [events.OfferClosing(1, until)]
    here.at(until - 1)
    here.do(here.redeem(here.order(), here.order(offer=2, nonce=1)))
    here.at(until)
    here.refuse(here.redeem(), "OfferClosed", 0, 1, until)
    here.refuse(here.redeem(here.order(offer=2)), "EssentialOfferMissing", 0, 2, 1)
    bounds = ("untilDay", until, until + 30, until)
    here.refuse(here.close_offer(until), "OfferOutOfBounds", *bounds)


@pytest.mark.req("V1")
def test_close_offer__whatever_is_offered__stays_for_the_notice_at_least() -> None:
    here = market()
    for day in (TODAY, TODAY + 1, OPEN_UNTIL - 30):
        here.at(day)
        for until in range(day - 1, day + 30):
            with pytest.raises(Refusal, match="OfferOutOfBounds"):
                here.do(here.close_offer(until, by=KEY))
