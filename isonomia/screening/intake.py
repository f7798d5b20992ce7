"""Records of participation: from files to checked answers, with every refused line listed."""

from __future__ import annotations

import codecs
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from isonomia.screening import layout as layouts
from isonomia.screening import times
from isonomia.screening.layout import Layout, LayoutError, Text
from isonomia.tables import Table, TableError

FIRST_DATA_LINE = 2
_BLOCK = 1 << 24
_LATER_CLOCKS_MS = 5 * 60 * 1000
_DAY_MS = 86_400_000
_LONGEST_VALUE = 60

#: Called with (what is being done, steps done, steps in all).
OnProgress = Callable[[str, int, int], None]

NO_ACTOR = "the actor is missing: say who it was"
NO_ITEM = "the item is missing: say what was answered or done"
NO_TIME = "the time is missing: say when it was"
UNKNOWN_ACTOR = "the actor is not in the list of people: enrol the person or correct the identifier"
DUPLICATE = "the same actor, item, choice and time stand in an earlier line; it counts once"


@dataclass(frozen=True, slots=True)
class Intake:
    """What was read.

    Attributes:
        answers: one row an answer, by actor and time: ``actor``, ``item``, ``community`` (codes),
            ``choice`` (code, null where there is none), ``t`` (ms), ``day`` (since 1970), and the
            optional columns the layout names (``automated`` is its label)
        actors: identifier of each actor, by code
        communities: name of each community, by code
        refused: ``line``, ``value``, ``reason`` of every line that is no answer
        lines: lines after the header, blank ones left out
        digest: sha256 of the file
        layout: how its columns were read
    """

    answers: pl.DataFrame
    actors: pl.Series
    communities: pl.Series
    refused: pl.DataFrame
    lines: int
    digest: str
    layout: Layout


def read(
    path: Path,
    layout: Layout | None,
    now: int,
    day_offset_minutes: int = 0,
    people: Path | None = None,
    on_progress: OnProgress = lambda *_: None,
) -> Intake:
    """Read a CSV or Parquet file of records.

    Args:
        path: the file; ``.parquet`` is read as Parquet, everything else as CSV
        layout: how its columns are called; None for the project's own names
        now: present time in seconds, to tell which times lie in the future
        day_offset_minutes: when days begin, in minutes east of UTC
        people: a file with a column ``identifier``; actors that are not in it are refused
        on_progress: told about blocks of the file and steps

    Raises:
        TableError: when the file cannot be read at all
        LayoutError: when its columns are others than the layout's
    """
    marks = _fingerprint(path, on_progress)
    raw, damaged = _raw(path, marks)
    layout = layout or _own_layout(path, raw.columns)
    _require_columns(path, raw.columns, layout)
    if raw.is_empty() and damaged.is_empty():
        raise TableError(f"{path} has a header and no records: nothing can be screened")
    on_progress("reading", 1, 3)
    lines = len(raw) + len(damaged)
    frame = _named(raw, layout)
    del raw
    on_progress("reading", 2, 3)
    frame, refused = _checked(frame, layout, now, _identifiers(people))
    answers, actors, communities = _coded(frame, day_offset_minutes)
    answers, duplicates = _without_duplicates(answers)
    refused = pl.concat([damaged, refused, duplicates]).sort("line")
    on_progress("reading", 3, 3)
    return Intake(answers.drop("line"), actors, communities, refused, lines, marks.digest, layout)


@dataclass(slots=True)
class _Marks:
    """What one pass over the bytes of a file tells."""

    digest: str = ""
    is_text: bool = True
    commas: int = 0
    quoted: bool = False


def _fingerprint(path: Path, on_progress: OnProgress) -> _Marks:
    digest, decoder, marks = hashlib.sha256(), codecs.getincrementaldecoder("utf-8")(), _Marks()
    try:
        size, done = path.stat().st_size, 0
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                digest.update(block)
                marks.commas += block.count(b",")
                marks.quoted = marks.quoted or b'"' in block
                marks.is_text = marks.is_text and _decodes(decoder, block)
                done += len(block)
                on_progress("fingerprint", done, size)
    except OSError as error:
        raise TableError(f"{path} cannot be read: {error.strerror}") from None
    if not size:
        raise TableError(f"{path} is empty: its first line must name the columns")
    marks.digest = digest.hexdigest()
    return marks


def _decodes(decoder: codecs.IncrementalDecoder, block: bytes) -> bool:
    try:
        decoder.decode(block)
    except UnicodeDecodeError:
        return False
    return True


# ---- rows ----------------------------------------------------------------------------------------


def _raw(path: Path, marks: _Marks) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the rows of a file with their lines, and the lines that are damaged."""
    if path.suffix.lower() == ".parquet":
        try:
            return pl.read_parquet(path, row_index_name="line", row_index_offset=1), _no_lines()
        except (pl.exceptions.PolarsError, OSError) as error:
            raise TableError(f"{path} is no readable Parquet file: {error}") from None
    columns = Table.open(path).columns
    if marks.is_text:
        try:
            frame = pl.scan_csv(
                path,
                infer_schema=False,
                new_columns=list(columns),
                row_index_name="line",
                row_index_offset=FIRST_DATA_LINE,
                glob=False,
            ).collect(engine="streaming")
            if _is_whole(frame, len(columns), marks):
                return frame, _no_lines()
        except pl.exceptions.PolarsError:
            # Some line is damaged: the slower reader says which, and keeps the others.
            pass
    return _line_by_line(path)


def _is_whole(frame: pl.DataFrame, columns: int, marks: _Marks) -> bool:
    """Tell whether no line ended early, which polars fills up with nulls."""
    if marks.quoted:
        return not frame.get_columns()[-1].null_count()
    return marks.commas == (columns - 1) * (len(frame) + 1)


def _line_by_line(path: Path) -> tuple[pl.DataFrame, pl.DataFrame]:
    table = Table.open(path)
    good: dict[str, list[str | None]] = {name: [] for name in table.columns}
    good_lines, bad_lines, damages = [], [], []
    for row in table.rows():
        if row.damage:
            bad_lines.append(row.line)
            damages.append(row.damage)
            continue
        good_lines.append(row.line)
        for name, value in row.values.items():
            good[name].append(value or None)
    schema = dict.fromkeys(table.columns, pl.String)
    frame = pl.DataFrame(good, schema=schema).insert_column(
        0, pl.Series("line", good_lines, dtype=pl.UInt32)
    )
    damaged = pl.DataFrame(
        {"line": bad_lines, "value": [""] * len(bad_lines), "reason": damages},
        schema=_no_lines().schema,
    )
    return frame, damaged


def _no_lines() -> pl.DataFrame:
    return pl.DataFrame(schema={"line": pl.UInt32, "value": pl.String, "reason": pl.String})


def _own_layout(path: Path, columns: list[str]) -> Layout:
    missing = [name for name in ("actor", "item", "time") if name not in columns]
    if missing:
        raise LayoutError(
            f"{path}, line 1: no column {', '.join(missing)}; the header has "
            f"{', '.join(name for name in columns if name != 'line')}. For a file of another shape "
            "give a mapping with --mapping (mappings/screening holds some)"
        )
    return layouts.own(columns)


def _require_columns(path: Path, columns: list[str], layout: Layout) -> None:
    missing = [name for name in layout.columns() if name not in columns]
    if missing:
        raise LayoutError(
            f"{path}, line 1: the mapping takes {', '.join(missing)}, but the header has only "
            f"{', '.join(name for name in columns if name != 'line')}: correct the mapping or the "
            "file"
        )


def _named(raw: pl.DataFrame, layout: Layout) -> pl.DataFrame:
    """Return the columns under our own names."""
    columns = [
        pl.col("line").cast(pl.UInt32),
        _text(layout.actor).alias("actor"),
        _text(layout.item).alias("item"),
        _time(raw, layout.time.column).alias("time"),
        (_text(layout.community) if layout.community else pl.lit("")).alias("community"),
        (_value(layout.choice) if layout.choice else pl.lit(None, pl.String)).alias("choice"),
    ]
    if layout.repeats:
        columns.append(_value(layout.repeats).alias("repeats"))
    if layout.reversed:
        columns.append(_value(layout.reversed).eq("1").fill_null(False).alias("reversed"))
    for name in ("clicks", "page_seconds", "check"):
        if column := getattr(layout, name):
            columns.append(_value(column).cast(pl.Float64, strict=False).alias(name))
    if layout.label:
        automated = _value(layout.label.column).is_in(list(layout.label.automated))
        columns.append(automated.fill_null(False).alias("automated"))
    return raw.lazy().select(columns).collect()


def _time(raw: pl.DataFrame, column: str) -> pl.Expr:
    return _value(column) if raw[column].dtype == pl.String else pl.col(column)


def _value(column: str) -> pl.Expr:
    text = pl.col(column).cast(pl.String).str.strip_chars()
    return pl.when(text == "").then(None).otherwise(text)


def _text(text: Text) -> pl.Expr:
    values = [_value(column) for column in text.columns]
    return values[0] if len(values) == 1 else pl.concat_str(values, separator=text.joined_by)


# ---- checks --------------------------------------------------------------------------------------


def _identifiers(people: Path | None) -> pl.Series | None:
    if people is None:
        return None
    table = Table.open(people)
    if "identifier" not in table.columns:
        raise TableError(f"{people}, line 1: no column identifier")
    known = {row.values["identifier"] for row in table.rows() if not row.damage}
    return pl.Series(sorted(known), dtype=pl.String)


def _checked(
    frame: pl.DataFrame, layout: Layout, now: int, known: pl.Series | None
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Split rows into answers and refused lines."""
    values, unreadable = times.milliseconds(frame, layout.time)
    frame = frame.with_columns(t=values, unreadable=unreadable)
    latest = now * 1000 + _LATER_CLOCKS_MS
    unknown = ~pl.col("actor").is_in(known.implode()) if known is not None else pl.lit(False)
    frame = frame.with_columns(
        reason=pl.when(pl.col("actor").is_null())
        .then(pl.lit(NO_ACTOR))
        .when(pl.col("item").is_null())
        .then(pl.lit(NO_ITEM))
        .when(pl.col("time").is_null())
        .then(pl.lit(NO_TIME))
        .when(pl.col("unreadable").is_not_null())
        .then(pl.col("unreadable"))
        .when(pl.col("t") < 0)
        .then(pl.lit(times.BEFORE))
        .when(pl.col("t") > latest)
        .then(pl.lit(times.FUTURE))
        .when(unknown)
        .then(pl.lit(UNKNOWN_ACTOR))
    )
    shown = pl.col("time").cast(pl.String).fill_null("").str.slice(0, _LONGEST_VALUE)
    refused = frame.filter(pl.col("reason").is_not_null()).select(
        "line", shown.alias("value"), "reason"
    )
    good = frame.filter(pl.col("reason").is_null()).drop("reason", "unreadable", "time")
    return good, refused


def _coded(
    frame: pl.DataFrame, day_offset_minutes: int
) -> tuple[pl.DataFrame, pl.Series, pl.Series]:
    """Replace texts by codes and sort by actor, time and line.

    Returns:
        the answers, with the line of each; the actors; the communities
    """
    actors = frame["actor"].unique().sort()
    communities = frame["community"].unique().sort()
    items = frame["item"].unique().sort()
    choices = frame["choice"].drop_nulls().unique().sort()
    offset = day_offset_minutes * 60_000
    columns = [
        _code("actor", actors),
        _code("item", items),
        _code("community", communities),
        _code("choice", choices),
        ((pl.col("t") + offset) // _DAY_MS).cast(pl.Int32).alias("day"),
    ]
    if "repeats" in frame.columns:
        # An item that nobody was asked cannot be compared with.
        columns.append(_code("repeats", items, strict=False))
    return frame.with_columns(columns).sort("actor", "t", "line"), actors, communities


def _code(name: str, values: pl.Series, *, strict: bool = True) -> pl.Expr:
    return pl.col(name).cast(pl.Enum(values), strict=strict).to_physical().cast(pl.UInt32)


def _without_duplicates(answers: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Keep the first of equal answers; the others become refused lines."""
    same_time = (pl.col("actor") == pl.col("actor").shift()) & (pl.col("t") == pl.col("t").shift())
    suspects = answers.select(same_time.fill_null(False)).to_series()
    if not suspects.any():
        return answers, _no_lines()
    key = ["actor", "community", "item", "choice", "t"]
    near = answers.filter(suspects | suspects.shift(-1, fill_value=False))
    again = near.filter(~pl.struct(key).is_first_distinct())
    kept = answers.join(again.select("line"), on="line", how="anti", maintain_order="left")
    refused = again.select("line", pl.lit("").alias("value"), pl.lit(DUPLICATE).alias("reason"))
    return kept, refused
