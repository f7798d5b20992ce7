"""Reading an export: its logs in the order of the chain, wholly or of some people only."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path

import polars as pl

from isonomia.divergence import Diverged, Divergence, Finding
from isonomia.event_logs import EventLog, Place
from isonomia.export.folder import (
    MANIFEST_FILE,
    PROPOSALS_FILE,
    SCHEMA_FILE,
    Contents,
    ExportError,
    part_path,
)
from isonomia.export.schema import (
    BLOCKS,
    BULK,
    PREFIX,
    PROPOSALS,
    Table,
    event_kinds,
    event_logs,
    event_table,
)
from isonomia.history import History
from isonomia.log_stream import Header
from isonomia.manifest import Manifest
from isonomia.proposals import Proposal
from isonomia.target import Target, read_target
from isonomia.words import hexed

#: Every kind of event but the bulk ones.
SPINE: tuple[type, ...] = tuple(kind for kind in event_kinds().values() if kind not in BULK)


class Export:
    """An export in a folder; nothing in it is believed.

    Attributes:
        folder: where it lies
        contents: what it says about itself
    """

    def __init__(self, folder: Path) -> None:
        """Open an export. Raises `ExportError` when there is none."""
        self.folder = folder
        self.contents = Contents.load(folder)

    @property
    def parts(self) -> range:
        """The numbers of its parts, in the order of the chain."""
        return range(len(self.contents.parts))

    def target(self) -> Target:
        """Return the deployment as the manifest in the folder tells it.

        Raises:
            Diverged: its charter is not the one its hash stands for.
            IsonomiaError: it is not of the deployment that the export says it is of.
        """
        target = read_target(Manifest.load(self.folder / MANIFEST_FILE))
        origin = self.contents.origin
        said = (origin.chain_id, origin.charter_hash, origin.contracts)
        if said != (target.chain_id, hexed(target.founding.charter_hash), target.addresses):
            raise ExportError(
                f"{self.folder / MANIFEST_FILE} is of another deployment than {SCHEMA_FILE} says: "
                "one of them was edited; export again"
            )
        return target

    def headers(self, part: int) -> dict[int, Header]:
        """Return block number -> header, for every block with logs in one part."""
        rows = self._rows(BLOCKS, part).iter_rows()
        return {number: Header(number, time, f"0x{found.hex()}") for number, time, found in rows}

    def proposals(self) -> dict[bytes, Proposal]:
        """Return what amendments say, by their names."""
        return {
            name: Proposal(target, tuple(values), from_day)
            for name, target, values, from_day in _read(
                self.folder / PROPOSALS_FILE, PROPOSALS
            ).iter_rows()
        }

    def history(self, parts: Iterable[int] | None = None) -> History:
        """Return everything there is to replay, or the logs of some parts, in memory at once.

        Raises:
            Diverged: logs that repeat or stand out of place.
        """
        logs: list[EventLog] = []
        headers: dict[int, Header] = {}
        for part in self.parts if parts is None else parts:
            logs += self.all_logs(part)
            headers |= self.headers(part)
        origin = self.contents.origin
        proposals = self.proposals()
        return History(tuple(logs), headers, self.contents.pinned, origin.contracts, proposals)

    def all_logs(self, part: int) -> list[EventLog]:
        """Return all logs of one part, in the order of the chain.

        Raises:
            Diverged: logs that repeat or stand out of place.
        """
        logs = self.logs(part, (*SPINE, *BULK))
        _require_places(logs, *self.contents.parts[part])
        missing = {log.place.block for log in logs} - self.headers(part).keys()
        if missing:
            raise self._damaged(BLOCKS.name, part, f"block {min(missing)} is missing")
        return logs

    def logs(
        self, part: int, kinds: Iterable[type], wanted: pl.Expr | None = None
    ) -> list[EventLog]:
        """Return the logs of some kinds in one part, in the order of the chain.

        Args:
            part: its number
            kinds: of events
            wanted: which rows, for kinds with an identity
        """
        found = [log for kind in kinds for log in self._logs_of(kind, part, wanted)]
        found.sort(key=in_order)
        return found

    def column(self, kind: type, *names: str) -> pl.DataFrame:
        """Return some columns of all rows of a kind of event, in no order."""
        table = event_table(kind)
        paths = [part_path(self.folder, table.name, part) for part in self.parts]
        frames = [_read(path, table).select(names) for path in paths if path.exists()]
        return pl.concat(frames) if frames else _none_of(table).select(names)

    def _logs_of(self, kind: type, part: int, wanted: pl.Expr | None) -> list[EventLog]:
        table = event_table(kind)
        of_people = PREFIX in table.types
        rows = self._rows(table, part, wanted if of_people else None)
        if rows.is_empty():
            return []
        if of_people and (_first_bytes(rows) != rows[PREFIX]).any():
            raise self._damaged(table.name, part, "a prefix is not that of its identity")
        try:
            return event_logs(kind, rows)
        except (TypeError, ValueError) as error:
            raise self._damaged(table.name, part, str(error)) from None

    def _rows(self, table: Table, part: int, wanted: pl.Expr | None = None) -> pl.DataFrame:
        """Return the rows of one part of a table, none where it has no file."""
        path = part_path(self.folder, table.name, part)
        return _read(path, table, wanted) if path.exists() else _none_of(table)

    def _damaged(self, table: str, part: int, what: str) -> ExportError:
        path = part_path(self.folder, table, part)
        return ExportError(f"{path} was edited ({what}): export again")


def of_prefixes(prefixes: range) -> pl.Expr:
    """Say that rows about identities with some first bytes are wanted."""
    return pl.col(PREFIX).is_between(prefixes[0], prefixes[-1])


def of_people(identities: Iterable[bytes]) -> pl.Expr:
    """Say that rows about some identities are wanted."""
    return pl.col("identity").is_in(sorted(identities))


@functools.cache
def _none_of(table: Table) -> pl.DataFrame:
    return pl.DataFrame(schema=table.types)


def _read(path: Path, table: Table, wanted: pl.Expr | None = None) -> pl.DataFrame:
    try:
        rows = pl.scan_parquet(path)
        found = (rows if wanted is None else rows.filter(wanted)).collect()
        if dict(found.schema) != dict(pl.Schema(table.types)):
            raise ExportError(f"{path} has other columns than {table.name}: export again")
    except (OSError, pl.exceptions.PolarsError) as error:
        reason = str(error).split("\n", 1)[0]
        raise ExportError(f"{path} cannot be read ({reason}): export again") from None
    if any(column.has_nulls() for column in found.iter_columns()):
        raise ExportError(f"{path} was edited (a value is missing): export again")
    return found


def _first_bytes(rows: pl.DataFrame) -> pl.Series:
    return rows["identity"].bin.head(1).bin.reinterpret(dtype=pl.UInt8)


def in_order(log: EventLog) -> tuple[int, int]:
    """Return what sorts logs in the order of the chain: block and index in it."""
    return log.place.block, log.place.log_index


def _require_places(logs: list[EventLog], first: int, last: int) -> None:
    for log in logs:
        if not first <= log.place.block <= last:
            subject = f"log {log.place.log_index} of blocks {first} to {last}"
            raise Diverged(_at(Finding.LOG_OUT_OF_RANGE, log.place, subject))
    for earlier, later in pairwise(logs):
        if in_order(earlier) == in_order(later):
            block, index = in_order(later)
            subject = f"log {index} after log {index} of block {block}"
            raise Diverged(_at(Finding.LOG_OUT_OF_ORDER, later.place, subject))


def _at(finding: Finding, place: Place, subject: str) -> Divergence:
    return Divergence(finding, subject, block=place.block, transaction=place.transaction)
