"""A made-up jurisdiction's first year, for demonstrations that bring no data of their own."""

from __future__ import annotations

import csv
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from isonomia.population import AgeStructure, Resident, draw, write_enrolments
from isonomia.spec.calendar import MONTHS_PER_YEAR

#: Persons per 1,000 in age groups of five years, with the shape of an ageing country's.
AGES = AgeStructure(
    code="sample",
    name="Sample",
    persons=dict(
        zip(
            range(0, 105, 5),
            (60, 62, 62, 60, 63, 67, 66, 64, 62, 64, 65, 63, 58, 52, 45, 36, 26, 16, 7, 2, 0),
            strict=True,
        )
    ),
)
DAYS = 364
ADULT_YEARS = 18
#: One adult in so many contributes at all, and so often a year.
_ONE_IN = 4
_MOST_ACTS = 12
#: So many people contribute far more than can be credited, every other one under all rules.
EAGER_PEOPLE = 6
EAGER_ACTS = 60


@dataclass(frozen=True, slots=True)
class Sample:
    """The files of a sample, the last day they tell of, and who contributes under all rules."""

    enrolments: Path
    contributions: Path
    last_day: date
    all_round: tuple[str, ...]


def write_sample(
    folder: Path,
    first_day: date,
    communities: Sequence[str],
    rules: Sequence[str],
    *,
    size: int = 1_000,
    seed: int = 1,
) -> Sample:
    """Write a population and a year of its contributions, a few of them over the caps.

    Args:
        folder: where to write, made when missing
        first_day: the day of genesis; contributions begin the day after
        communities: names of the communities that enrol people
        rules: names of the rules that people contribute under
        size: people in all
        seed: another one gives another population
    """
    folder.mkdir(parents=True, exist_ok=True)
    at_month = first_day.year * MONTHS_PER_YEAR + first_day.month - 1
    residents = draw(AGES, size, at_month, communities, seed)
    enrolments, contributions = folder / "enrolments.csv", folder / "contributions.csv"
    write_enrolments(enrolments, residents)
    chance = random.Random(f"contributions/{seed}/{size}")
    adults = [r for r in residents if r.birth_month <= at_month - ADULT_YEARS * MONTHS_PER_YEAR]
    active = chance.sample(adults, len(adults) // _ONE_IN)
    _write_contributions(contributions, first_day, active, rules, chance)
    all_round = tuple(resident.identifier for resident in active[:EAGER_PEOPLE:2])
    return Sample(enrolments, contributions, first_day + timedelta(days=DAYS), all_round)


def write_another_year(
    path: Path, first_day: date, people: Sequence[str], rules: Sequence[str], *, seed: int = 1
) -> date:
    """Write a year in which a few people go on to contribute under all rules.

    Args:
        path: of the file of contributions
        first_day: contributions begin the day after
        people: identifiers
        rules: names of rules
        seed: another one gives other contributions

    Returns:
        The last day.
    """
    chance = random.Random(f"another year/{seed}/{first_day}")
    acts = [
        (first_day + timedelta(days=chance.randint(1, DAYS)), person, chance.choice(rules))
        for person in people
        for _ in range(EAGER_ACTS)
    ]
    _write_acts(path, acts)
    return first_day + timedelta(days=DAYS)


def _write_contributions(
    path: Path,
    first_day: date,
    active: Sequence[Resident],
    rules: Sequence[str],
    chance: random.Random,
) -> None:
    acts: list[tuple[date, str, str]] = []
    for position, resident in enumerate(active):
        eager = position < EAGER_PEOPLE
        habit = chance.choice(rules)
        for _ in range(EAGER_ACTS if eager else chance.randint(1, _MOST_ACTS)):
            day = first_day + timedelta(days=chance.randint(1, DAYS))
            habitual = position % 2 if eager else chance.randrange(2)
            rule = habit if habitual else chance.choice(rules)
            acts.append((day, resident.identifier, rule))
    _write_acts(path, acts)


def _write_acts(path: Path, acts: Sequence[tuple[date, str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("identifier", "rule", "day", "evidence"))
        for number, (day, identifier, rule) in enumerate(sorted(acts), start=1):
            writer.writerow((identifier, rule, day.isoformat(), f"minutes {number}"))
