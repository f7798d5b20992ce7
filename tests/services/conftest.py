"""A town with an organisation, founded once for each kind of chain and put back after each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from isonomia.devchain import DevChain, Kind
from isonomia.manifest import Manifest
from tests.allocate.registry import START
from tests.services.market import Market, found_market

Founded = tuple[DevChain, Manifest]


@pytest.fixture(autouse=True)
def no_key_of_mine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep keys of whoever runs the tests out of them."""
    for variable in ("ISONOMIA_KEY", "ISONOMIA_PERSON_KEY", "ISONOMIA_RPC"):
        monkeypatch.delenv(variable, raising=False)


@pytest.fixture(scope="session")
def founded_market(chain_kind: Kind, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Founded]:
    """A chain of its own with the town on it."""
    with DevChain(chain_kind, start=START) as node:
        yield node, found_market(node, tmp_path_factory.mktemp("market"))


@pytest.fixture
def market(founded_market: Founded, tmp_path: Path) -> Iterator[Market]:
    """The town with its citizens and one organisation, which nobody ordered anything from yet."""
    node, manifest = founded_market
    snapshot = node.snapshot()
    yield Market(node, manifest, tmp_path)
    node.revert(snapshot)
