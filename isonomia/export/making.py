"""Making an export: logs are fetched, carried out again by the specification, and written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Any

from isonomia.chain import Block, Chain
from isonomia.event_logs import EventLog, Place, decode, layouts
from isonomia.export.folder import (
    Contents,
    Origin,
    require_replaceable,
    taking_the_place_of,
)
from isonomia.export.whole import logs_of
from isonomia.export.writing import ROWS_PER_PART, Writer
from isonomia.fastpath.replay import FastReplay
from isonomia.log_acts import Act, acts_of_transaction
from isonomia.log_stream import Header, LogChunk, Progress, read_header
from isonomia.manifest import Manifest
from isonomia.proposals import Proposal, read_proposals
from isonomia.replay import Founding
from isonomia.spec import events
from isonomia.target import read_target

#: What was endorsed, given the logs of a transaction that endorsed something.
ReadProposals = Callable[[Sequence[EventLog]], Mapping[bytes, Proposal]]


@dataclass(frozen=True, slots=True)
class Source:
    """What an export is made from.

    Attributes:
        origin: the deployment
        founding: what it began with
        manifest: text of its manifest
        chunks: its logs up to the pinned block
        pinned: header of the last block
        proposals: reads what was endorsed
    """

    origin: Origin
    founding: Founding
    manifest: str
    chunks: Iterable[LogChunk]
    pinned: Header
    proposals: ReadProposals


def export(
    url: str,
    manifest: Manifest,
    out: Path,
    block: Block = "latest",
    on_progress: Progress = lambda _done, _total: None,
) -> Contents:
    """Export a deployment up to one block into a folder.

    Args:
        url: of a node
        manifest: of the deployment
        out: folder; an older export of the same deployment in it is replaced
        block: the last one
        on_progress: told how many blocks were read

    Raises:
        Diverged: the logs are not what the specification gives; nothing is written.
        ExportError: the folder holds something else, or cannot be written.
        IsonomiaError: the node cannot be reached, or the deployment is not complete.
    """
    target = read_target(manifest)
    chain = Chain(url)
    pinned = read_header(chain, block)
    first = read_header(chain, target.from_block)
    source = Source(
        Origin.of(target, first),
        target.founding,
        manifest.model_dump_json(indent=1) + "\n",
        logs_of(url, target, pinned, on_progress),
        pinned,
        lambda logs: read_proposals(chain, logs),
    )
    return write(source, out)


def write(source: Source, out: Path, rows_per_part: int = ROWS_PER_PART) -> Contents:
    """Write an export and move it into place.

    Args:
        source: what it is made from
        out: folder
        rows_per_part: rows of all tables together that are held before they are written

    Raises:
        Diverged: the logs are not what the specification gives; nothing is written.
        ExportError: the folder holds something else, or cannot be written.
    """
    require_replaceable(out, source.origin)
    with taking_the_place_of(out) as folder:
        making = _Making(source, Writer(folder, rows_per_part))
        for chunk in source.chunks:
            making.take(chunk)
        return making.finish()


@dataclass(slots=True)
class _Waiting:
    """Blocks that were read, whose acts are not written yet."""

    first: int
    last: int
    logs: list[tuple[EventLog, str]] = field(default_factory=list)
    headers: dict[int, Header] = field(default_factory=dict)
    acts: list[tuple[Act, str]] = field(default_factory=list)


class _Making:
    """Carries out chunk after chunk and hands everything to the writer."""

    def __init__(self, source: Source, writer: Writer) -> None:
        contracts = source.origin.contracts
        self._source, self._writer = source, writer
        self._names = {address.lower(): name for name, address in contracts.items()}
        self._tables = {address: layouts(name) for address, name in self._names.items()}
        self._replay = FastReplay(source.founding, contracts, source.proposals)
        self._waiting: _Waiting | None = None
        self._acts = 0

    def take(self, chunk: LogChunk) -> None:
        """Carry out a chunk and write it, unless the constructors have not all logged yet."""
        waiting = self._waiting or _Waiting(chunk.first, chunk.last)
        waiting.last = chunk.last
        waiting.acts += ((act, type(done).__name__) for act, done in self._replay.feed(chunk))
        for log in chunk.logs:
            address = log["address"].lower()
            waiting.logs.append((decode(log, self._tables[address]), self._names[address]))
        waiting.headers |= chunk.headers
        self._waiting = waiting
        if self._replay.is_founded:
            self._hand_over(waiting)

    def finish(self) -> Contents:
        """Write the rest, and return what the export says about itself."""
        state, source = self._replay.finish(), self._source
        if self._waiting is not None:
            self._hand_over(self._waiting)
        said = self._replay.carrier.proposals
        endorsed = {name: said[name] for name in state.endorsements}
        return self._writer.finish(source.origin, source.pinned, state, endorsed, source.manifest)

    def _hand_over(self, waiting: _Waiting) -> None:
        rows = []
        for act, action in self._all_acts(waiting):
            rows.append(_row(self._acts, act, action))
            self._acts += 1
        self._writer.add(waiting.first, waiting.last, waiting.logs, rows, waiting.headers)
        self._waiting = None

    def _all_acts(self, waiting: _Waiting) -> Iterator[tuple[Act, str]]:
        """Give all acts in order; those that the fast path carried out are cut here."""
        by_first = {act.place: (act, action) for act, action in waiting.acts}
        plain = {log.place for act, _ in waiting.acts for log in act.logs}
        founded = {log.place for log in self._replay.founding}
        logs = [log for log, _ in waiting.logs if log.place not in founded]
        for (is_plain, block, _), group in groupby(logs, key=lambda log: _kind(log, plain)):
            if is_plain:
                yield from (by_first[log.place] for log in group if log.place in by_first)
                continue
            for act in acts_of_transaction(tuple(group), waiting.headers[block].time, {}):
                yield act, _BULK_ACTIONS[type(act.logs[-1].event)]


#: Last event of an act that the fast path carries out -> what was done.
_BULK_ACTIONS: dict[type, str] = {
    events.Enrolled: "Enrol",
    events.ControllerBound: "BindControllers",
    events.AwardsFiled: "FileAwards",
    events.Entered: "Nominate",
    events.BatchRedeemed: "Redeem",
}


def _kind(log: EventLog, plain: set[Place]) -> tuple[bool, int, str]:
    return log.place in plain, log.place.block, log.place.transaction


def _row(number: int, act: Act, action: str) -> tuple[Any, ...]:
    head, place = act.head, act.place
    community = identity = nonce = None
    if isinstance(head, events.CouncilActed | events.AwardsFiled):
        community, nonce = head.community, head.nonce
    elif isinstance(head, events.PersonActed):
        identity, nonce = head.identity, head.nonce
    where = (place.block, place.log_index, len(act.logs), bytes.fromhex(place.transaction[2:]))
    return number, *where, action, community, identity, nonce
