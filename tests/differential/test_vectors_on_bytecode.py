"""The committed vectors, carried out by the contracts.

```
tests/vectors/*.json
├── a founding: the committed events, or the committed refusal
└── each step after it: the same; and people and councils as the specification has them
```
"""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from isonomia.spec import transition
from tests.differential.comparison import Comparison
from tests.differential.playing import outcome_of
from tests.harness.world import World
from tests.spec import vectors

pytestmark = [pytest.mark.offline, pytest.mark.req("Y1")]


def committed(outcome: vectors.Outcome) -> Any:
    """Return an outcome as the players of this folder tell it."""
    if outcome.refusal is None:
        return list(outcome.events)
    return outcome.refusal[0], outcome.refusal[1:]


def deployed(founding: dict[str, Any]) -> World:
    """Return a world in which the contracts stand where the vector says."""
    others = {name: value for name, value in founding.items() if name != "addresses"}
    world = World(**others)
    assert world.addresses == founding["addresses"]
    return world


def genesis_events(founding: dict[str, Any]) -> list[Any]:
    return deployed(founding).genesis


@pytest.mark.parametrize("name", [name for name in vectors.names() if name != "genesis"])
def test_vector__sent_to_the_contracts__has_the_committed_outcome(name: str) -> None:
    (first, *steps) = vectors.load(name)
    assert isinstance(first.action, dict)
    world = deployed(first.action)
    assert world.genesis == committed(first.outcome)
    state, _ = transition.genesis(**first.action)
    for step in steps:
        assert outcome_of(partial(world.perform, step.action, step.now)) == committed(step.outcome)
        assert not isinstance(step.action, dict)
        state, _ = vectors.stepped(state, step.action, step.now)
        Comparison(world, state).glance(())


def test_founding__deployed__has_the_committed_outcome() -> None:
    for step in vectors.load("genesis"):
        assert isinstance(step.action, dict)
        found = outcome_of(partial(genesis_events, step.action))
        assert found == committed(step.outcome)
