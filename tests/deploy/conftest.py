"""A small charter, so that deploying it is quick, and what tests deploy with."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from eth_account.signers.local import LocalAccount

from isonomia import pilot
from isonomia.deploy import deploy
from isonomia.devchain import DevChain
from isonomia.manifest import Manifest

Document = dict[str, Any]


def small_document() -> Document:
    """Return a charter of a nation and one community, with one rule of each category."""
    document = json.loads(pilot.pilot_charter("tests").content)
    nation, community = document["communities"][0], document["communities"][4]
    community["parent"] = nation["name"]
    for entry in (nation, community):
        for seat in entry["seats"]:
            seat["home"] = community["name"]
    document["communities"] = [nation, community]
    document["rules"] = document["rules"][::3]
    return document


@pytest.fixture
def document() -> Document:
    return small_document()


@pytest.fixture
def write_charter(tmp_path: Path) -> Callable[[Document], Path]:
    """Return what writes a charter file and gives its path."""

    def write(content: Document) -> Path:
        path = tmp_path / "charter.json"
        path.write_text(json.dumps(content, indent=1))
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
    return devchain.accounts[3]


@pytest.fixture
def run_deploy(
    devchain: DevChain, charter_file: Path, deployer: LocalAccount, manifest_path: Path
) -> Callable[..., Manifest]:
    """Return what deploys the small charter; a test names whatever is to be different."""

    def run(**changes: Any) -> Manifest:
        given: dict[str, Any] = {
            "chain": devchain.chain,
            "charter_file": charter_file,
            "account": deployer,
            "manifest_path": manifest_path,
            "live": False,
        }
        return deploy(**given | changes)

    return run
