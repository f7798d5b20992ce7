"""Every batch of redemptions, so that a refund or a rating of one can be proved.

Whoever refunds or rates brings the redemption and its place under the root of its batch. Logs of a
refund name the place alone; the rest follows from the batch.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Sequence

from isonomia.spec.actions import Redemption
from isonomia.spec.events import Redeemed
from isonomia.spec.merkle import merkle_rows, proof_in, redemption_leaf

#: Trees kept at hand: who refunds or rates comes soon after the redemption, and seldom alone.
TREES_KEPT = 64

_Rows = tuple[tuple[bytes, ...], ...]


class RedeemedBatches:
    """The batches of all organisations."""

    def __init__(self) -> None:
        self._batches: dict[int, tuple[Sequence[Redeemed], int]] = {}
        self._trees: OrderedDict[int, _Rows] = OrderedDict()

    def follow(self, redeemed: Sequence[Redeemed], time: int) -> None:
        """Note one batch, whose redemptions are given in order, at the second of its block."""
        self._batches[redeemed[0].batch] = redeemed, time

    def kept(self) -> Iterator[tuple[int, Sequence[Redeemed], int]]:
        """Return every batch as it was noted: its number, its redemptions, and its second."""
        for batch, (redeemed, time) in self._batches.items():
            yield batch, redeemed, time

    def redemption(self, batch: int, index: int) -> Redemption | None:
        """Return a redemption by its place; None where there is none."""
        redeemed, time = self._batches.get(batch, ((), 0))
        if not 0 <= index < len(redeemed):
            return None
        event = redeemed[index]
        bought = (event.quantity, event.amount, event.source)
        return Redemption(batch, index, event.identity, event.offer, *bought, time)

    def redemptions(self, batch: int) -> tuple[Redemption, ...]:
        """Return all redemptions of a batch in order; none of a batch that is not there."""
        redeemed, _ = self._batches.get(batch, ((), 0))
        found = (self.redemption(batch, index) for index in range(len(redeemed)))
        return tuple(redemption for redemption in found if redemption is not None)

    def proof(self, batch: int, index: int) -> tuple[bytes, ...]:
        """Return what joins a redemption that is there to the root of its batch."""
        return proof_in(self._tree(batch), index)

    def _tree(self, batch: int) -> _Rows:
        rows = self._trees.get(batch)
        if rows is None:
            rows = merkle_rows([redemption_leaf(one) for one in self.redemptions(batch)])
            self._trees[batch] = rows
        self._trees.move_to_end(batch)
        if len(self._trees) > TREES_KEPT:
            self._trees.popitem(last=False)
        return rows
