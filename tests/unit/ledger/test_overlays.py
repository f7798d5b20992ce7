"""Quality under overlays.

Ledger.qualityOf, baseQualityOf, tierOf, look, portionOf, overlaysOf, rawOverlays

├── nobody enrolled
│   ├── rawOverlays → empty
│   └── the others → NotEnrolled
├── the balance → base quality less every deduction on the whole balance in force, not below 0
└── the portion at an index
    ├── never used, not begun, ended, or on the whole balance → OverlayNotInForce
    ├── an uplift → the balance's quality plus its points, at most 1,000
    └── a deduction → the balance's quality less its points, not below 0
"""

import pytest

from tests.support.calls import refused
from tests.support.roles import (
    CITIZEN,
    COUNCIL_WORK,
    DAY,
    GENESIS_DAY,
    PUBLIC_DATA,
    SCIENCE,
    STRANGER,
    TOWN,
)
from tests.support.words import overlay_word
from tests.unit.ledger.storage import write_overlays

pytestmark = pytest.mark.req("L3", "Q4")

BASE = 400
AMOUNT = 500_000
UPLIFT, DEDUCTION = 1, 2
GRACE_DAYS = 180


@pytest.fixture
def earner(ledger):
    """The ledger, where the citizen has 400 points."""
    for rule in (COUNCIL_WORK, SCIENCE, PUBLIC_DATA):
        ledger.send("award", [CITIZEN], [GENESIS_DAY], TOWN, 0, rule, 1)
    return ledger


@pytest.fixture
def overlaid(world, earner):
    """Write the citizen's overlays, each (kind, points, first day, days, amount)."""

    def write(*overlays):
        words = [
            overlay_word(
                kind=kind,
                points=points,
                from_day=GENESIS_DAY + first,
                until_day=GENESIS_DAY + first + days,
                amount=amount,
                cause=7,
            )
            for kind, points, first, days, amount in overlays
        ]
        write_overlays(world, earner, CITIZEN, words)
        return earner

    return write


def balance(ledger):
    """Return the quality of the balance by every view that tells it, once all agree."""
    quality, tier = ledger.call("qualityOf", CITIZEN), ledger.call("tierOf", CITIZEN)
    assert ledger.call("look", [CITIZEN])[0][3:5] == (quality, tier)
    assert tier == min(quality // 200, 4)
    return quality


@pytest.mark.parametrize(
    ("view", "arguments"), [("baseQualityOf", ()), ("overlaysOf", ()), ("portionOf", (0,))]
)
def test_views__of_a_stranger__refused(ledger, view, arguments):
    with refused("NotEnrolled", STRANGER):
        ledger.call(view, STRANGER, *arguments)


def test_raw_overlays__of_a_stranger__empty(ledger):
    assert ledger.call("rawOverlays", STRANGER) == []


def test_overlays_of__none_ever__empty(earner):
    assert earner.call("overlaysOf", CITIZEN) == []
    assert balance(earner) == BASE


def test_balance__an_uplift__is_not_lifted(overlaid):
    ledger = overlaid((UPLIFT, 300, 0, 10, AMOUNT))
    assert balance(ledger) == BASE
    assert ledger.call("baseQualityOf", CITIZEN) == BASE


def test_balance__deductions_on_the_whole__add_up(overlaid):
    ledger = overlaid((DEDUCTION, 150, 0, 10, 0), (DEDUCTION, 51, 0, 10, 0))
    assert balance(ledger) == 199
    assert ledger.call("baseQualityOf", CITIZEN) == BASE


def test_balance__deductions_on_portions__are_not_felt(overlaid):
    assert balance(overlaid((DEDUCTION, 150, 0, 10, AMOUNT))) == BASE


def test_balance__deductions_beyond_it__stop_at_0(overlaid):
    assert balance(overlaid((DEDUCTION, 300, 0, 10, 0), (DEDUCTION, 101, 0, 10, 0))) == 0


def test_balance__around_its_days__deducted_from_the_first_to_the_last(world, overlaid):
    ledger = overlaid((DEDUCTION, 100, 2, 3, 0))
    found = []
    for day in range(1, 7):
        world.set_time((GENESIS_DAY + day) * DAY)
        found.append(balance(ledger))
    assert found == [BASE, 300, 300, 300, BASE, BASE]


def test_balance__base_quality_decays__deduction_stays_the_same(world, overlaid):
    ledger = overlaid((DEDUCTION, 100, 0, 365, 0))
    world.set_time((GENESIS_DAY + GRACE_DAYS + 50) * DAY)
    assert ledger.call("baseQualityOf", CITIZEN) == BASE - 50
    assert balance(ledger) == BASE - 150


def test_portion_of__an_uplift__balance_and_its_points(overlaid):
    ledger = overlaid((UPLIFT, 399, 0, 10, AMOUNT), (UPLIFT, 400, 0, 10, 1000))
    assert ledger.call("portionOf", CITIZEN, 0) == (AMOUNT, 799, 3)
    assert ledger.call("portionOf", CITIZEN, 1) == (1000, 800, 4)


def test_portion_of__an_uplift_beyond_the_ceiling__stops_there(overlaid):
    ledger = overlaid((UPLIFT, 600, 0, 10, AMOUNT), (UPLIFT, 601, 0, 10, AMOUNT))
    assert ledger.call("portionOf", CITIZEN, 0) == (AMOUNT, 1000, 4)
    assert ledger.call("portionOf", CITIZEN, 1) == (AMOUNT, 1000, 4)


def test_portion_of__a_deduction__balance_less_its_points_not_below_0(overlaid):
    ledger = overlaid((DEDUCTION, 201, 0, 10, AMOUNT), (DEDUCTION, 401, 0, 10, AMOUNT))
    assert ledger.call("portionOf", CITIZEN, 0) == (AMOUNT, 199, 0)
    assert ledger.call("portionOf", CITIZEN, 1) == (AMOUNT, 0, 0)


def test_portion_of__with_a_deduction_on_the_whole__starts_from_what_that_leaves(overlaid):
    ledger = overlaid((DEDUCTION, 300, 0, 10, 0), (UPLIFT, 150, 0, 10, AMOUNT))
    assert ledger.call("portionOf", CITIZEN, 1) == (AMOUNT, 250, 1)


def test_portion_of__around_its_days__in_force_from_the_first_to_the_last(world, overlaid):
    ledger = overlaid((UPLIFT, 100, 2, 3, AMOUNT))
    for day, in_force in enumerate([False, True, True, True, False], start=1):
        world.set_time((GENESIS_DAY + day) * DAY)
        if in_force:
            assert ledger.call("portionOf", CITIZEN, 0) == (AMOUNT, 500, 2)
            continue
        with refused("OverlayNotInForce", CITIZEN, 0):
            ledger.call("portionOf", CITIZEN, 0)


@pytest.mark.parametrize("index", [0, 1, 8, 2**256 - 1])
def test_portion_of__whole_balance_or_never_used__refused(overlaid, index):
    ledger = overlaid((DEDUCTION, 100, 0, 10, 0))
    with refused("OverlayNotInForce", CITIZEN, index):
        ledger.call("portionOf", CITIZEN, index)


def test_award__under_a_deduction__weighed_by_base_quality(world, overlaid):
    ledger = overlaid((DEDUCTION, 1000, 0, 1000, 0))
    world.set_time((GENESIS_DAY + 366) * DAY)
    before = ledger.call("baseQualityOf", CITIZEN)
    ledger.send("award", [CITIZEN], [GENESIS_DAY + 366], TOWN, 0, COUNCIL_WORK, 1)
    assert ledger.call("baseQualityOf", CITIZEN) == before + 100
    assert balance(ledger) == 0


def test_give__under_a_deduction__weighed_by_base_quality(world, overlaid):
    ledger = overlaid((DEDUCTION, 1000, 0, 1000, 0))
    with refused("GiftBelowUsable", CITIZEN, BASE, 1, 600):
        ledger.send("give", CITIZEN, 1, sender=world.lone_pool)
