"""What was measured, and the figures that follow from it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """Gas of one act of one system.

    Attributes:
        key: short name, unique
        kind: "person", "contribution" or "claim": what one item is
        system: whose act it is
        act: what one item does
        totals: gas of the whole transaction, by number of items in it
    """

    key: str
    kind: str
    system: str
    act: str
    totals: dict[int, int]

    def per_item(self, batch: int) -> float:
        """Gas of a whole transaction over its items."""
        return self.totals[batch] / batch
