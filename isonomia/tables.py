"""Comma-separated files read so that a damaged line spoils no other.

One record stands on one line. That is stricter than CSV, which lets quoted text run over lines, and
it is why an unclosed quotation mark costs one line here instead of the rest of the file.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from isonomia.errors import IsonomiaError

#: Longest line accepted, in bytes; a longer one is skipped without being held in memory.
LONGEST_LINE = 65_536

_BOM = b"\xef\xbb\xbf"


class TableError(IsonomiaError):
    """A file that cannot be read as a table at all."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table.

    Attributes:
        line: number of the line, the header being line 1.
        values: the fields by column, stripped of surrounding spaces; empty when damaged.
        damage: what is wrong with the line as a whole and what to do, or "".
    """

    line: int
    values: dict[str, str]
    damage: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A file and the columns its header names, in order and in lower case."""

    path: Path
    columns: tuple[str, ...]

    @classmethod
    def open(cls, path: Path) -> Table:
        """Read the header. Raises `TableError` when there is no usable one."""
        try:
            with path.open("rb") as file:
                first = next(_lines(file), None)
        except OSError as error:
            raise TableError(f"{path} cannot be read: {error.strerror}") from None
        if first is None or not first.removeprefix(_BOM).strip():
            raise TableError(f"{path} is empty: its first line must name the columns")
        return cls(path, _columns(path, first))

    def rows(self) -> Iterator[Row]:
        """Yield every line after the header that is not blank."""
        with self.path.open("rb") as file:
            for number, line in enumerate(_lines(file), start=1):
                if number > 1 and (line is _TOO_LONG or line.strip()):
                    yield self._row(number, line)

    def _row(self, number: int, line: bytes) -> Row:
        if line is _TOO_LONG:
            return _damaged(
                number,
                f"the line is longer than {LONGEST_LINE:,} bytes: look for a missing line break",
            )
        text = _decode(line)
        if text is None:
            return _damaged(number, "the line is not UTF-8 text: save the file as CSV in UTF-8")
        fields = _fields(text)
        if fields is None:
            return _damaged(
                number,
                "a quotation mark is not closed or stands inside a field: double it inside a "
                "quoted field, and keep one record on one line",
            )
        if len(fields) != len(self.columns):
            return _damaged(
                number,
                f"the line has {len(fields)} fields and the header {len(self.columns)}: "
                "put quotation marks around a field that holds a comma",
            )
        values = (field.strip() for field in fields)
        return Row(number, dict(zip(self.columns, values, strict=True)))


#: Stands for a line that was skipped; recognised by identity.
_TOO_LONG = b"too long"


def _columns(path: Path, first: bytes) -> tuple[str, ...]:
    text = _decode(first)
    if text is None:
        raise TableError(f"{path} is not UTF-8 text: save it as CSV in UTF-8")
    if first is _TOO_LONG or "\r" in text:
        raise TableError(
            f"{path}, line 1: no line break after the header; end lines with LF or CRLF"
        )
    columns = tuple(field.strip().lower() for field in _fields(text) or ("",))
    if not all(columns) or len(set(columns)) != len(columns):
        raise TableError(
            f"{path}, line 1: the header {_shortened(text)} is no list of column names: one is "
            "empty, stands twice or is not quoted well"
        )
    return columns


def _lines(file: BinaryIO) -> Iterator[bytes]:
    while line := file.readline(LONGEST_LINE + 1):
        if len(line) <= LONGEST_LINE:
            yield line
            continue
        while line and not line.endswith(b"\n"):
            line = file.readline(LONGEST_LINE)
        yield _TOO_LONG


def _decode(line: bytes) -> str | None:
    try:
        return line.removeprefix(_BOM).decode("utf-8").rstrip("\r\n")
    except UnicodeDecodeError:
        return None


def _fields(text: str) -> list[str] | None:
    try:
        return next(csv.reader([text], strict=True), [])
    except csv.Error:
        return None


def _damaged(number: int, damage: str) -> Row:
    return Row(number, {}, damage)


def _shortened(text: str, most: int = 80) -> str:
    return repr(text if len(text) <= most else text[: most - 1] + "…")
