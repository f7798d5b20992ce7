"""Deploy in a process of its own that kills itself, as the power failing would, after one step.

Run as `python -m tests.deploy.killed URL CHARTER MANIFEST ACCOUNT STEP`; without STEP it goes on to
the end. It prints a line when it begins, so that the tests can kill it at a moment of their choice.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from isonomia.chain import Chain
from isonomia.deploy import deploy
from isonomia.devchain import development_accounts


def main(
    url: str, charter_file: str, manifest_path: str, account: str, fatal_step: str = ""
) -> None:
    """Deploy, and die right after the step that begins with `fatal_step`."""

    def listen(words: str) -> None:
        if fatal_step and words.startswith(fatal_step):
            os.kill(os.getpid(), signal.SIGKILL)

    deployer = development_accounts()[int(account)]
    chain = Chain(url)
    print("begins", flush=True)
    deploy(chain, Path(charter_file), deployer, Path(manifest_path), live=False, on_progress=listen)


if __name__ == "__main__":
    main(*sys.argv[1:])
