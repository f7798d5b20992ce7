"""A town, founded once for each kind of chain and put back after each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from isonomia.devchain import DevChain, Kind
from isonomia.manifest import Manifest
from tests.allocate.registry import START
from tests.due_process.town import Town, found_town

Founded = tuple[DevChain, Manifest]


@pytest.fixture(autouse=True)
def no_key_of_mine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep keys of whoever runs the tests out of them."""
    for variable in ("ISONOMIA_KEY", "ISONOMIA_PERSON_KEY", "ISONOMIA_RPC"):
        monkeypatch.delenv(variable, raising=False)


@pytest.fixture(scope="session")
def founded_town(chain_kind: Kind, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Founded]:
    """A chain of its own with the town on it."""
    with DevChain(chain_kind, start=START) as node:
        yield node, found_town(node, tmp_path_factory.mktemp("town"))


@pytest.fixture
def town(founded_town: Founded, tmp_path: Path) -> Iterator[Town]:
    """The town with its citizens, and no case yet."""
    node, manifest = founded_town
    snapshot = node.snapshot()
    yield Town(node, manifest, tmp_path)
    node.revert(snapshot)
