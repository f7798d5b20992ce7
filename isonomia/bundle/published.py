"""What is published of the contracts, so that a bundle is checked without compiling anything.

`isonomia/data/contracts.json` holds the events and the storage layout of every contract, as the
compiler gives them; a test compares it with the build.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from isonomia.build import DEPLOYED, Artifact
from isonomia.event_logs import EventLog, RawLog, decode, layouts_of

FILE = Path(__file__).parent.parent / "data" / "contracts.json"
#: What the compiler says of a variable or member beside where it lies: numbers of its own.
_COMPILERS_OWN = ("astId", "contract")


@functools.cache
def artifacts() -> dict[str, Artifact]:
    """Return of every contract its events, under ``abi``, and its ``storageLayout``."""
    found: dict[str, Artifact] = json.loads(FILE.read_bytes())
    return found


@functools.cache
def _tables() -> dict[str, Mapping[str, Any]]:
    return {name: layouts_of(artifact["abi"]) for name, artifact in artifacts().items()}


def decode_log(contract: str, log: RawLog) -> EventLog:
    """Decode a log of a contract.

    Raises:
        Diverged: the contract has no such event, or not of this shape.
    """
    return decode(log, _tables()[contract])


def published(built: Mapping[str, Artifact]) -> dict[str, Artifact]:
    """Return what is to be published of built contracts."""
    return {
        name: {
            "abi": [entry for entry in built[name]["abi"] if entry["type"] == "event"],
            "storageLayout": _without(built[name]["storageLayout"]),
        }
        for name in DEPLOYED
    }


def _without(layout: Any) -> Any:
    if isinstance(layout, dict):
        return {key: _without(one) for key, one in layout.items() if key not in _COMPILERS_OWN}
    return [_without(one) for one in layout] if isinstance(layout, list) else layout
