"""Rounds of the lottery: how they open, and who comes in.

```
openRound
├── another council than the root's: NotTheRoot, before anything else
├── the approval: as every act of a council
├── terms outside: RoundOutOfBounds, in the order of the terms
├── more points than are free: PoolTooSmall
└── accepted: numbered from 1, points reserved
nominate, in this order
├── RoundUnknown, RoundOfOtherKind, EntriesClosed, NothingToDo, QuotaReached
├── for each line NotAMember, SignsOwnCase, AlreadyEntered
└── accepted: entrants numbered and hashed in order
enter, in this order
├── RoundUnknown, RoundOfOtherKind, EntriesClosed, QualityTooHigh, SecondChanceUsed, AlreadyEntered
└── accepted: the same
```
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from isonomia.spec import actions, events, presets
from isonomia.spec.actions import Freeze
from isonomia.spec.keccak import keccak256
from isonomia.spec.state import (
    DEDUCTION,
    NOMINATED,
    SECOND_CHANCE,
    UPLIFT,
    Overlay,
    PoolAccount,
    Round,
)
from tests.spec.worlds import (
    DAY,
    GENESIS,
    TODAY,
    World,
    identity,
    key,
    world,
)

pytestmark = [pytest.mark.offline, pytest.mark.req("L2")]

UNTIL = GENESIS + DAY


def funded(points: int = 1_000, **changes: int) -> World:
    """Return a world of the pilot's charter with points in the pool and citizen 20."""
    return world(**changes).with_points(points).with_citizen()


def opened(kind: int = NOMINATED, **changes: int) -> World:
    """Return a world with round 1 open for a day, where every member can be nominated."""
    here = funded(**({"members_per_nomination": 1} | changes))
    here.do(here.open(kind))
    return here


# ---- openRound -----------------------------------------------------------------------------------


def test_open__within_bounds__is_numbered_and_reserves_its_points() -> None:
    here = funded(1_000)
    action = here.open(prizes=3, points=300, amount=500_000, days_long=365, hours=24)
    assert here.do(action) == [
        events.CouncilActed(1, 0, 0b11),
        events.RoundOpened(1, 1, 3, 300, 500_000, 365, UNTIL),
    ]
    assert here.state.pool == PoolAccount(1_000, 100, 900, 0)
    assert here.state.rounds == {
        1: Round(1, 3, 300, 500_000, 365, UNTIL, 0, bytes(32), 0, 0, False)
    }
    second = here.do(here.open(SECOND_CHANCE, prizes=10, points=10))
    assert second[-1] == events.RoundOpened(2, 2, 10, 10, 1_000, 5, UNTIL)
    assert here.state.pool == PoolAccount(1_000, 0, 1_000, 0)


BOUNDS = [
    ("kind", "kind", 1, 2),
    ("prizes", "prizes", 1, 10_000),
    ("points", "points", 1, 400),
    ("amount", "amount", 1_000, 500_000),
    ("days_long", "daysLong", 1, 365),
    ("entries_until", "entriesUntil", UNTIL, GENESIS + 90 * DAY),
]


@pytest.mark.req("L3")
@pytest.mark.parametrize(("field", "parameter", "least", "most"), BOUNDS)
def test_open__term_at_or_beyond_a_bound__is_accepted_or_refused(
    field: str, parameter: str, least: int, most: int
) -> None:
    for value in (least, most):
        here = funded(4_000_000)
        here.do(replace(here.open(), **{field: value}))
    for value in (least - 1, most + 1, 2**256 - 1):
        here = funded(4_000_000)
        action = replace(here.open(), **{field: value})
        here.refuse(action, "RoundOutOfBounds", parameter, value, least, most)


def test_open__all_terms_outside__names_them_in_order() -> None:
    here = funded()
    fields = [field for field, _, _, _ in BOUNDS]
    good = here.open()
    for position, (_, parameter, least, most) in enumerate(BOUNDS):
        outside = dict.fromkeys(fields[position:], 0)
        here.refuse(replace(good, **outside), "RoundOutOfBounds", parameter, 0, least, most)


@pytest.mark.req("L3")
def test_open__minimal_charter__has_its_own_caps() -> None:
    here = world(presets.minimal()).with_points(100)
    for field, parameter, least, most in (
        ("points", "points", 1, 5),
        ("amount", "amount", 1_000, 2_000),
        ("days_long", "daysLong", 1, 10),
    ):
        action = replace(here.open(points=5), **{field: most + 1})
        here.refuse(action, "RoundOutOfBounds", parameter, most + 1, least, most)
    here.do(here.open(prizes=20, points=5, amount=2_000, days_long=10))


@pytest.mark.req("L3")
def test_open__more_than_is_free__is_refused() -> None:
    here = funded(99)
    here.refuse(here.open(prizes=10), "PoolTooSmall", 100, 99)
    here.do(here.open(prizes=9))
    here.refuse(here.open(), "PoolTooSmall", 10, 9)
    outside = replace(here.open(prizes=10), entries_until=0)
    least, most = UNTIL, GENESIS + 90 * DAY
    here.refuse(outside, "RoundOutOfBounds", "entriesUntil", 0, least, most)


def test_open__by_another_council__is_refused_before_anything_else() -> None:
    here = world()
    broken = replace(here.open(), community=2, nonce=9, deadline=0, approvals=(), kind=0)
    here.refuse(broken, "NotTheRoot", 2)
    here.refuse(replace(broken, community=7), "NotTheRoot", 7)


def test_open__too_few_signatures_and_terms_outside__names_the_signatures() -> None:
    here = funded()
    lonely = replace(here.open(), approvals=((0, key(1)),), kind=0)
    here.refuse(lonely, "TooFewSignatures", 1, 2, 1)


# ---- nominate ------------------------------------------------------------------------------------


def test_nominate__several__become_entrants_in_their_order() -> None:
    here = opened()
    assert here.do(here.nominate(20, 6)) == [
        events.CouncilActed(2, 2, 0b11),
        events.Entered(1, identity(20), 0),
        events.Entered(1, identity(6), 1),
    ]
    first = keccak256(bytes(32) + identity(20))
    second = keccak256(first + identity(6))
    found = here.state.rounds[1]
    assert (found.entrants, found.entrants_hash) == (2, second)
    assert here.do(here.nominate(9, community=3))[1:] == [events.Entered(1, identity(9), 2)]
    assert here.state.places == {
        (1, identity(20)): 0,
        (1, identity(6)): 1,
        (1, identity(9)): 2,
    }
    assert here.state.nominations == {(1, 2): 2, (1, 3): 1}
    assert here.state.rounds[1].entrants_hash == keccak256(second + identity(9))


def test_nominate__same_person_in_two_rounds__is_accepted() -> None:
    here = opened()
    here.do(here.open())
    here.do(here.nominate(20))
    here.do(here.nominate(20, round=2))
    assert here.state.nominations == {(1, 2): 1, (2, 2): 1}


@pytest.mark.parametrize("round", [0, 2, 2**256 - 1])
def test_any_act__round_that_was_not_opened__is_refused(round: int) -> None:
    here = opened().at(TODAY + 2)
    for action in (
        replace(here.nominate(), round=round),
        here.enter(20, round),
        Freeze(round),
        actions.Settle(round, (0,), ()),
        actions.CloseRound(round),
    ):
        here.refuse(action, "RoundUnknown", round)


def test_nominate__round_of_second_chances__is_refused() -> None:
    here = opened(SECOND_CHANCE).at(TODAY + 2)
    here.refuse(here.nominate(), "RoundOfOtherKind", 1, 2)


def test_nominate__last_second_and_next__is_open_and_closed() -> None:
    here = opened()
    here.now = UNTIL
    here.refuse(here.nominate(), "EntriesClosed", 1, UNTIL)
    here.now -= 1
    here.do(here.nominate(20))


def test_nominate__nobody__is_refused() -> None:
    here = opened(members_per_nomination=10_000)
    here.do(here.nominate(20))
    here.refuse(here.nominate(), "NothingToDo")


@pytest.mark.parametrize(
    ("members", "share", "quota"), [(4, 10_000, 1), (4, 4, 1), (5, 3, 1), (5, 2, 2), (6, 2, 3)]
)
def test_nominate__beyond_the_communitys_quota__is_refused(
    members: int, share: int, quota: int
) -> None:
    here = opened(members_per_nomination=share)
    others = tuple(range(21, 21 + members - 4))
    here.do(here.enrol(*others))
    assert here.state.councils[2].members == members
    # Seats 4 and 5 sign, and cannot be nominated.
    named = (20, 6, *others)[:quota]
    here.refuse(here.nominate(*named, 99), "QuotaReached", 1, 2, quota)
    here.do(here.nominate(*named))
    here.refuse(here.nominate(99), "QuotaReached", 1, 2, quota)


def test_nominate__quota__is_counted_for_each_round_and_community() -> None:
    here = opened(members_per_nomination=10_000)
    here.do(here.open())
    here.do(here.nominate(20))
    here.refuse(here.nominate(6), "QuotaReached", 1, 2, 1)
    here.do(here.nominate(6, round=2))
    here.do(here.nominate(9, community=3))


def test_nominate__no_member__is_refused_with_the_line() -> None:
    here = opened()
    here.refuse(here.nominate(20, 99), "NotAMember", 1, identity(99), 2)
    here.refuse(here.nominate(20, 7), "NotAMember", 1, identity(7), 2)
    here.refuse(here.nominate(7, 99), "NotAMember", 0, identity(7), 2)


@pytest.mark.req("S7", "S12")
def test_nominate__somebody_who_signs__is_refused() -> None:
    here = opened()
    here.refuse(here.nominate(20, 4), "SignsOwnCase", 1, identity(4))
    here.do(here.nominate(6))
    signed = replace(here.nominate(4), approvals=((1, key(5)), (2, key(6))))
    here.do(signed)


def test_nominate__twice__is_refused_in_one_act_and_in_two() -> None:
    here = opened()
    here.refuse(here.nominate(20, 20), "AlreadyEntered", 1, 1, identity(20))
    here.do(here.nominate(20))
    here.refuse(here.nominate(6, 20), "AlreadyEntered", 1, 1, identity(20))


# ---- enter ---------------------------------------------------------------------------------------


def test_enter__poor_in_quality__becomes_an_entrant() -> None:
    here = opened(SECOND_CHANCE)
    assert here.do(here.enter(20)) == [
        events.PersonActed(identity(20), 0),
        events.Entered(1, identity(20), 0),
    ]
    assert here.do(here.enter(4))[1] == events.Entered(1, identity(4), 1)
    first = keccak256(bytes(32) + identity(20))
    assert here.state.rounds[1].entrants_hash == keccak256(first + identity(4))
    assert here.state.nominations == {}


def test_enter__without_approval__names_the_approval() -> None:
    here = opened()
    bad = replace(here.enter(20, 9), signer=None)
    here.refuse(bad, "InvalidSignature", identity(20), key(20))


def test_enter__nominated_round__is_refused() -> None:
    here = opened().at(TODAY + 2)
    here.refuse(here.enter(20), "RoundOfOtherKind", 1, 1)


def test_enter__last_second_and_next__is_open_and_closed() -> None:
    here = opened(SECOND_CHANCE).with_quality(20, 200)
    here.now = UNTIL
    here.refuse(here.enter(20), "EntriesClosed", 1, UNTIL)
    here.now -= 1
    here.refuse(here.enter(20), "QualityTooHigh", identity(20), 200, 200)
    here.with_quality(20, 199).do(here.enter(20))


def test_enter__quality_faded_below_the_limit__is_accepted() -> None:
    here = funded().with_quality(20, 205)
    here.do(here.open(SECOND_CHANCE, hours=240))
    here.at(TODAY + 5)
    here.refuse(here.enter(20), "QualityTooHigh", identity(20), 200, 200)
    here.at(TODAY + 6)
    here.do(here.enter(20))


@pytest.mark.req("Q4")
@pytest.mark.parametrize("kind", [UPLIFT, DEDUCTION])
def test_enter__with_an_overlay__knows_base_quality_only(kind: int) -> None:
    here = opened(SECOND_CHANCE).with_quality(20, 200)
    here.state.overlays[identity(20)] = (Overlay(kind, 400, TODAY, TODAY + 9, 0, 1),)
    here.refuse(here.enter(20), "QualityTooHigh", identity(20), 200, 200)
    here.with_quality(20, 199).do(here.enter(20))


def test_enter__twice_or_after_a_win__is_refused() -> None:
    here = opened(SECOND_CHANCE)
    here.do(here.enter(20))
    here.refuse(here.enter(20), "AlreadyEntered", 0, 1, identity(20))
    here.state.second_chances.add(identity(20))
    here.refuse(here.enter(20), "SecondChanceUsed", identity(20))
    here.with_quality(20, 200)
    here.refuse(here.enter(20), "QualityTooHigh", identity(20), 200, 200)


@pytest.mark.req("P4")
def test_enter__again_with_another_key__is_refused() -> None:
    here = opened(SECOND_CHANCE)
    here.do(here.enter(20))
    here.do(here.change(20, 30))
    here.refuse(here.enter(20), "AlreadyEntered", 0, 1, identity(20))
