"""What each test found, in plain words."""

from __future__ import annotations

import polars as pl

from isonomia.screening import scoring
from isonomia.screening.rules import Rules, Test

#: What a value means; braces hold the value.
_WORDS = {
    "pace": "half of the answers followed the one before within {} s",
    "fast_run": "{} answers in a row followed each other in less than {fast_seconds:g} s",
    "burst": "{answers} answers were given within {} s",
    "regularity": "the gaps between answers spread by {} (0: as a clock)",
    "own_pace": "the gaps spread by {}; people keep a pace of their own, or take breaks",
    "timetable": "at least {} of the active hours lie in three hours of the day",
    "no_rest": "the longest pause of the day took {} hours",
    "thought": "evidence that the answers depend on the questions is {} (0: none, below: against)",
    "reading": "evidence that longer questions took longer is {} (0: none, below: against)",
    "consistency": "{} of the repeated questions were answered otherwise",
    "copies": "{} of the answers follow somebody else's earlier ballot, step by step",
    "timing_copies": "{} of the gaps equal somebody else's earlier gaps to a hundredth of a second",
    "interaction": "{} of the answers came without a sign of interaction with the page",
    "checks": "{} of the comprehension checks failed",
    "straight_lining": "{} of the answers are the same",
    "daily_cap": "{} answers in one day",
}


def words(name: str, rules: Rules) -> pl.Expr:
    """Return what one test found on a person's day, with its threshold and its points."""
    test = getattr(rules.tests, name)
    value, points = pl.col(name).round(3), pl.col(f"{name}_points")
    opening = f"{_title(name)}: {_worded(name, test)}"
    against = pl.format(f"{opening}; noticed {test.threshold}: {{}} points", value, points)
    favour = pl.format(f"{opening}; speaks for the person: {{}} points", value, points)
    return pl.when(points > 0).then(against).when(points < 0).then(favour)


def reasons(rules: Rules) -> pl.Expr:
    """Return everything that speaks against or for the person, the pattern first."""
    best = pl.coalesce(
        *(
            pl.when((points > 0) & (points.round(1) == pl.col("score"))).then(pl.lit(name))
            for name, points in scoring.patterns(rules).items()
        ),
        pl.lit("none"),
    )
    opening = (
        pl.when(pl.col("outcome") == scoring.REFUSED)
        .then(
            pl.format(
                f"Refused: {{}} points for {{}}, and {rules.refuse_at:g} refuse", "score", best
            )
        )
        .when(pl.col("score") >= rules.review_at)
        .then(
            pl.format(
                f"For a person to look at: {{}} points for {{}}; {rules.review_at:g} ask for it",
                "score",
                best,
            )
        )
        .otherwise(pl.lit("For a person to look at, who may well award it: this is no refusal"))
    )
    found = [words(name, rules) for name, _ in rules.tests.items()]
    return pl.concat_str([opening, *found], separator=". ", ignore_nulls=True)


def _title(name: str) -> str:
    return name.replace("_", " ").capitalize()


def _worded(name: str, test: Test) -> str:
    extra = {key: value for key, value in test.model_dump().items() if key != "curve"}
    # The value itself is filled in by polars, row by row.
    return _WORDS[name].replace("{}", "\0").format(**extra).replace("\0", "{}")
