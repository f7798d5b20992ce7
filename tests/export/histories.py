"""Random histories without a node, with everything in them that the specification knows."""

from __future__ import annotations

import random
from collections import Counter

from isonomia.export.folder import Origin
from isonomia.export.making import Source as ExportSource
from isonomia.spec.refusals import Refusal
from tests.differential.founding import random_founding
from tests.differential.playing import (
    CHARTER_HASH,
    INFRACTIONS_HASH,
    STANDARDS_HASH,
    controller_of,
)
from tests.differential.source import Source
from tests.support.raw_logs import ADDRESSES, RawChain


def random_history(seed: str, steps: int) -> tuple[RawChain, Counter[str]]:
    """Return a chain of random acts, and how often each kind of act was carried out."""
    founding = random_founding(random.Random(seed), "pilot")
    chain = RawChain(
        charter=founding.charter,
        communities=founding.communities,
        rules=founding.rules,
        catalogue_hash=founding.catalogue_hash,
        now=founding.now,
        charter_hash=CHARTER_HASH,
        beacon=founding.beacon,
        infractions=founding.infractions,
        infractions_hash=INFRACTIONS_HASH,
        standards=founding.standards,
        standards_hash=STANDARDS_HASH,
    )
    source, done = Source(random.Random(seed), chain.state, founding.now), Counter[str]()
    for _ in range(steps):
        step = source.step()
        before = controller_of(chain.state, step.action)
        try:
            announced = chain.act(step.action, step.now)
        except Refusal:
            continue
        source.accepted(step.action, before, announced)
        done[type(step.action).__name__] += 1
    return chain, done


def source_of_history(chain: RawChain, blocks: int = 10) -> ExportSource:
    """Return what an export of a chain is made from; it has no manifest."""
    first = chain.headers[1]
    origin = Origin(1, "0x", first.number, first.block_hash, ADDRESSES)
    chunks = chain.chunks(blocks)
    return ExportSource(
        origin, chain.founding, "{}", chunks, chain.pinned, lambda _logs: chain.proposals
    )
