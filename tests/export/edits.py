"""An export edited as somebody would who wants another state."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl

Row = dict[str, Any]
#: Changes the rows of one file in place.
Edit = Callable[[list[Row]], None]


def edited(exported: Path, out: Path, table: str, edit: Edit) -> Path:
    """Return a copy of an export in which the first part of a table that has rows was edited.

    The first byte is put right wherever an identity was changed.
    """
    shutil.copytree(exported, out)
    path = min((out / table).iterdir())
    frame = pl.read_parquet(path)
    rows = frame.to_dicts()
    edit(rows)
    for row in rows:
        if "prefix" in row:
            row["prefix"] = row["identity"][0]
    pl.DataFrame(rows, schema=frame.schema).write_parquet(path)
    return out


def adds(column: str, number: int, row: int = 7) -> Edit:
    """Add to a number of a row."""

    def edit(rows: list[Row]) -> None:
        rows[row][column] += number

    return edit


def flips(column: str, row: int = 7) -> Edit:
    """Change the last bit of bytes of a row."""

    def edit(rows: list[Row]) -> None:
        value = rows[row][column]
        rows[row][column] = value[:-1] + bytes([value[-1] ^ 1])

    return edit


def takes(column: str, row: int = 7, other: int = 20) -> Edit:
    """Give a row what stands in another one."""

    def edit(rows: list[Row]) -> None:
        rows[row][column] = rows[other][column]

    return edit


def removes(row: int = 7) -> Edit:
    """Leave a row out."""

    def edit(rows: list[Row]) -> None:
        del rows[row]

    return edit


def repeats(row: int = 7, ahead: int = 0) -> Edit:
    """Put a row in once more, so many places further on."""

    def edit(rows: list[Row]) -> None:
        rows.append(rows[row] | {"log_index": rows[row]["log_index"] + ahead})

    return edit


def swaps(row: int = 7, other: int = 20) -> Edit:
    """Exchange the places of two rows."""

    def edit(rows: list[Row]) -> None:
        for name in ("block", "log_index", "transaction"):
            rows[row][name], rows[other][name] = rows[other][name], rows[row][name]

    return edit


def repeats_an_order(rows: list[Row]) -> None:
    """Give a person's second order the number of their first."""
    first: dict[bytes, Row] = {}
    again = next(row for row in rows if first.setdefault(row["identity"], row) is not row)
    again["nonce"] = first[again["identity"]]["nonce"]
