"""The JSON Schemas of the vectors of logs and of proofs."""

from __future__ import annotations

import json
from typing import Any

from isonomia import build
from tests.spec import vectors
from tests.spec.vector_schema import DIALECT, closed, definitions

FOLDER = vectors.FOLDER / "schema"
LOGS = FOLDER / "logs.schema.json"
PROOFS = FOLDER / "proofs.schema.json"

_ADDRESS = {"type": "string", "pattern": "^0x[0-9a-f]{40}$"}
_HASH = {"type": "string", "pattern": "^0x[0-9a-f]{64}$"}
_BYTES = {"type": "string", "pattern": "^0x([0-9a-f]{2})*$"}
_COUNT = {"type": "integer", "minimum": 0}
_LOG = {
    "address": _ADDRESS,
    "topics": {"type": "array", "items": _HASH, "minItems": 1, "maxItems": 4},
    "data": _BYTES,
}


def logs_schema() -> dict[str, Any]:
    """Return the schema of the file of transactions."""
    act = {"logs": {"type": "integer", "minimum": 1}, "action": {"$ref": "#/$defs/action"}}
    amendment = {"type": "array", "items": {"$ref": "#/$defs/integer"}}
    number = {"$ref": "#/$defs/integer"}
    proposal = {"target": number, "values": amendment, "from_day": number}
    transaction = {
        "file": {"type": "string"},
        "step": _COUNT,
        "steps": {"type": "integer", "minimum": 1},
        "now": number,
        "logs": {"type": "array", "items": closed(_LOG, tuple(_LOG))},
        "acts": {"type": "array", "items": closed(act, tuple(act))},
        "proposal": closed(proposal, tuple(proposal)),
    }
    needed = [name for name in transaction if name != "proposal"]
    used = definitions()
    unused = ("step", "genesis", "event", "part")
    return {
        "$schema": DIALECT,
        "title": "Isonomia: logs of transactions and the actions they stand for",
        **closed(
            {
                "addresses": closed(dict.fromkeys(build.DEPLOYED, _ADDRESS), build.DEPLOYED),
                "transactions": {"type": "array", "items": closed(transaction, needed)},
            },
            ("addresses", "transactions"),
        ),
        "$defs": {name: kind for name, kind in used.items() if name not in unused},
    }


def save() -> None:
    """Write the schemas."""
    LOGS.write_text(json.dumps(logs_schema(), indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    save()
