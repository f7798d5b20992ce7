"""One digest for a whole state, put together from parts that different machines can compute.

What is kept under an identity belongs to its first byte, of which there are 256; everything else is
one more part. Values have the form of `isonomia.spec.canonical`.

The part of a first byte is the keccak256 of all its entries: table after table in the order of
`PERSONAL`, in each in the order of the encoded keys, each entry as name of the table, key and value
(``None`` for an entry of a set). The part of everything else is the keccak256 of the remaining
fields of the state as one dictionary. The digest is the keccak256 of that part followed by those of
the first bytes 0 to 255.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields
from typing import Any

import sha3

from isonomia.spec.canonical import encode
from isonomia.spec.keccak import keccak256
from isonomia.spec.state import State

PREFIXES = 256


def _the_key(key: Any) -> bytes:
    identity: bytes = key
    return identity


def _first_of(key: Any) -> bytes:
    identity: bytes = key[0]
    return identity


def _second_of(key: Any) -> bytes:
    identity: bytes = key[1]
    return identity


#: Tables of a state that are kept by identity -> where in their keys it stands.
PERSONAL: dict[str, Callable[[Any], bytes]] = {
    "people": _the_key,
    "leaves": _the_key,
    "rule_times": _first_of,
    "signatories": _the_key,
    "overlays": _the_key,
    "places": _second_of,
    "second_chances": _the_key,
    "left_at": _the_key,
    "accusations": _the_key,
    "challenges": _the_key,
    "last_filed": _second_of,
    "volunteers": _second_of,
}


def state_digest(state: State) -> bytes:
    """Return the digest of a whole state; equal states have equal digests."""
    return joined(global_part(state), personal_parts(state, range(PREFIXES)))


def joined(everything_else: bytes, personal: Mapping[int, bytes]) -> bytes:
    """Return the digest that parts make: 32 bytes of all else, and 32 for each first byte."""
    return keccak256(everything_else + b"".join(personal[prefix] for prefix in range(PREFIXES)))


def global_part(state: State) -> bytes:
    """Return the part of everything that is not kept by identity."""
    rest = {
        field.name: getattr(state, field.name)
        for field in fields(state)
        if field.name not in PERSONAL
    }
    return keccak256(encode(rest))


def personal_parts(state: State, prefixes: Iterable[int]) -> dict[int, bytes]:
    """Return the parts of some first bytes."""
    wanted = frozenset(prefixes)
    keys: dict[int, list[tuple[str, Any]]] = defaultdict(list)
    for name, identity_in in PERSONAL.items():
        for key in getattr(state, name):
            prefix = identity_in(key)[0]
            if prefix in wanted:
                keys[prefix].append((name, key))
    return {prefix: _personal_part(state, keys[prefix]) for prefix in wanted}


def _personal_part(state: State, keys: list[tuple[str, Any]]) -> bytes:
    order = {name: at for at, name in enumerate(PERSONAL)}
    encoded = sorted((order[name], encode(key), name, key) for name, key in keys)
    digest = sha3.keccak_256()
    for _, key_as_bytes, name, key in encoded:
        table = getattr(state, name)
        value = table[key] if isinstance(table, dict) else None
        digest.update(encode(name) + key_as_bytes + encode(value))
    part: bytes = digest.digest()
    return part
