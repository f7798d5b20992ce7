"""Replays in partitions: the state of the plain replay, and its divergences.

```
replay_in_partitions
├── of random histories and of a town, in 1, 2, 5 partitions: the plain replay's digest
├── line by line, without packed words: the same
├── of an edited export, wherever it was edited: what the plain replay names
├── of an export that is damaged, or changes meanwhile: says so
└── on a local Dask cluster of two processes: the same digest and divergences
```
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from typer.testing import CliRunner

from isonomia.cli import app
from isonomia.divergence import Diverged, Divergence, Finding
from isonomia.errors import IsonomiaError
from isonomia.export import cluster, partial, partitions
from isonomia.export.bulk import BulkAct
from isonomia.export.digest import state_digest
from isonomia.export.folder import ExportError
from isonomia.export.making import write
from isonomia.export.partitions import InTurn, Workers, replay_in_partitions
from isonomia.export.reading import Export
from isonomia.fastpath.terms import Terms
from isonomia.fastpath.unusual import Unusual
from isonomia.replay import Founding, Replay
from tests.export.edits import (
    Edit,
    adds,
    edited,
    flips,
    removes,
    repeats,
    repeats_an_order,
    swaps,
    takes,
)
from tests.export.histories import random_history, source_of_history
from tests.export.town import Town

pytestmark = [pytest.mark.offline, pytest.mark.req("Y2")]

PARTITIONS = 3


def outcome(replay: Callable[[], bytes]) -> bytes | Divergence:
    """Return the digest that a replay gives, or what it stops at."""
    try:
        return replay()
    except Diverged as diverged:
        return diverged.divergence


def plainly(out: Path, founding: Founding) -> bytes | Divergence:
    return outcome(lambda: state_digest(Replay(Export(out).history(), founding).finish()))


def shared_out(
    out: Path, founding: Founding, number: int, workers: Workers | None = None
) -> bytes | Divergence:
    return outcome(lambda: replay_in_partitions(Export(out), founding, number, workers).digest)


# ---- the same state ------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [1, 2, 5])
def test_replay__of_the_town_in_partitions__has_the_plain_digest(
    number: int, town: Town, exported: Path
) -> None:
    found = replay_in_partitions(Export(exported), town.chain.founding, number)
    assert found.digest == state_digest(town.chain.state)
    assert found.people == len(town.chain.state.people)
    assert found.logs == len(town.chain.logs)
    assert found.pinned == town.chain.pinned


#: Together they hold what the town does not.
SEEDS = ("shared out 40", "shared out 1", "shared out 8", "shared out 10")


def test_replay__of_random_histories_in_partitions__has_the_plain_digest(tmp_path: Path) -> None:
    done = Counter[str]()
    for seed in SEEDS:
        print(f"seed {seed}")
        chain, accepted = random_history(seed, 350)
        write(source_of_history(chain, 20), tmp_path / seed, 500)
        assert shared_out(tmp_path / seed, chain.founding, 3) == state_digest(chain.state)
        done += accepted
    assert {"Challenge", "GiveVerdict", "FileRecovery", "CertifyRemedies", "OptOut"} <= set(done)
    assert {"RecordAudit", "Endorse", "Volunteer", "FillSeats"} <= set(done)
    assert {"Refund", "Rate", "CancelOrder", "FileReading", "JudgeFinding"} <= set(done)


def test_replay__line_by_line__has_the_plain_digest(
    town: Town, exported: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(_terms: Terms, bulk: BulkAct) -> None:
        left.append(bulk)
        raise Unusual

    left: list[BulkAct] = []
    monkeypatch.setattr(partial, "carry_quickly", never)
    assert shared_out(exported, town.chain.founding, 4) == state_digest(town.chain.state)
    partly = {bulk.run.kind.__name__ for bulk in left if not bulk.is_whole and bulk.lines}
    assert partly == {"Enrolled", "ControllerBound", "Awarded", "Redeemed"}
    without = {bulk.run.kind.__name__ for bulk in left if not bulk.lines}
    assert without == partly


def test_partition__of_two__carries_out_half_of_the_lines(town: Town, exported: Path) -> None:
    shares: list[partitions.Share] = []

    class Noting(InTurn):
        def map(
            self, function: Callable[..., Any], each: Sequence[Any], *same: Any
        ) -> Iterator[Any]:
            for found in super().map(function, each, *same):
                if isinstance(found, partitions.Share):
                    shares.append(found)
                yield found

    replay_in_partitions(Export(exported), town.chain.founding, 2, Noting())
    lines = sum(share.lines for share in shares)
    assert all(lines / 3 < share.lines < lines * 2 / 3 for share in shares)
    assert len({share.everything_else for share in shares}) == 1


# ---- edited exports ------------------------------------------------------------------------------

#: Table, edit, and what a replay makes of it; None where the edit gives another possible history.
EDITS: dict[str, tuple[str, Edit, Finding | None]] = {
    "another word after an award": ("Awarded", flips("word"), Finding.EVENT_DIFFERS),
    "an award of somebody else": ("Awarded", takes("identity"), Finding.EVENT_DIFFERS),
    "an award of nobody": ("Awarded", flips("identity"), Finding.REFUSED_BY_SPECIFICATION),
    "an award left out": ("Awarded", removes(), None),
    "an award twice": ("Awarded", repeats(ahead=500), Finding.UNFINISHED_ACT),
    "a repeated log": ("Awarded", repeats(), Finding.LOG_OUT_OF_ORDER),
    "awards in other places": ("Awarded", swaps(), None),
    "a log of a block not asked for": ("Awarded", adds("block", 99), Finding.LOG_OUT_OF_RANGE),
    "another rule": ("AwardsFiled", adds("rule", 1, row=0), Finding.REFUSED_BY_SPECIFICATION),
    "other evidence": ("AwardsFiled", flips("evidence_hash", row=-1), None),
    "an act left out": ("AwardsFiled", removes(row=1), None),
    "somebody enrolled elsewhere": ("Enrolled", adds("community", 1, row=40), None),
    "somebody born later": ("Enrolled", adds("birth_month", 12, row=40), None),
    "somebody not enrolled": ("Enrolled", removes(row=40), None),
    "somebody enrolled twice": ("Enrolled", takes("identity", row=40, other=41), None),
    "a founder born later": ("Enrolled", adds("birth_month", 1, row=0), None),
    "another key": ("ControllerBound", flips("controller"), None),
    "a key that lapses": ("ControllerBound", adds("lapse_day", 1), Finding.EVENT_DIFFERS),
    "a council's act left out": ("CouncilActed", removes(row=2), None),
    "signed by other seats": ("CouncilActed", flips("signers", row=0), None),
    "a founding community": ("CommunityFounded", adds("threshold", 1, 0), Finding.GENESIS_DIFFERS),
}
#: The same of the later parts.
LATER_EDITS: dict[str, tuple[str, Edit]] = {
    "less redeemed": ("Redeemed", adds("amount", -1)),
    "more redeemed": ("Redeemed", adds("amount", 1_000)),
    "another quantity": ("Redeemed", adds("quantity", 1)),
    "another offer": ("Redeemed", adds("offer", 1)),
    "an offer that does not exist": ("Redeemed", adds("offer", 9)),
    "redeemed by somebody else": ("Redeemed", takes("identity")),
    "an order used before": ("Redeemed", repeats_an_order),
    "an order far ahead": ("Redeemed", adds("nonce", 900)),
    "another batch": ("Redeemed", adds("batch", 1)),
    "from a portion": ("Redeemed", flips("source")),
    "not redeemed": ("Redeemed", removes()),
    "redeemed in another order": ("Redeemed", swaps()),
    "another root": ("BatchRedeemed", flips("root", row=0)),
    "fewer redemptions": ("BatchRedeemed", adds("redemptions", -1, row=0)),
    "another organisation": ("BatchRedeemed", adds("organisation", 1, row=0)),
}


@pytest.mark.parametrize("name", EDITS)
def test_replay__of_an_edited_export__names_what_the_plain_replay_names(
    name: str, town: Town, exported: Path, tmp_path: Path
) -> None:
    table, edit, finding = EDITS[name]
    out = edited(exported, tmp_path / "edited", table, edit)
    expected = plainly(out, town.chain.founding)
    assert shared_out(out, town.chain.founding, PARTITIONS) == expected
    assert expected != state_digest(town.chain.state)
    if finding is not None:
        assert isinstance(expected, Divergence)
        assert expected.finding is finding


@pytest.mark.parametrize("name", LATER_EDITS)
def test_replay__of_edited_redemptions__names_what_the_plain_replay_names(
    name: str, town: Town, exported: Path, tmp_path: Path
) -> None:
    table, edit = LATER_EDITS[name]
    out = edited(exported, tmp_path / "edited", table, edit)
    expected = plainly(out, town.chain.founding)
    assert isinstance(expected, Divergence)
    assert shared_out(out, town.chain.founding, PARTITIONS) == expected


def test_replay__of_two_edits__names_the_first(town: Town, exported: Path, tmp_path: Path) -> None:
    once = edited(exported, tmp_path / "once", "Awarded", flips("word", row=-1))
    first = plainly(once, town.chain.founding)
    twice = edited(once, tmp_path / "twice", "ControllerBound", adds("lapse_day", 1))
    expected = plainly(twice, town.chain.founding)
    assert isinstance(first, Divergence)
    assert isinstance(expected, Divergence)
    assert (expected.block or 0) < (first.block or 0)
    assert shared_out(twice, town.chain.founding, PARTITIONS) == expected


# ---- damaged exports -----------------------------------------------------------------------------


def test_replay__with_a_wrong_prefix__says_that_it_was_edited(
    town: Town, exported: Path, tmp_path: Path
) -> None:
    out = shutil.copytree(exported, tmp_path / "edited")
    path = min((out / "Enrolled").iterdir())
    rows = pl.read_parquet(path)
    rows.with_columns(prefix=rows["prefix"].reverse()).write_parquet(path)
    with pytest.raises(ExportError, match="a prefix is not that of its identity"):
        replay_in_partitions(Export(out), town.chain.founding, PARTITIONS)


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (lambda path: path.write_bytes(path.read_bytes()[:-40]), "cannot be read"),
        (lambda path: pl.read_parquet(path).drop("word").write_parquet(path), "other columns"),
        (
            lambda path: (
                pl.read_parquet(path)
                .with_columns(pl.lit(b"short").alias("word"))
                .write_parquet(path)
            ),
            "a value of word is not 32 bytes",
        ),
        (
            lambda path: (
                pl.read_parquet(path)
                .with_columns(pl.lit(None, pl.Binary).alias("word"))
                .write_parquet(path)
            ),
            "a value is missing",
        ),
    ],
)
def test_replay__of_a_damaged_file__names_it(
    damage: Callable[[Path], None], said: str, town: Town, exported: Path, tmp_path: Path
) -> None:
    out = shutil.copytree(exported, tmp_path / "damaged")
    path = min((out / "Awarded").iterdir())
    damage(path)
    with pytest.raises(ExportError, match=f"{path.name} .*{said}"):
        replay_in_partitions(Export(out), town.chain.founding, PARTITIONS)


def test_replay__without_a_block__names_it(town: Town, exported: Path, tmp_path: Path) -> None:
    out = edited(exported, tmp_path / "edited", "blocks", removes(row=2))
    with pytest.raises(ExportError, match="block 3 is missing"):
        replay_in_partitions(Export(out), town.chain.founding, PARTITIONS)


def test_replay__of_an_export_that_changes_meanwhile__says_so(
    town: Town, exported: Path, tmp_path: Path
) -> None:
    out = shutil.copytree(exported, tmp_path / "changing")

    class Meddling(InTurn):
        def map(
            self, function: Callable[..., Any], each: Sequence[Any], *same: Any
        ) -> Iterator[Any]:
            if isinstance(each[0], range):
                path = max((out / "ControllerBound").iterdir())
                rows = pl.read_parquet(path)
                rows.filter(pl.col("identity") != rows["identity"][-1]).write_parquet(path)
            return super().map(function, each, *same)

    with pytest.raises(ExportError, match="changed while it was read"):
        replay_in_partitions(Export(out), town.chain.founding, PARTITIONS, Meddling())


@pytest.mark.parametrize("number", [0, 257])
def test_replay__in_no_possible_number_of_partitions__is_refused(
    number: int, town: Town, exported: Path
) -> None:
    with pytest.raises(ExportError, match="choose 1 to 256"):
        replay_in_partitions(Export(exported), town.chain.founding, number)


# ---- Dask ----------------------------------------------------------------------------------------


def test_replay__on_two_processes__has_the_same_digest_and_divergences(
    town: Town, exported: Path, tmp_path: Path
) -> None:
    founding = town.chain.founding
    table, edit = LATER_EDITS["more redeemed"]
    out = edited(exported, tmp_path / "edited", table, edit)
    with cluster.local(2) as workers:
        assert workers.count == 2
        assert shared_out(exported, founding, 4, workers) == state_digest(town.chain.state)
        assert shared_out(out, founding, 4, workers) == plainly(out, founding)
        min((out / "Awarded").iterdir()).write_bytes(b"no columns")
        with pytest.raises(ExportError, match="cannot be read"):
            replay_in_partitions(Export(out), founding, 4, workers)
        scheduler = workers._client.scheduler.address
        command = ["replay", "--from", str(exported), "--cluster", scheduler]
        typed = CliRunner().invoke(app, command)
    assert typed.exit_code == 0, typed.output
    assert state_digest(town.chain.state).hex() in typed.stdout


def test_remote__without_a_scheduler__says_how_to_start_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(cluster, "PATIENCE", 1)
    with (
        pytest.raises(IsonomiaError, match=r"No Dask scheduler answers at tcp://127\.0\.0\.1:1 "),
        cluster.remote("tcp://127.0.0.1:1"),
    ):
        pass


def test_local__without_dask__says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> Any:
        raise ImportError(name)

    monkeypatch.setattr(cluster.importlib, "import_module", missing)
    with (
        pytest.raises(IsonomiaError, match=r'not installed: pip install "isonomia\[cluster\]"'),
        cluster.local(2),
    ):
        pass
