"""Raw logs of bulk kinds, as rows; what they say is checked where it is used.

A row takes the same values from a log as `isonomia.event_logs.decode`. A log of another shape than
the contracts give it is `Unusual`, or a ValueError or IndexError of what it was cut with.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import IntEnum
from functools import cache
from typing import NamedTuple

from isonomia.event_logs import Place, RawLog, layouts
from isonomia.fastpath.unusual import Unusual
from isonomia.spec import events

_WORD, _WORD_DIGITS = 32, 64
_ADDRESS_END = 2**160


class Kind(IntEnum):
    """Kinds of logs that bulk acts leave."""

    COUNCIL_ACTED = 1
    ENROLLED = 2
    BOUND = 3
    AWARDED = 4
    AWARDS_FILED = 5
    ENTERED = 6
    REDEEMED = 7
    BATCH_REDEEMED = 8


_KIND_OF: Mapping[type, Kind] = {
    events.CouncilActed: Kind.COUNCIL_ACTED,
    events.Enrolled: Kind.ENROLLED,
    events.ControllerBound: Kind.BOUND,
    events.Awarded: Kind.AWARDED,
    events.AwardsFiled: Kind.AWARDS_FILED,
    events.Entered: Kind.ENTERED,
    events.Redeemed: Kind.REDEEMED,
    events.BatchRedeemed: Kind.BATCH_REDEEMED,
}

#: Topic 0 -> kind, of those that one contract may log.
Table = Mapping[str, Kind]
_NO_KINDS: Table = {}


@cache
def kinds_of(contract: str) -> Table:
    """Return the kinds of bulk logs of one contract."""
    return {
        topic: _KIND_OF[layout.event_class]
        for topic, layout in layouts(contract).items()
        if layout.event_class in _KIND_OF
    }


class Sent(NamedTuple):
    """The logs of one transaction.

    Attributes:
        logs: in order
        block: number
        transaction: hash, as the node gave it
        time: second of the block
    """

    logs: Sequence[RawLog]
    block: int
    transaction: str
    time: int

    def place(self, at: int) -> Place:
        """Return where one of the logs stands."""
        return self.places(at, at + 1)[0]

    def places(self, start: int, end: int) -> list[Place]:
        """Return where the logs from one on stand, up to another one."""
        block, transaction, make = self.block, self.transaction, Place._make
        return [
            make((block, int(log["logIndex"], 16), transaction)) for log in self.logs[start:end]
        ]


class Kinds:
    """Tells the kinds of logs of a deployment."""

    def __init__(self, addresses: Mapping[str, str]) -> None:
        """Take contract name -> address."""
        self._tables = {address.lower(): kinds_of(name) for name, address in addresses.items()}

    def of(self, log: RawLog) -> Kind | None:
        """Return the kind of a log; None of one that no bulk act leaves."""
        address, topics = log["address"], log["topics"]
        table = self._tables.get(address)
        if table is None:
            # Some nodes write addresses in both cases.
            table = self._tables[address] = self._tables.get(address.lower(), _NO_KINDS)
        return table.get(topics[0]) if topics else None


def held_of(log: RawLog, topics: int, data: int) -> bytes:
    """Return the words of a log one after the other, 32 bytes each: topics but the first, and data.

    Raises:
        Unusual: it has not so many topics beside the first and not so many words in its data
        ValueError: it is not hexadecimal
    """
    given, data_text = log["topics"], log["data"]
    # Digits are counted before they are read: blanks between them are read over.
    if len(given) != 1 + topics or len(data_text) != 2 + _WORD_DIGITS * data:
        raise Unusual
    text = data_text[2:]
    for topic in given[:0:-1]:
        if len(topic) != 2 + _WORD_DIGITS:
            raise Unusual
        text = topic[2:] + text
    held = bytes.fromhex(text)
    if len(held) != _WORD * (topics + data):
        raise Unusual
    return held


def address_in(word: bytes) -> int:
    """Return the address in a word as a whole number."""
    address = int.from_bytes(word)
    if address >= _ADDRESS_END:
        raise Unusual
    return address
