"""Measures of one person's day: pace, runs, bursts, rest, sameness, interaction, checks.

Each returns one row for a person and day with a column of values and one of evidence; a day without
evidence has no row.
"""

from __future__ import annotations

import polars as pl

from isonomia.screening.rules import Rules

DAY = ["actor", "day"]
_MS = 1_000.0
_HOUR_MS = 3_600_000
_DAY_MS = 86_400_000
_MINUTE_MS = 60_000
#: Haste is about questions. Acts without a choice, such as commits, may well be saved all at once.
_ANSWERED = pl.col("choice").is_not_null()


def with_gaps(answers: pl.DataFrame) -> pl.DataFrame:
    """Add ``gap``: seconds since the same person's previous answer, null for the first one."""
    same = pl.col("actor") == pl.col("actor").shift()
    gap = (pl.col("t") - pl.col("t").shift()) / _MS
    return answers.with_columns(gap=pl.when(same).then(gap).cast(pl.Float32))


def days(answers: pl.DataFrame, rules: Rules) -> pl.DataFrame:
    """Return every person-day with all measures of the day and the number of answers.

    Args:
        answers: of `intake.read`, with the column of `with_gaps`
        rules: the published rules
    """
    found = answers.lazy().group_by(DAY).agg(*_sums(answers, rules)).collect(engine="streaming")
    parts = [_fast_runs(answers, rules), _sameness(answers), _bursts(answers, rules)]
    for part in parts:
        found = found.join(part, on=DAY, how="left")
    return found.sort(DAY)


def _sums(answers: pl.DataFrame, rules: Rules) -> list[pl.Expr]:
    gaps = pl.col("gap").filter((pl.col("gap") <= rules.session_seconds) & _ANSWERED)
    start = pl.col("day").cast(pl.Int64).first() * _DAY_MS
    moment = pl.col("t") + rules.day_offset_minutes * _MINUTE_MS
    pauses = pl.max_horizontal(
        (moment.first() - start) / _HOUR_MS,
        (start + _DAY_MS - moment.last()) / _HOUR_MS,
        (pl.col("gap").tail(pl.len() - 1).max() * _MS / _HOUR_MS).fill_null(0.0),
    )
    sums = [
        pl.len().alias("answers"),
        pl.col("t").first().alias("first"),
        pl.col("t").last().alias("last"),
        pl.col("community").mode(maintain_order=True).first().alias("community"),
        pl.col("item").n_unique().alias("items"),
        gaps.median().round(3).alias("pace"),
        gaps.len().alias("pace_evidence"),
        pauses.round(3).alias("no_rest"),
        pl.len().alias("no_rest_evidence"),
        pl.len().alias("daily_cap"),
        pl.len().alias("daily_cap_evidence"),
    ]
    return sums + _interaction(answers, rules) + _checks(answers)


def _interaction(answers: pl.DataFrame, rules: Rules) -> list[pl.Expr]:
    signs = []
    if "clicks" in answers.columns:
        signs.append(pl.col("clicks") <= 0)
    if "page_seconds" in answers.columns:
        signs.append(pl.col("page_seconds") < rules.tests.interaction.page_seconds)
    if not signs:
        return []
    # Where nothing was measured, nothing is held against anybody.
    without = pl.any_horizontal(*signs)
    return [
        without.mean().round(4).alias("interaction"),
        without.count().alias("interaction_evidence"),
    ]


def _checks(answers: pl.DataFrame) -> list[pl.Expr]:
    if "check" not in answers.columns:
        return []
    failed = pl.col("check") <= 0
    return [failed.mean().round(4).alias("checks"), failed.count().alias("checks_evidence")]


def _fast_runs(answers: pl.DataFrame, rules: Rules) -> pl.DataFrame:
    """The longest run of answers each of which follows too fast on the one before."""
    fast = ((pl.col("gap") < rules.tests.fast_run.fast_seconds) & _ANSWERED).fill_null(False)
    runs = (
        answers.lazy()
        .select("actor", "day", run=(~fast).cum_sum(), fast=fast)
        .filter("fast")
        .group_by("actor", "day", "run")
        .len("length")
        .group_by(DAY)
        .agg(pl.col("length").max().alias("fast_run"))
        .collect(engine="streaming")
    )
    return runs.with_columns(fast_run_evidence=pl.lit(1_000_000, pl.UInt32))


def _bursts(answers: pl.DataFrame, rules: Rules) -> pl.DataFrame:
    """The shortest time, in seconds, in which so many answers of a day were given."""
    steps = rules.tests.burst.answers - 1
    same = (pl.col("actor") == pl.col("actor").shift(steps)) & (
        pl.col("day") == pl.col("day").shift(steps)
    )
    same &= _ANSWERED
    return (
        answers.lazy()
        .select("actor", "day", same=same, span=(pl.col("t") - pl.col("t").shift(steps)) / _MS)
        .filter("same")
        .group_by(DAY)
        .agg(
            pl.col("span").min().round(3).alias("burst"),
            (pl.len() + steps).alias("burst_evidence"),
        )
        .collect(engine="streaming")
    )


def _sameness(answers: pl.DataFrame) -> pl.DataFrame:
    """The share of the answer given most often."""
    return (
        answers.lazy()
        .filter(pl.col("choice").is_not_null())
        .group_by("actor", "day", "choice")
        .len("count")
        .group_by(DAY)
        .agg(
            (pl.col("count").max() / pl.col("count").sum()).round(4).alias("straight_lining"),
            pl.col("count").sum().alias("straight_lining_evidence"),
        )
        .collect(engine="streaming")
    )
