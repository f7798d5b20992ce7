"""Settlement: what the beacon's randomness decides.

```
verifyRound
├── 0, or above 64 bits: RoundOutOfRange
├── known: RoundAlreadyVerified
└── accepted: kept for ever
settle, in this order
├── RoundUnknown (see test_spec_rounds), NotFrozen, RoundOver, LengthMismatch, BeaconPending
├── for each line LotUnknown, WrongWinner, also of a lot settled before
├── a lot settled before: nothing
├── no room, or a second chance won before: PrizeForfeited, points free again
└── else an uplift, PrizeWon, points granted
close, in this order
├── RoundUnknown, NotFrozen, RoundOver, RoundRunning
└── accepted: the points of prizes not settled are free again
drawn, round_key: RoundUnknown, NotFrozen, BeaconPending, LotUnknown; also once closed
```
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from isonomia.spec import events, views
from isonomia.spec.actions import CloseRound, Freeze, Settle, VerifyRound
from isonomia.spec.keccak import keccak256
from isonomia.spec.refusals import Refusal
from isonomia.spec.sortition import draw
from isonomia.spec.state import NOMINATED, SECOND_CHANCE, UPLIFT, Overlay, PoolAccount
from tests.spec.worlds import DAY, GENESIS, TODAY, World, identity, world

pytestmark = [pytest.mark.offline, pytest.mark.req("L4")]

UNTIL = GENESIS + DAY
RANDOM = b"\x5e" * 32
CITIZENS = (20, 21, 22)


def populated(points: int = 1_000) -> World:
    """Return a world with citizens 20 to 22 and points in the pool."""
    here = world(members_per_nomination=1).with_points(points)
    for number in CITIZENS:
        here.with_citizen(number)
    return here


def nominated(prizes: int = 3, points: int = 100, days_long: int = 5) -> World:
    """Return a world in which citizens 20 to 22 are the entrants of round 1."""
    here = populated()
    here.do(here.open(prizes=prizes, points=points, amount=50_000, days_long=days_long))
    here.do(here.nominate(*CITIZENS))
    return here


def decided(prizes: int = 3, points: int = 100, days_long: int = 5) -> World:
    """Return such a world whose round can be settled."""
    here = nominated(prizes, points, days_long)
    here.decide()
    return here


def refusal_of(view: Callable[..., object], *arguments: object) -> tuple[object, ...]:
    with pytest.raises(Refusal) as refusal:
        view(*arguments)
    return refusal.value.name, *refusal.value.values


# ---- verifyRound ---------------------------------------------------------------------------------


@pytest.mark.req("L5")
def test_verify__round_not_known__is_kept_whatever_the_time() -> None:
    here = world()
    for number in (1, 2**64 - 1):
        assert here.do(VerifyRound(number, RANDOM)) == [events.RoundVerified(number, RANDOM)]
    assert here.state.randomness == {1: RANDOM, 2**64 - 1: RANDOM}


@pytest.mark.req("L5")
@pytest.mark.parametrize("number", [0, 2**64, 2**256 - 1])
def test_verify__no_number_of_a_round__is_refused(number: int) -> None:
    world().refuse(VerifyRound(number, RANDOM), "RoundOutOfRange", number)


@pytest.mark.req("L5")
def test_verify__known_round__is_refused() -> None:
    here = world()
    here.do(VerifyRound(7, RANDOM))
    here.refuse(VerifyRound(7, bytes(32)), "RoundAlreadyVerified", 7)


# ---- settle --------------------------------------------------------------------------------------


@pytest.mark.req("L3")
def test_settle__all_lots__gives_each_winner_an_uplift() -> None:
    here = decided(prizes=2)
    action = here.settle()
    overlay = Overlay(UPLIFT, 100, TODAY + 1, TODAY + 6, 50_000, 1)
    word = views.overlay_word(overlay)
    assert here.do(action) == [
        events.OverlaySet(action.winners[0], 0, word),
        events.PrizeWon(1, 0, action.winners[0]),
        events.OverlaySet(action.winners[1], 0, word),
        events.PrizeWon(1, 1, action.winners[1]),
    ]
    assert here.state.overlays == dict.fromkeys(action.winners, (overlay,))
    assert here.state.pool == PoolAccount(1_000, 800, 0, 200)
    assert here.state.rounds[1].settled == 2
    assert here.state.second_chances == set()
    assert len(set(action.winners)) == 2


def test_settle__key_and_lots__are_those_of_the_beacon_and_the_permutation() -> None:
    here = decided()
    found = here.state.rounds[1]
    randomness = here.state.randomness[found.beacon_round]
    key = keccak256(randomness + bytes(31) + b"\x01" + found.entrants_hash)
    assert views.round_key(here.state, 1) == key
    for lot in range(3):
        assert views.drawn(here.state, 1, lot) == draw(key, lot, 3)
    order = sorted(CITIZENS, key=lambda number: here.state.places[1, identity(number)])
    winners = tuple(identity(order[draw(key, lot, 3)]) for lot in range(3))
    here.do(Settle(1, (0, 1, 2), winners))


def test_settle__bits_of_what_decides__all_change_the_key() -> None:
    here = decided()
    key = views.round_key(here.state, 1)
    other = here.state.copy()
    other.randomness[here.state.rounds[1].beacon_round] = RANDOM
    assert views.round_key(other, 1) != key
    other = here.state.copy()
    other.rounds[1] = replace(other.rounds[1], entrants_hash=RANDOM)
    assert views.round_key(other, 1) != key
    other = here.state.copy()
    other.rounds[2] = other.rounds[1]
    assert views.round_key(other, 2) != key


def test_settle__before_the_freeze__is_refused() -> None:
    here = nominated()
    here.refuse(Settle(1, (0,), ()), "NotFrozen", 1)


def test_settle__unequal_lists__are_refused_before_the_beacon() -> None:
    here = nominated()
    here.now = UNTIL
    here.do(Freeze(1))
    here.refuse(Settle(1, (0,), ()), "LengthMismatch", 1, 0)
    here.refuse(Settle(1, (), (identity(20),)), "LengthMismatch", 0, 1)


def test_settle__beacon_late__waits_as_long_as_it_takes() -> None:
    here = nominated()
    here.now = UNTIL
    here.do(Freeze(1))
    bound = here.state.rounds[1].beacon_round
    here.do(VerifyRound(bound - 1, RANDOM))
    here.do(VerifyRound(bound + 1, RANDOM))
    for later in (0, 1, 59 * DAY):
        here.now = UNTIL + later
        here.refuse(Settle(1, (9,), (identity(99),)), "BeaconPending", 1, bound)
    here.do(here.verified())
    here.do(here.settle())


@pytest.mark.parametrize(("prizes", "lots"), [(1, 1), (2, 2), (3, 3), (4, 3), (10, 3)])
def test_settle__lot_that_is_not_drawn__is_refused(prizes: int, lots: int) -> None:
    here = decided(prizes=prizes)
    good = here.settle(0)
    for lot in (lots, 2**256 - 1):
        action = Settle(1, (0, lot), (good.winners[0], identity(20)))
        here.refuse(action, "LotUnknown", 1, lot, lots)


def test_settle__no_entrants__has_no_lots() -> None:
    here = populated()
    here.do(here.open())
    here.decide()
    here.refuse(Settle(1, (0,), (identity(20),)), "LotUnknown", 0, 0, 0)
    assert here.do(Settle(1, (), ())) == []


@pytest.mark.req("S12")
def test_settle__somebody_else__is_refused_with_the_entrant() -> None:
    here = decided()
    good = here.settle()
    first, second = good.winners[:2]
    entrants = [views.drawn(here.state, 1, lot) for lot in (0, 1)]
    for other in (second, identity(4), identity(99), bytes(32)):
        here.refuse(Settle(1, (0,), (other,)), "WrongWinner", 0, 0, entrants[0])
    here.refuse(Settle(1, (0, 1), (first, first)), "WrongWinner", 1, 1, entrants[1])


@pytest.mark.req("S12")
def test_settle__entrant_of_another_round__is_refused() -> None:
    here = nominated()
    here.do(here.open())
    here.do(here.nominate(6, round=2))
    here.decide()
    entrant = views.drawn(here.state, 1, 0)
    here.refuse(Settle(1, (0,), (identity(6),)), "WrongWinner", 0, 0, entrant)


def test_settle__lot_settled_before__is_passed_over() -> None:
    here = decided()
    first = here.settle(0)
    here.do(first)
    assert here.do(first) == []
    rest = here.do(here.settle())
    assert [event.lot for event in rest if isinstance(event, events.PrizeWon)] == [1, 2]
    assert here.do(here.settle()) == []
    assert here.state.pool == PoolAccount(1_000, 700, 0, 300)
    assert here.state.rounds[1].settled == 3


def test_settle__lot_settled_before_with_somebody_else__is_refused() -> None:
    here = decided()
    here.do(here.settle(0))
    entrant = views.drawn(here.state, 1, 0)
    here.refuse(Settle(1, (0,), (identity(99),)), "WrongWinner", 0, 0, entrant)


def test_settle__same_lot_twice_in_one_act__counts_once() -> None:
    here = decided()
    action = here.settle(1, 1)
    assert len(here.do(action)) == 2
    assert here.state.rounds[1].settled == 1


def test_settle__in_any_order_of_lots__gives_the_same() -> None:
    forth, back = decided(), decided()
    forth.do(forth.settle(0, 1, 2))
    for lot in (2, 0, 1):
        back.do(back.settle(lot))
    assert forth.state == back.state


def test_settle__after_the_close__is_refused_before_the_lists() -> None:
    here = decided(prizes=1)
    here.do(here.settle())
    here.do(CloseRound(1))
    here.refuse(Settle(1, (0,), ()), "RoundOver", 1)


# ---- forfeits ------------------------------------------------------------------------------------


@pytest.mark.req("Q4")
def test_settle__winner_without_room__forfeits() -> None:
    here = decided(prizes=1)
    action = here.settle()
    (winner,) = action.winners
    full = (Overlay(UPLIFT, 1, 0, TODAY + 2, 1_000, 9),) * 8
    here.state.overlays[winner] = full
    assert here.do(action) == [events.PrizeForfeited(1, 0, winner)]
    assert here.state.overlays[winner] == full
    assert here.state.pool == PoolAccount(1_000, 1_000, 0, 0)
    assert here.state.rounds[1].settled == 1
    here.at(TODAY + 2)
    assert here.do(action) == []


@pytest.mark.req("Q4")
def test_settle__winner_of_earlier_rounds__has_several_overlays() -> None:
    here = populated()
    for number in (1, 2, 3):
        here.do(here.open(points=100 * number, days_long=number + 1))
        here.do(here.nominate(20, round=number))
    for number in (1, 2, 3):
        here.decide(number)
        here.do(here.settle(round=number))
    points = [overlay.points for overlay in here.state.overlays[identity(20)]]
    assert points == [100, 200, 300]
    found = [views.portion(here.state, identity(20), index, here.now)[1] for index in range(3)]
    assert found == points
    assert here.state.people[identity(20)].overlays == 3


@pytest.mark.req("L2")
@pytest.mark.parametrize("order", [(1, 2), (2, 1)])
def test_second_chance__won_in_one_of_two_open_rounds__is_forfeited_in_the_other(
    order: tuple[int, int],
) -> None:
    here = populated()
    for number, points in ((1, 100), (2, 30)):
        here.do(here.open(SECOND_CHANCE, points=points))
        here.do(here.enter(20, number))
    here.decide(1)
    here.decide(2)
    first, second = order
    assert isinstance(here.do(here.settle(round=first))[-1], events.PrizeWon)
    assert here.state.second_chances == {identity(20)}
    lost = here.do(here.settle(round=second))
    assert lost == [events.PrizeForfeited(second, 0, identity(20))]
    won = {1: 100, 2: 30}[first]
    assert here.state.pool == PoolAccount(1_000, 1_000 - won, 0, won)
    assert len(here.state.overlays[identity(20)]) == 1
    here.do(here.open(SECOND_CHANCE))
    here.refuse(here.enter(20, 3), "SecondChanceUsed", identity(20))


@pytest.mark.req("L2")
@pytest.mark.parametrize("order", [(1, 2), (2, 1)])
def test_second_chance__beside_a_nomination__both_are_won(order: tuple[int, int]) -> None:
    here = populated()
    here.do(here.open(NOMINATED))
    here.do(here.open(SECOND_CHANCE))
    here.do(here.nominate(20))
    here.do(here.enter(20, 2))
    for number in (1, 2):
        here.decide(number)
    for number in order:
        assert isinstance(here.do(here.settle(round=number))[-1], events.PrizeWon)
    assert here.state.second_chances == {identity(20)}
    assert len(here.state.overlays[identity(20)]) == 2


@pytest.mark.req("L2")
def test_second_chance__forfeited_for_want_of_room__is_not_used() -> None:
    here = populated()
    here.do(here.open(SECOND_CHANCE))
    here.do(here.enter(20))
    here.decide()
    here.state.overlays[identity(20)] = (Overlay(UPLIFT, 1, 0, TODAY + 9, 1_000, 9),) * 8
    assert here.do(here.settle()) == [events.PrizeForfeited(1, 0, identity(20))]
    assert here.state.second_chances == set()


@pytest.mark.req("L2")
def test_second_chance__quality_risen_since__still_wins() -> None:
    here = populated()
    here.do(here.open(SECOND_CHANCE))
    here.do(here.enter(20))
    here.decide()
    here.with_quality(20, 990).do(here.settle())
    assert views.portion(here.state, identity(20), 0, here.now)[1] == 1_000
