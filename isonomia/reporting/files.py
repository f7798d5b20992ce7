"""A report as files: one page that loads nothing from elsewhere, and its tables as data."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from isonomia import words
from isonomia.errors import IsonomiaError
from isonomia.page_templates import template
from isonomia.reporting import activity_tables
from isonomia.reporting.attempts import ATTACKS, aim_of
from isonomia.reporting.disclosure import MINIMUM
from isonomia.reporting.figures import Figures
from isonomia.reporting.people_tables import groups_of, is_about_few, people_tables
from isonomia.reporting.spans import Kind, Span
from isonomia.reporting.tables import HIDDEN_WORD, NOTHING, Shown, Unit, as_text
from isonomia.target import Target

FORMAT = "isonomia-report/1"
TEMPLATE = "period.html.j2"
JSON_NAME = "report.json"


def shown_of(figures: Figures, community_names: Mapping[int, str]) -> list[Shown]:
    """Return the tables with their plots in the order of the page, small numbers hidden.

    Args:
        figures: what was counted
        community_names: by number
    """
    return [
        *people_tables(figures.quality),
        activity_tables.spent(figures.spending),
        activity_tables.cases(figures.cases, community_names),
        activity_tables.lottery(figures.flows, figures.round),
        activity_tables.reverted(figures.reverted),
        activity_tables.refused(figures.refused),
    ]


def write_page(path: Path, figures: Figures, target: Target, shown: Sequence[Shown]) -> None:
    """Write the page; folders are made when missing.

    Raises:
        IsonomiaError: it cannot be written.
    """
    _write(path, {path.name: as_html(figures, target, shown)}, path.parent)


def write_data(
    folder: Path, figures: Figures, target: Target, shown: Sequence[Shown]
) -> list[Path]:
    """Write a CSV file for each table that has lines, and one JSON file with all; return the paths.

    Raises:
        IsonomiaError: the folder cannot be written to.
    """
    files = {f"{one.table.name}.csv": as_csv(one) for one in shown if one.table.lines}
    files[JSON_NAME] = as_json(figures, target, shown)
    return _write(folder, files, folder)


def _write(what: Path, files: Mapping[str, str], folder: Path) -> list[Path]:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            (folder / name).write_bytes(text.encode())
    except OSError as error:
        raise IsonomiaError(f"The report {what} cannot be written: {error.strerror}") from None
    return [folder / name for name in files]


def as_csv(shown: Shown) -> str:
    """Return a table as CSV: integers, amounts in millicredits, empty where a number is hidden."""
    file = io.StringIO(newline="")
    csv.writer(file, lineterminator="\n").writerows(shown.table.rows())
    return file.getvalue()


def as_json(figures: Figures, target: Target, shown: Sequence[Shown]) -> str:
    """Return all tables as JSON, with what they are about."""
    pinned, span = figures.pinned, figures.span
    document: dict[str, Any] = {
        "format": FORMAT,
        "jurisdiction": target.jurisdiction,
        "chain_id": target.chain_id,
        "block": pinned.number,
        "block_hash": pinned.block_hash,
        "time": pinned.time,
        "kind": span.kind.value,
        "number": span.number,
        "since": span.since,
        "until": span.until,
        "is_over": span.is_over,
        "least_people": MINIMUM,
        "tables": [one.table.as_dict() for one in shown],
    }
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


def as_html(figures: Figures, target: Target, shown: Sequence[Shown]) -> str:
    """Return the page; a plot stands beside each table."""
    span = figures.span
    return template(TEMPLATE).render(
        jurisdiction=target.jurisdiction,
        chain_id=target.chain_id,
        pinned=figures.pinned,
        span=span,
        title=title_of(span),
        since=words.second(span.since),
        end=words.second(span.end),
        command=f"isonomia report {span.kind} {span.number}",
        least=MINIMUM,
        numbers=_numbers(figures),
        sections=[one.table.section(one.plot) for one in shown],
    )


def title_of(span: Span) -> str:
    """Name what a report is about."""
    if span.kind is Kind.ROUND:
        return f"Round {span.number} of the lottery"
    return f"{'Year' if span.kind is Kind.YEAR else 'Quarter'} {span.number}"


def _numbers(figures: Figures) -> list[tuple[str, str]]:
    """Return what stands in large digits on top; sums over few people are hidden there too."""
    quality, reverted = figures.quality, figures.reverted
    last, few = quality.looks[-1], groups_of(quality) is None
    attacks = sum(n for name, n in reverted.refusals.items() if aim_of(name) in ATTACKS)
    tiles = [
        ("people at the end", f"{quality.people:,}", False),
        ("Gini at the end", as_text(last.gini, Unit.THOUSANDTHS), is_about_few(last)),
        ("credits accrued", f"{sum(quality.accrued) // words.CREDIT:,}", few),
        ("attacks on chain", NOTHING if reverted.left_out else f"{attacks:,}", False),
    ]
    return [(name, HIDDEN_WORD if hide else number) for name, number, hide in tiles]
