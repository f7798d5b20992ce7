"""The report of a screening: one HTML page of sums and pictures, and no list of people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from itertools import pairwise
from pathlib import Path

import polars as pl

from isonomia import plots
from isonomia.errors import IsonomiaError
from isonomia.page_templates import template
from isonomia.screening import groups, outputs, scoring
from isonomia.screening.groups import Group
from isonomia.screening.screen import Screened
from isonomia.sections import Row, Section

TEMPLATE = "screening.html.j2"
_PACES = (0, 0.25, 0.5, 1, 1.5, 2, 3, 4, 6, 8, 12, 16, 24, 32, 64)
_COLOURS = {scoring.AWARDED: 2, scoring.HELD: 1, scoring.REFUSED: 5}
_COLUMNS = ("", "person-days", "refused", "share", "95 % interval", "times everybody's", "held")


def write(path: Path, screened: Screened) -> None:
    """Write the page. Raises `IsonomiaError` when the place cannot be written to."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(render(screened), encoding="utf-8")
    except OSError as error:
        raise IsonomiaError(f"The report {path} cannot be written: {error.strerror}") from None


def render(screened: Screened) -> str:
    """Return the page as HTML."""
    return template(TEMPLATE).render(
        totals=asdict(outputs.totals(screened)),
        people=len(screened.intake.actors),
        rules=screened.published.rules,
        digest=screened.published.digest,
        input_digest=screened.intake.digest,
        sections=[
            _pace(screened),
            _patterns(screened),
            _tests(screened),
            _communities(screened),
            *_disparity(screened),
        ],
        line_reasons=screened.intake.refused["reason"].value_counts(sort=True).rows(),
    )


# ---- sections ------------------------------------------------------------------------------------


def _pace(screened: Screened) -> Section:
    curve = screened.published.rules.tests.pace
    timed = screened.days.drop_nulls("pace")
    bounds = [*_PACES, float("inf")]
    labels = [f"{low:g}" for low in _PACES]
    inside = [
        timed.filter(pl.col("pace").is_between(low, high, closed="left"))
        for low, high in pairwise(bounds)
    ]
    series = [
        plots.Series(name, colour, [int((part["outcome"] == name).sum()) for part in inside])
        for name, colour in _COLOURS.items()
    ]
    return Section(
        title="Pace",
        lead=(
            "Half of a person's answers of a day followed the one before within this time. Haste "
            f"is noticed {curve.threshold} s, and alone refuses only where nobody can have read "
            "anything."
        ),
        plot=plots.stacked_columns(
            labels,
            series,
            x="median seconds between answers, from ... on",
            y="person-days",
            title="Pace of person-days by outcome",
        ),
        columns=("seconds from", *_COLOURS),
        rows=[
            Row(label, [f"{kind.values[place]:,}" for kind in series])
            for place, label in enumerate(labels)
        ],
        note=f"{len(screened.days) - len(timed):,} person-days had too few answers to say.",
        plot_note=f"Points by seconds: {_curve(curve.curve)}.",
    )


def _curve(curve: Sequence[tuple[float, float]]) -> str:
    return ", ".join(f"{points:g} at {value:g}" for value, points in curve)


def _patterns(screened: Screened) -> Section:
    rules = screened.published.rules
    refused = screened.days.filter(pl.col("outcome") == scoring.REFUSED)
    counts = {
        name: int(refused.select((points >= rules.refuse_at).sum()).item())
        for name, points in scoring.patterns(rules).items()
    }
    return Section(
        title="Why days were refused",
        lead=(
            "A pattern is what automation, or participation without any attention, looks like. Its "
            f"tests' points are added; {rules.refuse_at:g} refuse. A day may show several patterns."
        ),
        plot=_bars(counts, "person-days refused"),
        columns=("pattern", "person-days"),
        rows=[Row(name, (f"{count:,}",)) for name, count in counts.items()],
        total=("refused in all", f"{len(refused):,}"),
    )


def _tests(screened: Screened) -> Section:
    rules = screened.published.rules
    days = screened.days
    stopped = days.filter(pl.col("outcome") != scoring.AWARDED)
    rows, counts = [], {}
    for name, test in rules.tests.items():
        title = name.replace("_", " ")
        noticed = pl.col(f"{name}_points") > 0
        counts[title] = int(stopped.select(noticed.sum()).item())
        judged = len(days) - days[name].null_count()
        rows.append(
            Row(
                title,
                (
                    test.threshold,
                    f"{judged:,}",
                    f"{int(days.select(noticed.sum()).item()):,}",
                    f"{counts[title]:,}",
                ),
            )
        )
    return Section(
        title="What the tests noticed",
        lead=(
            "A test that notices something refuses nobody: its points count within a pattern. Days "
            "with too little evidence are not judged by a test."
        ),
        plot=_bars(counts, "person-days refused or held"),
        columns=("test", "notices", "judged", "noticed", "of these stopped"),
        rows=rows,
    )


def _communities(screened: Screened) -> Section:
    found = groups.by_community(screened)
    return Section(
        title="By community",
        lead="The largest communities, by person-days.",
        plot=_bars({group.name: group.refused for group in found}, "person-days refused"),
        columns=_COLUMNS,
        rows=[_row(group) for group in found],
    )


def _disparity(screened: Screened) -> list[Section]:
    lead = (
        "Are some hit harder? A share marked with * differs from everybody's by more than chance. "
        "That is no error by itself, but a reason to look."
    )
    kinds = (
        ("By number of answers on the day", groups.by_activity(screened)),
        ("By pace", groups.by_pace(screened)),
        ("By size of the community", groups.by_size(screened)),
    )
    return [
        Section(
            title=title,
            lead=lead,
            plot=_bars({group.name: group.refused for group in found}, "person-days refused"),
            columns=_COLUMNS,
            rows=[_row(group) for group in found],
        )
        for title, found in kinds
    ]


def _row(group: Group) -> Row:
    return Row(
        group.name,
        (
            f"{group.days:,}",
            f"{group.refused:,}",
            f"{group.share:.2%}{' *' if group.differs else ''}",
            f"{group.low:.1%} to {group.high:.1%}",
            "-" if group.ratio is None else f"{group.ratio:.2f}",
            f"{group.held:,}",
        ),
    )


def _bars(counts: dict[str, int], x: str) -> str:
    names = list(counts) or ["none"]
    return plots.bars(names, [counts.get(name, 0) for name in names], x=x, title=x)
