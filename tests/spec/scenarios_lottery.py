"""The scenarios of gifts and of the lottery that become vectors."""

from __future__ import annotations

from dataclasses import replace

from isonomia.spec import presets
from isonomia.spec.actions import CloseRound, Freeze, Settle, VerifyRound
from isonomia.spec.state import SECOND_CHANCE
from tests.spec.recorder import Recorder, recorder
from tests.spec.vectors import Step
from tests.spec.worlds import DAY, YEAR, identity


def endowed() -> Recorder:
    """Return a world in which citizen 20 has 400 points, and 21 has none."""
    here = recorder(presets.generous())
    here.do(here.enrol(20, 21))
    here.do(here.bind(20, 21))
    here.do(here.award(20, rule=3))
    here.do(here.award(20, rule=4))
    return here


def gifts() -> list[Step]:
    """Gifts: caps, the usable level, decay, leave, and a new allocation year."""
    here = endowed()
    here.do(replace(here.give(20, 0), signer=None))
    for points in (0, 251, 2**256 - 1, 201, 120):
        here.do(here.give(20, points))
    here.do(here.give(20, 131))
    here.do(here.give(20, 80))
    here.do(here.give(20, 1))
    here.do(here.award(20, rule=1))
    here.do(here.leave(20, 10))
    here.do(here.give(20, 7))
    # Decay begins 730 days and the leave after the awards, in the third allocation year.
    here.now += 2 * YEAR + 20 * DAY
    here.do(here.give(20, 1))
    here.do(here.award(20, rule=4))
    here.do(here.give(20, 250))
    here.do(here.give(20, 200))
    return here.steps


def openings() -> list[Step]:
    """Rounds opened, and refused at every bound."""
    here = endowed()
    here.do(here.give(20, 200))
    here.do(replace(here.open(), community=2, deadline=0))
    good = here.open(prizes=2, points=50, amount=500_000, days_long=30)
    for changes in (
        {"kind": 0},
        {"kind": 3},
        {"prizes": 0, "points": 0},
        {"prizes": 10_001},
        {"points": 0},
        {"points": 401},
        {"amount": 999},
        {"amount": 500_001},
        {"days_long": 0, "entries_until": 0},
        {"days_long": 366},
        {"entries_until": here.now + DAY - 1},
        {"entries_until": here.now + 90 * DAY + 1},
        {"prizes": 10_000, "points": 400},
        {"prizes": 201, "points": 1},
    ):
        here.do(replace(good, **changes))
    here.do(good)
    here.do(here.open(prizes=101, points=1))
    here.do(here.open(SECOND_CHANCE, prizes=1, points=100, hours=24 * 90))
    return here.steps


def entries() -> list[Step]:
    """Nominations and second chances: who comes in, and who does not."""
    here = endowed()
    here.do(here.give(20, 200))
    here.do(here.open(prizes=2, points=50))
    here.do(here.open(SECOND_CHANCE))
    here.do(here.award(21, rule=3))
    here.do(here.award(21, rule=4))
    for nomination in (
        here.nominate(20, round=9),
        here.nominate(20, round=2),
        here.nominate(),
        here.nominate(*[20] * 6),
        here.nominate(20, 99),
        here.nominate(20, 1),
        here.nominate(20, 4),
        here.nominate(20, 20),
    ):
        here.do(nomination)
    here.do(here.nominate(20, 6, 21))
    here.do(here.nominate(6))
    here.do(here.nominate(6, 20, 21))
    here.do(here.nominate(2, community=1))
    for entry in (
        replace(here.enter(20, 9), signer=None),
        here.enter(20, 9),
        here.enter(20, 1),
        here.enter(21, 2),
    ):
        here.do(entry)
    here.do(here.enter(20, 2))
    here.do(here.enter(6, 2))
    here.do(here.enter(20, 2))
    here.now = here.state.rounds[1].entries_until
    here.do(here.nominate(4))
    here.do(here.enter(4, 2))
    return here.steps


def draws() -> list[Step]:
    """Freezes, the beacon, settlement lot by lot, and the end of rounds."""
    here = endowed()
    here.do(here.give(20, 200))
    here.do(here.open(prizes=2, points=50))
    here.do(here.nominate(20, 6, 21))
    for action in (
        Freeze(2),
        Freeze(1),
        Settle(2, (), ()),
        Settle(1, (0,), ()),
        CloseRound(2),
        CloseRound(1),
        VerifyRound(0, bytes(32)),
    ):
        here.do(action)
    here.now = here.state.rounds[1].entries_until
    here.do(Freeze(1))
    here.do(Freeze(1))
    here.do(Settle(1, (0,), ()))
    here.do(Settle(1, (0,), (identity(20),)))
    here.do(here.verified())
    here.do(here.verified())
    here.do(Settle(1, (2,), (identity(20),)))
    here.do(replace(here.settle(0), winners=(identity(99),)))
    here.do(replace(here.settle(0, 1), winners=here.settle(1, 0).winners))
    here.do(CloseRound(1))
    here.do(here.settle(1))
    here.do(here.settle())
    here.do(here.settle())
    here.do(CloseRound(1))
    here.do(CloseRound(1))
    here.do(here.settle())
    # Nobody enters the second; nobody settles the third in time.
    here.do(here.open())
    here.do(here.open(prizes=5))
    here.do(here.nominate(20, 6, round=3))
    here.decide(2)
    here.do(Freeze(3))
    here.do(CloseRound(2))
    here.do(here.settle(1, round=3))
    # The bound round of the beacon comes 63 seconds after the freeze.
    here.now += 63 + 60 * DAY - 1
    here.do(CloseRound(3))
    here.now += 1
    here.do(CloseRound(3))
    here.do(here.settle(0, round=3))
    return here.steps


def chances() -> list[Step]:
    """One second chance in a lifetime, and overlays side by side and one after the other."""
    here = endowed()
    here.do(here.give(20, 200))
    for _ in range(2):
        here.do(here.open(SECOND_CHANCE, prizes=2, points=20))
    here.do(here.open(points=30, days_long=365))
    here.do(here.enter(6, 1))
    here.do(here.enter(6, 2))
    here.do(here.enter(20, 2))
    here.do(here.nominate(6, round=3))
    for round in (1, 2, 3):
        here.decide(round)
    for round in (2, 1, 3):
        here.do(here.settle(round=round))
    here.do(here.open(SECOND_CHANCE))
    here.do(here.enter(6, 4))
    here.do(here.change(6, 30))
    here.do(here.enter(6, 4))
    # The overlays of five days end, and their indexes are used again.
    here.now += 6 * DAY
    here.do(here.open(points=40))
    here.do(here.nominate(6, round=5))
    here.decide(5)
    here.do(here.settle(round=5))
    return here.steps
