"""What becomes of open cases: appeals, verdicts, and how deductions end before their time.

```
appeal ── panel of 5, then of 11 without anybody near the first; grounds; the first panel's list
verdict ── who signed; which decisions cost the community standing; order of events
ends ── review, silence, remedy, leaving: only the deduction this case made
```
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from isonomia.spec import events, views
from isonomia.spec.state import (
    CaseKind,
    CaseState,
    Outcome,
    Stage,
)
from tests.spec.courts import CITIZEN, OTHER, REASONS, Court, court
from tests.spec.test_spec_case_table import filed, walk
from tests.spec.worlds import TODAY, identity, key

pytestmark = [pytest.mark.offline, pytest.mark.req("D3")]

PERSON = identity(CITIZEN)
LOST = TODAY + 100


def standing_lost(here: Court, community: int = 2) -> bool:
    return here.state.councils[community].full_again != 0


# ---- appeals -------------------------------------------------------------------------------------


@pytest.mark.req("D4")
def test_appeal__first__calls_five_without_the_person() -> None:
    here = filed(CaseKind.INFRACTION)
    announced = here.do(here.appeal(ground=3))
    assert here.state.panels[1].size == 5
    assert here.state.panels[1].community == 2
    assert here.state.panels[1].list == (PERSON,)
    assert [type(event) for event in announced] == [
        events.PersonActed,
        events.PanelConvened,
        events.CaseMoved,
    ]
    assert announced[-1] == events.CaseMoved(here.number, Stage.FIRST_PANEL, 1, 3)


@pytest.mark.req("D4")
def test_appeal__second__calls_eleven_without_anybody_near_the_first() -> None:
    here = walk(filed(CaseKind.INFRACTION), "appeal uphold")
    first = here.state.panels[1].list
    here.do(here.appeal(ground=5))
    here.seat()
    second = here.state.panels[2]
    assert (second.size, second.seated) == (11, 11)
    assert second.list[: len(first)] == first
    assert not set(second.jurors) & set(first)


@pytest.mark.req("D4")
def test_appeal__second_without_the_first_panels_list__is_refused() -> None:
    here = walk(filed(CaseKind.INFRACTION), "appeal uphold")
    for former in ((), (PERSON,), here.state.panels[1].jurors):
        here.refuse(replace(here.appeal(), former_panel=former), "WrongList", 1)


@pytest.mark.parametrize("ground", [0, 6, 2**256 - 1])
def test_appeal__ground_that_is_none__is_refused(ground: int) -> None:
    here = filed(CaseKind.INFRACTION)
    here.refuse(here.appeal(ground=ground), "GroundUnknown", ground)


@pytest.mark.parametrize("ground", [1, 2, 3, 4, 5])
def test_appeal__each_ground__is_heard(ground: int) -> None:
    here = filed(CaseKind.INFRACTION)
    here.do(here.appeal(ground=ground))
    assert here.case.ground == ground


def test_appeal__by_another_key__is_refused() -> None:
    here = filed(CaseKind.INFRACTION)
    appeal = replace(here.appeal(), signer=key(OTHER))
    here.refuse(appeal, "InvalidSignature", PERSON, key(CITIZEN))


@pytest.mark.req("P6")
def test_appeal__against_a_recovery__is_the_veto_of_the_old_key() -> None:
    here = filed(CaseKind.RECOVERY)
    here.refuse(replace(here.appeal(), signer=key(40)), "InvalidSignature", PERSON, key(CITIZEN))
    walk(here, "appeal reject")
    here.refuse(here.carry(), "WrongState", here.number, CaseState.DISMISSED)
    assert here.state.signatories[PERSON].controller == key(CITIZEN)


# ---- verdicts ------------------------------------------------------------------------------------


def test_verdict__of_a_majority__says_who_signed() -> None:
    here = walk(filed(CaseKind.INFRACTION), "appeal")
    announced = here.do(here.verdict(Outcome.UPHELD, jurors=4))
    assert announced == [
        events.VerdictGiven(here.number, 1, 1, REASONS, 0b1111),
        events.CaseMoved(here.number, Stage.UPHELD, 1, 1),
    ]


@pytest.mark.parametrize("outcome", [0, 3, 2**256 - 1])
def test_verdict__other_outcome__is_refused(outcome: int) -> None:
    here = walk(filed(CaseKind.INFRACTION), "appeal")
    here.refuse(here.verdict(outcome), "OutcomeUnknown", outcome)


@pytest.mark.req("Q7")
@pytest.mark.parametrize(
    ("kind", "way", "loses"),
    [
        (CaseKind.INFRACTION, "appeal reject", True),
        (CaseKind.INFRACTION, "appeal uphold appeal reject", True),
        (CaseKind.INFRACTION, "notice carry review reject", True),
        (CaseKind.INFRACTION, "notice carry review uphold", False),
        (CaseKind.INFRACTION, "notice carry remedies", False),
        (CaseKind.INFRACTION, "withdraw", False),
        (CaseKind.INFRACTION, "appeal uphold appeal uphold carry", False),
        (CaseKind.RECOVERY, "appeal reject", True),
        (CaseKind.RECOVERY, "notice carry", False),
        (CaseKind.CHALLENGE, "seat reject", False),
        (CaseKind.CHALLENGE, "seat uphold notice", False),
        (CaseKind.CHALLENGE, "seat uphold notice carry", True),
        (CaseKind.CLOSING, "notice carry", False),
        (CaseKind.CLOSING, "alive", True),
        (CaseKind.CLOSING, "notice alive", True),
        (CaseKind.CLOSING, "notice carry alive", True),
    ],
)
def test_standing__a_decision_of_the_council_overturned__falls(
    kind: CaseKind, way: str, loses: bool
) -> None:
    here = filed(kind)
    *before, last = way.split()
    walk(here, " ".join(before))
    assert not standing_lost(here)
    walk(here, last)
    assert standing_lost(here) == loses


def test_verdict__rejected__events_end_with_the_standing() -> None:
    here = walk(filed(CaseKind.INFRACTION), "appeal")
    announced = here.do(here.verdict(Outcome.REJECTED))
    assert announced[1:] == [
        events.CaseMoved(here.number, Stage.DISMISSED, 1, 1),
        events.StandingLowered(2, LOST),
    ]


# ---- how deductions end --------------------------------------------------------------------------


def deducted() -> Court:
    here = court().with_quality(CITIZEN, 1_000)
    here.do(here.accuse(CITIZEN))
    here.wait(14)
    here.do(here.carry())
    return here


def in_force(here: Court) -> int:
    return len(views.overlays_in_force(here.state, PERSON, here.now))


@pytest.mark.req("D6")
def test_review__asked_for__changes_nothing_until_its_verdict() -> None:
    here = deducted()
    here.do(here.review(ground=6))
    assert here.state.panels[1].list == (PERSON,)
    assert here.case.reviewed
    assert in_force(here) == 1


@pytest.mark.req("D6")
@pytest.mark.parametrize(
    "way", ["review reject", "review silence carry", "remedies", "review remedies"]
)
def test_deduction__ended_before_its_time__is_over_today(way: str) -> None:
    here = walk(deducted(), way)
    assert here.state_of() == CaseState.ENDED
    assert in_force(here) == 0
    assert here.overlays_of(CITIZEN)[0].until_day == here.today


@pytest.mark.req("D6")
def test_review__rejected__events_are_in_order() -> None:
    here = walk(deducted(), "review")
    announced = here.do(here.verdict(Outcome.REJECTED))
    assert [type(event) for event in announced] == [
        events.VerdictGiven,
        events.CaseMoved,
        events.StandingLowered,
        events.OverlaySet,
    ]


@pytest.mark.req("D6")
def test_review__upheld__may_not_be_asked_for_again() -> None:
    here = walk(deducted(), "review uphold")
    assert in_force(here) == 1
    here.refuse(here.review(ground=9), "AlreadyReviewed", here.number)


@pytest.mark.req("D6")
def test_review__of_a_deduction_that_ended__is_refused() -> None:
    here = deducted()
    here.at(TODAY + 14 + 365)
    here.refuse(here.review(ground=7), "GroundUnknown", 7)
    here.refuse(here.review(ground=0), "GroundUnknown", 0)
    here.refuse(here.review(), "NothingToEnd", here.number)
    here.now -= 1
    here.do(here.review())


@pytest.mark.req("D6")
def test_remedies__certified__announce_the_end_of_each() -> None:
    here = deducted()
    here.do(here.accuse(OTHER))
    here.wait(14)
    here.do(here.carry())
    first, second = here.state.cases.values()
    announced = here.do(here.remedies(second, first))
    assert [type(event) for event in announced] == [
        events.CouncilActed,
        *(events.OverlaySet, events.RemedyCertified, events.CaseMoved) * 2,
    ]
    assert announced[2] == events.RemedyCertified(here.number, REASONS)


@pytest.mark.req("D6")
def test_remedies__of_a_deduction_that_ended__end_the_case_alone() -> None:
    here = deducted()
    here.at(TODAY + 14 + 365)
    announced = here.do(here.remedies())
    assert [type(event) for event in announced][1:] == [events.RemedyCertified, events.CaseMoved]


@pytest.mark.req("D6")
def test_remedies__wrong__are_refused_in_order() -> None:
    here = deducted()
    here.refuse(replace(here.remedies(), matters=()), "LengthMismatch", 1, 0)
    nothing = replace(here.remedies(), identities=(), matters=())
    here.refuse(nothing, "NothingToDo")
    here.refuse(here.remedies(community=3), "NotTheFiler", 0, here.number, 3)
    number = here.number
    here.do(here.accuse(6))
    all_three = tuple((index, key(4 + index)) for index in range(3))
    own = replace(here.remedies(), approvals=all_three)
    here.refuse(own, "SignsOwnCase", 0, identity(6))
    here.do(here.remedies(next(iter(here.state.cases.values()))))
    again = here.remedies(next(iter(here.state.cases.values())))
    here.refuse(again, "WrongState", number, CaseState.ENDED)


def test_remedies__unequal_lists_and_no_approval__names_the_lists() -> None:
    here = deducted()
    unsigned = replace(here.remedies(), matters=(), approvals=())
    here.refuse(unsigned, "LengthMismatch", 1, 0)


def test_withdraw__by_another_council__is_refused() -> None:
    here = filed(CaseKind.INFRACTION)
    here.refuse(here.withdraw(community=3), "NotTheFiler", 0, here.number, 3)


def test_withdraw__a_challenge__is_refused_in_every_state() -> None:
    here = filed(CaseKind.CHALLENGE)
    here.refuse(here.withdraw(community=3), "NotTheFiler", 0, here.number, 3)
    here.refuse(here.withdraw(), "WrongState", here.number, CaseState.FIRST_PANEL)


@pytest.mark.req("S9")
def test_end__of_a_deduction_forgotten_by_leaving__touches_no_other() -> None:
    here = walk(deducted(), "review")
    first = here.case
    here.do(here.opt_out(CITIZEN))
    here.do(here.opt_in(CITIZEN))
    here.wait(0, 1)
    here.do(here.accuse(CITIZEN, rule=2))
    here.wait(14)
    here.do(here.carry())
    assert here.case.overlay == first.overlay == 0
    announced = here.do(here.verdict(Outcome.REJECTED, first))
    assert events.OverlaySet not in map(type, announced)
    assert in_force(here) == 1
