"""The topics of a report: what each one says, its plot, and the table beside it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from isonomia import case_sections, plots, service_sections, words
from isonomia.figures import NO_QUALITY, AgeGroup, Band, Figures, Spent
from isonomia.periods import periods
from isonomia.pool_figures import PoolFigures
from isonomia.reporting.disclosure import MINIMUM, joined
from isonomia.sections import Row, Section
from isonomia.spec.state import NOMINATED, SECOND_CHANCE

JOINED_NOTE = f"Neighbours are put together until each holds nobody, or at least {MINIMUM} people."


@dataclass(frozen=True, slots=True)
class Lines:
    """What became of the lines of input files, from the receipts of `isonomia allocate`."""

    statuses: Counter[str]
    refusals: Counter[str]


def sections(figures: Figures, lines: Lines | None) -> list[Section]:
    """Return the topics in the order of the page; `lines` are None when no receipts were given."""
    return [
        _population(figures),
        _credits(figures),
        _quality(figures),
        _awards(figures),
        _lottery(figures.pool),
        case_sections.cases(figures.cases),
        case_sections.verdicts(figures.cases),
        case_sections.communities(figures.cases),
        service_sections.redeemed(figures.services),
        service_sections.offers(figures.services),
        service_sections.organisations(figures.services),
        service_sections.findings(figures.services),
        _refusals(lines),
        _gas(figures),
    ]


def _population(figures: Figures) -> Section:
    ages = _joined_ages(figures)
    counts = [group.people for group in ages]
    return Section(
        title="People by age",
        lead=(
            "Everybody whose account is open, by age in whole years. The ledger knows the month of "
            "birth only."
        ),
        plot=plots.columns(
            [group.label for group in ages], counts, x="age", y="people", title="People by age"
        ),
        columns=("age", "people", "share"),
        rows=[
            Row(group.label, (f"{group.people:,}", _share(group.people, figures.people)))
            for group in ages
        ],
        total=("together", f"{figures.people:,}", ""),
        note=JOINED_NOTE,
    )


def _credits(figures: Figures) -> Section:
    ages = _joined_ages(figures)
    held = [group.credits // words.CREDIT for group in ages]
    labels = [group.label for group in ages]
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
            for group in ages
        ],
        total=("together", f"{figures.credits // words.CREDIT:,}", ""),
    )


def _joined_ages(figures: Figures) -> list[AgeGroup]:
    """Put ages together that few people have."""
    groups = joined([group.people for group in figures.ages]) if figures.ages else []
    parts = [figures.ages[group.start : group.stop] for group in groups]
    return [
        AgeGroup(
            _from_to(part[0].label, part[-1].label),
            sum(group.people for group in part),
            sum(group.credits for group in part),
        )
        for part in parts
    ]


def _from_to(first: str, last: str) -> str:
    """Join the labels of ages: ``80-89`` and ``100+`` are ``80+``."""
    begin, end = first.split("-")[0], last.split("-")[-1]
    if first == last:
        return first
    return f"{begin}+" if end.endswith("+") else f"{begin}-{end}"


def _quality(figures: Figures) -> Section:
    groups = joined([band.people for band in figures.bands])
    parts = [figures.bands[group.start : group.stop] for group in groups]
    names = [part[0].label if len(part) == 1 else _tiers(part) for part in parts]
    people = [sum(band.people for band in part) for part in parts]
    return Section(
        title="Quality by tier",
        lead=(
            "Quality decides which tier of service a person's credits reach. It is earned by "
            "contributions and fades when they stop. Essential services are open to everybody, "
            "also at quality 0."
        ),
        plot=plots.bars(names, people, x="people", title="People by tier"),
        columns=("tier", "people", "share"),
        rows=[
            Row(f"{name} ({_points_of(group)})", (f"{number:,}", _share(number, figures.people)))
            for name, group, number in zip(names, groups, people, strict=True)
        ],
        total=("together", f"{figures.people:,}", ""),
        note=JOINED_NOTE,
    )


def _tiers(bands: Sequence[Band]) -> str:
    first = "none" if bands[0].label == NO_QUALITY else bands[0].label
    return f"{first} to {bands[-1].label}"


def _points_of(bands: range) -> str:
    """Write the points that bands span; the first is 0, then come the tiers."""
    least = (0, 1, 200, 400, 600, 800)[bands.start]
    most = (0, 199, 399, 599, 799, 1_000)[bands.stop - 1]
    return f"{least}" if least == most else f"{least}-{most}"


def _awards(figures: Figures) -> Section:
    labels, spans = periods([month for month, _ in figures.months])
    series = [
        plots.Series(
            words.CATEGORY_SHORT_NAMES[row.category],
            row.category - 1,
            [
                sum(figures.months.get((month, row.category), 0) for month in months)
                for months in spans
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


def _lottery(pool: PoolFigures) -> Section:
    title = "Gifts and the lottery"
    lead = (
        "Whoever has more quality than they need can give some of it away: to everybody, never to "
        "somebody. Lots, drawn with public randomness that nobody can choose, decide whose credits "
        "are lifted for a time. Every point given is free, reserved for a round, or granted."
    )
    if not pool.months:
        return Section(title, f"{lead} Nothing was given yet.", plot="", columns=(), rows=())
    labels, spans = periods(list(pool.months))
    latest = [max(month for month in pool.months if month <= months[-1]) for months in spans]
    accounts = [pool.months[month] for month in latest]
    parts = ("free", "reserved", "granted")
    now = {part: getattr(pool.account, part) for part in parts}
    return Section(
        title=title,
        lead=lead,
        plot=plots.stacked_columns(
            labels,
            [
                plots.Series(part, colour, [getattr(account, part) for account in accounts])
                for colour, part in enumerate(parts)
            ],
            x="time",
            y="points given so far",
            title="Points given, and where they are",
        ),
        columns=("points", "now", "share"),
        rows=[
            Row(part, (f"{points:,}", _share(points, pool.account.given)), colour)
            for colour, (part, points) in enumerate(now.items())
        ],
        total=("given", f"{pool.account.given:,}", ""),
        note=_lottery_in_words(pool),
    )


def _lottery_in_words(pool: PoolFigures) -> str:
    nominated = words.count(pool.rounds[NOMINATED], "round")
    second_chances = words.count(pool.rounds[SECOND_CHANCE], "round")
    return (
        f"{words.count(pool.gifts, 'gift')}; {nominated} of nominations and {second_chances} of "
        f"second chances, {pool.ended} of them ended. "
        f"{words.count(pool.won, 'prize')} won, {pool.forfeited} forfeited. "
        f"{words.count(pool.uplifts, 'uplift')} in force, on "
        f"{words.credits(pool.lifted)} credits together."
    )


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
