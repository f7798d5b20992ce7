"""What came of appeals, and how the rules do on labelled participation.

A case of the review file that was decided becomes a label: granted means it was a person, dismissed
means it was not. `isonomia screen --evaluate` counts errors on such a file.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from isonomia.screening import outputs, scoring
from isonomia.screening.groups import interval
from isonomia.screening.screen import Screened
from isonomia.tables import Row, Table, TableError

GRANTED, DISMISSED = "granted", "dismissed"
PERSON, AUTOMATED = "person", "automated"
_LABELS = {GRANTED: PERSON, DISMISSED: AUTOMATED}


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Labelled person-days and how many of them were refused."""

    persons: int
    persons_refused: int
    automated: int
    automated_refused: int
    unmatched: int

    @property
    def false_alarms(self) -> tuple[float, float]:
        """95 % interval of the share of people's days refused."""
        return interval(self.persons_refused, self.persons)

    @property
    def recall(self) -> tuple[float, float]:
        """95 % interval of the share of automated days refused."""
        return interval(self.automated_refused, self.automated)


# ---- appeals -------------------------------------------------------------------------------------


def decided(path: Path, screened: Screened) -> tuple[Screened, pl.DataFrame]:
    """Apply decided appeals: the days of granted cases are awarded.

    Args:
        path: a file with the columns ``case`` and ``outcome``, granted or dismissed
        screened: the screening that the cases are of: same records, same rules

    Returns:
        the screening with granted days awarded; and the labelled file: ``identifier``, ``day``,
        ``case``, ``label``

    Raises:
        TableError: naming each line that has another outcome or a case of another screening
    """
    rows = _labelled_rows(path, "case", "outcome", tuple(_LABELS))
    cases = outputs.cases(screened)
    known = set(cases["case"])
    if strange := [
        f"{path}, line {row.line}: {row.values['case']}"
        for row in rows
        if row.values["case"] not in known
    ]:
        raise TableError(
            "\n".join(strange)
            + "\nno such case in this screening: give the same records and rules as when the case "
            "was made"
        )
    table = pl.DataFrame(
        [(row.values["case"], _LABELS[row.values["outcome"]]) for row in rows],
        schema={"case": pl.String, "label": pl.String},
        orient="row",
    ).unique("case", keep="last", maintain_order=True)
    labelled = cases.join(table, on="case", how="inner", maintain_order="right")
    granted = labelled.filter(pl.col("label") == PERSON).select("actor", "day", granted=True)
    days = (
        screened.days.join(granted, on=["actor", "day"], how="left", maintain_order="left")
        .with_columns(outcome=pl.when("granted").then(pl.lit(scoring.AWARDED)).otherwise("outcome"))
        .drop("granted")
    )
    return dataclasses.replace(screened, days=days), labelled.select(
        pl.lit(screened.intake.actors).gather(pl.col("actor")).alias("identifier"),
        pl.col("day").cast(pl.Date).cast(pl.String),
        "case",
        "label",
    )


# ---- labels --------------------------------------------------------------------------------------


def evaluate(path: Path, screened: Screened) -> Evaluation:
    """Count errors on labelled participation.

    Args:
        path: a file with the columns ``identifier``, ``label`` (person or automated) and, where a
            label is about one day only, ``day``
        screened: a screening by the rules alone, without appeals
    """
    rows = _labelled_rows(path, "identifier", "label", (PERSON, AUTOMATED))
    labels = pl.DataFrame(
        [
            (given["identifier"], given.get("day") or None, given["label"] == AUTOMATED)
            for given in (row.values for row in rows)
        ],
        schema={"name": pl.String, "on": pl.String, "automated": pl.Boolean},
        orient="row",
    ).unique(["name", "on"], keep="last", maintain_order=True)
    judged = screened.days.select(
        pl.lit(screened.intake.actors).gather(pl.col("actor")).alias("name"),
        pl.col("day").cast(pl.Date).cast(pl.String).alias("on"),
        (pl.col("outcome") == scoring.REFUSED).alias("refused"),
    )
    dated = labels.drop_nulls("on")
    always = labels.filter(pl.col("on").is_null()).drop("on")
    matched = pl.concat(
        [
            judged.join(dated, on=["name", "on"]),
            judged.join(dated, on=["name", "on"], how="anti").join(always, on="name"),
        ]
    )
    unmatched = len(dated.join(judged, on=["name", "on"], how="anti"))
    unmatched += len(always.join(judged, on="name", how="anti"))
    return _counted(matched, unmatched)


def by_layout(screened: Screened) -> Evaluation:
    """Count errors by the label that the records bear themselves."""
    labels = screened.intake.answers.group_by("actor").agg(pl.col("automated").any())
    judged = screened.days.with_columns(refused=pl.col("outcome") == scoring.REFUSED)
    return _counted(judged.join(labels, on="actor"), 0)


def _counted(days: pl.DataFrame, unmatched: int) -> Evaluation:
    automated, persons = days.filter("automated"), days.filter(~pl.col("automated"))
    return Evaluation(
        persons=len(persons),
        persons_refused=int(persons["refused"].sum()),
        automated=len(automated),
        automated_refused=int(automated["refused"].sum()),
        unmatched=unmatched,
    )


def _labelled_rows(path: Path, name: str, value: str, allowed: tuple[str, ...]) -> list[Row]:
    """Return every line of a file. Raises `TableError` with all that is wrong."""
    table = Table.open(path)
    if missing := [column for column in (name, value) if column not in table.columns]:
        raise TableError(f"{path}, line 1: no column {', '.join(missing)}")
    found, faults = [], []
    for row in table.rows():
        if row.damage:
            faults.append(f"{path}, line {row.line}: {row.damage}")
        elif row.values[value] not in allowed:
            faults.append(
                f"{path}, line {row.line}, {value} {row.values[value]!r}: write "
                f"{' or '.join(allowed)}"
            )
        else:
            found.append(row)
    if faults:
        raise TableError("\n".join(faults))
    return found
