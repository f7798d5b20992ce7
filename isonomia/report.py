"""A page about one deployment: verdict, people, credits, quality, awards, refusals and gas.

One HTML file that loads nothing from elsewhere; every plot stands beside the table it is drawn
from.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import jinja2

from isonomia import plots, words
from isonomia.divergence import Diverged
from isonomia.errors import IsonomiaError
from isonomia.figures import Figures, Spent, collect
from isonomia.manifest import Manifest
from isonomia.receipts import FORMAT as RECEIPTS_FORMAT
from isonomia.spec.calendar import MONTHS_PER_YEAR
from isonomia.target import Target, read_target
from isonomia.verify import Verdict

TEMPLATES = Path(__file__).parent / "templates"
TEMPLATE = "report.html.j2"
MOST_PERIODS = 24
MONTHS_PER_QUARTER = 3


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table; ``colour`` is the number of its series in the plot."""

    name: str
    values: Sequence[str]
    colour: int | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """One topic: what it says, its plot and the table beside it."""

    title: str
    lead: str
    plot: str
    columns: Sequence[str]
    rows: Sequence[Row]
    total: Sequence[str] = ()
    note: str = ""
    plot_note: str = ""


@dataclass(frozen=True, slots=True)
class Lines:
    """What became of the lines of input files, from the receipts of `isonomia allocate`."""

    statuses: Counter[str]
    refusals: Counter[str]


def read_receipts(paths: Iterable[Path]) -> Lines:
    """Count the lines of receipt files.

    Raises:
        IsonomiaError: a file is no receipts file (JSON) of `isonomia allocate`.
    """
    statuses: Counter[str] = Counter()
    refusals: Counter[str] = Counter()
    for path in paths:
        try:
            document = json.loads(path.read_text(encoding="utf-8"))
            if document["format"] != RECEIPTS_FORMAT:
                raise ValueError(document["format"])
            outcomes = [(str(line["status"]), str(line["refusal"])) for line in document["lines"]]
        except (OSError, ValueError, KeyError, TypeError):
            raise IsonomiaError(
                f"{path} holds no receipts: give the receipts.json that `isonomia allocate` wrote"
            ) from None
        statuses.update(status for status, _ in outcomes)
        refusals.update(refusal for status, refusal in outcomes if status == "refused")
    return Lines(statuses, refusals)


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
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES), autoescape=True, undefined=jinja2.StrictUndefined
    )
    return environment.get_template(TEMPLATE).render(
        jurisdiction=target.jurisdiction,
        as_of=words.second(verdict.pinned.time),
        verdict=verdict,
        addresses=target.addresses,
        charter_hash="0x" + target.founding.charter_hash.hex(),
        numbers=_numbers(figures) if figures else [],
        sections=_sections(figures, lines) if figures else [],
    )


def _numbers(figures: Figures) -> list[tuple[str, str]]:
    awards = sum(category.awards for category in figures.categories)
    return [
        ("people", f"{figures.people:,}"),
        ("communities", f"{figures.communities:,}"),
        ("credits in all", f"{figures.credits // words.CREDIT:,}"),
        ("awards", f"{awards:,}"),
        ("gas in all", f"{sum(spent.gas for spent in figures.spent.values()):,}"),
    ]


def _sections(figures: Figures, lines: Lines | None) -> list[Section]:
    return [
        _population(figures),
        _credits(figures),
        _quality(figures),
        _awards(figures),
        _refusals(lines),
        _gas(figures),
    ]


def _population(figures: Figures) -> Section:
    labels = [group.label for group in figures.ages]
    counts = [group.people for group in figures.ages]
    return Section(
        title="People by age",
        lead="Everybody enrolled, by age in whole years. The ledger knows the month of birth only.",
        plot=plots.columns(labels, counts, x="age", y="people", title="People by age"),
        columns=("age", "people", "share"),
        rows=[
            Row(group.label, (f"{group.people:,}", _share(group.people, figures.people)))
            for group in figures.ages
        ],
        total=("together", f"{figures.people:,}", ""),
    )


def _credits(figures: Figures) -> Section:
    held = [group.credits // words.CREDIT for group in figures.ages]
    labels = [group.label for group in figures.ages]
    return Section(
        title="Credits accrued",
        lead=(
            "Everybody receives the same credits from birth on, so that age alone decides how many "
            "a person was given. Nothing but the person's own orders can lower them, and nobody "
            "needs a transaction to receive them."
        ),
        plot=plots.columns(
            labels, held, x="age", y="credits of all together", title="Credits by age"
        ),
        columns=("age", "credits together", "for each person"),
        rows=[
            Row(
                group.label,
                (
                    f"{group.credits // words.CREDIT:,}",
                    f"{group.credits // group.people // words.CREDIT:,}" if group.people else "-",
                ),
            )
            for group in figures.ages
        ],
        total=("together", f"{figures.credits // words.CREDIT:,}", ""),
    )


def _quality(figures: Figures) -> Section:
    return Section(
        title="Quality by tier",
        lead=(
            "Quality decides which tier of service a person's credits reach. It is earned by "
            "contributions and fades when they stop. Essential services are open to everybody, "
            "also at quality 0."
        ),
        plot=plots.bars(
            [band.label for band in figures.bands],
            [band.people for band in figures.bands],
            x="people",
            title="People by tier",
        ),
        columns=("tier", "people", "share"),
        rows=[
            Row(
                f"{band.label} ({_points_of(band.tier)})" if number else f"{band.label} (0)",
                (f"{band.people:,}", _share(band.people, figures.people)),
            )
            for number, band in enumerate(figures.bands)
        ],
        total=("together", f"{figures.people:,}", ""),
    )


def _points_of(tier: int) -> str:
    ranges = ("1-199", "200-399", "400-599", "600-799", "800-1000")
    return ranges[tier]


def _awards(figures: Figures) -> Section:
    labels, periods = _periods([month for month, _ in figures.months])
    series = [
        plots.Series(
            words.CATEGORY_SHORT_NAMES[row.category],
            row.category - 1,
            [
                sum(figures.months.get((month, row.category), 0) for month in months)
                for months in periods
            ],
        )
        for row in figures.categories
    ]
    return Section(
        title="Awards over time",
        lead=(
            "Each award was signed by at least two thirds of a council's seats for one published "
            "rule and one day. Points a year are capped for every person, in each category and in "
            "all."
        ),
        plot=plots.stacked_columns(
            labels, series, x="time of the contribution", y="awards", title="Awards over time"
        ),
        columns=("category", "awards", "points", "people"),
        rows=[
            Row(
                words.CATEGORY_SHORT_NAMES[row.category],
                (f"{row.awards:,}", f"{row.points:,}", f"{row.people:,}"),
                row.category - 1,
            )
            for row in figures.categories
        ],
        total=(
            "together",
            f"{sum(row.awards for row in figures.categories):,}",
            f"{sum(row.points for row in figures.categories):,}",
            "",
        ),
        note="A person may have contributed in several categories.",
    )


def _periods(months: Sequence[int]) -> tuple[list[str], list[range]]:
    """Cut the time between the first and the last month into months, quarters or years."""
    if not months:
        return [], []
    first, last = min(months), max(months)
    for size in (1, MONTHS_PER_QUARTER, MONTHS_PER_YEAR):
        starts = range(first - first % size, last + 1, size)
        if len(starts) <= MOST_PERIODS:
            break
    return [_period_label(start, size) for start in starts], [
        range(start, start + size) for start in starts
    ]


def _period_label(start: int, size: int) -> str:
    year, month = divmod(start, MONTHS_PER_YEAR)
    if size == MONTHS_PER_YEAR:
        return str(year)
    if size == MONTHS_PER_QUARTER:
        return f"{year} Q{month // MONTHS_PER_QUARTER + 1}"
    return words.month(start)


def _refusals(lines: Lines | None) -> Section:
    title = "Lines refused"
    if lines is None:
        return Section(
            title=title,
            lead=(
                "What the contracts carried out stands above. What was refused leaves no trace on "
                "a chain; the receipts of `isonomia allocate` tell it, and none were given."
            ),
            plot="",
            columns=(),
            rows=(),
        )
    reasons = lines.refusals.most_common()
    refused, asked = lines.statuses["refused"], sum(lines.statuses.values())
    return Section(
        title=title,
        lead=(
            f"Of {words.count(asked, 'line')} in the input files, {refused:,} "
            f"{'was' if refused == 1 else 'were'} refused. A refused line never holds up another, "
            "and its receipt says why."
        ),
        plot=plots.bars(
            [_in_words(name) for name, _ in reasons],
            [number for _, number in reasons],
            x="lines",
            title="Lines refused by reason",
            colours=[5] * len(reasons),
        )
        if reasons
        else "",
        columns=("what became of the lines", "lines", "share"),
        rows=[
            Row(status, (f"{number:,}", _share(number, asked)))
            for status, number in lines.statuses.most_common()
        ]
        + [Row(f"refused: {_in_words(name)}", (f"{number:,}", "")) for name, number in reasons],
        total=("together", f"{asked:,}", ""),
    )


def _gas(figures: Figures) -> Section:
    by_gas = sorted(figures.spent.items(), key=lambda item: -item[1].gas)
    total = sum(spent.gas for spent in figures.spent.values())
    return Section(
        title="Gas spent",
        lead=(
            "What all transactions cost. A year of credits for the whole population costs nothing: "
            "they accrue by themselves."
        ),
        plot=plots.bars(
            [name for name, _ in by_gas],
            [spent.gas for _, spent in by_gas],
            x="gas",
            title="Gas by kind of act",
            colours=[6] * len(by_gas),
        ),
        columns=("kind of act", "acts", "lines", "gas", "gas a line"),
        rows=[Row(name, _gas_columns(spent)) for name, spent in by_gas],
        total=("together", "", "", f"{total:,}", ""),
    )


def _gas_columns(spent: Spent) -> tuple[str, ...]:
    a_line = f"{spent.gas // spent.lines:,}" if spent.lines else "-"
    return (f"{spent.acts:,}", f"{spent.lines:,}", f"{spent.gas:,}", a_line)


def _share(part: int, whole: int) -> str:
    if not whole:
        return "-"
    thousandths = (part * 1000 + whole // 2) // whole
    if part and not thousandths:
        return "< 0.1 %"
    return f"{thousandths // 10}.{thousandths % 10} %"


def _in_words(name: str) -> str:
    """Turn an error's name into words: ``ActTooOld`` into ``act too old``."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower()
