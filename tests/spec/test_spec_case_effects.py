"""What cases do when they are carried out, and nothing before.

```
infraction ── the deduction, its days and its cause; no room; closed
challenge ── points, tally of the award's year, standing
recovery ── the new key, with its nonce and seat
closing ── members, credits; alive years later
```
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from isonomia.spec import events, views
from isonomia.spec.deductions import cause_of
from isonomia.spec.quality import quality_on
from isonomia.spec.state import (
    DEDUCTION,
    UPLIFT,
    CaseKind,
    CaseState,
    Overlay,
    Signatory,
    Stage,
)
from tests.spec.courts import CITIZEN, OTHER, Court, court, infraction
from tests.spec.test_spec_case_table import filed, walk
from tests.spec.worlds import GENESIS, TODAY, YEAR, identity, key

pytestmark = [pytest.mark.offline, pytest.mark.req("D3")]

PERSON = identity(CITIZEN)
LOST = TODAY + 100


def standing_lost(here: Court, community: int = 2) -> bool:
    return here.state.councils[community].full_again != 0


# ---- infractions carried out ---------------------------------------------------------------------


@pytest.mark.req("D6")
@pytest.mark.parametrize(
    ("rule", "points", "amount", "sunset"),
    [
        (1, 100, 0, 365),
        (2, 50, 100_000, 365),
        (3, 300, 0, 1_826),
    ],
)
def test_carry_out__infraction__deducts_until_its_sunset(
    rule: int, points: int, amount: int, sunset: int
) -> None:
    here = court()
    here.do(here.accuse(CITIZEN, rule=rule))
    here.wait(14 + 20)
    announced = here.do(here.carry())
    until = TODAY + 14 + sunset
    overlay = Overlay(DEDUCTION, points, TODAY + 34, until, amount, cause_of(here.number))
    assert here.overlays_of(CITIZEN) == (overlay,)
    assert announced == [
        events.OverlaySet(PERSON, 0, views.overlay_word(overlay)),
        events.CaseMoved(here.number, Stage.CARRIED_OUT, 0, 0),
    ]
    assert overlay.cause == int.from_bytes(here.number, "big") % 2**64


@pytest.mark.req("D6")
def test_carry_out__late_within_the_ripe_days__does_not_last_longer() -> None:
    early, late = filed(CaseKind.INFRACTION).wait(14), filed(CaseKind.INFRACTION).wait(43)
    early.do(early.carry())
    late.do(late.carry())
    assert early.overlays_of(CITIZEN)[0].until_day == late.overlays_of(CITIZEN)[0].until_day


@pytest.mark.req("D6")
def test_carry_out__after_two_verdicts__counts_from_the_second() -> None:
    here = walk(filed(CaseKind.INFRACTION), "appeal uphold appeal")
    here.wait(5)
    walk(here, "uphold carry")
    assert here.overlays_of(CITIZEN)[0].until_day == TODAY + 5 + 365


@pytest.mark.req("D6")
def test_deduction__from_its_last_day_on__is_gone_without_any_act() -> None:
    here = court().with_quality(CITIZEN, 1_000)
    here.do(here.accuse(CITIZEN))
    here.wait(14)
    here.do(here.carry())
    base = quality_on(here.state.people[PERSON], here.today)
    assert views.quality(here.state, PERSON, here.now) == base - 100
    here.at(TODAY + 14 + 364)
    lower = views.quality(here.state, PERSON, here.now)
    here.wait(1)
    assert views.quality(here.state, PERSON, here.now) == lower + 100 - 1


def test_carry_out__several_lines__all_or_none() -> None:
    here = court()
    here.do(here.accuse(CITIZEN, OTHER))
    cases = tuple(here.state.cases.values())
    here.wait(14)
    here.do(here.withdraw(cases[1]))
    here.refuse(here.carry(*cases), "WrongState", here.number, CaseState.WITHDRAWN)
    here.refuse(
        here.carry(cases[0], cases[0]),
        "WrongState",
        next(iter(here.state.cases)),
        CaseState.CARRIED_OUT,
    )
    assert here.do(here.carry(cases[0]))


def test_carry_out__nothing__does_nothing() -> None:
    here = filed(CaseKind.INFRACTION)
    assert here.do(replace(here.carry(), cases=())) == []


def test_carry_out__eight_overlays_not_ended__waits_for_room() -> None:
    here = filed(CaseKind.INFRACTION).wait(14)
    running = Overlay(UPLIFT, 1, TODAY, TODAY + 20, 1_000, 1)
    here.state.overlays[PERSON] = (running,) * 8
    here.state.people[PERSON] = replace(here.state.people[PERSON], overlays=8)
    here.refuse(here.carry(), "NoRoom", here.number)
    here.wait(6)
    here.do(here.carry())
    assert here.case.overlay == 0


@pytest.mark.parametrize("kind", [CaseKind.INFRACTION, CaseKind.CHALLENGE])
def test_carry_out__about_a_closed_person__is_refused(kind: CaseKind) -> None:
    here = filed(kind)
    case = here.case
    if kind == CaseKind.CHALLENGE:
        walk(here, "seat uphold")
    here.do(here.closing(CITIZEN))
    closing = here.case
    here.wait(14)
    here.do(here.carry(closing))
    here.refuse(
        here.carry(here.state.cases[next(iter(here.state.cases))]), "TakesNoPart", 0, PERSON
    )
    here.do(here.alive(closing))
    here.do(here.carry(case))


def test_carry_out__version_published_later__changes_no_case() -> None:
    here = court()
    here.do(here.publish(infraction(1, 1, day=TODAY + 30)))
    here.do(here.accuse(CITIZEN))
    here.wait(31)
    here.do(here.carry())
    assert here.overlays_of(CITIZEN)[0].points == 100


# ---- challenges carried out ----------------------------------------------------------------------


@pytest.mark.req("D7")
def test_carry_out__challenge__takes_points_and_tally_back() -> None:
    here = court()
    here.do(here.award(CITIZEN, rule=2))
    here.do(here.award(CITIZEN, rule=3))
    here.do(here.challenge(OTHER))
    walk(here, "seat uphold")
    here.wait(14)
    announced = here.do(here.carry())
    person = here.state.people[PERSON]
    assert person.quality == 40
    assert person.tallies == (0, 40, 0, 0, 0, 0, 0)
    assert person.decay_from == TODAY + 180
    assert [type(event) for event in announced] == [
        events.AwardReversed,
        events.StandingLowered,
        events.CaseMoved,
    ]
    assert announced[0].word == views.person_word(person)


@pytest.mark.req("D7")
def test_carry_out__challenge_of_last_years_award__leaves_this_years_tally() -> None:
    here = court()
    here.now = GENESIS + YEAR - 1
    here.do(here.award(CITIZEN))
    here.do(here.challenge(OTHER))
    walk(here, "seat uphold notice")
    here.do(here.award(CITIZEN))
    here.do(here.carry())
    assert here.state.people[PERSON].tallies[0] == 10
    assert here.state.people[PERSON].quality == 10


@pytest.mark.req("D7")
def test_carry_out__challenge_of_points_that_faded__never_below_nothing() -> None:
    here = filed(CaseKind.CHALLENGE)
    walk(here, "seat uphold notice")
    here.with_quality(CITIZEN, 3)
    here.do(here.carry())
    assert here.state.people[PERSON].quality == 0


def test_challenge__its_case__holds_points_category_and_year() -> None:
    here = court()
    here.now += YEAR
    here.do(here.award(CITIZEN, rule=3))
    announced = here.do(here.challenge(OTHER, ground=4))
    assert here.case.detail == 150 + 256 * 3 + 2_048
    assert here.state.panels[1].list == (PERSON, identity(OTHER))
    assert [type(event) for event in announced] == [
        events.PersonActed,
        events.PanelConvened,
        events.CaseFiled,
        events.CaseMoved,
    ]
    assert announced[2].evidence_hash == identity(OTHER)
    assert announced[3] == events.CaseMoved(here.number, Stage.FIRST_PANEL, 1, 4)


# ---- recoveries carried out ----------------------------------------------------------------------


@pytest.mark.req("P6")
def test_carry_out__recovery__binds_the_new_key_and_keeps_the_nonce() -> None:
    here = court()
    here.do(here.leave(CITIZEN, 5))
    here.do(here.recovery(CITIZEN, 40))
    here.wait(14)
    announced = here.do(here.carry())
    assert here.state.signatories[PERSON] == Signatory(key(40), 0, 1)
    assert announced == [
        events.ControllerRecovered(PERSON, key(40), 0),
        events.CaseMoved(here.number, Stage.CARRIED_OUT, 0, 0),
    ]


@pytest.mark.req("P6")
def test_carry_out__recovery_of_a_seats_holder__the_new_key_signs_for_the_seat() -> None:
    here = court()
    here.do(here.recovery(6, 40))
    here.wait(14)
    here.do(here.carry())
    assert here.state.seats[2, 2].controller == key(40)


@pytest.mark.req("P6")
def test_carry_out__recovery_of_a_minor__is_of_a_guardian() -> None:
    here = court()
    here.do(here.enrol(30, month=24_025))
    here.do(here.bind(30))
    here.do(here.recovery(30, 40))
    here.wait(14)
    assert here.do(here.carry())[0].lapse_day == 18_293


@pytest.mark.req("S9")
def test_carry_out__recovery__keeps_cases_and_deductions() -> None:
    here = walk(filed(CaseKind.INFRACTION), "notice carry")
    overlays = here.overlays_of(CITIZEN)
    here.do(here.recovery(CITIZEN, 40))
    here.wait(14)
    here.do(here.carry())
    assert here.overlays_of(CITIZEN) == overlays


# ---- closings carried out ------------------------------------------------------------------------


@pytest.mark.req("P5")
def test_carry_out__closing__counts_one_less_and_shows_no_credits() -> None:
    here = court()
    members = here.state.councils[2].members
    before = views.credits(here.state, PERSON, here.now)
    walk(here, "")
    here.do(here.closing(CITIZEN))
    here.wait(14)
    announced = here.do(here.carry())
    assert announced[0] == events.Closed(PERSON)
    assert here.state.councils[2].members == members - 1
    assert views.credits(here.state, PERSON, here.now) == 0 < before


@pytest.mark.req("P5")
def test_alive__years_after_the_closing__gives_everything_back() -> None:
    here = court()
    here.do(here.award(CITIZEN, rule=3))
    members = here.state.councils[2].members
    here.do(here.closing(CITIZEN))
    here.wait(14)
    here.do(here.carry())
    here.wait(2_000)
    announced = here.do(here.alive())
    assert announced[1:] == [
        events.CaseMoved(here.number, Stage.ENDED, 0, 0),
        events.Reopened(PERSON),
        events.StandingLowered(2, here.today + 100),
    ]
    assert here.state.councils[2].members == members
    assert not here.state.people[PERSON].closed
    assert views.credits(here.state, PERSON, here.now) > 0
    assert here.state.people[PERSON].tallies[2] == 150


@pytest.mark.req("P5")
def test_carry_out__second_closing_of_a_closed_person__is_refused() -> None:
    here = court(notice_days=60, ripe_days=90)
    here.do(here.closing(CITIZEN))
    first = here.case
    here.wait(90)
    here.do(here.closing(CITIZEN))
    second = here.case
    here.wait(59)
    here.do(here.carry(first))
    here.wait(1)
    here.refuse(here.carry(second), "IsClosed", PERSON)
    here.do(here.alive(first))
    here.do(here.carry(second))
    here.do(here.alive(second))


@pytest.mark.req("P5")
def test_alive__in_another_closing_than_the_one_carried_out__reopens_once() -> None:
    here = court(notice_days=60, ripe_days=90)
    members = here.state.councils[2].members
    here.do(here.closing(CITIZEN))
    first = here.case
    here.wait(90)
    here.do(here.closing(CITIZEN))
    second = here.case
    here.do(here.carry(first))
    assert events.Reopened(PERSON) in here.do(here.alive(second))
    assert not here.state.people[PERSON].closed
    assert events.Reopened(PERSON) not in here.do(here.alive(first))
    assert here.state.councils[2].members == members
