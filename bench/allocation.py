"""A year of allocation to everybody: credits are a function of time, so nothing is sent."""

from __future__ import annotations

from bench.figures import Allocation
from bench.ours import Jurisdiction
from isonomia.spec.calendar import YEAR


def measure(world: Jurisdiction) -> Allocation:
    """Let a year pass on the chain, send nothing, and look at everybody before and after."""
    chain = world.lab.chain
    identities = [identity for batch in world.people.values() for identity in batch]
    first = chain.block()
    before = world.credits(identities)
    world.lab.node.set_time(first["timestamp"] + YEAR)
    after = world.credits(identities)
    growth = [late - early for early, late in zip(before, after, strict=True)]
    blocks = [chain.block(i) for i in range(first["number"] + 1, chain.block()["number"] + 1)]
    return Allocation(
        people=len(identities),
        least=min(growth),
        most=max(growth),
        transactions=sum(len(block["transactions"]) for block in blocks),
        gas=sum(int(block["gasUsed"], 16) for block in blocks),
    )
