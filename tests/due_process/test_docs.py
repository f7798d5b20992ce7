"""The commands that docs/cases.md shows, typed one after the other."""

from __future__ import annotations

import os
import re
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

from isonomia import keys
from isonomia.build import ROOT
from isonomia.cli import app
from isonomia.due_process.case_keys import CLOSING
from isonomia.spec.case_state import CaseState
from tests.allocate.registry import PILOT, identity_of
from tests.due_process.town import (
    CHALLENGER,
    CITIZEN,
    HEADER_OF_INFRACTIONS,
    HOME_NUMBER,
    NOTICE_DAYS,
    OTHER,
    PASSWORD,
    Town,
    key_of,
)

PAGE = ROOT / "docs" / "cases.md"
COMMAND = re.compile(r"^\$ isonomia (.*)$", re.MULTILINE)


def commands() -> list[list[str]]:
    blocks = re.findall(r"```console\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    return [shlex.split(line) for block in blocks for line in COMMAND.findall(block)]


@pytest.fixture
def folder(town: Town, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder as somebody has it who follows the page."""
    here = town.folder / "here"
    (here / "pilot").mkdir(parents=True)
    (town.folder / "seats").rename(here / "pilot" / "seats")
    (town.folder / "pepper.key").rename(here / "pepper.key")
    for seat in (0, 2):
        chosen = {HOME_NUMBER: {seat: PILOT.seats[HOME_NUMBER][seat]}}
        keys.write_seats(here / f"seat-{seat}", chosen, PASSWORD, light=True)
    town.manifest.save(here / "deployments" / f"{town.chain.chain_id}.json")
    for file, name in (("citizen", CITIZEN), ("other", OTHER), ("challenger", CHALLENGER)):
        town.keystore(file, key_of(name)).rename(here / f"{file}.json")
        monkeypatch.setenv(file.upper(), f"0x{identity_of(name).hex()}")
    town.keystore("new", key_of("new")).rename(here / "new.json")
    for name in ("reasons.txt", "report.txt"):
        (here / name).write_text("as everybody can read\n")
    line = f"{CHALLENGER},Harm to shared infrastructure,2019-05-01,report 12"
    (here / "infractions.csv").write_text(f"{HEADER_OF_INFRACTIONS}\n{line}\n")
    monkeypatch.chdir(here)
    for name, value in {
        "ISONOMIA_RPC": town.node.url,
        "ISONOMIA_PASSWORD": PASSWORD,
        "NEW": key_of("new").address,
        "ACT": str(town.award_act()),
    }.items():
        monkeypatch.setenv(name, value)
    return here


def follow(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the environment name what the page names, as things stand now."""
    filed = town.logs().filed()
    if filed:
        monkeypatch.setenv("CASE", f"0x{filed[0].case_id.hex()}")
    about_other = town.logs().filed(identity=identity_of(OTHER))
    if about_other:
        monkeypatch.setenv("SECOND", f"0x{about_other[0].case_id.hex()}")
    closings = [each for each in filed if each.kind == CLOSING]
    if closings:
        monkeypatch.setenv("CLOSING", f"0x{closings[-1].case_id.hex()}")
    nonce = town.call("communities", "signatory", identity_of(CITIZEN)).nonce
    monkeypatch.setenv("NONCE", str(nonce))


@pytest.mark.req("D1", "D3", "D4", "D5", "D7", "D9", "P5", "P6", "Q6", "S13")
def test_docs__every_command_of_the_page__does_what_the_page_says(
    town: Town, folder: Path, monkeypatch: pytest.MonkeyPatch
):
    typed = commands()
    assert len(typed) >= 30
    said = ""
    for arguments in typed:
        if arguments[:2] == ["case", "carry-out"]:
            # The page speaks of a second case here.
            town.run(
                *("case", "file", OTHER, 1, "2019-05-01", "--evidence", "report 13"),
                *("--seats", folder / "pilot" / "seats", "--pepper", folder / "pepper.key"),
            )
            town.pass_days(NOTICE_DAYS)
        follow(town, monkeypatch)
        words = [os.path.expandvars(argument) for argument in arguments]
        result = CliRunner().invoke(app, words)
        assert result.exit_code == 0, (words, result.output)
        said += result.output
    states = {town.case(f"0x{filed.case_id.hex()}").state for filed in town.logs().filed()}
    # The challenge lapsed when the person it was about left the quality layer.
    expected = {CaseState.DISMISSED, CaseState.ENDED, CaseState.LAPSED, CaseState.NOTICE}
    assert states == expected
    assert "isonomia case appeal" in said
    assert "1050 thousandths" in said
    assert folder.exists()
