"""What organisations redeemed, kept by somebody who may want it refunded or rated."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from isonomia.spec.events_services import Redeemed
from isonomia.spec.merkle import merkle_proof, redemption_leaf
from isonomia.spec.service_state import Redemption


class Receipts:
    """Every redemption with what proves it, in the order of redeeming."""

    def __init__(self) -> None:
        self._batches: dict[int, list[Redemption]] = {}

    def add(self, events: Iterable[Any], time: int) -> None:
        """Note what was redeemed at a second, if anything was."""
        lines = redemptions_in(events, time)
        if lines:
            self._batches[lines[0].batch] = lines

    def lines(self) -> list[Redemption]:
        """Return all redemptions."""
        return [line for batch in self._batches.values() for line in batch]

    def proof_of(self, line: Redemption) -> tuple[bytes, ...]:
        """Return what proves that a redemption stands in its batch."""
        return proof_in(self._batches[line.batch], line.index)


def redemptions_in(events: Iterable[Any], time: int) -> list[Redemption]:
    """Return what was redeemed at a second, as the leaves of the batch hold it."""
    announced = [event for event in events if isinstance(event, Redeemed)]
    return [
        Redemption(
            event.batch,
            index,
            event.identity,
            event.offer,
            event.quantity,
            event.amount,
            event.source,
            time,
        )
        for index, event in enumerate(announced)
    ]


def proof_in(lines: Sequence[Redemption], index: int) -> tuple[bytes, ...]:
    """Return what proves one redemption of a batch."""
    return merkle_proof([redemption_leaf(line) for line in lines], index)
