"""`isonomia snapshot`: everything logged so far, to look things up without a node."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from isonomia import words
from isonomia.commands import options
from isonomia.commands.desk import office
from isonomia.services import snapshot as snapshots


def snapshot(
    out: Annotated[Path, typer.Option("--out", help="File to write.")],
    rpc: options.Rpc = options.DEFAULT_RPC,
    manifest_file: options.ManifestFile = None,
) -> None:
    """Write everything that a deployment logged so far, with its manifest, into one file.

    `isonomia order check --snapshot` carries it out again by the specification, without a node.
    """
    found = office(rpc, manifest_file)
    pinned = snapshots.write(out, found.deployment.chain, found.manifest)
    options.say(f"Wrote {out}: all logs up to block {pinned.number}, {words.second(pinned.time)}")
