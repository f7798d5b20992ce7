"""The committed slots are what the bytecode stores, and every kind of slot appears.

```
tests/vectors/storage/*.json
├── what the specification's state gives for all steps of the file of the same name
├── what the bytecode holds in these slots
└── together: every row of the tables of storage in docs/protocol.md
```
"""

from __future__ import annotations

import json
import re

import pytest

from isonomia.build import DEPLOYED
from tests.protocol.storage_tables import storage_tables
from tests.protocol.storage_vectors import FILES, FOLDER, played

pytestmark = [pytest.mark.offline, pytest.mark.req("Y1", "Y2")]

#: The name and version of the EIP-712 domain, for which the code has room.
NEVER_WRITTEN = {"Communities._nameFallback", "Communities._versionFallback"}


@pytest.mark.parametrize("name", FILES)
def test_slots__committed__are_those_of_state_and_bytecode(name: str) -> None:
    chain, expected = played(name)
    assert json.loads((FOLDER / f"{name}.json").read_bytes()) == expected
    differing = {
        f"{contract}.{what}"
        for contract, stored in expected.items()
        for what, slot, word in stored["slots"]
        if chain.stored_at(contract, int(slot, 16)) != int(word, 16)
    }
    assert not differing


def test_slots__together__are_of_every_row_of_the_tables() -> None:
    found = set()
    for name in FILES:
        contracts = json.loads((FOLDER / f"{name}.json").read_bytes())
        for contract, stored in contracts.items():
            found |= {
                f"{contract}.{shape(what)}" for what, _, word in stored["slots"] if int(word, 16)
            }
    assert documented() - NEVER_WRITTEN - found == set()


def documented() -> set[str]:
    """Return what the tables tell of, with nothing between the brackets."""
    rows = set()
    for section in storage_tables().split("### Storage of ")[1:]:
        contract, _, table = section.partition("\n")
        assert contract in DEPLOYED
        for line in table.splitlines()[3:]:
            what = re.match(r"\| `([^`]+)`", line)
            if what:
                rows.add(f"{contract}.{shape(what[1])}")
    return rows


def shape(what: str) -> str:
    """Return a name of a slot without keys and without its number within a struct."""
    return re.sub(r"\[[^]]*\]", "[]", what.partition(" + ")[0])
