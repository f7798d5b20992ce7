"""Structs in storage: where the compiler puts their members, and what the words there hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from isonomia.build import Artifact
from isonomia.event_logs import snake_case

_WORD_BITS = 256
_BITS_PER_BYTE = 8


class Member(NamedTuple):
    """One member of a struct: which of its words holds it, and where in that word."""

    name: str
    word: int
    shift: int
    bits: int
    is_bytes: bool

    def read(self, words: Sequence[int]) -> Any:
        """Return its value from all words of the struct: an integer, or bytes."""
        value = words[self.word] >> self.shift & (1 << self.bits) - 1
        return value.to_bytes(self.bits // _BITS_PER_BYTE) if self.is_bytes else value


@dataclass(frozen=True, slots=True)
class Struct:
    """A struct in storage: the slot of the variable or mapping that holds it, and its members."""

    slot: int
    members: tuple[Member, ...]
    words: int

    def fields(self, words: Sequence[int]) -> dict[str, Any]:
        """Return the members by name, and whether a bit between them is set that should not be."""
        left = list(words)
        for member in self.members:
            left[member.word] &= ~((1 << member.bits) - 1 << member.shift)
        read = {member.name: member.read(words) for member in self.members}
        return {**read, "unused": any(left)}


def struct_of(artifact: Artifact, label: str) -> Struct:
    """Return the struct that a variable holds, be it in a mapping or not.

    Args:
        artifact: of the contract
        label: name of the variable
    """
    layout = artifact["storageLayout"]
    variable = next(entry for entry in layout["storage"] if entry["label"] == label)
    kind = layout["types"][variable["type"]]
    while "value" in kind:
        kind = layout["types"][kind["value"]]
    members = tuple(
        Member(
            snake_case(entry["label"]),
            int(entry["slot"]),
            entry["offset"] * _BITS_PER_BYTE,
            int(layout["types"][entry["type"]]["numberOfBytes"]) * _BITS_PER_BYTE,
            entry["type"].startswith("t_bytes"),
        )
        for entry in kind["members"]
    )
    words = int(kind["numberOfBytes"]) * _BITS_PER_BYTE // _WORD_BITS
    return Struct(int(variable["slot"]), members, words)
