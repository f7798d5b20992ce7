"""Overlays, put into the state directly or won, calculated by hand.

```
an overlay
├── in force from its first day until the day before its last
└── what it does to the quality of
    ├── the balance: only a deduction on all of it lowers it, never below 0
    └── its portion: an uplift raises it, at most to 1,000; a deduction lowers it, at least to 0
portion
├── nobody: NotEnrolled
├── no overlay at the index, not begun, ended, on the whole balance: OverlayNotInForce
└── else its amount, quality and tier, of its own overlay alone
a new overlay
├── the lowest index whose overlay has ended
├── else the next index never used
└── none with eight not ended
decay, leave, awards, another key: leave overlays as they are
```
"""

from __future__ import annotations

import pytest

from isonomia.spec import events, views
from isonomia.spec.draft import Draft
from isonomia.spec.overlays import place
from isonomia.spec.refusals import Refusal
from isonomia.spec.state import DEDUCTION, UPLIFT, Overlay
from tests.spec.worlds import DAY, TODAY, World, identity, world

pytestmark = [pytest.mark.offline, pytest.mark.req("Q4")]

CITIZEN = identity(20)


def overlay(
    kind: int = UPLIFT,
    points: int = 100,
    begins: int = 0,
    ends: int = 10,
    amount: int = 1_000,
    cause: int = 1,
) -> Overlay:
    """Return an overlay that begins and ends so many days after today."""
    return Overlay(kind, points, TODAY + begins, TODAY + ends, amount, cause)


def deduction(points: int, amount: int = 0, begins: int = 0, ends: int = 10) -> Overlay:
    return overlay(DEDUCTION, points, begins, ends, amount)


def with_overlays(quality: int, *overlays: Overlay) -> World:
    here = world().with_citizen().with_quality(20, quality)
    here.state.overlays[CITIZEN] = overlays
    return here


def portion_refused(here: World, index: int, now: int, who: bytes = CITIZEN) -> Refusal:
    with pytest.raises(Refusal) as refusal:
        views.portion(here.state, who, index, now)
    return refusal.value


def placed(here: World, new: Overlay) -> list[events.Event] | None:
    """Place an overlay today; return the events, or nothing when there was no room."""
    draft = Draft(here.state, here.now)
    if place(draft, CITIZEN, new) is None:
        assert draft.keep() == []
        return None
    return draft.keep()


# ---- in force ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "counts"), [(-1, False), (0, True), (4, True), (5, False), (900, False)]
)
def test_overlay__on_a_day__counts_from_its_first_until_before_its_last(
    day: int, counts: bool
) -> None:
    only = overlay(begins=0, ends=5)
    here = with_overlays(0, only)
    for now in ((TODAY + day) * DAY, (TODAY + day) * DAY + DAY - 1):
        found = views.overlays_in_force(here.state, CITIZEN, now)
        assert found == (((0, only),) if counts else ())


def test_overlays_in_force__several__come_with_their_indexes() -> None:
    ended, running, to_come, other = overlay(ends=0), overlay(), overlay(begins=1), deduction(1)
    here = with_overlays(0, ended, running, to_come, other)
    found = views.overlays_in_force(here.state, CITIZEN, here.now)
    assert found == ((1, running), (3, other))


def test_overlays_in_force__nobody__is_refused() -> None:
    with pytest.raises(Refusal) as refusal:
        views.overlays_in_force(world().state, identity(99), TODAY * DAY)
    assert (refusal.value.name, refusal.value.values) == ("NotEnrolled", (identity(99),))


# ---- the balance ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("base", "overlays", "balance"),
    [
        (500, (), 500),
        (500, (overlay(points=400),), 500),
        (500, (deduction(200),), 300),
        (500, (deduction(200), deduction(150)), 150),
        (500, (deduction(500),), 0),
        (500, (deduction(300), deduction(300)), 0),
        (500, (deduction(200, amount=1_000),), 500),
        (500, (deduction(200, begins=1),), 500),
        (500, (deduction(200, begins=-9, ends=0),), 500),
        (500, (deduction(200, begins=-9, ends=1),), 300),
        (0, (deduction(200), overlay(points=400)), 0),
    ],
)
def test_quality__of_the_balance__is_the_base_less_whole_deductions_in_force(
    base: int, overlays: tuple[Overlay, ...], balance: int
) -> None:
    here = with_overlays(base, *overlays)
    assert views.base_quality(here.state, CITIZEN, here.now) == base
    assert views.quality(here.state, CITIZEN, here.now) == balance
    assert views.tier(here.state, CITIZEN, here.now) == balance // 200


@pytest.mark.req("S6")
def test_quality__deduction_over__is_the_base_again_without_an_act() -> None:
    here = with_overlays(500, deduction(200, ends=10))
    nine, ten = ((TODAY + days) * DAY for days in (9, 10))
    assert views.quality(here.state, CITIZEN, nine) == 291
    assert views.quality(here.state, CITIZEN, ten) == 490


# ---- portions ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("base", "overlays", "quality", "tier"),
    [
        (150, (overlay(points=400),), 550, 2),
        (150, (overlay(points=50),), 200, 1),
        (700, (overlay(points=400),), 1_000, 4),
        (150, (overlay(points=400), overlay(points=400), overlay(points=400)), 550, 2),
        (500, (overlay(points=100), deduction(200)), 400, 2),
        (100, (overlay(points=100), deduction(200)), 100, 0),
        (500, (overlay(points=100), deduction(200, amount=5_000)), 600, 3),
        (500, (deduction(200, amount=1_000),), 300, 1),
        (100, (deduction(200, amount=1_000),), 0, 0),
        (500, (deduction(200, amount=1_000), deduction(200)), 100, 0),
    ],
)
@pytest.mark.req("L3")
def test_portion__in_force__has_the_balance_with_its_own_overlay_alone(
    base: int, overlays: tuple[Overlay, ...], quality: int, tier: int
) -> None:
    here = with_overlays(base, *overlays)
    assert views.portion(here.state, CITIZEN, 0, here.now) == (1_000, quality, tier)


@pytest.mark.parametrize(
    "overlays",
    [(), (overlay(begins=1),), (overlay(begins=-5, ends=0),), (deduction(100),)],
)
def test_portion__not_in_force_or_of_everything__is_refused(overlays: tuple[Overlay, ...]) -> None:
    here = with_overlays(500, *overlays)
    refusal = portion_refused(here, 0, here.now)
    assert (refusal.name, refusal.values) == ("OverlayNotInForce", (CITIZEN, 0))


@pytest.mark.parametrize("index", [1, 8, 2**256 - 1])
def test_portion__index_never_used__is_refused(index: int) -> None:
    here = with_overlays(500, overlay())
    refusal = portion_refused(here, index, here.now)
    assert (refusal.name, refusal.values) == ("OverlayNotInForce", (CITIZEN, index))


def test_portion__of_nobody__is_refused() -> None:
    refusal = portion_refused(world(), 0, TODAY * DAY, identity(99))
    assert (refusal.name, refusal.values) == ("NotEnrolled", (identity(99),))


# ---- where a new one goes ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ends", "index"),
    [
        ((), 0),
        ((10,), 1),
        ((0,), 0),
        ((1,), 1),
        ((10, 0, 0), 1),
        ((10, 10, 0), 2),
        ((10,) * 7, 7),
        ((10,) * 7 + (0,), 7),
        ((10, 0) * 4, 1),
    ],
)
def test_place__some_ended__takes_the_lowest_index_free(ends: tuple[int, ...], index: int) -> None:
    former = tuple(overlay(begins=-9, ends=end) for end in ends)
    here = with_overlays(0, *former)
    new = overlay(points=400, ends=365, amount=500_000, cause=7)
    word = 1 | 400 << 8 | 18_262 << 24 | 18_627 << 48 | 500_000 << 72 | 7 << 112
    assert placed(here, new) == [events.OverlaySet(CITIZEN, index, word)]
    assert here.state.overlays[CITIZEN] == (*former[:index], new, *former[index + 1 :])
    assert here.state.people[CITIZEN].overlays == max(len(ends), index + 1)


@pytest.mark.parametrize("begins", [-9, 1])
def test_place__eight_not_ended__finds_no_room(begins: int) -> None:
    here = with_overlays(0, *(overlay(begins=begins),) * 8)
    before = here.state.copy()
    assert placed(here, overlay()) is None
    assert here.state == before
    here.at(TODAY + 10)
    assert placed(here, overlay()) is not None


# ---- what leaves them alone ----------------------------------------------------------------------


@pytest.mark.req("Q3", "L3")
def test_overlay__as_quality_fades__keeps_its_points_and_its_end() -> None:
    here = with_overlays(300, overlay(points=400, ends=200))
    for days, quality in ((0, 700), (100, 600), (199, 501)):
        now = (TODAY + days) * DAY
        assert views.portion(here.state, CITIZEN, 0, now) == (1_000, quality, quality // 200)
    refusal = portion_refused(here, 0, (TODAY + 200) * DAY)
    assert refusal.name == "OverlayNotInForce"


@pytest.mark.req("Q3", "L3")
def test_overlay__during_leave__is_not_extended() -> None:
    here = with_overlays(300, overlay(points=100, ends=5))
    here.do(here.leave(20, 30))
    last, after = (TODAY + 4) * DAY, (TODAY + 5) * DAY
    assert views.portion(here.state, CITIZEN, 0, last) == (1_000, 400, 2)
    assert portion_refused(here, 0, after).name == "OverlayNotInForce"


@pytest.mark.req("Q3")
def test_leave__under_a_deduction__keeps_base_quality() -> None:
    here = with_overlays(300, deduction(200, ends=5))
    here.at(TODAY + 2)
    here.do(here.leave(20, 30))
    assert here.state.people[CITIZEN].quality == 298
    assert views.quality(here.state, CITIZEN, (TODAY + 5) * DAY) == 298


@pytest.mark.req("P4")
def test_overlay__after_a_change_of_key__is_still_there() -> None:
    only = overlay()
    here = with_overlays(300, only)
    here.do(here.change(20, 30))
    assert here.state.overlays == {CITIZEN: (only,)}
    assert views.portion(here.state, CITIZEN, 0, here.now) == (1_000, 400, 2)


@pytest.mark.req("Q1")
@pytest.mark.parametrize("only", [overlay(points=400), deduction(400)])
def test_award__with_an_overlay__counts_on_base_quality(only: Overlay) -> None:
    here = with_overlays(990, only)
    here.do(here.award(20))
    assert here.state.people[CITIZEN].quality == 1_000
    assert here.state.overlays == {CITIZEN: (only,)}
    here.refuse(here.award(20), "QualityCeilingReached", 0, CITIZEN, 1_000, 10)
