"""What holds of gifts and rounds whatever happens: random walks under two charters.

```
after every action
├── points given = free + reserved + granted, and each is what the actions so far add up to
├── a giver keeps usableQuality, gives at most giftCap a year, and nobody else loses base quality
├── entrants of a round: numbered without gaps, hashed in their order, fixed from the freeze on
├── lots settled: each once, none beyond prizes or entrants
├── a person wins one second chance in a lifetime, and has at most eight overlays
├── an overlay disappears only when it has ended
└── refused: the state as it was
a long walk
└── sees every event of the lottery
```
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from isonomia.spec import actions, events, presets, views
from isonomia.spec.actions import Action
from isonomia.spec.keccak import keccak256
from isonomia.spec.quality import quality_on
from isonomia.spec.refusals import Refusal
from isonomia.spec.state import DEDUCTION, NOMINATED, SECOND_CHANCE, Overlay, Round, State
from tests.spec.worlds import World, identity, world

pytestmark = [pytest.mark.offline, pytest.mark.req("L1", "L2", "L3", "L4")]

CITIZENS = (20, 21, 22, 23, 24, 6)
#: How often each is tried, of 27 times.
KINDS = {
    "give": 2,
    "award": 1,
    "open": 3,
    "nominate": 2,
    "enter": 4,
    "freeze": 2,
    "verify": 2,
    "settle": 4,
    "close": 1,
    "leave": 1,
    "change": 1,
    "deduct": 4,
}
TRIED = tuple(kind for kind, times in KINDS.items() for _ in range(times))
#: Of each event the lottery announces, a long walk sees at least one.
LOTTERY_EVENTS = {
    events.Given,
    events.OverlaySet,
    events.PointsGiven,
    events.RoundOpened,
    events.Entered,
    events.RoundFrozen,
    events.PrizeWon,
    events.PrizeForfeited,
    events.RoundClosed,
    events.RoundVerified,
}


@dataclass(frozen=True)
class Move:
    """One thing tried, after so many hours; the number means something else for each kind."""

    kind: str
    hours: int
    who: int
    number: int


HOURS = (*(0,) * 40, 1, 1, 2, 6, 12, 24, 26, 61 * 24)
MOVES = st.builds(
    Move,
    kind=st.sampled_from(TRIED),
    hours=st.sampled_from(HOURS),
    who=st.sampled_from(CITIZENS),
    number=st.integers(0, 400),
)
WALKS = st.tuples(
    st.sampled_from([presets.generous, presets.pilot]),
    st.lists(MOVES, min_size=10, max_size=40),
)


@dataclass
class Walk:
    """A world under way, and what its events add up to."""

    here: World
    given: int = 0
    granted: int = 0
    entrants: dict[int, list[bytes]] = field(default_factory=dict)
    second_chances: list[bytes] = field(default_factory=list)
    seen: set[type[Any]] = field(default_factory=set)

    def note(self, found: Sequence[Any]) -> None:
        rounds = self.here.state.rounds
        for event in found:
            self.seen.add(type(event))
            if isinstance(event, events.PointsGiven):
                self.given += event.points
            elif isinstance(event, events.Entered):
                self.entrants.setdefault(event.round, []).append(event.identity)
            elif isinstance(event, events.PrizeWon):
                self.granted += rounds[event.round].points
                if rounds[event.round].kind == SECOND_CHANCE:
                    self.second_chances.append(event.identity)


def start(charter: Any) -> Walk:
    """Begin with five citizens and a councillor, rich and poor in quality."""
    here = world(replace(charter(), members_per_nomination=1))
    for number in CITIZENS[:-1]:
        here.with_citizen(number)
    for number, quality in zip(CITIZENS, (1_000, 900, 100, 0, 0, 0), strict=True):
        here.with_quality(number, quality)
    return Walk(here)


def action_of(here: World, move: Move) -> Action:
    number, who = move.number, move.who
    round = round_for(here, move)
    if move.kind == "give":
        return here.give(who, number)
    if move.kind == "award":
        return here.award(who, rule=4 if number % 2 else 3)
    if move.kind == "open":
        return here.open(
            1 + number % 2,
            prizes=1 + number % 3,
            points=1 + number % 60,
            days_long=1 + number % 365,
            hours=24 + number % 3,
        )
    if move.kind == "nominate":
        return here.nominate(*CITIZENS[number % 6 :], round=round)
    if move.kind == "enter":
        return here.enter(who, round)
    if move.kind == "freeze":
        return actions.Freeze(round)
    if move.kind == "verify":
        known = round in here.state.rounds
        return here.verified(round) if known else actions.VerifyRound(number, bytes(32))
    if move.kind == "settle":
        return settlement_of(here, round, number)
    if move.kind == "close":
        return actions.CloseRound(round)
    if move.kind == "leave":
        return here.leave(who, number % 40)
    return here.change(who, 40 + number)


def round_for(here: World, move: Move) -> int:
    """Return a round at the stage of the move, else any; sometimes any, or the one after all."""
    stages: dict[str, Callable[[Round], bool]] = {
        "nominate": lambda one: one.kind == NOMINATED and here.now < one.entries_until,
        "enter": lambda one: one.kind == SECOND_CHANCE and here.now < one.entries_until,
        "freeze": lambda one: not one.beacon_round,
        "verify": lambda one: one.beacon_round not in (0, *here.state.randomness),
        "settle": lambda one: (
            one.beacon_round in here.state.randomness
            and one.settled < one.entrants
            and not one.closed
        ),
        "close": lambda one: one.beacon_round != 0 and not one.closed,
    }
    is_due = stages.get(move.kind, lambda _: True)
    due = [number for number, one in here.state.rounds.items() if is_due(one)]
    if not due or move.number % 9 == 0:
        return 1 + move.number % (len(here.state.rounds) + 1)
    return due[move.number % len(due)]


def settlement_of(here: World, round: int, number: int) -> Action:
    """Return the settlement of some lots, or of one with some winner while none can be known."""
    try:
        views.round_key(here.state, round)
    except Refusal:
        return actions.Settle(round, (0,), (identity(20),))
    lots = min(here.state.rounds[round].prizes, here.state.rounds[round].entrants)
    if number % 11 == 0 or not lots:
        return actions.Settle(round, (lots,), (identity(20),))
    return here.settle(round=round) if number % 2 else here.settle(number % lots, round=round)


def deduct(here: World, move: Move) -> None:
    """Put a deduction into the state, as an issue to come will do by an act."""
    person, today = identity(move.who), here.today
    former = here.state.overlays.get(person, ())
    if len(former) < 8:
        amount = 0 if move.number % 2 else 1_000
        only = Overlay(DEDUCTION, move.number, today, today + 1 + move.number, amount, 9)
        here.state.overlays[person] = (*former, only)
        slot = here.state.people[person]
        here.state.people[person] = replace(slot, overlays=len(former) + 1)


def steps_of(walk: Walk, moves: Sequence[Move]) -> Iterator[tuple[State, Action, bool]]:
    """Take the moves; yield the state before each, the action, and whether it was accepted."""
    here = walk.here
    for move in moves:
        here.now += move.hours * 3_600
        if move.kind == "deduct":
            deduct(here, move)
            continue
        before, action = here.state.copy(), action_of(here, move)
        try:
            walk.note(here.do(action))
        except Refusal:
            assert here.state == before
            yield before, action, False
        else:
            yield before, action, True


# ---- what holds ----------------------------------------------------------------------------------


def check_points(walk: Walk) -> None:
    state = walk.here.state
    pool, rounds = state.pool, state.rounds.values()
    running = sum((one.prizes - one.settled) * one.points for one in rounds if not one.closed)
    assert (pool.given, pool.granted, pool.reserved) == (walk.given, walk.granted, running)
    assert pool.given == pool.free + pool.reserved + pool.granted
    assert min(pool.free, pool.reserved, pool.granted) >= 0


def check_givers(walk: Walk, before: State, action: Action) -> None:
    state, today = walk.here.state, walk.here.today
    for person, slot in before.people.items():
        after, now = quality_on(state.people[person], today), quality_on(slot, today)
        if isinstance(action, actions.Give) and person == action.identity:
            assert after == now - action.points >= state.charter.usable_quality
            assert 0 < state.people[person].given <= state.charter.gift_cap
        else:
            assert after >= now


def check_entrants(walk: Walk, before: State) -> None:
    state = walk.here.state
    for number, found in state.rounds.items():
        entrants = walk.entrants.get(number, [])
        assert found.entrants == len(entrants) == len(set(entrants))
        assert [state.places[number, person] for person in entrants] == list(range(len(entrants)))
        running = bytes(32)
        for person in entrants:
            running = keccak256(running + person)
        assert found.entrants_hash == running
        former = before.rounds.get(number)
        if former is not None and former.beacon_round:
            assert (former.entrants_hash, former.beacon_round) == (running, found.beacon_round)
    assert len(state.places) == sum(found.entrants for found in state.rounds.values())


def check_lots(walk: Walk, before: State) -> None:
    state = walk.here.state
    for number, found in state.rounds.items():
        lots = {lot for round, lot in state.settled_lots if round == number}
        assert len(lots) == found.settled
        assert lots <= set(range(min(found.prizes, found.entrants)))
    assert len(walk.second_chances) == len(set(walk.second_chances))
    assert state.second_chances == set(walk.second_chances)
    for person, overlays in state.overlays.items():
        assert len(overlays) == state.people[person].overlays <= 8
        former = before.overlays.get(person, ())
        for index, overlay in enumerate(former):
            assert overlays[index] == overlay or overlay.until_day <= walk.here.today


def check(walk: Walk, before: State, action: Action) -> None:
    check_points(walk)
    check_givers(walk, before, action)
    check_entrants(walk, before)
    check_lots(walk, before)


@settings(max_examples=80, deadline=None, print_blob=True)
@given(WALKS)
def test_lottery__any_walk__conserves_points_and_keeps_its_promises(
    walk_of: tuple[Any, list[Move]],
) -> None:
    charter, moves = walk_of
    walk = start(charter)
    for before, action, accepted in steps_of(walk, moves):
        if accepted:
            check(walk, before, action)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_lottery__long_walk__sees_every_event_and_keeps_its_promises(seed: int) -> None:
    print(f"seed {seed}")
    rng = random.Random(seed)
    moves = [
        Move(rng.choice(TRIED), rng.choice(HOURS), rng.choice(CITIZENS), rng.randrange(401))
        for _ in range(2_000)
    ]
    walk = start(presets.generous)
    refusals = 0
    for before, action, accepted in steps_of(walk, moves):
        if accepted:
            check(walk, before, action)
        refusals += not accepted
    assert walk.seen >= LOTTERY_EVENTS
    assert walk.granted > 0
    assert 0 < refusals < len(moves)
