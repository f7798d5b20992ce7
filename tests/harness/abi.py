"""Calls, answers, events and errors of one contract, with every encoder looked up once."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from eth_abi.decoding import ContextFramesBytesIO
from eth_abi.registry import registry
from eth_utils import event_abi_to_log_topic
from eth_utils.abi import collapse_if_tuple, function_abi_to_4byte_selector

_ADDRESS = re.compile(r"0x[0-9a-f]{40}\Z")
_WORD_TYPE = re.compile(r"(uint\d+|address|bytes32|bool)\Z")
_FROM_WORD: dict[str, Callable[[bytes], Any]] = {
    "uint": lambda word: int.from_bytes(word, "big"),
    "addr": lambda word: word[12:],
    "byte": bytes,
    "bool": lambda word: word[31] == 1,
}
_UPPER = re.compile(r"(?<!^)(?=[A-Z])")


def snake_case(name: str) -> str:
    """Return the Python name of a Solidity one: `dividendPerHead` becomes `dividend_per_head`."""
    return _UPPER.sub("_", name).lower()


def types_of(parameters: list[dict[str, Any]]) -> tuple[str, ...]:
    """Return the canonical types of parameters in an ABI."""
    return tuple(collapse_if_tuple(parameter) for parameter in parameters)


@functools.cache
def _encoder(types: tuple[str, ...]) -> Any:
    return registry.get_encoder(f"({','.join(types)})")


@functools.cache
def _decoder(types: tuple[str, ...]) -> Any:
    return registry.get_decoder(f"({','.join(types)})")


def encode(types: tuple[str, ...], values: tuple[Any, ...]) -> bytes:
    """Encode values as the arguments of a call."""
    return bytes(_encoder(types)(values)) if types else b""


def decode(types: tuple[str, ...], data: bytes) -> tuple[Any, ...]:
    """Decode the answer of a call; addresses come back as 20 bytes."""
    values = _decoder(types)(ContextFramesBytesIO(data)) if types else ()
    return tuple(map(plain, values))


@functools.cache
def _word_layout(types: tuple[str, ...]) -> tuple[str, ...] | None:
    """Return the types of the words of an answer that takes a fixed number of them, else None."""
    words = tuple(word for kind in types for word in kind.strip("()").split(","))
    return words if all(_WORD_TYPE.match(word) for word in words) else None


def decode_answer(types: tuple[str, ...], data: bytes) -> tuple[Any, ...]:
    """Decode what a view returned; faster than `decode` for one list or for single words."""
    shape = types[0]
    if len(types) == 1 and shape.endswith("[]"):
        item = _word_layout((shape[:-2],))
        if item is None:
            return decode(types, data)
        size = 32 * len(item)
        parts = (data[at : at + size] for at in range(64, len(data), size))
        is_struct = shape.startswith("(")
        return (tuple(_from_words(item, part, is_struct) for part in parts),)
    layout = _word_layout(types)
    if layout is None:
        return decode(types, data)
    is_struct = len(types) == 1 and shape.startswith("(")
    found = _from_words(layout, data, is_struct or len(types) > 1)
    return found if len(types) > 1 else (found,)


def _from_words(layout: tuple[str, ...], data: bytes, as_tuple: bool) -> Any:
    found = tuple(
        _FROM_WORD[kind[:4]](data[32 * at : 32 * at + 32]) for at, kind in enumerate(layout)
    )
    return found if as_tuple else found[0]


def plain(value: Any) -> Any:
    """Turn addresses into bytes, wherever they stand."""
    if isinstance(value, tuple):
        return tuple(map(plain, value))
    return bytes.fromhex(value[2:]) if isinstance(value, str) and _ADDRESS.match(value) else value


@dataclass(frozen=True)
class Event:
    """An event of the ABI: which fields are indexed, and how to read the others."""

    name: str
    fields: tuple[str, ...]
    indexed: tuple[tuple[int, str], ...]
    stored: tuple[tuple[int, str], ...]

    def values(self, topics: list[bytes], data: bytes) -> dict[str, Any]:
        """Return the fields of a log by their Python names."""
        found: list[Any] = [None] * len(self.fields)
        for (position, kind), topic in zip(self.indexed, topics[1:], strict=True):
            (found[position],) = decode((kind,), topic)
        unpacked = decode(tuple(kind for _, kind in self.stored), data)
        for (position, _), value in zip(self.stored, unpacked, strict=True):
            found[position] = value
        return dict(zip(self.fields, found, strict=True))


class ContractAbi:
    """What can be said to one contract, and what it can answer."""

    def __init__(self, abi: list[dict[str, Any]]) -> None:
        self.functions: dict[str, tuple[bytes, tuple[str, ...], tuple[str, ...]]] = {}
        self.errors: dict[bytes, tuple[str, tuple[str, ...]]] = {}
        self.events: dict[bytes, Event] = {}
        self.constructor: tuple[str, ...] = ()
        for entry in abi:
            match entry["type"]:
                case "function":
                    selector = function_abi_to_4byte_selector(entry)
                    shape = types_of(entry["inputs"]), types_of(entry["outputs"])
                    self.functions[entry["name"]] = (selector, *shape)
                case "error":
                    selector = function_abi_to_4byte_selector(entry)
                    self.errors[selector] = entry["name"], types_of(entry["inputs"])
                case "event":
                    self.events[event_abi_to_log_topic(entry)] = _event(entry)
                case "constructor":
                    self.constructor = types_of(entry["inputs"])

    def call(self, function: str, *values: Any) -> bytes:
        """Return the calldata of a call."""
        selector, inputs, _ = self.functions[function]
        return selector + encode(inputs, values)

    def answer(self, function: str, data: bytes) -> Any:
        """Decode what a call returned: the value itself when there is only one."""
        types = self.functions[function][2]
        values = decode_answer(types, data) if types else ()
        return values[0] if len(values) == 1 else values


def _event(entry: dict[str, Any]) -> Event:
    kinds = types_of(entry["inputs"])
    positions = list(enumerate(entry["inputs"]))
    return Event(
        name=entry["name"],
        fields=tuple(snake_case(field["name"]) for field in entry["inputs"]),
        indexed=tuple((i, kinds[i]) for i, field in positions if field["indexed"]),
        stored=tuple((i, kinds[i]) for i, field in positions if not field["indexed"]),
    )
