"""Cases on which the two sides once differed, played again.

Each file of `regressions` was written by a failing campaign; its `found` says what differed.
"""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.differential.agora import Agora
from tests.differential.cases import Case, Step, load, step_at
from tests.differential.founding import random_founding
from tests.differential.playing import play_case
from tests.differential.stage import TOWN, VILLAGE
from tests.harness.keys import key_addresses

FILES = sorted((Path(__file__).parent / "regressions").glob("*.json"))


@pytest.mark.req("Y1")
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_regression__a_case_that_once_differed__agrees(path):
    case = load(path)
    assert sum(play_case(case).values()) == len(case.steps)


@pytest.mark.req("Y1")
def test_case__saved_and_loaded__is_the_same(tmp_path):
    case = load(FILES[0])
    case.save(tmp_path / "case.json")
    assert load(tmp_path / "case.json") == case
    assert isinstance(case, Case)


@pytest.mark.req("Y1", "V2", "V5")
def test_case__of_organisations_orders_and_findings__is_the_same_when_loaded(tmp_path):
    steps = _a_life_of_services()
    assert {type(step.action).__name__ for step in steps} >= {"Accredit", "Redeem", "FileReading"}
    case = Case(random_founding(random.Random(0), "pilot"), tuple(steps))
    case.save(tmp_path / "case.json")
    assert load(tmp_path / "case.json") == case


def _a_life_of_services() -> list[Step]:
    """Return the steps of a stage on which organisations serve, and are looked at."""
    agora, steps = Agora(), []
    play = agora.players.play

    def noted(action: object, now: int) -> object:
        steps.append(step_at(agora.state, action, now))
        return play(action, now)

    agora.players.play = noted
    people = agora.enrol(VILLAGE, "citizen", "neighbour")
    organisation = agora.accredit(TOWN)
    offer = agora.open_offer(organisation)
    lines = agora.redeem(*(agora.order(one, offer) for one in people))
    agora.must(agora.rating(lines, 5))
    agora.must(agora.refunding(lines, 1))
    mandate = agora.mandate(organisation, 9, *key_addresses()[:3])
    agora.must(agora.reading(mandate, 10))
    agora.pass_days(1)
    agora.suspend(organisation)
    return steps
