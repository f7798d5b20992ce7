"""Snapshots: everything a deployment has logged so far, to look things up without a node.

A snapshot is a JSON document compressed by gzip: the manifest, the last block looked at, the logs
as the node gave them, the headers of their blocks, and what was endorsed. Nothing in it is
believed: the specification carries all of it out again.
"""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from isonomia.chain import Block, Chain
from isonomia.contract_views import CALLS_PER_BATCH, chunks
from isonomia.divergence import Diverged
from isonomia.errors import IsonomiaError
from isonomia.event_logs import EventLog, RawLog, decode, layouts, place_of
from isonomia.history import Header, History, read_header
from isonomia.manifest import Manifest
from isonomia.proposals import Proposal, read_proposals
from isonomia.replay import Replay
from isonomia.spec.state import State
from isonomia.target import read_target

FORMAT = "isonomia-snapshot/1"
_KEPT = ("address", "topics", "data", "blockNumber", "blockHash", "logIndex", "transactionHash")


class SnapshotError(IsonomiaError):
    """A snapshot that cannot be made or read."""


class Snapshot:
    """A deployment as it stood at one block.

    Attributes:
        manifest: of the deployment
        history: its logs
    """

    def __init__(self, manifest: Manifest, history: History) -> None:
        self.manifest = manifest
        self.history = history

    def state(self) -> State:
        """Carry everything out again. Raises `SnapshotError` when the specification disagrees."""
        try:
            return Replay(self.history, read_target(self.manifest).founding).finish()
        except Diverged as diverged:
            raise SnapshotError(
                f"the snapshot is not what the rules give: {diverged}; make it again, and check "
                "the node with `isonomia verify`"
            ) from None


def write(path: Path, chain: Chain, manifest: Manifest, block: Block = "latest") -> Header:
    """Write everything logged up to a block, and return its header.

    Raises:
        SnapshotError: the file cannot be written
        IsonomiaError: the node does not answer, or the deployment is not complete
    """
    target = read_target(manifest)
    pinned = read_header(chain, block)
    logs = chain.logs(list(target.addresses.values()), target.from_block, pinned.number)
    decoded = _decoded(logs, target.addresses)
    numbers = sorted({place_of(log).block for log in logs})
    document = {
        "format": FORMAT,
        "manifest": manifest.model_dump_json(),
        "pinned": list(pinned),
        "headers": [list(header) for header in _headers(chain, numbers)],
        "logs": [[log[name] for name in _KEPT] for log in logs],
        "proposals": [list(each) for each in read_proposals(chain, decoded).values()],
    }
    content = gzip.compress(json.dumps(document, separators=(",", ":")).encode(), mtime=0)
    try:
        path.write_bytes(content)
    except OSError as error:
        raise SnapshotError(f"{path} cannot be written: {error.strerror}") from None
    return pinned


def read(path: Path) -> Snapshot:
    """Read a snapshot. Raises `SnapshotError` when it is none."""
    try:
        document = json.loads(gzip.decompress(path.read_bytes()))
        return _from_document(document)
    except OSError as error:
        reason = error.strerror or str(error)
        raise SnapshotError(
            f"{path} cannot be read ({reason}): make a snapshot with `isonomia snapshot`"
        ) from None
    except (EOFError, zlib.error, ValueError, KeyError, TypeError, Diverged):
        raise SnapshotError(
            f"{path} is damaged, or no snapshot of this version: make it again with "
            "`isonomia snapshot`"
        ) from None


def _from_document(document: Any) -> Snapshot:
    if document["format"] != FORMAT:
        raise ValueError(document["format"])
    manifest = Manifest.model_validate_json(document["manifest"])
    logs = [dict(zip(_KEPT, values, strict=True)) for values in document["logs"]]
    headers = [Header(*values) for values in document["headers"]]
    proposals = [Proposal(target, tuple(new), day) for target, new, day in document["proposals"]]
    history = History(
        logs=_decoded(logs, manifest.addresses),
        headers={header.number: header for header in headers},
        pinned=Header(*document["pinned"]),
        addresses=manifest.addresses,
        proposals={each.amendment: each for each in proposals},
    )
    return Snapshot(manifest, history)


def _decoded(logs: Iterable[RawLog], addresses: dict[str, str]) -> tuple[EventLog, ...]:
    tables = {address.lower(): layouts(name) for name, address in addresses.items()}
    return tuple(decode(log, tables[log["address"].lower()]) for log in logs)


def _headers(chain: Chain, numbers: list[int]) -> list[Header]:
    headers: list[Header] = []
    for some in chunks(numbers, CALLS_PER_BATCH):
        found = chain.batch([("eth_getBlockByNumber", (hex(number), False)) for number in some])
        headers += [
            Header(int(each["number"], 16), int(each["timestamp"], 16), each["hash"])
            for each in found
        ]
    return headers
