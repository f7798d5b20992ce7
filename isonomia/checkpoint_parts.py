"""What a replay has come to, as the parts of a file: MessagePack, each part with its type.

People, signatories and where the last log about each person stands are kept as columns: there are
as many as there are people, and columns are a third of the size of records with named fields.
"""

from __future__ import annotations

import typing
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, replace
from typing import Any, NamedTuple

import msgspec
from msgspec import msgpack

from isonomia.batches import Batches
from isonomia.event_logs import Place
from isonomia.fastpath.kept import PackedRedemptions
from isonomia.fastpath.packing import PackedPeople, PackedSignatories, PackedTable
from isonomia.proposals import Proposal
from isonomia.replay import Carrier, Traces
from isonomia.spec.events import Redeemed
from isonomia.spec.state import Person, Signatory, State

_IDENTITY_BYTES = 32
_WORD_BYTES = 32
#: Type of MessagePack's extension that holds a whole number beyond 64 bits.
_WIDE = 1
_WIDE_BYTES = 33


class Part(NamedTuple):
    """One part of a file.

    Attributes:
        wide: whether it holds whole numbers beyond 64 bits, which MessagePack has no type for
        data: MessagePack
    """

    wide: bool
    data: bytes | memoryview


class _Column(NamedTuple):
    """Words by identity, those of one person after those of another; and what fits none."""

    identities: bytes
    words: bytes
    others: dict[bytes, Any]


class _Places(NamedTuple):
    """Places by identity; transactions are counted from 0 in the order of their list."""

    identities: bytes
    blocks: list[int]
    indexes: list[int]
    transactions: list[int]
    hashes: list[str]


class _Redemptions(NamedTuple):
    """One batch of redemptions, packed or one by one."""

    batch: int
    time: int
    rows: bytes
    single: tuple[Redeemed, ...]


_OTHERS: Mapping[str, Any] = {"people": dict[bytes, Person], "signatories": dict[bytes, Signatory]}
_TABLES: Mapping[str, type[PackedTable[Any]]] = {
    "people": PackedPeople,
    "signatories": PackedSignatories,
}


def parts_of(kept: Carrier) -> Iterator[Part]:
    """Return the parts of a file, always in the same order."""
    for name in _state_types():
        table = getattr(kept.state, name)
        yield encoded(_column(table, _TABLES[name]) if name in _TABLES else table)
    yield encoded(_places(kept.traces.people))
    yield encoded(replace(kept.traces, people={}))
    yield encoded(kept.batches)
    yield encoded([_redemptions(*one) for one in kept.redeemed.kept()])
    yield encoded(dict(kept.proposals))


def kept_of(parts: Iterable[Part]) -> Carrier:
    """Return what the parts of a file hold; the logs of the constructors are not kept.

    Raises:
        ValueError: they are not what `parts_of` gives; `msgspec.ValidationError` is one
    """
    left = iter(parts)

    def read(kind: Any) -> Any:
        part = next(left, None)
        if part is None:
            raise ValueError("a part is missing")
        return decoded(part, kind)

    values: dict[str, Any] = {
        name: _table(read(_Column), name) if name in _TABLES else read(kind)
        for name, kind in _state_types().items()
    }
    people, traces, batches = _people_of(read(_Places)), read(Traces), read(Batches)
    redeemed = read(list[_Redemptions])
    kept = Carrier(State(**values), (), read(dict[bytes, Proposal]))
    kept.traces, kept.batches = replace(traces, people=people), batches
    for one in redeemed:
        kept.redeemed.follow(_redeemed(one), one.time)
    if next(left, None) is not None:
        raise ValueError("a part too many")
    return kept


# ---- parts ---------------------------------------------------------------------------------------


def encoded(value: Any) -> Part:
    """Return a value as a part."""
    try:
        return Part(False, msgpack.encode(value))
    except OverflowError:
        plain = msgspec.to_builtins(value, builtin_types=(bytes,))
        return Part(True, msgpack.encode(_widened(plain)))


def decoded(part: Part, kind: Any) -> Any:
    """Return the value of a part, which must be of a type.

    Raises:
        msgspec.DecodeError: it is not
    """
    if part.wide:
        return msgspec.convert(msgpack.decode(part.data, ext_hook=_narrowed), kind)
    return msgpack.decode(part.data, type=kind)


def _widened(value: Any) -> Any:
    if type(value) is int and not -(2**63) <= value < 2**64:
        return msgpack.Ext(_WIDE, value.to_bytes(_WIDE_BYTES, signed=True))
    if isinstance(value, dict):
        return {key: _widened(entry) for key, entry in value.items()}
    return tuple(map(_widened, value)) if isinstance(value, list | tuple) else value


def _narrowed(_code: int, data: memoryview) -> int:
    return int.from_bytes(data, signed=True)


def _state_types() -> dict[str, Any]:
    hints = typing.get_type_hints(State)
    return {entry.name: hints[entry.name] for entry in fields(State)}


# ---- columns -------------------------------------------------------------------------------------


def _column(table: Mapping[bytes, Any], kind: type[PackedTable[Any]]) -> _Column:
    packed = table if isinstance(table, kind) else kind(table)
    stored = [(identity, packed.stored(identity)) for identity in packed]
    words = [(identity, word) for identity, word in stored if type(word) is int]
    return _Column(
        b"".join(identity for identity, _ in words),
        b"".join(word.to_bytes(_WORD_BYTES) for _, word in words),
        {identity: record for identity, record in stored if type(record) is not int},
    )


def _table(column: _Column, name: str) -> PackedTable[Any]:
    table = _TABLES[name]()
    words = map(int.from_bytes, _cut(column.words, _WORD_BYTES))
    table.store(dict(zip(_cut(column.identities, _IDENTITY_BYTES), words, strict=True)))
    table.update(msgspec.convert(column.others, _OTHERS[name]))
    return table


def _places(people: Mapping[bytes, Place]) -> _Places:
    numbers: dict[str, int] = {}
    for place in people.values():
        numbers.setdefault(place.transaction, len(numbers))
    return _Places(
        b"".join(people),
        [place.block for place in people.values()],
        [place.log_index for place in people.values()],
        [numbers[place.transaction] for place in people.values()],
        list(numbers),
    )


def _people_of(places: _Places) -> dict[bytes, Place]:
    hashes = (places.hashes[number] for number in places.transactions)
    found = map(Place, places.blocks, places.indexes, hashes)
    return dict(zip(_cut(places.identities, _IDENTITY_BYTES), found, strict=True))


def _cut(held: bytes, size: int) -> list[bytes]:
    return [held[at : at + size] for at in range(0, len(held), size)]


# ---- redemptions ---------------------------------------------------------------------------------


def _redemptions(batch: int, redeemed: typing.Sequence[Redeemed], time: int) -> _Redemptions:
    if isinstance(redeemed, PackedRedemptions):
        return _Redemptions(batch, time, redeemed.rows, ())
    return _Redemptions(batch, time, b"", tuple(redeemed))


def _redeemed(kept: _Redemptions) -> typing.Sequence[Redeemed]:
    return PackedRedemptions(kept.batch, kept.rows) if kept.rows else kept.single
