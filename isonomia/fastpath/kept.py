"""Redemptions kept packed, for refunds and ratings to come."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import overload

from isonomia.spec.events import Redeemed

#: Identity, offer, quantity, amount and nonce.
_ROW = struct.Struct(">32sIQQI")
_BASE = 0


class PackedRedemptions(Sequence[Redeemed]):
    """The redemptions of one batch, all from the base, in a third of their size or less."""

    __slots__ = ("_batch", "_rows")

    def __init__(self, batch: int, rows: bytes) -> None:
        self._batch = batch
        self._rows = rows

    @classmethod
    def of(cls, batch: int, *columns: Sequence[bytes | int]) -> PackedRedemptions:
        """Pack columns of the same length: identities, offers, quantities, amounts and nonces.

        Raises:
            struct.error: when a value does not fit
        """
        return cls(batch, b"".join(map(_ROW.pack, *columns)))

    @property
    def rows(self) -> bytes:
        """All of them as they are packed."""
        return self._rows

    def __len__(self) -> int:
        return len(self._rows) // _ROW.size

    @overload
    def __getitem__(self, index: int) -> Redeemed: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Redeemed]: ...
    def __getitem__(self, index: int | slice) -> Redeemed | Sequence[Redeemed]:
        """Return one redemption, or several."""
        if isinstance(index, slice):
            return tuple(self[at] for at in range(*index.indices(len(self))))
        at = range(len(self))[index] * _ROW.size
        identity, offer, quantity, amount, nonce = _ROW.unpack_from(self._rows, at)
        return Redeemed(identity, offer, self._batch, quantity, amount, _BASE, nonce)
