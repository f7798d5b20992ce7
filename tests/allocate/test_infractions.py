"""Infractions and remedies by CSV, and awards that the budget of a quarter does not hold.

infractions
├── good lines -> cases on notice, receipts with their numbers; again -> nothing twice
├── lines that cannot be -> refused by line and reason, the others filed
├── known without the journal -> recognised by the chain; brought before in vain -> refused
├── interrupted before sending -> filed once
└── named by what the charter does not have -> refused as read
remedies
├── carried out -> ended, journaled, receipts; twice -> already
└── no such case, not carried out -> refused
awards
└── beyond the budget -> refused line by line, the batch before it whole
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from isonomia import gas
from isonomia.allocate import Allocation
from isonomia.due_process.case_keys import INFRACTION, CaseKey, infraction_matter
from isonomia.journal import Journal, Refused
from isonomia.pilot import HOMES
from isonomia.plan import Already, Batch
from isonomia.records import Infraction, Remedy, Source
from isonomia.spec import transition
from isonomia.spec.actions import BindControllers
from isonomia.spec.case_state import CaseState
from isonomia.spec.keccak import keccak256
from isonomia.spec.state import State
from isonomia.todo import Todo
from tests.allocate.registry import (
    DAY,
    START,
    Registry,
    by_line,
    contribution,
    day,
    enrolment,
    identity_of,
    table,
)
from tests.allocate.test_plan import (
    NORTH_EAST,
    TODAY,
    act,
    approvals,
    pilot_state,
    plan,
    populated,
    someone,
)

HARM = "Harm to shared infrastructure"
INFRACTIONS = "identifier,infraction,day,evidence"
REMEDIES = "identifier,infraction,day,remedy"
NAMES = tuple(f"citizen {number}" for number in range(4))
KEYS = {name: f"0x{number + 1:040x}" for number, name in enumerate(NAMES)}
NOTICE = 14


def number_of(name: str, rule: int = 1, days: int = 0) -> CaseKey:
    return CaseKey(INFRACTION, identity_of(name), infraction_matter(rule, TODAY + days))


def state_of(registry: Registry, key: CaseKey) -> CaseState:
    deployment = registry.deployment
    return CaseState(deployment.call(deployment.cases, "stateOf", key.values))


@pytest.fixture
def people(registry: Registry) -> Path:
    """Citizens with keys of their own, enrolled, and one without."""
    lines = [f"{enrolment(name)},{KEYS[name]}" for name in NAMES]
    lines.append(f"{enrolment('keyless')},")
    path = registry.enrolments(*lines, header="identifier,birth,community,controller")
    account = registry.allocate(path)
    assert not account.refusals
    return path


def infractions(registry: Registry, *lines: str, name: str = "infractions.csv") -> Path:
    return table(registry.folder / name, INFRACTIONS, list(lines))


def line(name: str, rule: str = HARM, days: int = 0, evidence: str = "report") -> str:
    return f"{name},{rule},{day(days)},{evidence}"


# ---- on the chain --------------------------------------------------------------------------------


@pytest.mark.req("D1", "D3", "A2")
@pytest.mark.usefixtures("people")
def test_infractions__good_and_bad_lines__filed_once_and_refused_with_reasons(registry: Registry):
    file = infractions(
        registry,
        line(NAMES[0]),
        line(NAMES[1], rule="1"),
        line("keyless"),
        line("stranger"),
        line(NAMES[0], evidence="another report"),
        line(NAMES[2], rule="Contempt"),
        line(NAMES[2], days=400),
        f"{NAMES[3]},1,{day(0)},",
    )
    account = registry.allocate(file, replay=False)
    receipts = by_line(account)
    assert [receipts[number].status for number in range(2, 10)] == ["applied"] * 2 + ["refused"] * 6
    assert receipts[2].case == f"0x{number_of(NAMES[0]).number.hex()}"
    assert receipts[2].rule == HARM
    reasons = [receipts[number].refusal for number in range(4, 10)]
    assert reasons == [
        *("CannotAppeal", "NotEnrolled", "DuplicateLine", "InvalidLine"),
        *("ActInFuture", "InvalidLine"),
    ]
    assert "no infraction rule 'Contempt'" in receipts[7].reason
    assert len(account.acts) == 1
    assert account.acts[0].kind == "accuse"
    assert state_of(registry, number_of(NAMES[0])) == CaseState.NOTICE

    again = registry.allocate(file, replay=False)
    assert not again.acts
    assert by_line(again)[2].status == "already applied"


@pytest.mark.req("A2")
@pytest.mark.usefixtures("people")
def test_infractions__another_journal__recognised_by_the_chain(registry: Registry):
    file = infractions(registry, line(NAMES[0]))
    registry.allocate(file, replay=False)
    other = {"replay": False, "journal": registry.folder / "other.sqlite"}
    account = registry.allocate(file, **other)
    assert by_line(account)[2].status == "already applied"
    assert not account.acts


@pytest.mark.req("A2")
@pytest.mark.usefixtures("people")
def test_infractions__stopped_once_they_were_written_down__filed_once(
    registry: Registry, monkeypatch: pytest.MonkeyPatch
):
    file = infractions(registry, *(line(name) for name in NAMES))
    allocation = Allocation(registry.chain, registry.request(file, replay=False))
    record = Journal.record

    def stop_after(*arguments: object) -> None:
        record(*arguments)  # type: ignore[arg-type]
        raise KeyboardInterrupt

    monkeypatch.setattr(Journal, "record", stop_after)
    with pytest.raises(KeyboardInterrupt):
        allocation.run()
    monkeypatch.undo()
    account = registry.allocate(file, replay=False)
    assert {receipt.status for receipt in account.receipts} <= {"applied", "already applied"}
    deployment = registry.deployment
    for name in NAMES:
        assert state_of(registry, number_of(name)) == CaseState.NOTICE
        filed = deployment.call(deployment.cases, "accusationsThisYear", identity_of(name))
        assert filed == 1


@pytest.mark.req("Q5", "D2", "A2")
@pytest.mark.usefixtures("people")
def test_remedies__carried_out_or_not__ended_and_refused(registry: Registry):
    file = infractions(registry, line(NAMES[0]), line(NAMES[1]))
    registry.allocate(file, replay=False)
    registry.node.set_time(registry.chain.now() + NOTICE * DAY)
    deployment = registry.deployment
    payer = registry.node.accounts[0]
    deployment.send(payer, deployment.cases, "carryOut", [number_of(NAMES[0]).values])
    remedies = table(
        registry.folder / "remedies.csv",
        REMEDIES,
        [
            f"{NAMES[0]},{HARM},{day(0)},wall rebuilt",
            f"{NAMES[1]},{HARM},{day(0)},nothing to do yet",
            f"{NAMES[2]},{HARM},{day(0)},who",
            f"{NAMES[0]},{HARM},{day(0)},twice",
        ],
    )
    account = registry.allocate(remedies, replay=False)
    receipts = by_line(account)
    assert receipts[2].status == "applied"
    assert receipts[2].case == f"0x{number_of(NAMES[0]).number.hex()}"
    assert [receipts[n].refusal for n in (3, 4, 5)] == [
        "WrongState",
        "CaseUnknown",
        "DuplicateLine",
    ]
    assert [act.kind for act in account.acts] == ["remedy"]
    assert state_of(registry, number_of(NAMES[0])) == CaseState.ENDED
    other = {"replay": False, "journal": registry.folder / "other.sqlite"}
    assert by_line(registry.allocate(remedies, **other))[2].status == "already applied"


@pytest.mark.req("A2", "D1")
@pytest.mark.usefixtures("people")
def test_infractions__rehearsed__receipts_and_gas_and_nothing_sent(registry: Registry):
    file = infractions(registry, line(NAMES[0]))
    estimate = Allocation(registry.chain, registry.request(file, replay=False)).rehearse()
    assert (estimate.acts, by_line(estimate.account)[2].status) == (1, "would be applied")
    assert state_of(registry, number_of(NAMES[0])) == CaseState.NONE


@pytest.mark.req("A2")
@pytest.mark.parametrize("count", [1, 20, 100])
def test_gas__infractions_and_remedies__never_above_and_little_below_the_figures(
    registry: Registry, count: int
):
    names = [f"person {number}" for number in range(count)]
    people = registry.enrolments(
        *(f"{enrolment(name)},0x{i + 1:040x}" for i, name in enumerate(names)),
        header="identifier,birth,community,controller",
    )
    file = infractions(registry, *(line(name) for name in names))
    account = registry.allocate(people, file, replay=False)
    [accused] = [act for act in account.acts if act.kind == "accuse"]
    _require_close(gas.INFRACTION, accused.lines, accused.gas_used, count)

    registry.node.set_time(registry.chain.now() + NOTICE * DAY)
    deployment, payer = registry.deployment, registry.node.accounts[0]
    keys = [number_of(name).values for name in names]
    for start in range(0, count, 50):
        deployment.send(payer, deployment.cases, "carryOut", keys[start : start + 50])
    remedies = [f"{name},{HARM},{day(0)},done" for name in names]
    path = table(registry.folder / "remedies.csv", REMEDIES, remedies)
    [act] = registry.allocate(path, replay=False).acts
    _require_close(gas.REMEDY, act.lines, act.gas_used, count)


def _require_close(figure: gas.Gas, lines: int, used: int | None, count: int) -> None:
    assert (lines, used is not None) == (count, True)
    expected = figure.of(lines, 2)
    print(f"{count} lines used {used} gas, expected {expected}")
    assert used <= expected <= used * (1.5 if count == 1 else 1.2)


# ---- planned on the specification ----------------------------------------------------------------


def infraction(number: int, who: bytes, days: int = 0, rule: int = 1) -> Infraction:
    source, key = Source("infractions.csv", number + 2), b"infraction%d" % number
    evidence = keccak256(b"evidence %d" % number)
    return Infraction(source, key, who, rule, START + days * DAY, evidence, None)


def keyed(people: int) -> State:
    """Return the pilot with people who have keys."""
    state = populated(people)
    for number in range(people):
        community = state.people[someone(number)].community
        head = (community, state.councils[community].nonce, START, approvals(community))
        bind = BindControllers(*head, (someone(number),), (b"\x11" * 19 + bytes([number + 1]),))
        transition.execute(state, bind, START)
    return state


@pytest.mark.req("A2", "D3")
def test_steps__more_accusations_than_a_year_allows__the_rest_refused():
    state = keyed(2)
    lines = [infraction(number, someone(0), days=number) for number in range(6)]
    steps = plan(state, Todo(infractions=lines), START + 20 * DAY)
    acts = [step for step in steps if isinstance(step, Batch)]
    assert [len(step.lines) for step in acts] == [3, 1]
    refused = [step for step in steps if isinstance(step, Refused)]
    assert [step.name for step in refused] == ["TooManyAccusations"] * 2


@pytest.mark.req("D2", "A2")
def test_steps__accused_councillor__other_seats_sign():
    state = pilot_state()
    own, councillor = next(
        (seat, state.seats[NORTH_EAST, seat].identity)
        for seat in range(3)
        if state.people[state.seats[NORTH_EAST, seat].identity].community == NORTH_EAST
    )
    [step] = plan(state, Todo(infractions=[infraction(0, councillor)]), START)
    assert isinstance(step, Batch)
    assert own not in [seat for seat, _ in step.action.approvals]


@pytest.mark.req("A2")
def test_steps__remedy_of_no_case_or_an_ended_one__refused_and_already():
    state = keyed(1)
    source, evidence = Source("remedies.csv", 2), keccak256(b"done")
    remedy = Remedy(source, b"remedy", someone(0), 1, TODAY, evidence)
    [step] = plan(state, Todo(remedies=[remedy]), START)
    assert isinstance(step, Refused)
    assert step.name == "CaseUnknown"
    accused = plan(state, Todo(infractions=[infraction(0, someone(0))]), START)
    assert isinstance(accused[0], Batch)
    [early] = plan(state, Todo(remedies=[remedy]), START)
    assert isinstance(early, Refused)
    assert early.name == "WrongState"
    [again] = plan(state, Todo(infractions=[infraction(0, someone(0))]), START)
    assert isinstance(again, Already)


@pytest.mark.req("D6", "A2")
def test_steps__awards_beyond_the_budget__refused_by_line_and_the_rest_whole():
    state = populated(2)
    charter = state.charter
    state.charter = replace(charter, budget_per_member=1)
    members = state.councils[NORTH_EAST].members
    fitting = members // 3
    lines = [act(number, someone(0)) for number in range(fitting + 2)]
    steps = plan(state, Todo(contributions=lines), START)
    acts = [step for step in steps if isinstance(step, Batch)]
    assert sum(len(step.lines) for step in acts) == fitting
    refused = [step for step in steps if isinstance(step, Refused)]
    assert [step.name for step in refused] == ["BudgetExceeded"] * 2
    assert "award" in refused[0].words or "points" in refused[0].words


@pytest.mark.req("D6", "A2")
def test_awards__filed__taken_from_what_is_left_of_the_quarter(
    registry: Registry,
):
    deployment = registry.deployment
    people = registry.enrolments(enrolment("first"))
    registry.allocate(people, replay=False)
    community = registry.manifest.read_charter().ids[HOMES[0]]
    budget, left = deployment.call(deployment.communities, "budgetOf", community)
    assert budget == left > 0
    acts = registry.contributions(contribution("first", 0, "minutes"))
    account = registry.allocate(acts, replay=False)
    assert by_line(account)[2].status == "applied"
    after = deployment.call(deployment.communities, "budgetOf", community)
    assert tuple(after) == (budget, left - 3)
