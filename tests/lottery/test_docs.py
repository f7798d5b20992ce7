"""The commands that docs/lottery.md shows, typed one after the other."""

from __future__ import annotations

import json
import os
import re
import shlex
from pathlib import Path

import pytest
from eth_account import Account
from typer.testing import CliRunner

from isonomia.build import ROOT
from isonomia.cli import app
from tests.allocate.registry import identity_of
from tests.lottery.town import CITIZENS, GENEROUS, NOMINEES, PASSWORD, Town, key_of

PAGE = ROOT / "docs" / "lottery.md"
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
    town.manifest.save(here / "deployments" / f"{town.chain.chain_id}.json")
    (here / "nominations.csv").write_text(f"identifier,round\n{NOMINEES[1]},1\n")
    for name, person in (("donor", GENEROUS), ("citizen", CITIZENS[0])):
        content = Account.encrypt(key_of(person).key, PASSWORD, iterations=2)
        (here / f"{name}.json").write_text(json.dumps(content))
    monkeypatch.chdir(here)
    monkeypatch.setenv("ISONOMIA_RPC", town.node.url)
    monkeypatch.setenv("ISONOMIA_PASSWORD", PASSWORD)
    for name, person in (("DONOR", GENEROUS), ("CITIZEN", CITIZENS[0]), ("MEMBER", NOMINEES[0])):
        monkeypatch.setenv(name, f"0x{identity_of(person).hex()}")
    return here


@pytest.mark.req("L1", "L2", "L3", "L4", "L5")
def test_docs__every_command_of_the_page__does_what_the_page_says(town: Town, folder: Path):
    typed = commands()
    assert len(typed) >= 13
    said = ""
    for arguments in typed:
        if arguments[:2] == ["round", "freeze"]:
            town.node.set_time(town.round().terms.entriesUntil)
        words = [os.path.expandvars(argument) for argument in arguments]
        result = CliRunner().invoke(app, words)
        assert result.exit_code == 0, (words, result.output)
        said += result.output
    assert "Gave 25 points: base quality was 400 and is now 375." in PAGE.read_text()
    assert "Gave 25 points: base quality was 400 and is now 375." in said
    assert "CONFIRMED" in said
    assert (folder / "reports" / "lottery" / "round-1.txt").exists()
