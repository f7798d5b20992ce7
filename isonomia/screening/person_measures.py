"""Measures of one person over all days: regular gaps, timetable, reading time, repeated items."""

from __future__ import annotations

import polars as pl

from isonomia.screening.rules import Rules
from isonomia.screening.shares import wilson_low

_DAY_MS = 86_400_000
_HOUR_MS = 3_600_000
_HOURS = 24
_BUSIEST = 3
_LOW, _HIGH = 0.2, 0.8
_DOUBT = 2.0
_SHORTEST_SECONDS = 0.02
_WIDEST = 1.5
_ITEM_PRIOR = 8
_FEWEST_SPREAD = 0.3


def people(answers: pl.DataFrame, rules: Rules) -> pl.DataFrame:
    """Return every person with all measures over all days.

    Args:
        answers: of `intake.read`, with the column of `day_measures.with_gaps`
        rules: the published rules
    """
    parts = [_regularity(answers), _timetable(answers), _reading(answers, rules)]
    if "repeats" in answers.columns:
        parts.append(_consistency(answers))
    found = answers.lazy().group_by("actor").len("all_answers").collect(engine="streaming")
    for part in parts:
        found = found.join(part, on="actor", how="left")
    return found.sort("actor")


def _regularity(answers: pl.DataFrame) -> pl.DataFrame:
    """How widely a person's gaps spread: log of the ratio of the 80th to the 20th percentile.

    ``own_pace`` is the spread itself. ``regularity`` is made larger the fewer gaps there are: ten
    gaps of a person may well look alike by chance.
    """
    gap = pl.col("gap").filter(pl.col("gap") > _SHORTEST_SECONDS)
    spread = (gap.quantile(_HIGH) / gap.quantile(_LOW)).log()
    return (
        answers.lazy()
        .group_by("actor")
        .agg(spread.round(4).alias("own_pace"), gap.len().alias("own_pace_evidence"))
        .with_columns(
            regularity=(pl.col("own_pace") * (1 + _DOUBT / pl.col("own_pace_evidence").sqrt()))
            .cast(pl.Float64)
            .round(4),
            regularity_evidence="own_pace_evidence",
        )
        .collect(engine="streaming")
    )


def _timetable(answers: pl.DataFrame) -> pl.DataFrame:
    """A cautious estimate of the share of a person's active hours in the three busiest of the day.

    An hour of a day counts once however much was done in it, so that one long evening is no
    timetable. The estimate is the lower end of Wilson's interval: few hours prove little.
    """
    hours = (
        answers.lazy()
        .select("actor", hour=pl.col("t") // _HOUR_MS)
        .unique()
        .group_by("actor", (pl.col("hour") % _HOURS).alias("hour"))
        .len("count")
        .group_by("actor")
        .agg(pl.col("count").top_k(_BUSIEST).sum().alias("busiest"), pl.col("count").sum())
        .collect(engine="streaming")
    )
    share = pl.col("busiest") / pl.col("count")
    return hours.select(
        "actor",
        wilson_low(share, pl.col("count")).round(4).alias("timetable"),
        pl.col("count").alias("timetable_evidence"),
    )


def _reading(answers: pl.DataFrame, rules: Rules) -> pl.DataFrame:
    """Evidence, in nats, that a person's time on an item follows what the item takes others.

    Long statements take everybody longer. The expected time of an item comes from all others, so
    that nobody is compared with himself. Positive speaks for reading, negative against it.
    """
    usable = pl.col("gap").is_between(_SHORTEST_SECONDS, rules.session_seconds)
    own = pl.col("log").median().over("actor")
    timed = (
        answers.lazy()
        .filter(usable)
        .select("actor", "community", "item", log=pl.col("gap").log())
        .with_columns(rest=(pl.col("log") - own).clip(-_WIDEST, _WIDEST))
    )
    items = timed.group_by("community", "item").agg(
        pl.col("rest").sum().alias("sum"), pl.len().cast(pl.Int64).alias("times")
    )
    others = (pl.col("sum") - pl.col("rest")) / (pl.col("times") - 1 + _ITEM_PRIOR)
    spread = pl.max_horizontal(pl.col("rest").std(ddof=0), pl.lit(_FEWEST_SPREAD))
    agreement = ((pl.col("rest") - pl.col("rest").mean()) * pl.col("item_rest")).sum()
    expected = (pl.col("item_rest") ** 2).sum() / 2
    return (
        timed.join(items, on=["community", "item"])
        .with_columns(item_rest=others)
        .group_by("actor")
        .agg(
            ((agreement - expected) / spread**2).round(3).alias("reading"),
            # An item that nobody else timed says nothing.
            (pl.col("times") > 1).sum().alias("reading_evidence"),
        )
        .collect(engine="streaming")
    )


def _consistency(answers: pl.DataFrame) -> pl.DataFrame:
    """Share of repeated items answered otherwise than the first time.

    A reversed item agrees when the answer is another one; which of the others is not looked at.
    """
    turned = pl.col("reversed") if "reversed" in answers.columns else pl.lit(False)
    firsts = (
        answers.lazy()
        .filter(pl.col("choice").is_not_null())
        .group_by("actor", "community", "item")
        .agg(pl.col("choice").first().alias("before"))
    )
    again = (
        answers.lazy()
        .filter(pl.col("choice").is_not_null() & pl.col("repeats").is_not_null())
        .select("actor", "community", "repeats", "choice", turned=turned)
    )
    differs = (pl.col("choice") != pl.col("before")) != pl.col("turned")
    return (
        again.join(
            firsts,
            left_on=["actor", "community", "repeats"],
            right_on=["actor", "community", "item"],
        )
        .group_by("actor")
        .agg(differs.mean().round(4).alias("consistency"), pl.len().alias("consistency_evidence"))
        .collect(engine="streaming")
    )
