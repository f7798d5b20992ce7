"""The committed vectors still hold, and say all there is to say.

```
tests/vectors/*.json
├── each step gives the committed outcome from what the step before left
├── each scenario is the one its source describes
├── every refusal of the specification appears in one, but those no small vector reaches
└── every kind of event appears in one
```
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.spec import vectors
from tests.spec.scenarios import SCENARIOS
from tests.spec.test_spec_names import event_kinds, refusals_named

pytestmark = [pytest.mark.offline, pytest.mark.req("Y1")]

#: These belong to views and to the beacon's clock and curve; 256 seats would make a large file.
NOT_IN_VECTORS = {
    "NotEnrolled",
    "OverlayNotInForce",
    "SignatureNotCanonical",
    "SignatureNotOnCurve",
    "TimeBeforeFirstRound",
    "TimeBeforeGenesis",
    "TooManySeats",
}


@pytest.mark.parametrize("name", sorted(SCENARIOS))
def test_vector__replayed__has_the_committed_outcome(name: str) -> None:
    state: Any = None
    for position, step in enumerate(vectors.load(name)):
        if isinstance(step.action, dict):
            state, outcome = vectors.founded(step.action)
        else:
            state, outcome = vectors.stepped(state, step.action, step.now)
        assert outcome == step.outcome, f"{name}.json, line {position + 2}"


@pytest.mark.parametrize("name", sorted(SCENARIOS))
def test_vector__committed__is_what_its_scenario_describes(name: str) -> None:
    described = [(step.now, step.action) for step in SCENARIOS[name]()]
    assert [(step.now, step.action) for step in vectors.load(name)] == described


def test_vectors__in_the_folder__are_those_of_the_scenarios() -> None:
    assert vectors.names() == sorted(SCENARIOS)


def test_vectors__together__reach_every_refusal() -> None:
    outcomes = [step.outcome for name in vectors.names() for step in vectors.load(name)]
    reached = {outcome.refusal[0] for outcome in outcomes if outcome.refusal}
    assert reached == {name for name, _ in refusals_named()} - NOT_IN_VECTORS


def test_vectors__together__announce_every_event() -> None:
    outcomes = [step.outcome for name in vectors.names() for step in vectors.load(name)]
    announced = {type(event) for outcome in outcomes for event in outcome.events}
    assert announced == event_kinds()
