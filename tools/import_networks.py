"""Register the networks of `scripts/config/networks.yaml` with this user's Brownie.

Does what `brownie networks import FILE true` is meant to do: in Brownie 1.22 that command prints
"Invalid arguments" and imports nothing, because its compiled code accepts no text for a flag.
Nothing is written when the networks are already there as described.
"""

import sys
from pathlib import Path

import yaml
from brownie._cli.networks import _import
from brownie._config import CONFIG

NETWORKS = Path(__file__).resolve().parents[1] / "scripts" / "config" / "networks.yaml"


def main() -> int:
    """Import what is missing or different; return the exit status."""
    environments = yaml.safe_load(NETWORKS.read_text())["live"]
    wanted = [network for environment in environments for network in environment["networks"]]
    if any(
        CONFIG.networks.get(network["id"]) != {**network, "chainid": str(network["chainid"])}
        for network in wanted
    ):
        _import(str(NETWORKS), True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
