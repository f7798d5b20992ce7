"""Records kept as whole numbers: a person as the ledger's word, a signatory as one of its own.

A table of them is a dictionary like any other to whoever reads it, and a third of its size.
"""

from __future__ import annotations

from collections.abc import Callable, ItemsView, Iterator, Mapping, ValuesView
from typing import Any, TypeVar

from isonomia.packed_words import Fields, unpack_person
from isonomia.spec.state import CATEGORIES, Person, Signatory
from isonomia.spec.words import person_word

V = TypeVar("V")

_TALLIES = tuple(f"tally_{category}" for category in range(1, CATEGORIES + 1))


def shifts_of(fields: Fields) -> dict[str, int]:
    """Return by name how many bits lie below each field of a word."""
    shifts, position = {}, 0
    for name, bits in fields:
        shifts[name] = position
        position += bits
    return shifts


#: Of a signatory, lowest first: the two that every order changes stand together.
SIGNATORY_FIELDS: Fields = (
    ("orders_seen", 16),
    ("order_floor", 24),
    ("lapse_day", 24),
    ("nonce", 32),
    ("controller", 160),
)
_ADDRESS_BYTES = 20
_SIGNATORY_SHIFTS = shifts_of(SIGNATORY_FIELDS)
_SIGNATORY_BITS = dict(SIGNATORY_FIELDS)
_PERSON_FLAGS = ("opted_out", "closed")


def unpacked_person(word: int) -> Person:
    """Return the person of a word of the ledger."""
    fields: dict[str, Any] = unpack_person(word)
    del fields["unused"]
    tallies = tuple(fields.pop(name) for name in _TALLIES)
    flags = {name: bool(fields[name]) for name in _PERSON_FLAGS}
    return Person(**fields | flags, tallies=tallies)


def packed_signatory(signatory: Signatory) -> int:
    """Return a signatory as one whole number.

    Raises:
        OverflowError: when a value does not fit its field
    """
    if len(signatory.controller) != _ADDRESS_BYTES:
        raise OverflowError("a controller is 20 bytes")
    word = int.from_bytes(signatory.controller) << _SIGNATORY_SHIFTS["controller"]
    for name in ("orders_seen", "order_floor", "lapse_day", "nonce"):
        value: int = getattr(signatory, name)
        if not 0 <= value < 1 << _SIGNATORY_BITS[name]:
            raise OverflowError(f"{name} {value} does not fit {_SIGNATORY_BITS[name]} bits")
        word |= value << _SIGNATORY_SHIFTS[name]
    return word


def unpacked_signatory(word: int) -> Signatory:
    """Return the signatory of a whole number."""
    values = {
        name: word >> _SIGNATORY_SHIFTS[name] & (1 << bits) - 1 for name, bits in SIGNATORY_FIELDS
    }
    controller = values.pop("controller").to_bytes(_ADDRESS_BYTES)
    return Signatory(controller, **values)


class PackedTable(dict[bytes, V]):
    """Records by identity, kept as whole numbers; one that does not fit is kept as it is.

    Reading hands out records as any dictionary does. `stored` and `store` deal in whole numbers.
    """

    __slots__ = ()

    @staticmethod
    def _packed(record: Any) -> int:
        """Return a record as one whole number, or raise `OverflowError`."""
        raise NotImplementedError

    @staticmethod
    def _unpacked(word: int) -> Any:
        """Return the record of a whole number."""
        raise NotImplementedError

    def __init__(self, records: Mapping[bytes, V] | None = None) -> None:
        """Keep the records given."""
        super().__init__()
        self.update(records or {})

    @property
    def stored(self) -> Callable[[bytes], Any]:
        """What gives the whole number kept of an identity, None for nobody.

        A record that does not fit one is given as it is.
        """
        return super().get

    def store(self, words: Mapping[bytes, int]) -> None:
        """Keep whole numbers as they are."""
        super().update(words)  # type: ignore[arg-type]

    def _record(self, kept: Any) -> Any:
        return self._unpacked(kept) if type(kept) is int else kept

    def get(self, identity: bytes, default: Any = None) -> Any:
        """Return a record, or the default."""
        kept = super().get(identity)
        return default if kept is None else self._record(kept)

    def __getitem__(self, identity: bytes) -> V:
        record: V = self._record(super().__getitem__(identity))
        return record

    def __setitem__(self, identity: bytes, record: V) -> None:
        try:
            super().__setitem__(identity, self._packed(record))  # type: ignore[assignment]
        except OverflowError:
            super().__setitem__(identity, record)

    def update(self, records: Any = (), /, **_: V) -> None:
        """Keep all records of a mapping."""
        for identity in records:
            self[identity] = records[identity]

    # Without its own iterator, `dict(table)` and the like would copy the whole numbers.
    def __iter__(self) -> Iterator[bytes]:
        return super().__iter__()

    def items(self) -> ItemsView[bytes, V]:  # type: ignore[override]
        """Return identities and records."""
        return ItemsView(self)

    def values(self) -> ValuesView[V]:  # type: ignore[override]
        """Return the records."""
        return ValuesView(self)

    def pop(self, identity: bytes, /, *default: Any) -> Any:
        """Take a record out, or return the default."""
        return self._record(super().pop(identity, *default))

    def popitem(self) -> tuple[bytes, V]:
        """Take the last identity and its record out."""
        identity, kept = super().popitem()
        return identity, self._record(kept)

    def setdefault(self, identity: bytes, record: V, /) -> V:
        """Return the record there is, or keep the one given."""
        if identity not in self:
            self[identity] = record
        return self[identity]

    def copy(self) -> PackedTable[V]:
        """Return an independent table of the same records."""
        copied = type(self)()
        dict.update(copied, ((identity, self.stored(identity)) for identity in self))
        return copied

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Mapping) or len(self) != len(other):
            return False
        absent = object()
        return all(other.get(identity, absent) == record for identity, record in self.items())

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __repr__(self) -> str:
        return repr(dict(self.items()))


class PackedPeople(PackedTable[Person]):
    """People by identity, kept as the ledger's words."""

    __slots__ = ()

    @staticmethod
    def _packed(record: Person) -> int:
        return person_word(record)

    @staticmethod
    def _unpacked(word: int) -> Person:
        return unpacked_person(word)


class PackedSignatories(PackedTable[Signatory]):
    """Signatories by identity."""

    __slots__ = ()

    @staticmethod
    def _packed(record: Signatory) -> int:
        return packed_signatory(record)

    @staticmethod
    def _unpacked(word: int) -> Signatory:
        return unpacked_signatory(word)
