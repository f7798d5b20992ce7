"""The specification speaks the language of the interfaces, and uses every word of it.

```
refusals
├── each one named in the specification is an error of the interfaces, with as many values
└── each error of the interfaces is named, but those about who calls whom
events
└── the same names, and the same values in the same order
imports
└── only the standard library, the package itself and one hash
```
"""

from __future__ import annotations

import ast
import dataclasses
import re
import sys

import pytest

from isonomia import build
from isonomia.spec import events

pytestmark = [pytest.mark.offline, pytest.mark.req("Y1")]

SPEC = build.ROOT / "isonomia" / "spec"
SOURCES = sorted(SPEC.glob("*.py"))
INTERFACES = "\n".join(
    (build.CONTRACTS / "interfaces" / name).read_text(encoding="utf-8")
    for name in ("ILedger.sol", "ICommunities.sol")
)
#: Wiring between contracts, of which the specification knows nothing.
ABOUT_CALLERS = {"Unauthorised", "WrongWiring"}


def declared(kind: str) -> dict[str, list[str]]:
    """Return the parameters' names of every error or event of the interfaces."""
    found = re.findall(rf"^\s*{kind} (\w+)\(([^)]*)\)", INTERFACES, re.MULTILINE)
    return {
        name: [parameter.split()[-1] for parameter in parameters.split(",")]
        for name, parameters in found
    }


def refusals_named() -> set[tuple[str, int]]:
    """Return name and number of values of every refusal in the source."""
    calls = (
        node
        for source in SOURCES
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Refusal"
    )
    return {(ast.literal_eval(call.args[0]), len(call.args) - 1) for call in calls}


def event_kinds() -> set[type[events.Event]]:
    """Return every kind of event the specification has."""
    kinds = {kind for kind in vars(events).values() if isinstance(kind, type)}
    return {kind for kind in kinds if issubclass(kind, events.Event)} - {events.Event}


def test_refusals__in_the_source__are_the_errors_of_the_interfaces() -> None:
    errors = {(name, len(values)) for name, values in declared("error").items()}
    assert refusals_named() == {error for error in errors if error[0] not in ABOUT_CALLERS}


def test_events__in_the_source__are_the_events_of_the_interfaces() -> None:
    ours = {
        kind.__name__: [field.name for field in dataclasses.fields(kind)] for kind in event_kinds()
    }
    theirs = {
        name: [re.sub(r"(?=[A-Z])", "_", value).lower() for value in values]
        for name, values in declared("event").items()
    }
    assert len(ours) == 14
    assert ours == theirs


def test_imports__of_the_specification__are_the_standard_library_and_one_hash() -> None:
    outside = set()
    for source in SOURCES:
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                outside |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                outside.add(str(node.module))
    foreign = {
        name
        for name in outside
        if name.split(".")[0] not in sys.stdlib_module_names
        and not name.startswith("isonomia.spec")
    }
    assert foreign == {"sha3"}


def test_numbers__of_the_specification__are_integers() -> None:
    floats = [
        (source.name, node.lineno)
        for source in SOURCES
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8")))
        if (isinstance(node, ast.Constant) and isinstance(node.value, float))
        or (isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div))
    ]
    assert floats == []
