"""Every invariant of cases holds for honest steps, and fails for a step that breaks it.

```
invariants
├── honest steps of every kind: all hold
├── one thing doctored: the invariant about it fails
└── what is stored by identity: every mapping of every contract is watched
```
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from isonomia import build
from isonomia.spec import actions, events
from isonomia.spec.case_state import CaseState
from tests.differential.court import REJECTED, UPHELD
from tests.stateful.case_invariants import CASE_INVARIANTS, CLOSED_BIT
from tests.stateful.case_moment import PERSON_STORAGE, CaseStep, Moment, Watcher
from tests.stateful.case_town import CaseTown

pytestmark = pytest.mark.req("D3", "D4", "D5", "S4", "S6", "S7", "Q7")


class Recorder:
    """Carries acts out one after the other and keeps the step of each under a name."""

    def __init__(self) -> None:
        self.town = CaseTown()
        self.watcher = Watcher(self.town)
        self.steps: dict[str, CaseStep] = {}

    def act(self, name: str, action: Any) -> None:
        """Try an act and keep its step."""
        before = self.watcher.look()
        outcome = self.town.players.play(action, self.town.now)
        announced = outcome if isinstance(outcome, list) else None
        if announced is not None:
            self.town.note(action)
        after = self.watcher.look()
        self.steps[name] = CaseStep(self.town, before, after, action, announced)


@pytest.fixture(scope="module")
def steps() -> dict[str, CaseStep]:
    """One step of each kind that an invariant is doctored on, and a refused one."""
    record = Recorder()
    town = record.town
    accused, challenger = town.citizens[:2]
    record.act("accuse", town.accusation(town.state.people[accused].community, accused))
    (key,) = [case.key for case in town.state.cases.values()]
    record.act("appeal", town.appealing(key))
    panel = town.state.panels[1]
    town.verify(panel.beacon_round)
    record.act("seat", actions.SeatPanel(1, panel.list))
    record.act("refused", town.verdict(key, UPHELD, (0,)))
    record.act("uphold", town.verdict(key, UPHELD))
    town.wait()
    record.act("deduct", actions.CarryOut((key,)))
    record.act("review", town.reviewing(key))
    town.verify(town.state.panels[2].beacon_round)
    town.must(actions.SeatPanel(2, town.state.panels[2].list))
    record.act("reject", town.verdict(key, REJECTED))
    record.act("give", actions.Give(**town.by_person(challenger), points=5))
    town.close(challenger)
    record.act("move", actions.Move(**town.by_person(accused), community=2))
    return record.steps


# ------------------------------------------------------------------------------ doctoring


def after(step: CaseStep, **changes: Any) -> CaseStep:
    return replace(step, after=replace(step.after, **changes))


def with_part(
    moment: Moment, part: str, change: Callable[[tuple[int, ...]], tuple[int, ...]]
) -> dict[bytes, dict[str, tuple[int, ...]]]:
    """Return everybody with one part of what is stored changed."""
    return {one: {**parts, part: change(parts[part])} for one, parts in moment.people.items()}


def after_part(step: CaseStep, part: str, change: Callable[[Any], Any]) -> CaseStep:
    return after(step, people=with_part(step.after, part, change))


def a_deduction(until: int, cause: int) -> int:
    return 2 | 100 << 8 | until << 48 | cause << 112


def with_overlay(moment: Moment, *words: int) -> dict[bytes, dict[str, tuple[int, ...]]]:
    return with_part(moment, "overlays", lambda was: (*words, *was[len(words) :]))


def councils(step: CaseStep, **changes: int) -> CaseStep:
    found = {one: replace(seen, **changes) for one, seen in step.after.councils.items()}
    return after(step, councils=found)


def states(moment: Moment, state: CaseState) -> dict[bytes, tuple[int, int]]:
    return {number: (word, int(state)) for number, (word, _) in moment.cases.items()}


def before_states(step: CaseStep, state: CaseState) -> CaseStep:
    return replace(step, before=replace(step.before, cases=states(step.before, state)))


def announced(step: CaseStep, **changes: Any) -> CaseStep:
    """Change the event that has all these fields."""
    found = [
        replace(event, **changes) if all(hasattr(event, name) for name in changes) else event
        for event in step.announced or ()
    ]
    return replace(step, announced=found)


def own_seats(step: CaseStep) -> tuple[bytes, ...]:
    """Return who holds the seats of the council that filed."""
    community = step.town.state.panels[step.action.panel].community
    return tuple(one for place, (one, _) in step.before.seats.items() if place[0] == community)


def too_early(step: CaseStep) -> CaseStep:
    """Have an accusation carried out in its first second, which no panel decided."""
    return before_states(step, CaseState.NOTICE)


Doctor = Callable[[CaseStep], CaseStep]
DOCTORED: dict[int, tuple[str, Doctor]] = {
    1: ("accuse", lambda step: after_part(step, "slot", lambda was: (was[0] ^ 1 << 45,))),
    2: ("refused", lambda step: councils(step, nonce=99)),
    3: (
        "accuse",
        lambda step: after(step, credits={one: n + 1 for n, one in enumerate(step.after.credits)}),
    ),
    4: (
        "accuse",
        lambda step: after(
            step, people=with_overlay(step.after, a_deduction(step.after.today + 1_827, 7))
        ),
    ),
    5: (
        "move",
        lambda step: after(
            step, people=with_overlay(step.after, a_deduction(step.after.today + 10, 7))
        ),
    ),
    6: ("appeal", lambda step: after(step, cases=states(step.after, CaseState.ENDED))),
    7: ("review", lambda step: before_states(step, CaseState.DISMISSED)),
    8: ("deduct", too_early),
    9: ("seat", lambda step: announced(step, jurors=own_seats(step))),
    10: ("uphold", lambda step: replace(step, action=replace(step.action, votes=()))),
    11: (
        "accuse",
        lambda step: after_part(step, "slot", lambda was: (was[0] | 1 << CLOSED_BIT,)),
    ),
    12: ("accuse", lambda step: after_part(step, "key", lambda was: (was[0] ^ 1,))),
    13: (
        "reject",
        lambda step: replace(
            step,
            announced=[
                one for one in step.announced or () if not isinstance(one, events.StandingLowered)
            ],
        ),
    ),
    14: ("accuse", lambda step: councils(step, nonce=99)),
    15: ("give", lambda step: after(step, account=(step.after.account[0], 1, 1, 1))),
    16: ("accuse", lambda step: after_part(step, "accusations", lambda was: (was[0] | 200,))),
}


def test_case_invariants__are_numbered__one_by_one():
    numbers = [int(check.__name__.split("_")[1]) for check in CASE_INVARIANTS]
    assert numbers == list(range(1, len(CASE_INVARIANTS) + 1))
    assert DOCTORED.keys() == set(numbers)


def test_case_invariants__honest_steps__hold(steps):
    for name, step in steps.items():
        assert step.accepted == (name != "refused"), name
        for check in CASE_INVARIANTS:
            check(step)


@pytest.mark.parametrize("number", DOCTORED)
def test_case_invariant__doctored_step__fails(steps, number):
    name, doctor = DOCTORED[number]
    check = CASE_INVARIANTS[number - 1]
    check(steps[name])
    with pytest.raises(AssertionError):
        check(doctor(steps[name]))


def test_case_invariant_04__an_end_that_is_put_off__fails(steps):
    step = steps["review"]
    today = step.after.today
    before = replace(step.before, people=with_overlay(step.before, a_deduction(today + 5, 7)))
    longer = after(step, people=with_overlay(step.after, a_deduction(today + 6, 7)))
    with pytest.raises(AssertionError):
        CASE_INVARIANTS[3](replace(longer, before=before))


def test_case_invariant_01__an_act_on_somebody_else__fails(steps):
    """The effects of an act are those of whom it names."""
    step = steps["move"]
    other = replace(step.action, identity=step.town.citizens[2])
    with pytest.raises(AssertionError):
        CASE_INVARIANTS[0](replace(step, action=other))


def test_storage__of_every_contract__is_watched_wherever_an_identity_is_a_key():
    """`_places` and `_volunteers` name the identity as plain bytes32, others as IdentityHash."""
    by_identity = {
        (contract, entry["label"])
        for contract in build.DEPLOYED
        for layout in [build.load(contract)["storageLayout"]]
        for entry in layout["storage"]
        if "IdentityHash" in layout["types"][entry["type"]]["label"]
    } | {("Pool", "_places"), ("Assembly", "_volunteers")}
    assert {(contract, variable) for contract, variable, _, _ in PERSON_STORAGE.values()} == (
        by_identity
    )
    plain = {
        (contract, entry["label"])
        for contract in build.DEPLOYED
        for layout in [build.load(contract)["storageLayout"]]
        for entry in layout["storage"]
        if "bytes32 =>" in layout["types"][entry["type"]]["label"]
    }
    # Cases, endorsements and findings are by their own numbers, which no person is.
    assert plain == {
        ("Pool", "_places"),
        ("Assembly", "_volunteers"),
        ("Cases", "_cases"),
        ("Assembly", "_endorsements"),
        ("Findings", "_findings"),
    }
