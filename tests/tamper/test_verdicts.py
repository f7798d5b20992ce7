"""Verdicts are what their schema says, and the command ends with the exit code that they call for.

schema   is one | printed | tight: a field more, less or otherwise is refused | findings | statuses
verdicts agrees | differs | proofs checked, left out, refused | receipts | checkpoint | unseen
codes    0 agrees | 3 differs | 1 could not look | 2 wrong usage
"""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, ValidationError
from typer.testing import CliRunner, Result

from isonomia.cli import app
from isonomia.divergence import MEANING, Finding
from isonomia.proofs.checking import Status
from isonomia.verdict import SCHEMA
from tests.tamper.everything import Everything
from tests.tamper.logs import without
from tests.tamper.node_lies import selector
from tests.tamper.schema import VALIDATOR, require_valid
from tests.verify.lying_node import Lie, Refuse, about_logs, honest, lying_node

Verdict = dict[str, Any]


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["verify", *map(str, arguments)])


def told(
    everything: Everything, *options: object, lie: Lie = honest, exit_code: int = 0
) -> Verdict:
    """Return the verdict that the command prints at a node, which must be valid."""
    with lying_node(everything.dev.url, lie) as url:
        where = ("--rpc", url, "--manifest", everything.manifest_path)
        result = run(*where, "--as-built", "--json", *options)
    assert result.exit_code == exit_code, result.output
    verdict: Verdict = json.loads(result.stdout)
    require_valid(verdict)
    return verdict


# ---- the schema ----------------------------------------------------------------------------------


@pytest.mark.req("Y2")
def test_schema__as_published__is_a_schema_with_every_finding_and_status() -> None:
    schema = json.loads(SCHEMA.read_text())
    Draft202012Validator.check_schema(schema)
    divergence = schema["$defs"]["divergence"]["properties"]
    assert divergence["finding"]["enum"] == [finding.value for finding in Finding]
    assert divergence["meaning"]["enum"] == [MEANING[finding] for finding in Finding]
    proofs = schema["$defs"]["proofs"]["properties"]
    assert proofs["status"]["enum"] == [status.value for status in Status]


@pytest.mark.req("Y2")
def test_schema_option__anywhere__prints_it_and_asks_no_node() -> None:
    result = run("--schema", "--rpc", "http://127.0.0.1:1")
    assert result.exit_code == 0
    assert result.stdout == SCHEMA.read_text()


def objects(verdict: Any) -> list[dict[str, Any]]:
    """Return every object in a verdict, itself included."""
    inner = verdict.values() if isinstance(verdict, dict) else verdict
    found = [verdict] if isinstance(verdict, dict) else []
    for value in inner:
        found += objects(value) if isinstance(value, dict | list) else []
    return found


@pytest.mark.req("Y2")
@pytest.mark.only_on("anvil")
def test_schema__verdict_with_a_field_more_or_less__is_refused(everything: Everything) -> None:
    lie = about_logs(without("AwardsFiled", 0))
    verdict = told(everything, "--no-proofs", lie=lie, exit_code=3)
    assert len(objects(verdict)) > 4
    for at, part in enumerate(objects(verdict)):
        for name in part:
            changed = copy.deepcopy(verdict)
            del objects(changed)[at][name]
            with pytest.raises(ValidationError):
                VALIDATOR.validate(changed)
        changed = copy.deepcopy(verdict)
        objects(changed)[at]["more"] = 1
        with pytest.raises(ValidationError):
            VALIDATOR.validate(changed)


@pytest.mark.req("Y2")
@pytest.mark.only_on("anvil")
@pytest.mark.parametrize(
    "edit",
    [
        {"agrees": True},
        {"first_divergence": None},
        {"format": "isonomia-verdict/2"},
        {"block_hash": "0x1"},
        {"logs": -1},
        {"beacon_signatures_unseen": [1, 1]},
        {"seconds": "soon"},
    ],
)
def test_schema__verdict_that_contradicts_itself__is_refused(
    everything: Everything, edit: Verdict
) -> None:
    lie = about_logs(without("AwardsFiled", 0))
    verdict = told(everything, "--no-proofs", lie=lie, exit_code=3)
    with pytest.raises(ValidationError):
        VALIDATOR.validate(verdict | edit)


# ---- verdicts of every kind, and their exit codes ------------------------------------------------


@pytest.mark.req("Y2")
def test_verify_command__agrees__proofs_and_receipts_checked_and_code_0(
    everything: Everything,
) -> None:
    verdict = told(everything, "--proofs", "--receipts")
    assert verdict["agrees"]
    assert verdict["proofs"]["status"] == verdict["receipts"]["status"] == "checked"
    assert verdict["proofs"]["complete"] == (everything.dev.kind == "ganache")


@pytest.mark.req("Y2")
@pytest.mark.only_on("anvil")
def test_verify_command__proofs_left_out__says_so_and_ends_with_0(everything: Everything) -> None:
    verdict = told(everything, "--no-proofs", "--plain")
    assert verdict["proofs"]["status"] == verdict["receipts"]["status"] == "left out"
    assert "the block's hash" in " ".join(one["what"] for one in verdict["unchecked"])


def no_proofs(method: str, _parameters: list[Any], result: Any) -> Any:
    if method == "eth_getProof":
        raise Refuse(-32601, "the method eth_getProof does not exist")
    return result


@pytest.mark.req("Y2")
@pytest.mark.only_on("anvil")
def test_verify_command__node_without_proofs__ends_with_0_or_where_demanded_with_1(
    everything: Everything,
) -> None:
    verdict = told(everything, lie=no_proofs)
    assert verdict["proofs"]["status"] == "refused"
    assert "does not exist" in verdict["proofs"]["refused"]
    with lying_node(everything.dev.url, no_proofs) as url:
        where = ("--rpc", url, "--manifest", everything.manifest_path)
        result = run(*where, "--as-built", "--proofs")
    assert result.exit_code == 1
    assert "does not prove what is stored" in " ".join(result.output.split())


@pytest.mark.req("Y2")
@pytest.mark.only_on("anvil")
def test_verify_command__transactions_withheld__lists_what_is_unseen(
    everything: Everything,
) -> None:
    endorse = selector("Assembly", "endorse")

    def forgetful(method: str, _parameters: list[Any], result: Any) -> Any:
        """Without endorsements nothing could be verified."""
        is_sent = method == "eth_getTransactionByHash"
        return None if is_sent and not result["input"].startswith(endorse) else result

    verdict = told(everything, "--no-proofs", lie=forgetful)
    assert verdict["beacon_signatures_unseen"]
    assert verdict["juror_signatures_unseen"]
    assert verdict["sensor_signatures_unseen"] == [1]


@pytest.mark.req("Y2")
@pytest.mark.only_on("anvil")
def test_verify_command__checkpoint__is_told_when_it_is_read(
    everything: Everything, tmp_path: Path
) -> None:
    file = tmp_path / "checkpoint"
    first = told(everything, "--no-proofs", "--checkpoint", file)
    second = told(everything, "--no-proofs", "--checkpoint", file)
    assert first["checkpoint"] is None
    assert second["checkpoint"]["block"] == first["block"]
    assert second["compared_since"] == first["block"]


@pytest.mark.req("Y2")
@pytest.mark.only_on("anvil")
def test_verify_command__differs__names_it_and_ends_with_3(everything: Everything) -> None:
    verdict = told(everything, lie=about_logs(without("AwardsFiled", 0)), exit_code=3)
    assert verdict["first_divergence"]["finding"] == "UnfinishedAct"
    assert verdict["proofs"]["status"] == "not reached"


@pytest.mark.req("Y2")
@pytest.mark.only_on("anvil")
@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--rpc", "http://127.0.0.1:1"), "No answer"),
        (("--rpc", "nonsense"), "is not the address of a node"),
        (("--manifest", "missing.json"), "There is no manifest"),
        (("--block", "99999999"), "has no block"),
    ],
)
def test_verify_command__cannot_look__says_why_and_ends_with_1(
    everything: Everything,
    monkeypatch: pytest.MonkeyPatch,
    options: tuple[str, str],
    words: str,
) -> None:
    monkeypatch.setattr("isonomia.chain.BACK_OFF", ())
    given = {"--rpc": everything.dev.url, "--manifest": str(everything.manifest_path)}
    name, value = options
    given[name] = value
    result = run(*(part for pair in given.items() for part in pair), "--as-built")
    assert result.exit_code == 1
    assert words in " ".join(result.output.split())


@pytest.mark.req("Y2")
@pytest.mark.parametrize(
    "options",
    [("--blok", "1"), ("--block", "first"), ("--block", "-1"), ("--finalized", "--block", "1")],
)
def test_verify_command__used_wrongly__ends_with_2(options: tuple[str, ...]) -> None:
    assert run(*options).exit_code == 2
