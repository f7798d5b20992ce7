"""What lines ask for: one record for each kind of line, and what is wrong with the others.

Identifiers become identity hashes here and go no further: neither records nor errors hold one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from isonomia.due_process.case_keys import INFRACTION, CaseKey, infraction_matter
from isonomia.fields import (
    BirthField,
    CommunityField,
    ControllerField,
    DayField,
    EvidenceField,
    HashField,
    IdentityField,
    InfractionField,
    NumberField,
    Reading,
    RoundField,
    RuleField,
    SignatureField,
)
from isonomia.services.orders import OrderTerms
from isonomia.spec.calendar import DAY
from isonomia.tables import Row

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
class _Act:
    """An act of a person on one day, under a rule, that a council files.

    Attributes:
        source: where it stands
        key: the digest that recognises the line in a later run
        identity: whose act it is
        rule: number of the rule; infraction rules have numbers of their own
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
class Contribution(_Act):
    """An act to award."""


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
class Infraction(_Act):
    """An act to accuse a person of."""

    @property
    def case(self) -> CaseKey:
        """The case that it begins."""
        return CaseKey(INFRACTION, self.identity, infraction_matter(self.rule, self.day))


@dataclass(frozen=True, slots=True)
class Remedy:
    """An infraction whose remedy is done; the council that filed the case certifies it.

    Attributes:
        source: where it stands
        key: the digest that recognises the line in a later run
        identity: who has done it
        rule: number of the infraction rule
        day: day of the infraction, counted from 1970-01-01
        evidence: keccak256 of the text that says how it was done
    """

    source: Source
    key: bytes
    identity: bytes
    rule: int
    day: int
    evidence: bytes

    @property
    def case(self) -> CaseKey:
        """The case whose deduction ends by it."""
        return CaseKey(INFRACTION, self.identity, infraction_matter(self.rule, self.day))


@dataclass(frozen=True, slots=True)
class Redemption:
    """An order that a citizen signed and its organisation redeems.

    Attributes:
        source: where it stands
        key: the digest that recognises the line in a later run
        terms: what was ordered
        signature: the citizen's, 65 bytes
    """

    source: Source
    key: bytes
    terms: OrderTerms
    signature: bytes

    @property
    def identity(self) -> bytes:
        """Who ordered."""
        return self.terms.identity


class _AnyLine(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Line(_AnyLine):
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


class _InfractionLine(_Line):
    infraction: InfractionField
    day: DayField
    evidence: EvidenceField
    community: CommunityField | None = None


class _RemedyLine(_Line):
    infraction: InfractionField
    day: DayField
    remedy: EvidenceField


class _RedemptionLine(_AnyLine):
    identity: HashField
    offer: NumberField
    quantity: NumberField
    amount: NumberField
    portion: NumberField
    nonce: NumberField
    deadline: DayField
    signature: SignatureField


_OPTIONAL: dict[type[_AnyLine], set[str]] = {
    _EnrolmentLine: {"controller"},
    _ContributionLine: {"community"},
    _NominationLine: {"community"},
    _InfractionLine: {"community"},
    _RemedyLine: set(),
    _RedemptionLine: set(),
}
_SECRET = "identifier"


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


def infraction(
    values: Mapping[str, str], source: Source, reading: Reading
) -> Infraction | list[LineError]:
    """Check one line of a file of infractions, given by column."""
    line = _checked(_InfractionLine, values, source, reading)
    if isinstance(line, list):
        return line
    key = _key(b"infraction", line.identifier, line.infraction, line.day // DAY)
    about = (line.identifier, line.infraction, line.day, line.evidence)
    return Infraction(source, key, *about, line.community)


def remedy(values: Mapping[str, str], source: Source, reading: Reading) -> Remedy | list[LineError]:
    """Check one line of a file of remedies, given by column."""
    line = _checked(_RemedyLine, values, source, reading)
    if isinstance(line, list):
        return line
    day = line.day // DAY
    key = _key(b"remedy", line.identifier, line.infraction, day)
    return Remedy(source, key, line.identifier, line.infraction, day, line.remedy)


def redemption(
    values: Mapping[str, str], source: Source, reading: Reading
) -> Redemption | list[LineError]:
    """Check one line of a file of redemptions, given by column."""
    line = _checked(_RedemptionLine, values, source, reading)
    if isinstance(line, list):
        return line
    terms = OrderTerms(**{name: getattr(line, name) for name in OrderTerms._fields})
    return Redemption(source, _key(b"redemption", *terms), terms, line.signature)


L = TypeVar("L", bound=_AnyLine)


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


Line = Enrolment | Contribution | Nomination | Infraction | Remedy | Redemption

_CONVERTERS: dict[
    type[_AnyLine], Callable[[Mapping[str, str], Source, Reading], Line | list[LineError]]
] = {
    _EnrolmentLine: enrolment,
    _ContributionLine: contribution,
    _NominationLine: nomination,
    _InfractionLine: infraction,
    _RemedyLine: remedy,
    _RedemptionLine: redemption,
}


def damaged(source: Source, row: Row) -> list[LineError]:
    """Return the error of a line that could not be split into fields."""
    return [LineError(source, "line", "", row.damage)]


def converter(
    columns: Collection[str],
) -> Callable[[Mapping[str, str], Source, Reading], Line | list[LineError]] | None:
    """Return what reads lines with these columns; None when no kind of line has them."""
    given = set(columns)
    for model, convert in _CONVERTERS.items():
        allowed = set(model.model_fields)
        if allowed - _OPTIONAL[model] <= given <= allowed:
            return convert
    return None


def headers() -> list[str]:
    """Return the columns of each kind of line, separated by commas."""
    return [",".join(model.model_fields) for model in _CONVERTERS]
