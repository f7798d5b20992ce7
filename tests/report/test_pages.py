"""The page and the data hold the same numbers, and neither tells of a single person.

people    many | few in a class | few in all | one
tables    classes joined | moves hidden | sums as they are | Gini of few
activity  turnover of few | cases of few | gifts of few | attempts | nothing at all
files     page whole and alone | data the same | folder in the way
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from isonomia.errors import WORDS, IsonomiaError
from isonomia.history import Header
from isonomia.reporting import activity_tables, files, wording
from isonomia.reporting.attempts import ATTACKS, NAMES_OF_AIMS, Aim, Refused, Reverted, aim_of
from isonomia.reporting.counting import CommunityCases, Flow, Flows, Spending, Tally
from isonomia.reporting.figures import Figures
from isonomia.reporting.people_tables import band_name, groups_of, people_tables, points_of
from isonomia.reporting.quality import CLASSES, NOWHERE, Look, QualityFigures
from isonomia.reporting.spans import Span
from isonomia.reporting.tables import HIDDEN, Table
from isonomia.spec.state import Statement
from tests.report.periods import span_of_world
from tests.spec.worlds import GENESIS
from tests.verify.test_report import Page

pytestmark = [pytest.mark.offline, pytest.mark.req("A4", "S10")]

Moves = Mapping[tuple[int, int], int]
#: Many people, few of whom rose far.
MANY: Moves = {
    (0, 0): 400,
    (0, 1): 60,
    (1, 1): 50,
    (1, 0): 3,
    (2, 3): 20,
    (3, 3): 8,
    (4, 2): 2,
    (10, 9): 1,
    (NOWHERE, 0): 30,
    (NOWHERE, 1): 2,
    (1, NOWHERE): 6,
}
NO_FLOWS = Flows(*(Flow(0, 0),) * 5, 0)
NAMES = {1: "Nation", 2: "North", 3: "South"}


@dataclass(frozen=True)
class Place:
    """What of a deployment a page names."""

    jurisdiction: str = "Scenario & <Co>"
    chain_id: int = 31_337
    community_names: Mapping[int, str] = field(default_factory=lambda: NAMES)


def quality_of(moves: Moves, gini: int | None = 321) -> QualityFigures:
    """Return figures of people who moved between classes, each of whom accrued a credit."""
    began, ended = [0] * CLASSES, [0] * CLASSES
    for (start, end), people in moves.items():
        if start != NOWHERE:
            began[start] += people
        if end != NOWHERE:
            ended[end] += people
    looks = tuple(
        Look(GENESIS + n, sum(counts), sum(counts[1:]), gini)
        for n, counts in enumerate((began, ended))
    )
    accrued = tuple(1_000 * people for people in ended)
    return QualityFigures(tuple(began), tuple(ended), moves, looks, accrued, (1_000_000, 1_050_000))


def figures_of(moves: Moves = MANY, span: Span | None = None, **changes: Any) -> Figures:
    """Return the figures of a quarter in which people moved, and nothing else happened."""
    span = span or span_of_world()
    nothing = CommunityCases(*(Tally(0, 0),) * 3)
    figures = Figures(
        span=span,
        pinned=Header(77, span.now, "0x" + "ab" * 32),
        round=None,
        quality=quality_of(moves),
        spending={},
        cases=dict.fromkeys(NAMES, nothing),
        flows=NO_FLOWS,
        reverted=Reverted({}, 12),
        refused=None,
    )
    return replace(figures, **changes)


def tables_of(figures: Figures) -> dict[str, Table]:
    return {shown.table.name: shown.table for shown in files.shown_of(figures, NAMES)}


def page_of(figures: Figures) -> str:
    return files.as_html(figures, Place(), files.shown_of(figures, NAMES))  # type: ignore[arg-type]


# ---- people --------------------------------------------------------------------------------------


def test_groups__few_in_a_tier__joins_it_with_its_neighbour() -> None:
    groups = groups_of(quality_of(MANY))
    assert groups is not None
    # Exceptional has one person, nobody is between: they are with those of Enhanced.
    assert [band_name(band) for band in groups.bands] == [
        "none",
        "Essential",
        "Enhanced to Exceptional",
    ]
    assert [points_of(group) for group in groups.classes] == ["0", "1-199", "200-1000"]


def test_quality_table__any_line__holds_nobody_or_enough_people() -> None:
    table = people_tables(quality_of(MANY))[0].table
    for line in table.lines:
        for people in line.cells[1:]:
            assert isinstance(people, int)
            assert people == 0 or people >= 5
    assert table.total == ("", 550, 576)


def test_mobility_table__rows__add_up_to_those_who_were_there() -> None:
    quality = quality_of(MANY)
    table = people_tables(quality)[1].table
    rows = {line.label: line.cells for line in table.lines}
    assert list(rows) == ["not enrolled yet", "none", "Essential", "Enhanced to Exceptional"]
    assert [cells[-1] for cells in rows.values()] == [32, 460, 79, 11]
    assert [column.heading for column in table.columns][:2] == ["closed", "none"]
    # 3 fell from Essential to none, 2 were enrolled and reached Essential: both hidden.
    assert rows["Essential"][1] is HIDDEN
    assert rows["not enrolled yet"][2] is HIDDEN
    for cells in rows.values():
        shown = [cell for cell in cells[:-1] if isinstance(cell, int)]
        assert HIDDEN in cells or sum(shown) == cells[-1]
    assert list(table.total) == [6, 433, 114, 29, 582]
    assert table.note == wording.HIDDEN_IN_TABLE


def test_mobility_table__few_enrolled_and_closed__are_put_with_those_without_points() -> None:
    moves = {(0, 0): 50, (1, 1): 40, (NOWHERE, 0): 2, (1, NOWHERE): 1}
    table = people_tables(quality_of(moves))[1].table
    assert table.lines[0].label == "none, or not enrolled yet"
    assert table.columns[0].heading == "none, or closed"
    assert table.columns[0].key == "to_none_or_closed"


def test_mobility_table__cannot_be_protected__shows_sums_alone() -> None:
    # Five in each row and column, and no two that could have changed places with five others.
    moves = {(0, 0): 3, (0, 1): 2, (1, 1): 3, (1, 3): 2, (3, 0): 2, (3, 3): 3}
    table = people_tables(quality_of(moves))[1].table
    assert all(cell is HIDDEN for line in table.lines for cell in line.cells[:-1])
    assert table.note == wording.HIDDEN_AT_ALL
    assert table.total[-1] == 15


@pytest.mark.parametrize("moves", [{(0, 0): 4}, {(0, 0): 1}, {(0, 0): 3, (0, NOWHERE): 9}])
def test_people_tables__too_few_people__show_nothing(moves: Moves) -> None:
    figures = figures_of(moves)
    [shown] = people_tables(figures.quality)
    assert shown.table.lines == ()
    page = page_of(figures)
    assert "Fewer than 5 people have an account" in page
    assert "1,050.000" not in page
    numbers = re.findall(r"<div><dt>(.*?)</dt><dd>(.*?)</dd></div>", page)
    assert ("credits accrued", "hidden") in numbers
    assert ("Gini at the end", "hidden") in numbers


def test_people_tables__nobody__are_drawn_without_anybody() -> None:
    tables = [shown.table for shown in people_tables(quality_of({}, gini=None))]
    assert [table.name for table in tables] == ["quality", "mobility", "gini", "accrued"]
    assert tables[0].total == ("", 0, 0)
    assert [line.cells for line in tables[2].lines] == [(0, None), (0, None)]


def test_gini_table__few_have_points__is_hidden() -> None:
    """Of 43 people one has points when the coefficient is 42/43: that would single them out."""
    quality = quality_of({(0, 0): 42, (1, 1): 1}, gini=977)
    shown = people_tables(quality)[2]
    assert [line.cells for line in shown.table.lines] == [(43, HIDDEN), (43, HIDDEN)]
    assert shown.plot == ""
    assert shown.table.note == wording.HIDDEN_GINI
    assert "0.977" not in page_of(figures_of(quality=quality))


def test_accrued_table__amounts__are_millicredits_by_tier() -> None:
    table = people_tables(quality_of(MANY))[3].table
    assert [line.cells for line in table.lines] == [(433, 433_000), (114, 114_000), (29, 29_000)]
    assert table.total == (576, 576_000)
    assert "1,000.000 credits at the beginning, 1,050.000 at the end" in table.note


# ---- what was done -------------------------------------------------------------------------------


def test_spent__few_behind_a_line__hides_it_and_another() -> None:
    spending = {
        (1, 0): Spending(Statement(40, 40_000, 6, 6_000), 30, 6),
        (1, 1): Spending(Statement(9, 90_000, 1, 2_000), 8, 1),
        (2, 1): Spending(Statement(2, 10_000, 0, 0), 2, 0),
    }
    table = activity_tables.spent(spending).table
    lines = {line.label: tuple(line.cells) for line in table.lines}
    assert lines == {
        "education, Essential": (40, 40_000, HIDDEN, HIDDEN),
        "education, Enhanced": (HIDDEN,) * 4,
        "transit, Enhanced": (HIDDEN, HIDDEN, 0, 0),
    }
    assert table.total == (51, 140_000, 7, 8_000)


def test_cases__few_accused__are_hidden_column_by_column() -> None:
    cases = {
        1: CommunityCases(Tally(0, 0), Tally(0, 0), Tally(0, 0)),
        2: CommunityCases(Tally(20, 18), Tally(9, 8), Tally(2, 2)),
        3: CommunityCases(Tally(30, 4), Tally(6, 5), Tally(0, 0)),
    }
    table = activity_tables.cases(cases, NAMES).table
    # The 30 cases of South are about 4 people.
    assert [line.cells for line in table.lines] == [(HIDDEN, 9, HIDDEN), (HIDDEN, 6, 0)]
    assert list(table.total) == [50, 15, HIDDEN]
    assert "1 other community has none." in table.note


def test_lottery__few_gave__hides_gifts_and_tells_public_terms() -> None:
    flows = Flows(Flow(80, 3), Flow(60, 2), Flow(40, 4), Flow(10, 1), Flow(10, 1), 2)
    table = activity_tables.lottery(flows, None).table
    assert [tuple(line.cells) for line in table.lines] == [
        (HIDDEN, HIDDEN),
        (60, 2),
        (40, 4),
        (10, 1),
        (10, 1),
    ]
    enough = activity_tables.lottery(replace(flows, givers=5), None).table
    assert tuple(enough.lines[0].cells) == (80, 3)


def test_reverted__reasons__are_told_by_what_they_look_like() -> None:
    refusals = {"InvalidSeatSignature": 4, "OrderUsed": 2, "QualityTooLow": 9, "": 1}
    table = activity_tables.reverted(Reverted(refusals, 1_000)).table
    assert [(line.label, *line.cells) for line in table.lines] == [
        ("quality too low", "against a rule", 9),
        ("invalid seat signature", "forgery", 4),
        ("order used", "replay", 2),
        ("not told by the node", "unknown", 1),
    ]
    assert table.total == ("", 16)
    assert "6 of them look like attacks" in table.said.lead
    left_out = activity_tables.reverted(Reverted({}, 0, "they were not asked for")).table
    assert left_out.said.lead.endswith("None were counted: they were not asked for.")


def test_refused__few_people_behind__are_hidden() -> None:
    lines = {"AnnualCapReached": Refused(50, 3), "ActTooOld": Refused(7, 7)}
    table = activity_tables.refused(lines).table
    assert [line.cells[1] for line in table.lines] == [HIDDEN, HIDDEN]
    assert table.total == ("", 57)
    assert "None were given." in activity_tables.refused(None).table.said.lead
    assert "tell of none" in activity_tables.refused({}).table.said.lead


def test_aim_of__every_refusal_told_apart__is_one_of_the_contracts() -> None:
    told_apart = {name for names in NAMES_OF_AIMS.values() for name in names}
    assert told_apart <= WORDS.keys()
    assert all(aim_of(name) in ATTACKS for name in told_apart)
    assert aim_of("QualityTooLow") is Aim.RULE
    assert aim_of("") is Aim.UNKNOWN


# ---- files ---------------------------------------------------------------------------------------

BUSY = figures_of(
    spending={
        (kind, tier): Spending(Statement(9, 12_345, 6, 6_000), 7, 6)
        for kind in (1, 2)
        for tier in (0, 1)
    },
    cases={n: CommunityCases(Tally(9, 9), Tally(8, 8), Tally(7, 7)) for n in NAMES},
    flows=Flows(*(Flow(n, 1) for n in range(10, 15)), 9),
    reverted=Reverted({"OrderUsed": 2}, 50),
    refused={"ActTooOld": Refused(11, 9)},
)


def as_shown(cell: int | str | None, unit: str) -> str:
    """Write a number from JSON as people read it."""
    if cell is None or isinstance(cell, str):
        return cell or ""
    if unit == "millicredits":
        return f"{cell // 1_000:,}.{cell % 1_000:03}"
    return f"{cell / 1_000:.3f}" if unit == "thousandths" else f"{cell:,}"


def test_page__every_table__is_whole_alone_and_described() -> None:
    page = page_of(BUSY)
    parsed = Page(page)
    assert parsed.open == []
    assert parsed.loads == []
    assert [name for name, times in parsed.ids.items() if times > 1] == []
    assert not re.search(r"@import|https?://(?!www\.w3\.org)", page)
    assert "#0101" not in page
    assert "#0102" not in page
    assert "Scenario &amp; &lt;Co&gt;: Quarter 0" in page
    tables = files.shown_of(BUSY, NAMES)
    assert parsed.plots == len(tables) == 9
    assert len(re.findall(r'<svg role="img" aria-label="[^"]{20,}"', page)) == 9
    captions = re.findall(r"<caption>(.+?)</caption>", page)
    assert captions == [shown.table.said.caption.replace("'", "&#39;") for shown in tables]
    assert page.count("How it follows:") == 9
    assert len(re.findall(r'<th scope="row"', page)) >= sum(len(s.table.lines) for s in tables)


def test_data__every_number__is_the_one_on_the_page(tmp_path: Path) -> None:
    shown = files.shown_of(BUSY, NAMES)
    paths = files.write_data(tmp_path / "data", BUSY, Place(), shown)  # type: ignore[arg-type]
    document = json.loads((tmp_path / "data" / files.JSON_NAME).read_text())
    assert document["format"] == "isonomia-report/1"
    assert (document["kind"], document["number"], document["is_over"]) == ("quarter", 0, True)
    assert (document["since"], document["block"]) == (GENESIS, 77)
    rows = Page(page_of(BUSY)).rows
    for table in document["tables"]:
        units = {column["key"]: column["unit"] for column in table["columns"]}
        text = (tmp_path / "data" / f"{table['name']}.csv").read_text()
        lines = list(csv.reader(io.StringIO(text)))
        assert lines[0] == ["row", *units]
        assert len(lines) == 1 + len(table["rows"])
        for line, row in zip(lines[1:], table["rows"], strict=True):
            assert line == ["" if cell is None else str(cell) for cell in row.values()]
            hidden = {key for label, key in table["hidden"] if label == row["row"]}
            on_page = [
                "hidden" if key in hidden else as_shown(row[key], unit)
                for key, unit in units.items()
            ]
            assert [row["row"], *on_page] in rows
    assert {path.name for path in paths} == {
        *(f"{shown.table.name}.csv" for shown in shown),
        files.JSON_NAME,
    }


def test_page__running_span__says_that_it_is_not_over() -> None:
    running = figures_of(span=span_of_world(now=GENESIS + 1_000))
    assert "This quarter is not over:" in page_of(running)
    assert "This quarter is not over:" not in page_of(BUSY)
    assert json.loads(files.as_json(running, Place(), ()))["is_over"] is False  # type: ignore[arg-type]


def test_page__nothing_happened__says_so_for_each_topic() -> None:
    page = page_of(figures_of())
    for said in (wording.SPENT, wording.CASES, wording.LOTTERY, wording.REVERTED):
        assert said.empty in page
    assert Page(page).plots == 4


def test_write_page__folder_in_the_way__says_so(tmp_path: Path) -> None:
    with pytest.raises(IsonomiaError, match="cannot be written: Is a directory"):
        files.write_page(tmp_path, BUSY, Place(), ())  # type: ignore[arg-type]


def test_write_data__file_in_the_way__says_so(tmp_path: Path) -> None:
    in_the_way = tmp_path / "data"
    in_the_way.touch()
    with pytest.raises(IsonomiaError, match="cannot be written"):
        files.write_data(in_the_way, BUSY, Place(), ())  # type: ignore[arg-type]
