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

    ``caption`` stands above the table, and is read aloud only when it is empty; ``follows`` says
    how each number can be calculated again.
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
