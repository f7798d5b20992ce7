"""Mappings: tables of another shape, read as enrolments and contributions."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from isonomia import build
from isonomia.directory import directory_of
from isonomia.fields import Reading
from isonomia.mapping import DrawnPeople, MappedReader, MappingError, load_mapping
from isonomia.records import Records, read_files
from isonomia.spec.calendar import first_day
from isonomia.tables import TableError
from tests.allocate.registry import PEPPER, PILOT, identity_of

READING = Reading(PEPPER, directory_of(PILOT.charter))
HEADER = "id,who,when,robot,what"
MAPPING: dict[str, Any] = {
    "format": "isonomia-mapping/1",
    "about": "Edits of a wiki",
    "keep": [{"column": "robot", "is_one_of": ["no", ""]}],
    "identifier": {"column": "who", "prefix": "wiki-"},
    "day": {"column": "when"},
    "evidence": {"column": "id", "prefix": "edit "},
    "rule": {"column": "what"},
    "people": {"are": "new", "seed": "s", "born_from": "1960-01", "born_until": "1960-12"},
}
ENDOFLIFE = build.ROOT / "mappings" / "endoflife.json"
ENDOFLIFE_DATA = build.ROOT.parent / "shared" / "data" / "endoflife.date.csv"


def read(
    folder: Path, lines: list[str], population: list[str] | None = None, **changes: Any
) -> Records:
    mapping = folder / "mapping.json"
    mapping.write_text(json.dumps(MAPPING | changes))
    data = folder / "edits.csv"
    data.write_text("\n".join((HEADER, *lines)) + "\n")
    people = None
    if population is not None:
        people = folder / "population.csv"
        people.write_text("\n".join(("identifier,birth,community", *population)) + "\n")
    return read_files([data], READING, MappedReader(load_mapping(mapping), people))


@pytest.mark.req("A2")
def test_mapping__new_people__enrolled_once_and_their_acts_read(tmp_path: Path):
    records = read(
        tmp_path,
        ["1,ann,2021-05-04,no,401", "2,bot,2021-05-04,yes,401", "3,ann,1620172800,,703"],
    )
    assert records.errors == []
    [person] = records.enrolments
    assert (person.source.line, person.identity) == (2, identity_of("wiki-ann"))
    assert 1960 * 12 <= person.birth_month < 1961 * 12
    assert person.community in READING.directory.lowest
    assert [(a.source.line, a.identity, a.rule) for a in records.contributions] == [
        (2, person.identity, 401),
        (4, person.identity, 703),
    ]
    assert [(line.source.line, line.reason) for line in records.left_out] == [
        (3, "the mapping keeps lines with robot no or ; this has yes")
    ]


@pytest.mark.req("A2")
def test_mapping__lines_added_in_front__everybody_keeps_month_and_community(tmp_path: Path):
    lines = [f"{i},person{i % 40},2021-05-04,no,401" for i in range(80)]
    before = {p.identity: (p.birth_month, p.community) for p in read(tmp_path, lines).enrolments}
    more = ["999,newcomer,2021-06-04,no,401", *lines[::-1]]
    after = {p.identity: (p.birth_month, p.community) for p in read(tmp_path, more).enrolments}
    assert before.items() <= after.items()
    assert len(before) == 40
    assert {community for _, community in before.values()} == set(READING.directory.lowest)


@pytest.mark.req("A2")
def test_mapping__bad_values__named_by_the_columns_of_the_file(tmp_path: Path):
    records = read(
        tmp_path,
        ["1,ann,yesterday,no,401", "2,,2021-05-04,no,401", "3,b@b,2021-05-04,no,none", "4,ann"],
    )
    assert [(e.source.line, e.column) for e in records.errors] == [
        (5, "line"),
        (2, "when"),
        (3, "who"),
        (4, "who"),
        (4, "what"),
    ]
    assert records.contributions == []


@pytest.mark.req("A2")
def test_mapping__people_of_a_population__adults_by_their_first_act(tmp_path: Path):
    people = {"are": "drawn from a population", "seed": "s", "born_until": "2000-12"}
    population = [
        *(f"adult{i},19{60 + i}-01,5" for i in range(10)),
        *(f"child{i},2010-01,5" for i in range(10)),
    ]
    lines = [f"{i},user{i % 8},2021-05-{i + 1:02},no,401" for i in range(16)]
    records = read(tmp_path, lines, population, people=people)
    assert records.enrolments == []
    adults = {identity_of(f"adult{i}") for i in range(10)}
    drawn = [act.identity for act in records.contributions]
    assert set(drawn) <= adults
    assert len(set(drawn)) == 8
    assert drawn[:8] == drawn[8:]
    later = [*lines, "99,latecomer,2021-08-01,no,401"]
    again = read(tmp_path, later[::-1], population, people=people)
    assert [act.identity for act in again.contributions][:0:-1] == drawn


@pytest.mark.req("A2")
@pytest.mark.parametrize(
    ("population", "words"),
    [(None, "--population"), (["a,1970-01,5"], "2 actors"), (["a,2010-01,5"], "only 0 people")],
)
def test_mapping__population_missing_or_too_small__refused(
    tmp_path: Path, population: list[str] | None, words: str
):
    people = {"are": "drawn from a population", "seed": "s", "born_until": "2000-12"}
    lines = ["1,ann,2021-05-04,no,401", "2,bob,2021-05-04,no,401"]
    with pytest.raises(MappingError, match=words):
        read(tmp_path, lines, population, people=people)


@pytest.mark.req("A2")
def test_mapping__unreadable_lines_beside_a_population__refused_as_elsewhere(tmp_path: Path):
    people = {"are": "drawn from a population", "seed": "s", "born_until": "2000-12"}
    population = ["adult,1970-01,5", "broken,then,5", "short"]
    lines = ["1,ann,yesterday,no,401", "2,,2021-05-04,no,401", "3,ann,2021-05-04,no,401"]
    records = read(tmp_path, lines, population, people=people)
    assert [(e.source.line, e.column) for e in records.errors] == [(2, "when"), (3, "who")]
    assert [act.identity for act in records.contributions] == [identity_of("adult")]


@pytest.mark.req("A2")
def test_mapping__population_of_another_shape__refused(tmp_path: Path):
    (tmp_path / "other.csv").write_text("name,age\n")
    reader = MappedReader(
        load_mapping(ENDOFLIFE).model_copy(
            update={
                "people": DrawnPeople(are="drawn from a population", seed="s", born_until="2000-12")
            }
        ),
        tmp_path / "other.csv",
    )
    data = tmp_path / "commits.csv"
    data.write_text("commit,contributor,authored_unix,is_bot\na,b,1560000000,0\n")
    with pytest.raises(TableError, match="no columns identifier and birth"):
        read_files([data], READING, reader)


@pytest.mark.req("A2")
def test_mapping__enrolled_people_and_a_fixed_rule__only_contributions(tmp_path: Path):
    records = read(
        tmp_path,
        ["1,ann,2021-05-04,no,anything"],
        people={"are": "enrolled"},
        rule={"name": "Donation of blood"},
    )
    assert records.enrolments == []
    assert [act.rule for act in records.contributions] == [703]


@pytest.mark.req("A2")
@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"format": "something else"}, "format"),
        ({"surprise": 1}, "surprise"),
        ({"people": {"are": "aliens"}}, "people"),
        ({"people": MAPPING["people"] | {"born_from": "soon"}}, "YYYY-MM"),
        ({"rule": 401}, "rule"),
    ],
)
def test_load_mapping__faulty__says_where(tmp_path: Path, changes: dict[str, Any], words: str):
    path = tmp_path / "mapping.json"
    path.write_text(json.dumps(MAPPING | changes))
    with pytest.raises(MappingError, match=words):
        load_mapping(path)


@pytest.mark.req("A2")
def test_load_mapping__missing_or_no_json__refused(tmp_path: Path):
    with pytest.raises(MappingError, match="cannot be read"):
        load_mapping(tmp_path / "nowhere.json")
    (tmp_path / "mapping.json").write_text("{")
    with pytest.raises(MappingError, match="the whole"):
        load_mapping(tmp_path / "mapping.json")


@pytest.mark.req("A2")
def test_mapping__columns_the_file_has_not__refused_with_their_names(tmp_path: Path):
    with pytest.raises(TableError, match="the mapping takes nickname"):
        read(tmp_path, ["1,ann,2021-05-04,no,401"], identifier={"column": "nickname"})


@pytest.mark.req("A2")
def test_mapping__born_until_before_born_from__refused(tmp_path: Path):
    people = MAPPING["people"] | {"born_until": "1959-12"}
    with pytest.raises(MappingError, match="born"):
        read(tmp_path, ["1,ann,2021-05-04,no,401"], people=people)


@pytest.mark.req("A2")
def test_mapping__real_commits__bots_left_out_and_dates_kept():
    if not ENDOFLIFE_DATA.exists():
        pytest.skip("needs ../shared/data/endoflife.date.csv, which is not part of the project")
    records = read_files([ENDOFLIFE_DATA], READING, MappedReader(load_mapping(ENDOFLIFE)))
    assert records.errors == []
    assert len(records.contributions) + len(records.left_out) == 10_729
    assert len(records.left_out) == 2_724
    assert len(records.enrolments) == 816
    assert len({line.identity for line in records.contributions}) == 816
    days = [line.day for line in records.contributions]
    assert min(days) == first_day(2019 * 12 + 4) + 26
    assert max(days) == first_day(2026 * 12 + 7) + 21
    per_person = Counter(line.identity for line in records.contributions)
    assert per_person.most_common(1)[0][1] == 2_438
