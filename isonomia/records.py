"""Enrolments, contributions, nominations: from lines of CSV to checked records and all errors.

Identifiers become identity hashes here and go no further: neither records nor errors hold one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from isonomia.fields import (
    BirthField,
    CommunityField,
    ControllerField,
    DayField,
    EvidenceField,
    IdentityField,
    Reading,
    RoundField,
    RuleField,
)
from isonomia.spec.calendar import DAY
from isonomia.tables import Row, Table, TableError

_LONGEST_VALUE = 60


@dataclass(frozen=True, slots=True, order=True)
class Source:
    """Where a record stands."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}, line {self.line}"


@dataclass(frozen=True, slots=True)
class LineError:
    """One thing wrong with one line; `problem` says what and how to mend it."""

    source: Source
    column: str
    value: str
    problem: str
    name: str = "InvalidLine"

    def __str__(self) -> str:
        shown = f" {self.value!r}" if self.value else ""
        return f"{self.source}, {self.column}{shown}: {self.problem}"


@dataclass(frozen=True, slots=True)
class Enrolment:
    """A person to enrol. `key` is the digest that recognises the line in a later run."""

    source: Source
    key: bytes
    identity: bytes
    birth_month: int
    community: int
    controller: bytes | None


@dataclass(frozen=True, slots=True)
class Contribution:
    """An act to award.

    Attributes:
        source: where it stands
        key: the digest that recognises the line in a later run
        identity: whose act it is
        rule: number of the rule
        time: second of the act; the chain learns only its day
        evidence: keccak256 of the evidence's text
        community: whose council files it; None for the person's own
    """

    source: Source
    key: bytes
    identity: bytes
    rule: int
    time: int
    evidence: bytes
    community: int | None

    @property
    def day(self) -> int:
        """Day of the act, counted from 1970-01-01."""
        return self.time // DAY


@dataclass(frozen=True, slots=True)
class Nomination:
    """A person to put into a round of the lottery.

    Attributes:
        source: where it stands
        key: the digest that recognises the line in a later run
        identity: who is nominated
        round: number of the round
        community: whose council nominates; None for the person's own
    """

    source: Source
    key: bytes
    identity: bytes
    round: int
    community: int | None


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A line that a mapping does not ask for, and why."""

    source: Source
    reason: str


@dataclass(slots=True)
class Records:
    """Everything read from all files of a run."""

    enrolments: list[Enrolment] = field(default_factory=list)
    contributions: list[Contribution] = field(default_factory=list)
    nominations: list[Nomination] = field(default_factory=list)
    errors: list[LineError] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)


class _Line(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    identifier: IdentityField


class _EnrolmentLine(_Line):
    birth: BirthField
    community: CommunityField
    controller: ControllerField | None = None


class _ContributionLine(_Line):
    rule: RuleField
    day: DayField
    evidence: EvidenceField
    community: CommunityField | None = None


class _NominationLine(_Line):
    round: RoundField
    community: CommunityField | None = None


_OPTIONAL: dict[type[_Line], set[str]] = {
    _EnrolmentLine: {"controller"},
    _ContributionLine: {"community"},
    _NominationLine: {"community"},
}
_SECRET = "identifier"
_KINDS = tuple(_OPTIONAL)


# ---- lines ---------------------------------------------------------------------------------------


def enrolment(
    values: Mapping[str, str], source: Source, reading: Reading
) -> Enrolment | list[LineError]:
    """Check one line of an enrolment file, given by column."""
    line = _checked(_EnrolmentLine, values, source, reading)
    if isinstance(line, list):
        return line
    key = _key(b"enrolment", line.identifier, line.birth, line.community)
    return Enrolment(source, key, line.identifier, line.birth, line.community, line.controller)


def contribution(
    values: Mapping[str, str], source: Source, reading: Reading
) -> Contribution | list[LineError]:
    """Check one line of a contribution file, given by column."""
    line = _checked(_ContributionLine, values, source, reading)
    if isinstance(line, list):
        return line
    key = _key(b"contribution", line.identifier, line.rule, line.day // DAY, line.evidence)
    return Contribution(
        source, key, line.identifier, line.rule, line.day, line.evidence, line.community
    )


def nomination(
    values: Mapping[str, str], source: Source, reading: Reading
) -> Nomination | list[LineError]:
    """Check one line of a nomination file, given by column."""
    line = _checked(_NominationLine, values, source, reading)
    if isinstance(line, list):
        return line
    return nomination_of(source, line.identifier, line.round, line.community)


def nomination_of(
    source: Source, identity: bytes, number: int, community: int | None = None
) -> Nomination:
    """Return the nomination of a person for a round."""
    return Nomination(source, _key(b"nomination", identity, number), identity, number, community)


L = TypeVar("L", bound=_Line)


def _checked(
    model: type[L], values: Mapping[str, str], source: Source, reading: Reading
) -> L | list[LineError]:
    optional = _OPTIONAL[model]
    given = {column: value for column, value in values.items() if value or column not in optional}
    try:
        return model.model_validate(given, context=reading)
    except ValidationError as error:
        return [_line_error(source, values, item) for item in error.errors()]


def _line_error(source: Source, values: Mapping[str, str], error: Any) -> LineError:
    column = str(error["loc"][0])
    cause = error.get("ctx", {}).get("error")
    problem = str(cause) if cause else str(error["msg"])
    return LineError(source, column, shown_value(column, values.get(column, "")), problem)


def shown_value(column: str, value: str) -> str:
    """Return a value as an error may show it: shortened, and an identifier only by its start."""
    if column == _SECRET:
        return f"{value[:2]}…" if value else ""
    return value if len(value) <= _LONGEST_VALUE else value[: _LONGEST_VALUE - 1] + "…"


def _key(*parts: bytes | int) -> bytes:
    digest = hashlib.sha256(b"isonomia/line/1")
    for part in parts:
        data = part.to_bytes(32, "big") if isinstance(part, int) else part
        digest.update(len(data).to_bytes(4, "big") + data)
    return digest.digest()


# ---- files ---------------------------------------------------------------------------------------

Line = Enrolment | Contribution | Nomination
Outcome = Line | LeftOut | list[LineError]
#: Reads a table that has columns of its own.
ForeignReader = Callable[[Table, Reading], Iterator[Outcome]]


def read_files(
    paths: Iterable[Path], reading: Reading, foreign: ForeignReader | None = None
) -> Records:
    """Read files of enrolments, contributions and nominations, told apart by their headers.

    Good lines become records whatever stands beside them. Files with other headers go to `foreign`
    where there is one. Raises `TableError` naming every file that cannot be read at all.
    """
    records = Records()
    troubles: list[str] = []
    for path in paths:
        try:
            table = Table.open(path)
            for outcome in _outcomes(table, reading, foreign):
                _keep(records, outcome)
        except TableError as error:
            troubles.append(str(error))
    if troubles:
        raise TableError("\n".join(troubles))
    _refuse_duplicates(records)
    return records


def _keep(records: Records, outcome: Outcome) -> None:
    match outcome:
        case Enrolment():
            records.enrolments.append(outcome)
        case Contribution():
            records.contributions.append(outcome)
        case Nomination():
            records.nominations.append(outcome)
        case LeftOut():
            records.left_out.append(outcome)
        case _:
            records.errors.extend(outcome)


def _refuse_duplicates(records: Records) -> None:
    """Keep the first line about each thing; the others become errors."""
    people: dict[bytes, Source] = {}
    acts: dict[bytes, Source] = {}
    records.enrolments = [
        line
        for line in records.enrolments
        if _is_first(people, line.identity, line, records.errors, "identifier", "the same person")
    ]
    contribution_words = "the same contribution (person, rule, day and evidence)"
    records.contributions = [
        line
        for line in records.contributions
        if _is_first(acts, line.key, line, records.errors, "evidence", contribution_words)
    ]
    nomination_words = "the same nomination (person and round)"
    records.nominations = [
        line
        for line in records.nominations
        if _is_first(acts, line.key, line, records.errors, "identifier", nomination_words)
    ]


def _is_first(
    seen: dict[bytes, Source],
    key: bytes,
    line: Line,
    errors: list[LineError],
    column: str,
    what: str,
) -> bool:
    first = seen.setdefault(key, line.source)
    if first is line.source:
        return True
    errors.append(
        LineError(
            line.source,
            column,
            "",
            f"this is {what} as in {first}: remove one of them",
            "DuplicateLine",
        )
    )
    return False


def _outcomes(table: Table, reading: Reading, foreign: ForeignReader | None) -> Iterator[Outcome]:
    convert = _converter(table)
    if convert is None:
        if foreign is None:
            raise TableError(_unknown_header(table))
        yield from foreign(table, reading)
        return
    for row in table.rows():
        source = Source(table.path.name, row.line)
        yield damaged(source, row) if row.damage else convert(row.values, source, reading)


def damaged(source: Source, row: Row) -> list[LineError]:
    """Return the error of a line that could not be split into fields."""
    return [LineError(source, "line", "", row.damage)]


def _converter(
    table: Table,
) -> Callable[[Mapping[str, str], Source, Reading], Line | list[LineError]] | None:
    columns = set(table.columns)
    for model, convert in zip(_KINDS, (enrolment, contribution, nomination), strict=True):
        allowed = set(model.model_fields)
        if allowed - _OPTIONAL[model] <= columns <= allowed:
            return convert
    return None


def _unknown_header(table: Table) -> str:
    expected = " or ".join(",".join(model.model_fields) for model in _KINDS)
    return (
        f"{table.path}, line 1: the columns {','.join(table.columns)!r} are neither enrolments, "
        f"contributions nor nominations. Expected: {expected} (controller, and the community of a "
        "contribution or nomination, may be left out); for a file of another shape give a mapping "
        "with --mapping"
    )
