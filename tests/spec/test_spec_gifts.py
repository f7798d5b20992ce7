"""Gifts, calculated by hand.

```
give
├── without the person's approval: as every act of a person
├── 0 points: GiftEmpty
├── more than giftCap leaves this allocation year: GiftCapReached
│   └── a new allocation year: the whole cap again
├── base quality today less the points below usableQuality: GiftBelowUsable
│   └── overlays neither help nor hinder
└── accepted: quality, decay and tallies of the giver; points given and free of the pool
```
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from isonomia.spec import events, presets, views
from isonomia.spec.state import DEDUCTION, UPLIFT, Overlay, PoolAccount
from tests.spec.worlds import DAY, GENESIS, TODAY, YEAR, World, identity, key, world

pytestmark = [pytest.mark.offline, pytest.mark.req("L1")]

DONOR = identity(20)
HUGE = 2**256 - 1


def donor(quality: int = 1_000) -> World:
    """Return a world of the pilot's charter: 200 points a year, never below 600."""
    return world().with_citizen().with_quality(20, quality)


def test_give__within_cap_and_above_usable__moves_points_to_the_pool() -> None:
    here = donor(800)
    word = 23_760 | 2 << 16 | 700 << 40 | 18_262 << 50 | 100 << 156
    assert here.do(here.give(20, 100)) == [
        events.PersonActed(DONOR, 0),
        events.Given(DONOR, word),
        events.PointsGiven(DONOR, 100),
    ]
    assert here.state.pool == PoolAccount(given=100, free=100)
    assert views.base_quality(here.state, DONOR, here.now) == 700
    assert views.given(here.state, DONOR, here.now) == 100


def test_give__by_several__adds_up_in_the_pool() -> None:
    here = donor().with_citizen(21).with_quality(21, 700)
    for number, points in ((20, 150), (21, 100), (20, 50)):
        here.do(here.give(number, points))
    assert here.state.pool == PoolAccount(given=300, free=300)


def test_give__by_a_child__needs_the_guardian_like_every_act() -> None:
    here = world().with_citizen(month=24_144).with_quality(20, 700)
    here.refuse(replace(here.give(20, 1), signer=key(21)), "InvalidSignature", DONOR, key(20))
    here.do(here.give(20, 1))


@pytest.mark.parametrize(
    ("quality", "given", "points", "refusal"),
    [
        (1_000, 0, 0, ("GiftEmpty", DONOR)),
        (0, 200, 0, ("GiftEmpty", DONOR)),
        (1_000, 0, 201, ("GiftCapReached", DONOR, 0, 200)),
        (1_000, 1, 200, ("GiftCapReached", DONOR, 1, 200)),
        (1_000, 200, 1, ("GiftCapReached", DONOR, 200, 200)),
        (0, 0, HUGE, ("GiftCapReached", DONOR, 0, 200)),
        (600, 0, 1, ("GiftBelowUsable", DONOR, 600, 1, 600)),
        (799, 0, 200, ("GiftBelowUsable", DONOR, 799, 200, 600)),
        (0, 0, 200, ("GiftBelowUsable", DONOR, 0, 200, 600)),
    ],
)
def test_give__beyond_a_limit__is_refused(
    quality: int, given: int, points: int, refusal: tuple[str, int | bytes]
) -> None:
    here = donor(quality)
    here.state.people[DONOR] = replace(here.state.people[DONOR], given=given)
    here.refuse(here.give(20, points), *refusal)


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"identity": identity(99)}, "NoController"),
        ({"deadline": GENESIS - 1}, "DeadlinePassed"),
        ({"nonce": 1}, "WrongNonce"),
        ({"signer": None}, "InvalidSignature"),
    ],
)
def test_give__approval_wrong_and_no_points__names_the_approval(
    changes: dict[str, object], name: str
) -> None:
    values: dict[str, tuple[int | bytes, ...]] = {
        "NoController": (identity(99),),
        "DeadlinePassed": (GENESIS - 1, GENESIS),
        "WrongNonce": (0, 1),
        "InvalidSignature": (DONOR, key(20)),
    }
    here = donor()
    here.refuse(replace(here.give(20, 0), **changes), name, *values[name])


def test_give__exactly_to_usable_and_to_the_cap__is_accepted() -> None:
    here = donor(800)
    here.do(here.give(20, 200))
    assert views.base_quality(here.state, DONOR, here.now) == 600
    here.refuse(here.give(20, 1), "GiftCapReached", DONOR, 200, 200)


def test_give__last_second_of_a_year_and_next__has_the_cap_of_each() -> None:
    here = donor()
    here.do(here.give(20, 200))
    here.now = GENESIS + YEAR - 1
    here.with_quality(20, 1_000)
    here.refuse(here.give(20, 1), "GiftCapReached", DONOR, 200, 200)
    here.now += 1
    assert views.given(here.state, DONOR, here.now) == 0
    here.do(here.give(20, 200))
    assert views.given(here.state, DONOR, here.now) == 200
    assert here.state.people[DONOR].tally_year == 1


@pytest.mark.req("Q2")
def test_give__in_a_new_year__sets_the_tallies_to_zero() -> None:
    here = donor()
    here.do(here.give(20, 50))
    here.do(here.award(20))
    assert (here.state.people[DONOR].given, here.state.people[DONOR].tallies[0]) == (50, 10)
    here.now += YEAR
    here.with_quality(20, 900)
    here.do(here.give(20, 10))
    assert (here.state.people[DONOR].given, sum(here.state.people[DONOR].tallies)) == (10, 0)


@pytest.mark.req("Q2")
def test_award__in_a_new_year__sets_what_was_given_to_zero() -> None:
    here = donor()
    here.do(here.give(20, 50))
    here.do(here.award(20))
    assert here.state.people[DONOR].given == 50
    here.now += YEAR
    here.do(here.award(20))
    assert (here.state.people[DONOR].given, here.state.people[DONOR].tally_year) == (0, 1)


def test_give__after_decay_began__counts_base_quality_today_and_decays_on() -> None:
    here = donor(800).at(TODAY + 50)
    here.refuse(here.give(20, 151), "GiftBelowUsable", DONOR, 750, 151, 600)
    here.do(here.give(20, 150))
    person = here.state.people[DONOR]
    assert (person.quality, person.decay_from) == (600, TODAY + 50)
    assert views.quality(here.state, DONOR, here.now + DAY) == 599


def test_give__before_decay_began__leaves_the_grace_as_it_was() -> None:
    here = donor(800)
    here.state.people[DONOR] = replace(here.state.people[DONOR], decay_from=TODAY + 90)
    here.do(here.give(20, 1))
    assert here.state.people[DONOR].decay_from == TODAY + 90


@pytest.mark.req("Q3")
def test_give__during_leave__leaves_the_leave_as_it_was() -> None:
    here = donor(800)
    here.do(here.leave(20, 30))
    here.do(here.give(20, 100))
    here.at(TODAY + 30)
    assert views.quality(here.state, DONOR, here.now) == 700
    assert views.quality(here.state, DONOR, here.now + DAY) == 699


@pytest.mark.req("Q4", "L3")
@pytest.mark.parametrize(("kind", "amount"), [(UPLIFT, 1_000), (DEDUCTION, 0), (DEDUCTION, 1_000)])
def test_give__with_an_overlay__knows_base_quality_only(kind: int, amount: int) -> None:
    here = donor(650)
    overlay = Overlay(kind, 400, TODAY, TODAY + 100, amount, 1)
    here.state.overlays[DONOR] = (overlay,)
    here.refuse(here.give(20, 51), "GiftBelowUsable", DONOR, 650, 51, 600)
    here.do(here.give(20, 50))
    assert here.state.overlays == {DONOR: (overlay,)}


def test_give__minimal_charter__is_refused_at_its_own_limits() -> None:
    here = world(presets.minimal()).with_citizen()
    here.refuse(here.give(20, 6), "GiftCapReached", DONOR, 0, 5)
    here.refuse(here.give(20, 5), "GiftBelowUsable", DONOR, 0, 5, 200)


def test_give__generous_charter__one_award_is_enough() -> None:
    here = world(presets.generous()).with_citizen()
    here.do(here.award(20, rule=4))
    here.refuse(here.give(20, 51), "GiftBelowUsable", DONOR, 250, 51, 200)
    here.do(here.give(20, 50))
    assert here.state.pool == PoolAccount(given=50, free=50)


@pytest.mark.req("S12")
def test_give__whatever_it_says__names_no_recipient() -> None:
    here = donor()
    assert set(type(here.give(20, 1)).__dataclass_fields__) == {
        "identity",
        "points",
        "nonce",
        "deadline",
        "signer",
    }
    before = dict(here.state.people)
    here.do(here.give(20, 1))
    changed = [who for who, person in here.state.people.items() if before[who] != person]
    assert changed == [DONOR]
