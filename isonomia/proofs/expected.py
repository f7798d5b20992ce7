"""Everything the contracts must store, by the specification."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping

from isonomia.build import DEPLOYED, Artifact
from isonomia.packed_words import pack_pending_charter
from isonomia.proofs.case_slots import case_slots, finding_slots
from isonomia.proofs.ledger_slots import community_slots, ledger_slots
from isonomia.proofs.places import Layout, Slot
from isonomia.proofs.pool_slots import assembly_slots, beacon_slots, panel_slots, pool_slots
from isonomia.proofs.service_slots import service_slots
from isonomia.spec.charters import OF_TARGET
from isonomia.spec.state import State, Target

_SLOTS: dict[str, Callable[[State, Artifact], Iterator[Slot]]] = {
    "Beacon": beacon_slots,
    "Communities": community_slots,
    "Pool": pool_slots,
    "Panels": panel_slots,
    "Cases": case_slots,
    "Assembly": assembly_slots,
    "Services": service_slots,
    "Findings": finding_slots,
}
#: Those that keep their charter, and the one before while it waits for its day, in one slot.
_CHARTERED = {
    "Pool": Target.POOL,
    "Cases": Target.CASES,
    "Assembly": Target.ASSEMBLY,
    "Services": Target.SERVICES,
}


class ExpectedStorage:
    """The slots of every contract that the specification gives a value."""

    def __init__(self, state: State, artifacts: Mapping[str, Artifact], latest: int) -> None:
        """Take what is needed; nothing is worked out yet.

        Args:
            state: by the specification
            artifacts: of the contracts
            latest: word in which the ledger says which of its charters passed last; the logs do
                not number them, so the number is taken from there
        """
        self._state = state
        self._artifacts = artifacts
        self._number = latest & (1 << 128) - 1

    def __len__(self) -> int:
        return sum(1 for name in DEPLOYED for _ in self.of(name))

    def of(self, name: str) -> Iterator[Slot]:
        """Return the slots of one contract, always in the same order."""
        state, artifact = self._state, self._artifacts[name]
        if name == "Ledger":
            yield from ledger_slots(state, artifact, self._number)
            return
        if name in _CHARTERED:
            word = _charter_word(state, _CHARTERED[name])
            yield Layout(name, artifact).variable("_charter").holds(word)
        yield from _SLOTS[name](state, artifact)


def _charter_word(state: State, target: Target) -> int:
    deployed = dataclasses.astuple(state.charter)[OF_TARGET[target]]
    waiting = state.waiting.get(target)
    if waiting is None:
        return pack_pending_charter((), deployed, 0)
    return pack_pending_charter(deployed, waiting.values, waiting.from_day)
