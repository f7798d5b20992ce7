"""Which seats of a council sign an act, out of those whose keys are at hand."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Self

from isonomia.errors import IsonomiaError
from isonomia.keys import SeatKeys
from isonomia.spec.actions import Approvals
from isonomia.spec.state import State


class SeatKeysError(IsonomiaError):
    """The key files at hand are not those of the seats, or do not suffice."""


class Seats:
    """The seats whose keys are at hand, checked against the chain."""

    def __init__(self, state: State, keys: Mapping[int, Mapping[int, bytes]]) -> None:
        """Takes the address of each key by community and seat.

        Raises:
            SeatKeysError: a key is not the one that signs for its seat on this chain.
        """
        wrong = [
            f"the key file of seat {index} of community {community} has the key 0x{key.hex()}, but "
            f"{_answer(state, community, index)}: replace the file or take it away"
            for community, council in sorted(keys.items())
            for index, key in sorted(council.items())
            if (seat := state.seats.get((community, index))) is None or seat.controller != key
        ]
        if wrong:
            raise SeatKeysError("\n".join(wrong))
        self._councils = state.councils
        self._keys = keys

    @classmethod
    def at_hand(cls, state: State, keys: SeatKeys) -> Self:
        """Return the seats whose keys these are, by community and seat. Raises like the class."""
        addresses = {
            community: {
                seat: bytes.fromhex(key.account.address[2:]) for seat, key in council.items()
            }
            for community, council in keys.items()
        }
        return cls(state, addresses)

    def approvals(self, community: int, without: int | None = None) -> Approvals | None:
        """Return as few seats as suffice, lowest first, or None when too few keys are at hand."""
        chosen: dict[bytes, int] = {}
        for index, key in sorted(self._keys.get(community, {}).items()):
            if index != without:
                chosen.setdefault(key, index)
            if len(chosen) == self._councils[community].threshold:
                return tuple((seat, key) for key, seat in chosen.items())
        return None

    def require(self, communities: Iterable[int], name: Callable[[int], str]) -> None:
        """Raise `SeatKeysError` naming every community without enough keys."""
        short = [
            f"{name(number)}: {self._councils[number].threshold} seats must sign, and "
            f"{len(set(self._keys.get(number, {}).values()))} different keys are at hand"
            for number in sorted(set(communities))
            if number in self._councils and self.approvals(number) is None
        ]
        if short:
            raise SeatKeysError(
                "too few seat keys; add key files to the folder:\n" + "\n".join(short)
            )


def _answer(state: State, community: int, index: int) -> str:
    seat = state.seats.get((community, index))
    if seat is None:
        return "this chain has no such seat"
    return f"on this chain 0x{seat.controller.hex()} signs for it"
