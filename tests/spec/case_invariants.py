"""What one accepted step may do to cases and to the people they are about."""

from __future__ import annotations

from dataclasses import dataclass, replace

from isonomia.spec import views
from isonomia.spec.actions import (
    Action,
    Alive,
    Appeal,
    CarryOut,
    CertifyRemedies,
    Challenge,
    ChangeController,
    Enrol,
    FileAwards,
    FileClosing,
    FileInfractions,
    FileRecovery,
    GiveVerdict,
    OptOut,
    Review,
    Withdraw,
)
from isonomia.spec.case_table import TRANSITIONS, CaseAct
from isonomia.spec.state import DEDUCTION, CaseKind, CaseState, Outcome, State
from tests.spec.worlds import DAY

LONGEST_SUNSET = 1_826
#: Nothing adverse can come of a case in one of these, whatever time passes and others do.
HARMLESS = {
    CaseState.DISMISSED,
    CaseState.LAPSED,
    CaseState.WITHDRAWN,
    CaseState.CARRIED_OUT,
    CaseState.RELEASED,
    CaseState.ENDED,
}
_ACTS: dict[type, CaseAct] = {
    FileInfractions: CaseAct.FILE,
    FileRecovery: CaseAct.FILE,
    FileClosing: CaseAct.FILE,
    Challenge: CaseAct.CHALLENGE,
    Appeal: CaseAct.APPEAL,
    CarryOut: CaseAct.CARRY_OUT,
    Withdraw: CaseAct.WITHDRAW,
    Alive: CaseAct.ALIVE,
    Review: CaseAct.REVIEW,
    CertifyRemedies: CaseAct.REMEDY,
}


@dataclass(frozen=True)
class Taken:
    """An action that was accepted at ``now`` seconds."""

    before: State
    action: Action
    now: int
    after: State


def check(step: Taken) -> None:
    """Check everything below of one step."""
    check_cases_walk_the_table(step)
    check_nobody_is_touched_before_it_is_carried_out(step)
    check_credits(step)
    check_deductions_end(step)
    check_communities(step)


def act_of(action: Action) -> CaseAct | None:
    """Return what an action is in the table of transitions; ``None`` when it is not in it."""
    if isinstance(action, GiveVerdict):
        return CaseAct.UPHOLD if action.outcome == Outcome.UPHELD else CaseAct.REJECT
    return _ACTS.get(type(action))


def check_cases_walk_the_table(step: Taken) -> None:
    """A case that changed did so by a row; leaving lets cases lapse, and nothing else does."""
    act = act_of(step.action)
    rows = {
        (row.state, row.next, kind) for row in TRANSITIONS if row.act == act for kind in row.kinds
    }
    for case in step.after.cases.values():
        one = views.case_state(step.before, case.key, step.now)
        two = views.case_state(step.after, case.key, step.now)
        if one != two and isinstance(step.action, OptOut):
            assert two == CaseState.LAPSED
            assert case.identity == step.action.identity
            assert case.kind in (CaseKind.INFRACTION, CaseKind.CHALLENGE)
        elif one != two and type(step.action).__name__ == "SeatPanel":
            assert two in (CaseState.LAPSED, CaseState.RELEASED)
        elif one != two:
            assert (one, two, case.kind) in rows, (one, two, act)


def check_nobody_is_touched_before_it_is_carried_out(step: Taken) -> None:
    """Only a ripe case lowers anybody's quality, changes their key or closes them unasked."""
    ripe = set()
    if isinstance(step.action, CarryOut):
        ripe = {
            key.identity
            for key in step.action.cases
            if views.case_state(step.before, key, step.now) == CaseState.RIPE
        }
    own = {getattr(step.action, "identity", None)} if hasattr(step.action, "signer") else set()
    for person in step.before.people:
        if person in ripe | own:
            continue
        lower = views.quality(step.after, person, step.now)
        assert lower >= views.quality(step.before, person, step.now)
        one, two = step.before.signatories.get(person), step.after.signatories.get(person)
        assert one is None or two is None or one.controller == two.controller
        if not isinstance(step.action, FileAwards):
            former = step.before.people[person]
            now = step.after.people[person]
            assert replace(now, seat_community=0, seat_index=0) == replace(
                former, seat_community=0, seat_index=0
            )


def check_credits(step: Taken) -> None:
    """Credits change by being closed and reopened alone."""
    for person, former in step.before.people.items():
        now = step.after.people[person]
        one, two = (views.credits(state, person, step.now) for state in (step.before, step.after))
        if former.closed == now.closed:
            assert one == two
        else:
            assert isinstance(step.action, CarryOut | Alive)
            assert 0 in (one, two)


def check_deductions_end(step: Taken) -> None:
    """Every deduction ends by itself, within five years of its first day."""
    for overlays in step.after.overlays.values():
        for overlay in overlays:
            if overlay.kind == DEDUCTION:
                assert overlay.until_day - overlay.from_day <= LONGEST_SUNSET
    later = step.now + (LONGEST_SUNSET + 1) * DAY
    for person in step.after.people:
        assert not views.overlays_in_force(step.after, person, later)


def check_communities(step: Taken) -> None:
    """Members are counted right, and standing and budget stay where they may be."""
    for community, council in step.after.councils.items():
        members = sum(
            person.community == community and not person.closed
            for person in step.after.people.values()
        )
        assert council.members == members
        assert 200 <= views.standing(step.after, community, step.now) <= 1_000
        budget, left = views.budget(step.after, community, step.now)
        assert 0 <= left <= budget
    if not isinstance(step.action, Enrol | ChangeController):
        assert step.before.people.keys() == step.after.people.keys()


def check_silence(state: State, now: int) -> None:
    """If nobody does anything from now on, every case ends for the person."""
    hundred_years = now + 36_525 * DAY
    for case in state.cases.values():
        assert views.case_state(state, case.key, hundred_years) in HARMLESS
    for person in state.people:
        base = views.base_quality(state, person, hundred_years)
        assert views.quality(state, person, hundred_years) == base
