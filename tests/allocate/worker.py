"""Allocate in a process of its own, which a test can kill.

Run as `python -m tests.allocate.worker URL MANIFEST FOLDER FILE...`.
"""

from __future__ import annotations

import sys
from pathlib import Path

from isonomia.allocate import Allocation, Request
from isonomia.chain import Chain
from isonomia.devchain import development_accounts
from isonomia.manifest import Manifest
from tests.allocate.registry import PAYER, PEPPER, PILOT

#: Small acts, so that there are many moments to be killed at.
MOST_LINES = 3


def request(manifest: Path, folder: Path, files: list[Path]) -> Request:
    return Request(
        files=files,
        manifest=Manifest.load(manifest),
        pepper=PEPPER,
        seats=PILOT.seats,
        payer=development_accounts()[PAYER],
        journal=folder / "journal.sqlite",
        development=True,
        replay=True,
        most_lines=MOST_LINES,
    )


def main(url: str, manifest: str, folder: str, *files: str) -> None:
    asked = request(Path(manifest), Path(folder), [Path(file) for file in files])
    account = Allocation(Chain(url), asked).run()
    account.write(Path(folder) / "receipts", {})


if __name__ == "__main__":
    main(*sys.argv[1:])
