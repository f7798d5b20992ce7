"""The commands `allocate`, `identity` and `population`, as somebody types them."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from isonomia import keys
from isonomia.cli import app
from isonomia.receipts import CSV_NAME
from tests.allocate.registry import (
    PEPPER,
    PILOT,
    Registry,
    contribution,
    enrolment,
    identity_of,
)
from tests.allocate.test_population import DATA, needs_data

PASSWORD = "a password"


def run(*arguments: object, stdin: str | None = None) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments], input=stdin)


@pytest.fixture
def desk(registry: Registry, monkeypatch: pytest.MonkeyPatch) -> Registry:
    """The registry with its keys, pepper and manifest in files."""
    monkeypatch.setenv("ISONOMIA_PASSWORD", PASSWORD)
    monkeypatch.delenv("ISONOMIA_KEY", raising=False)
    keys.write_seats(registry.folder / "seats", PILOT.seats, PASSWORD, light=True)
    registry.manifest.save(registry.folder / "manifest.json")
    pepper = registry.folder / "pepper.key"
    pepper.write_text(PEPPER.hex())
    pepper.chmod(0o600)
    return registry


def allocate(desk: Registry, *arguments: object) -> Result:
    return run(
        *("allocate", *arguments, "--rpc", desk.node.url),
        *("--manifest", desk.folder / "manifest.json", "--seats", desk.folder / "seats"),
        *("--pepper", desk.folder / "pepper.key", "--receipts", desk.folder / "receipts"),
    )


def receipts(desk: Registry) -> list[dict[str, str]]:
    with (desk.folder / "receipts" / CSV_NAME).open(newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.req("A2")
def test_allocate__rehearsed_then_sent_then_again__table_and_receipts_each_time(desk: Registry):
    people = desk.enrolments(enrolment("first"), enrolment("second", birth="soon"))
    acts = desk.contributions(contribution("first", 3, "act"))
    rehearsed = allocate(desk, people, acts, "--dry-run")
    assert rehearsed.exit_code == 0, rehearsed.output
    assert "It would take 2 acts" in rehearsed.output
    assert "people.csv, line 3, birth 'soon'" in rehearsed.output
    assert desk.person("first") is None

    sent = allocate(desk, people, acts)
    assert sent.exit_code == 0, sent.output
    assert "2 acts used" in sent.output
    assert "1 refused: InvalidLine" in sent.output
    assert Counter(row["status"] for row in receipts(desk)) == {"applied": 2, "refused": 1}
    assert (desk.folder / "manifest.journal.sqlite").exists()

    again = allocate(desk, people, acts, "--strict")
    assert again.exit_code == 3, again.output
    assert Counter(row["status"] for row in receipts(desk)) == {"already applied": 2, "refused": 1}


@pytest.mark.req("A2")
def test_allocate__too_few_keys__words_instead_of_a_trace_and_receipts(desk: Registry):
    for path in sorted((desk.folder / "seats").glob("*.json"))[1:]:
        path.unlink()
    result = allocate(desk, desk.enrolments(enrolment("first")))
    assert result.exit_code == 1
    assert "Error: too few seat keys" in result.output
    assert "Traceback" not in result.output
    assert [row["status"] for row in receipts(desk)] == ["undecided"]


@pytest.mark.req("A2")
def test_allocate__files_that_are_no_tables__all_named_before_anything_is_sent(desk: Registry):
    empty = desk.folder / "empty.csv"
    empty.touch()
    result = allocate(desk, empty, desk.folder / "missing.csv")
    assert result.exit_code == 1
    assert "empty.csv is empty" in result.output
    assert "missing.csv cannot be read" in result.output


@pytest.mark.req("A2", "P1")
def test_allocate__without_pepper__says_how_to_make_one(desk: Registry):
    (desk.folder / "pepper.key").unlink()
    result = allocate(desk, desk.enrolments(enrolment("first")))
    assert result.exit_code == 1
    assert "isonomia identity new-pepper" in result.output


@pytest.mark.req("P1")
def test_identity__new_pepper_and_hash__hashes_of_standard_input(tmp_path: Path):
    pepper = tmp_path / "pepper.key"
    assert run("identity", "new-pepper", pepper).exit_code == 0
    pepper.write_text(PEPPER.hex())
    result = run(
        *("identity", "hash", "--pepper", pepper, "--jurisdiction", "Pilot"),
        stdin="PT-1\n\nPT-2\n",
    )
    assert result.exit_code == 0, result.output
    assert result.stdout.split() == [f"0x{identity_of(name).hex()}" for name in ("PT-1", "PT-2")]


@pytest.mark.req("P1")
def test_identity__hash_of_a_hash_or_without_jurisdiction__refused(tmp_path: Path):
    pepper = tmp_path / "pepper.key"
    assert run("identity", "new-pepper", pepper).exit_code == 0
    bare = run(
        *("identity", "hash", "--pepper", pepper, "--jurisdiction", "Pilot"), stdin="ab" * 32
    )
    assert bare.exit_code == 1
    assert "looks like a hash" in bare.output
    assert run("identity", "hash", "--pepper", pepper, stdin="PT-1").exit_code == 2


@pytest.mark.req("A2")
def test_population__drawn_and_allocated__everybody_enrolled(desk: Registry):
    needs_data()
    people = desk.folder / "people.csv"
    drawn = run(
        *("population", "draw", "Iceland", 80, "--data", DATA, "--at", "2019-05"),
        *("--manifest", desk.folder / "manifest.json", "--out", people, "--seed", 4),
    )
    assert drawn.exit_code == 0, drawn.output
    assert "80 people with the ages of Iceland" in drawn.output
    result = allocate(desk, people)
    assert result.exit_code == 0, result.output
    assert Counter(row["status"] for row in receipts(desk)) == {"applied": 80}
    assert len({row["community"] for row in receipts(desk)}) == 4


@pytest.mark.req("A2")
def test_population__month_or_communities_missing__refused(tmp_path: Path):
    needs_data()
    base = ("population", "draw", "Iceland", 5, "--data", DATA, "--out", tmp_path / "people.csv")
    assert "--charter" in run(*base, "--at", "2019-05").output
    charter = tmp_path / "charter.json"
    charter.write_bytes(PILOT.content)
    assert run(*base, "--at", "May", "--charter", charter).exit_code == 2
    assert run(*base, "--at", "2019-05", "--charter", charter).exit_code == 0
