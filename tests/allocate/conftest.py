"""The pilot, deployed once for each kind of chain and put back after each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from isonomia.devchain import DevChain, Kind
from isonomia.manifest import Manifest
from tests.allocate.registry import START, Registry, found


@pytest.fixture(scope="session")
def founded(
    chain_kind: Kind, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[DevChain, Manifest]]:
    """A chain of its own with the pilot on it."""
    with DevChain(chain_kind, start=START) as node:
        yield node, found(node, tmp_path_factory.mktemp("pilot"))


@pytest.fixture
def registry(founded: tuple[DevChain, Manifest], tmp_path: Path) -> Iterator[Registry]:
    """The pilot as deployed."""
    node, manifest = founded
    snapshot = node.snapshot()
    yield Registry(node, manifest, tmp_path)
    node.revert(snapshot)
