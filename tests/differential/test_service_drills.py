"""Redemptions and findings on both sides, with values on and around every edge; and faults found.

```
drills
├── orders: nonces around every edge of any window, up to the last there is
├── spending: any balance, overlay and portion, to the last millicredit; refunds beside any overlay
├── batches: of every size, with refunds and ratings of any line
├── findings: through both panels and reviews; more effects than there are places for
└── mandates: any signers, values on and around the limit
a fault in the specification
└── in each kind of rule: the two sides are found to differ
```
"""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest

from isonomia.spec import effects, finding_filing, offers, orders, redemptions, spending
from isonomia.spec.service_state import Statement
from tests.differential import service_drills as drills
from tests.differential.comparison import Divergence
from tests.differential.playing import ACCEPTED


@pytest.mark.req("V2")
@pytest.mark.parametrize("seed", range(3))
def test_order__around_every_edge_of_its_window__agrees(seed):
    reached = drills.windows_of_any_state(random.Random(seed), 300)
    names = (ACCEPTED, "OrderNoncePassed", "OrderNonceTooHigh", "OrderUsed")
    assert reached == {f"{way} {name}" for way in ("redeem", "cancel") for name in names}


@pytest.mark.req("V2")
@pytest.mark.parametrize("seed", range(4))
def test_spending__from_any_slot__agrees_and_reaches_every_limit(seed):
    reached = drills.spending_from_any_slot(random.Random(seed), 300)
    refused = {"SpenderClosed", "PortionNotInForce", "QualityTooLow", "CreditsTooFew"}
    assert reached == {ACCEPTED, *refused}


@pytest.mark.req("V2")
def test_batch__of_every_size__proves_each_line_on_both_sides():
    drills.batches_of_every_size(random.Random(0), 24)


@pytest.mark.req("V4")
def test_rating__over_and_over__agrees():
    reached = drills.ratings_over_and_over(random.Random(0))
    assert reached == {ACCEPTED, "StarsOutOfBounds", "RatedTwice"}


@pytest.mark.req("V5")
@pytest.mark.parametrize("seed", range(3))
def test_effects__more_than_there_are_places_for__agree(seed):
    reached = drills.effects_until_no_place(random.Random(seed))
    assert reached >= {ACCEPTED, "NoPlace", "ProviderSuspended"}


@pytest.mark.req("V5")
@pytest.mark.parametrize("seed", range(4))
def test_finding__through_panels_and_reviews__agrees(seed):
    drills.findings_through_their_lives(random.Random(seed))


@pytest.mark.req("V5")
def test_mandate__with_any_signers__agrees():
    reached = drills.sensors_of_any_number(random.Random(0), 40)
    assert reached == {ACCEPTED, "FindingExists", "TooFewSignatures", "WithinLimit"}


def _spend_orders() -> None:
    drills.spending_from_any_slot(random.Random(0), 300)


def _redeem_batches() -> None:
    drills.batches_of_every_size(random.Random(0), 6)


def _order() -> None:
    drills.windows_of_any_state(random.Random(0), 300)


def _rate() -> None:
    drills.ratings_over_and_over(random.Random(0))


def _fill_places() -> None:
    drills.effects_until_no_place(random.Random(0))


def _in_next_quarter(draft: Any, offer: int, turnover: Statement) -> None:
    draft.statements[offer, draft.quarter + 1] = turnover


def _to_next_overlay(draft: Any, identity: bytes, amount: int, source: int) -> None:
    spending.restore(draft, identity, amount, source + 1 if source else source)


def _read_sensors() -> None:
    drills.sensors_of_any_number(random.Random(0), 40)


#: Where a fault is planted, and what, and a drill that must find it.
FAULTS: dict[str, tuple[Any, str, Any, Callable[[], None]]] = {
    "window": (orders, "WINDOW", 15, _order),
    "reach": (orders, "REACH", 257, _order),
    "overlay of a refund": (redemptions, "restore", _to_next_overlay, _spend_orders),
    "deductions above": (spending, "_withheld", lambda *_: 0, _spend_orders),
    "points of a tier": (spending, "POINTS_PER_TIER", 201, _spend_orders),
    "quarter of a statement": (redemptions, "_add_to_statement", _in_next_quarter, _redeem_batches),
    "times of a rating": (redemptions, "MOST_RATINGS", 1, _rate),
    "highest price": (offers, "MOST_PRICE", drills.PRICE - 1, _redeem_batches),
    "end of a suspension": (
        effects,
        "suspended_until",
        lambda known, day: max((one.until_day for one in known if one.effect == 1), default=0),
        _fill_places,
    ),
    "places of effects": (effects, "MOST_EFFECTS", 9, _fill_places),
    "threshold of sensors": (
        finding_filing,
        "_require_readings",
        lambda *_: None,
        _read_sensors,
    ),
}


@pytest.mark.req("Y1", "V2", "V4", "V5")
@pytest.mark.parametrize("fault", FAULTS)
def test_specification__with_a_fault__is_found_to_differ(monkeypatch, fault):
    module, name, wrong, drill = FAULTS[fault]
    monkeypatch.setattr(module, name, wrong)
    with pytest.raises(Divergence):
        drill()
