"""Reports on every year of a deployment so far."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from isonomia.reporting import files
from isonomia.reporting.figures import collect
from isonomia.reporting.spans import Kind
from isonomia.spec.calendar import YEAR
from isonomia.target import Target


def write_years(folder: Path, url: str, target: Target, receipts: Sequence[Path] = ()) -> None:
    """Write ``year-N.html`` and the data in ``year-N`` for each year that has begun.

    Args:
        folder: made when missing
        url: of a node
        target: the deployment
        receipts: receipts.json files, told in the report on the running year

    Raises:
        Diverged: the logs are not what the specification gives.
        IsonomiaError: a receipts file is none, or a report cannot be written.
    """
    year = last = 0
    while year <= last:
        figures = collect(url, target, Kind.YEAR, year)
        span = figures.span
        if not span.is_over and receipts:
            figures = figures.with_refused(receipts)
        shown = files.shown_of(figures, target.community_names)
        files.write_page(folder / f"year-{year}.html", figures, target, shown)
        files.write_data(folder / f"year-{year}", figures, target, shown)
        year, last = year + 1, year + (span.now - span.since) // YEAR
