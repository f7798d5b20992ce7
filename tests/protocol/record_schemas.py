"""The JSON Schemas of the vectors that are no steps."""

from __future__ import annotations

import json
from typing import Any

from isonomia import build
from tests.spec import vectors
from tests.spec.vector_schema import DIALECT, closed, definitions

FOLDER = vectors.FOLDER / "schema"
LOGS = FOLDER / "logs.schema.json"
PROOFS = FOLDER / "proofs.schema.json"
STORAGE = FOLDER / "storage.schema.json"
CHAIN = FOLDER / "chain.schema.json"
ANSWERS = FOLDER / "answers.schema.json"

_ADDRESS = {"type": "string", "pattern": "^0x[0-9a-f]{40}$"}
_HASH = {"type": "string", "pattern": "^0x[0-9a-f]{64}$"}
_BYTES = {"type": "string", "pattern": "^0x([0-9a-f]{2})*$"}
_BYTES_OR_NUMBER = {"type": "string", "pattern": "^0x[0-9a-f]*$"}
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


def proofs_schema() -> dict[str, Any]:
    """Return the schema of the file of proofs."""
    quantity = {"type": "string", "pattern": "^0x(0|[1-9a-f][0-9a-f]*)?$"}
    nodes = {"type": "array", "items": _BYTES}
    header = {"hash": _HASH, "header": {"type": "object", "additionalProperties": _BYTES_OR_NUMBER}}
    slot = {"what": {"type": "string"}, "slot": _HASH, "word": quantity, "proof": nodes}
    account = {
        "contract": {"enum": [*build.DEPLOYED, None]},
        "address": _ADDRESS,
        "nonce": quantity,
        "balance": quantity,
        "storage_root": _HASH,
        "code_hash": _HASH,
        "proof": nodes,
        "slots": _list_of(slot),
    }
    path = {"transaction": _COUNT, "nodes": nodes}
    block = {
        **header,
        "receipts": nodes,
        "logs": _list_of({"transaction": _COUNT, "index": _COUNT, **_LOG}),
        "path": closed(path, tuple(path)),
    }
    state = {**header, "accounts": _list_of(account)}
    whole = {
        "headers": _list_of(header),
        "state": closed(state, tuple(state)),
        "receipts": _list_of(block),
    }
    title = "Isonomia: headers, accounts, slots and receipts with their proofs"
    return {"$schema": DIALECT, "title": title, **closed(whole, tuple(whole))}


def chain_schema() -> dict[str, Any]:
    """Return the schema of the file of a whole chain."""
    transaction = {"type": "array", "items": closed(_LOG, tuple(_LOG)), "minItems": 1}
    transactions = {"type": "array", "items": transaction, "minItems": 1}
    block = {"number": _COUNT, "time": _COUNT, "transactions": transactions}
    whole = {
        "addresses": closed(dict.fromkeys(build.DEPLOYED, _ADDRESS), build.DEPLOYED),
        "founding": {"type": "object"},
        "blocks": _list_of(block),
    }
    title = "Isonomia: all logs of a deployment, and what it began with"
    return {"$schema": DIALECT, "title": title, **closed(whole, tuple(whole))}


def storage_schema() -> dict[str, Any]:
    """Return the schema of a file of slots."""
    slot = [{"type": "string"}, _HASH, {"type": "string", "pattern": "^0x[0-9a-f]+$"}]
    slots = {"type": "array", "prefixItems": slot, "items": False, "minItems": len(slot)}
    stored = {"root": _HASH, "slots": {"type": "array", "items": slots}}
    contracts = dict.fromkeys(build.DEPLOYED, closed(stored, tuple(stored)))
    title = "Isonomia: everything that the contracts store"
    return {"$schema": DIALECT, "title": title, **closed(contracts, build.DEPLOYED)}


def _list_of(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": closed(properties, tuple(properties))}


def answers_schema() -> dict[str, Any]:
    """Return the schema of the questions and answers."""
    question = {
        "file": {"type": ["string", "null"]},
        "view": {"type": "string"},
        "arguments": {"type": "array"},
        "answer": True,
        "refusal": {"type": "array", "prefixItems": [{"type": "string"}], "minItems": 1},
    }
    line = closed(question, ("file", "view", "arguments")) | {
        "oneOf": [{"required": ["answer"]}, {"required": ["refusal"]}]
    }
    title = "Isonomia: what views answer"
    return {"$schema": DIALECT, "title": title, "type": "array", "items": line}


#: File name -> what makes the schema in it.
SCHEMAS = {
    LOGS: logs_schema,
    PROOFS: proofs_schema,
    STORAGE: storage_schema,
    ANSWERS: answers_schema,
    CHAIN: chain_schema,
}


def save() -> None:
    """Write the schemas."""
    for path, make in SCHEMAS.items():
        path.write_text(json.dumps(make(), indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    save()
