"""Populations: exact shares, the right ages, the same file for the same seed."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from isonomia import build
from isonomia.directory import directory_of
from isonomia.fields import Reading
from isonomia.population import (
    AgeStructure,
    PopulationError,
    apportion,
    draw,
    read_age_structure,
    write_enrolments,
)
from isonomia.records import read_files
from isonomia.sample import AGES, EAGER_ACTS, write_sample
from tests.allocate.registry import CORRECTION, PEPPER, PILOT

DATA = build.ROOT.parent / "shared" / "data" / "wpp2019_population_2020.csv"
AT = 2019 * 12 + 4
READING = Reading(PEPPER, directory_of(PILOT.charter))
HOMES = ["Community North-East", "Community South-West"]


def age_groups(months: list[int]) -> Counter[int]:
    return Counter(min((AT - month) // 12 // 5 * 5, 100) for month in months)


@pytest.mark.req("A2")
@pytest.mark.parametrize(
    ("weights", "size", "shares"),
    [
        ([1, 1, 1], 3, [1, 1, 1]),
        ([1, 1, 1], 2, [1, 1, 0]),
        ([5, 3, 2], 7, [4, 2, 1]),
        ([0, 10, 1], 4, [0, 4, 0]),
        ([999_999, 1], 10, [10, 0]),
        ([10**12, 10**12 + 1], 1, [0, 1]),
    ],
)
def test_apportion__largest_remainders__exact(weights: list[int], size: int, shares: list[int]):
    assert apportion(weights, size) == shares


@pytest.mark.req("A2")
def test_apportion__nobody_at_all__refused():
    with pytest.raises(PopulationError, match="nobody lives there"):
        apportion([0, 0], 5)


@pytest.mark.req("A2")
def test_draw__any_size__exact_shares_and_every_month_of_the_groups():
    people = draw(AGES, 7_001, AT, HOMES, seed=3)
    groups = sorted(AGES.persons)
    shares = apportion([AGES.persons[group] for group in groups], 7_001)
    expected = Counter(dict(zip(groups, shares, strict=True)))
    assert age_groups([p.birth_month for p in people]) == +expected
    assert len({p.identifier for p in people}) == 7_001
    infants = {AT - p.birth_month for p in people if AT - p.birth_month < 60}
    assert infants == set(range(60))
    sizes = Counter(p.community for p in people)
    assert abs(sizes[HOMES[0]] - sizes[HOMES[1]]) <= 1


@pytest.mark.req("A2")
def test_draw__same_seed_and_another__same_people_and_others():
    assert draw(AGES, 100, AT, HOMES, 1) == draw(AGES, 100, AT, HOMES, 1)
    assert draw(AGES, 100, AT, HOMES, 1) != draw(AGES, 100, AT, HOMES, 2)


@pytest.mark.req("A2")
def test_draw__oldest_group__100_to_104_years():
    people = draw(AgeStructure("x", "Old", {100: 1}), 500, AT, HOMES, 1)
    ages = {(AT - p.birth_month) // 12 for p in people}
    assert ages == set(range(100, 105))


@pytest.mark.req("A2")
@pytest.mark.parametrize(("size", "communities"), [(0, HOMES), (5, [])])
def test_draw__nobody_or_nowhere__refused(size: int, communities: list[str]):
    with pytest.raises(PopulationError):
        draw(AGES, size, AT, communities, 1)


@pytest.mark.req("A2")
def test_write_enrolments__a_population__read_back_without_an_error(tmp_path: Path):
    path = tmp_path / "people.csv"
    people = draw(AGES, 50, AT, HOMES, 1)
    assert write_enrolments(path, people) == 50
    records = read_files([path], READING)
    assert records.errors == []
    assert [line.birth_month for line in records.enrolments] == [p.birth_month for p in people]


def needs_data() -> None:
    if not DATA.exists():
        pytest.skip(f"needs ../shared/data/{DATA.name}, which is not part of the project")


@pytest.mark.req("A2")
@pytest.mark.parametrize("country", ["New Zealand", "new zealand", "554"])
def test_read_age_structure__by_name_or_number__whole_persons_of_both_sexes(country: str):
    needs_data()
    structure = read_age_structure(DATA, country)
    assert (structure.code, structure.name) == ("554", "New Zealand")
    assert len(structure.persons) == 21
    assert sum(structure.persons.values()) == 4_822_233
    people = draw(structure, 1_000, AT, HOMES, 1)
    shares = apportion([structure.persons[group] for group in sorted(structure.persons)], 1_000)
    drawn = age_groups([p.birth_month for p in people])
    assert [drawn[group] for group in sorted(structure.persons)] == shares


@pytest.mark.req("A2")
def test_read_age_structure__every_country_of_the_file__can_be_drawn():
    needs_data()
    with DATA.open(newline="") as file:
        codes = {row["country_code"] for row in csv.DictReader(file)}
    assert len(codes) > 200
    for code in sorted(codes)[::25]:
        assert len(draw(read_age_structure(DATA, code), 210, AT, HOMES, 1)) == 210


@pytest.mark.req("A2")
def test_read_age_structure__unknown_country__names_those_that_come_close():
    needs_data()
    with pytest.raises(PopulationError, match="New Zealand"):
        read_age_structure(DATA, "New Zeeland")


@pytest.mark.req("A2")
def test_read_age_structure__another_file__names_the_missing_columns(tmp_path: Path):
    path = tmp_path / "ages.csv"
    path.write_text("country_code,name,age_group\n")
    with pytest.raises(PopulationError, match="female_thousands_2020, male_thousands_2020"):
        read_age_structure(path, "New Zealand")


@pytest.mark.req("A2")
def test_write_sample__a_year__readable_adult_and_over_the_cap(tmp_path: Path):
    first_day = date(2019, 5, 1)
    sample = write_sample(tmp_path / "sample", first_day, HOMES, [CORRECTION], size=300, seed=2)
    records = read_files([sample.enrolments, sample.contributions], READING)
    assert records.errors == []
    assert len(records.enrolments) == 300
    born = {line.identity: line.birth_month for line in records.enrolments}
    assert all(born[line.identity] <= AT - 18 * 12 for line in records.contributions)
    genesis = first_day.toordinal() - date(1970, 1, 1).toordinal()
    assert all(genesis < line.day <= genesis + 364 for line in records.contributions)
    acts = Counter(line.identity for line in records.contributions)
    assert acts.most_common(3)[2][1] == EAGER_ACTS
    again = write_sample(tmp_path / "again", first_day, HOMES, [CORRECTION], size=300, seed=2)
    assert again.contributions.read_bytes() == sample.contributions.read_bytes()


@pytest.mark.req("A2")
@pytest.mark.parametrize(
    ("line", "words"),
    [("1,Here,0-4,many,2", "no number"), ("1,Here,0-4", "line 2: the line has 3 fields")],
)
def test_read_age_structure__damaged_line__named(tmp_path: Path, line: str, words: str):
    path = tmp_path / "ages.csv"
    header = "country_code,name,age_group,male_thousands_2020,female_thousands_2020"
    path.write_text(f"{header}\n{line}\n")
    with pytest.raises(PopulationError, match=words):
        read_age_structure(path, "Here")
