"""The scenarios of cases, panels and lives that become vectors."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from isonomia.spec import presets
from isonomia.spec.actions import CarryOut, SeatPanel
from isonomia.spec.state import CaseKey, Outcome
from tests.spec.courts import infraction
from tests.spec.recorder import CourtRecorder, court_recorder, real_key
from tests.spec.vectors import Step
from tests.spec.worlds import DAY, GENESIS, TODAY, YEAR, identity


def accusations() -> list[Step]:
    """Infractions filed, and refused line by line; rules published."""
    here = court_recorder(presets.pilot(), accusations_per_year=2)
    here.do(here.enrol(30, 31, month=(24_025, 24_025)))
    here.do(here.bind(30))
    for filing in (
        replace(here.accuse(20), act_days=()),
        here.accuse(),
        here.accuse(20, 99),
        here.accuse(4),
        here.accuse(31),
        here.accuse(20, day=TODAY + 1),
        here.accuse(20, day=TODAY - 91),
        here.accuse(20, rule=9),
        here.accuse(30),
        here.accuse(20, 20),
    ):
        here.do(filing)
    here.do(here.accuse(20, 21, 6))
    here.do(here.accuse(20, rule=2))
    here.do(here.accuse(20, rule=3))
    here.do(replace(here.publish(infraction(1)), community=2))
    here.do(here.publish(infraction(1, 301)))
    here.do(here.publish(infraction(1, day=TODAY + 29)))
    here.do(here.publish(infraction(1, 5, 999, day=TODAY + 30)))
    here.do(here.publish(*[infraction(1, day=TODAY + 30)] * 2))
    here.do(here.publish(infraction(1, 7, 1_000, 400, TODAY + 30), infraction(4, day=TODAY + 31)))
    here.wait(30)
    here.do(here.accuse(21))
    here.do(here.accuse(21, version=2))
    here.do(here.opt_out(6))
    here.do(here.accuse(6, version=2))
    here.now = GENESIS + YEAR
    here.do(here.accuse(20, version=2))
    return here.steps


def hearings() -> list[Step]:
    """One infraction to the end: both panels, the deduction, its review, its remedy."""
    here = court_recorder(presets.pilot())
    here.do(CarryOut((CaseKey(1, identity(20), 7),)))
    here.do(here.accuse(20, 21, 6))
    first, second, third = here.state.cases.values()
    here.do(here.carry(first))
    here.do(here.appeal(first, ground=6))
    here.do(here.appeal(first, ground=4))
    first = here.state.cases[next(iter(here.state.cases))]
    panel = here.state.panels[1]
    here.do(SeatPanel(9, ()))
    here.do(SeatPanel(1, ()))
    here.do(SeatPanel(1, panel.list))
    here.do(here.verdict(case=first, jurors=0))
    here.seat(1)
    here.do(SeatPanel(1, panel.list))
    _vote(here, first)
    here.do(here.verdict(case=first, jurors=4))
    first = _again(here, 0)
    here.do(replace(here.appeal(first), former_panel=()))
    here.do(here.appeal(first))
    here.seat(2)
    first = _again(here, 0)
    here.do(here.verdict(case=first))
    here.do(here.carry(first))
    here.wait(14)
    here.do(here.carry(second, third))
    here.do(here.withdraw(third))
    here.do(here.review(first, ground=7))
    here.do(here.review(first))
    here.seat(3)
    here.do(here.verdict(Outcome.UPHELD, _again(here, 0)))
    here.do(here.review(first))
    here.do(here.remedies(_again(here, 0), community=3))
    here.do(replace(here.remedies(), matters=()))
    here.do(replace(here.remedies(), identities=(), matters=()))
    all_three = tuple((index, real_key(4 + index)) for index in range(3))
    here.do(replace(here.remedies(third), approvals=all_three))
    here.do(here.remedies(_again(here, 0)))
    here.do(here.review(second))
    here.seat(4)
    here.do(here.verdict(Outcome.REJECTED, _again(here, 1)))
    here.do(here.review(third))
    here.wait(30)
    here.do(here.carry(third))
    return here.steps


def _again(here: CourtRecorder, position: int) -> Any:
    """Return a case as it is now, by the order of filing."""
    return list(here.state.cases.values())[position]


def _vote(here: CourtRecorder, case: Any) -> None:
    """Try every way in which a verdict of five does not count."""
    good = here.verdict(case=case)
    panel = here.state.panels[case.panel]
    for changes in (
        {"outcome": 3},
        {"identities": panel.jurors},
        {"votes": (*good.votes, (5, None))},
        {"votes": (*good.votes[:2], (2, None))},
        {"votes": (*good.votes[:2], (2, real_key(90)))},
        {"votes": good.votes[:2]},
    ):
        here.do(replace(good, **changes))
    same = int.from_bytes(panel.jurors[0], "big")
    other = int.from_bytes(panel.jurors[1], "big")
    here.do(here.change(other, same))
    here.do(here.verdict(case=case))
    here.do(here.change(other, 91))


def endings() -> list[Step]:
    """Silence of every panel, verdicts for the person, and withdrawals."""
    here = court_recorder(presets.pilot())
    here.do(here.accuse(20, 21))
    here.do(here.withdraw(community=3))
    here.do(here.withdraw())
    here.do(here.appeal(_again(here, 0)))
    here.seat(1)
    here.do(here.verdict(Outcome.REJECTED, _again(here, 0)))
    here.do(here.accuse(20, rule=2))
    here.do(here.appeal())
    here.seat()
    here.wait(30)
    here.do(here.verdict())
    here.do(here.accuse(20))
    here.wait(14)
    here.do(here.appeal())
    here.do(here.carry())
    here.do(here.review())
    here.wait(365)
    here.do(here.carry())
    here.do(here.accuse(21))
    here.wait(14)
    here.do(here.carry())
    here.wait(365)
    here.do(here.review())
    here.do(here.remedies())
    return here.steps


def challenges() -> list[Step]:
    """Awards challenged: what has to be proved, and what is taken back."""
    here = court_recorder(presets.pilot(), challenges_per_year=2)
    here.do(here.award(20, 21, rule=2))
    here.do(here.award(20, rule=3))
    here.do(here.award(21))
    good = here.challenge(4, batch=0)
    for action in (
        replace(good, signer=None),
        replace(good, proof=replace(good.proof, nonce=9)),
        replace(good, proof=replace(good.proof, community=99)),
        replace(good, line=2),
        here.challenge(20, batch=0),
        replace(good, ground=6),
    ):
        here.do(action)
    here.do(good)
    here.do(here.challenge(5, batch=0))
    here.do(here.withdraw())
    here.do(here.challenge(4, batch=1))
    here.do(here.challenge(4, batch=2))
    for panel in (1, 2):
        here.seat(panel)
        here.do(here.verdict(case=_again(here, panel - 1)))
    here.do(here.appeal(_again(here, 1)))
    here.seat(3)
    here.do(here.verdict(Outcome.REJECTED, _again(here, 1)))
    here.wait(14)
    here.do(here.carry(_again(here, 0)))
    here.do(here.opt_out(21))
    here.do(here.opt_in(21))
    here.do(here.challenge(5, batch=2))
    here.wait(16)
    here.do(here.challenge(5, batch=2))
    # The award of one allocation year is taken back in the next.
    here.now = GENESIS + YEAR - DAY
    here.do(here.award(20))
    here.do(here.challenge(5))
    here.seat()
    here.do(here.verdict())
    here.wait(14)
    here.do(here.award(20))
    here.do(here.carry())
    return here.steps


def lives() -> list[Step]:
    """Recoveries, closings, moving, opting out and in."""
    here = court_recorder(presets.pilot())
    here.do(here.enrol(30))
    for action in (
        here.recovery(7, 40),
        here.recovery(4, 40),
        here.recovery(30, 40),
        here.recovery(20, 0),
        replace(here.recovery(20, 40), new_signer=None),
        here.closing(7),
        here.closing(4),
    ):
        here.do(action)
    here.do(here.recovery(20, 40))
    here.do(here.recovery(20, 41))
    here.do(here.closing(20))
    here.do(here.closing(20))
    here.do(here.recovery(6, 42))
    recovered, closed, seat = here.state.cases.values()
    here.do(here.move(20, 9))
    here.do(here.move(20, 2))
    here.do(here.move(20, 3))
    here.do(here.opt_in(20))
    here.wait(14)
    here.do(here.carry(recovered, closed, seat))
    for action in (
        here.move(20, 2),
        here.opt_out(20),
        here.award(20, community=3),
        here.closing(20, community=3),
    ):
        here.do(action)
    here.do(here.award(9, community=3))
    here.do(here.alive(closed))
    here.do(here.alive(closed))
    here.do(here.opt_out(20))
    here.do(here.opt_out(20))
    here.do(here.accuse(21))
    here.do(here.opt_out(21))
    here.wait(14)
    here.do(here.carry())
    here.do(here.opt_in(21))
    here.wait(90)
    here.do(here.closing(21))
    here.do(here.alive())
    here.do(here.recovery(21, 43))
    here.do(here.appeal())
    here.seat()
    here.do(here.verdict(Outcome.REJECTED))
    return here.steps


def room() -> list[Step]:
    """Eight deductions side by side, of which the ninth has to wait; a closed person's wait too."""
    here = court_recorder(presets.generous())
    here.wait(3)
    for rule in (1, 2, 3):
        here.do(here.accuse(*[20] * 3, rule=rule, day=(TODAY, TODAY + 1, TODAY + 2)))
    cases = list(here.state.cases.values())
    here.wait(60)
    here.do(here.carry(*cases))
    here.do(here.carry(*cases[:8]))
    here.do(here.carry(cases[8]))
    here.do(here.remedies(cases[3]))
    here.do(here.carry(cases[8]))
    here.do(here.accuse(21))
    waiting = here.case
    here.do(here.closing(21))
    here.wait(60)
    here.do(here.carry(here.case))
    here.do(here.carry(waiting))
    return here.steps
