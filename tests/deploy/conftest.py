"""What the tests of deployment deploy, and with what."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from eth_account.signers.local import LocalAccount

from isonomia.deploy import deploy
from isonomia.devchain import DevChain
from isonomia.manifest import Manifest
from tests.deploy.support import DEPLOYER, Document, charter_text, small_document


@pytest.fixture
def document() -> Document:
    return small_document()


@pytest.fixture
def write_charter(tmp_path: Path) -> Callable[[Document], Path]:
    """Return what writes a charter file and gives its path."""

    def write(content: Document) -> Path:
        path = tmp_path / "charter.json"
        path.write_text(charter_text(content))
        return path

    return write


@pytest.fixture
def charter_file(write_charter: Callable[[Document], Path], document: Document) -> Path:
    return write_charter(document)


@pytest.fixture
def manifest_path(tmp_path: Path) -> Path:
    return tmp_path / "deployments" / "manifest.json"


@pytest.fixture
def deployer(devchain: DevChain) -> LocalAccount:
    return devchain.accounts[DEPLOYER]


@pytest.fixture
def deploy_on(charter_file: Path, manifest_path: Path) -> Callable[..., Manifest]:
    """Return what deploys the small charter on a node; a test names what is to be different."""

    def run(node: DevChain, **changes: Any) -> Manifest:
        given: dict[str, Any] = {
            "chain": node.chain,
            "charter_file": charter_file,
            "account": node.accounts[DEPLOYER],
            "manifest_path": manifest_path,
            "live": False,
        }
        return deploy(**given | changes)

    return run


@pytest.fixture
def run_deploy(devchain: DevChain, deploy_on: Callable[..., Manifest]) -> Callable[..., Manifest]:
    """Return the same for the chain that the test is run on."""

    def run(**changes: Any) -> Manifest:
        return deploy_on(devchain, **changes)

    return run
