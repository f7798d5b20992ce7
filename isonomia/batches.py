"""Every batch of awards that was filed, so that a challenge of one can be carried out again.

Whoever challenges an award brings its batch and the links of those filed after it. Logs of a
challenge name the batch alone; the rest follows from the awards before.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from isonomia.spec.actions import AwardProof, FileAwards
from isonomia.spec.chains import link_of
from isonomia.spec.state import NO_CHAIN, State


@dataclass(slots=True)
class Batches:
    """The batches of all communities, in the order in which they were filed."""

    _links: dict[int, list[bytes]] = field(default_factory=dict)
    _filed: dict[tuple[int, int], tuple[AwardProof, int]] = field(default_factory=dict)
    _chains: dict[int, bytes] = field(default_factory=dict)

    def follow(self, action: FileAwards, time: int, after: State) -> None:
        """Note a batch.

        Args:
            action: that filed it
            time: second of its block
            after: the state right after
        """
        community = action.community
        terms = (action.nonce, action.rule, action.version, action.evidence_hash, action.identities)
        before = self._chains.get(community, NO_CHAIN)
        batch = AwardProof(community, *terms, time, before, later=())
        links = self._links.setdefault(community, [])
        links.append(link_of(*terms, time))
        self._filed[community, action.nonce] = batch, len(links)
        self._chains[community] = after.councils[community].chain

    def filed(self) -> tuple[tuple[int, int], ...]:
        """Return community and nonce of every batch, in the order in which they were filed."""
        return tuple(self._filed)

    def proof(self, community: int, nonce: int) -> AwardProof | None:
        """Return the batch filed under a council's nonce, as provable now; None for no such."""
        batch, position = self._filed.get((community, nonce), (None, 0))
        if batch is None:
            return None
        return replace(batch, later=tuple(self._links[community][position:]))
