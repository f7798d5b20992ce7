"""The contracts that only tests need, compiled like the others but kept out of `contracts/`."""

from __future__ import annotations

import functools

import solcx

from isonomia import build

_FOLDER = "tests/contracts"


def creation_code(name: str) -> str:
    """Return the code that creates a contract of `tests/contracts`, without its arguments."""
    return str(artifact(name)["bytecode"])


@functools.cache
def artifact(name: str) -> build.Artifact:
    """Return ABI and bytecode of a contract of `tests/contracts`, as `build.load` does."""
    source = f"{_FOLDER}/{name}.sol"
    settings = build.standard_input()
    settings["sources"] = {source: {"urls": [source]}}
    root = str(build.ROOT)
    output = solcx.compile_standard(
        settings, solc_version=build.SOLC_VERSION, base_path=root, allow_paths=root
    )
    compiled = output["contracts"][source][name]
    return {"abi": compiled["abi"], "bytecode": "0x" + compiled["evm"]["bytecode"]["object"]}
