"""One byte string for each value, so that states can be compared by a digest.

The form follows bencode: a letter for the kind, the length, the content. Dictionaries and sets are
ordered by their encoded keys, records by their fields.
"""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any


def encode(value: Any) -> bytes:
    """Return the canonical form of a value.

    Known are ``None``, integers, bytes, text, tuples, dictionaries, sets and records.

    Raises:
        TypeError: for anything else
    """
    if value is None:
        return b"n"
    if isinstance(value, int):
        return b"i%d;" % value
    if isinstance(value, bytes):
        return b"b%d:%b" % (len(value), value)
    if isinstance(value, str):
        return b"s" + encode(value.encode())
    if isinstance(value, tuple):
        return b"t%d:%b" % (len(value), b"".join(map(encode, value)))
    if isinstance(value, dict):
        lines = sorted((encode(key), encode(entry)) for key, entry in value.items())
        return b"d%d:%b" % (len(lines), b"".join(key + entry for key, entry in lines))
    if isinstance(value, set | frozenset):
        return b"e%d:%b" % (len(value), b"".join(sorted(map(encode, value))))
    if is_dataclass(value) and not isinstance(value, type):
        parts = (encode(getattr(value, name)) for name in _names(type(value)))
        return b"r" + encode(type(value).__name__) + b"".join(parts)
    raise TypeError(f"no canonical form for {type(value).__name__}")


@cache
def _names(record: type[Any]) -> tuple[str, ...]:
    return tuple(field.name for field in fields(record))
