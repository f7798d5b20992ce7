"""The end of a round, and what anybody can ask of one.

```
close, in this order
├── RoundUnknown (see test_spec_rounds), NotFrozen, RoundOver
├── lots left, before 60 days after the bound round of the beacon: RoundRunning
└── accepted: the points of prizes not settled are free again, once
round_key, drawn
├── RoundUnknown, NotFrozen, BeaconPending
├── no such lot: LotUnknown, with line 0
└── else what settle goes by, also once closed
```
"""

from __future__ import annotations

import pytest

from isonomia.spec import events, views
from isonomia.spec.actions import CloseRound, Freeze
from isonomia.spec.state import PoolAccount
from tests.spec.test_spec_settlement import UNTIL, decided, nominated, populated, refusal_of
from tests.spec.worlds import DAY, TODAY, identity

pytestmark = [pytest.mark.offline, pytest.mark.req("L4")]

#: The first period and a minute after the entries, in a beacon of period 3 from second 0 on.
BOUND_AT = UNTIL + 63
OVER = BOUND_AT + 60 * DAY


# ---- close ---------------------------------------------------------------------------------------


def test_close__before_the_freeze__is_refused() -> None:
    here = nominated()
    here.now = OVER
    here.refuse(CloseRound(1), "NotFrozen", 1)


@pytest.mark.parametrize("prizes", [1, 3, 10])
def test_close__all_lots_settled__frees_the_prizes_without_entrants(prizes: int) -> None:
    here = decided(prizes=prizes)
    lots = min(prizes, 3)
    here.refuse(CloseRound(1), "RoundRunning", 1, OVER)
    here.do(here.settle())
    returned = (prizes - lots) * 100
    assert here.do(CloseRound(1)) == [events.RoundClosed(1, returned)]
    assert here.state.pool == PoolAccount(1_000, 1_000 - lots * 100, 0, lots * 100)
    assert here.state.rounds[1].closed
    here.refuse(CloseRound(1), "RoundOver", 1)


def test_close__nobody_entered__frees_everything_right_after_the_freeze() -> None:
    here = populated()
    here.do(here.open(prizes=5, points=200))
    here.now = UNTIL
    here.do(Freeze(1))
    assert here.do(CloseRound(1)) == [events.RoundClosed(1, 1_000)]
    assert here.state.pool == PoolAccount(1_000, 1_000, 0, 0)


@pytest.mark.parametrize("settled", [0, 1, 2])
def test_close__lots_left__waits_sixty_days_for_settlers(settled: int) -> None:
    here = decided()
    if settled:
        here.do(here.settle(*range(settled)))
    here.now = OVER - 1
    here.refuse(CloseRound(1), "RoundRunning", 1, OVER)
    here.now = OVER
    returned = (3 - settled) * 100
    assert here.do(CloseRound(1)) == [events.RoundClosed(1, returned)]
    assert here.state.pool == PoolAccount(1_000, 700 + returned, 0, settled * 100)
    here.refuse(here.settle(), "RoundOver", 1)


def test_close__beacon_never_came__frees_everything_after_sixty_days() -> None:
    here = nominated()
    here.now = UNTIL
    here.do(Freeze(1))
    here.now = OVER - 1
    here.refuse(CloseRound(1), "RoundRunning", 1, OVER)
    here.now = OVER
    assert here.do(CloseRound(1)) == [events.RoundClosed(1, 300)]
    here.do(here.verified())
    here.refuse(here.settle(), "RoundOver", 1)


def test_settle__after_sixty_days_but_not_closed__is_accepted() -> None:
    here = decided()
    here.now = OVER + DAY
    here.do(here.settle(0))
    overlay = here.state.overlays[here.winner(0)][0]
    assert (overlay.from_day, overlay.until_day) == (TODAY + 62, TODAY + 67)
    here.do(CloseRound(1))


@pytest.mark.req("L3")
def test_close__its_points__can_be_won_again() -> None:
    here = decided(prizes=10)
    here.do(here.settle())
    here.refuse(here.open(prizes=7, points=101), "PoolTooSmall", 707, 0)
    here.do(CloseRound(1))
    here.do(here.open(prizes=7, points=100))
    assert here.state.pool == PoolAccount(1_000, 0, 700, 300)


@pytest.mark.req("L3")
def test_prize__expired__leaves_the_pool_as_it_was() -> None:
    here = decided(prizes=1)
    here.do(here.settle())
    winner, pool = here.winner(0), here.state.pool
    here.at(TODAY + 6)
    assert refusal_of(views.portion, here.state, winner, 0, here.now) == (
        "OverlayNotInForce",
        winner,
        0,
    )
    assert here.state.pool == pool
    here.do(here.open())
    here.do(here.nominate(int.from_bytes(winner, "big"), round=2))
    here.decide(2)
    assert here.do(here.settle(round=2))[0].index == 0


# ---- views ---------------------------------------------------------------------------------------


def test_drawn__not_decided__is_refused_like_settle() -> None:
    here = nominated()
    for view, arguments in ((views.drawn, (0,)), (views.round_key, ())):
        assert refusal_of(view, here.state, 2, *arguments) == ("RoundUnknown", 2)
        assert refusal_of(view, here.state, 1, *arguments) == ("NotFrozen", 1)
    here.now = UNTIL
    here.do(Freeze(1))
    bound = here.state.rounds[1].beacon_round
    for view, arguments in ((views.drawn, (0,)), (views.round_key, ())):
        assert refusal_of(view, here.state, 1, *arguments) == ("BeaconPending", 1, bound)


def test_drawn__decided__answers_also_once_closed() -> None:
    here = decided(prizes=2)
    drawn = [views.drawn(here.state, 1, lot) for lot in (0, 1)]
    assert refusal_of(views.drawn, here.state, 1, 2) == ("LotUnknown", 0, 2, 2)
    winners = here.settle().winners
    assert [here.state.places[1, winner] for winner in winners] == drawn
    here.do(here.settle())
    here.do(CloseRound(1))
    assert [views.drawn(here.state, 1, lot) for lot in (0, 1)] == drawn


def test_given__nobody__is_refused() -> None:
    here = populated()
    assert refusal_of(views.given, here.state, identity(99), here.now) == (
        "NotEnrolled",
        identity(99),
    )
