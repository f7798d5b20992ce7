"""Files of the demonstration, read and rewritten."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from isonomia.charter import Charter
from isonomia.sample import Sample


def split(contributions: Path, day: date) -> tuple[Path, Path]:
    """Cut a file of contributions into what came before a day and what came later."""
    with contributions.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    column = header.index("day")
    earlier = [row for row in rows if row[column] < day.isoformat()]
    later = [row for row in rows if row[column] >= day.isoformat()]
    contributions.unlink()
    halves = []
    for name, part in (("first-half", earlier), ("second-half", later)):
        path = contributions.with_name(f"{contributions.stem}-{name}.csv")
        _write_rows(path, [header, *part])
        halves.append(path)
    return halves[0], halves[1]


def contributed(contributions: Path, charter: Charter) -> tuple[Counter[str], Counter[str]]:
    """Return how many acts everybody asks to be credited, and the points of all of them."""
    worth = {rule.name: rule.points for rule in charter.rules}
    acts: Counter[str] = Counter()
    points: Counter[str] = Counter()
    with contributions.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            acts[row["identifier"]] += 1
            points[row["identifier"]] += worth[row["rule"]]
    return acts, points


def add_controllers(sample: Sample, addresses: Mapping[str, str]) -> None:
    """Have some people's keys bound along with their enrolment."""
    with sample.enrolments.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    column = header.index("identifier")
    with_keys = [[*row, addresses.get(row[column], "")] for row in rows]
    _write_rows(sample.enrolments, [[*header, "controller"], *with_keys])


def _write_rows(path: Path, rows: list[list[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)
