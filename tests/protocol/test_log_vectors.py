"""The committed logs are what the bytecode leaves, and the verifier reads them as the actions.

```
tests/vectors/logs/transactions.json
├── what the bytecode logs for the vectors' steps, with the actions the verifier takes them for
├── several acts in one transaction are told apart
└── every kind of action and every kind of event appears
```
"""

from __future__ import annotations

import json
import typing

import pytest

from isonomia.spec.actions import Action
from tests.protocol import log_vectors
from tests.protocol.log_vectors import Played, Told, as_json, told_by
from tests.spec import vectors
from tests.spec.test_spec_names import event_kinds

pytestmark = [pytest.mark.offline, pytest.mark.req("Y1", "Y2")]

COMMITTED = json.loads(log_vectors.FILE.read_bytes())["transactions"]
SEVERAL = [line for line in COMMITTED if line["steps"] > 1]


def test_logs__committed__are_those_of_the_bytecode() -> None:
    assert [as_json(one) for one in log_vectors.transactions()] == COMMITTED


@pytest.mark.parametrize("line", SEVERAL, ids=lambda line: f"{line['file']}-{line['step']}")
def test_logs__of_several_acts__read_as_one_transaction__give_the_same_actions(
    line: dict[str, typing.Any],
) -> None:
    founding, *told = told_by(line["file"])
    played = Played(vectors.load(founding.file)[0].action)
    for one in told[: [one.step for one in told].index(line["step"])]:
        ((_, sent),) = one.acts
        played.read(Told(one.file, one.step, 1, one.now, one.logs), sent)
    whole = Told(line["file"], line["step"], line["steps"], line["now"], line["logs"])
    played.read(whole, None)
    assert as_json(whole)["acts"] == line["acts"]


def test_logs__together__stand_for_every_kind_of_action() -> None:
    found = {act["action"]["type"] for line in COMMITTED for act in line["acts"]}
    assert {kind.__name__ for kind in typing.get_args(Action)} - found == set()


def test_logs__together__are_of_every_kind_of_event() -> None:
    files = {name: vectors.load(name) for name in {line["file"] for line in COMMITTED}}
    found = {
        type(event)
        for line in COMMITTED
        for step in files[line["file"]][line["step"] : line["step"] + line["steps"]]
        for event in step.outcome.events
    }
    assert {kind.__name__ for kind in event_kinds() - found} == set()
