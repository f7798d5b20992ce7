"""A page about one deployment: verdict, people, credits, quality, awards, services and gas.

One HTML file that loads nothing from elsewhere; every plot stands beside the table it is drawn
from.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from isonomia import words
from isonomia.divergence import Diverged
from isonomia.errors import IsonomiaError
from isonomia.figures import Figures, collect
from isonomia.manifest import Manifest
from isonomia.page_templates import template
from isonomia.receipts import read_outcomes
from isonomia.report_sections import Lines, sections
from isonomia.target import Target, read_target
from isonomia.verify import Verdict

TEMPLATE = "report.html.j2"


def read_receipts(paths: Iterable[Path]) -> Lines:
    """Count the lines of receipt files.

    Raises:
        IsonomiaError: a file is no receipts file (JSON) of `isonomia allocate`.
    """
    outcomes = [one for path in paths for one in read_outcomes(path)]
    return Lines(
        Counter(one.status for one in outcomes),
        Counter(one.refusal for one in outcomes if one.status == "refused"),
    )


def write(
    path: Path,
    url: str,
    manifest: Manifest,
    verdict: Verdict,
    receipts: Iterable[Path] = (),
) -> None:
    """Write the page about what was verified.

    Args:
        path: of the HTML file; folders are made when missing
        url: of a node
        manifest: of the deployment
        verdict: of its verification; the page looks at the same block
        receipts: receipts.json files of `isonomia allocate`

    Raises:
        IsonomiaError: a receipts file is none, or the page cannot be written.
        Diverged: the manifest holds another charter than it says.
    """
    target = read_target(manifest)
    files = tuple(receipts)
    lines = read_receipts(files) if files else None
    try:
        figures = collect(url, target, verdict.pinned)
    except Diverged:
        figures = None
    page = render(verdict, target, figures, lines)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(page, encoding="utf-8")
    except OSError as error:
        raise IsonomiaError(f"The report {path} cannot be written: {error.strerror}") from None


def render(
    verdict: Verdict,
    target: Target,
    figures: Figures | None,
    lines: Lines | None = None,
) -> str:
    """Return the page as HTML.

    Args:
        verdict: of the verification
        target: the deployment
        figures: None when the logs do not add up; then the page holds the verdict alone
        lines: from receipts, where there are any
    """
    return template(TEMPLATE).render(
        jurisdiction=target.jurisdiction,
        as_of=words.second(verdict.pinned.time),
        verdict=verdict,
        addresses=target.addresses,
        charter_hash="0x" + target.founding.charter_hash.hex(),
        numbers=_numbers(figures) if figures else [],
        sections=sections(figures, lines) if figures else [],
    )


def _numbers(figures: Figures) -> list[tuple[str, str]]:
    awards = sum(category.awards for category in figures.categories)
    return [
        ("people", f"{figures.people:,}"),
        ("communities", f"{figures.communities:,}"),
        ("credits in all", f"{figures.credits // words.CREDIT:,}"),
        ("credits redeemed", f"{figures.services.turnover.redeemed // words.CREDIT:,}"),
        ("awards", f"{awards:,}"),
        ("gas in all", f"{sum(spent.gas for spent in figures.spent.values()):,}"),
    ]
