"""`isonomia report`: a page about one deployment."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from isonomia import build
from isonomia.commands import options
from isonomia.commands.progress import stages
from isonomia.commands.verify import (
    DISAGREES,
    AsBuiltOption,
    BlockOption,
    built,
    read_manifest,
)
from isonomia.report import write
from isonomia.verify import verify

ReceiptsOption = Annotated[
    list[Path] | None,
    typer.Option("--receipts", help="A receipts.json of `isonomia allocate`; may be repeated."),
]


def report(
    out: Annotated[Path, typer.Option("--out", help="Where to write the page.")] = Path(
        "report.html"
    ),
    receipts: ReceiptsOption = None,
    rpc: options.Rpc = options.DEFAULT_RPC,
    manifest_file: options.ManifestFile = None,
    block: BlockOption = None,
    as_built: AsBuiltOption = False,
) -> None:
    """Verify a deployment and write a page about it: people, credits, quality, awards, gas."""
    manifest = read_manifest(rpc, manifest_file)
    with stages() as on_progress:
        verdict = verify(
            rpc,
            manifest,
            block="latest" if block is None else block,
            compile_sources=built if as_built else build.compile_sources,
            on_progress=on_progress,
        )
        on_progress("writing the page", 0, 1)
        write(out, rpc, manifest, verdict, receipts or ())
        on_progress("writing the page", 1, 1)
    options.say(f"The report is {out}")
    if not verdict.agrees:
        assert verdict.divergence is not None
        options.say(f"Not verified: {verdict.divergence.sentence()}")
        raise typer.Exit(DISAGREES)
