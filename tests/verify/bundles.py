"""Bundles of the scenarios, made once for each person, and how tests take them apart."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any

import msgspec

from isonomia.bundle.checking import Checked, check
from isonomia.bundle.faults import BundleFault, UnreadableBundleError
from isonomia.bundle.format import parse
from isonomia.bundle.writing import make_bundle
from tests.verify.proving import Lived
from tests.verify.scenario import identity_of

Document = dict[str, Any]
#: Names and numbers that lead to a value in a document.
Way = tuple[str | int, ...]

_made: dict[tuple[str, str], Document] = {}


def bundle_of(scenario: Lived, role: str) -> Document:
    """Return somebody's bundle as the JSON in its file, for the test to change."""
    key = (scenario.dev.url, role)
    if key not in _made:
        bundle, _ = make_bundle(scenario.dev.url, scenario.manifest, identity_of(role))
        _made[key] = msgspec.to_builtins(bundle)
    return copy.deepcopy(_made[key])


def checked(document: Document) -> Checked:
    """Check a bundle as it is read from a file."""
    return check(parse(json.dumps(document).encode()))


def found_out(document: Document) -> str | None:
    """Return what is said about a bundle that is not right; None about one that is."""
    try:
        checked(document)
    except BundleFault as fault:
        return str(fault)
    except UnreadableBundleError as error:
        return f"unreadable: {error}"
    return None


def leaves(value: Any, way: Way = ()) -> Iterator[Way]:
    """Return the way to every value in a document that holds no other."""
    if isinstance(value, dict):
        for name, part in value.items():
            yield from leaves(part, (*way, name))
    elif isinstance(value, list):
        for number, part in enumerate(value):
            yield from leaves(part, (*way, number))
    else:
        yield way


def at(document: Document, way: Way) -> Any:
    """Return what stands at the end of a way."""
    found: Any = document
    for step in way:
        found = found[step]
    return found


def put(document: Document, way: Way, value: Any) -> None:
    """Put a value at the end of a way."""
    at(document, way[:-1])[way[-1]] = value
