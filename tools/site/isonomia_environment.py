"""Set the environment of every Python started from this repository's `.venv`.

A `.pth` file written by `make setup` imports this module, so that pytest, brownie and isonomia
from `.venv/bin` find the compiler and the chains of this repository without further set-up:
Brownie compiles before it reads its own configuration, and launches a chain by its bare name.
"""

import os
from pathlib import Path

_TOOLS = Path(__file__).resolve().parents[1]


def _prepend_to_path(folder: Path) -> None:
    entries = os.environ.get("PATH", os.defpath).split(os.pathsep)
    if str(folder) not in entries:
        os.environ["PATH"] = os.pathsep.join([str(folder), *entries])


_prepend_to_path(_TOOLS / "bin")
os.environ.setdefault("SOLCX_BINARY_PATH", str(_TOOLS / "solc"))
