"""Communities held to account: budgets, standing, audits. No member feels any of it.

```
budget ── members, share index, standing; quarter by quarter; the edge of the last point
standing ── falls, adds up, heals by one a day, never below 200
audit ── who may be called when; bounded steps; no index without a majority
S11 ── no fault of a community changes a member's credits, quality, overlays or cases
```
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from isonomia.spec import events, views
from isonomia.spec.accountability import budget_on, lower_standing, standing_on
from isonomia.spec.actions import OpenAudit
from isonomia.spec.draft import Draft
from isonomia.spec.refusals import Refusal
from isonomia.spec.state import Audit, Council
from tests.spec.courts import CITIZEN, REASONS, Court, court
from tests.spec.worlds import DAY, GENESIS, TODAY, YEAR, identity, key

pytestmark = [pytest.mark.offline, pytest.mark.req("Q7")]

QUARTER = YEAR // 4


def small(**changes: int) -> Court:
    """Return a world whose community 2 has five members and 100 points a quarter."""
    return court(**{"budget_per_member": 20, **changes})


def lower(here: Court, times: int = 1, community: int = 2) -> list[Any]:
    """Let a community's standing fall, as an overturned decision does."""
    draft = Draft(here.state, here.now)
    for _ in range(times):
        lower_standing(draft, community)
    return draft.keep()


# ---- budgets -------------------------------------------------------------------------------------


def test_budget__used_to_its_last_point__has_none_left() -> None:
    here = small()
    here.do(here.award(*[CITIZEN] * 9))
    assert views.budget(here.state, 2, here.now) == (100, 10)
    here.refuse(here.award(CITIZEN, CITIZEN + 1), "BudgetExceeded", 2, 20, 10)
    here.do(here.award(CITIZEN))
    here.refuse(here.award(CITIZEN), "BudgetExceeded", 2, 10, 0)
    assert views.budget(here.state, 2, here.now) == (100, 0)


def test_budget__of_another_community__is_its_own() -> None:
    here = small()
    here.do(here.award(*[CITIZEN] * 10))
    here.do(here.award(9, community=3))
    assert views.budget(here.state, 3, here.now) == (60, 50)


@pytest.mark.parametrize("quarter", [1, 4, 9])
def test_budget__in_the_next_quarter__is_whole_again(quarter: int) -> None:
    here = small()
    here.do(here.award(*[CITIZEN] * 10))
    here.now = GENESIS + quarter * QUARTER - 1
    assert views.budget(here.state, 2, here.now)[1] == (0 if quarter == 1 else 100)
    here.now += 1
    here.do(here.award(CITIZEN))
    assert views.budget(here.state, 2, here.now) == (100, 90)
    assert here.state.councils[2].quarter == quarter


def test_budget__refused_line__is_named_before_the_budget() -> None:
    here = small()
    here.do(here.award(*[CITIZEN] * 10))
    here.refuse(here.award(CITIZEN, 99), "NotAMember", 1, identity(99), 2)


def test_budget__of_fallen_members__has_none_left_and_nothing_taken() -> None:
    here = small()
    here.do(here.award(*[CITIZEN] * 9))
    here.do(here.move(CITIZEN, 3))
    assert views.budget(here.state, 2, here.now) == (80, 0)
    here.refuse(here.award(CITIZEN + 1), "BudgetExceeded", 2, 10, 0)


@pytest.mark.parametrize(
    ("per_member", "members", "share", "full_again", "budget"),
    [
        (20, 5, 1_000, 0, 100),
        (20, 5, 1_500, 0, 150),
        (20, 5, 500, 0, 50),
        (20, 5, 1_000, TODAY + 100, 90),
        (20, 5, 1_111, TODAY + 1, 110),
        (20, 5, 500, TODAY + 800, 10),
        (1, 1, 999, 0, 0),
        (1_000, 2_147_483, 1_000, 0, 2_147_483_000),
        (1_000, 2_147_484, 1_000, 0, 2_147_483_647),
    ],
)
def test_budget__of_known_numbers__is_rounded_down_once(
    per_member: int, members: int, share: int, full_again: int, budget: int
) -> None:
    charter = replace(court().state.charter, budget_per_member=per_member)
    council = Council(1, 3, 2, members, 0, share_index=share, full_again=full_again)
    assert budget_on(charter, council, TODAY) == budget


def test_budget__of_an_unknown_community__is_refused() -> None:
    here = small()
    for view in (views.budget, views.standing):
        with pytest.raises(Refusal, match="UnknownCommunity"):
            view(here.state, 99, here.now)
    with pytest.raises(Refusal, match="TimeBeforeGenesis"):
        views.budget(here.state, 2, GENESIS - 1)


# ---- standing ------------------------------------------------------------------------------------


def test_standing__after_a_fall__heals_by_one_a_day() -> None:
    here = small()
    assert lower(here) == [events.StandingLowered(2, TODAY + 100)]
    for days, standing in ((0, 900), (1, 901), (99, 999), (100, 1_000), (500, 1_000)):
        assert views.standing(here.state, 2, here.now + days * DAY) == standing


def test_standing__falling_again__adds_up_to_no_less_than_two_hundred() -> None:
    here = small(standing_loss=300)
    lower(here, 2)
    assert views.standing(here.state, 2, here.now) == 400
    lower(here, 5)
    assert views.standing(here.state, 2, here.now) == 200
    here.wait(10)
    lower(here)
    assert here.state.councils[2].full_again == TODAY + 10 + 800
    assert standing_on(here.state.councils[2], here.today) == 200


def test_standing__fallen_long_ago__counts_from_today() -> None:
    here = small()
    lower(here)
    here.wait(1_000)
    lower(here)
    assert views.standing(here.state, 2, here.now) == 900


@pytest.mark.req("S11")
def test_standing__of_a_community__changes_nothing_of_its_members() -> None:
    here = small()
    here.do(here.award(CITIZEN))
    here.do(here.accuse(CITIZEN))
    before = here.state.copy()
    lower(here, 9)
    here.state.councils[2] = replace(here.state.councils[2], share_index=500)
    person = identity(CITIZEN)
    for view in (views.credits, views.quality, views.tier):
        assert view(here.state, person, here.now) == view(before, person, here.now)
    assert here.state.people == before.people
    assert here.state.overlays == before.overlays
    assert here.state.cases == before.cases
    here.do(here.move(CITIZEN, 3))


# ---- audits --------------------------------------------------------------------------------------


def audited(share_index: int = 1_000) -> Court:
    """Return a world in which five auditors of community 2 are seated."""
    here = small()
    here.state.councils[2] = replace(here.state.councils[2], share_index=share_index)
    here.do(OpenAudit(2))
    here.seat(here.state.audits[2].panel)
    return here


def test_audit__opened__calls_five_outsiders() -> None:
    here = small()
    announced = here.do(OpenAudit(2))
    panel = here.state.panels[1]
    assert (panel.community, panel.size, panel.list) == (2, 5, ())
    assert here.state.audits == {2: Audit(0, 1, GENESIS + 30 * DAY)}
    assert [type(event) for event in announced] == [events.PanelConvened, events.AuditOpened]
    assert announced[1] == events.AuditOpened(2, 0, 1)


def test_audit__of_an_unknown_community__is_refused() -> None:
    here = small()
    for community in (0, 9):
        here.refuse(OpenAudit(community), "UnknownCommunity", community)


def test_audit__while_one_runs__is_refused_until_its_time_is_over() -> None:
    here = audited()
    until = GENESIS + 30 * DAY
    here.refuse(OpenAudit(2), "AuditRunning", 2, until)
    here.do(OpenAudit(3))
    here.now = until - 1
    here.refuse(OpenAudit(2), "AuditRunning", 2, until)
    here.now = until
    here.refuse(here.audit(1_000), "NoAudit", 2)
    here.do(OpenAudit(2))


def test_audit__with_too_few_auditors__can_be_opened_again_at_once() -> None:
    here = small()
    here.do(OpenAudit(2))
    for community in (1, 3, *range(4, 8)):
        here.bury(community)
    here.refuse(OpenAudit(2), "AuditRunning", 2, GENESIS + 30 * DAY)
    here.seat(1)
    here.refuse(here.audit(1_000), "NoAudit", 2)
    here.do(OpenAudit(2))


def test_audit__recorded__sets_the_index_and_is_the_only_one_of_its_year() -> None:
    here = audited()
    announced = here.do(here.audit(1_100))
    assert announced == [
        events.AuditRecorded(2, 0, 1, 1_100, REASONS, 0b111),
        events.ShareIndexSet(2, 1_100, REASONS),
    ]
    assert here.state.councils[2].share_index == 1_100
    assert views.budget(here.state, 2, here.now) == (110, 110)
    here.refuse(here.audit(1_100), "NoAudit", 2)
    here.refuse(OpenAudit(2), "AuditedAlready", 2, 0)
    here.now = GENESIS + YEAR - 1
    here.refuse(OpenAudit(2), "AuditedAlready", 2, 0)
    here.now += 1
    here.do(OpenAudit(2))
    assert here.state.audits[2].year == 1


def test_audit__opened_last_year__leaves_this_year_its_own() -> None:
    here = small()
    here.now = GENESIS + YEAR - 1
    here.do(OpenAudit(2))
    here.now += 1
    here.seat(1)
    announced = here.do(here.audit(1_000))
    assert announced[0].year == 0
    here.do(OpenAudit(2))


def test_audit__never_opened__cannot_be_recorded() -> None:
    here = audited()
    here.refuse(replace(here.audit(1_000), community=3), "NoAudit", 3)


@pytest.mark.parametrize(
    ("present", "least", "most"),
    [(1_000, 900, 1_100), (550, 500, 650), (1_450, 1_350, 1_500), (500, 500, 600)],
)
def test_audit__further_than_a_step__is_refused(present: int, least: int, most: int) -> None:
    here = audited(present)
    for value in (least - 1, most + 1, 2**256 - 1):
        action = replace(here.audit(value), identities=())
        here.refuse(action, "ShareIndexOutOfBounds", value, least, most)
    for value in (least, most):
        there = replace(here, state=here.state.copy())
        there.do(there.audit(value))
        assert there.state.councils[2].share_index == value


def test_audit__without_a_majority__is_refused() -> None:
    here = audited()
    here.refuse(here.audit(1_000, jurors=2), "TooFewSignatures", 1, 3, 2)
    wrong = replace(here.audit(1_000), identities=())
    here.refuse(wrong, "WrongList", 1)
    other = replace(here.audit(1_000), votes=((0, key(99)),))
    first = here.state.signatories[here.state.panels[1].jurors[0]].controller
    here.refuse(other, "InvalidJurorSignature", 1, 0, first)


def test_audit__panel_not_seated_yet__is_refused() -> None:
    here = small()
    here.do(OpenAudit(2))
    here.refuse(here.audit(1_000, jurors=0), "NotSeated", 1)
