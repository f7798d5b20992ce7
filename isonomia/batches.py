"""Every batch of awards that was filed, so that a challenge of one can be carried out again.

Whoever challenges an award brings its batch and the links of those filed after it. Logs of a
challenge name the batch alone; the rest follows from the awards before.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from isonomia.spec.actions import AwardProof, FileAwards
from isonomia.spec.chains import link_of
from isonomia.spec.state import NO_CHAIN, State

_IDENTITY_BYTES = 32


class FiledBatch(NamedTuple):
    """A batch as it was filed.

    Attributes:
        rule: number of the rule
        version: of the rule, from 1
        evidence_hash: 32 bytes
        identities: who was awarded, one after the other in one, which takes less; apart where
            any of them is not 32 bytes, as only a node that lies can have it
        filed_at: in seconds
        link: in the chain of its community, 32 bytes
    """

    rule: int
    version: int
    evidence_hash: bytes
    identities: bytes | tuple[bytes, ...]
    filed_at: int
    link: bytes

    @property
    def people(self) -> tuple[bytes, ...]:
        """Who was awarded, in order."""
        if isinstance(self.identities, tuple):
            return self.identities
        starts = range(0, len(self.identities), _IDENTITY_BYTES)
        return tuple(self.identities[at : at + _IDENTITY_BYTES] for at in starts)


@dataclass(slots=True)
class Batches:
    """The batches of all communities, in the order in which they were filed."""

    _links: dict[int, list[bytes]] = field(default_factory=dict)
    _filed: dict[tuple[int, int], tuple[FiledBatch, bytes, int]] = field(default_factory=dict)
    _chains: dict[int, bytes] = field(default_factory=dict)

    def follow(self, action: FileAwards, time: int, after: State) -> None:
        """Note a batch.

        Args:
            action: that filed it
            time: second of its block
            after: the state right after
        """
        identities: bytes | tuple[bytes, ...] = action.identities
        if all(len(identity) == _IDENTITY_BYTES for identity in action.identities):
            identities = b"".join(action.identities)
        terms = (action.rule, action.version, action.evidence_hash)
        link = link_of(action.nonce, *terms, action.identities, time)
        batch = FiledBatch(*terms, identities, time, link)
        self.note(action.community, action.nonce, batch, after.councils[action.community].chain)

    def note(self, community: int, nonce: int, batch: FiledBatch, chain: bytes) -> None:
        """Note a batch filed under a council's nonce, and the chain (14 bytes) it led to."""
        before = self._chains.get(community, NO_CHAIN)
        links = self._links.setdefault(community, [])
        links.append(batch.link)
        self._filed[community, nonce] = batch, before, len(links)
        self._chains[community] = chain

    def filed(self) -> tuple[tuple[int, int], ...]:
        """Return community and nonce of every batch, in the order in which they were filed."""
        return tuple(self._filed)

    def proof(self, community: int, nonce: int) -> AwardProof | None:
        """Return the batch filed under a council's nonce, as provable now; None for no such."""
        found = self._filed.get((community, nonce))
        if found is None:
            return None
        batch, before, position = found
        terms = (batch.rule, batch.version, batch.evidence_hash, batch.people, batch.filed_at)
        later = tuple(self._links[community][position:])
        return AwardProof(community, nonce, *terms, before, later)
