"""The committed proofs are right by our own verifier too.

```
tests/vectors/proofs/proofs.json
├── headers: of several kinds of chains, each hashes to its hash
├── state: accounts that are there and not; slots that are full and empty
└── receipts: of a block with one transaction, of one with many of several types; a path
```
The files that are no steps have the shapes of their schemas, and these are the ones made here.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from isonomia.proofs.headers import require_hash
from isonomia.proofs.paths import follow, index_key, trie_of
from isonomia.proofs.receipts import logs_of
from isonomia.proofs.tries import Account, prove_account, prove_slots
from tests.protocol import log_vectors, proof_vectors, storage_vectors
from tests.protocol.record_schemas import ANSWERS, CHAIN, LOGS, PROOFS, SCHEMAS, STORAGE
from tests.spec import view_vectors

pytestmark = [pytest.mark.offline, pytest.mark.req("Y2")]

TOLD = json.loads(proof_vectors.FILE.read_bytes())
STATE_ROOT = bytes.fromhex(TOLD["state"]["header"]["stateRoot"][2:])
OTHERS = {
    log_vectors.FILE: LOGS,
    proof_vectors.FILE: PROOFS,
    proof_vectors.CHAIN: CHAIN,
    view_vectors.FILE: ANSWERS,
    **dict.fromkeys(sorted(storage_vectors.FOLDER.glob("*.json")), STORAGE),
}


def proven(account: dict[str, Any]) -> Account | None:
    answer = {
        "address": account["address"],
        "accountProof": account["proof"],
        "nonce": account["nonce"],
        "balance": account["balance"],
        "storageHash": account["storage_root"],
        "codeHash": account["code_hash"],
    }
    return prove_account(STATE_ROOT, account["address"], answer)


def test_headers__committed__have_their_hashes() -> None:
    blocks = [*TOLD["headers"], TOLD["state"], *TOLD["receipts"]]
    for block in blocks:
        require_hash(block["header"], block["hash"])
    assert len({block["hash"] for block in TOLD["headers"]}) > 1


def test_accounts__committed__are_proved_to_be_there_or_not() -> None:
    found = {account["address"]: proven(account) for account in TOLD["state"]["accounts"]}
    named = {one["address"] for one in TOLD["state"]["accounts"] if one["contract"]}
    assert {address for address, account in found.items() if account} > named
    assert None in found.values()


def test_slots__committed__are_proved_to_hold_words_or_nothing() -> None:
    words = []
    for account in TOLD["state"]["accounts"]:
        slots = account["slots"]
        proofs = [{"key": s["slot"], "value": s["word"], "proof": s["proof"]} for s in slots]
        names = {int(slot["slot"], 16): slot["what"] for slot in slots}
        there = proven(account)
        if slots:
            assert there is not None
            words += prove_slots(there, names, {"storageProof": proofs}).values()
    assert 0 in words
    assert any(words)


@pytest.mark.parametrize("block", TOLD["receipts"], ids=lambda block: block["header"]["number"])
def test_receipts__committed__are_those_of_their_header(block: dict[str, Any]) -> None:
    encoded = [bytes.fromhex(receipt[2:]) for receipt in block["receipts"]]
    root = bytes.fromhex(block["header"]["receiptsRoot"][2:])
    assert trie_of(encoded).root_hash == root
    index = block["path"]["transaction"]
    nodes = [bytes.fromhex(node[2:]) for node in block["path"]["nodes"]]
    assert follow(root, index_key(index), nodes) == encoded[index]
    first = next(log["index"] for log in block["logs"] if log["transaction"] == index)
    topics = [list(log.topics) for log in logs_of(encoded[index], index, first)]
    assert topics == [log["topics"] for log in block["logs"] if log["transaction"] == index]


@pytest.mark.parametrize("path", OTHERS, ids=lambda path: path.stem)
def test_vectors__committed__have_the_shape_of_their_schema(path: Path) -> None:
    schema = json.loads(OTHERS[path].read_bytes())
    jsonschema.Draft202012Validator(schema).validate(json.loads(path.read_bytes()))


@pytest.mark.parametrize("path", SCHEMAS, ids=lambda path: path.stem)
def test_schema__committed__is_the_one_made_here(path: Path) -> None:
    assert json.loads(path.read_bytes()) == SCHEMAS[path]()
