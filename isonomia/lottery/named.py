"""Who is to be nominated for a round: named one by one, or in a file with a column of people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from isonomia.directory import Directory
from isonomia.fields import Reading
from isonomia.identity import load_pepper
from isonomia.lottery.reading import LotteryError
from isonomia.records import LineError, Nomination, Source, damaged, nomination
from isonomia.tables import Table

_COLUMNS = {"identifier", "community"}


@dataclass(frozen=True, slots=True)
class Named:
    """The nominations that could be read, and what is wrong with the other lines."""

    nominations: list[Nomination]
    errors: list[LineError]


def read_file(path: Path, number: int, pepper: Path | None, directory: Directory) -> Named:
    """Read a file of people for one round: a column `identifier`, and if you like `community`.

    Raises `IsonomiaError` when it is no such file, or there is no pepper to read it with.
    """
    table = Table.open(path)
    if "identifier" not in table.columns or not set(table.columns) <= _COLUMNS:
        raise LotteryError(
            f"{path}, line 1: expected the columns identifier and, if you like, community; a file "
            "that names rounds too goes to `isonomia allocate`"
        )
    if pepper is None:
        raise LotteryError(f"{path} names people: give the registrar's pepper file with --pepper")
    reading = Reading(load_pepper(pepper), directory)
    named = Named([], [])
    for row in table.rows():
        source = Source(path.name, row.line)
        values = row.values | {"round": str(number)}
        outcome = damaged(source, row) if row.damage else nomination(values, source, reading)
        if isinstance(outcome, list):
            named.errors.extend(outcome)
        else:
            named.nominations.append(outcome)
    return named


def once_each(nominations: Sequence[Nomination]) -> Named:
    """Keep the first nomination of each person; the others become errors."""
    first: dict[bytes, Nomination] = {}
    errors = []
    for line in nominations:
        kept = first.setdefault(line.key, line)
        if kept is not line:
            words = f"this is the same person as in {kept.source}: remove one of them"
            errors.append(LineError(line.source, "identifier", "", words, "DuplicateLine"))
    return Named(list(first.values()), errors)
