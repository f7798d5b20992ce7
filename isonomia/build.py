"""Compile the Solidity sources with the locked compiler.

The compiler is the npm package named in ``package-lock.json``, called through py-solc-x, so that
everybody who builds the same sources gets the same bytecode and the verifier can compare it with
what is deployed.
"""

from __future__ import annotations

import functools
import json
import os
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
CONTRACTS = ROOT / "contracts"
BUILD = ROOT / "build" / "artifacts"
SOLC_VERSION = "0.8.37"
REMAPPING = "@openzeppelin=node_modules/@openzeppelin"

#: Contracts that are deployed, in the order of their deployment.
DEPLOYED = (
    *("Beacon", "Ledger", "Communities", "Pool", "Panels", "Cases", "Assembly"),
    *("Services", "Findings"),
)

Artifact = dict[str, Any]


class BuildError(Exception):
    """The sources do not compile, or were not compiled yet."""


def standard_input(root: Path = ROOT) -> dict[str, Any]:
    """Return the compiler's standard JSON input for all contracts of the project."""
    sources = {
        path.relative_to(root).as_posix(): {"urls": [path.relative_to(root).as_posix()]}
        for path in sorted((root / "contracts").rglob("*.sol"))
    }
    wanted = [
        "abi",
        "metadata",
        "storageLayout",
        "evm.bytecode.object",
        "evm.deployedBytecode.object",
        "evm.deployedBytecode.immutableReferences",
    ]
    return {
        "language": "Solidity",
        "sources": sources,
        "settings": {
            "evmVersion": "shanghai",
            "viaIR": True,
            "optimizer": {"enabled": True, "runs": 20_000},
            "remappings": [REMAPPING],
            "outputSelection": {"*": {"*": wanted, "": ["ast"]}},
        },
    }


def compile_sources(root: Path = ROOT) -> dict[str, Artifact]:
    """Compile everything and return one artifact per contract that has bytecode.

    Warnings are errors. Raises `BuildError` with the compiler's own words.
    """
    os.environ.setdefault("SOLCX_BINARY_PATH", str(root / "tools" / "solc"))
    import solcx  # reads SOLCX_BINARY_PATH when imported

    solcx.set_solc_version(SOLC_VERSION, silent=True)
    try:
        output = solcx.compile_standard(
            standard_input(root), base_path=str(root), allow_paths=str(root)
        )
    except solcx.exceptions.SolcError as error:
        raise BuildError(str(error).split("> command:")[0]) from None
    complaints = [
        complaint["formattedMessage"]
        for complaint in output.get("errors", [])
        if complaint.get("sourceLocation", {}).get("file", "").startswith("contracts/")
    ]
    if complaints:
        raise BuildError("\n".join(complaints))
    immutables = _immutables([source["ast"] for source in output["sources"].values()])
    artifacts = {}
    for source, contracts in output["contracts"].items():
        for name, contract in contracts.items():
            if source.startswith("contracts/"):
                artifacts[name] = _artifact(name, source, contract, immutables)
    return artifacts


def _immutables(node: Any) -> dict[str, str]:
    """Return id -> name of every immutable variable in a syntax tree or a list of them."""
    found = {}
    if isinstance(node, dict):
        if node.get("nodeType") == "VariableDeclaration" and node["mutability"] == "immutable":
            found[str(node["id"])] = node["name"]
        node = list(node.values())
    for child in node if isinstance(node, list) else ():
        found |= _immutables(child)
    return found


def _artifact(
    name: str, source: str, contract: dict[str, Any], immutables: dict[str, str]
) -> Artifact:
    deployed = contract["evm"]["deployedBytecode"]
    references = deployed.get("immutableReferences", {})
    return {
        "contractName": name,
        "sourcePath": source,
        "abi": contract["abi"],
        "bytecode": "0x" + contract["evm"]["bytecode"]["object"],
        "deployedBytecode": "0x" + deployed["object"],
        "immutableReferences": references,
        "immutableNames": {number: immutables[number] for number in references},
        "storageLayout": contract["storageLayout"],
        "metadata": contract["metadata"],
    }


def build(root: Path = ROOT) -> dict[str, Artifact]:
    """Compile and write one JSON file per contract into ``build/artifacts``."""
    artifacts = compile_sources(root)
    folder = root / "build" / "artifacts"
    folder.mkdir(parents=True, exist_ok=True)
    for name, artifact in artifacts.items():
        # Replaced in one step: somebody else may be reading.
        partial = folder / f".{name}.{os.getpid()}"
        partial.write_text(json.dumps(artifact, indent=1, sort_keys=True) + "\n")
        partial.replace(folder / f"{name}.json")
    for stale in folder.glob("*.json"):
        if stale.stem not in artifacts:
            stale.unlink()
    return artifacts


@functools.cache
def load(name: str) -> Artifact:
    """Read one artifact written by `build`. Raises `BuildError` when it is missing."""
    path = BUILD / f"{name}.json"
    try:
        artifact: Artifact = json.loads(path.read_text())
    except FileNotFoundError:
        raise BuildError(f"{path} is missing: run `make build` first") from None
    return artifact


def main() -> None:
    """Build and print the size of what gets deployed."""
    artifacts = build()
    for name in DEPLOYED:
        size = (len(artifacts[name]["deployedBytecode"]) - 2) // 2
        print(f"{name:12} {size:6} of 24576 bytes")


if __name__ == "__main__":
    main()
