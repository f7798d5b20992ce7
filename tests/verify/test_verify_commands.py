"""What `isonomia verify`, `why`, `report` and `demo` print, and the exit codes they end with.

verify   agrees 0 | disagrees 3 | cannot look 1
why      by hash | by identifier | without pepper | unknown
report   written | disagrees, and written all the same
demo     runs to its end | a folder with something else in it
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from isonomia import build
from isonomia.cli import app
from isonomia.commands.why import hashed
from isonomia.errors import IsonomiaError
from isonomia.identity import identity_hash, load_pepper, new_pepper
from tests.tamper.logs import edited, one_digit, without
from tests.verify.lying_node import about_logs, lying_node
from tests.verify.scenario import Scenario, identity_of

#: Which enrolment is of somebody that no later act is about.
QUIET_PERSON = 42


def isonomia(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def at(scenario: Scenario, url: str | None = None) -> tuple[str | Path, ...]:
    return ("--rpc", url or scenario.dev.url, "--manifest", scenario.manifest_path)


def unwrapped(result: Result) -> str:
    return " ".join(result.output.split())


@pytest.mark.req("Y2")
def test_verify_command__honest_chain__says_so_and_ends_with_0(lived_on_anvil: Scenario) -> None:
    result = isonomia("verify", *at(lived_on_anvil), "--as-built")
    assert result.exit_code == 0, result.output
    assert "VERIFIED" in result.output
    assert "45 people" in unwrapped(result)


@pytest.mark.req("Y2")
def test_verify_command__json__is_the_verdict(lived_on_anvil: Scenario) -> None:
    # The block in which the last contract was deployed.
    block = lived_on_anvil.target.first_block + len(build.DEPLOYED) - 1
    result = isonomia("verify", *at(lived_on_anvil), "--as-built", "--json", "--block", str(block))
    verdict = json.loads(result.stdout)
    assert result.exit_code == 0
    assert (verdict["agrees"], verdict["block"]) == (True, block)
    assert verdict["first_divergence"] is None


@pytest.mark.req("Y2")
def test_verify_command__node_that_lies__names_it_and_ends_with_3(
    lived_on_anvil: Scenario,
) -> None:
    lie = about_logs(edited("Enrolled", QUIET_PERSON, one_digit))
    with lying_node(lived_on_anvil.dev.url, lie) as url:
        shown = isonomia("verify", *at(lived_on_anvil, url), "--as-built")
        told = isonomia("verify", *at(lived_on_anvil, url), "--as-built", "--json")
    assert shown.exit_code == told.exit_code == 3
    assert "NOT VERIFIED" in shown.output
    assert "PersonDiffers: a person's numbers differ" in unwrapped(shown)
    divergence = json.loads(told.stdout)["first_divergence"]
    assert divergence["finding"] == "PersonDiffers"
    assert divergence["field"] == "birth_month"
    assert divergence["expected"] != divergence["found"]
    assert divergence["person"] in shown.output


@pytest.mark.req("Y2")
@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--rpc", "http://127.0.0.1:1"), "No answer"),
        (("--rpc", "nonsense"), "is not the address of a node"),
        (("--manifest", "missing.json"), "There is no manifest"),
        (("--block", "99999999"), "has no block"),
    ],
)
def test_verify_command__cannot_look__says_why_and_ends_with_1(
    lived_on_anvil: Scenario,
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, str],
    words: str,
) -> None:
    monkeypatch.setattr("isonomia.chain.BACK_OFF", ())
    options = dict(zip(at(lived_on_anvil)[::2], at(lived_on_anvil)[1::2], strict=True))
    options |= {arguments[0]: arguments[1]}
    given = [part for pair in options.items() for part in pair]
    result = isonomia("verify", *given, "--as-built")
    assert result.exit_code == 1
    assert words in unwrapped(result)


# ---- why -----------------------------------------------------------------------------------------


@pytest.mark.req("Y3")
def test_why_command__identity_hash__prints_the_receipt(lived_on_anvil: Scenario) -> None:
    identity = "0x" + identity_of("elder").hex()
    shown = isonomia("why", identity, *at(lived_on_anvil))
    told = isonomia("why", identity, *at(lived_on_anvil), "--json")
    assert shown.exit_code == told.exit_code == 0
    assert "QUALITY  230 points, tier Enhanced" in shown.stdout
    receipt = json.loads(told.stdout)
    assert receipt["recomputed"] == receipt["contract"]
    assert receipt["recomputed"]["quality"] == 230


@pytest.mark.req("Y3", "P1")
def test_why_command__identifier_with_pepper__is_hashed_for_the_jurisdiction(
    lived_on_anvil: Scenario, tmp_path: Path
) -> None:
    pepper = tmp_path / "pepper"
    new_pepper(pepper)
    expected = identity_hash(load_pepper(pepper), "Scenario", "12345678901")
    assert hashed("12345678901", pepper, "Scenario") == expected
    result = isonomia("why", "12345678901", "--pepper", pepper, *at(lived_on_anvil))
    assert result.exit_code == 1
    assert f"Nobody with the identity 0x{expected.hex()}" in unwrapped(result)


@pytest.mark.req("Y3", "P1")
def test_why_command__identifier_without_pepper__asks_for_it() -> None:
    with pytest.raises(IsonomiaError, match="--pepper"):
        hashed("12345678901", None, "Scenario")


@pytest.mark.req("Y3")
def test_why_command__node_that_lies__gives_no_receipt(lived_on_anvil: Scenario) -> None:
    identity = "0x" + identity_of("elder").hex()
    with lying_node(lived_on_anvil.dev.url, about_logs(without("AwardsFiled", 0))) as url:
        result = isonomia("why", identity, *at(lived_on_anvil, url))
    assert result.exit_code == 1
    assert "does not verify: UnfinishedAct" in unwrapped(result)


# ---- report --------------------------------------------------------------------------------------


@pytest.mark.req("A4")
def test_report_command__honest_chain__writes_the_page(
    lived_on_anvil: Scenario, tmp_path: Path
) -> None:
    path = tmp_path / "report.html"
    result = isonomia("report", *at(lived_on_anvil), "--as-built", "--out", path)
    assert result.exit_code == 0, result.output
    assert '<span class="seal">Verified</span>' in path.read_text()


@pytest.mark.req("A4", "Y2")
def test_report_command__node_that_lies__writes_that_and_ends_with_3(
    lived_on_anvil: Scenario, tmp_path: Path
) -> None:
    path = tmp_path / "report.html"
    with lying_node(lived_on_anvil.dev.url, about_logs(without("AwardsFiled", 0))) as url:
        result = isonomia("report", *at(lived_on_anvil, url), "--as-built", "--out", path)
    assert result.exit_code == 3
    assert '<span class="seal">Not verified</span>' in path.read_text()


# ---- demo ----------------------------------------------------------------------------------------


@pytest.mark.req("A1", "A2", "A4", "Y2", "Y3")
def test_demo_command__few_people__ends_verified_and_says_where_everything_is(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "demo"
    result = isonomia("demo", "--chain", "anvil", "--people", "60", "--out", folder)
    assert result.exit_code == 0, result.output
    output = unwrapped(result)
    for words in ("leave of 20 days", "changed their key", "The contract answers the same"):
        assert words in output
    for words in (
        "which a panel of 11 upheld too",
        "the closed person signed and has everything again",
        "one remedy ended its deduction",
        "set a share index of 1050 thousandths",
        "seats of the council by lot from volunteers",
        "nobody carried out has lapsed",
        "it is suspended, above Essential alone",
        "the contract keeps the same",
    ):
        assert words in output
    assert len(list((folder / "services").glob("settlement-*.*"))) == 3
    assert len(list((folder / "years").glob("year-*.html"))) == 3
    assert "This year is not over:" in (folder / "years" / "year-2.html").read_text()
    assert "Credits redeemed" in (folder / "report.html").read_text()
    for name in ("report.html", "why.txt", "card.svg", "manifest.json", "journal.sqlite"):
        assert (folder / name).is_file()
        assert (folder / name).stat().st_size > 0
    assert '<span class="seal">Verified</span>' in (folder / "report.html").read_text()
    assert "points of quality to everybody" in output
    assert len(list((folder / "lottery").glob("*.json"))) == 2
    assert "Points given, and where they are" in (folder / "report.html").read_text()
    receipt = (folder / "why.txt").read_text()
    assert receipt.strip() in result.output
    assert "leave declared until" in receipt
    assert "units of transit, Essential (offer 3 of Bus line 4)" in receipt
    accused = (folder / "why-accused.txt").read_text()
    assert accused.count("was called, on the ground that the facts are wrong") == 2
    assert "In force:" in accused
    assert "Awards over time" in (folder / "report.html").read_text()


@pytest.mark.req("A1")
def test_demo_command__folder_with_something_else__is_left_alone(tmp_path: Path) -> None:
    kept = tmp_path / "letter.txt"
    kept.write_text("keep me")
    result = isonomia("demo", "--chain", "anvil", "--people", "60", "--out", tmp_path)
    assert result.exit_code == 1
    assert "holds something else" in unwrapped(result)
    assert kept.read_text() == "keep me"
