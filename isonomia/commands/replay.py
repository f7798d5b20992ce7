"""`isonomia replay`: the state that the logs give, as one digest."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from isonomia import words
from isonomia.commands import options
from isonomia.commands.progress import OnProgress, stages
from isonomia.commands.verify import DISAGREES, BlockOption, PlainOption, read_manifest
from isonomia.divergence import Diverged
from isonomia.export import cluster as clusters
from isonomia.export.partitions import InTurn, Replayed, Workers, replay_in_partitions
from isonomia.export.reading import Export
from isonomia.export.whole import replay_from_node, replay_plainly

FromOption = Annotated[
    Path | None,
    typer.Option("--from", help="Folder of an export; without it logs are read from the node."),
]
PartitionsOption = Annotated[
    int | None,
    typer.Option(
        "--partitions", min=1, max=256, help="Into how many to share people out (default: workers)."
    ),
]
WorkersOption = Annotated[
    int | None, typer.Option("--workers", min=1, help="Processes to start on this computer.")
]
ClusterOption = Annotated[
    str | None, typer.Option("--cluster", help="Address of a Dask scheduler, tcp://host:8786.")
]


def replay(
    source: FromOption = None,
    partitions: PartitionsOption = None,
    workers: WorkersOption = None,
    cluster: ClusterOption = None,
    plain: PlainOption = False,
    rpc: options.Rpc = options.DEFAULT_RPC,
    manifest_file: options.ManifestFile = None,
    block: BlockOption = None,
) -> None:
    """Carry all logs out again by the specification, and print the digest of the state.

    From a node, or with --from from an export; an export can be replayed in partitions, on several
    processes or computers. The digest is the same however it is done. Ends with exit code 3 when
    the logs do not add up.
    """
    is_shared_out = bool(partitions or workers or cluster)
    _require_possible(source, is_shared_out, plain, block)
    if workers and cluster:
        raise typer.BadParameter("choose --workers or --cluster")
    try:
        with stages() as on_progress:
            if source is None:
                found = replay_from_node(
                    rpc,
                    read_manifest(rpc, manifest_file),
                    "latest" if block is None else block,
                    plainly=plain,
                    on_progress=lambda done, total: on_progress("reading logs", done, total),
                )
            else:
                with _crew(workers, cluster) as crew:
                    found = _from_export(source, partitions, None if plain else crew, on_progress)
    except Diverged as diverged:
        options.say(f"The logs do not add up: {diverged}")
        raise typer.Exit(DISAGREES) from None
    options.rows(
        {
            "state": words.hexed(found.digest),
            "block": found.pinned.number,
            "block hash": found.pinned.block_hash,
            "people": found.people,
            "logs": found.logs,
        }
    )


def _from_export(
    source: Path, partitions: int | None, crew: Workers | None, on_progress: OnProgress
) -> Replayed:
    """Replay an export by a crew, or without one by the plain specification."""
    export = Export(source)
    founding = export.target().founding
    if crew is None:
        found = replay_plainly(export, founding)
    else:
        found = replay_in_partitions(export, founding, partitions, crew, on_progress)
    if words.hexed(found.digest) != export.contents.digest:
        options.say(
            f"{source} tells another state than its logs give ({export.contents.digest}): it was "
            "edited, or made by another version"
        )
        raise typer.Exit(DISAGREES)
    return found


@contextlib.contextmanager
def _crew(workers: int | None, cluster: str | None) -> Iterator[Workers]:
    if workers is None and cluster is None:
        yield InTurn()
        return
    with clusters.local(workers) if workers else clusters.remote(cluster or "") as crew:
        yield crew


def _require_possible(
    source: Path | None, is_shared_out: bool, plain: bool, block: int | None
) -> None:
    if source is None and is_shared_out:
        raise typer.BadParameter(
            "a node is read by one process: export first, and name the export with --from"
        )
    if source is not None and block is not None:
        raise typer.BadParameter("an export ends with its block: leave out --block or --from")
    if plain and is_shared_out:
        raise typer.BadParameter("--plain is one process: leave it out, or the partitions")
