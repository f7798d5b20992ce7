"""What becomes of open findings: appeals, verdicts, reviews, remedies, and who may ask for them.

```
appeal ── signed or sent by the organisation's key, in time; grounds; panel of 5, then of 11
panels ── nobody of the council that filed; the second without anybody near the first
verdict ── who signed; which decisions cost the community that filed its standing; events
review ── once, while the effect lasts;  remedy, withdrawal ── only by the council that filed
```
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from isonomia.spec import events, views
from isonomia.spec.actions import AcceptKey, AppealFinding, OfferKey, ReviewFinding
from isonomia.spec.state import CaseState, Outcome, Stage
from tests.spec.courts import REASONS
from tests.spec.findings.inspections import (
    FILER,
    HOME,
    KEY_OF,
    ORGANISATION,
    OTHER_ORGANISATION,
    STRANGER,
    Inspection,
    inspection,
)
from tests.spec.findings.test_findings_table import filed, walk
from tests.spec.worlds import EVIDENCE, NEVER, TODAY, key

pytestmark = [pytest.mark.offline, pytest.mark.req("V5"), pytest.mark.req("D3")]

OWN_KEY = key(KEY_OF[ORGANISATION])
OTHER_KEY = key(KEY_OF[OTHER_ORGANISATION])


def kinds_of(announced: list[events.Event]) -> list[type]:
    return [type(event) for event in announced]


def standing_lost(here: Inspection) -> set[int]:
    """Return the communities whose standing is not full."""
    return {
        community
        for community in here.state.councils
        if views.standing(here.state, community, here.now) != 1_000
    }


# ---- who asks ------------------------------------------------------------------------------------


def asked(here: Inspection, way: str) -> AppealFinding | ReviewFinding:
    return here.review_finding() if way else here.appeal_finding()


@pytest.mark.parametrize("way", ["", "notice carry"])
@pytest.mark.parametrize(
    ("signer", "sender"), [(OWN_KEY, STRANGER), (None, OWN_KEY), (OTHER_KEY, OWN_KEY)]
)
def test_organisation__signing_or_sending__is_heard(
    way: str, signer: bytes | None, sender: bytes
) -> None:
    here = walk(filed(), way)
    announced = here.do(replace(asked(here, way), signer=signer, sender=sender))
    stage = Stage.REVIEW if way else Stage.FIRST_PANEL
    assert kinds_of(announced) == [events.PanelConvened, events.FindingMoved]
    assert announced[1] == events.FindingMoved(here.finding_number, stage, 1, 6 if way else 1)


@pytest.mark.parametrize("way", ["", "notice carry"])
@pytest.mark.parametrize("signer", [None, OTHER_KEY, STRANGER])
def test_organisation__neither_signing_nor_sending__is_refused(
    way: str, signer: bytes | None
) -> None:
    here = walk(filed(), way)
    action = replace(asked(here, way), ground=9, signer=signer)
    here.refuse(action, "NotTheOrganisation", ORGANISATION, STRANGER)


@pytest.mark.parametrize("way", ["", "notice carry"])
def test_organisation__after_its_deadline__is_refused(way: str) -> None:
    here = walk(filed(), way)
    late = replace(asked(here, way), deadline=here.now - 1, signer=None)
    here.refuse(late, "DeadlinePassed", here.now - 1, here.now)
    here.do(replace(asked(here, way), deadline=here.now))


def test_organisation__that_changed_its_key__is_heard_by_the_new_one_alone() -> None:
    here = filed()
    new_key = key(83)
    here.do(OfferKey(ORGANISATION, new_key, OWN_KEY))
    here.do(AcceptKey(ORGANISATION, new_key))
    former = replace(here.appeal_finding(), signer=OWN_KEY)
    here.refuse(former, "NotTheOrganisation", ORGANISATION, STRANGER)
    here.do(here.appeal_finding())


def test_organisation__whose_accreditation_is_over__is_still_heard() -> None:
    here = inspection()
    here.do(here.accredit(HOME, 84, days=10))
    here.do(here.file(organisation=3))
    here.wait(11)
    here.do(here.appeal_finding())


# ---- appeals -------------------------------------------------------------------------------------


@pytest.mark.parametrize("ground", [0, 6, 2**256 - 1])
def test_appeal__ground_that_is_none__is_refused_after_the_state(ground: int) -> None:
    here = filed()
    here.refuse(here.appeal_finding(ground=ground), "GroundUnknown", ground)
    walk(here, "notice")
    wrong = here.appeal_finding(ground=ground)
    here.refuse(wrong, "WrongState", here.finding_number, CaseState.RIPE)


@pytest.mark.parametrize("ground", [1, 2, 3, 4, 5])
def test_appeal__each_ground__is_heard(ground: int) -> None:
    here = filed()
    here.do(here.appeal_finding(ground=ground))
    assert here.finding.ground == ground


@pytest.mark.req("D4")
def test_appeal__first__calls_five_of_other_councils_and_bars_nobody_else() -> None:
    here = filed()
    here.do(here.appeal_finding())
    panel = here.state.panels[1]
    assert (panel.size, panel.community, panel.list) == (5, FILER, ())
    here.seat_for()
    jurors = here.state.panels[1].jurors
    assert len(set(jurors)) == 5
    assert all(here.state.people[juror].seat_community != FILER for juror in jurors)


@pytest.mark.req("D4")
def test_appeal__second__calls_eleven_without_anybody_of_the_first() -> None:
    here = walk(filed(), "appeal uphold")
    first = here.state.panels[1].list
    for former in ((), first[:4], first[::-1]):
        wrong = replace(here.appeal_finding(), former_panel=former)
        here.refuse(wrong, "WrongList", 1)
    unknown_ground = replace(here.appeal_finding(), former_panel=(), ground=6)
    here.refuse(unknown_ground, "GroundUnknown", 6)
    here.do(here.appeal_finding())
    here.seat_for()
    second = here.state.panels[2]
    assert (second.size, second.seated, second.list[:5]) == (11, 11, first)
    assert not set(second.jurors) & set(first)


@pytest.mark.req("D4")
def test_appeal__of_an_organisations_own_community__may_judge() -> None:
    seats = {
        here.state.people[juror].seat_community
        for here in [walk(filed(), "appeal uphold appeal")]
        for panel in here.state.panels.values()
        for juror in panel.jurors
    }
    assert HOME in seats


# ---- verdicts ------------------------------------------------------------------------------------


def test_verdict__of_a_majority__says_who_signed() -> None:
    here = walk(filed(), "appeal")
    announced = here.do(here.judge(Outcome.UPHELD, jurors=4))
    number = here.finding_number
    assert announced == [
        events.FindingDecided(number, 1, 1, REASONS, 0b1111),
        events.FindingMoved(number, Stage.UPHELD, 1, 1),
    ]


@pytest.mark.req("D4")
def test_verdict__wrong_in_every_way__is_refused_for_one_after_the_other() -> None:
    here = filed()
    number = here.finding_number
    here.refuse(here.judge(3), "WrongState", number, CaseState.NOTICE)
    here.do(here.appeal_finding())
    here.refuse(here.judge(0), "OutcomeUnknown", 0)
    here.refuse(here.judge(3), "OutcomeUnknown", 3)
    here.refuse(here.judge(), "NotSeated", 1)
    here.seat_for()
    here.refuse(replace(here.judge(), identities=()), "WrongList", 1)
    signed = here.judge(jurors=5)
    juror_key = signed.votes[0][1]
    beyond = replace(signed, votes=(*signed.votes, (5, juror_key)))
    here.refuse(beyond, "NotAJuror", 1, 5)
    here.refuse(replace(signed, votes=((0, None),)), "SignatureMissing", 1, 0)
    wrong = replace(signed, votes=((0, STRANGER),))
    assert juror_key is not None
    here.refuse(wrong, "InvalidJurorSignature", 1, 0, juror_key)
    here.refuse(here.judge(jurors=2), "TooFewSignatures", 1, 3, 2)


@pytest.mark.req("D6")
@pytest.mark.parametrize(
    ("way", "loses"),
    [
        ("appeal reject", True),
        ("appeal uphold appeal reject", True),
        ("notice carry review reject", True),
        ("notice carry review uphold", False),
        ("notice carry review silence carry", False),
        ("notice carry remedy", False),
        ("withdraw", False),
        ("appeal uphold appeal uphold carry", False),
        ("appeal silence", False),
    ],
)
def test_standing__a_finding_overturned__falls_for_who_filed_alone(way: str, loses: bool) -> None:
    *before, last = way.split()
    here = walk(filed(), " ".join(before))
    assert standing_lost(here) == set()
    walk(here, last)
    assert standing_lost(here) == ({FILER} if loses else set())


@pytest.mark.req("D6")
def test_standing__a_reading_overturned__falls_for_who_gave_the_mandate() -> None:
    here = inspection()
    here.do(here.grant())
    here.do(here.reading())
    walk(here, "appeal reject")
    assert standing_lost(here) == {FILER}


def test_verdict__rejected__events_end_with_the_standing() -> None:
    here = walk(filed(), "appeal")
    announced = here.do(here.judge(Outcome.REJECTED))
    assert announced[1:] == [
        events.FindingMoved(here.finding_number, Stage.DISMISSED, 1, 1),
        events.StandingLowered(FILER, TODAY + 100),
    ]


# ---- reviews -------------------------------------------------------------------------------------


def test_review__rejected__ends_the_suspension_after_the_standing() -> None:
    here = walk(filed(), "notice carry review")
    announced = here.do(here.judge(Outcome.REJECTED))
    assert kinds_of(announced) == [
        events.FindingDecided,
        events.FindingMoved,
        events.StandingLowered,
        events.SuspensionSet,
    ]
    assert announced[-1] == events.SuspensionSet(ORGANISATION, 0)


def test_review__of_a_commendation_rejected__tells_the_services_nothing() -> None:
    here = walk(filed(standard=2), "notice carry review")
    assert views.commended(here.state, ORGANISATION, here.today)
    announced = here.do(here.judge(Outcome.REJECTED))
    assert kinds_of(announced)[-1] == events.StandingLowered
    assert not views.commended(here.state, ORGANISATION, here.today)


def test_review__asked_for__changes_nothing_until_its_verdict() -> None:
    here = walk(filed(), "notice carry")
    until = here.suspended_until()
    here.do(here.review_finding())
    assert here.suspended_until() == until > here.today
    assert here.finding.reviewed
    assert here.state.panels[1].list == ()


def test_review__upheld__leaves_the_suspension_as_it_is() -> None:
    here = walk(filed(), "notice carry review")
    effects = dict(here.state.effects)
    announced = here.do(here.judge(Outcome.UPHELD))
    assert kinds_of(announced) == [events.FindingDecided, events.FindingMoved]
    assert here.state.effects == effects
    assert here.suspended_until() > here.today


def test_review__a_second_time__is_refused_before_its_ground() -> None:
    here = walk(filed(), "notice carry review uphold")
    here.refuse(here.review_finding(ground=9), "FindingReviewed", here.finding_number)


def test_review__of_an_effect_that_ended__is_refused() -> None:
    here = walk(filed(standard=3), "notice carry")
    here.wait(30)
    here.refuse(here.review_finding(ground=7), "GroundUnknown", 7)
    here.refuse(here.review_finding(ground=0), "GroundUnknown", 0)
    here.refuse(here.review_finding(), "NothingToEnd", here.finding_number)
    here.now -= 1
    here.do(here.review_finding())


def test_review__whose_effect_ends_meanwhile__is_decided_without_telling_anybody() -> None:
    here = walk(filed(standard=3), "notice carry")
    here.wait(29)
    walk(here, "review")
    here.wait(1)
    announced = here.do(here.judge(Outcome.REJECTED))
    assert kinds_of(announced)[-1] == events.StandingLowered


# ---- remedies and withdrawals --------------------------------------------------------------------


def test_remedy__of_a_suspension__ends_it_today() -> None:
    here = walk(filed(), "notice carry")
    announced = here.do(here.remedy())
    number = here.finding_number
    assert announced == [
        events.CouncilActed(FILER, 1, 3),
        events.SuspensionSet(ORGANISATION, 0),
        events.RemedyAccepted(number, EVIDENCE),
        events.FindingMoved(number, Stage.ENDED, 0, 0),
    ]
    assert here.state.effects[ORGANISATION][0].until_day == here.today


@pytest.mark.parametrize(("standard", "days"), [(2, 0), (3, 30)])
def test_remedy__without_a_suspension_to_end__ends_the_finding_alone(
    standard: int, days: int
) -> None:
    here = walk(filed(standard=standard), "notice carry")
    here.wait(days)
    announced = here.do(here.remedy())
    assert kinds_of(announced)[1:] == [events.RemedyAccepted, events.FindingMoved]
    assert here.state_of_finding() == CaseState.ENDED


def test_withdraw__by_the_council_that_filed__changes_nothing_else() -> None:
    here = walk(filed(), "appeal")
    announced = here.do(here.withdraw_finding())
    assert announced == [
        events.CouncilActed(FILER, 1, 3),
        events.FindingMoved(here.finding_number, Stage.WITHDRAWN, 1, 1),
    ]


def test_filer__acts_of_others__are_refused_in_order() -> None:
    here = walk(filed(), "notice carry")
    number = here.finding_number
    here.refuse(replace(here.remedy(community=HOME), deadline=0), "DeadlinePassed", 0, here.now)
    here.refuse(here.remedy(community=HOME), "NotTheFilerOf", number, HOME)
    here.refuse(here.withdraw_finding(community=HOME), "NotTheFilerOf", number, HOME)
    here.refuse(here.withdraw_finding(), "WrongState", number, CaseState.CARRIED_OUT)
    here.do(replace(here.remedy(), deadline=NEVER))
    here.refuse(here.remedy(), "WrongState", number, CaseState.ENDED)
