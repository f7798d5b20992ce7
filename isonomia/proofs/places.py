"""Places in the storage of a contract, found by the layout the compiler gives."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from isonomia.build import Artifact
from isonomia.differences import entry_slot
from isonomia.event_logs import snake_case
from isonomia.packed_words import Fields
from isonomia.spec.keccak import keccak256

_WORD_BYTES = 32
_BITS_PER_BYTE = 8

Key = bytes | int
Value = bytes | int | bool


class Slot(NamedTuple):
    """One storage slot, and what it must hold.

    Attributes:
        contract: name of the contract
        number: of the slot
        word: that the specification gives it
        name: what it is, as the source calls it
        person: identity of the person it is about, or None
    """

    contract: str
    number: int
    word: int
    name: str
    person: bytes | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """A variable, or a part of one, and where it begins.

    Attributes:
        contract: name of the contract
        types: all types of the contract, as the compiler describes them
        kind: name of its own type among them
        slot: where it begins
        name: as the source would call it
        person: identity among the keys that lead to it, or None
    """

    contract: str
    types: Mapping[str, Any]
    kind: str
    slot: int
    name: str
    person: bytes | None = None

    def at(self, *keys: Key) -> Place:
        """Return the entry of a mapping, of mappings in it, or the element of a list."""
        place = self
        for key in keys:
            place = place._entry(key)
        return place

    def member(self, label: str) -> Place:
        """Return a member of a struct that has slots of its own."""
        member = next(one for one in self._members() if one["label"] == label)
        return self._part(member["type"], self.slot + int(member["slot"]), f".{label}")

    def holds(self, value: Value) -> Slot:
        """Return its slot with one value, which fills it or lies lowest in it."""
        return Slot(self.contract, self.slot, _number(value), self.name, self.person)

    def holds_struct(self, values: Mapping[str, Value]) -> Iterator[Slot]:
        """Return the slots of a struct whose members have these values, named as in Python."""
        yield from _packed(self, self._members(), values)

    def holds_list(self, values: Iterable[Value]) -> Iterator[Slot]:
        """Return the slots of a list of values that fill a slot each, its length first."""
        items = list(values)
        yield self.holds(len(items))
        for index, value in enumerate(items):
            yield self.at(index).holds(value)

    def slots(self) -> Iterator[Slot]:
        """Return all its slots, with nothing in them."""
        words = -(-int(self.types[self.kind]["numberOfBytes"]) // _WORD_BYTES)
        for word in range(words):
            name = f"{self.name} + {word}" if word else self.name
            yield Slot(self.contract, self.slot + word, 0, name, self.person)

    def read(self, words: Mapping[int, int]) -> dict[str, Any]:
        """Return the members of a struct, named as in Python, from the words of slots by number."""
        values: dict[str, Any] = {}
        for member in self._members():
            kind = member["type"]
            length = int(self.types[kind]["numberOfBytes"])
            word = words[self.slot + int(member["slot"])]
            value = word >> int(member["offset"]) * _BITS_PER_BYTE & (1 << length * 8) - 1
            is_bytes = kind.startswith("t_bytes")
            values[snake_case(member["label"])] = value.to_bytes(length) if is_bytes else value
        return values

    def _members(self) -> list[dict[str, Any]]:
        return list(self.types[self.kind]["members"])

    def _entry(self, key: Key) -> Place:
        """Return one entry; those of mappings and of lists without end lie elsewhere."""
        kind = self.types[self.kind]
        suffix = f"[0x{key.hex()}]" if isinstance(key, bytes) else f"[{key}]"
        if kind["encoding"] == "mapping":
            slot = entry_slot(self.slot, _number(key))
            person = key if isinstance(key, bytes) and _is_identity(kind["key"]) else None
            return self._part(kind["value"], slot, suffix, person)
        words = -(-int(self.types[kind["base"]]["numberOfBytes"]) // _WORD_BYTES)
        begin = self.slot
        if kind["encoding"] == "dynamic_array":
            begin = int.from_bytes(keccak256(self.slot.to_bytes(_WORD_BYTES)))
        return self._part(kind["base"], begin + _number(key) * words, suffix)

    def _part(self, kind: str, slot: int, suffix: str, person: bytes | None = None) -> Place:
        return Place(
            self.contract, self.types, kind, slot, self.name + suffix, person or self.person
        )


@dataclass(frozen=True, slots=True)
class Layout:
    """The storage of one contract."""

    contract: str
    artifact: Artifact

    def variable(self, label: str) -> Place:
        """Return one variable."""
        layout = self.artifact["storageLayout"]
        entry = next(one for one in layout["storage"] if one["label"] == label)
        name = f"{self.contract}.{label}"
        return Place(self.contract, layout["types"], entry["type"], int(entry["slot"]), name)


def pack(fields: Fields, values: Mapping[str, Value]) -> int:
    """Return a word of fields of so many bits, the first one lowest; a field left out is 0.

    Raises:
        OverflowError: a value does not fit its field
    """
    word = position = 0
    for name, bits in fields:
        value = _number(values.get(name, 0))
        if not 0 <= value < 1 << bits:
            raise OverflowError(f"{name} is {value}, which does not fit {bits} bits")
        word |= value << position
        position += bits
    return word


def _packed(
    place: Place, members: Iterable[Mapping[str, Any]], values: Mapping[str, Value]
) -> Iterator[Slot]:
    """Put members side by side as the compiler does; those that nobody named are left out."""
    words: dict[int, int] = {}
    for member in members:
        name = snake_case(member["label"])
        if name in values:
            shift = int(member["offset"]) * _BITS_PER_BYTE
            slot = place.slot + int(member["slot"])
            words[slot] = words.get(slot, 0) | _number(values[name]) << shift
    for slot, word in words.items():
        name = place.name if slot == place.slot else f"{place.name} + {slot - place.slot}"
        yield Slot(place.contract, slot, word, name, place.person)


def _number(value: Value) -> int:
    return int.from_bytes(value) if isinstance(value, bytes) else int(value)


def _is_identity(kind: str) -> bool:
    """Some contracts keep identities under their own type, some as hashes."""
    return kind.startswith("t_userDefinedValueType(IdentityHash)")
