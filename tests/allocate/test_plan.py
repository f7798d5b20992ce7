"""Planning: order, batches, seats and refusals, on a state of the specification alone.

steps
├── lines of one council, rule, version and time -> one act; more lines than fit -> more acts
├── nothing but a refused line differs -> the others as if it were not there
├── a refusal that depends on an act -> after that act
├── carried out as planned -> the very state the planner ends with
├── nominations -> one round an act; whoever is in already is left alone; the quota refuses the rest
└── a member of the council
    ├── other seats suffice -> they sign, in an act of their own
    └── they do not -> refused before anything is sent
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from isonomia import gas
from isonomia.clocks import LiveClock, ReplayClock
from isonomia.journal import Refused
from isonomia.plan import Already, Batch, Limits, Planner, Step, evidence_hash
from isonomia.records import Contribution, Enrolment, Source, nomination_of
from isonomia.seats import SeatKeysError, Seats
from isonomia.spec import transition
from isonomia.spec.actions import BindControllers, Enrol, FileAwards, Nominate, PublishRules
from isonomia.spec.keccak import keccak256
from isonomia.spec.state import NOMINATED, Round, RuleText, State
from isonomia.todo import Binding, Todo
from tests.allocate.registry import DAY, PILOT, START

NORTH_EAST, NORTH_WEST = 5, 6
CORRECTION, BLOOD = 401, 703
TODAY = START // DAY
ADDRESSES = {
    community: {seat: bytes.fromhex(key.account.address[2:]) for seat, key in council.items()}
    for community, council in PILOT.seats.items()
}
LIMITS = Limits(
    enrolments=4,
    bindings=3,
    awards=5,
    limited_awards=2,
    nominations=3,
    infractions=3,
    remedies=2,
    valid_seconds=3_600,
)


def pilot_state() -> State:
    charter = PILOT.charter
    state, _ = transition.genesis(
        charter.to_spec(),
        charter.spec_communities(),
        charter.spec_rules(),
        charter.catalogue_hash(),
        START,
        infractions=charter.spec_infractions(),
    )
    return state


def someone(number: int) -> bytes:
    return keccak256(b"someone %d" % number)


def enrolment(number: int, community: int = NORTH_EAST, month: int = 1980 * 12) -> Enrolment:
    source = Source("people.csv", number + 2)
    return Enrolment(source, b"enrol%d" % number, someone(number), month, community, None)


def act(
    number: int, who: bytes, days: int = 0, rule: int = CORRECTION, community: int | None = None
) -> Contribution:
    return Contribution(
        Source("acts.csv", number + 2),
        b"act%d" % number,
        who,
        rule,
        START + days * DAY,
        keccak256(b"evidence %d" % number),
        community,
    )


def populated(people: int) -> State:
    """Return the pilot with people, half in each of two communities."""
    state = pilot_state()
    for number in range(people):
        community = (NORTH_EAST, NORTH_WEST)[number % 2]
        head = (community, state.councils[community].nonce, START, approvals(community))
        transition.execute(state, Enrol(*head, (someone(number),), (1980 * 12,)), START)
    return state


def approvals(community: int, *seats: int) -> tuple[tuple[int, bytes], ...]:
    return tuple((seat, ADDRESSES[community][seat]) for seat in seats or (0, 1))


def plan(state: State, todo: Todo, now: int = START, **changes: object) -> list[Step]:
    given = {"seats": Seats(state, ADDRESSES), "clock": LiveClock(now), "limits": LIMITS}
    return list(Planner(state, **given | changes).steps(todo))


def sizes(steps: list[Step]) -> list[tuple[int, int]]:
    return [(s.action.community, len(s.lines)) for s in steps if isinstance(s, Batch)]


@pytest.mark.req("A2")
def test_steps__more_lines_than_fit__acts_by_community_in_full_batches():
    lines = [enrolment(i, (NORTH_WEST, NORTH_EAST)[i % 2]) for i in range(13)]
    steps = plan(pilot_state(), Todo(enrolments=lines))
    assert sizes(steps) == [(NORTH_EAST, 4), (NORTH_EAST, 2), (NORTH_WEST, 4), (NORTH_WEST, 3)]
    assert [s.action.nonce for s in steps] == [0, 1, 0, 1]
    assert {s.action.deadline for s in steps} == {START + LIMITS.valid_seconds}
    assert Counter(key for s in steps for key in s.lines) == Counter(line.key for line in lines)


@pytest.mark.req("A2", "D1")
def test_steps__awards__one_rule_an_act_and_in_the_order_of_time():
    state = populated(2)
    who = someone(0)
    acts = [act(0, who, 9), act(1, who, 3, BLOOD), act(2, who, 1), act(3, who, 5, BLOOD)]
    steps = plan(state, Todo(contributions=acts), START + 20 * DAY)
    assert [(s.action.rule, s.lines) for s in steps] == [
        (CORRECTION, (b"act2", b"act0")),
        (BLOOD, (b"act1", b"act3")),
    ]
    assert steps[0].action.evidence_hash == evidence_hash([acts[2].evidence, acts[0].evidence])


@pytest.mark.req("A2", "P2")
def test_steps__refused_lines_between_good_ones__same_acts_as_without_them():
    good = [enrolment(i) for i in range(6)]
    bad = [
        enrolment(100, month=2_500 * 12),
        enrolment(101, month=12),
        replace(enrolment(102), identity=bytes(32)),
    ]
    steps = plan(pilot_state(), Todo(enrolments=[*good[:2], *bad, *good[2:]]))
    alone = plan(pilot_state(), Todo(enrolments=good))
    assert [s for s in steps if isinstance(s, Batch)] == alone
    assert [s.name for s in steps if isinstance(s, Refused)] == [
        "BirthInFuture",
        "BirthTooLongAgo",
        "ZeroIdentity",
    ]


@pytest.mark.req("A2", "Q2")
def test_steps__refusal_by_a_cap__after_the_act_it_depends_on():
    acts = [act(i, someone(0)) for i in range(52)]
    steps = plan(populated(1), Todo(contributions=acts), limits=replace(LIMITS, awards=50))
    assert [type(s) for s in steps] == [Batch, Refused, Refused]
    assert {s.name for s in steps[1:]} == {"CategoryCapReached"}
    assert "earned 150 of at most 150" in steps[1].words


@pytest.mark.req("A2", "Y1")
def test_steps__carried_out_as_planned__give_the_planner_s_own_state():
    state = populated(10)
    untouched = state.copy()
    people = [enrolment(20 + i) for i in range(5)]
    todo = Todo(
        enrolments=people,
        bindings=[
            Binding(p.source, b"key" + p.key, p.identity, b"\x0a" * 20, p.birth_month)
            for p in people
        ],
        contributions=[
            *(act(i, someone(i % 10), i % 9) for i in range(40)),
            *(act(50 + i, someone(20 + i % 5), i % 9, BLOOD) for i in range(20)),
            act(90, someone(77)),
            act(91, someone(1), community=NORTH_EAST),
            act(92, someone(2), -400),
            act(93, someone(3), 20),
        ],
    )
    planner = Planner(state, Seats(state, ADDRESSES), LiveClock(START + 9 * DAY), LIMITS)
    steps = list(planner.steps(todo))
    kinds = {type(s.action) for s in steps if isinstance(s, Batch)}
    assert kinds == {Enrol, BindControllers, FileAwards}
    for step in steps:
        if isinstance(step, Batch):
            transition.execute(untouched, step.action, step.time)
    assert planner.state == untouched
    assert Counter(s.name for s in steps if isinstance(s, Refused)) == Counter(
        {"NotEnrolled": 1, "NotAMember": 1, "ActTooOld": 1, "ActInFuture": 1}
    )


@pytest.mark.req("A2")
def test_steps__what_stands_on_the_chain__recognised():
    state = populated(2)
    same = replace(enrolment(0), birth_month=1980 * 12)
    other = replace(enrolment(1), community=NORTH_EAST)
    steps = plan(state, Todo(enrolments=[same, other]))
    assert steps[0] == Already(same.key)
    assert (steps[1].key, steps[1].name) == (other.key, "AlreadyEnrolled")


def member_of(state: State, community: int) -> tuple[bytes, int]:
    """Return somebody at home in the community whose council they sit on, and their seat."""
    return next(
        (identity, person.seat_index)
        for identity, person in state.people.items()
        if person.community == person.seat_community == community
    )


@pytest.mark.req("A2", "L2")
def test_steps__nominations__one_round_an_act_and_the_quota_last():
    state = populated(6)
    state.rounds = {number: Round(NOMINATED, 1, 1, 1_000, 1, START + DAY) for number in (1, 2)}
    state.places = {(1, someone(0)): 0}
    source = Source("named.csv", 2)
    lines = [nomination_of(source, someone(who), number) for who in (0, 2, 4) for number in (2, 1)]
    steps = plan(state, Todo(nominations=lines))
    assert [s.key for s in steps if isinstance(s, Already)] == [lines[1].key]
    batches = [(s.action.round, s.lines, s.kind) for s in steps if isinstance(s, Batch)]
    assert batches == [(1, (lines[3].key,), "nominate"), (2, (lines[0].key,), "nominate")]
    assert {s.action for s in steps if isinstance(s, Batch)} == {
        Nominate(NORTH_EAST, 3, START + 3_600, approvals(NORTH_EAST), 1, (someone(2),)),
        Nominate(NORTH_EAST, 4, START + 3_600, approvals(NORTH_EAST), 2, (someone(0),)),
    }
    refused = [s.key for s in steps if isinstance(s, Refused)]
    assert refused == [lines[5].key, lines[2].key, lines[4].key]
    assert {s.name for s in steps if isinstance(s, Refused)} == {"QuotaReached"}


@pytest.mark.req("A2", "D2")
def test_steps__award_to_a_member__signed_by_the_others_in_an_act_of_its_own():
    state = populated(2)
    member, seat = member_of(state, NORTH_EAST)
    steps = plan(state, Todo(contributions=[act(0, someone(0)), act(1, member)]))
    assert sorted(s.lines for s in steps) == [(b"act0",), (b"act1",)]
    own = next(s for s in steps if s.lines == (b"act1",))
    assert seat not in [index for index, _ in own.action.approvals]
    assert len(own.action.approvals) == 2


@pytest.mark.req("A2", "D2")
def test_steps__award_to_a_member_and_too_few_other_keys__refused():
    state = populated(2)
    member, seat = member_of(state, NORTH_EAST)
    keys = ADDRESSES | {
        NORTH_EAST: {
            index: key
            for index, key in ADDRESSES[NORTH_EAST].items()
            if index in (seat, (seat + 1) % 3)
        }
    }
    todo = Todo(contributions=[act(0, someone(0)), act(1, member)])
    steps = plan(state, todo, seats=Seats(state, keys))
    assert [s.lines for s in steps if isinstance(s, Batch)] == [(b"act0",)]
    assert [(s.key, s.name) for s in steps if isinstance(s, Refused)] == [(b"act1", "SignsOwnCase")]


@pytest.mark.req("A2", "D1")
def test_steps__rule_with_a_new_version__each_act_under_the_version_of_its_day():
    state = populated(1)
    changed = RuleText(CORRECTION, 4, 5, 0, TODAY + 40, bytes(32))
    head = (1, state.councils[1].nonce, START, approvals(1))
    transition.execute(state, PublishRules(*head, bytes(32), (changed,)), START)
    acts = [act(0, someone(0), 39), act(1, someone(0), 40), act(2, someone(0), -1)]
    steps = plan(state, Todo(contributions=acts), START + 60 * DAY)
    batches = [s for s in steps if isinstance(s, Batch)]
    assert [(s.action.version, s.lines) for s in batches] == [(1, (b"act0",)), (2, (b"act1",))]
    assert [s.name for s in steps if isinstance(s, Refused)] == ["RuleNotInForce"]


@pytest.mark.req("A2")
def test_steps__replayed__filed_period_by_period_within_the_filing_window():
    state = populated(1)
    clock = ReplayClock(now=START, first_day=TODAY, period_days=30, horizon=START + 400 * DAY)
    acts = [act(i, someone(0), days) for i, days in enumerate((0, 29, 30, 364, 399, 401))]
    steps = plan(state, Todo(contributions=acts), clock=clock)
    filed = [((s.time - START) // DAY, s.lines) for s in steps if isinstance(s, Batch)]
    assert filed == [
        (30, (b"act0", b"act1")),
        (60, (b"act2",)),
        (390, (b"act3",)),
        (400, (b"act4",)),
    ]
    assert [s.name for s in steps if isinstance(s, Refused)] == ["ActInFuture"]


@pytest.mark.req("A2", "D2")
def test_seats__key_of_somebody_else__named():
    state = pilot_state()
    swapped = {NORTH_EAST: ADDRESSES[NORTH_WEST]}
    with pytest.raises(SeatKeysError) as refused:
        Seats(state, swapped)
    assert str(refused.value).count("signs for it") == 3
    with pytest.raises(SeatKeysError, match="no such seat"):
        Seats(state, {NORTH_EAST: {7: b"\x01" * 20}})


@pytest.mark.req("A2", "D2")
def test_seats__fewer_different_keys_than_must_sign__every_community_named():
    state = pilot_state()
    seats = Seats(state, {NORTH_EAST: {1: ADDRESSES[NORTH_EAST][1]}, NORTH_WEST: {}})
    assert seats.approvals(NORTH_EAST) is None
    with pytest.raises(SeatKeysError) as refused:
        seats.require([NORTH_EAST, NORTH_WEST], str)
    assert "5: 2 seats must sign, and 1 different keys are at hand" in str(refused.value)
    assert "6: 2 seats must sign, and 0 different keys are at hand" in str(refused.value)


@pytest.mark.req("A2", "D2")
def test_seats__two_seats_with_one_key__count_once():
    state = pilot_state()
    key = ADDRESSES[NORTH_EAST][0]
    state.seats[NORTH_EAST, 1] = replace(state.seats[NORTH_EAST, 1], controller=key)
    keys = {NORTH_EAST: {0: key, 1: key, 2: ADDRESSES[NORTH_EAST][2]}}
    assert Seats(state, keys).approvals(NORTH_EAST) == ((0, key), (2, keys[NORTH_EAST][2]))
    assert Seats(state, {NORTH_EAST: {0: key, 1: key}}).approvals(NORTH_EAST) is None


@pytest.mark.req("A2")
@pytest.mark.parametrize(("block_gas", "expected"), [(30_000_000, 200), (5_000_000, 126), (1, 1)])
def test_limits__gas_of_a_block__bounds_lines(block_gas: int, expected: int):
    assert gas.limits(block_gas, 2, 60).enrolments == expected


@pytest.mark.req("A2")
def test_limits__no_bound_on_lines__acts_stay_below_what_one_transaction_may_use():
    limits = gas.limits(60_000_000, 2, 60, most_lines=10_000)
    for kind, lines in (
        (gas.ENROLMENT, limits.enrolments),
        (gas.BINDING, limits.bindings),
        (gas.AWARD, limits.awards),
        (gas.LIMITED_AWARD, limits.limited_awards),
    ):
        assert kind.of(lines, 2) * 6 // 5 + 20_000 <= gas.MOST_GAS_PER_TRANSACTION
        assert kind.of(lines + 1, 2) * 6 // 5 + 20_000 > gas.MOST_GAS_PER_TRANSACTION
