"""The digest of a state: everything there is counts, whatever partition computes it.

```
state_digest
├── of equal states, plain or packed: the same
├── after a change of any field: another
├── put together from any sharing out of first bytes: the same
└── tables kept by identity: each key holds the identity where it is said to
```
"""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from isonomia.export.digest import (
    PERSONAL,
    PREFIXES,
    global_part,
    joined,
    personal_parts,
    state_digest,
)
from isonomia.fastpath.packing import PackedPeople, PackedSignatories
from isonomia.spec.canonical import encode
from isonomia.spec.keccak import keccak256
from isonomia.spec.state import State
from tests.export.histories import random_history
from tests.export.town import Town

pytestmark = [pytest.mark.offline, pytest.mark.req("Y2")]

_FIELDS = [field.name for field in dataclasses.fields(State)]
_ANYBODY = keccak256(b"anybody")
#: Where identity stands in keys that hold more.
_KEYS: dict[str, Any] = {
    "rule_times": (_ANYBODY, 1),
    "places": (1, _ANYBODY),
    "last_filed": (1, _ANYBODY),
    "volunteers": (1, _ANYBODY),
}


def changed(value: Any, name: str) -> Any:
    """Return another value of a field of the state."""
    if isinstance(value, dict):
        return value | {_KEYS.get(name, _ANYBODY if name in PERSONAL else 999_999): 1}
    if isinstance(value, set):
        return value | {_ANYBODY if name in PERSONAL else (999, 999)}
    if isinstance(value, bytes):
        return value + b"\1"
    if isinstance(value, tuple):
        return (*value, 1)
    if isinstance(value, int):
        return value + 1
    field = dataclasses.fields(value)[0].name
    return dataclasses.replace(value, **{field: changed(getattr(value, field), field)})


@pytest.mark.parametrize("name", _FIELDS)
def test_digest__after_a_change_of_a_field__is_another(name: str, town: Town) -> None:
    state = town.chain.state.copy()
    setattr(state, name, changed(getattr(state, name), name))
    assert state_digest(state) != state_digest(town.chain.state)


def test_digest__of_packed_tables__is_that_of_plain_ones(town: Town) -> None:
    state = town.chain.state.copy()
    state.people, state.signatories = (
        PackedPeople(state.people),
        PackedSignatories(state.signatories),
    )
    assert state_digest(state) == state_digest(town.chain.state)


@pytest.mark.parametrize("partitions", [1, 3, 256])
def test_digest__put_together_from_partitions__is_the_same(partitions: int, town: Town) -> None:
    state, parts = town.chain.state, dict[int, bytes]()
    for number in range(partitions):
        parts |= personal_parts(state, range(number, PREFIXES, partitions))
    assert joined(global_part(state), parts) == state_digest(state)


def test_digest__of_a_state__is_what_docs_export_says(town: Town) -> None:
    state = town.chain.state
    rest = {name: getattr(state, name) for name in _FIELDS if name not in PERSONAL}
    parts = [keccak256(encode(rest))]
    for prefix in range(PREFIXES):
        entries = b""
        for name, identity_in in PERSONAL.items():
            table = getattr(state, name)
            keys = [key for key in table if identity_in(key)[0] == prefix]
            for key in sorted(keys, key=encode):
                value = table[key] if isinstance(table, dict) else None
                entries += encode(name) + encode(key) + encode(value)
        parts.append(keccak256(entries))
    assert keccak256(b"".join(parts)) == state_digest(state)


def test_keys__of_tables_kept_by_identity__hold_it_where_it_is_said() -> None:
    seen = set[str]()
    for number in range(4):
        print(f"seed of digests {number}")
        chain, _ = random_history(f"of digests {number}", 400)
        for name, identity_in in PERSONAL.items():
            for key in getattr(chain.state, name):
                assert identity_in(key) in chain.state.people
                seen.add(name)
    assert {"people", "rule_times", "signatories", "leaves", "last_filed"} <= seen
