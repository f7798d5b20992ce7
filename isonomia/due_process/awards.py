"""Awards as they were filed, and the proof a challenge brings: the batch, and its place in a chain.

A batch is put together from the logs of its transaction: who was awarded, then under what.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from isonomia.due_process.case_keys import CaseError
from isonomia.due_process.case_logs import CaseLogs
from isonomia.event_logs import EventLog
from isonomia.spec.events import Awarded, AwardsFiled
from isonomia.spec.keccak import keccak256

_WORD = 32
_CHAIN_BYTES = 14
NO_CHAIN = bytes(_CHAIN_BYTES)


@dataclass(frozen=True, slots=True)
class Batch:
    """Awards that one act of a council filed.

    Attributes:
        community: whose council
        nonce: number of the act
        rule, version, evidence_hash: what for
        identities: who was awarded, line by line
        filed_at: second of the block
    """

    community: int
    nonce: int
    rule: int
    version: int
    evidence_hash: bytes
    identities: tuple[bytes, ...]
    filed_at: int

    @property
    def link(self) -> bytes:
        """The 32 bytes by which its community's chain holds it."""
        people = keccak256(b"".join(self.identities))
        words = (self.nonce, self.rule, self.version, self.evidence_hash, people, self.filed_at)
        return keccak256(
            b"".join(word if isinstance(word, bytes) else word.to_bytes(_WORD) for word in words)
        )


def read_batches(logs: CaseLogs, community: int) -> list[Batch]:
    """Return all batches of awards that a community filed, oldest first."""
    filed = logs.find("Communities", ["AwardsFiled"], community)
    blocks = sorted({told.place.block for told in filed})
    times = {block: logs.views.deployment.chain.block(block)["timestamp"] for block in blocks}
    return [_batch(logs, told, times[told.place.block]) for told in filed]


def _batch(logs: CaseLogs, filed: EventLog, time: int) -> Batch:
    event: AwardsFiled = filed.event
    return Batch(
        event.community,
        event.nonce,
        event.rule,
        event.version,
        event.evidence_hash,
        tuple(_awarded(logs, filed)),
        time,
    )


def _awarded(logs: CaseLogs, filed: EventLog) -> Iterator[bytes]:
    """Yield who was awarded right before a filing, in the same transaction."""
    others = logs.in_block(filed.place.block, filed.place.transaction)
    before = [told for told in others if told.place.log_index < filed.place.log_index]
    people: list[bytes] = []
    for told in before:
        if isinstance(told.event, Awarded):
            people.append(told.event.identity)
        elif isinstance(told.event, AwardsFiled):
            people = []
    yield from people


def proof_beside(batches: Sequence[Batch], nonce: int, line: int) -> dict[str, Any]:
    """Return what stands beside a challenge of a line, counted from 0, of an act.

    Raises:
        CaseError: the community filed no awards with this act, or the act has no such line
    """
    found = next((index for index, each in enumerate(batches) if each.nonce == nonce), None)
    if found is None:
        raise CaseError(
            f"no awards were filed by act {nonce} of this community: `isonomia why IDENTITY` names "
            "the transaction of every award"
        )
    batch = batches[found]
    if line >= len(batch.identities):
        raise CaseError(f"act {nonce} has {len(batch.identities)} lines, not {line + 1}")
    before = NO_CHAIN
    for each in batches[:found]:
        before = keccak256(before.ljust(_WORD, b"\0") + each.link)[:_CHAIN_BYTES]
    return {
        "community": batch.community,
        "batchNonce": batch.nonce,
        "rule": batch.rule,
        "version": batch.version,
        "evidenceHash": batch.evidence_hash,
        "identities": list(batch.identities),
        "filedAt": batch.filed_at,
        "before": before,
        "later": [each.link for each in batches[found + 1 :]],
        "line": line,
    }
