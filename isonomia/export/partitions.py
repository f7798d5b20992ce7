"""A replay in partitions: people are shared out by the first byte of their identity.

1. Everything that is not bulk is looked at: who is in it, and which batches later acts refer to.
2. Each part gives its sheet: what its bulk acts come to as a whole.
3. Each partition replays its own people, and everything that is not bulk.
4. All must agree on what is not kept by identity, and every bulk line must have had its turn once.

Whatever any of them finds wrong, the first such transaction is carried out once more with all its
lines at hand, so that it is named as a replay in one process names it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import polars as pl

from isonomia.divergence import Diverged, Divergence
from isonomia.export.digest import PREFIXES, global_part, joined, personal_parts
from isonomia.export.folder import ExportError
from isonomia.export.partial import PartialReplay, Position, StoppedError, Visible
from isonomia.export.reading import SPINE, Export, in_order, of_people, of_prefixes
from isonomia.export.schema import BULK
from isonomia.export.sheets import Sheet, Survey, sheet_of, survey
from isonomia.history import History
from isonomia.log_stream import Header
from isonomia.replay import Founding, Replay
from isonomia.spec import events

#: Called with (what is being done, steps done, steps in all).
Progress = Callable[[str, int, int], None]


class Replayed(NamedTuple):
    """What a replay came to.

    Attributes:
        digest: of the state, 32 bytes
        pinned: the last block
        people: how many there are
        logs: how many were carried out
    """

    digest: bytes
    pinned: Header
    people: int
    logs: int


@dataclass(frozen=True, slots=True)
class Share:
    """What came of one partition.

    Attributes:
        stopped: where something is wrong, if anything is: the position, which is None for the
            founding, and the divergence as far as the partition can tell
        everything_else: the part of the digest that is not kept by identity
        personal: the parts of its first bytes
        lines: bulk lines of its own people
        people: its own people
    """

    stopped: tuple[Position | None, Divergence | None] | None = None
    everything_else: bytes = b""
    personal: dict[int, bytes] = field(default_factory=dict)
    lines: int = 0
    people: int = 0


class Workers(Protocol):
    """What carries out functions, here or elsewhere."""

    @property
    def count(self) -> int:
        """How many functions it carries out at once."""

    def map(self, function: Callable[..., Any], each: Sequence[Any], *same: Any) -> Iterator[Any]:
        """Give what a function returns for each value, in any order.

        Args:
            function: of a module, called with a value and the same further arguments
            each: the values
            same: further arguments, which may be large
        """


class InTurn:
    """Carries out one after the other, in this process."""

    count = 1

    def map(self, function: Callable[..., Any], each: Sequence[Any], *same: Any) -> Iterator[Any]:
        """Give what a function returns for each value, in order."""
        return (function(one, *same) for one in each)


def replay_in_partitions(
    export: Export,
    founding: Founding,
    partitions: int | None = None,
    workers: Workers | None = None,
    on_progress: Progress = lambda _stage, _done, _total: None,
) -> Replayed:
    """Replay an export in partitions.

    Args:
        export: to be read by every worker from the same path
        founding: what the deployment began with
        partitions: how many, 1 to 256; as many as workers when not given
        workers: what carries them out; this process when not given
        on_progress: told how far it is

    Raises:
        Diverged: the logs are not what the specification gives.
        ExportError: the export cannot be read, or changed while it was.
    """
    shared = workers or InTurn()
    known = survey(export)
    sheets = _sheets(export, known, shared, on_progress)
    shares = []
    todo = _shared_out(shared.count if partitions is None else partitions)
    for share in shared.map(_replay_share, todo, export.folder, founding, known.renewals, sheets):
        shares.append(share)
        on_progress("replaying partitions", len(shares), len(todo))
    stops = [share.stopped for share in shares if share.stopped is not None]
    if stops:
        raise Diverged(_explained(export, founding, known, sheets, stops))
    return _put_together(export, sheets, shares)


def _shared_out(partitions: int) -> list[range]:
    """Return which first bytes each partition has."""
    if not 1 <= partitions <= PREFIXES:
        raise ExportError(f"{partitions} partitions are not possible: choose 1 to {PREFIXES}")
    bounds = [PREFIXES * number // partitions for number in range(partitions + 1)]
    return [range(first, end) for first, end in pairwise(bounds)]


# ---- sheets --------------------------------------------------------------------------------------


def _sheets(
    export: Export, known: Survey, workers: Workers, on_progress: Progress
) -> tuple[Sheet, ...]:
    found: dict[int, Sheet] = {}
    wrong: dict[int, Divergence] = {}
    for part, outcome in workers.map(_sheet, export.parts, export.folder, known):
        (wrong if isinstance(outcome, Divergence) else found)[part] = outcome
        on_progress("reading parts", len(found) + len(wrong), len(export.parts))
    if wrong:
        raise Diverged(wrong[min(wrong)])
    return tuple(found[part] for part in export.parts)


def _sheet(part: int, folder: Path, known: Survey) -> tuple[int, Sheet | Divergence]:
    try:
        return part, sheet_of(Export(folder), part, known)
    except Diverged as diverged:
        return part, diverged.divergence


# ---- partitions ----------------------------------------------------------------------------------


def _replay_share(
    prefixes: range,
    folder: Path,
    founding: Founding,
    renewals: dict[int, int],
    sheets: tuple[Sheet, ...],
) -> Share:
    """Replay the people with some first bytes."""
    view = _View(Export(folder), sheets, of_prefixes(prefixes))
    try:
        replay = view.replay(founding, renewals)
    except StoppedError as stopped:
        return Share((stopped.position, stopped.divergence))
    state = replay.state
    return Share(
        everything_else=global_part(state),
        personal=personal_parts(state, prefixes),
        lines=view.lines,
        people=sum(identity[0] in prefixes for identity in state.people),
    )


class _View:
    """An export as a partition sees it."""

    def __init__(self, export: Export, sheets: Sequence[Sheet], own: pl.Expr) -> None:
        """See all that is not bulk, lines about entangled people, and those wanted in ``own``."""
        self.lines = 0
        self._export, self._sheets, self._own = export, sheets, own

    def replay(self, founding: Founding, renewals: dict[int, int]) -> PartialReplay:
        """Replay what is seen.

        Raises:
            StoppedError: something is wrong.
        """
        seen = self._parts()
        first = list(_until_founded(seen))
        try:
            replay = PartialReplay(self._history(first), founding, renewals)
        except Diverged:
            raise StoppedError(None, None) from None
        for part in (*first, *seen):
            replay.carry_out_part(part)
        return replay

    def _parts(self) -> Iterator[Visible]:
        for part, sheet in zip(self._export.parts, self._sheets, strict=True):
            own = self._export.logs(part, BULK, self._own)
            self.lines += len(own)
            at_hand = {log.place: log for log in (*sheet.entangled, *own)}
            spine = self._export.logs(part, SPINE)
            headers = self._export.headers(part)
            yield Visible(spine, sheet.runs, tuple(at_hand.values()), headers)

    def _history(self, parts: Sequence[Visible]) -> History:
        logs = [log for part in parts for log in (*part.spine, *part.lines)]
        headers = {number: header for part in parts for number, header in part.headers.items()}
        contents = self._export.contents
        return History(
            tuple(sorted(logs, key=in_order)),
            headers,
            contents.pinned,
            contents.origin.contracts,
            self._export.proposals(),
        )


def _until_founded(parts: Iterator[Visible]) -> Iterator[Visible]:
    """Give parts up to the one with the last log of a constructor."""
    for part in parts:
        yield part
        if any(isinstance(log.event, events.StandardsPublished) for log in part.spine):
            return


# ---- what came of it -----------------------------------------------------------------------------


def _put_together(export: Export, sheets: Sequence[Sheet], shares: Sequence[Share]) -> Replayed:
    if len({share.everything_else for share in shares}) != 1:
        raise ExportError(
            "The partitions do not agree on what is not kept by identity. Replay without "
            "--partitions, and report this as a fault"
        )
    lines = sum(run.lines for sheet in sheets for run in sheet.runs)
    if sum(share.lines for share in shares) != lines:
        raise ExportError(
            f"{export.folder} changed while it was read, or is not the same folder for every "
            "worker: replay again"
        )
    personal = {prefix: part for share in shares for prefix, part in share.personal.items()}
    contents = export.contents
    return Replayed(
        joined(shares[0].everything_else, personal),
        contents.pinned,
        sum(share.people for share in shares),
        lines + sum(len(export.column(kind, "block")) for kind in SPINE),
    )


def _explained(
    export: Export,
    founding: Founding,
    known: Survey,
    sheets: tuple[Sheet, ...],
    stops: Sequence[tuple[Position | None, Divergence | None]],
) -> Divergence:
    """Return the first thing that is wrong, as a replay in one process names it."""
    if any(position is None for position, _ in stops):
        return _divergence_of(lambda: Replay(export.history(), founding).finish())
    first = min(position for position, _ in stops if position is not None)
    told = next((said for position, said in stops if position == first and said), None)
    if told is not None:
        return told
    concerned = of_people(_people_in(export, first))
    try:
        _View(export, sheets, concerned).replay(founding, known.renewals)
    except StoppedError as stopped:
        if stopped.divergence is not None:
            return stopped.divergence
    return _divergence_of(lambda: Replay(export.history(), founding).finish())


def _people_in(export: Export, position: Position) -> Iterable[bytes]:
    """Return who is in the bulk lines of the transaction at a position."""
    part = next(
        part
        for part, (first, last) in enumerate(export.contents.parts)
        if first <= position[0] <= last
    )
    logs = export.all_logs(part)
    transaction = next(log.place.transaction for log in logs if in_order(log) == position)
    return {
        log.event.identity
        for log in logs
        if log.place.transaction == transaction and type(log.event) in BULK
    }


def _divergence_of(replay: Callable[[], object]) -> Divergence:
    try:
        replay()
    except Diverged as diverged:
        return diverged.divergence
    raise ExportError(
        "A partition found something wrong that a replay in one process does not: replay without "
        "--partitions, and report this as a fault"
    )
