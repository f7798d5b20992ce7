"""The specification speaks the language of the interfaces, and uses every word of it.

```
refusals
├── those of the step and its views are the errors of all contracts of a deployment, with
│   as many values, but the errors about who calls whom and about keys and pairings
└── all others are errors of some interface
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
from pathlib import Path

import pytest

from isonomia import build
from isonomia.spec import events

pytestmark = [pytest.mark.offline, pytest.mark.req("Y1")]

SPEC = build.ROOT / "isonomia" / "spec"
SOURCES = sorted(SPEC.glob("*.py"))
INTERFACES = sorted((build.CONTRACTS / "interfaces").glob("I*.sol"))
#: The interfaces of which the step and its views speak.
CORE_NAMES = (
    "ILedger",
    "ICommunities",
    "IPool",
    "IBeacon",
    "IPanels",
    "ICases",
    "IAssembly",
    "IServices",
    "IFindings",
    "IAmendable",
)
CORE = [path for path in INTERFACES if path.stem in CORE_NAMES]
#: Wiring between contracts, of which the specification knows nothing.
ABOUT_CALLERS = {"Unauthorised", "WrongWiring"}
#: A beacon's key and its pairing, which the specification takes as given.
ABOUT_KEYS = {"InvalidPublicKey", "InvalidGenesis", "InvalidPeriod"}
ABOUT_SIGNATURES = {"SignatureInvalid", "RoundNotVerified"}
TAKEN_AS_GIVEN = ABOUT_CALLERS | ABOUT_KEYS | ABOUT_SIGNATURES


def declared(kind: str, interfaces: list[Path]) -> dict[str, list[str]]:
    """Return the parameters' names of every error or event of some interfaces."""
    text = "\n".join(path.read_text(encoding="utf-8") for path in interfaces)
    found = re.findall(rf"^\s*{kind} (\w+)\(([^)]*)\)", text, re.MULTILINE)
    return {
        name: [parameter.split()[-1] for parameter in parameters.split(",") if parameter]
        for name, parameters in found
    }


def needed_by(*modules: str) -> list[Path]:
    """Return the sources of some modules of the specification, and of all they import."""
    waiting, found = list(modules), set[str]()
    while waiting:
        module = waiting.pop()
        if module in found:
            continue
        found.add(module)
        tree = ast.parse((SPEC / f"{module}.py").read_text(encoding="utf-8"))
        imports = (node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom))
        ours = (name for name in imports if name and name.startswith("isonomia.spec."))
        waiting += [name.removeprefix("isonomia.spec.") for name in ours]
    return [SPEC / f"{module}.py" for module in sorted(found)]


def refusals_named(sources: list[Path] | None = None) -> set[tuple[str, int]]:
    """Return name and number of values of every refusal in sources: by default the step's."""
    calls = (
        node
        for source in (sources or needed_by("transition", "views"))
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Refusal"
    )
    return {(ast.literal_eval(call.args[0]), len(call.args) - 1) for call in calls}


def event_kinds() -> set[type[events.Event]]:
    """Return every kind of event the specification has."""
    kinds = {kind for kind in vars(events).values() if isinstance(kind, type)}
    return {kind for kind in kinds if issubclass(kind, events.Event)} - {events.Event}


def test_refusals__of_the_step__are_the_errors_of_the_contracts() -> None:
    errors = {(name, len(values)) for name, values in declared("error", CORE).items()}
    assert refusals_named() == {error for error in errors if error[0] not in TAKEN_AS_GIVEN}


def test_refusals__anywhere_in_the_source__are_errors_of_an_interface() -> None:
    errors = {(name, len(values)) for name, values in declared("error", INTERFACES).items()}
    assert refusals_named(SOURCES) <= errors


def test_events__in_the_source__are_the_events_of_the_interfaces() -> None:
    ours = {
        kind.__name__: [field.name for field in dataclasses.fields(kind)] for kind in event_kinds()
    }
    theirs = {
        name: [re.sub(r"(?=[A-Z])", "_", value).lower() for value in values]
        for name, values in declared("event", CORE).items()
    }
    assert len(ours) == 72
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
