"""`isonomia export` and `isonomia replay`, as they are typed.

```
replay --from     prints the digest | in partitions | of an edited export: exit code 3
replay            options that do not go together: exit code 2
on a chain        export, replay of the node and of the export: one digest; a lying node: 3
```
"""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from typer.testing import CliRunner, Result

from isonomia.cli import app
from isonomia.devchain import DevChain, Kind
from isonomia.export.digest import state_digest
from isonomia.export.reading import Export
from isonomia.history import fetch, read_header
from isonomia.replay import Replay
from isonomia.spec.state import State
from isonomia.words import hexed
from tests.export.edits import edited, flips
from tests.export.town import Town
from tests.verify.lying_node import about_logs, lying_node
from tests.verify.scenario import (
    ASSEMBLY,
    DAY,
    NORTH,
    SOUTH,
    START,
    TEACHING,
    Scenario,
    identity_of,
    month,
)

DIFFERS, MISUSED = 3, 2
#: On Anvil; on Ganache every block is final at once.
BLOCKS_UNTIL_FINAL = 70


def typed(*words: object) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


def told(result: Result) -> dict[str, str]:
    """Return the names and values that a command printed."""
    assert result.exit_code == 0, result.output
    return dict(
        line.split(None, 1) for line in result.stdout.replace("block hash", "hash").splitlines()
    )


# ---- without a node ------------------------------------------------------------------------------


@pytest.mark.req("Y2")
@pytest.mark.parametrize("more", [(), ("--partitions", 3), ("--plain",)])
def test_replay__of_an_export__prints_the_digest(
    more: tuple[object, ...], town: Town, exported: Path
) -> None:
    found = told(typed("replay", "--from", exported, *more))
    assert found == {
        "state": hexed(state_digest(town.chain.state)),
        "block": str(town.chain.pinned.number),
        "hash": town.chain.pinned.block_hash,
        "people": str(len(town.chain.state.people)),
        "logs": str(len(town.chain.logs)),
    }


@pytest.mark.req("Y2")
def test_replay__of_an_edited_export__ends_with_3(exported: Path, tmp_path: Path) -> None:
    out = edited(exported, tmp_path / "edited", "Awarded", flips("word"))
    result = typed("replay", "--from", out, "--partitions", 2)
    assert result.exit_code == DIFFERS
    assert "The logs do not add up: EventDiffers" in result.stderr


@pytest.mark.req("Y2")
def test_replay__of_an_export_that_tells_another_digest__ends_with_3(
    exported: Path, tmp_path: Path
) -> None:
    out = shutil.copytree(exported, tmp_path / "edited")
    said = json.loads((out / "schema.json").read_text())
    (out / "schema.json").write_text(json.dumps(said | {"digest": "0x" + "00" * 32}))
    result = typed("replay", "--from", out)
    assert result.exit_code == DIFFERS
    assert "tells another state than its logs give" in result.stderr


@pytest.mark.req("Y2")
def test_replay__of_no_export__ends_with_1(tmp_path: Path) -> None:
    result = typed("replay", "--from", tmp_path)
    assert result.exit_code == 1
    assert "holds no export" in result.stderr


@pytest.mark.req("Y2")
@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--partitions", 2), "export first"),
        (("--workers", 2), "export first"),
        (("--from", "x", "--block", 3), "ends with its block"),
        (("--from", "x", "--workers", 2, "--cluster", "tcp://a:1"), "--workers or --cluster"),
        (("--from", "x", "--partitions", 257), "256"),
        (("--from", "x", "--partitions", 2, "--plain"), "--plain is one process"),
    ],
)
def test_replay__with_options_that_do_not_go_together__ends_with_2(
    options: tuple[object, ...], said: str
) -> None:
    result = typed("replay", *options)
    assert result.exit_code == MISUSED
    assert said in result.stderr


# ---- on a chain ----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def lived(chain_kind: Kind, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scenario]:
    """A jurisdiction in which people were enrolled, bound and awarded."""
    with DevChain(chain_kind, start=START) as dev:
        scenario = Scenario(dev, tmp_path_factory.mktemp("lived"))
        people = {f"person {number}": month(1980, 1 + number) for number in range(8)}
        scenario.enrol(NORTH, people)
        scenario.bind(NORTH, *list(people)[:5])
        scenario.enrol(SOUTH, {"southerner": month(1990, 5)})
        today = START // DAY
        scenario.award(NORTH, TEACHING, dict.fromkeys(people, today))
        scenario.award(NORTH, ASSEMBLY, {"person 2": today})
        scenario.declare_leave("person 3", 30)
        yield scenario


def state_of(scenario: Scenario) -> State:
    target = scenario.target
    pinned = read_header(scenario.chain, "latest")
    history = fetch(scenario.dev.url, target.addresses, target.from_block, pinned)
    return Replay(history, target.founding).finish()


def on(scenario: Scenario, url: str | None = None) -> tuple[object, ...]:
    return "--rpc", url or scenario.dev.url, "--manifest", scenario.manifest_path


@pytest.mark.req("Y2")
def test_export__of_a_chain__has_the_digest_of_its_node(lived: Scenario, tmp_path: Path) -> None:
    digest = hexed(state_digest(state_of(lived)))
    assert told(typed("export", "parquet", "--out", tmp_path / "out", *on(lived))) == {
        "state": digest
    }
    from_node = told(typed("replay", *on(lived)))
    assert from_node["state"] == digest
    assert told(typed("replay", "--plain", *on(lived))) == from_node
    assert told(typed("replay", "--from", tmp_path / "out", "--partitions", 4)) == from_node
    people = pl.read_parquet(tmp_path / "out" / "people" / "*.parquet")
    quality = dict(people.select("identity", "quality").iter_rows())
    assert quality[identity_of("person 2")] == quality[identity_of("person 1")] + 20


@pytest.mark.req("Y2")
def test_export__of_an_earlier_block__ends_there(lived: Scenario, tmp_path: Path) -> None:
    last = lived.chain.block()["number"]
    early = typed("export", "parquet", "--out", tmp_path / "out", "--block", last - 1, *on(lived))
    found = told(typed("replay", "--from", tmp_path / "out"))
    assert told(early)["state"] == found["state"]
    assert found["block"] == str(last - 1)
    late = told(typed("export", "parquet", "--out", tmp_path / "out", *on(lived)))
    assert late["state"] != found["state"]
    assert told(typed("replay", "--from", tmp_path / "out"))["block"] == str(last)


@pytest.mark.req("Y2")
def test_export__of_the_latest_final_block__ends_there(lived: Scenario, tmp_path: Path) -> None:
    snapshot = lived.chain.snapshot()
    for _ in range(BLOCKS_UNTIL_FINAL):
        lived.chain.call("evm_mine")
    final, words = read_header(lived.chain, "finalized"), ("--out", tmp_path / "out", "--finalized")
    result = typed("export", "parquet", *words, *on(lived))
    lived.chain.revert(snapshot)
    assert result.exit_code == 0
    assert Export(tmp_path / "out").contents.pinned == final
    both = typed("export", "parquet", *words, "--block", 1, *on(lived))
    assert both.exit_code == MISUSED
    assert "name two blocks" in both.stderr


@pytest.mark.req("Y2")
def test_export__of_another_chain_of_the_same_id__leaves_the_folder(
    lived: Scenario, tmp_path: Path
) -> None:
    typed("export", "parquet", "--out", tmp_path / "out", *on(lived))
    path = tmp_path / "out" / "schema.json"
    said = json.loads(path.read_text())
    said["origin"]["first_block_hash"] = "0x" + "ab" * 32
    path.write_text(json.dumps(said))
    result = typed("export", "parquet", "--out", tmp_path / "out", *on(lived))
    assert result.exit_code == 1
    assert "holds the export of another deployment" in result.stderr


@pytest.mark.req("Y2")
def test_replay__of_a_chain_that_is_reorganised_meanwhile__ends_with_3(lived: Scenario) -> None:
    asked = Counter[int]()
    last = lived.chain.block()["number"]

    def lie(method: str, parameters: list[Any], result: Any) -> Any:
        if method == "eth_getBlockByNumber" and parameters[0] == hex(last):
            asked[last] += 1
            if asked[last] > 2:
                return result | {"hash": "0x" + "ab" * 32}
        return result

    with lying_node(lived.dev.url, lie) as url:
        result = typed("replay", "--block", last, *on(lived, url))
    assert result.exit_code == DIFFERS
    assert "ChainReorganised" in result.stderr


@pytest.mark.req("Y2")
def test_export__from_a_node_that_leaves_a_log_out__writes_nothing(
    lived: Scenario, tmp_path: Path
) -> None:
    lie = about_logs(lambda logs: [log for log in logs if log is not logs[-4]])
    with lying_node(lived.dev.url, lie) as url:
        exported = typed("export", "parquet", "--out", tmp_path / "out", *on(lived, url))
        replayed = typed("replay", *on(lived, url))
    assert exported.exit_code == replayed.exit_code == DIFFERS
    assert "Not exported, since the logs do not add up" in exported.stderr
    assert "The logs do not add up" in replayed.stderr
    assert not (tmp_path / "out").exists()
