"""The systems measured beside ours: compiled here, or as their authors publish them."""

from __future__ import annotations

import functools
import json
import os
from pathlib import Path
from typing import Any

from isonomia import build

FOLDER = Path(__file__).parent / "contracts"
_EAS = build.ROOT / "node_modules/@ethereum-attestation-service/eas-contracts/artifacts/contracts"


@functools.cache
def compiled() -> dict[str, Any]:
    """Return the artifacts of `bench/contracts` by name, compiled exactly as our own contracts.

    Raises:
        BuildError: with the compiler's own words
    """
    os.environ.setdefault("SOLCX_BINARY_PATH", str(build.ROOT / "tools" / "solc"))
    import solcx  # reads SOLCX_BINARY_PATH when imported

    solcx.set_solc_version(build.SOLC_VERSION, silent=True)
    paths = [path.relative_to(build.ROOT).as_posix() for path in sorted(FOLDER.glob("*.sol"))]
    task = build.standard_input() | {"sources": {path: {"urls": [path]} for path in paths}}
    try:
        output = solcx.compile_standard(
            task, base_path=str(build.ROOT), allow_paths=str(build.ROOT)
        )
    except solcx.exceptions.SolcError as error:
        raise build.BuildError(str(error).split("> command:")[0]) from None
    return {
        name: {"abi": item["abi"], "bytecode": "0x" + item["evm"]["bytecode"]["object"]}
        for path in paths
        for name, item in output["contracts"][path].items()
    }


def published(name: str) -> dict[str, Any]:
    """Return an artifact of the EAS package, `EAS` or `SchemaRegistry`, as its authors built it."""
    artifact: dict[str, Any] = json.loads((_EAS / f"{name}.sol" / f"{name}.json").read_text())
    return artifact
