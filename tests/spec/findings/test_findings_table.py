"""Every state of a finding against every act: what the table has no row for is refused.

```
findings go by the rows of infractions
├── each act in each state: accepted and led on as its row says, else WrongState
├── every state that rows and silence lead to is reached
├── no finding: nothing but a filing
└── silence: every deadline at its last second and the next; a hundred years later nothing is open
```
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from isonomia.spec.actions import (
    Action,
    AppealFinding,
    CarryOutFindings,
    CertifyRemedyOf,
    JudgeFinding,
    ReviewFinding,
    WithdrawFinding,
)
from isonomia.spec.case_table import TRANSITIONS, CaseAct
from isonomia.spec.findings import finding_id
from isonomia.spec.state import CaseKind, CaseState, Outcome
from tests.spec.courts import REASONS
from tests.spec.findings.inspections import (
    ORGANISATION,
    STRANGER,
    Inspection,
    inspection,
    key_about,
)
from tests.spec.test_spec_case_table import WAYS, followers, row_of
from tests.spec.worlds import EVIDENCE, TODAY

pytestmark = [pytest.mark.offline, pytest.mark.req("V5"), pytest.mark.req("D3")]

S = CaseState
#: How each state is reached from the filing: as of an infraction.
REACHED = WAYS[CaseKind.INFRACTION]
ACTS = {
    CaseAct.APPEAL: lambda here: here.appeal_finding(),
    CaseAct.UPHOLD: lambda here: here.judge(Outcome.UPHELD),
    CaseAct.REJECT: lambda here: here.judge(Outcome.REJECTED),
    CaseAct.CARRY_OUT: lambda here: here.carry_findings(),
    CaseAct.WITHDRAW: lambda here: here.withdraw_finding(),
    CaseAct.REVIEW: lambda here: here.review_finding(),
    CaseAct.REMEDY: lambda here: here.remedy(),
}
WORDS = {
    "appeal": CaseAct.APPEAL,
    "uphold": CaseAct.UPHOLD,
    "reject": CaseAct.REJECT,
    "carry": CaseAct.CARRY_OUT,
    "withdraw": CaseAct.WITHDRAW,
    "review": CaseAct.REVIEW,
    "remedy": CaseAct.REMEDY,
}


def filed(standard: int = 1) -> Inspection:
    """Return a world in which a finding was just filed."""
    here = inspection()
    here.do(here.file(standard))
    return here


def attempt(here: Inspection, act: CaseAct) -> Action:
    """Return an act in the finding filed last, as well made as can be."""
    action: Action = ACTS[act](here)
    return action


def walk(here: Inspection, way: str) -> Inspection:
    """Do one thing after another in the finding filed last, and return the world."""
    for word in way.split():
        if word == "notice":
            here.wait(14)
        elif word == "silence":
            here.wait(30)
        else:
            here.do(attempt(here, WORDS[word]))
            if word in ("appeal", "review"):
                here.seat_for()
    return here


# ---- the whole matrix ----------------------------------------------------------------------------


@pytest.mark.parametrize("state", REACHED)
def test_way__of_a_state__leads_there(state: CaseState) -> None:
    assert walk(filed(), REACHED[state]).state_of_finding() == state


@pytest.mark.parametrize("standard", [1, 2])
@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("state", REACHED)
def test_act__in_a_state__does_what_its_row_says_or_is_refused(
    state: CaseState, act: CaseAct, standard: int
) -> None:
    here = walk(filed(standard), REACHED[state])
    row = row_of(CaseKind.INFRACTION, state, act)
    if row is None:
        here.refuse(attempt(here, act), "WrongState", here.finding_number, state)
    else:
        here.do(attempt(here, act))
        assert here.state_of_finding() == row.next


def test_acts__of_the_rows_of_infractions__are_those_tried() -> None:
    rows = [row for row in TRANSITIONS if CaseKind.INFRACTION in row.kinds]
    assert {row.act for row in rows} == {*ACTS, CaseAct.FILE}


def test_states__that_the_table_leads_to__are_those_reached() -> None:
    waiting, found = [S.NONE], {S.NONE}
    while waiting:
        new = followers(CaseKind.INFRACTION, waiting.pop()) - found
        waiting += new
        found |= new
    assert found - {S.NONE} == set(REACHED)


def test_act__in_a_finding_nobody_filed__is_refused_before_anything_else() -> None:
    here = filed()
    about = (ORGANISATION, 9, TODAY)
    key = key_about(9, TODAY)
    nobody = (9, 9, 0, ())
    attempts: list[Action] = [
        AppealFinding(*about, 9, (), 0, None, STRANGER),
        ReviewFinding(*about, 9, 0, None, STRANGER),
        JudgeFinding(*about, 9, REASONS, (), ()),
        WithdrawFinding(*nobody, *about),
        CertifyRemedyOf(*nobody, *about, EVIDENCE),
        CarryOutFindings((key,)),
    ]
    for action in attempts:
        here.refuse(action, "FindingUnknown", finding_id(key))


def test_carry_out__one_of_several_refused__does_none() -> None:
    here = filed()
    here.wait(14)
    here.do(here.file(2))
    ripe, open_still = here.state.findings.values()
    number = here.finding_number
    here.refuse(here.carry_findings(ripe, open_still), "WrongState", number, S.NOTICE)
    here.refuse(here.carry_findings(ripe, ripe), "WrongState", finding_id(ripe.key), S.CARRIED_OUT)
    here.do(CarryOutFindings(()))
    assert here.state.effects == {}


# ---- silence -------------------------------------------------------------------------------------

#: what is done, state, days, what comes then
DEADLINES: list[tuple[str, CaseState, int, CaseState]] = [
    ("", S.NOTICE, 14, S.RIPE),
    ("notice", S.RIPE, 30, S.LAPSED),
    ("appeal", S.FIRST_PANEL, 30, S.LAPSED),
    ("appeal uphold", S.UPHELD, 14, S.RIPE),
    ("appeal uphold notice", S.RIPE, 30, S.LAPSED),
    ("appeal uphold appeal", S.SECOND_PANEL, 30, S.LAPSED),
    ("appeal uphold appeal uphold", S.RIPE, 30, S.LAPSED),
    ("notice carry review", S.REVIEW, 30, S.RELEASED),
]


@pytest.mark.req("S5")
@pytest.mark.parametrize(("way", "state", "days", "after"), DEADLINES)
def test_deadline__its_last_second_and_the_next__are_of_either_side(
    way: str, state: CaseState, days: int, after: CaseState
) -> None:
    here = walk(filed(), way)
    here.wait(days, -1)
    assert here.state_of_finding() == state
    here.wait(0, 1)
    assert here.state_of_finding() == after


@pytest.mark.req("S5")
@pytest.mark.parametrize("state", REACHED)
def test_state__hundred_years_later__is_one_nothing_adverse_follows(state: CaseState) -> None:
    here = walk(filed(), REACHED[state])
    here.wait(36_525)
    after = here.state_of_finding()
    if state in (S.DISMISSED, S.WITHDRAWN, S.CARRIED_OUT, S.ENDED):
        assert after == state
    elif state in (S.REVIEW, S.RELEASED):
        assert after == S.RELEASED
    else:
        assert after == S.LAPSED
    assert here.suspended_until() <= here.today


@pytest.mark.req("S4")
@pytest.mark.parametrize("state", set(REACHED) - {S.CARRIED_OUT, S.REVIEW, S.RELEASED, S.ENDED})
def test_finding__never_carried_out__leaves_no_effect(state: CaseState) -> None:
    here = walk(filed(), REACHED[state])
    assert here.state.effects == {}
    assert here.suspended_until() == 0


@pytest.mark.req("S5")
@pytest.mark.parametrize("way", ["appeal", "appeal uphold appeal", "notice carry review"])
def test_panel__too_small__is_as_one_that_is_silent(way: str) -> None:
    *before, last = way.split()
    here = walk(filed(), " ".join(before))
    for community in (1, 3, 4, 5, 6, 7, 8):
        here.bury(community)
    here.do(attempt(here, WORDS[last]))
    here.seat_for()
    expected = S.RELEASED if last == "review" else S.LAPSED
    assert here.state_of_finding() == expected
    outcome = replace(here.judge(), identities=())
    here.refuse(outcome, "WrongState", here.finding_number, expected)
