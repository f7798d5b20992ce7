"""What options of `isonomia verify` do beyond the plain run, and how they end.

block       the latest final one | two named at once
checkpoint  made | gone on from | of no use | with everything compared
logs        forgotten by the node, which says so | which leaves them out
schema      printed without any node
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from typer.testing import CliRunner, Result

from isonomia.cli import app
from isonomia.log_stream import read_header
from tests.verify.lying_node import Refuse, about_logs, lying_node
from tests.verify.scenario import Scenario


def verify(scenario: Scenario, *options: str | Path, url: str | None = None) -> Result:
    given = ("--rpc", url or scenario.dev.url, "--manifest", scenario.manifest_path, "--as-built")
    return CliRunner().invoke(app, ["verify", *map(str, (*given, *options))])


def unwrapped(result: Result) -> str:
    return " ".join(result.output.split())


@pytest.mark.req("Y2")
def test_verify_options__finalized__stops_where_the_chain_is_final(
    lived_on_anvil: Scenario,
) -> None:
    final = read_header(lived_on_anvil.chain, "finalized")
    result = verify(lived_on_anvil, "--finalized", "--json")
    told = json.loads(result.stdout)
    assert (told["block"], told["block_hash"]) == (final.number, final.block_hash)


@pytest.mark.req("Y2")
def test_verify_options__two_blocks__are_wrong_usage(lived_on_anvil: Scenario) -> None:
    result = verify(lived_on_anvil, "--finalized", "--block", "9")
    assert result.exit_code == 2
    assert "name two blocks" in unwrapped(result)


@pytest.mark.req("Y2")
def test_verify_options__schema__is_that_of_the_verdict(lived_on_anvil: Scenario) -> None:
    printed = CliRunner().invoke(app, ["verify", "--schema", "--rpc", "http://127.0.0.1:1"])
    assert printed.exit_code == 0
    schema = json.loads(printed.stdout)
    Draft202012Validator.check_schema(schema)
    told = json.loads(verify(lived_on_anvil, "--json").stdout)
    Draft202012Validator(schema).validate(told)
    assert told["format"] == "isonomia-verdict/1"
    assert told["events_per_second"] > 0


@pytest.mark.req("Y2")
def test_verify_options__checkpoint__is_made_and_gone_on_from(
    lived_on_anvil: Scenario, tmp_path: Path
) -> None:
    file = tmp_path / "checkpoint"
    made = verify(lived_on_anvil, "--checkpoint", file)
    assert (made.exit_code, file.is_file()) == (0, True)
    went_on = verify(lived_on_anvil, "--checkpoint", file)
    block = lived_on_anvil.chain.block()["number"]
    assert went_on.exit_code == 0
    assert f"Gone on from the checkpoint, which ended with block {block}" in unwrapped(went_on)
    assert f"Not looked at: what no log after block {block} is about" in unwrapped(went_on)
    full = verify(lived_on_anvil, "--checkpoint", file, "--full")
    assert full.exit_code == 0
    assert "what no log after block" not in unwrapped(full)


@pytest.mark.req("Y2")
def test_verify_options__file_that_is_no_checkpoint__ends_with_1(
    lived_on_anvil: Scenario, tmp_path: Path
) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("no checkpoint")
    result = verify(lived_on_anvil, "--checkpoint", file)
    assert result.exit_code == 1
    assert "is no checkpoint. Name another file" in unwrapped(result)
    assert file.read_text() == "no checkpoint"


@pytest.mark.req("Y2")
def test_verify_options__node_that_forgot_logs_and_says_so__ends_with_1(
    lived_on_anvil: Scenario,
) -> None:
    def lie(method: str, _parameters: list[Any], result: Any) -> Any:
        if method == "eth_getLogs":
            raise Refuse(4444, "pruned history unavailable")
        return result

    with lying_node(lived_on_anvil.dev.url, lie) as url:
        result = verify(lived_on_anvil, url=url)
    assert result.exit_code == 1
    assert "has forgotten the logs of blocks" in unwrapped(result)
    assert "ask one that keeps all of them" in unwrapped(result)


@pytest.mark.req("Y2")
def test_verify_options__node_that_forgot_logs_and_says_nothing__ends_with_3(
    lived_on_anvil: Scenario,
) -> None:
    with lying_node(lived_on_anvil.dev.url, about_logs(lambda _logs: [])) as url:
        result = verify(lived_on_anvil, url=url)
    assert result.exit_code == 3
    assert "a node that prunes its history may have forgotten them" in unwrapped(result)


@pytest.mark.req("Y2")
def test_verify_options__receipts_of_a_node_that_gives_none__end_with_1(
    lived_on_anvil: Scenario,
) -> None:
    def lie(method: str, _parameters: list[Any], result: Any) -> Any:
        if method in ("eth_getBlockReceipts", "eth_getTransactionReceipt"):
            raise Refuse(-32601, "method not found")
        return result

    with lying_node(lived_on_anvil.dev.url, lie) as url:
        result = verify(lived_on_anvil, "--receipts", url=url)
    assert result.exit_code == 1
    assert "does not give receipts" in unwrapped(result)
    assert verify(lived_on_anvil, "--receipts").exit_code == 0
