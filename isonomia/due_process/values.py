"""Values of signed fields: as people type them, as files hold them, as texts tell them.

A field is its Solidity type and its name; both decide how it is written.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eth_utils.address import to_checksum_address
from eth_utils.crypto import keccak

from isonomia import words
from isonomia.addresses import is_miscopied
from isonomia.due_process.case_keys import OUTCOMES, ground_number, told_ground
from isonomia.errors import IsonomiaError
from isonomia.fields import act_time, birth_month
from isonomia.services.words import form_name, form_number, kind_bits, kind_names
from isonomia.spec.calendar import DAY
from isonomia.words import hexed

Values = Mapping[str, Any]

_SAFE_NUMBER = 2**53
_MOST = 2**256 - 1
_DAYS = {"actDays", "fromDay", "actDay", "untilDay", "day"}
_SECONDS = {"deadline", "entriesUntil", "filedAt"}
_PEOPLE = {"identity", "identities", "challenger", "formerPanel"}


class FieldError(IsonomiaError):
    """A value of a field that cannot be right; the words name field, value and remedy."""

    def __init__(self, field: str, value: object, remedy: str) -> None:
        shown = str(value)
        super().__init__(f"{field} {shown if len(shown) < 80 else shown[:77] + '...'!r}: {remedy}")


@dataclass(frozen=True, slots=True)
class Field:
    """One field: its type as Solidity writes it, and its name."""

    type: str
    name: str

    @property
    def is_list(self) -> bool:
        """Whether it holds several values."""
        return self.type.endswith("[]")

    @property
    def one(self) -> Field:
        """The field of one entry of a list."""
        return Field(self.type.removesuffix("[]"), self.name)

    @property
    def bytes_length(self) -> int | None:
        """How many bytes it has; None when it holds none."""
        found = re.fullmatch(r"bytes(\d+)", self.type)
        return int(found[1]) if found else None


def fields_of(text: str) -> tuple[Field, ...]:
    """Return the fields of a struct written as ``type name,type name``."""
    return tuple(Field(*pair.split()) for pair in text.split(",") if pair)


# ---- as people type them -------------------------------------------------------------------------

#: Turns what stands for a person, an identity hash or an identifier, into the hash.
IdentityReader = Callable[[str], bytes]


def typed(field: Field, text: str, identity: IdentityReader, structs: Mapping[str, str]) -> Any:
    """Return the value that somebody typed.

    Days and moments may be dates, hashes ``@FILE`` (the keccak256 of the file), lists either
    separated by commas or ``@FILE`` with one value a line; lists of structs are JSON.

    Args:
        field: what it is of
        text: as typed
        identity: turns what stands for a person into the hash
        structs: fields of the structs that the type may name

    Raises:
        FieldError: it cannot be read
    """
    if field.is_list and field.one.type in structs:
        return from_json(field, _json(field, text), structs)
    if field.is_list:
        entries = _lines(field, text[1:]) if text.startswith("@") else text.split(",")
        kept = [entry.strip() for entry in entries if entry.strip()]
        return [typed(field.one, entry, identity, structs) for entry in kept]
    if field.type == "bytes32" and field.name in _PEOPLE:
        return identity(text)
    if field.type == "bytes32" and text.startswith("@"):
        return keccak(_content(field, text[1:]))
    if field.type.startswith("uint"):
        return _typed_number(field, text)
    return from_json(field, text)


def _typed_number(field: Field, text: str) -> int:
    try:
        if field.name == "ground":
            return ground_number(text)
        if field.name == "outcome" and text in OUTCOMES:
            return OUTCOMES[text]
        if field.name == "form":
            return form_number(text)
        if field.name == "kinds" and not text.isdecimal():
            return kind_bits(text.split(","))
        if "-" in text and field.name in _SECONDS:
            return act_time(text)
        if "-" in text and field.name in _DAYS:
            return act_time(text) // DAY
        if "-" in text and field.name == "birthMonths":
            return birth_month(text)
    except (ValueError, IsonomiaError) as error:
        raise FieldError(field.name, text, str(error)) from None
    return int(from_json(field, text))


def _json(field: Field, text: str) -> Any:
    try:
        return json.loads(_content(field, text[1:]) if text.startswith("@") else text)
    except ValueError:
        remedy = "give JSON, or @FILE of JSON: a list of objects"
        raise FieldError(field.name, text, remedy) from None


def _lines(field: Field, path: str) -> list[str]:
    return _content(field, path).decode("utf-8", "replace").splitlines()


def _content(field: Field, path: str) -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError as error:
        remedy = f"the file cannot be read: {error.strerror}"
        raise FieldError(field.name, path, remedy) from None


# ---- as files hold them --------------------------------------------------------------------------


def to_json(value: Any) -> Any:
    """Return a value as JSON holds it: bytes in hexadecimal, large numbers as text."""
    match value:
        case bytes():
            return hexed(value)
        case list() | tuple():
            return [to_json(entry) for entry in value]
        case dict():
            return {name: to_json(entry) for name, entry in value.items()}
        case int() if value >= _SAFE_NUMBER:
            return str(value)
    return value


def from_json(field: Field, value: Any, structs: Mapping[str, str] | None = None) -> Any:
    """Return a value that a file holds. Raises `FieldError` when it is none of the field's type.

    Args:
        field: what it is of
        value: from JSON
        structs: fields of the structs that the type may name
    """
    if field.is_list:
        if not isinstance(value, list):
            raise FieldError(field.name, value, "a list belongs here")
        return [from_json(field.one, entry, structs) for entry in value]
    if structs and field.type in structs:
        return struct_from_json(structs[field.type], value, field.name, structs)
    if field.type.startswith("uint"):
        return _number(field, value)
    if field.type == "address":
        return _address(field, value)
    if field.type == "string":
        return _text(field, value)
    length = field.bytes_length
    if length is None:
        raise FieldError(field.name, value, f"values of type {field.type} are not known here")
    if not isinstance(value, str) or not re.fullmatch(rf"0x[0-9a-fA-F]{{{2 * length}}}", value):
        remedy = f"write 0x and {2 * length} hexadecimal digits"
        raise FieldError(field.name, value, remedy)
    return bytes.fromhex(value[2:])


def struct_from_json(
    fields: str, value: Any, place: str, structs: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """Return the values of a struct by name, all of them and no others. Raises `FieldError`."""
    wanted = fields_of(fields)
    if not isinstance(value, dict) or set(value) != {field.name for field in wanted}:
        names = ", ".join(field.name for field in wanted) or "nothing"
        given = ", ".join(value) if isinstance(value, dict) else value
        raise FieldError(place, given, f"exactly these fields belong here: {names}")
    return {field.name: from_json(field, value[field.name], structs) for field in wanted}


def _number(field: Field, value: Any) -> int:
    is_text = isinstance(value, str) and re.fullmatch(r"[0-9]{1,78}", value)
    if isinstance(value, bool) or not (isinstance(value, int) or is_text):
        raise FieldError(field.name, value, "write a whole number")
    number = int(value)
    if not 0 <= number <= _MOST:
        raise FieldError(field.name, value, "it must be 0 or more, and fit 256 bits")
    return number


def _text(field: Field, value: Any) -> str:
    if not isinstance(value, str) or not value.isprintable():
        raise FieldError(field.name, value, "write a text in one line")
    return value


def _address(field: Field, value: Any) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"0x[0-9a-fA-F]{40}", value):
        raise FieldError(field.name, value, "write an address: 0x and 40 hexadecimal digits")
    if is_miscopied(value):
        raise FieldError(field.name, value, "its capitals do not fit its checksum: copy it again")
    return to_checksum_address(value)


# ---- as texts tell them --------------------------------------------------------------------------


def told(field: Field, value: Any) -> str:
    """Write a value for people: dates as dates, hashes whole, lists entry by entry."""
    if isinstance(value, list):
        return "; ".join(told(field.one, entry) for entry in value) or "none"
    if isinstance(value, dict):
        return ", ".join(f"{name} {told(Field('', name), each)}" for name, each in value.items())
    if isinstance(value, bytes):
        return hexed(value)
    match field.name:
        case "deadline" | "entriesUntil" | "filedAt":
            return words.second(value)
        case "fromDay" | "actDays" | "untilDay" | "day":
            return words.day(value)
        case "form":
            return form_name(value)
        case "kinds":
            return words.listed(kind_names(value)) or "none"
        case "birthMonths":
            return words.month(value)
        case "amount":
            return f"{words.credits(value)} credits" if value else "the whole balance"
        case "ground":
            return f"{value}, {told_ground(value)}"
        case "outcome":
            return {number: name for name, number in OUTCOMES.items()}.get(value, str(value))
    return str(value)
