"""Times as people and programs write them, read into milliseconds since 1970 in UTC."""

from __future__ import annotations

import polars as pl

from isonomia.screening.layout import Time

#: Larger numbers are milliseconds, smaller ones seconds: it is the year 5138 in seconds.
_FIRST_MILLISECONDS = 100_000_000_000
_MILLISECONDS = 1_000
_NUMBER = r"^\d{1,15}(\.\d+)?$"
_OFFSET = r"(Z|z| ?UTC|[+-]\d{2}:?\d{2}|[+-]\d{2})$"
_FORMATS = ("%Y-%m-%dT%H:%M:%S%.f%#z", "%Y-%m-%dT%H:%M%#z")

UNREADABLE = (
    "the time cannot be read: write ISO 8601 with an offset (2021-05-04T12:00:00Z), or seconds or "
    "milliseconds since 1970"
)
NO_OFFSET = "the time has no offset from UTC: append Z or +02:00, or say so in the mapping"
NO_TIME_OF_DAY = "the time has no time of day: give hours, minutes and seconds with an offset"
BEFORE = "the time lies before 1970, where days begin to count"
FUTURE = "the time lies in the future: correct the clock or the line"


def milliseconds(frame: pl.DataFrame, layout: Time) -> tuple[pl.Series, pl.Series]:
    """Read the column ``time`` of a frame.

    Returns:
        milliseconds since 1970, null where unreadable; and why it is unreadable, null otherwise
    """
    column = frame["time"]
    if column.dtype.is_temporal():
        return _from_datetimes(column, layout)
    if column.dtype.is_numeric():
        column = column.cast(pl.String)
    if layout.unit in ("seconds", "milliseconds") or bool(column.str.contains(_NUMBER).all()):
        values = _from_numbers(column, layout.unit)
        return values, _reason(values, column)
    numbers = column.str.contains(_NUMBER).fill_null(False)
    texts = _from_text(column, layout)
    if layout.unit == "iso":
        return texts, _reason(texts, column)
    values = _from_numbers(column.set(~numbers, None), "auto")
    values = pl.select(pl.when(numbers).then(values).otherwise(texts)).to_series()
    return values, _reason(values, column)


def _from_datetimes(column: pl.Series, layout: Time) -> tuple[pl.Series, pl.Series]:
    dated = isinstance(column.dtype, pl.Datetime)
    zoned = isinstance(column.dtype, pl.Datetime) and column.dtype.time_zone is not None
    if dated and (zoned or layout.without_offset == "UTC"):
        return column.dt.epoch("ms"), pl.Series([None] * len(column), dtype=pl.String)
    reason = NO_OFFSET if dated else NO_TIME_OF_DAY
    empty = pl.Series([None] * len(column), dtype=pl.Int64)
    return empty, pl.Series([reason] * len(column), dtype=pl.String)


def _from_numbers(column: pl.Series, unit: str) -> pl.Series:
    whole = column.cast(pl.Int64, strict=False)
    if whole.null_count() == column.null_count():
        if unit == "milliseconds":
            return whole
        if unit == "seconds":
            return whole * _MILLISECONDS
    number = column.cast(pl.Float64, strict=False)
    seconds = (number * _MILLISECONDS).round(0)
    value = pl.Series([unit == "milliseconds"]) if unit != "auto" else number >= _FIRST_MILLISECONDS
    chosen = pl.select(pl.when(value).then(number).otherwise(seconds)).to_series()
    return chosen.cast(pl.Int64, strict=False)


def _from_text(column: pl.Series, layout: Time) -> pl.Series:
    text = (
        column.str.replace(r"^(\d{4}-\d{2}-\d{2}) (\d)", "${1}T${2}")
        .str.replace(r"(Z|z| ?UTC)$", "+00:00")
        .str.replace(r"([+-]\d{2})$", "${1}:00")
        .str.replace(r"^(\d{4}-\d{2}-\d{2}):00$", "${1}")
    )
    if layout.without_offset == "UTC":
        bare = text.str.contains(r"T\d{2}:\d{2}(:\d{2}(\.\d+)?)?$").fill_null(False)
        text = pl.select(pl.when(bare).then(text + "+00:00").otherwise(text)).to_series()
    parsed = [
        text.str.to_datetime(pattern, time_unit="ms", time_zone="UTC", strict=False)
        for pattern in _FORMATS
    ]
    return pl.select(pl.coalesce(*parsed)).to_series().dt.epoch("ms")


def _reason(values: pl.Series, column: pl.Series) -> pl.Series:
    if not values.null_count():
        return pl.Series([None], dtype=pl.String).extend_constant(None, len(values) - 1)
    frame = pl.DataFrame({"value": values, "text": column.cast(pl.String)})
    dated = pl.col("text").str.contains(r"^\d{4}-\d{2}-\d{2}")
    only_day = pl.col("text").str.contains(r"^\d{4}-\d{2}-\d{2}$")
    return frame.select(
        pl.when(pl.col("value").is_not_null() | pl.col("text").is_null())
        .then(None)
        .when(only_day)
        .then(pl.lit(NO_TIME_OF_DAY))
        .when(dated & ~pl.col("text").str.contains(_OFFSET))
        .then(pl.lit(NO_OFFSET))
        .otherwise(pl.lit(UNREADABLE))
    ).to_series()
