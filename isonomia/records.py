"""Files of CSV: from lines to checked records and all errors."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from isonomia.fields import Reading
from isonomia.record_kinds import Contribution as Contribution
from isonomia.record_kinds import Enrolment as Enrolment
from isonomia.record_kinds import Infraction as Infraction
from isonomia.record_kinds import Line as Line
from isonomia.record_kinds import LineError as LineError
from isonomia.record_kinds import Nomination as Nomination
from isonomia.record_kinds import Redemption as Redemption
from isonomia.record_kinds import Remedy as Remedy
from isonomia.record_kinds import Source as Source
from isonomia.record_kinds import contribution as contribution
from isonomia.record_kinds import converter, headers
from isonomia.record_kinds import damaged as damaged
from isonomia.record_kinds import enrolment as enrolment
from isonomia.record_kinds import nomination as nomination
from isonomia.record_kinds import nomination_of as nomination_of
from isonomia.record_kinds import shown_value as shown_value
from isonomia.tables import Table, TableError


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
    infractions: list[Infraction] = field(default_factory=list)
    remedies: list[Remedy] = field(default_factory=list)
    redemptions: list[Redemption] = field(default_factory=list)
    errors: list[LineError] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)

    @property
    def lines(self) -> list[Line]:
        """All lines that ask for something, by their kind."""
        return [
            *self.enrolments,
            *self.contributions,
            *self.nominations,
            *self.infractions,
            *self.remedies,
            *self.redemptions,
        ]


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
    _require_one_sender(records)
    _refuse_duplicates(records)
    return records


def _require_one_sender(records: Records) -> None:
    if records.redemptions and len(records.lines) > len(records.redemptions):
        raise TableError(
            "redemptions are sent by the organisation's own key, and everything else by a key that "
            "pays for councils: give them in a run of their own"
        )


def _keep(records: Records, outcome: Outcome) -> None:
    match outcome:
        case Enrolment():
            records.enrolments.append(outcome)
        case Contribution():
            records.contributions.append(outcome)
        case Nomination():
            records.nominations.append(outcome)
        case Infraction():
            records.infractions.append(outcome)
        case Remedy():
            records.remedies.append(outcome)
        case Redemption():
            records.redemptions.append(outcome)
        case LeftOut():
            records.left_out.append(outcome)
        case _:
            records.errors.extend(outcome)


def _refuse_duplicates(records: Records) -> None:
    """Keep the first line about each thing; the others become errors."""
    errors = records.errors
    records.enrolments = _firsts(records.enrolments, "identifier", "the same person", errors)
    contribution_words = "the same contribution (person, rule, day and evidence)"
    records.contributions = _firsts(records.contributions, "evidence", contribution_words, errors)
    nomination_words = "the same nomination (person and round)"
    records.nominations = _firsts(records.nominations, "identifier", nomination_words, errors)
    infraction_words = "the same infraction (person, rule and day)"
    records.infractions = _firsts(records.infractions, "infraction", infraction_words, errors)
    remedy_words = "the remedy of the same infraction (person, rule and day)"
    records.remedies = _firsts(records.remedies, "infraction", remedy_words, errors)
    redemption_words = "the same order (person, number and everything else)"
    records.redemptions = _firsts(records.redemptions, "nonce", redemption_words, errors)


L = TypeVar("L", bound=Line)


def _firsts(lines: list[L], column: str, what: str, errors: list[LineError]) -> list[L]:
    """Return the first line about each thing, and add an error for every other."""
    seen: dict[bytes, Source] = {}
    kept: list[L] = []
    for line in lines:
        first = seen.setdefault(_subject(line), line.source)
        if first is line.source:
            kept.append(line)
            continue
        problem = f"this is {what} as in {first}: remove one of them"
        errors.append(LineError(line.source, column, "", problem, "DuplicateLine"))
    return kept


def _subject(line: Line) -> bytes:
    """Return what only one line may be about: nobody is enrolled twice, whatever the lines say."""
    return line.identity if isinstance(line, Enrolment) else line.key


def _outcomes(table: Table, reading: Reading, foreign: ForeignReader | None) -> Iterator[Outcome]:
    convert = converter(table.columns)
    if convert is None:
        if foreign is None:
            raise TableError(_unknown_header(table))
        yield from foreign(table, reading)
        return
    for row in table.rows():
        source = Source(table.path.name, row.line)
        yield damaged(source, row) if row.damage else convert(row.values, source, reading)


def _unknown_header(table: Table) -> str:
    expected = " or ".join(headers())
    return (
        f"{table.path}, line 1: the columns {','.join(table.columns)!r} are neither enrolments, "
        f"contributions, nominations, infractions, remedies nor redemptions. Expected: {expected} "
        "(controller, and the community of whatever a council does, may be left out); for a file "
        "of another shape give a mapping with --mapping"
    )
