"""The contracts that only tests need, compiled like the others but kept out of `contracts/`."""

from __future__ import annotations

import functools

import solcx

from isonomia import build

_FOLDER = "tests/contracts"


@functools.cache
def creation_code(name: str) -> str:
    """Return the code that creates a contract of `tests/contracts`, without its arguments."""
    source = f"{_FOLDER}/{name}.sol"
    settings = build.standard_input()
    settings["sources"] = {source: {"urls": [source]}}
    root = str(build.ROOT)
    output = solcx.compile_standard(
        settings, solc_version=build.SOLC_VERSION, base_path=root, allow_paths=root
    )
    return "0x" + output["contracts"][source][name]["evm"]["bytecode"]["object"]
