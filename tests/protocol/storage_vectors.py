"""Vectors of storage: every slot that the contracts hold after all steps of a file, and the roots.

What the specification's state gives is written down; the test reads the same from the bytecode.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from isonomia.build import DEPLOYED
from isonomia.proofs.expected import ExpectedStorage
from isonomia.proofs.roots import ExpectedRoot
from isonomia.spec import transition
from tests.harness.evm import EvmChain
from tests.protocol.log_vectors import deployed
from tests.spec import vectors

FOLDER = vectors.FOLDER / "storage"
#: Files whose steps together write every kind of slot.
FILES = (
    *("amendments", "audits", "challenges", "chances", "findings", "leaves", "lives"),
    *("mandates", "refunds", "renewals"),
)
LATEST_CHARTER_SLOT = 1


def played(name: str) -> tuple[EvmChain, dict[str, Any]]:
    """Return the bytecode after all steps of a file, and what it must store."""
    first, *steps = vectors.load(name)
    assert isinstance(first.action, dict)
    chain = EvmChain()
    world = deployed(first.action, chain)
    state, _ = transition.genesis(**first.action)
    for step in steps:
        if step.outcome.refusal is None:
            assert not isinstance(step.action, dict)
            world.perform(step.action, step.now)
            transition.execute(state, step.action, step.now)
    latest = chain.stored_at("Ledger", LATEST_CHARTER_SLOT)
    expected = ExpectedStorage(state, chain.artifacts, latest)
    return chain, {contract: _contract(expected, contract) for contract in DEPLOYED}


def _contract(expected: ExpectedStorage, contract: str) -> dict[str, Any]:
    root = ExpectedRoot()
    slots = []
    for slot in expected.of(contract):
        root.add(slot.number, slot.word)
        what = slot.name.removeprefix(f"{contract}.")
        slots.append([what, f"0x{slot.number:064x}", hex(slot.word)])
    return {"root": "0x" + root.value.hex(), "slots": slots}


def save(name: str, folder: Path = FOLDER) -> None:
    """Write the file of one name, one slot to a line."""
    _, contracts = played(name)
    told = []
    for contract, stored in contracts.items():
        lines = (json.dumps(slot, separators=(",", ":")) for slot in stored["slots"])
        head = f'{json.dumps(contract)}:{{"root":{json.dumps(stored["root"])},"slots":['
        told.append(head + "\n" + ",\n".join(lines) + "]}")
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.json").write_text("{\n" + ",\n".join(told) + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    for file in FILES:
        save(file)
