"""The state that is read for planning holds what filing and remedying infractions depends on."""

from __future__ import annotations

from dataclasses import asdict

import pytest

from isonomia import build
from isonomia.contract_views import ContractViews
from isonomia.contracts import Deployment
from isonomia.spec.actions import CaseKey, OptOut
from isonomia.spec.case_state import CaseState, InfractionVersion, Panel, Stage, YearCount
from isonomia.spec.case_table import case_id
from isonomia.spec.state import NO_END, Charter, State
from isonomia.spec.views import case_state
from isonomia.sync import read_state
from tests.support.docket import INFRACTION, Docket
from tests.support.roles import (
    CITIZEN,
    CITIZEN_KEY,
    COUNCILS,
    DUE_PROCESS,
    GENESIS_DAY,
    INFRACTIONS,
    LOTTERY,
    MARKET,
    PILOT,
    SABOTAGE,
    TERMS,
    TOWN,
    VILLAGE,
)
from tests.support.world import World

pytestmark = pytest.mark.req("A2", "D3", "P6", "Q6")

NEVER_FILED = CaseKey(INFRACTION, CITIZEN, 1)


class Places:
    """As much of a manifest as `Deployment` reads."""

    def __init__(self, world: World) -> None:
        self.addresses = {name: getattr(world, name.lower()).address for name in build.DEPLOYED}


@pytest.fixture
def docket(world: World) -> Docket:
    return Docket(world)


def read(world: World, *keys: CaseKey) -> State:
    views = ContractViews.latest(Deployment(world.chain, Places(world)))
    return read_state(views, [CITIZEN], [CITIZEN], set(), keys)


def test_read_state__charter__has_the_parameters_of_all_contracts(world: World) -> None:
    values = {**PILOT, **COUNCILS, **LOTTERY, **DUE_PROCESS, **TERMS, **MARKET}
    assert list(asdict(read(world).charter).values()) == list(values.values())
    assert len(Charter.__dataclass_fields__) == len(values)


def test_read_state__councils__have_budget_standing_and_first_seat(world: World) -> None:
    found = read(world).councils
    assert [council.first_seat for council in found.values()] == [0, 3, 6]
    view = world.communities.call("council", TOWN)
    town = found[TOWN]
    assert (town.chain, town.used, town.share_index, town.full_again) == (
        view.chain,
        view.used,
        1000,
        view.fullAgainDay,
    )


def test_read_state__infraction_filed__is_known_with_its_rule_and_count(docket: Docket) -> None:
    key = docket.accuse()
    state = read(docket.world, key, NEVER_FILED)
    [case] = state.cases.values()
    assert state.cases == {case_id(key): case}
    assert (case.key, case.community, case.stage, case.detail) == (key, TOWN, Stage.NOTICE, 1)
    assert (case.notice_days, case.ripe_days, case.verdict_days) == (14, 30, 30)
    assert case.filed_at == case.since == docket.latest.time
    assert state.accusations == {CITIZEN: YearCount(0, 1)}
    rule = INFRACTIONS[0]
    version = (rule.points, rule.amount, rule.sunset_days, GENESIS_DAY, NO_END, 90, rule.text_hash)
    assert state.infractions[SABOTAGE] == (InfractionVersion(*version),)


def test_read_state__case_before_a_panel__has_the_state_the_chain_says(docket: Docket) -> None:
    key = docket.accuse()
    panel = docket.appeal(key)
    before = read(docket.world, key)
    assert before.panels == {panel: Panel(TOWN, 5, before.panels[panel].beacon_round, (), None)}
    docket.seat(panel)
    after = read(docket.world, key)
    assert after.panels[panel].seated == 5
    assert case_state(after, key, docket.world.now) == docket.state(key) == CaseState.FIRST_PANEL
    docket.pass_days(31)
    assert case_state(after, key, docket.world.now) == docket.state(key) == CaseState.LAPSED


def test_read_state__person_who_left__has_flag_and_time(docket: Docket) -> None:
    key = docket.accuse()
    left = docket.by_person(CITIZEN, CITIZEN_KEY, lambda *tail: OptOut(CITIZEN, *tail))
    state = read(docket.world, key)
    assert state.left_at == {CITIZEN: left.time}
    assert state.people[CITIZEN].opted_out
    assert not state.people[CITIZEN].takes_part
    assert case_state(state, key, docket.world.now) == CaseState.LAPSED


def test_read_state__no_cases_asked_for__reads_none(docket: Docket) -> None:
    docket.accuse()
    state = read(docket.world)
    assert (state.cases, state.infractions, state.accusations) == ({}, {}, {})
    assert state.councils[VILLAGE].share_index == 1000
