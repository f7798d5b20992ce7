"""Deadlines of cases and of the assembly on both sides: a second before, on it, and after.

```
deadlines
├── notice, ripe days, verdict days: what the case is, and what can be done
├── days to challenge, and 90 days between two closings
├── two closings of one person: the second finds them closed; a sign of life in either reopens once
└── an amendment: the new deadline holds for cases filed from its day on, not for earlier ones
```
"""

from __future__ import annotations

from dataclasses import astuple

import pytest

from isonomia.spec import actions
from isonomia.spec.calendar import DAY, day_of
from isonomia.spec.case_state import CaseState, Target
from isonomia.spec.charters import OF_TARGET
from tests.differential.court import UPHELD, Court
from tests.differential.stage import TOWN, VILLAGE

pytestmark = [pytest.mark.req("D3", "S5")]

BETWEEN_CLOSINGS = 90 * DAY


@pytest.fixture
def court() -> Court:
    return Court()


@pytest.fixture
def citizen(court: Court) -> bytes:
    (identity,) = court.enrol(TOWN, "citizen")
    return identity


def test_notice__around_its_last_second__appeal_or_carrying_out(court, citizen):
    key = court.accuse(citizen)
    end = court.now + court.charter.notice_days * DAY
    court.now = end - 1
    assert court.state_of(key) == CaseState.NOTICE
    assert court.play(actions.CarryOut((key,))) == "WrongState"
    court.now = end
    assert court.state_of(key) == CaseState.RIPE
    assert court.play(court.appealing(key)) == "WrongState"
    court.now = end + court.charter.ripe_days * DAY - 1
    assert court.state_of(key) == CaseState.RIPE
    court.now += 1
    assert court.state_of(key) == CaseState.LAPSED
    assert court.play(actions.CarryOut((key,))) == "WrongState"
    court.compare()


@pytest.mark.parametrize(("late", "outcome"), [(-1, "accepted"), (0, "WrongState")])
def test_verdict__around_its_last_second__counts_before_it_alone(court, citizen, late, outcome):
    key = court.accuse(citizen)
    court.must(court.appealing(key))
    end = court.now + court.charter.verdict_days * DAY
    court.seat(court.case(key).panel)
    court.now = end + late
    assert court.play(court.verdict(key, UPHELD)) == outcome
    court.compare()


@pytest.mark.parametrize(("late", "outcome"), [(-1, "accepted"), (0, "ChallengeTooLate")])
def test_challenge__around_its_last_second__is_taken_before_it_alone(court, citizen, late, outcome):
    (challenger,) = court.enrol(VILLAGE, "challenger")
    proof = court.award(citizen)
    court.now += court.charter.challenge_days * DAY + late
    assert court.play(court.challenging(proof, challenger)) == outcome
    court.compare()


@pytest.mark.req("P6")
def test_closing__twice_about_one_person__second_finds_them_closed():
    court = Court(notice_days=60, ripe_days=90)
    (citizen,) = court.enrol(TOWN, "citizen")
    members = court.state.councils[TOWN].members
    first = court.close(citizen)
    court.now += BETWEEN_CLOSINGS - 1
    assert court.play(court.closing(citizen)) == "TooSoon"
    court.now += 1
    second = court.close(citizen)
    court.wait(59)
    court.carry_out(first)
    court.wait(1)
    assert court.play(actions.CarryOut((second,))) == "IsClosed"
    court.must(court.life(second))
    assert court.state.councils[TOWN].members == members
    court.must(court.life(first))
    assert court.state.councils[TOWN].members == members
    court.compare()


@pytest.mark.req("D9")
def test_amendment__around_its_first_second__changes_later_cases_alone(court, citizen):
    longer = court.charter.notice_days + 20
    names = court.charter.__slots__[OF_TARGET[Target.CASES]]
    values = list(astuple(court.charter)[OF_TARGET[Target.CASES]])
    values[names.index("notice_days")] = longer
    from_day = day_of(court.now) + court.charter.amendment_notice_days
    for number in range(1, 7):
        court.must(
            actions.Endorse(
                **court.by_council(number),
                target=Target.CASES,
                values=tuple(values),
                from_day=from_day,
            )
        )
    court.now = from_day * DAY - 1
    early = court.accuse(citizen)
    court.compare()
    court.now += 1
    late = court.accuse(citizen)
    court.compare()
    assert court.case(early).notice_days == court.charter.notice_days
    assert court.case(late).notice_days == longer
    court.wait(court.charter.notice_days)
    assert court.state_of(early) == CaseState.RIPE
    assert court.state_of(late) == CaseState.NOTICE
