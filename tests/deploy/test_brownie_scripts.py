"""`brownie run deploy` and `brownie run allocate`, as a person types them."""

from __future__ import annotations

import json
import os
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from isonomia import build, keys
from isonomia.devchain import CHAIN_IDS, DevChain, Kind, development_accounts
from isonomia.errors import IsonomiaError
from isonomia.manifest import Manifest
from tests.support.roles import GENESIS

pytestmark = pytest.mark.req("A1", "A2")

NETWORKS = {"ganache": "ganache-cli", "anvil": "anvil"}
SCRATCH = build.ROOT / "build" / "brownie"


def brownie(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run Brownie in the project, on ports of its own, and return what it said."""
    ports = {f"ISONOMIA_{kind.upper()}_PORT": str(free_port()) for kind in NETWORKS}
    inherited = {
        name: value for name, value in os.environ.items() if not name.startswith("ISONOMIA_")
    }
    return subprocess.run(
        [str(build.ROOT / ".venv" / "bin" / "brownie"), "run", *arguments],
        cwd=build.ROOT,
        env=inherited | ports | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_brownie_run_deploy__development_network__deploys_the_pilot(chain_kind: Kind) -> None:
    manifest_path = SCRATCH / f"{CHAIN_IDS[chain_kind]}.json"
    manifest_path.unlink(missing_ok=True)
    finished = brownie("deploy", "--network", NETWORKS[chain_kind])
    assert finished.returncode == 0, finished.stdout
    assert "Deployment complete" in finished.stdout
    assert Manifest.load(manifest_path).status == "complete"


def test_brownie_run_allocate__development_network__allocates_a_sample_year(
    chain_kind: Kind,
) -> None:
    finished = brownie("allocate", "--network", NETWORKS[chain_kind])
    assert finished.returncode == 0, finished.stdout
    receipts = (SCRATCH / "receipts" / "receipts.csv").read_text()
    assert receipts.count(",applied,") > 100


@pytest.fixture
def persistent_chain() -> Iterator[DevChain]:
    """A chain where Brownie looks for the persistent one that it treats as live."""
    if "isonomia-local" not in brownie_networks():
        pytest.skip("Brownie does not know the network isonomia-local: run `make setup`")
    try:
        node = DevChain("ganache", start=GENESIS, port=8600, chain_id=71_337)
    except IsonomiaError:
        pytest.skip("port 8600 is taken, perhaps by `make chain`")
    with node:
        yield node


def brownie_networks() -> str:
    path = Path.home() / ".brownie" / "network-config.yaml"
    return path.read_text() if path.exists() else ""


def test_brownie_run_deploy__live_network__takes_the_key_from_the_environment_only(
    persistent_chain: DevChain, charter_file: Path
) -> None:
    manifest_path = build.ROOT / "deployments" / "71337.json"
    if manifest_path.exists():
        pytest.skip(f"{manifest_path} holds somebody's own deployment")
    arguments = ["deploy", "main", str(charter_file.parent), "--network", "isonomia-local"]
    try:
        refused = brownie(*arguments)
        assert "there is no key to deploy with" in refused.stdout
        assert persistent_chain.chain.block()["number"] == 0
        key = development_accounts()[0].key.hex()
        finished = brownie(*arguments, **{keys.KEY_VARIABLE: key})
        assert finished.returncode == 0, finished.stdout
        assert "The rehearsal succeeded" in finished.stdout
        assert key not in finished.stdout
        assert json.loads(manifest_path.read_text())["status"] == "complete"
    finally:
        manifest_path.unlink(missing_ok=True)
