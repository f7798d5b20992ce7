"""Writing an export part by part, so that memory does not grow with the chain.

A part holds the rows of consecutive blocks, of every table. In tables with an identity its rows are
sorted by the first byte of it, and lie in groups of few rows: whoever wants the people of some
first bytes reads little else, and whoever wants some blocks reads their parts.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from isonomia.event_logs import EventLog
from isonomia.export.digest import state_digest
from isonomia.export.folder import (
    MANIFEST_FILE,
    PROPOSALS_FILE,
    Contents,
    ExportError,
    Origin,
    part_path,
)
from isonomia.export.schema import (
    ACTS,
    BLOCKS,
    PEOPLE,
    PREFIX,
    PROPOSALS,
    Table,
    event_kinds,
    event_table,
    place_columns,
    row_writer,
    tables,
    type_name,
)
from isonomia.log_stream import Header
from isonomia.proposals import Proposal
from isonomia.spec.state import Person, State
from isonomia.spec.words import overlay_word, person_word
from isonomia.words import count

#: Rows of all tables together that are held before they are written.
ROWS_PER_PART = 200_000
#: Few, so that the rows of some first bytes can be read without the others.
ROWS_PER_GROUP = 4_096
_WORD = 32

_TABLES = {table.name: table for table in tables()}
_EVENTS = {kind: (event_table(kind).name, row_writer(kind)) for kind in event_kinds().values()}


class Writer:
    """Writes the tables of one export into a folder."""

    def __init__(self, folder: Path, rows_per_part: int = ROWS_PER_PART) -> None:
        self._folder = folder
        self._rows_per_part = rows_per_part
        self._held: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
        self._rows = Counter[str]()
        self._parts: list[tuple[int, int]] = []
        self._first_block: int | None = None

    def add(
        self,
        first: int,
        last: int,
        logs: Iterable[tuple[EventLog, str]],
        acts: Iterable[tuple[Any, ...]],
        headers: Mapping[int, Header],
    ) -> None:
        """Take the rows of consecutive blocks, and write them once there are enough.

        Args:
            first: of the blocks
            last: of the blocks
            logs: each with the contract that logged it, in order
            acts: rows of `ACTS`, in order
            headers: of every block with logs
        """
        self._first_block = first if self._first_block is None else self._first_block
        for log, contract in logs:
            table, fields_of = _EVENTS[type(log.event)]
            row = place_columns(log.place, contract) + fields_of(log.event)
            self._held[table].append(row)
        self._held[ACTS.name] += acts
        self._held[BLOCKS.name] += (
            (number, headers[number].time, bytes.fromhex(headers[number].block_hash[2:]))
            for number in sorted(headers)
        )
        if sum(map(len, self._held.values())) >= self._rows_per_part:
            self._write_part(last)

    def finish(
        self,
        origin: Origin,
        pinned: Header,
        state: State,
        proposals: Mapping[bytes, Proposal],
        manifest: str,
    ) -> Contents:
        """Write what is left, and what is known at the end only; return what there is.

        Args:
            origin: the deployment
            pinned: header of the last block
            state: after it
            proposals: what amendments say
            manifest: text of the deployment's manifest
        """
        if self._first_block is not None:
            self._write_part(pinned.number)
        self._write_people(state)
        said = [(name, *proposal) for name, proposal in sorted(proposals.items())]
        self._rows[PROPOSALS.name] = len(said)
        _write(self._folder / PROPOSALS_FILE, PROPOSALS, said)
        (self._folder / MANIFEST_FILE).write_text(manifest, encoding="utf-8")
        contents = Contents(
            origin,
            pinned,
            tuple(self._parts),
            {name: self._rows[name] for name in _TABLES},
            f"0x{state_digest(state).hex()}",
            {table.name: _described(table) for table in _TABLES.values()},
        )
        contents.save(self._folder)
        return contents

    def _write_part(self, last: int) -> None:
        if self._first_block is None:
            return
        for name, rows in sorted(self._held.items()):
            self._write_rows(name, len(self._parts), rows)
        self._held.clear()
        self._parts.append((self._first_block, last))
        self._first_block = None

    def _write_people(self, state: State) -> None:
        identities = sorted(state.people)
        for part, at in enumerate(range(0, len(identities), self._rows_per_part)):
            some = identities[at : at + self._rows_per_part]
            self._write_rows(PEOPLE.name, part, [_person(state, one) for one in some])

    def _write_rows(self, name: str, part: int, rows: Sequence[tuple[Any, ...]]) -> None:
        if not rows:
            return
        path = part_path(self._folder, name, part)
        path.parent.mkdir(exist_ok=True)
        _write(path, _TABLES[name], rows)
        self._rows[name] += len(rows)


def _write(path: Path, table: Table, rows: Sequence[tuple[Any, ...]]) -> None:
    """Write rows to one file; the same rows always give the same bytes."""
    try:
        frame = pl.DataFrame(rows, schema=table.types, orient="row", strict=True)
    except (OverflowError, TypeError, pl.exceptions.PolarsError) as error:
        raise ExportError(
            f"A value of {table.name} does not fit its column ({error}); no contract of these "
            "sources logs it: check the deployment with `isonomia verify`"
        ) from None
    if PREFIX in table.types:
        frame = frame.sort(PREFIX, maintain_order=True)
    frame.write_parquet(path, row_group_size=ROWS_PER_GROUP, statistics=True)


def _person(state: State, identity: bytes) -> tuple[Any, ...]:
    person = state.people[identity]
    overlays = [
        overlay_word(one).to_bytes(_WORD, "big") for one in state.overlays.get(identity, ())
    ]
    signatory = state.signatories.get(identity)
    key: tuple[Any, ...] = (None,) * 5
    if signatory is not None:
        key = (
            signatory.controller,
            signatory.lapse_day,
            signatory.nonce,
            signatory.order_floor,
            signatory.orders_seen,
        )
    return (identity, *_slot(person), overlays, *key, identity[0])


def _slot(person: Person) -> tuple[Any, ...]:
    return (
        person.birth_month,
        person.community,
        person.quality,
        person.decay_from,
        person.leave_until,
        person.tally_year,
        person.tallies,
        person.given,
        person.seat_community,
        person.seat_index,
        person.last_act_day,
        person.opted_out,
        person.closed,
        person.spent,
        person_word(person).to_bytes(_WORD, "big"),
    )


def _described(table: Table) -> dict[str, Any]:
    columns = [
        {"name": column.name, "type": type_name(column), "holds": column.meaning}
        for column in table.columns
    ]
    return {"row": table.meaning, "columns": columns}


def summary(contents: Contents) -> str:
    """Say in one sentence what an export holds."""
    of_events = {name for name, _ in _EVENTS.values()}
    logs = sum(rows for name, rows in contents.rows.items() if name in of_events)
    return (
        f"{count(logs, 'log')}, {count(contents.rows[ACTS.name], 'act')} and "
        f"{count(contents.rows[PEOPLE.name], 'person', 'people')} up to block "
        f"{contents.pinned.number:,}"
    )
