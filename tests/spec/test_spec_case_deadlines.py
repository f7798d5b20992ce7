"""Every deadline of a case, at its last second and at the next one.

```
notice ──noticeDays──▶ ripe ──ripeDays──▶ lapsed        the same after an upheld first verdict
first panel, second panel ──verdictDays──▶ lapsed       review ──verdictDays──▶ released
final ──ripeDays──▶ lapsed                              award ──challengeDays──▶ unchallengeable
├── the last second still belongs to what comes before
├── the days are those of the filing, whatever an amendment says later
└── a panel that is too small is as one that is silent, from the moment it is seated
```
"""

from __future__ import annotations

import pytest

from isonomia.spec import presets
from isonomia.spec.state import CaseKind, CaseState, Charter
from tests.spec.courts import CITIZEN, OTHER, court, values_of
from tests.spec.test_spec_case_table import filed, walk
from tests.spec.worlds import DAY, GENESIS

pytestmark = [pytest.mark.offline, pytest.mark.req("D5")]

S = CaseState
#: kind, what is done, state, days, what comes then
DEADLINES = [
    (CaseKind.INFRACTION, "", S.NOTICE, 14, S.RIPE),
    (CaseKind.INFRACTION, "notice", S.RIPE, 30, S.LAPSED),
    (CaseKind.INFRACTION, "appeal", S.FIRST_PANEL, 30, S.LAPSED),
    (CaseKind.INFRACTION, "appeal uphold", S.UPHELD, 14, S.RIPE),
    (CaseKind.INFRACTION, "appeal uphold notice", S.RIPE, 30, S.LAPSED),
    (CaseKind.INFRACTION, "appeal uphold appeal", S.SECOND_PANEL, 30, S.LAPSED),
    (CaseKind.INFRACTION, "appeal uphold appeal uphold", S.RIPE, 30, S.LAPSED),
    (CaseKind.INFRACTION, "notice carry review", S.REVIEW, 30, S.RELEASED),
    (CaseKind.CHALLENGE, "", S.FIRST_PANEL, 30, S.LAPSED),
    (CaseKind.CHALLENGE, "seat uphold", S.UPHELD, 14, S.RIPE),
    (CaseKind.RECOVERY, "", S.NOTICE, 14, S.RIPE),
    (CaseKind.RECOVERY, "notice", S.RIPE, 30, S.LAPSED),
    (CaseKind.CLOSING, "", S.NOTICE, 14, S.RIPE),
    (CaseKind.CLOSING, "notice", S.RIPE, 30, S.LAPSED),
]


@pytest.mark.parametrize(("kind", "way", "state", "days", "after"), DEADLINES)
def test_deadline__its_last_second_and_the_next__are_of_either_side(
    kind: CaseKind, way: str, state: CaseState, days: int, after: CaseState
) -> None:
    here = walk(filed(kind), way)
    assert here.state_of() == state
    here.wait(days, -1)
    assert here.state_of() == state
    here.wait(0, 1)
    assert here.state_of() == after


@pytest.mark.parametrize("charter", [presets.minimal(), presets.generous()])
def test_deadlines__of_another_charter__are_its_days(charter: Charter) -> None:
    here = court(charter)
    here.do(here.accuse(CITIZEN))
    here.wait(charter.notice_days, -1)
    assert here.state_of() == S.NOTICE
    here.wait(charter.ripe_days)
    assert here.state_of() == S.RIPE
    here.wait(0, 1)
    assert here.state_of() == S.LAPSED


def test_notice__at_its_last_second__appeal_is_in_time() -> None:
    here = filed(CaseKind.INFRACTION).wait(14, -1)
    here.refuse(here.carry(), "WrongState", here.number, S.NOTICE)
    here.do(here.appeal())


def test_notice__a_second_later__appeal_is_too_late_and_anybody_carries_out() -> None:
    here = filed(CaseKind.INFRACTION).wait(14)
    here.refuse(here.appeal(), "WrongState", here.number, S.RIPE)
    here.do(here.carry())


def test_ripe__at_its_last_second__is_carried_out_and_never_after() -> None:
    here = filed(CaseKind.INFRACTION).wait(44)
    here.refuse(here.carry(), "WrongState", here.number, S.LAPSED)
    here.wait(0, -1)
    here.do(here.carry())


def test_verdict__at_the_last_second__counts_and_never_after() -> None:
    here = walk(filed(CaseKind.INFRACTION), "appeal").wait(30)
    here.refuse(here.verdict(), "WrongState", here.number, S.LAPSED)
    here.wait(0, -1)
    here.do(here.verdict())


def test_review__verdict_a_second_too_late__releases() -> None:
    here = walk(filed(CaseKind.INFRACTION), "notice carry review").wait(30)
    here.refuse(here.verdict(), "WrongState", here.number, S.RELEASED)
    here.do(here.carry())
    assert here.state_of() == S.ENDED


@pytest.mark.req("S11")
@pytest.mark.parametrize("change", [(60, 90, 90), (14, 7, 14)])
def test_deadlines__after_an_amendment__stay_those_of_the_filing(
    change: tuple[int, int, int],
) -> None:
    here = court(notice_days=30)
    day = here.today + 30
    values = (*change, *values_of(here.state.charter, 3)[3:])
    here.do(here.accuse(CITIZEN))
    for community in range(1, 7):
        here.do(here.endorse(community, 3, values, day))
    here.wait(30, -1)
    assert here.state_of() == S.NOTICE
    here.wait(0, 1)
    assert here.state_of() == S.RIPE
    here.do(here.accuse(OTHER))
    assert (here.case.notice_days, here.case.ripe_days, here.case.verdict_days) == change


def test_challenge__at_the_last_second_of_its_days__is_in_time() -> None:
    here = court()
    here.do(here.award(CITIZEN, OTHER))
    here.wait(30, -1)
    here.do(here.challenge(4))
    here.wait(0, 1)
    action = here.challenge(4, line=1)
    number = here.challenge_number(OTHER, line=1)
    here.refuse(action, "ChallengeTooLate", number, GENESIS + 30 * DAY)


@pytest.mark.parametrize(
    ("way", "after"),
    [
        ("appeal", S.LAPSED),
        ("appeal uphold appeal", S.LAPSED),
        ("notice carry review", S.RELEASED),
    ],
)
def test_panel__too_small_once_seated__helps_the_person_at_once(way: str, after: CaseState) -> None:
    here = filed(CaseKind.INFRACTION)
    *done, last = way.split()
    walk(here, " ".join(done))
    for community in range(4, 9):
        here.bury(community)
    here.bury(1)
    here.do(getattr(here, last)())
    before = here.state_of()
    assert before in (S.FIRST_PANEL, S.SECOND_PANEL, S.REVIEW)
    here.seat()
    assert here.state_of() == after
    here.refuse(here.verdict(), "WrongState", here.number, after)
