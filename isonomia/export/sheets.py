"""What a replay in partitions must know of all bulk lines before it can carry out some of them.

A batch is one act: its number of lines decides over budgets, its people and redemptions go into a
chain and a root, and each offer's turnover is a sum. Whoever carries out a few lines of it takes
this from a sheet, which is made from all lines of a part of the export.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any, NamedTuple

import polars as pl

from isonomia.event_logs import EventLog
from isonomia.export.reading import SPINE, Export
from isonomia.export.schema import BULK, PREFIX, event_table
from isonomia.fastpath.carry import people_hash_of
from isonomia.spec import events
from isonomia.spec.actions import Redemption
from isonomia.spec.merkle import merkle_root, redemption_leaf
from isonomia.spec.state import NO_STATEMENT, Statement

#: Of what a challenge is about: line below, then the council's nonce, then the community.
_LINE_BITS, _NONCE_BITS = 40, 64


class Wanted(NamedTuple):
    """Batches that later acts prove something of, so that all their lines are kept.

    Attributes:
        awards: community and nonce
        redemptions: number of the batch
    """

    awards: frozenset[tuple[int, int]]
    redemptions: frozenset[int]


class Survey(NamedTuple):
    """What is known of a whole export before any part of it is looked at line by line.

    Attributes:
        entangled: everybody who is in any event that is not bulk; every partition has them
        wanted: batches of which all lines are kept
        renewals: number of a renewal -> the community whose council it renews
    """

    entangled: frozenset[bytes]
    wanted: Wanted
    renewals: dict[int, int]


@dataclass(frozen=True, slots=True)
class Run:
    """Bulk lines of one kind that stand side by side: those of one act.

    Attributes:
        first: the first of them
        last: index of the last one in its block
        lines: how many there are
        people_hash: of awards, the hash over the identities in their order
        root: of redemptions, the root over them
        turnover: of redemptions, by offer
        events: all lines of a batch that is wanted, otherwise none
    """

    first: EventLog
    last: int
    lines: int
    people_hash: bytes = b""
    root: bytes = b""
    turnover: tuple[tuple[int, Statement], ...] = ()
    events: tuple[Any, ...] = ()

    @property
    def kind(self) -> type:
        """The kind of event that its lines are."""
        return type(self.first.event)


class Sheet(NamedTuple):
    """What is known of one part: its runs, and the bulk lines about entangled people."""

    runs: tuple[Run, ...]
    entangled: tuple[EventLog, ...]


def survey(export: Export) -> Survey:
    """Look at everything but the bulk lines, column by column."""
    entangled: set[bytes] = set()
    for kind in SPINE:
        if PREFIX in event_table(kind).types:
            entangled.update(export.column(kind, "identity")["identity"].unique())
    jurors = export.column(events.PanelSeated, "jurors")["jurors"]
    entangled.update(jurors.explode(empty_as_null=False).unique())
    renewals = export.column(events.RenewalOpened, "renewal", "community")
    return Survey(frozenset(entangled), _wanted(export), dict(renewals.iter_rows()))


def _wanted(export: Export) -> Wanted:
    # Whatever a case is filed as, the matter of a challenge alone names a batch there is.
    matters = export.column(events.CaseFiled, "matter")["matter"]
    batches = [export.column(kind, "batch") for kind in (events.Refunded, events.Rated)]
    return Wanted(
        frozenset(_batch_of(int.from_bytes(matter, "big")) for matter in matters),
        frozenset(pl.concat(batches)["batch"].unique()),
    )


def _batch_of(matter: int) -> tuple[int, int]:
    nonce = matter >> _LINE_BITS & (1 << _NONCE_BITS) - 1
    return matter >> _LINE_BITS + _NONCE_BITS, nonce


def sheet_of(export: Export, part: int, known: Survey) -> Sheet:
    """Return the sheet of one part.

    Raises:
        Diverged: logs that repeat or stand out of place.
        ExportError: the part was edited so that it cannot be read.
    """
    logs, times = export.all_logs(part), export.headers(part)
    runs = [
        _run(lines, after, times[lines[0].place.block].time, known.wanted)
        for lines, after in _runs(logs)
    ]
    entangled = tuple(
        log for log in logs if type(log.event) in BULK and log.event.identity in known.entangled
    )
    return Sheet(tuple(runs), entangled)


def _runs(logs: Sequence[EventLog]) -> Iterator[tuple[list[EventLog], Any]]:
    """Give the lines of each run, and the event right behind it."""
    groups = [list(group) for _, group in groupby(logs, key=_stands_with)]
    for at, group in enumerate(groups):
        if type(group[0].event) in BULK:
            yield group, groups[at + 1][0].event if at + 1 < len(groups) else None


def _stands_with(log: EventLog) -> tuple[int, str, type | None]:
    kind = type(log.event)
    return log.place.block, log.place.transaction, kind if kind in BULK else None


def _run(lines: list[EventLog], after: Any, time: int, wanted: Wanted) -> Run:
    """Return the sheet's line of one run; ``after`` is the event that ends a batch."""
    happened = tuple(log.event for log in lines)
    run = Run(lines[0], lines[-1].place.log_index, len(lines))
    if run.kind is events.Awarded:
        people_hash = people_hash_of(event.identity for event in happened)
        is_wanted = isinstance(after, events.AwardsFiled) and (
            (after.community, after.nonce) in wanted.awards
        )
        return replace(run, people_hash=people_hash, events=happened if is_wanted else ())
    if run.kind is events.Redeemed:
        is_wanted = happened[0].batch in wanted.redemptions
        return replace(
            run,
            root=root_of(happened, time),
            turnover=_turnover(happened),
            events=happened if is_wanted else (),
        )
    return run


def root_of(redeemed: Sequence[events.Redeemed], time: int) -> bytes:
    """Return the root over the redemptions of one batch, in order, at a second."""
    return merkle_root(
        [
            redemption_leaf(
                Redemption(
                    event.batch,
                    index,
                    event.identity,
                    event.offer,
                    event.quantity,
                    event.amount,
                    event.source,
                    time,
                )
            )
            for index, event in enumerate(redeemed)
        ]
    )


def _turnover(redeemed: Sequence[events.Redeemed]) -> tuple[tuple[int, Statement], ...]:
    turnover: dict[int, Statement] = {}
    for event in redeemed:
        bought = Statement(redemptions=1, redeemed=event.amount)
        turnover[event.offer] = turnover.get(event.offer, NO_STATEMENT) + bought
    return tuple(turnover.items())
