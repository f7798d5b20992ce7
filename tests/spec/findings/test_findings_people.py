"""Whatever becomes of a finding, nothing of a person and nothing of a council depends on it.

```
any accepted act of a finding
├── people, keys, orders, overlays, leaves, cases and seats stay as they are
├── councils: the nonce of the one that acted, and the standing of the one that filed: no more
├── findings go by the rows of infractions; panels too small are all that changes them unasked
├── an effect begins only of a ripe finding, and lasts two years at most
└── services know the suspension that the effects give
refused ── the state is untouched
after any step ── silence from then on ends every finding, and every effect
```
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from isonomia.spec import transition, views
from isonomia.spec.actions import Action, CarryOutFindings, CouncilAct, JudgeFinding
from isonomia.spec.case_table import TRANSITIONS, CaseAct
from isonomia.spec.effects import lasts, suspended_until
from isonomia.spec.refusals import Refusal
from isonomia.spec.state import CaseKind, CaseState, Finding, Outcome, State
from tests.spec.findings.inspections import (
    FILER,
    KEY_OF,
    ORGANISATION,
    OTHER_ORGANISATION,
    Inspection,
    inspection,
)
from tests.spec.findings.test_findings_table import ACTS, attempt
from tests.spec.worlds import DAY

pytestmark = [pytest.mark.offline, pytest.mark.req("V5"), pytest.mark.req("S7")]

LONGEST_SUNSET = 730
CITIZENS = (20, 21)
#: All that an act of a finding may change; of councils, what `check_councils` says.
OF_FINDINGS = {
    "standards", "standards_hash", "findings", "mandates", "effects", "finding_counts",
    "organisations", "panels", "randomness", "councils",
}  # fmt: skip
WALKED = (*ACTS, *(CaseAct.CARRY_OUT,) * 2, *(CaseAct.APPEAL,) * 2)


@dataclass(frozen=True)
class Try:
    """One act tried, after so many days; the numbers choose among what there is."""

    act: CaseAct
    days: int
    standard: int
    which: int


@dataclass(frozen=True)
class Taken:
    """An act that was accepted at ``now`` seconds."""

    before: State
    action: Action
    now: int
    after: State


TRIES = st.builds(
    Try,
    act=st.sampled_from((CaseAct.FILE, *WALKED)),
    days=st.sampled_from([0, 0, 0, 1, 13, 14, 15, 30, 91, 400]),
    standard=st.integers(1, 4),
    which=st.integers(0, 5),
)
COURSES = st.lists(TRIES, min_size=10, max_size=40)


def started() -> Inspection:
    """Return a world of people with quality, and a mandate about each organisation."""
    here = inspection()
    here.do(here.enrol(*CITIZENS))
    here.do(here.bind(*CITIZENS))
    for number in CITIZENS:
        here.with_quality(number, 900)
    for organisation in KEY_OF:
        here.do(here.grant(organisation=organisation))
    here.do(here.file())
    return here


def filing(here: Inspection, thing: Try) -> Action:
    """Return a filing, or a reading for the first standard."""
    if thing.standard == 1:
        return here.reading(mandate=1 + thing.which % 2)
    organisation = (ORGANISATION, OTHER_ORGANISATION)[thing.which % 2]
    community = (FILER, 4, 5)[thing.which // 2]
    return here.file(thing.standard, community=community, organisation=organisation)


def about(here: Inspection, which: int) -> Inspection:
    """Return a world in which one of the findings is the one filed last."""
    findings = dict(here.state.findings)
    number = list(findings)[which % len(findings)]
    chosen = {number: findings.pop(number)}
    state = here.state.copy()
    state.findings = findings | chosen
    return replace(here, state=state)


def proposed(here: Inspection, thing: Try) -> Action:
    if thing.act == CaseAct.FILE:
        return filing(here, thing)
    chosen = about(here, thing.which)
    action = attempt(chosen, thing.act)
    community = chosen.finding.community
    if isinstance(action, CouncilAct):
        parts = here.act(community)
        action = replace(
            action, community=community, nonce=parts[1], deadline=parts[2], approvals=parts[3]
        )
    return action


def seat_all(here: Inspection) -> None:
    for number, panel in here.state.panels.items():
        if panel.seated is None:
            here.seat(number)


def lived(course: list[Try]) -> Iterator[Taken]:
    """Yield every act accepted; check that a refused one leaves the state as it was."""
    here = started()
    for thing in course:
        here.wait(thing.days)
        seat_all(here)
        action, before = proposed(here, thing), here.state.copy()
        try:
            transition.execute(here.state, action, here.now)
        except Refusal:
            assert here.state == before
        else:
            yield Taken(before, action, here.now, here.state.copy())


# ---- what holds of every act ---------------------------------------------------------------------


def check_people_and_councils(step: Taken) -> None:
    for entry in fields(State):
        if entry.name not in OF_FINDINGS:
            one, two = (getattr(state, entry.name) for state in (step.before, step.after))
            assert one == two, entry.name
    rejected = isinstance(step.action, JudgeFinding) and step.action.outcome == Outcome.REJECTED
    filers = {
        finding.community
        for number, finding in step.after.findings.items()
        if step.before.findings.get(number) != finding
    }
    for community, former in step.before.councils.items():
        now = step.after.councils[community]
        acted = isinstance(step.action, CouncilAct) and step.action.community == community
        fell = rejected and community in filers
        assert (now.nonce == former.nonce + 1) if acted else (now.nonce == former.nonce)
        assert (
            (now.full_again > former.full_again) if fell else (now.full_again == former.full_again)
        )
        same = {"nonce": former.nonce, "full_again": former.full_again}
        assert replace(now, **same) == former


def act_of(action: Action) -> CaseAct:
    if isinstance(action, JudgeFinding):
        return CaseAct.UPHOLD if action.outcome == Outcome.UPHELD else CaseAct.REJECT
    names = {
        "FileFinding": CaseAct.FILE,
        "FileReading": CaseAct.FILE,
        "AppealFinding": CaseAct.APPEAL,
        "ReviewFinding": CaseAct.REVIEW,
        "WithdrawFinding": CaseAct.WITHDRAW,
        "CertifyRemedyOf": CaseAct.REMEDY,
        "CarryOutFindings": CaseAct.CARRY_OUT,
    }
    return names[type(action).__name__]


def state_in(state: State, finding: Finding, now: int) -> CaseState:
    return views.finding_state(state, finding.key, now)


def check_walks_the_table(step: Taken) -> None:
    rows = {
        (row.state, row.next)
        for row in TRANSITIONS
        if row.act == act_of(step.action) and CaseKind.INFRACTION in row.kinds
    }
    moved = 0
    for finding in step.after.findings.values():
        one, two = (state_in(state, finding, step.now) for state in (step.before, step.after))
        if one != two:
            assert (one, two) in rows
            moved += 1
    assert moved == 1 or step.action == CarryOutFindings(())


def check_effects(step: Taken) -> None:
    today = step.now // DAY
    for organisation, effects in step.after.effects.items():
        before = step.before.effects.get(organisation, ())
        assert len(effects) <= 8
        assert all(effect.until_day - today <= LONGEST_SUNSET for effect in effects)
        lasting = [effect for effect in effects if lasts(effect, today)]
        if len(lasting) > sum(lasts(effect, today) for effect in before):
            assert isinstance(step.action, CarryOutFindings)
        known = step.after.organisations[organisation].suspended_until
        expected = suspended_until(effects, today)
        assert known == expected or (expected == 0 and known <= today)


def check_silence(state: State, now: int) -> None:
    later = now + 36_525 * DAY
    harmless = {
        CaseState.DISMISSED,
        CaseState.LAPSED,
        CaseState.WITHDRAWN,
        CaseState.CARRIED_OUT,
        CaseState.RELEASED,
        CaseState.ENDED,
    }
    for finding in state.findings.values():
        assert state_in(state, finding, later) in harmless
    for organisation in state.organisations:
        assert views.organisation_suspended_until(state, organisation) <= later // DAY
        assert not views.commended(state, organisation, later // DAY)


@given(COURSES)
@settings(max_examples=60, deadline=None)
def test_course__of_findings__keeps_what_is_promised(course: list[Try]) -> None:
    last = None
    for last in lived(course):
        check_people_and_councils(last)
        check_walks_the_table(last)
        check_effects(last)
    if last is not None:
        check_silence(last.after, last.now)


def test_courses__of_one_of_each_act__all_happen() -> None:
    # So that the property above is about something: each act is accepted in some course.
    first = ("FILE", "APPEAL", "UPHOLD", "APPEAL", "UPHOLD", "CARRY_OUT", "REVIEW", "REJECT")
    course = [Try(CaseAct[act], 0, 2, which=1) for act in first]
    course += [Try(CaseAct.FILE, 1, 4, which=0), Try(CaseAct.WITHDRAW, 0, 4, which=2)]
    course += [Try(CaseAct.FILE, 0, 2, which=0), Try(CaseAct.CARRY_OUT, 14, 2, which=3)]
    course += [Try(CaseAct.REMEDY, 0, 2, which=3)]
    assert [act_of(step.action) for step in lived(course)] == [thing.act for thing in course]
    assert {thing.act for thing in course} == {CaseAct.FILE, *ACTS}
