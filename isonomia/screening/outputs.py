"""What a screening writes: awards, reviews, refused lines, and totals that add up."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from isonomia.errors import IsonomiaError
from isonomia.screening import reasons, scoring
from isonomia.screening.screen import Screened

CASE_FORMAT = "isonomia/screening-case/1"
_SHOWN_DIGITS = 16


@dataclass(frozen=True, slots=True)
class Totals:
    """Every line and every person-day, counted once."""

    lines: int
    refused_lines: int
    answers: int
    awarded_answers: int
    held_answers: int
    refused_answers: int
    person_days: int
    awarded: int
    held: int
    refused: int

    def require_sums(self) -> None:
        """Raise `IsonomiaError` when something was lost or counted twice."""
        sums = {
            "lines": (self.lines, self.refused_lines + self.answers),
            "answers": (
                self.answers,
                self.awarded_answers + self.held_answers + self.refused_answers,
            ),
            "person-days": (self.person_days, self.awarded + self.held + self.refused),
        }
        for name, (whole, parts) in sums.items():
            if whole != parts:
                raise IsonomiaError(
                    f"{whole:,} {name} were read but {parts:,} accounted for: this is a fault of "
                    "the program; please report it and use none of its output"
                )


def totals(screened: Screened) -> Totals:
    """Count; raises `IsonomiaError` when the parts are not the whole."""
    days = screened.days
    answers = {
        outcome: int(days.filter(pl.col("outcome") == outcome)["answers"].sum())
        for outcome in scoring.OUTCOMES
    }
    counted = Totals(
        lines=screened.intake.lines,
        refused_lines=len(screened.intake.refused),
        answers=len(screened.intake.answers),
        awarded_answers=answers[scoring.AWARDED],
        held_answers=answers[scoring.HELD],
        refused_answers=answers[scoring.REFUSED],
        person_days=len(days),
        awarded=screened.count(scoring.AWARDED),
        held=screened.count(scoring.HELD),
        refused=screened.count(scoring.REFUSED),
    )
    counted.require_sums()
    return counted


# ---- tables --------------------------------------------------------------------------------------


def awards(screened: Screened) -> pl.DataFrame:
    """Return contributions as `isonomia allocate` reads them, one a person and day that passed.

    The evidence names the input and the rules, so that others can repeat the screening; it says
    nothing about any choice.
    """
    passed = screened.days.filter(pl.col("outcome") == scoring.AWARDED)
    rules = screened.published
    evidence = pl.format(
        f"screened: {{}} answers on {{}}, score {{}} of {rules.rules.refuse_at:g}; "
        f"input sha256 {screened.intake.digest[:_SHOWN_DIGITS]}, "
        f"rules sha256 {rules.digest[:_SHOWN_DIGITS]}",
        "answers",
        _day(),
        "score",
    )
    return passed.select(
        _named(screened, "actor").alias("identifier"),
        pl.lit(rules.rules.rule).alias("rule"),
        _day().alias("day"),
        evidence.alias("evidence"),
    )


def reviews(screened: Screened) -> pl.DataFrame:
    """Return one line a person and day that did not pass: a case with its reasons.

    ``case`` is the hash of everything else that the line says about the person, and of input and
    rules; an appeal names it.
    """
    rules = screened.published.rules
    stopped = screened.days.filter(pl.col("outcome") != scoring.AWARDED)
    columns = [
        _named(screened, "actor").alias("identifier"),
        _day().alias("day"),
        _named(screened, "community").alias("community"),
        pl.col("answers"),
        pl.col("outcome"),
        pl.col("score"),
        reasons.reasons(rules).alias("reasons"),
    ]
    for name, test in rules.tests.items():
        columns += [
            pl.col(name).round(4).alias(f"{name}_value"),
            pl.lit(test.threshold).alias(f"{name}_threshold"),
            pl.col(f"{name}_points"),
        ]
    table = stopped.select(columns)
    content = table.select(
        pl.concat_str(pl.all().cast(pl.String).fill_null(""), separator="\x1f")
    ).to_series()
    prefix = "\x1f".join((CASE_FORMAT, screened.published.digest, screened.intake.digest, ""))
    cases = [f"0x{hashlib.sha256((prefix + text).encode()).hexdigest()}" for text in content]
    return table.insert_column(0, pl.Series("case", cases, dtype=pl.String))


def cases(screened: Screened) -> pl.DataFrame:
    """Return ``actor``, ``day`` and ``case`` of every person-day that did not pass."""
    stopped = screened.days.filter(pl.col("outcome") != scoring.AWARDED)
    return stopped.select("actor", "day", reviews(screened)["case"])


def write(table: pl.DataFrame, path: Path) -> None:
    """Write a table as CSV. Raises `IsonomiaError` when the place cannot be written to."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        table.write_csv(path)
    except OSError as error:
        raise IsonomiaError(f"{path} cannot be written: {error.strerror or error}") from None


def _named(screened: Screened, column: str) -> pl.Expr:
    names = screened.intake.actors if column == "actor" else screened.intake.communities
    return pl.lit(names).gather(pl.col(column))


def _day() -> pl.Expr:
    return pl.col("day").cast(pl.Date).cast(pl.String)
