"""The tables of records, actions and signed types in docs/protocol.md, made from the source."""

from __future__ import annotations

import dataclasses
import re
import typing
from collections.abc import Iterable, Iterator
from typing import Any

from isonomia import typed_data, typed_data_cases, typed_data_services
from isonomia.spec import actions
from isonomia.spec.state import State

#: Structs that are part of others and signed by nobody alone.
_PARTS = re.compile(r"([A-Z]\w*)(?:\[\])? \w+")
#: How a table's cell writes what else would end it.
BAR = "\\|"


def state_table() -> str:
    """Return the parts of a state in their order."""
    lines = [f"| `{field.name}` | `{field.type}` |" for field in dataclasses.fields(State)]
    return "\n".join(("| part | is |", "|---|---|", *lines))


def record_table() -> str:
    """Return every record that a state holds, with its fields in their order."""
    return _table("record", _records_in(State))


def action_table() -> str:
    """Return every kind of action with its fields in their order."""
    kinds = sorted(typing.get_args(actions.Action), key=lambda kind: str(kind.__name__))
    inner = {part for kind in kinds for part in _records_in(kind)}
    return _table("action", [*kinds, *sorted(inner, key=lambda kind: str(kind.__name__))])


def signed_table() -> str:
    """Return the EIP-712 type of everything that is signed, and of its parts."""
    types = typed_data.TYPES | typed_data_cases.TYPES | typed_data_services.TYPES
    lines = [f"| `{_encoded(name, types)}` |" for name in sorted(types)]
    return "\n".join(("| type, as it is hashed |", "|---|", *lines))


def _encoded(name: str, types: dict[str, str]) -> str:
    parts = sorted({part for part in _PARTS.findall(types[name]) if part in types})
    return "".join(f"{one}({types[one]})" for one in (name, *parts))


def _records_in(holder: Any) -> list[type]:
    """Return the records that the fields of one can hold, directly or within others, by name."""
    found: dict[str, type] = {}
    waiting = list(typing.get_type_hints(holder).values())
    while waiting:
        kind = waiting.pop()
        if dataclasses.is_dataclass(kind) and isinstance(kind, type):
            if kind.__name__ not in found:
                found[kind.__name__] = kind
                waiting += typing.get_type_hints(kind).values()
        else:
            waiting += typing.get_args(kind)
    return [found[name] for name in sorted(found)]


def _table(what: str, kinds: Iterable[type]) -> str:
    return "\n".join((f"| {what} | says |", "|---|---|", *_lines(kinds)))


def _lines(kinds: Iterable[type]) -> Iterator[str]:
    for kind in kinds:
        names = ", ".join(field.name for field in dataclasses.fields(kind))
        said = " ".join((kind.__doc__ or "").split()).replace("``", "`").replace("|", BAR)
        yield f"| `{kind.__name__}({names})` | {said} |"
