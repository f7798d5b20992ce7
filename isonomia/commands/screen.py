"""`isonomia screen`."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table as RichTable

from isonomia import charter as charters
from isonomia.commands import options
from isonomia.commands.progress import stages
from isonomia.screening import appeals, intake, layout, outputs, page, rules
from isonomia.screening.appeals import Evaluation
from isonomia.screening.outputs import Totals
from isonomia.screening.rules import Published, RulesError
from isonomia.screening.screen import Screened
from isonomia.screening.screen import screen as judge

_SHOWN_DIGITS = 16

Records = Annotated[
    Path, typer.Argument(help="Records of participation, CSV or Parquet: actor,item,choice,time.")
]


def screen(
    records: Records,
    charter: Annotated[
        Path | None,
        typer.Option("--charter", help="The charter; screening.json beside it holds the rules."),
    ] = None,
    rules_file: Annotated[
        Path | None, typer.Option("--rules", help="Rules that lie elsewhere than the charter.")
    ] = None,
    mapping: Annotated[
        Path | None, typer.Option("--mapping", help="How a file of another shape is read.")
    ] = None,
    awards: Annotated[Path, typer.Option("-o", "--awards", help="Contributions to allocate.")] = (
        Path("awards.csv")
    ),
    review: Annotated[
        Path, typer.Option("--review", help="Person-days that did not pass, with reasons.")
    ] = Path("review.csv"),
    lines: Annotated[
        Path | None,
        typer.Option("--lines", help="Lines that are no answers (default: beside the review)."),
    ] = None,
    report: Annotated[
        Path | None, typer.Option("--report", help="Write a page of sums and pictures (HTML).")
    ] = None,
    people: Annotated[
        Path | None,
        typer.Option("--people", help="Enrolments; records of anybody else are refused."),
    ] = None,
    evaluate: Annotated[
        Path | None,
        typer.Option("--evaluate", help="Labelled people: identifier,label and maybe day."),
    ] = None,
    appealed: Annotated[
        Path | None, typer.Option("--appeals", help="Decided cases: case,outcome.")
    ] = None,
    labelled: Annotated[
        Path, typer.Option("--labelled", help="Where decided cases are written as labels.")
    ] = Path("labelled.csv"),
    at: Annotated[
        str | None,
        typer.Option("--at", help="Day of the screening; later times are refused [default: now]."),
    ] = None,
) -> None:
    """Turn records of participation into awards, weeding out automation by the published rules.

    Every person and day gets one line: an award, or a review with each test's value, threshold and
    reason. The direction of a choice is never looked at.
    """
    published = _published(charter, rules_file)
    now = int(time.time()) if at is None else options.seconds_of(at)
    with stages() as tell:
        read = intake.read(
            records,
            layout.load(mapping) if mapping else None,
            now,
            published.rules.day_offset_minutes,
            people,
            tell,
        )
        screened = by_rules = judge(read, published, tell)
        if appealed:
            screened, labels = appeals.decided(appealed, screened)
            outputs.write(labels, labelled)
        counted = outputs.totals(screened)
        _write(screened, awards, review, lines or _beside(review), tell)
        if report:
            page.write(report, screened)
            tell("report", 1, 1)
    _show(counted, screened)
    if evaluate:
        _show_evaluation(f"labels of {evaluate}", appeals.evaluate(evaluate, by_rules))
    elif "automated" in read.answers.columns:
        _show_evaluation("labels of the records", appeals.by_layout(by_rules))
    options.say(f"Awards are in {awards}, reviews in {review}")


def _published(charter: Path | None, rules_file: Path | None) -> Published:
    published = rules.load(rules_file) if rules_file else rules.for_charter(charter)
    if charter:
        catalogue = charters.load(charter).rules
        known = {rule.name for rule in catalogue} | {str(rule.id) for rule in catalogue}
        if published.rules.rule not in known:
            raise RulesError(
                f"{published.source}, rule: {charter} has no rule {published.rules.rule!r}; name "
                "one of its catalogue, by name or number"
            )
    options.say(
        f"Rules {published.rules.version}, sha256 {published.digest[:_SHOWN_DIGITS]}, "
        f"from {published.source}"
    )
    return published


def _beside(review: Path) -> Path:
    return review.with_name(f"{review.stem}-lines.csv")


def _write(
    screened: Screened, awards: Path, review: Path, lines: Path, tell: intake.OnProgress
) -> None:
    outputs.write(outputs.awards(screened), awards)
    tell("writing", 1, 3)
    outputs.write(outputs.reviews(screened), review)
    tell("writing", 2, 3)
    outputs.write(screened.intake.refused, lines)
    tell("writing", 3, 3)
    if len(screened.intake.refused):
        options.say(f"{len(screened.intake.refused):,} lines are no answers: see {lines}")


def _show(counted: Totals, screened: Screened) -> None:
    table = RichTable(title=f"{counted.lines:,} lines, {len(screened.intake.actors):,} people")
    for heading in ("", "person-days", "answers"):
        table.add_column(heading, justify="left" if not heading else "right")
    table.add_row("awarded", f"{counted.awarded:,}", f"{counted.awarded_answers:,}")
    table.add_row("for review", f"{counted.held:,}", f"{counted.held_answers:,}")
    table.add_row("refused", f"{counted.refused:,}", f"{counted.refused_answers:,}")
    table.add_row("together", f"{counted.person_days:,}", f"{counted.answers:,}", end_section=True)
    table.add_row("lines that are no answers", "", f"{counted.refused_lines:,}")
    options.console.print(table)


def _show_evaluation(title: str, found: Evaluation) -> None:
    table = RichTable(title=f"Errors on {title}")
    for heading in ("person-days of", "labelled", "refused", "95 % interval"):
        table.add_column(heading, justify="left" if heading.startswith("person") else "right")
    rows = (
        ("people", found.persons, found.persons_refused, found.false_alarms),
        ("automation", found.automated, found.automated_refused, found.recall),
    )
    for name, count, refused, (low, high) in rows:
        table.add_row(name, f"{count:,}", f"{refused:,}", f"{low:.2%} to {high:.2%}")
    options.console.print(table)
    if found.unmatched:
        options.say(f"{found.unmatched:,} labels are of nobody in these records")
