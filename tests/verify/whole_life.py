"""One citizen to whom everything happens that a receipt tells of."""

from __future__ import annotations

from isonomia import typed_data
from isonomia.spec.state import NOMINATED, Outcome
from tests.verify.scenario import DAY, NATION, identity_of, key_of, month
from tests.verify.scenario_cases import (
    EAST,
    NOTICE,
    PLANTING,
    TEACHING,
    WASTE,
    WRONG_PERSON,
    infraction,
)
from tests.verify.scenario_services import (
    CLINIC,
    ENHANCED,
    ESSENTIAL,
    HEALTH,
    NON_PROFIT,
    ServiceScenario,
)

CITIZEN = "citizen"
ALL = {"seats": (0, 1, 2, 3)}
HEALING, CARING = 1, 2
AT_CLINIC = 1
GIVEN = 60


def live_whole_life(scenario: ServiceScenario) -> None:
    """Earn, rest, give, win, spend and rate; be accused, lose an appeal and wait for another."""
    _earn(scenario)
    _give_and_win(scenario)
    _spend(scenario)
    _answer(scenario)


def _earn(scenario: ServiceScenario) -> None:
    scenario.roles[identity_of(CITIZEN)] = CITIZEN
    scenario.enrol(EAST, {CITIZEN: month(1980, 5), "neighbour": month(1981, 6)}, **ALL)
    people = [identity_of(CITIZEN)], [key_of(CITIZEN).address]
    scenario.council(EAST, "bindControllers", typed_data.binding, people)
    first = scenario.today
    scenario.wait_until(first + 20)
    for back in range(3):
        day = first + 10 + back
        scenario.award(EAST, PLANTING, dict.fromkeys((CITIZEN, "neighbour"), day), **ALL)
        scenario.award(EAST, TEACHING, {CITIZEN: day}, **ALL)
    scenario.declare_leave(CITIZEN, 10)
    scenario.wait_until(first + 24)
    scenario.end_leave(CITIZEN)


def _give_and_win(scenario: ServiceScenario) -> None:
    scenario.give(CITIZEN, GIVEN)
    terms = (NOMINATED, 1, GIVEN, 200_000, 300, scenario.chain.now() + 2 * DAY)
    scenario.council(NATION, "openRound", typed_data.round_opening, terms, (terms,))
    scenario.council(EAST, "nominate", typed_data.nomination, (1, [identity_of(CITIZEN)]))
    scenario.wait_until(scenario.today + 3)
    scenario.wait_for_round(scenario.freeze(1))
    scenario.settle(1, 0)


def _spend(scenario: ServiceScenario) -> None:
    address = scenario.accounts[CLINIC].address
    scenario.accredit(EAST, NON_PROFIT, (HEALTH,), address, "Clinic at the bridge")
    healing = scenario.open_offer(CLINIC, HEALTH, ESSENTIAL, 2_000, 0)
    scenario.open_offer(CLINIC, HEALTH, ENHANCED, 5_000, healing)
    order = scenario.order
    orders = [order(CITIZEN, HEALING, 1), order(CITIZEN, CARING, 2, portion=1)]
    scenario.redeem(CLINIC, *orders, order(CITIZEN, CARING, 1))
    scenario.cancel(CITIZEN)
    scenario.wait_until(scenario.today + 2)
    scenario.refund(CLINIC, AT_CLINIC, 2)
    scenario.rate(CITIZEN, AT_CLINIC, 0, 4)
    scenario.rate(CITIZEN, AT_CLINIC, 1, 5)


def _answer(scenario: ServiceScenario) -> None:
    """Two cases: one was carried out, one is before its second panel."""
    filed = scenario.today
    scenario.accuse(WASTE, {CITIZEN: filed - 1})
    scenario.wait_until(filed + NOTICE + 2)
    scenario.carry_out(infraction(CITIZEN, WASTE, filed - 1))
    later = scenario.today
    scenario.accuse(WASTE, {CITIZEN: later - 1})
    accused = infraction(CITIZEN, WASTE, later - 1)
    panel = scenario.appeal(accused)
    scenario.seat(panel)
    scenario.decide(accused, panel, Outcome.UPHELD, 0, 1, 2)
    scenario.appeal(accused, WRONG_PERSON)
