"""The tables and plots about everybody's quality and credits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from isonomia import plots, words
from isonomia.reporting import wording
from isonomia.reporting.disclosure import hidden_in_table, is_small, joined
from isonomia.reporting.quality import BANDS, CLASS_WIDTH, CLASSES, NOWHERE, Look, QualityFigures
from isonomia.reporting.tables import (
    HIDDEN,
    HIDDEN_WORD,
    Cell,
    Column,
    Line,
    Shown,
    Table,
    Unit,
    nothing,
)
from isonomia.spec.quality import CEILING

_NO_QUALITY = "none"
_AT_BEGIN = Column("people_at_begin", "beginning", Unit.PEOPLE)
_AT_END = Column("people_at_end", "end", Unit.PEOPLE)


@dataclass(frozen=True, slots=True)
class Groups:
    """Classes of quality, as far joined that none is small at the beginning or the end.

    Attributes:
        bands: tiers, as ranges of classes
        classes: likewise, and no class reaches over the border of a band
    """

    bands: tuple[range, ...]
    classes: tuple[range, ...]


def groups_of(figures: QualityFigures) -> Groups | None:
    """Return the classes to show; None when there are too few people for any."""
    if is_small(sum(figures.began)) or is_small(sum(figures.ended)):
        return None
    counts = [_people_in(each, BANDS) for each in (figures.began, figures.ended)]
    bands = [
        range(BANDS[group.start].start, BANDS[group.stop - 1].stop) for group in joined(*counts)
    ]
    classes = [
        range(band.start + group.start, band.start + group.stop)
        for band in bands
        for group in joined(
            figures.began[band.start : band.stop], figures.ended[band.start : band.stop]
        )
    ]
    return Groups(tuple(bands), tuple(classes))


def people_tables(figures: QualityFigures) -> list[Shown]:
    """Return the tables about everybody with their plots, in the order of the page."""
    groups = groups_of(figures)
    if groups is None:
        return [nothing("quality", wording.TOO_FEW)]
    return [
        _distribution(figures, groups),
        _mobility(figures, groups),
        _inequality(figures),
        _accrued(figures, groups),
    ]


# ---- names ---------------------------------------------------------------------------------------


def points_of(group: range) -> str:
    """Write the points that classes span: ``0``, ``1-99``, ``0-199``, ``900-1000``."""
    least = 0 if group.start == 0 else max(1, (group.start - 1) * CLASS_WIDTH)
    most = CEILING if group.stop == CLASSES else (group.stop - 1) * CLASS_WIDTH - 1
    return "0" if group.stop == 1 else f"{least}-{most}"


def band_name(band: range) -> str:
    """Name the tiers that classes span: ``Essential``, ``Enhanced to Advanced``."""
    names = (_NO_QUALITY, *words.TIER_NAMES)
    covered = [name for name, one in zip(names, BANDS, strict=True) if one.start in band]
    return covered[0] if len(covered) == 1 else f"{covered[0]} to {covered[-1]}"


def _people_in(counts: Sequence[int], groups: Sequence[range]) -> list[int]:
    return [sum(counts[one] for one in group) for group in groups]


# ---- how many have how much ----------------------------------------------------------------------


def _distribution(figures: QualityFigures, groups: Groups) -> Shown:
    began = _people_in(figures.began, groups.classes)
    ended = _people_in(figures.ended, groups.classes)
    lines = [
        Line(points_of(group), (_tier(group, groups), before, after))
        for group, before, after in zip(groups.classes, began, ended, strict=True)
    ]
    table = Table(
        "quality",
        wording.QUALITY,
        label="points",
        columns=(Column("tier", "tier", Unit.TEXT), _AT_BEGIN, _AT_END),
        lines=lines,
        total=("", sum(began), sum(ended)),
        note=wording.JOINED,
    )
    series = [plots.Series(_AT_BEGIN.heading, 1, began), plots.Series(_AT_END.heading, 0, ended)]
    title = f"People by points of quality, at the beginning and at the end; {wording.BESIDE}"
    labels = [line.label for line in lines]
    return Shown(table, plots.columns_beside(labels, series, x="points", y="people", title=title))


def _tier(group: range, groups: Groups) -> str:
    return band_name(next(band for band in groups.bands if group.start in band))


# ---- who went where ------------------------------------------------------------------------------


def _mobility(figures: QualityFigures, groups: Groups) -> Shown:
    """Put people by their tier at the beginning (rows) and at the end (columns)."""
    moves = figures.moves
    entered = sum(people for (start, _), people in moves.items() if start == NOWHERE)
    left = sum(people for (_, end), people in moves.items() if end == NOWHERE)
    rows, columns = _with_nowhere(groups.bands, entered), _with_nowhere(groups.bands, left)
    people = [
        [sum(moves.get((a, b), 0) for a in row for b in column) for column in columns]
        for row in rows
    ]
    hidden = hidden_in_table(people)
    names = [_name(row, "not enrolled yet") for row in rows]
    headings = [_name(column, "closed") for column in columns]
    cells = [_uncovered(numbers, hidden, row) for row, numbers in enumerate(people)]
    table = Table(
        "mobility",
        wording.MOBILITY,
        label="from, to",
        columns=[
            *(Column(f"to_{_key(name)}", name, Unit.PEOPLE) for name in headings),
            Column(_AT_BEGIN.key, "together", Unit.PEOPLE),
        ],
        lines=[
            Line(name, [*shown, sum(numbers)])
            for name, shown, numbers in zip(names, cells, people, strict=True)
        ],
        total=[*map(sum, zip(*people, strict=True)), sum(map(sum, people))],
        note=_mobility_note(hidden),
    )
    plot = plots.heat_map(
        names,
        headings,
        [[cell if isinstance(cell, int) else None for cell in row] for row in cells],
        missing=HIDDEN_WORD,
        x=_AT_END.heading,
        y=_AT_BEGIN.heading,
        title=f"People by tier at the beginning and at the end; {wording.BESIDE}",
    )
    return Shown(table, plot)


def _with_nowhere(bands: Sequence[range], elsewhere: int) -> list[list[int]]:
    """Put those who were not there before the bands, or with the first of them if they are few."""
    listed = [list(band) for band in bands]
    if elsewhere == 0:
        return listed
    if is_small(elsewhere):
        return [[NOWHERE, *listed[0]], *listed[1:]]
    return [[NOWHERE], *listed]


def _name(classes: Sequence[int], elsewhere: str) -> str:
    there = [one for one in classes if one != NOWHERE]
    if not there:
        return elsewhere
    name = band_name(range(there[0], there[-1] + 1))
    return name if len(there) == len(classes) else f"{name}, or {elsewhere}"


def _key(name: str) -> str:
    return name.lower().replace(",", "").replace(" ", "_")


def _uncovered(
    numbers: Sequence[int], hidden: frozenset[tuple[int, int]] | None, row: int
) -> list[Cell]:
    return [
        HIDDEN if hidden is None or (row, column) in hidden else number
        for column, number in enumerate(numbers)
    ]


def _mobility_note(hidden: frozenset[tuple[int, int]] | None) -> str:
    if hidden is None:
        return wording.HIDDEN_AT_ALL
    return wording.HIDDEN_IN_TABLE if hidden else ""


# ---- how unequal, and what everybody received ----------------------------------------------------


def _inequality(figures: QualityFigures) -> Shown:
    looks = [(look, is_about_few(look)) for look in figures.looks]
    table = Table(
        "gini",
        wording.GINI,
        label="day",
        columns=(
            Column("people", "people", Unit.PEOPLE),
            Column("gini_thousandths", "Gini", Unit.THOUSANDTHS),
        ),
        lines=[
            Line(words.date_of(look.time), (look.people, HIDDEN if few else look.gini))
            for look, few in looks
        ],
        note=wording.HIDDEN_GINI if any(few for _, few in looks) else "",
    )
    if all(few or look.gini is None for look, few in looks):
        return Shown(table, "")
    plot = plots.line(
        # Without its century a day takes less room.
        [line.label[2:] for line in table.lines],
        [None if few else look.gini for look, few in looks],
        x="day",
        y="Gini",
        title=f"Gini of quality over time, between 0 and 1; {wording.BESIDE}",
    )
    return Shown(table, plot)


def is_about_few(look: Look) -> bool:
    """Return whether the coefficient tells of few people: 42/43 says that one of 43 has points."""
    return is_small(look.people) or is_small(look.with_points)


def _accrued(figures: QualityFigures, groups: Groups) -> Shown:
    people = _people_in(figures.ended, groups.bands)
    credits = _people_in(figures.accrued, groups.bands)
    before, after = (words.credits(rate) for rate in figures.rates)
    rate = (
        f"{after} credits"
        if before == after
        else f"{before} credits at the beginning, {after} at the end"
    )
    names = [band_name(band) for band in groups.bands]
    table = Table(
        "accrued",
        wording.ACCRUED,
        label="tier at the end",
        columns=(
            Column("people", "people", Unit.PEOPLE),
            Column("accrued_millicredits", "credits", Unit.MILLICREDITS),
        ),
        lines=[
            Line(name, numbers)
            for name, numbers in zip(names, zip(people, credits, strict=True), strict=True)
        ],
        total=(sum(people), sum(credits)),
        note=f"The annual rate, the same for everybody, was {rate}.",
    )
    plot = plots.bars(
        names,
        [one // words.CREDIT for one in credits],
        x="credits, whole ones",
        title=f"Credits accrued by tier; {wording.BESIDE}",
    )
    return Shown(table, plot)
