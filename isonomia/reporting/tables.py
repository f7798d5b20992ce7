"""Tables of a report: the same numbers for the page, for CSV and for JSON."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple

from isonomia import words
from isonomia.reporting.wording import Said
from isonomia.sections import Row, Section

#: What stands in a place where a number would be about too few people.
HIDDEN_WORD = "hidden"
#: What stands where there is no number to tell.
NOTHING = "-"
_THOUSANDTHS = 1_000
#: A table with more columns stands below its plot.
_MOST_BESIDE = 3


class Unit(StrEnum):
    """What the numbers of a column count."""

    PEOPLE = "people"
    TIMES = "times"
    POINTS = "points"
    MILLICREDITS = "millicredits"
    THOUSANDTHS = "thousandths"
    TEXT = "text"


class _Hidden:
    """Where a number is not shown."""

    def __repr__(self) -> str:
        return HIDDEN_WORD


HIDDEN = _Hidden()
#: A number, a text, `HIDDEN`, or None where there is no number.
Cell = int | str | None | _Hidden


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name in data, its heading on the page, and what it counts."""

    key: str
    heading: str
    unit: Unit


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a table; ``colour`` is the number of its series in the plot."""

    label: str
    cells: Sequence[Cell]
    colour: int | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """What the page shows beside a plot, and what is written as data.

    Attributes:
        name: of its file
        said: its texts
        label: heading of the first column
        columns: the others
        lines: in order
        total: cells of the last row; none without one
        note: what else there is to say
    """

    name: str
    said: Said
    label: str = ""
    columns: Sequence[Column] = ()
    lines: Sequence[Line] = ()
    total: Sequence[Cell] = ()
    note: str = ""

    def section(self, plot: str) -> Section:
        """Return the topic of the page, with its plot; without lines it is the lead alone."""
        return Section(
            title=self.said.title,
            lead=self.said.lead,
            plot=plot,
            columns=(self.label, *(column.heading for column in self.columns)),
            rows=[Row(line.label, self._texts(line.cells), line.colour) for line in self.lines],
            total=("together", *self._texts(self.total)) if self.total else (),
            note=self.note,
            caption=self.said.caption,
            follows=self.said.follows,
            texts=[at for at, column in enumerate(self.columns) if column.unit is Unit.TEXT],
            below=len(self.columns) > _MOST_BESIDE,
        )

    def drawn(self, key: str) -> list[int]:
        """Return a column's numbers for a plot; 0 where none is shown."""
        place = [column.key for column in self.columns].index(key)
        cells = (line.cells[place] for line in self.lines)
        return [cell if isinstance(cell, int) else 0 for cell in cells]

    def texts(self, key: str) -> list[str]:
        """Return a column's cells as the page shows them."""
        place = [column.key for column in self.columns].index(key)
        return [self._texts(line.cells)[place] for line in self.lines]

    def rows(self) -> list[list[Any]]:
        """Return all rows for CSV, headings first; empty where no number is shown."""
        total = [["together", *self.total]] if self.total else []
        lines = [[line.label, *line.cells] for line in self.lines]
        plain = [[_plain(cell) for cell in row] for row in (*lines, *total)]
        return [["row", *(column.key for column in self.columns)], *plain]

    def as_dict(self) -> dict[str, Any]:
        """Return the table for JSON; `hidden` names the places where a number is kept back."""
        keys = [column.key for column in self.columns]
        lines = [*self.lines, *([Line("together", self.total)] if self.total else [])]
        return {
            "name": self.name,
            "title": self.said.title,
            "caption": self.said.caption,
            "columns": [
                {"key": one.key, "heading": one.heading, "unit": one.unit.value}
                for one in self.columns
            ],
            "rows": [
                {"row": line.label, **dict(zip(keys, map(_plain, line.cells), strict=True))}
                for line in lines
            ],
            "hidden": [
                [line.label, key]
                for line in lines
                for key, cell in zip(keys, line.cells, strict=True)
                if cell is HIDDEN
            ],
            "follows": self.said.follows,
            "note": self.note,
        }

    def _texts(self, cells: Sequence[Cell]) -> tuple[str, ...]:
        units = (column.unit for column in self.columns)
        return tuple(as_text(cell, unit) for cell, unit in zip(cells, units, strict=True))


class Shown(NamedTuple):
    """A table and the plot that is drawn from it, as SVG."""

    table: Table
    plot: str


def nothing(name: str, said: Said) -> Shown:
    """Return what stands where there is nothing to show."""
    return Shown(Table(name, said._replace(lead=f"{said.lead} {said.empty}".strip())), "")


def _plain(cell: Cell) -> int | str | None:
    return None if isinstance(cell, _Hidden) else cell


def as_text(cell: Cell, unit: Unit) -> str:
    """Write a cell as the page shows it."""
    if isinstance(cell, _Hidden):
        return HIDDEN_WORD
    if cell is None:
        return NOTHING
    if isinstance(cell, str):
        return cell
    if unit is Unit.MILLICREDITS:
        return words.credits(cell)
    if unit is Unit.THOUSANDTHS:
        return f"{cell // _THOUSANDTHS}.{cell % _THOUSANDTHS:03d}"
    return f"{cell:,}"
