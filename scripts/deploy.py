"""Deploy a charter to the network Brownie is connected to.

    brownie run deploy --network ganache-cli
    brownie run deploy main FOLDER --network isonomia-sepolia

FOLDER holds `charter.json`, as `isonomia charter init FOLDER` writes it. On a development network,
which begins empty each time, the pilot charter is deployed when no folder is given. On a live one
the key that pays comes from ISONOMIA_KEY.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from brownie import network
from brownie._config import CONFIG

from isonomia import manifest
from isonomia.build import ROOT
from isonomia.chain import Chain
from isonomia.commands.charter import CHARTER_FILE, write
from isonomia.commands.deploy import deploy
from isonomia.pilot import pilot_charter

SCRATCH = ROOT / "build" / "brownie"
PILOT = SCRATCH / "pilot"
#: Opens the pilot's key files, which hold nothing of worth: their seed is this too.
PILOT_PASSWORD = "brownie"


@dataclass(frozen=True)
class Connection:
    """The network Brownie is connected to."""

    rpc: str
    live: bool

    @property
    def manifest(self) -> Path:
        """Where the manifest lies: in the project for a live network, else in the build folder."""
        folder = ROOT / manifest.FOLDER if self.live else SCRATCH
        return folder / f"{Chain(self.rpc).chain_id}.json"


def connection() -> Connection:
    """Return the network Brownie is connected to."""
    return Connection(network.web3.provider.endpoint_uri, CONFIG.network_type == "live")


def pilot_folder() -> Path:
    """Write the pilot charter for development networks afresh and return its folder."""
    shutil.rmtree(PILOT, ignore_errors=True)
    write(pilot_charter(PILOT_PASSWORD), PILOT, PILOT_PASSWORD, light=True)
    return PILOT


def main(folder: str = "") -> None:
    """Deploy the charter in a folder."""
    node = connection()
    if not node.live:
        node.manifest.unlink(missing_ok=True)
    charter_folder = pilot_folder() if not (folder or node.live) else Path(folder)
    deploy(
        charter_folder / CHARTER_FILE,
        rpc=node.rpc,
        manifest_file=node.manifest,
        live=node.live,
    )
