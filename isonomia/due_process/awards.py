"""Awards as they were filed, and the proof a challenge brings: the batch, and its place in a chain.

A batch is put together from logs: who was awarded, then by whom and under what.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from isonomia import words
from isonomia.contract_views import Question
from isonomia.due_process.case_keys import CaseError
from isonomia.due_process.case_logs import CaseLogs
from isonomia.spec.calendar import DAY
from isonomia.spec.chains import chained, link_of
from isonomia.spec.events import Awarded, AwardsFiled
from isonomia.spec.state import NO_CHAIN


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
        about = (self.nonce, self.rule, self.version, self.evidence_hash)
        return link_of(*about, self.identities, self.filed_at)


def read_batches(logs: CaseLogs, community: int | None = None) -> list[Batch]:
    """Return all batches of awards that a community filed, or all of them, oldest first."""
    filed: list[tuple[AwardsFiled, tuple[bytes, ...], int]] = []
    people: list[bytes] = []
    for told in logs.awards():
        if isinstance(told.event, Awarded):
            people.append(told.event.identity)
            continue
        if community in (None, told.event.community):
            filed.append((told.event, tuple(people), told.place.block))
        people = []
    times = logs.times({block for _, _, block in filed})
    return [
        Batch(
            event.community,
            event.nonce,
            event.rule,
            event.version,
            event.evidence_hash,
            identities,
            times[block],
        )
        for event, identities, block in filed
    ]


def told_awards(logs: CaseLogs, identity: bytes) -> Iterator[str]:
    """Tell the awards to one person, and with which command each can still be challenged."""
    views = logs.views
    [charter] = views.ask([Question(views.deployment.cases, "charter")])
    now = views.clock()
    for batch in read_batches(logs):
        for line, who in enumerate(batch.identities, start=1):
            if who != identity:
                continue
            until = batch.filed_at + charter.challengeDays * DAY
            yield (
                f"rule {batch.rule}, version {batch.version}, filed "
                f"{words.second(batch.filed_at)}: line {line} of act {batch.nonce} of community "
                f"{batch.community}; {_told_challenge(batch, line, until, now)}"
            )


def _told_challenge(batch: Batch, line: int, until: int, now: int) -> str:
    if now >= until:
        return f"it could be challenged until {words.second(until)}"
    command = f"isonomia case challenge {batch.community} {batch.nonce} {line} GROUND"
    return (
        f"anybody else can challenge it until {words.second(until)}: `{command} --as IDENTITY "
        "--key FILE`"
    )


def proof_beside(batches: Sequence[Batch], nonce: int, line: int) -> dict[str, Any]:
    """Return what stands beside a challenge of a line, counted from 0, of an act.

    Raises:
        CaseError: the community filed no awards with this act, or the act has no such line
    """
    found = next((index for index, each in enumerate(batches) if each.nonce == nonce), None)
    if found is None:
        raise CaseError(
            f"act {nonce} of this community filed no awards: `isonomia case awards IDENTITY` names "
            "act and line of every award to a person"
        )
    batch = batches[found]
    if line >= len(batch.identities):
        raise CaseError(f"act {nonce} has {len(batch.identities)} lines, not {line + 1}")
    before = NO_CHAIN
    for each in batches[:found]:
        before = chained(before, each.link)
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
