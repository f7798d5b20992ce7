"""A jurisdiction in which everything happened: people, lotteries, services, findings and cases."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from isonomia import build, typed_data
from isonomia.devchain import DevChain
from isonomia.differences import entry_slot, slot_of
from isonomia.replay import Replay
from isonomia.spec.state import SECOND_CHANCE
from isonomia.spec.views import finding_id
from tests.verify.cases_lived import live_cases
from tests.verify.scenario import ASSEMBLY, UNBOUND_ROUND, identity_of, key_of, month
from tests.verify.scenario_cases import COAST, PLANTING, SIGNING, SOUTH, TEACHING
from tests.verify.scenario_services import ServiceScenario
from tests.verify.scenario_services import charter_file as charter_of_services
from tests.verify.services_lived import live_services

#: Quality enough to give is in reach, and the rate follows the dividend.
PARAMETERS = {
    "budget_per_member": 1_000,
    "usable_quality": 200,
    "term_days": 180,
    "rate_per_dividend": 1_000_000,
}
PEOPLE = {
    "teacher": month(1980, 2),
    "elder": month(1940, 1),
    "child": month(2006, 6),
    "giver": month(1966, 3),
    "nominee": month(1995, 12),
}
#: Enrolled and never heard of again.
QUIET = "southerner 5"
NEW_RULE = 70
#: Rounds of the lottery: of nominations, and two of second chances.
NOMINATIONS, CHANCES, CLOSED = 1, 2, 3
SECOND_KEY = "second key of seat 6/4"


def charter_file() -> bytes:
    """Return the charter of the scenario of services, with a rule for sittings."""
    document = json.loads(charter_of_services())
    document |= {"jurisdiction": "Scenario of everything", "parameters": PARAMETERS}
    document["rules"].append(
        {
            "id": ASSEMBLY,
            "name": "Sitting in an assembly",
            "category": 1,
            "points": 20,
            "yearly_limit": 4,
            "text": "Sitting in an assembly, as witnessed by two neighbours.",
        }
    )
    return json.dumps(document).encode()


class Everything(ServiceScenario):
    """Acts of everybody; councils sign with as many seats as they need."""

    def __init__(self, dev: DevChain, folder: Path) -> None:
        super().__init__(dev, folder, charter_file())
        #: Cases, findings and amendments by what happened to them -> their number in hex.
        self.numbers: dict[str, str] = {}

    def _council(
        self,
        community: int,
        function: str,
        message: Any,
        signed: tuple[Any, ...],
        arguments: tuple[Any, ...],
        seats: tuple[int, ...] = SIGNING,
    ) -> dict[str, Any]:
        return super()._council(community, function, message, signed, arguments, seats)


def live_everything(scenario: Everything) -> None:
    """Let everything happen once at least, in two allocation years."""
    scenario.submit(UNBOUND_ROUND)
    live_services(scenario)
    _enrol(scenario)
    _learn(scenario)
    _hold_lotteries(scenario)
    live_cases(scenario)
    scenario.change_controller("seat 6/4", SECOND_KEY)
    scenario.award(COAST, TEACHING, {"seat 6/4": scenario.today})
    scenario.numbers = _numbers(scenario)


def _enrol(scenario: Everything) -> None:
    scenario.enrol(SOUTH, PEOPLE)
    scenario.enrol(SOUTH, {f"southerner {n}": month(1950 + n, 1 + n) for n in range(6)})
    roles = ("teacher", "child", "giver")
    people = [identity_of(role) for role in roles], [key_of(role).address for role in roles]
    scenario.council(SOUTH, "bindControllers", typed_data.binding, people)


def _learn(scenario: Everything) -> None:
    """Awards, leaves, another key, a new rule and the rate of the next year."""
    first = scenario.today
    scenario.award(SOUTH, TEACHING, {"teacher": first - 5, "nominee": first - 6})
    scenario.award(SOUTH, ASSEMBLY, {"teacher": first - 1, "elder": first})
    scenario.award(SOUTH, PLANTING, {f"southerner {n}": first - n for n in range(1, 5)})
    scenario.publish((ASSEMBLY, 1, 30, 4, first + 60), (NEW_RULE, 7, 10, 0, first + 55))
    scenario.declare_leave("teacher", 30)
    scenario.announce_rate(1, 1_200_000)
    scenario.wait_until(first + 10)
    scenario.end_leave("teacher")
    scenario.declare_leave("child", 10)
    scenario.change_controller("teacher", "teacher's second key")


def _hold_lotteries(scenario: Everything) -> None:
    """Two rounds of second chances, the second of which a winner of the first enters too."""
    today = scenario.today
    for back in range(3):
        scenario.award(SOUTH, PLANTING, {"giver": today - back})
    for back in range(3):
        scenario.award(SOUTH, TEACHING, {"giver": today - back})
    scenario.give("giver", 40)
    scenario.give("giver", 20)
    scenario.open_round(SECOND_CHANCE, 2, 15, 30)
    scenario.open_round(SECOND_CHANCE, 3, 10, 365)
    scenario.enter("child", CHANCES)
    with scenario.together("pool"):
        scenario.enter("teacher", CHANCES, "teacher's second key")
        scenario.enter("teacher", CLOSED, "teacher's second key")
    scenario.wait_until(today + 3)
    bound = [scenario.freeze(number) for number in (CHANCES, CLOSED)]
    scenario.wait_until(today + 4)
    with scenario.together("beacon"):
        scenario.submit(bound[-1])
    for beacon_round in bound:
        scenario.submit(beacon_round)
    with scenario.together("pool"):
        scenario.settle(CHANCES, 0)
        scenario.settle(CHANCES, 1)
        scenario.settle(CLOSED, 0)
        scenario.close(CLOSED)


def _numbers(scenario: Everything) -> dict[str, str]:
    state = Replay(scenario._history(), scenario.target.founding).finish()
    named = {
        f"case of {scenario.roles[case.identity]}": number
        for number, case in state.cases.items()
        if case.identity in scenario.roles
    }
    for name in ("loud", "refused", "accessible", "mended", "late", "forgotten"):
        named[name] = finding_id(getattr(scenario, name))
    passed, waiting = state.endorsements
    named |= {"passed amendment": passed, "waiting amendment": waiting}
    named["teacher"] = identity_of("teacher")
    ledger = build.load("Ledger")
    leaves = entry_slot(slot_of(ledger, "_leaves"), identity_of("teacher"))
    charter = entry_slot(slot_of(ledger, "_charters"), 0)
    named |= {"leaves of teacher": leaves.to_bytes(32), "first charter": charter.to_bytes(32)}
    return {name: "0x" + number.hex() for name, number in named.items()}
