"""What the command writes: awards that `allocate` reads, reviews with reasons, totals that add up.

command
├── a crowd with bots → one line for every person and day, in awards or in reviews
├── awards → read as contributions, without errors
├── reviews → every test's value, threshold and points, and words; the case is their hash
├── the rule is not in the charter's catalogue → refused with the remedy
├── rules lie beside the charter → they are used, and their hash stands in the awards
└── real files through the shipped mappings → everything accounted for
totals
└── a lost person-day → found
"""

from __future__ import annotations

import csv
import dataclasses
import json
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from isonomia.cli import app
from isonomia.directory import directory_of
from isonomia.errors import IsonomiaError
from isonomia.fields import Reading
from isonomia.pilot import pilot_charter
from isonomia.records import read_files
from isonomia.screening import rules, scoring
from isonomia.screening.outputs import Totals, totals
from tests.screening.conftest import real
from tests.screening.crowd import crowd, random_answers

pytestmark = pytest.mark.req("A3")
PEPPER = bytes(32)


@pytest.fixture
def records(tmp_path: Path) -> Path:
    bot = random_answers("bot", np.full(30, 0.5))
    return crowd(60).with_(bot).write(tmp_path / "records.csv")


def run(folder: Path, *arguments: object) -> tuple[list[dict[str, str]], list[dict[str, str]], str]:
    outputs = ["-o", folder / "awards.csv", "--review", folder / "review.csv"]
    done = CliRunner().invoke(app, ["screen", *map(str, (*arguments, *outputs))])
    assert done.exit_code == 0, done.output
    return rows(folder / "awards.csv"), rows(folder / "review.csv"), done.output


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def test_screen__crowd_with_a_bot__one_line_for_every_person_and_day(tmp_path, records, judge):
    awards, reviews, _ = run(tmp_path, records)
    keys = [(row["identifier"], row["day"]) for row in awards + reviews]
    assert len(set(keys)) == len(keys) == len(judge(crowd(60)).days) + 1
    assert [row["outcome"] for row in reviews if row["identifier"] == "bot"] == [scoring.REFUSED]


def test_screen__awards__read_as_contributions(tmp_path, records):
    awards, _, _ = run(tmp_path, records)
    reading = Reading(PEPPER, directory_of(pilot_charter("test").charter))
    read = read_files([tmp_path / "awards.csv"], reading)
    assert read.errors == []
    assert len(read.contributions) == len(awards) > 0


def test_screen__review__values_thresholds_points_and_words(tmp_path, records, published):
    _, reviews, _ = run(tmp_path, records)
    bot = next(row for row in reviews if row["identifier"] == "bot")
    for name, test in published.rules.tests.items():
        assert bot[f"{name}_threshold"] == test.threshold
        assert (bot[f"{name}_value"] == "") == (bot[f"{name}_points"] == "")
    assert bot["reasons"].startswith("Refused: ")
    assert "Pace: half of the answers followed the one before within 0.5 s" in bot["reasons"]


def test_screen__run_again__same_cases_and_other_rules_other_cases(tmp_path, records):
    cases = [{row["case"] for row in run(tmp_path, records)[1]} for _ in range(2)]
    assert cases[0] == cases[1] != set()
    document = json.loads(rules.SHIPPED.read_text()) | {"version": "another"}
    changed = tmp_path / "changed.json"
    changed.write_text(json.dumps(document))
    assert not cases[0] & {row["case"] for row in run(tmp_path, records, "--rules", changed)[1]}


def charter_folder(folder: Path, **changes: object) -> Path:
    pilot = pilot_charter("test")
    (folder / "charter.json").write_bytes(pilot.content)
    document = json.loads(rules.SHIPPED.read_text()) | changes
    (folder / rules.FILE_NAME).write_text(json.dumps(document))
    return folder / "charter.json"


def test_screen__rules_beside_the_charter__used_and_named_in_awards(tmp_path, records):
    charter = charter_folder(tmp_path, rule="202")
    awards, _, _ = run(tmp_path, records, "--charter", charter)
    assert {row["rule"] for row in awards} == {"202"}
    digest = rules.load(tmp_path / rules.FILE_NAME).digest
    assert all(digest[:16] in row["evidence"] for row in awards)


def test_screen__rule_not_in_the_catalogue__refused_with_the_remedy(tmp_path, records):
    charter = charter_folder(tmp_path, rule="Dancing")
    done = CliRunner().invoke(app, ["screen", str(records), "--charter", str(charter)])
    assert done.exit_code == 1
    assert "'Dancing'; name one of its catalogue" in " ".join(done.output.split())


@pytest.mark.parametrize(
    ("mapping", "name"),
    [
        ("polis", "polis_votes_dev.csv"),
        ("git", "endoflife.date.csv"),
        ("git", "congress-legislators.csv"),
        ("zooniverse", "zooniverse_classifications.csv"),
    ],
)
def test_screen__real_file_through_its_mapping__everything_accounted_for(tmp_path, mapping, name):
    path = real(name)
    awards, reviews, _ = run(tmp_path, path, "--mapping", f"mappings/screening/{mapping}.json")
    lines = rows(tmp_path / "review-lines.csv")
    answers = sum(int(row["answers"]) for row in reviews)
    answers += sum(int(row["evidence"].split()[1]) for row in awards)
    assert answers + len(lines) == len(path.read_text().splitlines()) - 1


def test_totals__person_day_lost__found(judge):
    screened = judge(crowd(30))
    assert totals(screened).person_days == len(screened.days)
    lost = dataclasses.replace(screened, days=screened.days.head(-1))
    with pytest.raises(IsonomiaError, match="accounted for"):
        totals(lost)


def test_totals__sums_differ__said_which():
    with pytest.raises(IsonomiaError, match="10 person-days were read but 9"):
        Totals(5, 1, 4, 4, 0, 0, 10, 9, 0, 0).require_sums()
