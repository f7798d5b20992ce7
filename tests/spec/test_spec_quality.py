"""Decay, tiers and leave, calculated by hand.

```
quality on a day
├── up to decayFrom: as stored
└── after: a point less each day, never below 0
declareLeave
├── 0 days: LeaveEmpty
├── another is running: LeaveRunning
├── more than is left in the window: LeaveExhausted
├── the oldest of 8 still counts: TooManyLeaves
└── accepted: quality today is kept, decay waits for the end
endLeave
├── none is running: LeaveNotRunning
└── accepted: decay waits for today only; the days taken count
```
"""

from __future__ import annotations

import pytest

from isonomia.spec import events, views
from isonomia.spec.draft import Draft
from isonomia.spec.people import person_of
from isonomia.spec.quality import quality_on
from isonomia.spec.refusals import Refusal
from isonomia.spec.state import Leave, Person
from tests.spec.worlds import DAY, World, identity, world

pytestmark = [pytest.mark.offline, pytest.mark.req("Q3")]

CITIZEN = identity(20)


def rewarded(points_rule: int = 2) -> World:
    """Return a world whose citizen has 40 points, which fall from day 18,442 on."""
    here = world().with_citizen()
    here.do(here.award(20, rule=points_rule))
    return here


def stored(here: World) -> tuple[int, int, int]:
    person = here.state.people[CITIZEN]
    return person.quality, person.decay_from, person.leave_until


# ---- decay ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "quality"),
    [
        (18_262, 40),
        (18_442, 40),
        (18_443, 39),
        (18_481, 1),
        (18_482, 0),
        (18_483, 0),
        (50_000, 0),
    ],
)
def test_quality__after_the_grace__falls_a_point_a_day(day: int, quality: int) -> None:
    here = rewarded()
    assert views.quality(here.state, CITIZEN, day * DAY) == quality
    assert views.quality(here.state, CITIZEN, day * DAY + 86_399) == quality


def test_quality__never_rewarded__is_zero() -> None:
    assert views.quality(world().state, identity(4), 18_262 * DAY) == 0


@pytest.mark.parametrize(
    ("quality", "tier"),
    [
        (0, 0),
        (199, 0),
        (200, 1),
        (399, 1),
        (400, 2),
        (599, 2),
        (600, 3),
        (799, 3),
        (800, 4),
        (999, 4),
        (1_000, 4),
    ],
)
@pytest.mark.req("S3")
def test_tier__of_a_quality__rises_every_two_hundred_points(quality: int, tier: int) -> None:
    here = world()
    here.state.people[CITIZEN] = Person(23_760, 2, quality, decay_from=20_000)
    assert views.tier(here.state, CITIZEN, 19_000 * DAY) == tier


def test_views__nobody__is_refused() -> None:
    for view in (views.quality, views.tier):
        with pytest.raises(Refusal) as refusal:
            view(world().state, identity(99), 18_262 * DAY)
        assert (refusal.value.name, refusal.value.values) == ("NotEnrolled", (identity(99),))


def test_person_of__nobody__is_refused() -> None:
    # No action reaches this: whoever has a key is enrolled.
    with pytest.raises(Refusal) as refusal:
        person_of(Draft(world().state, 18_262 * DAY), identity(99))
    assert (refusal.value.name, refusal.value.values) == ("NotEnrolled", (identity(99),))


# ---- declareLeave --------------------------------------------------------------------------------


def test_leave__before_decay_began__adds_its_days() -> None:
    here = rewarded().at(18_300)
    assert here.do(here.leave(20, 30)) == [
        events.PersonActed(CITIZEN, 0),
        events.LeaveDeclared(CITIZEN, 18_300, 18_330),
    ]
    assert stored(here) == (40, 18_472, 18_330)
    assert here.state.leaves == {CITIZEN: (Leave(18_300, 30),)}


def test_leave__after_decay_began__keeps_what_is_left() -> None:
    here = rewarded().at(18_450)
    here.do(here.leave(20, 30))
    assert stored(here) == (32, 18_480, 18_480)
    days = {day: quality_on(here.state.people[CITIZEN], day) for day in (18_450, 18_480, 18_481)}
    assert days == {18_450: 32, 18_480: 32, 18_481: 31}


def test_leave__nobody_ever_rewarded__has_nothing_to_lose() -> None:
    here = world().with_citizen()
    here.do(here.leave(20, 30))
    assert stored(here) == (0, 18_292, 18_292)


def test_leave__no_days__is_refused() -> None:
    here = world().with_citizen()
    here.refuse(here.leave(20, 0), "LeaveEmpty", CITIZEN)
    here.do(here.leave(20, 30))
    here.refuse(here.leave(20, 0), "LeaveEmpty", CITIZEN)


def test_leave__another_is_running__is_refused_until_its_end() -> None:
    here = world().with_citizen()
    here.do(here.leave(20, 30))
    for day in (18_262, 18_291):
        here.at(day)
        here.refuse(here.leave(20, 999), "LeaveRunning", CITIZEN, 18_292)
    here.at(18_292)
    here.do(here.leave(20, 30))


@pytest.mark.parametrize("days", [366, 2**256 - 1])
def test_leave__more_than_the_charter_has__is_refused(days: int) -> None:
    here = world().with_citizen()
    here.refuse(here.leave(20, days), "LeaveExhausted", CITIZEN, days, 365)
    here.do(here.leave(20, 365))


def test_leave__days_of_the_window__come_back_as_it_rolls() -> None:
    here = world().with_citizen()
    here.do(here.leave(20, 365))
    here.at(18_627)
    here.refuse(here.leave(20, 1), "LeaveExhausted", CITIZEN, 1, 0)
    # The window of 1,826 days that ends with the leave begins on 18,262 at the latest.
    here.at(20_087)
    here.refuse(here.leave(20, 1), "LeaveExhausted", CITIZEN, 1, 0)
    here.refuse(here.leave(20, 2), "LeaveExhausted", CITIZEN, 2, 1)
    here.at(20_088)
    here.refuse(here.leave(20, 366), "LeaveExhausted", CITIZEN, 366, 365)
    here.do(here.leave(20, 1))
    here.at(20_089)
    here.refuse(here.leave(20, 365), "LeaveExhausted", CITIZEN, 365, 364)
    here.do(here.leave(20, 364))


def test_leave__window_before_the_epoch__begins_with_it() -> None:
    here = world(leave_days=30, leave_window_days=3_652).with_citizen()
    here.at(0)
    here.do(here.leave(20, 10))
    here.at(10)
    here.refuse(here.leave(20, 21), "LeaveExhausted", CITIZEN, 21, 20)


def test_leave__eight_that_still_count__leave_no_room() -> None:
    here = world().with_citizen()
    for day in range(18_262, 18_270):
        here.at(day)
        here.do(here.leave(20, 1))
    here.at(18_270)
    here.refuse(here.leave(20, 1), "TooManyLeaves", CITIZEN, 18_263)
    here.refuse(here.leave(20, 358), "LeaveExhausted", CITIZEN, 358, 357)
    here.at(20_087)
    here.refuse(here.leave(20, 1), "TooManyLeaves", CITIZEN, 18_263)
    here.at(20_088)
    here.do(here.leave(20, 1))
    assert here.state.leaves[CITIZEN] == (
        *(Leave(day, 1) for day in range(18_263, 18_270)),
        Leave(20_088, 1),
    )


# ---- endLeave ------------------------------------------------------------------------------------


def test_end__running_leave__pauses_decay_for_the_days_taken() -> None:
    here = rewarded().at(18_450)
    here.do(here.leave(20, 30))
    here.at(18_460)
    assert here.do(here.end_leave(20)) == [
        events.PersonActed(CITIZEN, 1),
        events.LeaveEnded(CITIZEN, 18_460),
    ]
    assert stored(here) == (32, 18_460, 18_460)
    assert here.state.leaves == {CITIZEN: (Leave(18_450, 10),)}


def test_end__before_decay_began__leaves_the_rest_of_the_grace() -> None:
    here = rewarded().at(18_300)
    here.do(here.leave(20, 30))
    here.at(18_310)
    here.do(here.end_leave(20))
    assert stored(here) == (40, 18_452, 18_310)


def test_end__after_an_award_during_the_leave__keeps_its_grace() -> None:
    here = rewarded().at(18_450)
    here.do(here.leave(20, 30))
    here.at(18_460)
    here.do(here.award(20, day=18_455))
    assert stored(here) == (42, 18_660, 18_480)
    here.do(here.end_leave(20))
    assert stored(here) == (42, 18_640, 18_460)


def test_end__on_its_first_day__can_be_declared_again() -> None:
    here = world().with_citizen()
    here.do(here.leave(20, 30))
    here.do(here.end_leave(20))
    assert here.state.leaves == {CITIZEN: (Leave(18_262, 0),)}
    here.do(here.leave(20, 365))
    assert here.state.leaves == {CITIZEN: (Leave(18_262, 0), Leave(18_262, 365))}


def test_end__days_not_taken__can_be_taken_later() -> None:
    here = world().with_citizen()
    here.do(here.leave(20, 365))
    here.at(18_272)
    here.do(here.end_leave(20))
    here.refuse(here.leave(20, 356), "LeaveExhausted", CITIZEN, 356, 355)
    here.do(here.leave(20, 355))


@pytest.mark.parametrize("day", [18_292, 18_293])
def test_end__leave_that_is_over__is_refused(day: int) -> None:
    here = world().with_citizen()
    here.refuse(here.end_leave(20), "LeaveNotRunning", CITIZEN)
    here.do(here.leave(20, 30))
    here.at(day)
    here.refuse(here.end_leave(20), "LeaveNotRunning", CITIZEN)


def test_end__twice_on_one_day__is_refused() -> None:
    here = world().with_citizen()
    here.do(here.leave(20, 30))
    here.do(here.end_leave(20))
    here.refuse(here.end_leave(20), "LeaveNotRunning", CITIZEN)
