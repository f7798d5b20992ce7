"""Mappings: how a table of somebody else's making becomes enrolments and contributions.

A mapping is a JSON file that names the columns; `docs/allocation.md` describes it by example.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from isonomia import records, words
from isonomia.errors import IsonomiaError
from isonomia.fields import Reading, act_time, birth_month
from isonomia.records import LeftOut, LineError, Outcome, Source
from isonomia.tables import Row, Table, TableError


class MappingError(IsonomiaError):
    """A mapping file that cannot be used."""


def _is_month(text: str) -> str:
    birth_month(text)
    return text


Month = Annotated[str, AfterValidator(_is_month)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Condition(_Part):
    """Keeps the lines whose column holds one of the values."""

    column: str
    is_one_of: tuple[str, ...]


class ColumnValue(_Part):
    """The value of a column, with a fixed text in front of it."""

    column: str
    prefix: str = ""

    def of(self, row: Row) -> str:
        """Return the value for one line; an empty one stays empty."""
        value = row.values[self.column]
        return self.prefix + value if value else ""


class FixedRule(_Part):
    """Every line is a contribution under one rule, given by name or number."""

    name: str


class NewPeople(_Part):
    """Actors become people who are enrolled first: community and month of birth by a seeded hash.

    Without `communities`, by name or number, they are spread over those at the bottom of the tree.
    """

    are: Literal["new"]
    seed: str
    born_from: Month
    born_until: Month
    communities: tuple[str, ...] = ()


class DrawnPeople(_Part):
    """Each actor becomes one of the people of an enrolment file born in or before a month."""

    are: Literal["drawn from a population"]
    seed: str
    born_until: Month


class EnrolledPeople(_Part):
    """Actors are enrolled already, or by another file, under the same identifiers."""

    are: Literal["enrolled"]


class ColumnMapping(_Part):
    """The content of a mapping file."""

    format: Literal["isonomia-mapping/1"]
    about: str
    keep: tuple[Condition, ...] = ()
    identifier: ColumnValue
    day: ColumnValue
    evidence: ColumnValue
    rule: FixedRule | ColumnValue
    people: Annotated[NewPeople | DrawnPeople | EnrolledPeople, Field(discriminator="are")]

    @property
    def own_columns(self) -> dict[str, str]:
        """The column that each field of a contribution is taken from."""
        fields = {"identifier": self.identifier, "day": self.day, "evidence": self.evidence}
        columns = {name: field.column for name, field in fields.items()}
        if isinstance(self.rule, ColumnValue):
            columns["rule"] = self.rule.column
        return columns

    def contribution(self, row: Row) -> dict[str, str]:
        """Return the fields of a contribution line."""
        rule = self.rule.name if isinstance(self.rule, FixedRule) else self.rule.of(row)
        return {
            "identifier": self.identifier.of(row),
            "rule": rule,
            "day": self.day.of(row),
            "evidence": self.evidence.of(row),
        }


def load_mapping(path: Path) -> ColumnMapping:
    """Read a mapping file. Raises `MappingError` listing everything that is wrong with it."""
    try:
        return ColumnMapping.model_validate_json(path.read_bytes())
    except OSError as error:
        raise MappingError(f"the mapping {path} cannot be read: {error.strerror}") from None
    except ValidationError as error:
        raise MappingError(faults_in(path, error)) from None


def faults_in(path: Path, error: ValidationError) -> str:
    """Say of everything that is wrong with a file where in it and what, one line each."""
    return "\n".join(
        f"{path}, {'.'.join(str(part) for part in item['loc']) or 'the whole'}: {item['msg']}"
        for item in error.errors()
    )


@dataclass(frozen=True, slots=True)
class MappedReader:
    """Reads tables through a mapping; `population` is an enrolment file to draw people from."""

    mapping: ColumnMapping
    population: Path | None = None

    def __call__(self, table: Table, reading: Reading) -> Iterator[Outcome]:
        """Yield what becomes of every line: first the people, where they are new."""
        self._require_columns(table)
        kept: list[tuple[Source, dict[str, str]]] = []
        for row in table.rows():
            source = Source(table.path.name, row.line)
            if row.damage:
                yield records.damaged(source, row)
            elif reason := self._reason_to_leave_out(row):
                yield LeftOut(source, reason)
            else:
                kept.append((source, self.mapping.contribution(row)))
        people = self.mapping.people
        if isinstance(people, NewPeople):
            yield from self._enrolments(kept, people, reading)
        if isinstance(people, DrawnPeople):
            self._replace_actors(kept, people)
        for source, values in kept:
            yield self._in_own_words(records.contribution(values, source, reading))

    def _require_columns(self, table: Table) -> None:
        asked = {condition.column for condition in self.mapping.keep}
        missing = sorted((asked | set(self.mapping.own_columns.values())) - set(table.columns))
        if missing:
            raise TableError(
                f"{table.path}, line 1: the mapping takes {', '.join(missing)}, but the header has "
                f"only {', '.join(table.columns)}: correct the mapping or the file"
            )

    def _reason_to_leave_out(self, row: Row) -> str:
        for condition in self.mapping.keep:
            value = row.values[condition.column]
            if value not in condition.is_one_of:
                wanted = " or ".join(condition.is_one_of)
                return f"the mapping keeps lines with {condition.column} {wanted}; this has {value}"
        return ""

    def _in_own_words(self, outcome: records.Line | list[LineError]) -> Outcome:
        if not isinstance(outcome, list):
            return outcome
        columns = self.mapping.own_columns
        return [replace(error, column=columns.get(error.column, error.column)) for error in outcome]

    def _enrolments(
        self, kept: list[tuple[Source, dict[str, str]]], people: NewPeople, reading: Reading
    ) -> Iterator[Outcome]:
        names = reading.directory.communities
        communities = [names.number(name) for name in people.communities]
        communities = communities or list(reading.directory.lowest)
        first_month = birth_month(people.born_from)
        months = birth_month(people.born_until) - first_month + 1
        if months < 1:
            raise MappingError("the mapping's people are born from a month after their last one")
        seen: set[str] = set()
        for source, values in kept:
            actor = values["identifier"]
            if not actor or actor in seen:
                continue
            seen.add(actor)
            digest = hashlib.sha256(f"{people.seed}\n{actor}".encode()).digest()
            month = first_month + int.from_bytes(digest[:16], "big") % months
            enrolment = {
                "identifier": actor,
                "birth": words.month(month),
                "community": str(
                    communities[int.from_bytes(digest[16:], "big") % len(communities)]
                ),
            }
            outcome = records.enrolment(enrolment, source, reading)
            # An actor who cannot be enrolled is reported with the contribution, once.
            if not isinstance(outcome, list):
                yield outcome

    def _replace_actors(
        self, kept: list[tuple[Source, dict[str, str]]], people: DrawnPeople
    ) -> None:
        candidates = self._candidates(people)
        firsts: dict[str, int] = {}
        for _, values in kept:
            if actor := values["identifier"]:
                time = _time_or_end(values["day"])
                firsts[actor] = min(time, firsts.get(actor, time))
        if len(firsts) > len(candidates):
            raise MappingError(
                f"the file has {len(firsts):,} actors, but {self.population} only "
                f"{len(candidates):,} people born until {people.born_until}: draw a larger one"
            )
        # By their first act, so that acts added to the file later change nobody's person.
        actors = sorted(firsts, key=lambda actor: (firsts[actor], actor))
        random.Random(people.seed).shuffle(candidates)
        person = dict(zip(actors, candidates, strict=False))
        for _, values in kept:
            values["identifier"] = person.get(values["identifier"], "")

    def _candidates(self, people: DrawnPeople) -> list[str]:
        if self.population is None:
            raise MappingError(
                "the mapping draws people from a population: name its file with --population"
            )
        last_month = birth_month(people.born_until)
        table = Table.open(self.population)
        if not {"identifier", "birth"} <= set(table.columns):
            raise TableError(f"{self.population}, line 1: no columns identifier and birth")
        return [
            row.values["identifier"]
            for row in table.rows()
            if not row.damage and _month_or_end(row.values["birth"]) <= last_month
        ]


#: Later than anything that can be read; what cannot is refused where the line is checked.
_END = 2**63


def _time_or_end(text: str) -> int:
    try:
        return act_time(text)
    except ValueError:
        return _END


def _month_or_end(text: str) -> int:
    try:
        return birth_month(text)
    except ValueError:
        return _END
