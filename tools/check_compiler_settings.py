"""Fail unless Brownie, Foundry and npm are set to the same compiler with the same settings."""

import json
import sys
import tomllib
from pathlib import Path

import yaml

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
    """Return the compiler settings of the default profile of `foundry.toml`."""
    profile = tomllib.loads((ROOT / "foundry.toml").read_text())["profile"]["default"]
    return {
        "solc": Path(profile["solc"]).name.removeprefix("solc-v"),
        "evm_version": profile["evm_version"],
        "via_ir": profile["via_ir"],
        "optimizer": profile["optimizer"],
        "runs": profile["optimizer_runs"],
        "remappings": sorted(profile["remappings"]),
    }


def main() -> int:
    """Print every disagreement; return the exit status."""
    brownie, foundry = brownie_settings(), foundry_settings()
    package = json.loads((ROOT / "package.json").read_text())["devDependencies"]["solc"]
    disagreements = [
        f"{name}: brownie-config.yaml {brownie[name]!r}, foundry.toml {foundry[name]!r}"
        for name in brownie
        if brownie[name] != foundry[name]
    ]
    if package != brownie["solc"]:
        disagreements.append(
            f"solc: package.json {package!r}, brownie-config.yaml {brownie['solc']!r}"
        )
    for line in disagreements:
        print(f"compiler settings disagree: {line}", file=sys.stderr)
    return 1 if disagreements else 0


if __name__ == "__main__":
    sys.exit(main())
