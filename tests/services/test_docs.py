"""The commands that docs/services.md shows, typed one after the other."""

from __future__ import annotations

import json
import os
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
from eth_account import Account
from eth_account.signers.local import LocalAccount
from typer.testing import CliRunner

from isonomia.build import ROOT
from isonomia.cli import app
from isonomia.devchain import DevChain, Kind
from isonomia.services import order_file
from isonomia.services.order_file import COLUMNS
from isonomia.words import hexed
from tests.allocate.registry import START, identity_of, table
from tests.due_process.town import CITIZEN, OTHER, PASSWORD, found_town, key_of
from tests.services.market import PROVIDER_ACCOUNT, Market

PAGE = ROOT / "docs" / "services.md"
COMMAND = re.compile(r"^\$ isonomia (.*)$", re.MULTILINE)
#: The page makes its key and sends it ether; the tests have one that has some.
NEW_KEY = ["key", "new"]


def commands() -> list[list[str]]:
    blocks = re.findall(r"```console\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    return [shlex.split(line) for block in blocks for line in COMMAND.findall(block)]


def in_order(typed: list[list[str]]) -> list[list[str]]:
    """Begin with what an organisation does before anybody can order, as the page cannot."""
    first = [one for one in typed if one[:2] in (["org", "accredit"], ["org", "offer"])]
    return first + [one for one in typed if one not in first and one[:2] != NEW_KEY]


@pytest.fixture
def town(chain_kind: Kind, tmp_path: Path) -> Iterator[Market]:
    """A town without any organisation."""
    with DevChain(chain_kind, start=START) as node:
        yield Market(node, found_town(node, tmp_path), tmp_path)


@pytest.fixture
def folder(town: Market, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder as somebody has it who follows the page."""
    here = town.folder / "here"
    (here / "pilot").mkdir(parents=True)
    (town.folder / "seats").rename(here / "pilot" / "seats")
    town.manifest.save(here / "deployments" / f"{town.chain.chain_id}.json")
    provider = town.node.accounts[PROVIDER_ACCOUNT]
    keys: dict[str, LocalAccount] = {
        "citizen": key_of(CITIZEN),
        "other": key_of(OTHER),
        "trams": provider,
        "sensor-1": key_of("first sensor"),
        "sensor-2": key_of("second sensor"),
    }
    for name, account in keys.items():
        encrypted = Account.encrypt(account.key, PASSWORD, iterations=2)
        (here / f"{name}.json").write_text(json.dumps(encrypted))
    for name in ("trams.txt", "reasons.txt", "measure.txt"):
        (here / name).write_text("as everybody can read\n")
    monkeypatch.chdir(here)
    for name, value in {
        "ISONOMIA_RPC": town.node.url,
        "ISONOMIA_PASSWORD": PASSWORD,
        "CITIZEN": hexed(identity_of(CITIZEN)),
        "OTHER": hexed(identity_of(OTHER)),
        "TRAMS": provider.address,
        "SENSOR_1": keys["sensor-1"].address,
        "SENSOR_2": keys["sensor-2"].address,
    }.items():
        monkeypatch.setenv(name, value)
    return here


def follow(town: Market, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the environment and the folder hold what the page names, as things stand now."""
    filed = town.logs().find("Findings", ["FindingFiled"])
    if filed:
        monkeypatch.setenv("FINDING", hexed(filed[0].event.finding))
    nonce = town.call("communities", "signatory", identity_of(OTHER)).nonce
    monkeypatch.setenv("NONCE", str(nonce))
    eight = folder / "eight.json"
    if eight.exists():
        [found] = order_file.find([str(eight)], town.deployment.domain)
        identity, *numbers = found.order.terms
        values = [hexed(identity), *map(str, numbers), hexed(found.order.signature)]
        table(folder / "redemptions.csv", ",".join(COLUMNS), [",".join(values)])


@pytest.mark.req("V1", "V2", "V3", "V4", "V5", "S10")
def test_docs__every_command_of_the_page__does_what_the_page_says(
    town: Market, folder: Path, monkeypatch: pytest.MonkeyPatch
):
    typed = commands()
    assert len(typed) >= 30
    said = ""
    for arguments in in_order(typed):
        follow(town, folder, monkeypatch)
        words = [os.path.expandvars(argument) for argument in arguments]
        result = CliRunner().invoke(app, words)
        assert result.exit_code == 0, (words, result.output)
        said += result.output
    assert "redeemed as 1/0" in said
    assert "State: dismissed" in said
    assert (folder / "order.png").stat().st_size > 500
    # Two rides of the citizen were refunded, one redeemed by CSV; the other one took one.
    assert town.spent() == town.spent(OTHER) == 2_000
    assert len(town.logs().find("Findings", ["FindingFiled"])) == 2
    assert list((folder / "statements").iterdir())
