"""The rules file: tunable, checked, hashed.

file
├── the shipped one → valid, every test in a pattern or for review only
├── a new charter → the shipped rules lie beside it
├── a curve that goes back, an unknown field, an unknown test → refused with its place
├── a test for review that could refuse alone → refused
└── one changed byte → another hash
test
├── switched off → gives no points
└── less evidence than it needs → silent
curve → threshold in words
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from isonomia.cli import app
from isonomia.screening import rules, scoring
from isonomia.screening.rules import REVIEW_ONLY, RulesError
from tests.screening.conftest import days_of
from tests.screening.crowd import crowd, random_answers

pytestmark = pytest.mark.req("A3")


def changed(folder: Path, change) -> Path:
    document = json.loads(rules.SHIPPED.read_text())
    change(document)
    path = folder / "rules.json"
    path.write_text(json.dumps(document))
    return path


def test_shipped__every_test__counts_somewhere(published):
    used = {name for tests in published.rules.patterns.values() for name in tests}
    assert used | set(REVIEW_ONLY) == {name for name, _ in published.rules.tests.items()}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda d: d["tests"]["pace"].update(curve=[[2, 0], [1, 5]]), "tests.pace.curve"),
        (lambda d: d["tests"]["pace"].update(curve=[[2, 0]]), "at least two"),
        (lambda d: d["tests"]["pace"].update(speed=3), "tests.pace.speed"),
        (lambda d: d["patterns"].update(odd=["no such"]), "no such"),
        (lambda d: d["patterns"].pop("clockwork"), "would never count"),
        (lambda d: d["counted_once"].append(["pace", "reading"]), "stands twice"),
        (
            lambda d: d["tests"]["straight_lining"].update(curve=[[0.9, 0], [1, 100]]),
            "must never refuse alone",
        ),
        (lambda d: d.pop("refuse_at"), "refuse_at"),
    ],
)
def test_load__fault__refused_with_its_place(tmp_path, change, words):
    with pytest.raises(RulesError, match=words):
        rules.load(changed(tmp_path, change))


def test_load__one_value_changed__another_hash(tmp_path, published):
    assert rules.load(changed(tmp_path, lambda d: None)).digest != published.digest


def test_test__switched_off__no_points(tmp_path, judge, published):
    people = crowd(40).with_(random_answers("bot", np.full(30, 0.5)))
    judged = judge(people)
    off = rules.load(changed(tmp_path, lambda d: d["tests"]["pace"].update(enabled=False)))
    again = scoring.scored(
        judged.days.select("actor", "day", "pace").with_columns(pace_evidence=99), off.rules
    )
    assert days_of(judged, "bot")["pace_points"][0] > 0
    assert again["pace_points"].null_count() == len(again)


def test_test__little_evidence__silent(judge):
    judged = judge(crowd(40).with_(random_answers("bot", np.full(4, 0.1))))
    assert days_of(judged, "bot")["pace"][0] is None
    assert days_of(judged, "bot")["score"][0] == 0


def test_charter_init__rules_lie_beside_the_charter__and_are_the_shipped_ones(tmp_path, published):
    folder = tmp_path / "pilot"
    options = ["--seed", "test"]
    done = CliRunner(env={"ISONOMIA_PASSWORD": "a password for tests"}).invoke(
        app, ["charter", "init", str(folder), *options]
    )
    assert done.exit_code == 0, done.output
    assert rules.for_charter(folder / "charter.json").digest == published.digest
    assert rules.for_charter(folder / "charter.json").source != published.source


@pytest.mark.parametrize(
    ("curve", "words"),
    [
        (((1, 50), (3, 0)), "below 3"),
        (((1, 0), (3, 50)), "above 1"),
        (((-2, 50), (2, -50)), "below 0"),
        (((0, -5), (1, 5), (2, -5)), "between 0.5 and 1.5"),
        (((0, 0), (1, 0)), "never"),
    ],
)
def test_threshold__curve__in_words(curve, words):
    assert rules.Test(needs=1, curve=curve).threshold == words
