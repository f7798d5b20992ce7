"""What a topic of a report consists of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table; ``colour`` is the number of its series in the plot."""

    name: str
    values: Sequence[str]
    colour: int | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """One topic: what it says, its plot and the table beside it.

    ``caption`` stands above the table; without one the title is read aloud in its place.
    ``follows`` says how each number can be calculated again; ``texts`` are the numbers, from 0, of
    columns after the first that hold no numbers; ``below`` puts the table below its plot.
    """

    title: str
    lead: str
    plot: str
    columns: Sequence[str]
    rows: Sequence[Row]
    total: Sequence[str] = ()
    note: str = ""
    plot_note: str = ""
    caption: str = ""
    follows: str = ""
    texts: Sequence[int] = ()
    below: bool = False
