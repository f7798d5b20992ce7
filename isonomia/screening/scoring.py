"""From measures to points, from points to outcomes: nothing but the published curves."""

from __future__ import annotations

import numpy as np
import polars as pl

from isonomia.screening.rules import REVIEW_ONLY, Rules, Test

#: What can become of a person's day.
AWARDED, HELD, REFUSED = "awarded", "held", "refused"
OUTCOMES = (AWARDED, HELD, REFUSED)


def scored(measures: pl.DataFrame, rules: Rules) -> pl.DataFrame:
    """Add each test's points, the score and the outcome to person-days.

    Args:
        measures: one row a person-day, a column for each test's value and ``<test>_evidence``
        rules: the published rules

    Returns:
        the same rows; a test without enough evidence has a null value and null points
    """
    frame = measures
    for name, test in rules.tests.items():
        frame = _with_points(frame, name, test)
    asking = [f"{name}_points" for name in REVIEW_ONLY]
    return frame.with_columns(
        score=pl.max_horizontal(patterns(rules).values()).round(1),
        asks=pl.max_horizontal(asking).fill_null(0.0),
    ).with_columns(
        outcome=pl.when(pl.col("score") >= rules.refuse_at)
        .then(pl.lit(REFUSED))
        .when((pl.col("score") >= rules.review_at) | (pl.col("asks") >= rules.review_only_at))
        .then(pl.lit(HELD))
        .otherwise(pl.lit(AWARDED))
    )


def patterns(rules: Rules) -> dict[str, pl.Expr]:
    """Return the points of each pattern; none where its first test gives none."""
    found = {}
    for name, tests in rules.patterns.items():
        members = _members(tests, rules)
        total = pl.sum_horizontal(members).clip(lower_bound=0.0)
        found[name] = pl.when(members[0] > 0).then(total).otherwise(0.0)
    return found


def _members(tests: tuple[str, ...], rules: Rules) -> list[pl.Expr]:
    """Return what is added: of tests that tell of the same thing only the largest points."""
    members: dict[tuple[str, ...], pl.Expr] = {}
    for test in tests:
        group = next((group for group in rules.counted_once if test in group), (test,))
        present = tuple(name for name in group if name in tests)
        members[present] = pl.max_horizontal(f"{name}_points" for name in present)
    return list(members.values())


def _with_points(frame: pl.DataFrame, name: str, test: Test) -> pl.DataFrame:
    evidence = f"{name}_evidence"
    if name not in frame.columns or not test.enabled:
        empty = pl.lit(None, pl.Float64)
        return frame.with_columns(empty.alias(name), empty.alias(f"{name}_points"))
    enough = (pl.col(evidence) >= test.needs).fill_null(False)
    frame = frame.with_columns(pl.when(enough).then(pl.col(name)).cast(pl.Float64))
    values = frame[name].fill_nan(None)
    points = np.interp(
        values.fill_null(0.0).to_numpy(),
        [value for value, _ in test.curve],
        [points for _, points in test.curve],
    )
    column = pl.Series(f"{name}_points", points).round(1).set(values.is_null(), None)
    return frame.with_columns(values, column).drop(evidence)
