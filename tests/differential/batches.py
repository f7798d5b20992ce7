"""The batches of awards that councils filed, kept by somebody who may want to challenge one."""

from __future__ import annotations

from dataclasses import replace

from isonomia.spec.actions import AwardProof, FileAwards
from isonomia.spec.chains import chained, link_of
from isonomia.spec.state import NO_CHAIN


class Batches:
    """What proves each batch filed, in the order of filing."""

    def __init__(self) -> None:
        self._proofs: list[AwardProof] = []
        self._links: dict[int, list[bytes]] = {}
        self._chains: dict[int, bytes] = {}
        self._places: list[int] = []

    def add(self, award: FileAwards, filed_at: int) -> None:
        """Note a batch that was filed at a second."""
        before = self._chains.get(award.community, NO_CHAIN)
        terms = (award.nonce, award.rule, award.version, award.evidence_hash, award.identities)
        link = link_of(*terms, filed_at)
        links = self._links.setdefault(award.community, [])
        links.append(link)
        self._chains[award.community] = chained(before, link)
        self._places.append(len(links))
        self._proofs.append(AwardProof(award.community, *terms, filed_at, before, ()))

    def proofs(self) -> list[AwardProof]:
        """Return what proves each batch; the links behind it are left out."""
        return self._proofs

    def whole(self, proof: AwardProof) -> AwardProof:
        """Return a proof with the links of all batches filed after it."""
        place = self._places[self._proofs.index(proof)]
        return replace(proof, later=tuple(self._links[proof.community][place:]))
