"""Calls, answers, events and errors of one contract, with every encoder looked up once."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from typing import Any

from eth_abi.decoding import ContextFramesBytesIO
from eth_abi.registry import registry
from eth_utils import event_abi_to_log_topic
from eth_utils.abi import collapse_if_tuple, function_abi_to_4byte_selector

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
    return tuple(map(plain, types, values))


def plain(kind: str, value: Any) -> Any:
    """Turn an address into bytes and leave everything else alone."""
    return bytes.fromhex(value[2:]) if kind == "address" else value


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
        values = decode(self.functions[function][2], data)
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
