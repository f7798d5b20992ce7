"""What holds of cases, people and communities at every step, as a numbered list.

1  nobody changes but by the acts of `EFFECTS`, and those only in the parts named there
2  a refused act changes nothing, of anybody and anything
3  everybody's credits are those of a twin whom no act ever named, and 0 while closed
4  a deduction ends at most five years off, and no end is ever put off
5  a deduction is made by carrying out alone, and is the only one of its case
6  cases go from state to state as the table says, by acts alone
7  what is over stays over
8  nothing is carried out before its notice has passed
9  jurors come from other communities, once each, and nobody barred is among them
10  a verdict has a majority of its own panel, with the keys in force
11  a community counts its members who are not closed
12  a seat is held by who says so, with the key of theirs in force
13  standing lies within 200 and 1,000 and falls only for the community that decided
14  an act moves the nonce of who signed it, by one, and no other community
15  points given are free, reserved or granted
16  nobody is accused, nor challenges, more often in a year than the charter allows
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

from isonomia.spec import actions, events
from isonomia.spec.calendar import DAY, YEAR
from isonomia.spec.case_state import CaseState
from isonomia.spec.case_table import TRANSITIONS, CaseAct, case_id
from isonomia.spec.charters import charter_on
from isonomia.spec.panels import SECOND_PANEL
from tests.stateful.case_acts import about
from tests.stateful.case_moment import CaseStep, Moment

Parts = set[str]
MOST_SUNSET = 1_826
DEDUCTION = 2
CLOSED_BIT = 221
FINAL = {
    CaseState.DISMISSED,
    CaseState.LAPSED,
    CaseState.WITHDRAWN,
    CaseState.ENDED,
}
REJECTED = 2
_COUNT = 0xFF

CASE_INVARIANTS: list[Callable[[CaseStep], None]] = []


def numbered(check: Callable[[CaseStep], None]) -> Callable[[CaseStep], None]:
    """Add an invariant to the list."""
    CASE_INVARIANTS.append(check)
    return check


# ------------------------------------------------------------------------------ who is affected


def _of_carrying_out(step: CaseStep) -> dict[bytes, Parts]:
    parts = {1: {"slot", "overlays"}, 2: {"slot"}, 3: {"key"}, 4: {"slot"}}
    return {key.identity: parts[key.kind] for key in step.action.cases}


def _of_verdict(step: CaseStep) -> dict[bytes, Parts]:
    (key,) = about(step.action)
    _, state = step.before.cases[case_id(key)]
    ends = state == CaseState.REVIEW and step.action.outcome == REJECTED
    return {key.identity: {"overlays"} if ends else set()}


def _of_filling(step: CaseStep) -> dict[bytes, Parts]:
    former = {left.identity for left in step.announced_as(events.SeatLeft)}
    return {identity: {"slot"} for identity in former | set(step.action.identities)}


def _by(name: str, *parts: str) -> Callable[[CaseStep], dict[bytes, Parts]]:
    """Return that the person in this field is affected in these parts."""
    return lambda step: {getattr(step.action, name): set(parts)}


def _all(*parts: str) -> Callable[[CaseStep], dict[bytes, Parts]]:
    return lambda step: {identity: set(parts) for identity in step.action.identities}


#: Whom an act affects, and in which parts of what is stored about them. What is not here affects
#: nobody at all: drawing jurors, withdrawing, publishing, auditing, endorsing.
EFFECTS: dict[type[Any], Callable[[CaseStep], dict[bytes, Parts]]] = {
    actions.FileAwards: _all("slot", "times"),
    actions.BindControllers: _all("key"),
    actions.FileInfractions: _all("accusations"),
    actions.FileRecovery: _by("identity", "recoveries"),
    actions.FileClosing: _by("identity", "closings"),
    actions.CertifyRemedies: _all("overlays"),
    actions.Challenge: _by("challenger", "nonce", "challenges"),
    actions.Appeal: _by("identity", "nonce"),
    actions.Review: _by("identity", "nonce"),
    actions.Alive: _by("identity", "nonce", "slot"),
    actions.GiveVerdict: _of_verdict,
    actions.CarryOut: _of_carrying_out,
    actions.FillSeats: _of_filling,
    actions.Move: _by("identity", "nonce", "slot"),
    actions.OptOut: _by("identity", "nonce", "slot", "left"),
    actions.OptIn: _by("identity", "nonce", "slot"),
    actions.ChangeController: _by("identity", "nonce", "key"),
    actions.Give: _by("identity", "nonce", "slot"),
    actions.Volunteer: _by("identity", "nonce", "volunteering"),
}


def changed_parts(before: Moment, after: Moment) -> dict[bytes, Parts]:
    """Return who is stored otherwise than before, and in which parts."""
    changed = {
        identity: {part for part, words in parts.items() if after.people[identity][part] != words}
        for identity, parts in before.people.items()
    }
    return {identity: parts for identity, parts in changed.items() if parts}


@numbered
def invariant_01_nobody_changes_but_by_the_table(step: CaseStep) -> None:
    effects = EFFECTS.get(type(step.action), lambda step: {})
    allowed = effects(step) if step.accepted else {}
    for identity, parts in changed_parts(step.before, step.after).items():
        assert parts <= allowed.get(identity, set()), (step.action, parts)
    assert step.after.people.keys() == step.before.people.keys()


@numbered
def invariant_02_a_refused_act_changes_nothing(step: CaseStep) -> None:
    if not step.accepted:
        assert step.after == step.before


@numbered
def invariant_03_credits_are_those_of_an_untouched_twin(step: CaseStep) -> None:
    for identity, twin in step.town.twins.items():
        closed = step.after.people[identity]["slot"][0] >> CLOSED_BIT & 1
        assert step.after.credits[identity] == (0 if closed else step.after.credits[twin])
        assert step.after.credits[twin] >= step.before.credits[twin] > 0


# ------------------------------------------------------------------------------ deductions


def deductions_of(moment: Moment, identity: bytes) -> dict[int, int]:
    """Return the last day of each deduction of somebody by its cause, opted out or not."""
    words = moment.people[identity]["overlays"]
    return {
        word >> 112 & (1 << 64) - 1: word >> 48 & (1 << 24) - 1
        for word in words
        if word & 0xFF == DEDUCTION
    }


@numbered
def invariant_04_every_deduction_ends(step: CaseStep) -> None:
    for identity in step.after.people:
        was = deductions_of(step.before, identity)
        for cause, until in deductions_of(step.after, identity).items():
            assert until <= step.after.today + MOST_SUNSET
            assert until <= was.get(cause, until)


@numbered
def invariant_05_deductions_are_made_by_carrying_out(step: CaseStep) -> None:
    for identity in step.after.people:
        now = deductions_of(step.after, identity)
        new = now.keys() - deductions_of(step.before, identity).keys()
        assert not new or isinstance(step.action, actions.CarryOut)
        assert len(now) == sum(w & 0xFF == DEDUCTION for w in _overlays(step, identity))


def _overlays(step: CaseStep, identity: bytes) -> tuple[int, ...]:
    return step.after.people[identity]["overlays"]


# ------------------------------------------------------------------------------ states of cases

_ACTS: dict[type[Any], tuple[CaseAct, ...]] = {
    actions.FileInfractions: (CaseAct.FILE,),
    actions.FileRecovery: (CaseAct.FILE,),
    actions.FileClosing: (CaseAct.FILE,),
    actions.Challenge: (CaseAct.CHALLENGE,),
    actions.Appeal: (CaseAct.APPEAL,),
    actions.GiveVerdict: (CaseAct.UPHOLD, CaseAct.REJECT),
    actions.CarryOut: (CaseAct.CARRY_OUT,),
    actions.Withdraw: (CaseAct.WITHDRAW,),
    actions.Alive: (CaseAct.ALIVE,),
    actions.Review: (CaseAct.REVIEW,),
    actions.CertifyRemedies: (CaseAct.REMEDY,),
}


def moved(step: CaseStep) -> dict[bytes, tuple[int, int]]:
    """Return the cases whose word or state changed: the state before and after, by number."""
    return {
        number: (step.before.cases.get(number, (0, 0))[1], now[1])
        for number, now in step.after.cases.items()
        if step.before.cases.get(number) != now
    }


@numbered
def invariant_06_cases_move_as_the_table_says(step: CaseStep) -> None:
    acted = {case_id(key) for key in about(step.action)}
    acted |= {filed.case_id for filed in step.announced_as(events.CaseFiled)}
    for number, (was, now) in moved(step).items():
        kind = step.town.state.cases[number].kind
        if isinstance(step.action, actions.OptOut):
            assert step.town.state.cases[number].identity == step.action.identity
            assert now == CaseState.LAPSED
            assert kind in (1, 2)
        elif isinstance(step.action, actions.SeatPanel):
            # A panel that finds too few jurors decides nothing, which ends a case at once.
            assert now in (CaseState.LAPSED, CaseState.RELEASED)
        else:
            assert number in acted
            rows = [row for row in TRANSITIONS if row.act in _ACTS[type(step.action)]]
            assert any((row.state, row.next) == (was, now) and kind in row.kinds for row in rows)


@numbered
def invariant_07_what_is_over_stays_over(step: CaseStep) -> None:
    for number, (word, state) in step.before.cases.items():
        if state in FINAL:
            assert step.after.cases[number] == (word, state)


@numbered
def invariant_08_nothing_is_carried_out_in_notice(step: CaseStep) -> None:
    if not (step.accepted and isinstance(step.action, actions.CarryOut)):
        return
    for key in step.action.cases:
        case = step.town.state.cases[case_id(key)]
        heard = case.panel != 0 and step.town.state.panels[case.panel].size == SECOND_PANEL
        assert heard or step.after.time >= case.filed_at + case.notice_days * DAY
        assert step.before.cases[case_id(key)][1] in (CaseState.RIPE, CaseState.RELEASED)


# ------------------------------------------------------------------------------ panels


@numbered
def invariant_09_jurors_are_outsiders(step: CaseStep) -> None:
    for seated in step.announced_as(events.PanelSeated):
        panel = step.town.state.panels[seated.panel]
        homes = {identity: place[0] for place, (identity, _) in step.before.seats.items()}
        assert len(set(seated.jurors)) == len(seated.jurors) <= panel.size
        for juror in seated.jurors:
            assert homes[juror] != panel.community
            assert juror not in step.action.identities
            assert not step.before.people[juror]["slot"][0] >> CLOSED_BIT & 1


@numbered
def invariant_10_a_verdict_has_a_majority_of_its_panel(step: CaseStep) -> None:
    if not (step.accepted and isinstance(step.action, actions.GiveVerdict | actions.RecordAudit)):
        return
    (decided,) = step.announced_as(events.VerdictGiven) + step.announced_as(events.AuditRecorded)
    panel = step.town.state.panels[decided.panel]
    signers = {signer for _, signer in step.action.votes}
    assert len(signers) * 2 > panel.size
    for juror, signer in step.action.votes:
        key = step.before.people[panel.jurors[juror]]["key"][0] & (1 << 160) - 1
        assert signer == key.to_bytes(20, "big")


# ------------------------------------------------------------------------------ communities


@numbered
def invariant_11_a_community_counts_its_members(step: CaseStep) -> None:
    words = [parts["slot"][0] for parts in step.after.people.values()]
    homes = Counter(word >> 16 & 0xFFFFFF for word in words if not word >> CLOSED_BIT & 1)
    for community, council in step.after.councils.items():
        assert council.members == homes[community]


@numbered
def invariant_12_a_seat_has_its_holders_key(step: CaseStep) -> None:
    for place, (identity, controller) in step.after.seats.items():
        parts = step.after.people[identity]
        assert (parts["slot"][0] >> 164 & 0xFFFFFF, parts["slot"][0] >> 188 & 0xFF) == place
        assert int.from_bytes(controller, "big") == parts["key"][0] & (1 << 160) - 1


@numbered
def invariant_13_standing_falls_for_who_decided(step: CaseStep) -> None:
    lowered = {event.community for event in step.announced_as(events.StandingLowered)}
    cases = step.town.state.cases
    assert lowered <= {cases[case_id(key)].community for key in about(step.action) if lowered}
    for community, council in step.after.councils.items():
        assert 200 <= 1_000 - max(0, council.full_again - step.after.today) <= 1_000
        assert 500 <= council.share_index <= 1_500
        if council.full_again != step.before.councils[community].full_again:
            assert community in lowered


@numbered
def invariant_14_an_act_moves_one_nonce(step: CaseStep) -> None:
    moved_by = {
        community: council.nonce - step.before.councils[community].nonce
        for community, council in step.after.councils.items()
    }
    moved_by = {community: count for community, count in moved_by.items() if count}
    by_council = step.accepted and isinstance(step.action, actions.CouncilAct)
    assert moved_by == ({step.action.community: 1} if by_council else {})
    for identity, parts in step.before.people.items():
        used = step.after.people[identity]["nonce"][0] - parts["nonce"][0]
        assert used in (0, 1)
        assert used == 0 or step.action.signer is not None


@numbered
def invariant_15_points_given_are_somewhere(step: CaseStep) -> None:
    given, *parts = step.after.account
    assert given == sum(parts)
    gifts = step.announced_as(events.PointsGiven)
    assert given - step.before.account[0] == sum(gift.points for gift in gifts)


@numbered
def invariant_16_a_year_has_so_many_accusations_and_challenges(step: CaseStep) -> None:
    state = step.town.state
    charter = charter_on(state, step.after.today)
    year = (step.after.time - state.genesis) // YEAR
    limits = {
        "accusations": charter.accusations_per_year,
        "challenges": charter.challenges_per_year,
    }
    for identity, parts in changed_parts(step.before, step.after).items():
        for part in parts & limits.keys():
            word = step.after.people[identity][part][0]
            assert word >> 8 == year
            assert 1 <= word & _COUNT <= limits[part]
