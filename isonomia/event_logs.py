"""Logs of the contracts, decoded into the events of the specification.

A field is one 32-byte word, so that decoding is cutting the hexadecimal text into words; the few
fields that are lists or texts stand at the end, where their first word says. The tables are made
from the compiled ABI and checked against the specification's dataclasses when they are made: an
event that changed on one side only is found at once.
"""

from __future__ import annotations

import dataclasses
import functools
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from isonomia import build
from isonomia.divergence import Diverged, Divergence, Finding
from isonomia.spec import events
from isonomia.spec.keccak import keccak256

#: A log as a node returns it: the JSON object of `eth_getLogs`.
RawLog = Mapping[str, Any]

#: Declared by OpenZeppelin's EIP-712 and emitted by nothing here.
NEVER_EMITTED = frozenset({"EIP712DomainChanged"})

WORD_DIGITS = 64
WORD_BYTES = 32
_ADDRESS_PADDING = "0" * 24


class Place(NamedTuple):
    """Where a log stands on the chain."""

    block: int
    log_index: int
    transaction: str


class EventLog(NamedTuple):
    """One decoded log."""

    event: Any
    place: Place


#: Gets the words from a place on, the first of which says how much there is; returns the value and
#: how many words it takes, that one included.
_Tail = Callable[[list[str]], tuple[Any, int]]


class _Layout(NamedTuple):
    """How one event lies in a log."""

    event_class: type
    topics: int
    words: int
    fields: tuple[tuple[int, Callable[[str], Any]], ...]
    #: Position among the fields of one that stands at the end -> how to read its words there.
    tails: Mapping[int, _Tail]


def _address(word: str) -> bytes:
    if not word.startswith(_ADDRESS_PADDING):
        raise ValueError("an address longer than 20 bytes")
    return bytes.fromhex(word[len(_ADDRESS_PADDING) :])


def _unsigned(word: str) -> int:
    return int(word, 16)


_READERS: dict[str, Callable[[str], Any]] = {
    "bytes32": bytes.fromhex,
    "uint256": _unsigned,
    "address": _address,
}
_LIST = "[]"
_TEXT = "string"


def _list_of(read: Callable[[str], Any]) -> _Tail:
    def tail(words: list[str]) -> tuple[Any, int]:
        end = 1 + int(words[0], 16)
        return tuple(read(word) for word in words[1:end]), end

    return tail


def _text(words: list[str]) -> tuple[str, int]:
    """Read a text in UTF-8; what fills its last word must be zeros.

    A contract keeps any bytes: a question mark stands for each that is no UTF-8, so that nobody can
    write what nobody can verify, and the text stays as long as it is.
    """
    length = int(words[0], 16)
    end = 1 - (-length // WORD_BYTES)
    held = bytes.fromhex("".join(words[1:end]))
    if any(held[length:]):
        raise ValueError("a text with something behind its end")
    escaped = held[:length].decode("utf-8", "surrogateescape")
    return escaped.encode("utf-8", "replace").decode(), end


def _tail_of(kind: str) -> _Tail | None:
    """Return how to read a field that stands at the end; None when it is one word."""
    if kind == _TEXT:
        return _text
    return _list_of(_READERS[kind.removesuffix(_LIST)]) if kind.endswith(_LIST) else None


def snake_case(name: str) -> str:
    """Turn a Solidity name into the specification's: ``lapseDay`` into ``lapse_day``."""
    return re.sub(r"(?<=[a-z0-9])([A-Z])", r"_\1", name).lower()


def event_topic(abi: Mapping[str, Any]) -> str:
    """Return topic 0 of an event's ABI entry: 0x and 64 digits."""
    signature = f"{abi['name']}({','.join(field['type'] for field in abi['inputs'])})"
    return "0x" + keccak256(signature.encode()).hex()


def _layout(abi: Mapping[str, Any]) -> _Layout:
    inputs = abi["inputs"]
    event_class: type = getattr(events, abi["name"])
    expected = tuple(snake_case(field["name"]) for field in inputs)
    found = tuple(field.name for field in dataclasses.fields(event_class))
    if expected != found:
        raise TypeError(f"{abi['name']}: the contract has {expected}, the specification {found}")
    indexed = sum(1 for field in inputs if field["indexed"])
    next_topic, next_word = 0, indexed
    fields = []
    for field in inputs:
        position = next_topic if field["indexed"] else next_word
        next_topic += field["indexed"]
        next_word += not field["indexed"]
        fields.append((position, _READERS.get(field["type"], _unsigned)))
    tails = {at: tail for at, field in enumerate(inputs) if (tail := _tail_of(field["type"]))}
    return _Layout(event_class, indexed + 1, len(inputs) - indexed, tuple(fields), tails)


@functools.cache
def layouts(contract: str) -> dict[str, _Layout]:
    """Return topic 0 -> layout for the events one contract itself declares."""
    return layouts_of(build.load(contract)["abi"])


def layouts_of(abi: Iterable[Mapping[str, Any]]) -> dict[str, _Layout]:
    """Return topic 0 -> layout for the events of an ABI."""
    return {
        event_topic(entry): _layout(entry)
        for entry in abi
        if entry["type"] == "event" and entry["name"] not in NEVER_EMITTED
    }


def decode(log: RawLog, table: Mapping[str, _Layout]) -> EventLog:
    """Decode one log.

    Raises:
        Diverged: the log has no known event (`UnknownLog`) or not its shape (`MalformedLog`).
    """
    place = place_of(log)
    topics = log["topics"]
    layout = table.get(topics[0]) if topics else None
    if layout is None:
        raise Diverged(_complaint(Finding.UNKNOWN_LOG, place, str(topics[0] if topics else "")))
    data = log["data"][2:]
    in_topics = [topic[2:] for topic in topics[1:]]
    in_data = [data[at : at + WORD_DIGITS] for at in range(0, len(data), WORD_DIGITS)]
    try:
        if len(topics) != layout.topics or len(data) % WORD_DIGITS:
            raise ValueError("another number of topics, or no whole number of words")
        values = _values(layout, in_topics, in_data)
    except (ValueError, IndexError):
        raise Diverged(
            _complaint(Finding.MALFORMED_LOG, place, layout.event_class.__name__)
        ) from None
    return EventLog(layout.event_class(*values), place)


def _values(layout: _Layout, in_topics: list[str], in_data: list[str]) -> list[Any]:
    """Read all fields; those at the end must follow each other with nothing in between."""
    words, end = in_topics + in_data[: layout.words], layout.words
    values = []
    for number, (at, read) in enumerate(layout.fields):
        tail = layout.tails.get(number)
        if tail is None:
            values.append(read(words[at]))
            continue
        if int(words[at], 16) != end * WORD_BYTES:
            raise ValueError("a list that does not stand in its place")
        value, length = tail(in_data[end:])
        values.append(value)
        end += length
    if end != len(in_data):
        raise ValueError("another number of words")
    return values


def place_of(log: RawLog) -> Place:
    """Read where a log stands."""
    return Place(int(log["blockNumber"], 16), int(log["logIndex"], 16), log["transactionHash"])


def _complaint(finding: Finding, place: Place, what: str) -> Divergence:
    return Divergence(
        finding,
        subject=f"log {place.log_index}" + (f" ({what})" if what else ""),
        block=place.block,
        transaction=place.transaction,
    )
