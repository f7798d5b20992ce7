"""`isonomia export`: everything a deployment logged, as columns."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from isonomia.commands import options
from isonomia.commands.progress import stages
from isonomia.commands.verify import (
    DISAGREES,
    BlockOption,
    FinalizedOption,
    pinned_at,
    read_manifest,
)
from isonomia.divergence import Diverged
from isonomia.export import folder, making, writing

app = typer.Typer(help="Export a deployment for other programs.", no_args_is_help=True)


@app.command("parquet")
def parquet(
    out: Annotated[Path, typer.Option("--out", help="Folder; it is made, or replaced when whole.")],
    rpc: options.Rpc = options.DEFAULT_RPC,
    manifest_file: options.ManifestFile = None,
    block: BlockOption = None,
    finalized: FinalizedOption = False,
) -> None:
    """Write everything a deployment logged into Parquet files, for DuckDB, polars and the like.

    Every act is carried out again by the specification first: ends with exit code 3, and writes
    nothing, when the logs do not add up. A folder that holds anything but an older export of the
    same deployment is left alone.
    """
    pinned = pinned_at(block, finalized)
    manifest = read_manifest(rpc, manifest_file)
    leftover = folder.leftover(out)
    if leftover is not None:
        options.say(f"An earlier run did not finish: what it left in {leftover} is removed")
    try:
        with stages() as on_progress:
            contents = making.export(
                rpc,
                manifest,
                out,
                pinned,
                lambda done, total: on_progress("reading logs", done, total),
            )
    except Diverged as diverged:
        options.say(f"Not exported, since the logs do not add up: {diverged}")
        raise typer.Exit(DISAGREES) from None
    options.say(f"Wrote {out}: {writing.summary(contents)}")
    options.rows({"state": contents.digest})
