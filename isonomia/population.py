"""Populations to enrol: drawn from real age structures, or made up for a demonstration.

Everything is seeded and computed with integers, so that the same request gives the same file.
"""

from __future__ import annotations

import csv
import difflib
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path

from isonomia import words
from isonomia.errors import IsonomiaError
from isonomia.spec.calendar import MONTHS_PER_YEAR
from isonomia.tables import Table

YEARS_PER_GROUP = 5
#: The open group "100+" is drawn as 100 to 104 years.
_OLDEST_GROUP = 100
_PERSONS_PER_THOUSAND = 1_000
_COLUMNS = {
    "country_code",
    "name",
    "age_group",
    "male_thousands_2020",
    "female_thousands_2020",
}


class PopulationError(IsonomiaError):
    """A population that cannot be drawn."""


@dataclass(frozen=True, slots=True)
class AgeStructure:
    """How many people of each age there are.

    Attributes:
        code: the country's number in the United Nations' list, or a short name
        name: the country's name
        persons: people by first year of their age group (0, 5, 10, ...)
    """

    code: str
    name: str
    persons: dict[int, int]


@dataclass(frozen=True, slots=True)
class Resident:
    """One person of a population: invented identifier, month of birth, community."""

    identifier: str
    birth_month: int
    community: str


def read_age_structure(path: Path, country: str) -> AgeStructure:
    """Read one country's ages, both sexes together, from the World Population Prospects 2019.

    Args:
        path: ``wpp2019_population_2020.csv``
        country: name or number, case making no difference
    """
    table = Table.open(path)
    if not set(table.columns) >= _COLUMNS:
        raise PopulationError(
            f"{path} lacks the columns {', '.join(sorted(_COLUMNS - set(table.columns)))}"
        )
    wanted = country.strip().casefold()
    names: dict[str, str] = {}
    code = name = ""
    persons: dict[int, int] = {}
    for row in table.rows():
        values = row.values
        if row.damage:
            raise PopulationError(f"{path}, line {row.line}: {row.damage}")
        names[values["name"].casefold()] = values["name"]
        if wanted in (values["name"].casefold(), values["country_code"]):
            code, name = values["country_code"], values["name"]
            persons[_first_age(values["age_group"])] = _persons(values)
    if not persons:
        close = difflib.get_close_matches(wanted, names, n=3, cutoff=0.5)
        hint = ", ".join(names[match] for match in close) or "a name or number from the file"
        raise PopulationError(f"{path} has no country {country!r}: try {hint}")
    return AgeStructure(code, name, persons)


def _first_age(group: str) -> int:
    return int(group.rstrip("+").split("-")[0])


def _persons(values: dict[str, str]) -> int:
    """Thousands with decimals, as whole persons."""
    try:
        thousands = sum(Decimal(values[column]) for column in _COLUMNS if "thousands" in column)
        return int(thousands * _PERSONS_PER_THOUSAND)
    except InvalidOperation:
        raise PopulationError(f"{values['name']}, {values['age_group']}: no number") from None


def apportion(weights: Sequence[int], size: int) -> list[int]:
    """Divide `size` in proportion to `weights`, by largest remainders; earlier ones win ties."""
    total = sum(weights)
    if total <= 0:
        raise PopulationError("nobody lives there: no weight is above 0")
    shares = [size * weight // total for weight in weights]
    remainders = [size * weight % total for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda i: -remainders[i])
    for i in by_remainder[: size - sum(shares)]:
        shares[i] += 1
    return shares


def draw(
    structure: AgeStructure, size: int, at_month: int, communities: Sequence[str], seed: int
) -> list[Resident]:
    """Draw a population of exactly `size` people as of a month.

    Each age group has its exact share; within a group the month of birth is uniformly random.
    Communities get equal shares, at random.

    Args:
        structure: ages to draw from
        size: number of people, at least 1
        at_month: month at which the ages hold (year * 12 + month - 1)
        communities: their names
        seed: another one gives other people
    """
    if size < 1 or not communities:
        raise PopulationError("a population needs at least one person and one community")
    chance = random.Random(f"{seed}/{structure.code}/{size}/{at_month}")
    groups = sorted(structure.persons)
    shares = apportion([structure.persons[group] for group in groups], size)
    months = [
        at_month - chance.randrange(group * MONTHS_PER_YEAR, _end_of(group))
        for group, share in zip(groups, shares, strict=True)
        for _ in range(share)
    ]
    chance.shuffle(months)
    width = len(str(size))
    return [
        Resident(
            f"{structure.code}s{seed}n{number:0{width}}",
            month,
            communities[number % len(communities)],
        )
        for number, month in enumerate(months)
    ]


def _end_of(group: int) -> int:
    return (min(group, _OLDEST_GROUP) + YEARS_PER_GROUP) * MONTHS_PER_YEAR


def write_enrolments(path: Path, residents: Iterable[Resident]) -> int:
    """Write an enrolment file and return the number of people in it."""
    lines = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("identifier", "birth", "community"))
        for resident in residents:
            writer.writerow(
                (resident.identifier, words.month(resident.birth_month), resident.community)
            )
            lines += 1
    return lines
