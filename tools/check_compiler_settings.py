"""Fail unless Brownie, Foundry, npm and our own build use one compiler with one set of settings."""

import json
import sys
import tomllib
from pathlib import Path

import yaml

from isonomia import build

ROOT = Path(__file__).resolve().parents[1]

Settings = dict[str, object]


def brownie_settings() -> Settings:
    """Return the compiler settings of `brownie-config.yaml`."""
    compiler = yaml.safe_load((ROOT / "brownie-config.yaml").read_text())["compiler"]
    solc = compiler["solc"]
    return {
        "solc": solc["version"],
        "evm_version": compiler["evm_version"],
        "via_ir": solc["viaIR"],
        "optimizer": solc["optimizer"]["enabled"],
        "runs": solc["optimizer"]["runs"],
        "remappings": sorted(solc["remappings"]),
    }


def foundry_settings() -> Settings:
    """Return the compiler settings of `foundry.toml` for the contracts, not for their tests."""
    profiles = tomllib.loads((ROOT / "foundry.toml").read_text())["profile"]
    profile = profiles["default"] | profiles["contracts"]
    return {
        "solc": Path(profile["solc"]).name.removeprefix("solc-v"),
        "evm_version": profile["evm_version"],
        "via_ir": profile["via_ir"],
        "optimizer": profile["optimizer"],
        "runs": profile["optimizer_runs"],
        "remappings": sorted(profile["remappings"]),
    }


def own_settings() -> Settings:
    """Return the compiler settings of `isonomia/build.py`."""
    settings = build.standard_input()["settings"]
    return {
        "solc": build.SOLC_VERSION,
        "evm_version": settings["evmVersion"],
        "via_ir": settings["viaIR"],
        "optimizer": settings["optimizer"]["enabled"],
        "runs": settings["optimizer"]["runs"],
        "remappings": sorted(settings["remappings"]),
    }


def main() -> int:
    """Print every disagreement; return the exit status."""
    own = own_settings()
    package = json.loads((ROOT / "package.json").read_text())["devDependencies"]["solc"]
    others = {
        "brownie-config.yaml": brownie_settings(),
        "foundry.toml": foundry_settings(),
        "package.json": {"solc": package},
    }
    disagreements = [
        f"{name}: {file} {value!r}, isonomia/build.py {own[name]!r}"
        for file, settings in others.items()
        for name, value in settings.items()
        if value != own[name]
    ]
    for line in disagreements:
        print(f"compiler settings disagree: {line}", file=sys.stderr)
    return 1 if disagreements else 0


if __name__ == "__main__":
    sys.exit(main())
