"""What the compiled contracts consist of: functions, types and instructions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from isonomia import build

PUSH1, PUSH32 = 0x60, 0x7F

#: Instructions that reach beyond the contract's own storage.
OUTSIDE = {
    "CREATE": 0xF0,
    "CALL": 0xF1,
    "CALLCODE": 0xF2,
    "DELEGATECALL": 0xF4,
    "CREATE2": 0xF5,
    "STATICCALL": 0xFA,
    "SELFDESTRUCT": 0xFF,
}


def abi_entries(contract: str, kind: str) -> list[dict[str, Any]]:
    """Return the entries of one kind (function, event, error, ...) in a contract's ABI."""
    return [entry for entry in build.load(contract)["abi"] if entry["type"] == kind]


def acts_of(contract: str) -> set[str]:
    """Return the names of the functions that can change the state."""
    return {
        entry["name"]
        for entry in abi_entries(contract, "function")
        if entry["stateMutability"] not in ("view", "pure")
    }


def views_of(contract: str) -> set[str]:
    """Return the names of the functions that cannot change the state."""
    return {entry["name"] for entry in abi_entries(contract, "function")} - acts_of(contract)


def leaves(parameters: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Return the parameters that are not structs, those inside structs included."""
    for parameter in parameters:
        if "components" in parameter:
            yield from leaves(parameter["components"])
        else:
            yield parameter


def outside_instructions(contract: str) -> set[str]:
    """Return which instructions of `OUTSIDE` the runtime code has, data of pushes left out."""
    code = bytes.fromhex(build.load(contract)["deployedBytecode"][2:])
    metadata_bytes = int.from_bytes(code[-2:]) + 2
    found = set(_instructions(code[:-metadata_bytes]))
    return {name for name, instruction in OUTSIDE.items() if instruction in found}


def _instructions(code: bytes) -> Iterator[int]:
    position = 0
    while position < len(code):
        instruction = code[position]
        yield instruction
        if PUSH1 <= instruction <= PUSH32:
            position += instruction - PUSH1 + 1
        position += 1
