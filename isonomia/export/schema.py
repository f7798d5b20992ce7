"""The tables of an export and their columns: types, meanings, and how rows become events again.

There is a table for each kind of event, and tables that the replay adds. An event keeps all its
fields and where it stood, so that its log can be carried out again from the export alone.
"""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import polars as pl

from isonomia.event_logs import WORD_BYTES, EventLog, Place
from isonomia.export.columns import ADDRESS_BYTES, ADDRESSES, IN_TABLE, MEANING, WIDE
from isonomia.spec import events

FORMAT = "isonomia-export/1"

#: Kinds of events of which there are as many as people, awards and redemptions: a replay in
#: partitions reads of these only what is about its own people.
BULK: tuple[type, ...] = (
    events.Enrolled,
    events.ControllerBound,
    events.Awarded,
    events.Redeemed,
)

_IDENTITY = "identity"
#: Column of the first byte of the identity.
PREFIX = "prefix"


class Column(NamedTuple):
    """One column: its name, its type and what it says."""

    name: str
    kind: pl.DataType | type[pl.DataType]
    meaning: str


class Table(NamedTuple):
    """One table: its name, what a row is, and its columns in order."""

    name: str
    meaning: str
    columns: tuple[Column, ...]

    @property
    def types(self) -> dict[str, Any]:
        """Column -> type, as polars takes them."""
        return {column.name: column.kind for column in self.columns}


_PLACE = (
    Column("block", pl.UInt64, "block of the log"),
    Column("log_index", pl.UInt32, "place of the log in its block"),
    Column("transaction", pl.Binary, "hash of its transaction, 32 bytes"),
    Column("contract", pl.String, "contract that logged it"),
)
_OF_PEOPLE = Column(PREFIX, pl.UInt8, "first byte of the identity; rows of a part are sorted by it")
_INT, _BYTES, _TEXT = "int", "bytes", "str"
_INTS, _LIST = "tuple[int, ...]", "tuple[bytes, ...]"
_TYPES: dict[str, Any] = {
    _INT: pl.UInt64,
    _BYTES: pl.Binary,
    _TEXT: pl.String,
    _INTS: pl.List(pl.UInt64),
    _LIST: pl.List(pl.Binary),
}


def event_kinds() -> dict[str, type]:
    """Return the class of every event, by its name."""
    return {
        name: kind
        for name, kind in sorted(vars(events).items())
        if isinstance(kind, type) and issubclass(kind, events.Event) and kind is not events.Event
    }


@functools.cache
def event_table(kind: type) -> Table:
    """Return the table of a kind of event."""
    fields = dataclasses.fields(kind)
    columns = [*_PLACE, *(_column(kind.__name__, field) for field in fields)]
    if any(field.name == _IDENTITY for field in fields):
        columns.append(_OF_PEOPLE)
    return Table(kind.__name__, _first_sentence(kind), tuple(columns))


def _column(table: str, field: dataclasses.Field[Any]) -> Column:
    meaning = IN_TABLE.get((table, field.name)) or MEANING[field.name]
    if _is_wide(field):
        return Column(field.name, pl.Binary, f"{meaning}; 32 bytes, the most significant first")
    return Column(field.name, _TYPES[str(field.type)], meaning)


def _is_wide(field: dataclasses.Field[Any]) -> bool:
    return field.type == _INT and field.name in WIDE


def _first_sentence(kind: type) -> str:
    return (kind.__doc__ or "").split("\n\n")[0].replace("``", "`").replace("\n", " ").strip()


# ---- tables that the replay adds -----------------------------------------------------------------

BLOCKS = Table(
    "blocks",
    "A block with logs.",
    (
        Column("block", pl.UInt64, "its number"),
        Column("time", pl.UInt64, "its time, in seconds since 1970"),
        Column("hash", pl.Binary, "its hash, 32 bytes"),
    ),
)
ACTS = Table(
    "acts",
    "An act of a council, of a person or of anybody, as the specification carried it out again.",
    (
        Column("act", pl.UInt64, "its number, from 0"),
        Column("block", pl.UInt64, "block of its logs"),
        Column("log_index", pl.UInt32, "place of its first log in the block"),
        Column("logs", pl.UInt32, "how many logs it left, one after the other"),
        Column("transaction", pl.Binary, "hash of its transaction, 32 bytes"),
        Column("action", pl.String, "what was done, as `isonomia.spec.actions` calls it"),
        Column("community", pl.UInt64, "whose council acted, if one did"),
        Column("identity", pl.Binary, "who acted, if a person did"),
        Column("nonce", pl.UInt64, "number of the act among those of the council or the person"),
    ),
)
PROPOSALS = Table(
    "proposals",
    "What an amendment says that a council endorsed.",
    (
        Column("amendment", pl.Binary, MEANING["amendment"]),
        Column("target", pl.UInt64, MEANING["target"]),
        Column("values", pl.List(pl.UInt64), MEANING["values"]),
        Column("from_day", pl.UInt64, MEANING["from_day"]),
    ),
)
PEOPLE = Table(
    "people",
    "A person at the pinned block, as the replay has them; quality before what faded since.",
    (
        Column(_IDENTITY, pl.Binary, MEANING[_IDENTITY]),
        Column("birth_month", pl.UInt64, MEANING["birth_month"]),
        Column("community", pl.UInt64, MEANING["community"]),
        Column("quality", pl.UInt64, "base quality when last written, 0 to 1000"),
        Column("decay_from", pl.UInt64, "day from which it fades, in days since 1970"),
        Column("leave_until", pl.UInt64, "first day after the latest leave, in days since 1970"),
        Column("tally_year", pl.UInt64, "allocation year of tallies and given"),
        Column("tallies", pl.List(pl.UInt64), "points earned in each of the 7 categories"),
        Column("given", pl.UInt64, "points given to the pool"),
        Column("seat_community", pl.UInt64, "community whose council they sit on, 0 for none"),
        Column("seat_index", pl.UInt64, MEANING["seat_index"]),
        Column("last_act_day", pl.UInt64, "day of the latest act awarded, in days since 1970"),
        Column("opted_out", pl.Boolean, "whether they have left the quality layer"),
        Column("closed", pl.Boolean, "whether the account is closed"),
        Column("spent", pl.UInt64, "millicredits redeemed and not refunded"),
        Column("word", pl.Binary, "the slot all this is packed in, 32 bytes"),
        Column("overlays", pl.List(pl.Binary), "overlays by place, 32 bytes each"),
        Column("controller", pl.Binary, "address of their key; null when they have none"),
        Column("lapse_day", pl.UInt64, MEANING["lapse_day"]),
        Column("nonce", pl.UInt64, "number of their next act"),
        Column("order_floor", pl.UInt64, "orders with a lower number are no longer taken"),
        Column("orders_seen", pl.UInt64, "bit i is set when order order_floor + i was used"),
        _OF_PEOPLE,
    ),
)


_ADDED = (BLOCKS, ACTS, PEOPLE, PROPOSALS)


def tables() -> tuple[Table, ...]:
    """Return all tables: those the replay adds first, then those of events by name."""
    return *_ADDED, *map(event_table, event_kinds().values())


def as_markdown() -> str:
    """Return every table and column as docs/export.md tells them."""
    added = [_markdown(table.name, table.meaning, table.columns) for table in _ADDED]
    place = _markdown("EVENT", "Every table of events begins with these columns.", _PLACE)
    of_events = [
        _markdown(table.name, table.meaning, table.columns[len(_PLACE) :])
        for table in map(event_table, event_kinds().values())
    ]
    return "\n".join([*added, place, *of_events])


def _markdown(name: str, meaning: str, columns: Sequence[Column]) -> str:
    lines = [f"### `{name}`", "", meaning, "", "| column | type | holds |", "|---|---|---|"]
    lines += [f"| `{c.name}` | {type_name(c)} | {_cell(c.meaning)} |" for c in columns]
    return "\n".join(lines) + "\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def type_name(column: Column) -> str:
    """Return the name of a column's type, such as ``UInt64`` or ``List(Binary)``."""
    return str(pl.Series(column.name, [], dtype=column.kind).dtype)


# ---- rows and events -----------------------------------------------------------------------------


def place_columns(place: Place, contract: str) -> tuple[Any, ...]:
    """Return what stands in the first columns of a row."""
    return place.block, place.log_index, bytes.fromhex(place.transaction[2:]), contract


@functools.cache
def row_writer(kind: type) -> Callable[[Any], tuple[Any, ...]]:
    """Return how to write the fields of an event into the columns behind its place.

    Raises, when the writer is called:
        OverflowError: a number wider than 256 bits.
    """
    fields = dataclasses.fields(kind)
    names = [field.name for field in fields]
    wide = [_is_wide(field) for field in fields]
    of_people = _IDENTITY in names

    def write(event: Any) -> tuple[Any, ...]:
        values = [getattr(event, name) for name in names]
        row = [v.to_bytes(WORD_BYTES, "big") if w else v for v, w in zip(values, wide, strict=True)]
        if of_people:
            row.append(event.identity[0])
        return tuple(row)

    return write


def event_logs(kind: type, rows: pl.DataFrame) -> list[EventLog]:
    """Return the logs that rows of an event's table were made from, in the same order.

    Raises:
        ValueError: a value that no log can hold.
    """
    values = [_values(rows[field.name], field) for field in dataclasses.fields(kind)]
    hashes = [f"0x{one.hex()}" for one in rows["transaction"]]
    places = map(Place, rows["block"], rows["log_index"], hashes)
    made = map(kind, *values) if values else (kind() for _ in hashes)
    return [EventLog(event, place) for event, place in zip(made, places, strict=True)]


def _values(column: pl.Series, field: dataclasses.Field[Any]) -> list[Any]:
    found = column.to_list()
    if column.dtype == pl.Binary:
        width = ADDRESS_BYTES if field.name in ADDRESSES else WORD_BYTES
        if (column.bin.size() != width).any():
            raise ValueError(f"a value of {field.name} is not {width} bytes")
    if _is_wide(field):
        return [int.from_bytes(one, "big") for one in found]
    if field.type in (_INTS, _LIST):
        return [tuple(one) for one in found]
    return found


if __name__ == "__main__":
    print(as_markdown(), end="")
