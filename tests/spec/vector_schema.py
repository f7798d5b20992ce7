"""The JSON Schema of the vectors, made from the records of the specification."""

from __future__ import annotations

import dataclasses
import typing
from collections.abc import Iterable
from typing import Any

from isonomia.spec import actions, events, state
from isonomia.spec.events import Event
from tests.spec import vectors

SCHEMA = vectors.FOLDER / "schema" / "steps.schema.json"
DIALECT = "https://json-schema.org/draft/2020-12/schema"
_BYTES = {"type": "string", "pattern": "^0x([0-9a-f]{2})*$"}
_INTEGER = {"anyOf": [{"type": "integer"}, {"type": "string", "pattern": "^-?[0-9]+$"}]}
_PLAIN = {
    int: {"$ref": "#/$defs/integer"},
    bytes: {"$ref": "#/$defs/bytes"},
    bool: {"type": "boolean"},
    str: {"type": "string"},
    type(None): {"type": "null"},
}


def schema() -> dict[str, Any]:
    """Return the schema of a file of steps."""
    return {
        "$schema": DIALECT,
        "title": "Isonomia: steps of the specification",
        "type": "array",
        "items": {"$ref": "#/$defs/step"},
        "$defs": definitions(),
    }


def definitions() -> dict[str, Any]:
    """Return the schemas of actions, events, parts of a state, and all records in them."""
    records = {
        name: record
        for module in (actions, events, state)
        for name, record in vars(module).items()
        if isinstance(record, type) and dataclasses.is_dataclass(record)
    }
    records = {
        name: record for name, record in records.items() if record not in (Event, state.State)
    }
    kinds = typing.get_args(actions.Action)
    happened = [kind for kind in records.values() if issubclass(kind, Event)]
    return {
        "integer": _INTEGER,
        "bytes": _BYTES,
        "step": _step(),
        "genesis": _genesis(),
        "action": _one_of(kinds),
        "event": _one_of(happened),
        "part": _part(),
        **{name: _record(records[name]) for name in sorted(records)},
    }


def _one_of(kinds: Iterable[type]) -> dict[str, Any]:
    """Return the schema of a record of several kinds, told apart by its type."""
    names = sorted(kind.__name__ for kind in kinds)
    told = [
        {
            "if": {"properties": {"type": {"const": name}}},
            "then": {"$ref": f"#/$defs/{name}"},
        }
        for name in names
    ]
    return {
        "type": "object",
        "required": ["type"],
        "properties": {"type": {"enum": names}},
        "allOf": told,
    }


def _of(kind: Any) -> dict[str, Any]:
    """Return the schema of a type as an annotation tells it."""
    if kind in _PLAIN:
        return _PLAIN[kind]
    if dataclasses.is_dataclass(kind):
        return {"$ref": f"#/$defs/{kind.__name__}"}
    arguments = typing.get_args(kind)
    origin = typing.get_origin(kind)
    if origin in (list, dict) or not arguments:
        raise TypeError(f"no schema for {kind}")
    if origin is frozenset or (origin is tuple and Ellipsis in arguments):
        return {"type": "array", "items": _of(arguments[0])}
    if origin is tuple:
        return {"type": "array", "prefixItems": [_of(one) for one in arguments], "items": False}
    return {"anyOf": [_of(one) for one in arguments]}


def _record(record: type) -> dict[str, Any]:
    kinds = typing.get_type_hints(record)
    names = [field.name for field in dataclasses.fields(record)]
    properties = {"type": {"const": record.__name__}} | {name: _of(kinds[name]) for name in names}
    return closed(properties, ("type", *names))


def _step() -> dict[str, Any]:
    properties = {
        "now": {"$ref": "#/$defs/integer"},
        "action": {"anyOf": [{"$ref": "#/$defs/action"}, {"$ref": "#/$defs/genesis"}]},
        "pre": {"$ref": "#/$defs/part"},
        "refusal": {"type": "array", "prefixItems": [{"type": "string"}], "minItems": 1},
        "events": {"type": "array", "items": {"$ref": "#/$defs/event"}},
        "post": {"$ref": "#/$defs/part"},
        "digest": {"type": "string", "pattern": "^0x[0-9a-f]{64}$"},
    }
    carried_out = ("events", "post", "digest")
    either = [{"required": ["refusal"]}, {"required": list(carried_out)}]
    return closed(properties, ("now", "action")) | {"oneOf": either}


def _genesis() -> dict[str, Any]:
    """The arguments of a founding, which carry no type."""
    arguments = {
        "charter": state.Charter,
        "communities": tuple[state.FoundingCommunity, ...],
        "rules": tuple[state.RuleText, ...],
        "catalogue_hash": bytes,
        "now": int,
        "charter_hash": bytes,
        "infractions": tuple[state.InfractionText, ...],
        "infractions_hash": bytes,
        "standards": tuple[state.StandardText, ...],
        "standards_hash": bytes,
        "addresses": state.Addresses,
    }
    needed = [name for name in arguments if not name.startswith("standards")]
    return closed({name: _of(kind) for name, kind in arguments.items()}, needed)


def _part() -> dict[str, Any]:
    """Some records of a state: tables and sets as rows of two, scalars as they are."""
    kinds = typing.get_type_hints(state.State)
    properties: dict[str, Any] = {name: _of(kinds[name]) for name in vectors.SCALARS}
    for name in vectors.TABLES:
        key, row = typing.get_args(kinds[name])
        properties[name] = _rows(_of(key), {"anyOf": [_of(row), {"type": "null"}]})
    for name in vectors.COLLECTIONS:
        (entry,) = typing.get_args(kinds[name])
        properties[name] = _rows(_of(entry), {"type": "boolean"})
    count = {"type": "integer", "minimum": 0}
    properties["counts"] = closed(dict.fromkeys(vectors.TABLES, count), ())
    return closed(properties, ())


def _rows(key: dict[str, Any], row: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "array",
        "items": {"type": "array", "prefixItems": [key, row], "items": False, "minItems": 2},
    }


def closed(properties: dict[str, Any], required: typing.Sequence[str]) -> dict[str, Any]:
    """Return the schema of an object that has these properties and no others."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(required),
        "additionalProperties": False,
    }
