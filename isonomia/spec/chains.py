"""The chain over a community's batches of awards: it proves later what was filed, and when."""

from __future__ import annotations

from isonomia.spec.actions import AwardProof
from isonomia.spec.keccak import keccak256
from isonomia.spec.state import NO_CHAIN

_WORD = 32


def link_of(
    nonce: int,
    rule: int,
    version: int,
    evidence_hash: bytes,
    identities: tuple[bytes, ...],
    filed_at: int,
) -> bytes:
    """Return the link of a batch filed at ``filed_at`` seconds, 32 bytes."""
    act = b"".join(value.to_bytes(_WORD, "big") for value in (nonce, rule, version))
    people = keccak256(b"".join(identities))
    return keccak256(act + evidence_hash + people + filed_at.to_bytes(_WORD, "big"))


def chained(chain: bytes, link: bytes) -> bytes:
    """Return the chain, 14 bytes, once a link is added to it."""
    return keccak256(chain.ljust(_WORD, b"\0") + link)[: len(NO_CHAIN)]


def chain_with(proof: AwardProof) -> bytes:
    """Return the chain that a community must have now for a proof to hold."""
    chain = chained(
        proof.before,
        link_of(
            proof.nonce,
            proof.rule,
            proof.version,
            proof.evidence_hash,
            proof.identities,
            proof.filed_at,
        ),
    )
    for link in proof.later:
        chain = chained(chain, link)
    return chain
