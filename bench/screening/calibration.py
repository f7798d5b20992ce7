"""Calibration: how many real people may wrongly be refused decides what doubt about answers weighs.

The shape of each curve follows from what the test measures and stands in the rules. One number is
fitted: the weight of the evidence against thought, within bounds. Bots are not looked at.
"""

from __future__ import annotations

import polars as pl

from bench.screening import trials
from isonomia.screening.rules import Rules

#: Share of real people refused that is aimed at; the promise is 1 %.
AIM = 0.0095
STRETCHED = ("thought", "reading", "own_pace")
#: Points of the stretched tests for one nat of evidence, at least and at most.
BOUNDS = (18.0, 25.0)
_STEPS = 20


def fitted(humans: list[pl.DataFrame], rules: Rules) -> Rules:
    """Return rules calibrated on measures of real people.

    Args:
        humans: measures of people with ten answers or more, one frame a conversation
        rules: the rules whose curves are stretched
    """
    people = together(humans)
    now = points_for_a_nat(rules)
    low, high = BOUNDS
    if _refused(people, stretched(rules, high / now)) <= AIM:
        return stretched(rules, high / now)
    for _ in range(_STEPS):
        middle = (low + high) / 2
        if _refused(people, stretched(rules, middle / now)) > AIM:
            high = middle
        else:
            low = middle
    return stretched(rules, low / now)


def points_for_a_nat(rules: Rules) -> float:
    """Return how steep the curve of the test of thought is."""
    (least, most_points), (most, least_points) = rules.tests.thought.curve
    return (most_points - least_points) / (most - least)


def together(humans: list[pl.DataFrame]) -> pl.DataFrame:
    """Put conversations together, each with actors of its own."""
    apart = [
        frame.with_columns(pl.col("actor").cast(pl.Int64) + number * 10_000_000)
        for number, frame in enumerate(humans)
    ]
    return pl.concat(apart, how="diagonal")


def _refused(people: pl.DataFrame, rules: Rules) -> float:
    return float(trials.people(people, rules)["refused"].mean())  # type: ignore[arg-type]


def stretched(rules: Rules, factor: float) -> Rules:
    """Return rules in which evidence against thought weighs so many times as much."""
    changed = {}
    for name in STRETCHED:
        test = getattr(rules.tests, name)
        curve = tuple((value, round(points * factor, 1)) for value, points in test.curve)
        changed[name] = test.model_copy(update={"curve": curve})
    return rules.model_copy(update={"tests": rules.tests.model_copy(update=changed)})
