"""Acts put together from what somebody types, without asking any node."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from isonomia.due_process.act_types import NUMBERS, STRUCTS, ActType, cases_of
from isonomia.due_process.signed_act import SignedAct
from isonomia.due_process.values import Field, IdentityReader, typed
from isonomia.errors import IsonomiaError
from isonomia.typed_data import Domain

#: What is not typed as a field: the number and the deadline have options of their own, and the
#: numbers of cases follow from their parts.
_NOT_TYPED = {"nonce", "deadline", "cases", *NUMBERS}


class TypedActError(IsonomiaError):
    """What was typed is no whole act."""


@dataclass(frozen=True, slots=True)
class Typed:
    """What somebody typed of one act.

    Attributes:
        pairs: ``field=value`` each
        nonce: number of the act; None for what has none, such as a vote
        deadline: the last second at which it counts; None likewise
    """

    pairs: Sequence[str]
    nonce: int | None
    deadline: int | None


def typed_fields(act: ActType) -> tuple[Field, ...]:
    """Return the fields of an act that have to be typed, in order."""
    known: dict[str, Field] = {}
    for field in (*act.beside, *act.fields):
        if field.name not in _NOT_TYPED:
            known.setdefault(field.name, field)
    return tuple(known.values())


def described(act: ActType) -> str:
    """Return how an act is typed: its name and its fields."""
    fields = " ".join(f"{field.name}=" for field in typed_fields(act))
    return f"{act.name:<20} {fields}".rstrip()


def put_together(act: ActType, given: Typed, domain: Domain, identity: IdentityReader) -> SignedAct:
    """Return the act that was typed, still to be signed.

    Raises:
        IsonomiaError: a field is missing, unknown, given twice or cannot be read
    """
    values = _values(act, given.pairs, identity)
    values |= _counted(act, given)
    beside = {field.name: values[field.name] for field in act.beside}
    signed_here = {field.name for field in act.fields}
    numbers = [key.number for key in cases_of(act, values, beside)]
    for name in signed_here.intersection(NUMBERS):
        values[name] = numbers[0]
    if "cases" in signed_here:
        values["cases"] = numbers
    message = {field.name: values[field.name] for field in act.fields}
    return SignedAct(act, domain, message, beside)


def _values(act: ActType, pairs: Sequence[str], identity: IdentityReader) -> dict[str, Any]:
    fields = {field.name: field for field in typed_fields(act)}
    values: dict[str, Any] = {}
    for pair in pairs:
        name, equals, text = pair.partition("=")
        if not equals or name not in fields:
            raise TypedActError(
                f"{pair!r} is no field of {act.name}: type {described(act).strip()}, each with its "
                "value"
            )
        if name in values:
            raise TypedActError(f"{name} is given twice: take one of them away")
        values[name] = typed(fields[name], text, identity, STRUCTS)
    missing = [name for name in fields if name not in values]
    if missing:
        raise TypedActError(f"{act.name} needs {', '.join(f'{name}=' for name in missing)} too")
    return values


def _counted(act: ActType, given: Typed) -> dict[str, int]:
    """Return number and deadline as far as the act has them."""
    asked = {field.name for field in act.fields}
    counted = {"nonce": given.nonce, "deadline": given.deadline}
    wanted = {name: value for name, value in counted.items() if name in asked}
    if None in wanted.values():
        raise TypedActError(
            f"{act.name} needs the number that is next for whoever signs, which `isonomia inbox` "
            "and `isonomia council show` tell: give it with --nonce"
        )
    return {name: value for name, value in wanted.items() if value is not None}
