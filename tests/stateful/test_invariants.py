"""Every invariant holds for an honest step, and fails for a step that breaks it.

```
invariants
├── honest steps of every kind: all hold
└── one thing doctored: the invariant about it fails
```
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from isonomia.spec import events
from tests.differential.intent import INTENTS
from tests.differential.lottery_intent import LOTTERY
from tests.harness.evm import EvmChain
from tests.stateful.invariants import Step
from tests.stateful.lottery_invariants import INVARIANTS
from tests.stateful.snapshot import PersonSeen, RoundSeen, Snapshot
from tests.stateful.story import whole_story

STRANGER = b"\x99" * 20

pytestmark = [pytest.mark.req("C3", "D2", "L2", "L3", "Q2", "Q4", "P3")]


@pytest.fixture(scope="module")
def steps() -> dict[str, Step]:
    """One accepted step of each kind, and a refused one."""
    return whole_story(EvmChain())


def with_people(snapshot: Snapshot, change: Callable[[PersonSeen], PersonSeen]) -> Snapshot:
    """Doctor everybody in a snapshot."""
    return replace(
        snapshot, people={one: change(person) for one, person in snapshot.people.items()}
    )


def after(step: Step, change: Callable[[PersonSeen], PersonSeen]) -> Step:
    return replace(step, after=with_people(step.after, change))


def before(step: Step, change: Callable[[PersonSeen], PersonSeen]) -> Step:
    return replace(step, before=with_people(step.before, change))


def after_with(step: Step, **changes: Any) -> Step:
    return replace(step, after=replace(step.after, **changes))


def doctored_councils(step: Step, **changes: Any) -> Step:
    councils = {one: replace(seen, **changes) for one, seen in step.after.councils.items()}
    return after_with(step, councils=councils)


def doctored_rounds(step: Step, **changes: Any) -> Step:
    rounds = {one: replace(seen, **changes) for one, seen in step.after.rounds.items()}
    return after_with(step, rounds=rounds)


def before_rounds(step: Step, **changes: Any) -> Step:
    rounds: dict[int, RoundSeen] = {
        one: replace(seen, **changes) for one, seen in step.before.rounds.items()
    }
    return replace(step, before=replace(step.before, rounds=rounds))


def doctored_account(step: Step, **changes: Any) -> Step:
    return after_with(step, account=replace(step.after.account, **changes))


def doctored_rule(step: Step, position: int) -> Step:
    rules = {
        key: (*view[:position], 9_999, *view[position + 1 :])
        for key, view in step.after.rules.items()
    }
    return after_with(step, rules=rules)


#: By number of the invariant: the step to doctor, and how.
DOCTORED: dict[int, tuple[str, Callable[[Step], Step]]] = {
    1: ("Enrol", lambda step: after(step, lambda one: replace(one, quality=1_001))),
    2: ("Enrol", lambda step: after(step, lambda one: replace(one, tier=one.tier + 1))),
    3: ("Enrol", lambda step: after(step, lambda one: replace(one, word=one.word | 1 << 232))),
    4: ("Enrol", lambda step: doctored_councils(step, members=0)),
    5: (
        "Enrol",
        lambda step: after_with(
            step,
            people={
                one: replace(person, birth_month=24_000, credits=index)
                for index, (one, person) in enumerate(step.after.people.items())
            },
        ),
    ),
    6: ("Enrol", lambda step: after(step, lambda one: replace(one, word=one.word | 255 << 100))),
    7: ("Enrol", lambda step: after(step, lambda one: replace(one, controller=STRANGER))),
    8: ("Enrol", lambda step: doctored_councils(step, threshold=1)),
    9: ("Enrol", lambda step: after_with(step, rate=99_999)),
    10: ("Enrol", lambda step: before(step, lambda one: replace(one, credits=2**60))),
    11: ("Enrol", lambda step: before(step, lambda one: replace(one, birth_month=12))),
    12: ("refused", lambda step: after_with(step, catalogue_hash=bytes(32))),
    13: ("refused", lambda step: before(step, lambda one: replace(one, nonce=one.nonce + 1))),
    14: ("EndLeave", lambda step: before(step, lambda one: replace(one, word=0))),
    15: ("EndLeave", lambda step: before(step, lambda one: replace(one, quality=0))),
    16: (
        "FileAwards",
        lambda step: before(step, lambda one: replace(one, word=one.word | 0xFFFFFF << 56)),
    ),
    17: ("EndLeave", lambda step: before(step, lambda one: replace(one, controller=STRANGER))),
    18: ("PublishRules", lambda step: doctored_rule(step, 1)),
    19: ("Enrol", lambda step: after_with(step, history=dict.fromkeys(step.after.history, 0))),
    20: ("Enrol", lambda step: replace(step, replayed="accepted")),
    21: ("Enrol", lambda step: replace(step, action=replace(step.action, approvals=()))),
    22: ("EndLeave", lambda step: before(step, lambda one: replace(one, lapse_day=1))),
    23: ("Enrol", lambda step: after_with(step, catalogue_hash=bytes(32))),
    24: ("Give", lambda step: doctored_account(step, free=0)),
    25: ("OpenRound", lambda step: doctored_account(step, reserved=0)),
    26: ("EnterRound", lambda step: doctored_rounds(step, entrants_hash=bytes(32))),
    27: ("Give", lambda step: after(step, lambda one: replace(one, word=one.word | 255 << 156))),
    28: ("Give", lambda step: doctored_account(step, given=step.before.account.given)),
    29: ("Settle", lambda step: doctored_rounds(step, entrants=9)),
    30: ("EnterRound", lambda step: doctored_rounds(step, entries_until=step.after.time)),
    31: (
        "Freeze",
        lambda step: replace(
            step, announced=[replace(one, beacon_round=1) for one in step.announced or ()]
        ),
    ),
    32: ("Settle", lambda step: before_rounds(step, entrants_hash=bytes(32), entrants=9_999)),
    33: (
        "Enrol",
        lambda step: after_with(step, overlays={STRANGER: (1 << 60,)}),
    ),
    34: (
        "Settle",
        lambda step: replace(
            step,
            before=replace(
                step.before, second_chances=dict.fromkeys(step.after.second_chances, True)
            ),
        ),
    ),
    35: ("Give", lambda step: after(step, lambda one: replace(one, quality=0))),
}


def test_invariants__are_numbered__one_by_one():
    numbers = [int(check.__name__.split("_")[1]) for check in INVARIANTS]
    assert numbers == list(range(1, len(INVARIANTS) + 1))
    assert DOCTORED.keys() == set(numbers)


@pytest.mark.parametrize("kind", [*(kind.__name__ for kind in (*INTENTS, *LOTTERY)), "refused"])
def test_invariants__honest_step__hold(steps, kind):
    assert steps[kind].accepted == (kind != "refused"), steps[kind]
    for invariant in INVARIANTS:
        invariant(steps[kind])


@pytest.mark.parametrize("number", DOCTORED)
def test_invariant__doctored_step__fails(steps, number):
    kind, doctor = DOCTORED[number]
    invariant = INVARIANTS[number - 1]
    invariant(steps[kind])
    with pytest.raises(AssertionError):
        invariant(doctor(steps[kind]))


def test_invariant_21__a_seat_in_its_own_case__fails(steps):
    step = steps["FileAwards"]
    seat, _ = step.action.approvals[0]
    holder, _ = step.before.seats[step.action.community, seat]
    own = replace(step, action=replace(step.action, identities=(holder,)))
    with pytest.raises(AssertionError):
        INVARIANTS[20](own)


def test_invariant_18__a_version_that_does_not_end__fails(steps):
    step = steps["PublishRules"]
    published = [one for one in step.announced if isinstance(one, events.RulePublished)]
    assert published
    with pytest.raises(AssertionError):
        INVARIANTS[17](doctored_rule(step, 4))
