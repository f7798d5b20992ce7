"""The committed vectors still hold, and say all there is to say.

```
tests/vectors/*.json
├── each step gives the committed outcome from what the step before left
├── and from nothing but what it says it looks at
├── each file has the shape of the published schema
├── each scenario is the one its source describes
├── every kind of action and every kind of event appears in one
└── every refusal of the specification appears in one, or in an answer of a view
tests/vectors/views/answers.json
├── each question has the committed answer or refusal
└── every view is asked
```
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, get_args

import jsonschema
import pytest

from isonomia.spec import transition
from isonomia.spec.actions import Action
from isonomia.spec.refusals import Refusal
from isonomia.spec.state import State
from tests.spec import vectors, view_vectors
from tests.spec.scenarios import SCENARIOS
from tests.spec.test_spec_names import event_kinds, refusals_named
from tests.spec.vector_schema import SCHEMA, schema

pytestmark = [pytest.mark.offline, pytest.mark.req("Y1")]

ANSWERS = json.loads(view_vectors.FILE.read_bytes())


@pytest.mark.parametrize("name", sorted(SCENARIOS))
def test_vector__replayed__has_the_committed_outcome(name: str) -> None:
    state: Any = None
    for position, step in enumerate(vectors.load(name)):
        if isinstance(step.action, dict):
            state, outcome = vectors.founded(step.action)
        else:
            state, outcome = vectors.stepped(state, step.action, step.now)
        assert outcome == step.outcome, f"{name}.json, line {position + 2}"


class _Counted(dict[Any, Any]):
    """A table of some records, which knows how many there are in all."""

    def __init__(self, rows: dict[Any, Any], count: int | None) -> None:
        super().__init__(rows)
        self._count = count

    def __len__(self) -> int:
        return super().__len__() if self._count is None else self._count


def state_with(part: vectors.Part, scalars: vectors.Part) -> State:
    """Return a state that holds nothing but some records, and numbers that are always there."""
    counts = part.get("counts", {})
    tables = {}
    for name in vectors.TABLES:
        rows = {key: row for key, row in part.get(name, ()) if row is not None}
        if name == "endorsements":
            rows = {key: frozenset(row) for key, row in rows.items()}
        tables[name] = _Counted(rows, counts.get(name))
    sets = {
        name: {entry for entry, is_in in part.get(name, ()) if is_in}
        for name in vectors.COLLECTIONS
    }
    return State(**scalars, **tables, **sets)


def given_always(founding: dict[str, Any], post: vectors.Part) -> vectors.Part:
    """Return what a founding fixes for ever, and what it sets that later steps may change."""
    scalars = {name: post[name] for name in vectors.SCALARS}
    return scalars | {"charter_hash": founding["charter_hash"], "genesis": founding["now"]}


@pytest.mark.parametrize("name", sorted(set(SCENARIOS) - {"genesis"}))
def test_vector__played_on_what_it_looks_at_alone__has_the_committed_outcome(name: str) -> None:
    (first, *steps) = vectors.load(name)
    assert isinstance(first.action, dict)
    scalars = given_always(first.action, first.outcome.post)
    for position, step in enumerate(steps):
        where = f"{name}.json, line {position + 3}"
        state = state_with(step.outcome.pre, scalars)
        events, refusal = carried_out(state, step)
        assert (events, refusal) == (step.outcome.events, step.outcome.refusal), where
        if refusal is not None:
            continue
        scalars |= {key: value for key, value in step.outcome.post.items() if key in scalars}
        assert scalars == {key: getattr(state, key) for key in scalars}, where
        pre, post = (dict_rows(part) for part in (step.outcome.pre, step.outcome.post))
        there = {key: row for key, row in (pre | post).items() if row is not None and row != ()}
        found = {key: row for key, row in dict_rows(all_of(state)).items() if row != ()}
        assert found == {key: row for key, row in there.items() if row is not False}, where


def carried_out(state: State, step: vectors.Step) -> tuple[tuple[Any, ...], Any]:
    """Return the events of a step and no refusal, or no events and the refusal."""
    assert not isinstance(step.action, dict)
    try:
        return tuple(transition.execute(state, step.action, step.now)), None
    except Refusal as refusal:
        return (), (refusal.name, *refusal.values)


def all_of(state: State) -> vectors.Part:
    """Return every record of a state."""
    tables = {name: tuple(getattr(state, name).items()) for name in vectors.TABLES}
    sets = {name: tuple((e, True) for e in getattr(state, name)) for name in vectors.COLLECTIONS}
    return tables | sets


def dict_rows(part: vectors.Part) -> dict[Any, Any]:
    """Return the rows of all tables and sets by table and key."""
    return {
        (name, key): tuple(sorted(row)) if isinstance(row, frozenset) else row
        for name in (*vectors.TABLES, *vectors.COLLECTIONS)
        for key, row in part.get(name, ())
    }


@pytest.mark.parametrize("name", sorted(SCENARIOS))
def test_vector__committed__has_the_shape_of_the_schema(name: str) -> None:
    published = json.loads(SCHEMA.read_bytes())
    steps = json.loads((vectors.FOLDER / f"{name}.json").read_bytes())
    jsonschema.Draft202012Validator(published).validate(steps)


@pytest.mark.parametrize(
    "change",
    [
        lambda step: step.pop("digest"),
        lambda step: step["action"].pop("nonce"),
        lambda step: step["action"].update(type="Enroll"),
        lambda step: step["events"][0].update(signers="all"),
        lambda step: step["post"].update(persons=[]),
    ],
)
def test_schema__step_that_is_none__refuses_it(change: Callable[[dict[str, Any]], Any]) -> None:
    published = json.loads(SCHEMA.read_bytes())
    step = json.loads((vectors.FOLDER / "awards.json").read_bytes())[1]
    jsonschema.Draft202012Validator(published).validate([step])
    change(step)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft202012Validator(published).validate([step])


def test_schema__committed__is_what_the_records_are() -> None:
    assert json.loads(SCHEMA.read_bytes()) == schema()


@pytest.mark.parametrize("name", sorted(SCENARIOS))
def test_vector__committed__is_what_its_scenario_describes(name: str) -> None:
    described = [(step.now, step.action) for step in SCENARIOS[name]()]
    assert [(step.now, step.action) for step in vectors.load(name)] == described


def test_vectors__in_the_folder__are_those_of_the_scenarios() -> None:
    assert vectors.names() == sorted(SCENARIOS)


def test_vectors__together__reach_every_refusal() -> None:
    outcomes = [step.outcome for name in vectors.names() for step in vectors.load(name)]
    reached = {outcome.refusal[0] for outcome in outcomes if outcome.refusal}
    reached |= {line["refusal"][0] for line in ANSWERS if "refusal" in line}
    refusals = {name for name, _ in refusals_named()}
    assert {"missing": refusals - reached, "unknown": reached - refusals} == {
        "missing": set(),
        "unknown": set(),
    }


def test_views__asked_again__give_the_committed_answers() -> None:
    assert list(view_vectors.lines()) == ANSWERS


def test_views__together__ask_every_question() -> None:
    asked = {line["view"] for line in ANSWERS if "answer" in line}
    assert asked == {*view_vectors.VIEWS, *view_vectors.OF_THE_BEACON}


def test_vectors__together__carry_out_every_kind_of_action() -> None:
    steps = [step for name in vectors.names() for step in vectors.load(name)]
    done = {type(step.action) for step in steps if step.outcome.refusal is None} - {dict}
    missing = {kind.__name__ for kind in set(get_args(Action)) - done}
    assert not missing


def test_vectors__together__announce_every_event() -> None:
    outcomes = [step.outcome for name in vectors.names() for step in vectors.load(name)]
    announced = {type(event) for outcome in outcomes for event in outcome.events}
    assert announced == event_kinds()
