"""What an export holds, and what becomes of the folder it is written into.

```
export
├── of a random history: gives back every log, header and proposal
├── made twice: the same bytes; in other parts: the same rows
├── acts and people: those of the plain replay
├── schema.json: tells every column and every row
├── logs that do not add up: nothing is written, an older export stays
└── folder
    ├── an older export of the same deployment: replaced when the new one is whole
    ├── another deployment's, something else, a file: left alone
    ├── left behind by an interrupted run: begun anew
    └── being written by another process: left alone
```
"""

from __future__ import annotations

import dataclasses
import fcntl
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from isonomia.divergence import Diverged
from isonomia.event_logs import EventLog, Place
from isonomia.export import folder
from isonomia.export.digest import state_digest
from isonomia.export.folder import ExportError
from isonomia.export.making import write
from isonomia.export.reading import Export
from isonomia.export.schema import event_kinds, tables
from isonomia.export.writing import Writer
from isonomia.log_stream import LogChunk
from isonomia.packed_words import unpack_person
from isonomia.replay import Replay
from isonomia.spec import events
from isonomia.words import hexed
from tests.export.conftest import ROWS_PER_PART
from tests.export.histories import random_history, source_of_history
from tests.export.town import Town, source_of

pytestmark = [pytest.mark.offline, pytest.mark.req("Y2")]


def files_in(out: Path) -> dict[str, bytes]:
    return {str(path.relative_to(out)): path.read_bytes() for path in out.rglob("*.*")}


def rows_of(out: Path, table: str) -> list[dict[str, Any]]:
    return pl.read_parquet(out / table / "*.parquet").to_dicts()


# ---- what it holds -------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", ["exported 1", "shared out 8"])
def test_export__of_a_random_history__gives_back_everything(seed: str, tmp_path: Path) -> None:
    print(f"seed {seed}")
    chain, _ = random_history(seed, 300)
    expected = chain.history()
    contents = write(source_of_history(chain), tmp_path / "out", 200)
    found = Export(tmp_path / "out").history()
    assert len(contents.parts) > 1
    assert found.logs == expected.logs
    assert found.headers == expected.headers
    assert found.proposals == expected.proposals
    state = Replay(found, chain.founding).finish()
    assert state == chain.state
    assert contents.digest == hexed(state_digest(state))


def test_export__made_twice__has_the_same_bytes(town: Town, exported: Path, tmp_path: Path) -> None:
    write(source_of(town, blocks=5), tmp_path / "again", ROWS_PER_PART)
    assert files_in(tmp_path / "again") == files_in(exported)


def test_export__in_one_part__has_the_rows_of_many(
    town: Town, exported: Path, tmp_path: Path
) -> None:
    whole = write(source_of(town), tmp_path / "whole")
    many = Export(exported)
    assert (len(whole.parts), len(many.parts)) == (1, 3)
    assert (whole.rows, whole.digest) == (many.contents.rows, many.contents.digest)
    assert Export(tmp_path / "whole").history().logs == many.history().logs


def test_parts__of_an_export__hold_consecutive_blocks_sorted_by_prefix(exported: Path) -> None:
    export = Export(exported)
    for part in export.parts:
        first, last = export.contents.parts[part]
        for name in event_kinds():
            path = folder.part_path(exported, name, part)
            if path.exists():
                rows = pl.read_parquet(path)
                assert rows["block"].is_between(first, last).all()
                assert "prefix" not in rows.columns or rows["prefix"].is_sorted()
    assert [first for first, _ in export.contents.parts[1:]] == [
        last + 1 for _, last in export.contents.parts[:-1]
    ]


def test_acts__of_the_town__are_those_of_the_plain_replay(town: Town, exported: Path) -> None:
    steps = list(Replay(town.chain.history(), town.chain.founding).steps())
    rows = rows_of(exported, "acts")
    expected = [
        (step.act.place.block, step.act.place.log_index, len(step.act.logs)) for step in steps
    ]
    assert [(row["block"], row["log_index"], row["logs"]) for row in rows] == expected
    assert [row["action"] for row in rows] == [type(step.action).__name__ for step in steps]
    assert [row["nonce"] for row in rows] == [
        getattr(step.act.head, "nonce", None) for step in steps
    ]
    assert [row["act"] for row in rows] == list(range(len(rows)))


def test_people__of_the_town__are_those_of_the_state(town: Town, exported: Path) -> None:
    state, rows = town.chain.state, rows_of(exported, "people")
    assert [row["identity"] for row in rows] == sorted(state.people)
    for row in rows:
        person, signatory = state.people[row["identity"]], state.signatories.get(row["identity"])
        same = set(row) & {field.name for field in dataclasses.fields(person)} - {"overlays"}
        assert {name: row[name] for name in same} == {
            name: list(value) if isinstance(value := getattr(person, name), tuple) else value
            for name in same
        }
        word = unpack_person(int.from_bytes(row["word"]))
        assert (word["spent"], word["overlays"]) == (row["spent"], len(row["overlays"]))
        assert row["controller"] == (signatory.controller if signatory else None)
        assert row["orders_seen"] == (signatory.orders_seen if signatory else None)


def test_schema__of_an_export__tells_every_column_and_row(exported: Path) -> None:
    said = json.loads((exported / "schema.json").read_text())
    assert set(said["tables"]) == {table.name for table in tables()}
    for path in exported.glob("*/*.parquet"):
        columns = said["tables"][path.parent.name]["columns"]
        found = {name: str(kind) for name, kind in pl.read_parquet_schema(path).items()}
        assert {column["name"]: column["type"] for column in columns} == found
        assert all(column["holds"] for column in columns)
    for name, rows in said["rows"].items():
        if (exported / name).exists():
            assert len(rows_of(exported, name)) == rows
        elif name != "proposals":
            assert rows == 0


def test_write__a_number_wider_than_its_column__says_that_no_contract_logs_it(
    town: Town, tmp_path: Path
) -> None:
    log = EventLog(events.RoundClosed(1, 2**64), Place(1, 0, "0x" + "00" * 32))
    writer = Writer(tmp_path, rows_per_part=1)
    with pytest.raises(ExportError, match="A value of RoundClosed does not fit its column"):
        writer.add(1, 1, [(log, "Pool")], [], {})


# ---- the folder ----------------------------------------------------------------------------------


def test_export__of_logs_that_do_not_add_up__leaves_the_older_one(
    town: Town, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    write(source_of(town), out)
    before = files_in(out)
    enrolled = [log for log in town.chain.logs if log["blockNumber"] == "0x2"]
    edited = [log for log in town.chain.logs if log is not enrolled[-1]]
    with pytest.raises(Diverged):
        write(source_of(town, logs=edited), out)
    assert files_in(out) == before


def test_export__over_an_older_one__replaces_it_wholly(town: Town, tmp_path: Path) -> None:
    out = tmp_path / "out"
    write(source_of(town), out, 50)
    contents = write(source_of(town), out)
    assert Export(out).contents == contents
    assert {path.name for path in out.rglob("*.parquet")} == {"000000.parquet", "proposals.parquet"}
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_export__over_another_deployment__is_refused(town: Town, tmp_path: Path) -> None:
    out, source = tmp_path / "out", source_of(town)
    write(source, out)
    before = files_in(out)
    other = dataclasses.replace(source.origin, first_block_hash="0x" + "ab" * 32)
    with pytest.raises(ExportError, match="holds the export of another deployment"):
        write(dataclasses.replace(source, origin=other), out)
    assert files_in(out) == before


def test_export__over_something_else__is_refused(town: Town, tmp_path: Path) -> None:
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "dear.txt").write_text("kept")
    with pytest.raises(ExportError, match="something else than an export; name another folder"):
        write(source_of(town), tmp_path / "letters")
    with pytest.raises(ExportError, match="is a file; name a folder"):
        write(source_of(town), tmp_path / "letters" / "dear.txt")
    assert (tmp_path / "letters" / "dear.txt").read_text() == "kept"


def test_export__into_an_empty_folder__is_made(town: Town, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    write(source_of(town), tmp_path / "out")
    assert (tmp_path / "out" / "schema.json").exists()


def test_export__after_an_interruption__begins_anew(town: Town, tmp_path: Path) -> None:
    out, source = tmp_path / "out", source_of(town)

    def broken() -> Iterator[LogChunk]:
        yield from list(town.chain.chunks(10))[:2]
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write(dataclasses.replace(source, chunks=broken()), out, 50)
    assert not out.exists()
    left = folder.leftover(out)
    assert left is not None
    assert list(left.rglob("*.parquet"))
    write(source, out)
    assert folder.leftover(out) is None
    assert Export(out).history().logs == town.chain.history().logs


@pytest.mark.parametrize("beside", ["out.unfinished", "out.replaced"])
def test_export__beside_a_folder_of_somebody_else__leaves_it(
    beside: str, town: Town, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    write(source_of(town), out)
    (tmp_path / beside).mkdir()
    (tmp_path / beside / "dear.txt").write_text("kept")
    with pytest.raises(ExportError, match=f"{beside} is in the way"):
        write(source_of(town), out)
    assert (tmp_path / beside / "dear.txt").read_text() == "kept"
    assert Export(out).history().logs == town.chain.history().logs


def test_export__while_it_is_made__holds_few_rows(town: Town, tmp_path: Path) -> None:
    out, most, handed = tmp_path / "out", 200, list[int]()
    unfinished = tmp_path / "out.unfinished"

    def watched() -> Iterator[LogChunk]:
        for chunk in town.chain.chunks(1):
            files = [path for name in event_kinds() for path in (unfinished / name).glob("*")]
            written = sum(pl.read_parquet(path).height for path in files)
            assert sum(handed) - written < most
            yield chunk
            handed.append(len(chunk.logs))

    contents = write(dataclasses.replace(source_of(town), chunks=watched()), out, most)
    assert len(contents.parts) > 5


def test_export__while_another_process_writes_it__is_refused(town: Town, tmp_path: Path) -> None:
    out = tmp_path / "out"
    (tmp_path / "out.unfinished").mkdir()
    with (tmp_path / "out.unfinished" / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(ExportError, match="Another process is writing"):
            write(source_of(town), out)
    write(source_of(town), out)


# ---- reading -------------------------------------------------------------------------------------


def test_open__a_folder_without_an_export__says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match=r"holds no export: there is no schema\.json; make one"):
        Export(tmp_path)


def test_open__a_manifest_of_another_deployment__is_refused(exported: Path, tmp_path: Path) -> None:
    out = shutil.copytree(exported, tmp_path / "edited")
    manifest = json.loads((out / "manifest.json").read_text())
    (out / "manifest.json").write_text(json.dumps(manifest | {"chain_id": 1}))
    with pytest.raises(ExportError, match="is of another deployment than schema"):
        Export(out).target()


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (lambda text: text.replace("export/1", "export/9"), "of the format isonomia-export/9"),
        (lambda text: text[:-9], "is not the schema of an export"),
        (lambda text: text.replace('"pinned"', '"pined"'), "is not the schema of an export"),
    ],
)
def test_open__an_edited_schema__is_refused(
    edit: Any, said: str, exported: Path, tmp_path: Path
) -> None:
    text = (exported / "schema.json").read_text()
    (tmp_path / "schema.json").write_text(edit(text))
    with pytest.raises(ExportError, match=said):
        Export(tmp_path)
