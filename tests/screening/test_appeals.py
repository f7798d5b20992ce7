"""Being refused is contestable.

decided cases
├── granted → the day is awarded, and becomes a label of a person
├── dismissed → the day stays refused, and becomes a label of automation
├── a case of another screening → refused, said which
└── another word than granted or dismissed → refused with its line
evaluation
├── the labelled file of appeals → counts errors of the rules, not of the appeals
├── labels without a day → about all days of the actor
└── labels of the records themselves → bots of a real git history found
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from isonomia.cli import app
from isonomia.screening import appeals, intake, layout, outputs, screen
from isonomia.tables import TableError
from tests.screening.conftest import days_of, outcomes, real
from tests.screening.crowd import NOW, crowd, random_answers

pytestmark = pytest.mark.req("A3")


@pytest.fixture
def screened(judge):
    return judge(crowd(60).with_(*(random_answers(f"bot {n}", np.full(30, 0.5)) for n in (1, 2))))


def case_of(screened, name: str) -> str:
    table = outputs.reviews(screened)
    return table.filter(identifier=name)["case"][0]


def decided(folder: Path, screened, **by_name: str):
    path = folder / "outcomes.csv"
    lines = [f"{case_of(screened, name)},{outcome}" for name, outcome in by_name.items()]
    path.write_text("\n".join(["case,outcome", *lines]) + "\n")
    return appeals.decided(path, screened)


def test_decided__granted_and_dismissed__awarded_refused_and_labelled(tmp_path, screened):
    after, labelled = decided(tmp_path, screened, **{"bot 1": "granted", "bot 2": "dismissed"})
    assert outcomes(after, "bot 1") == {"awarded"}
    assert outcomes(after, "bot 2") == {"refused"}
    labels = dict(zip(labelled["identifier"], labelled["label"], strict=True))
    assert labels == {"bot 1": "person", "bot 2": "automated"}
    outputs.totals(after)


def test_decided__another_screenings_case__said_which(tmp_path, screened):
    path = tmp_path / "outcomes.csv"
    path.write_text("case,outcome\n0x12,granted\n")
    with pytest.raises(TableError, match=r"line 2: 0x12\nno such case"):
        appeals.decided(path, screened)


def test_decided__another_word__refused_with_its_line(tmp_path, screened):
    with pytest.raises(TableError, match="line 2, outcome 'yes': write granted or dismissed"):
        decided(tmp_path, screened, **{"bot 1": "yes"})


def test_evaluate__labelled_file_of_appeals__errors_of_the_rules(tmp_path, screened):
    _, labelled = decided(tmp_path, screened, **{"bot 1": "granted", "bot 2": "dismissed"})
    outputs.write(labelled, tmp_path / "labelled.csv")
    found = appeals.evaluate(tmp_path / "labelled.csv", screened)
    assert found == appeals.Evaluation(1, 1, 1, 1, 0)


def test_evaluate__labels_without_a_day__of_all_days(tmp_path, screened):
    path = tmp_path / "labelled.csv"
    path.write_text("identifier,label\nbot 1,automated\nperson 001,person\nnobody,person\n")
    found = appeals.evaluate(path, screened)
    days = len(days_of(screened, "person 001"))
    assert (found.persons, found.automated, found.unmatched) == (days, 1, 1)


def test_screen__with_labels_and_appeals__shows_and_writes(tmp_path, screened):
    people = crowd(60).with_(random_answers("bot 1", np.full(30, 0.5)))
    records = people.write(tmp_path / "records.csv")
    (tmp_path / "labels.csv").write_text("identifier,label\nbot 1,automated\n")
    paths = {"-o": "a.csv", "--review": "r.csv", "--evaluate": "labels.csv", "--report": "r.html"}
    options = [part for name, file in paths.items() for part in (name, str(tmp_path / file))]
    done = CliRunner().invoke(app, ["screen", str(records), *options])
    assert done.exit_code == 0, done.output
    page = (tmp_path / "r.html").read_text()
    assert "<svg" in page
    assert "bot 1" not in page


def test_by_layout__real_history__bots_found_and_people_not(published):
    path = real("endoflife.date.csv")
    git = layout.load(Path("mappings/screening/git.json"))
    found = appeals.by_layout(screen.screen(intake.read(path, git, NOW * 2), published))
    assert found.automated_refused >= 0.9 * found.automated > 0
    assert found.persons_refused <= 0.01 * found.persons
