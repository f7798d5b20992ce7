"""Layouts: which column of a file means what. ``mappings/screening`` holds those that ship."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from isonomia.errors import IsonomiaError
from isonomia.mapping import faults_in

Unit = Literal["auto", "seconds", "milliseconds", "iso"]


class LayoutError(IsonomiaError):
    """A mapping that cannot be used, or that does not fit a file."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Text(_Part):
    """A value put together from one or more columns, joined by ``joined_by``."""

    columns: tuple[str, ...] = Field(min_length=1)
    joined_by: str = "/"


class Time(_Part):
    """A column of times.

    ``without_offset`` says what a time without an offset means; by default it is refused.
    """

    column: str
    unit: Unit = "auto"
    without_offset: Literal["refused", "UTC"] = "refused"


class Label(_Part):
    """A column that tells automation from people; it is used by ``--evaluate`` alone."""

    column: str
    automated: tuple[str, ...]


class Layout(_Part):
    """The content of a mapping file of screening.

    Attributes:
        actor: who
        item: what was answered or done
        choice: the answer, where there is one
        time: when
        community: whose questions these are; items are compared within it
        repeats: the item that this one repeats or reverses, where the input has such pairs
        reversed: whether the answer must be turned around to agree ("1"), beside ``repeats``
        clicks: number of interactions seen on the page
        page_seconds: how long the page was open before the answer
        check: result of a comprehension check, "1" passed, "0" failed, empty none
        label: for evaluation
    """

    format: Literal["isonomia-screening-mapping/1"]
    about: str = ""
    actor: Text
    item: Text
    choice: str | None = None
    time: Time
    community: Text | None = None
    repeats: str | None = None
    reversed: str | None = None
    clicks: str | None = None
    page_seconds: str | None = None
    check: str | None = None
    label: Label | None = None

    def columns(self) -> list[str]:
        """Return every column the layout takes, each once."""
        single = (
            self.choice,
            self.time.column,
            self.repeats,
            self.reversed,
            self.clicks,
            self.page_seconds,
            self.check,
            self.label.column if self.label else None,
        )
        joined = [text.columns for text in (self.actor, self.item, self.community) if text]
        names = [name for names in joined for name in names] + [name for name in single if name]
        return list(dict.fromkeys(names))


#: Columns of the project's own layout that may be left out.
_OPTIONAL = ("choice", "repeats", "reversed", "clicks", "page_seconds", "check")


def own(columns: list[str]) -> Layout:
    """Return the layout of a file with the project's own column names."""
    return Layout(
        format="isonomia-screening-mapping/1",
        actor=Text(columns=("actor",)),
        item=Text(columns=("item",)),
        time=Time(column="time"),
        community=Text(columns=("community",)) if "community" in columns else None,
        label=Label(column="label", automated=("1", "bot")) if "label" in columns else None,
        **{name: name for name in _OPTIONAL if name in columns},
    )


def load(path: Path) -> Layout:
    """Read a mapping file. Raises `LayoutError` with everything that is wrong with it."""
    try:
        return Layout.model_validate_json(path.read_bytes())
    except OSError as error:
        raise LayoutError(f"the mapping {path} cannot be read: {error.strerror}") from None
    except ValidationError as error:
        raise LayoutError(faults_in(path, error)) from None
