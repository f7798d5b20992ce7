"""Replays in one process: straight from a node, or of an export by the plain specification."""

from __future__ import annotations

from collections.abc import Iterator

from isonomia.chain import Block, Chain
from isonomia.divergence import Diverged, Divergence, Finding
from isonomia.export.digest import state_digest
from isonomia.export.partitions import Replayed
from isonomia.export.reading import Export
from isonomia.fastpath.replay import FastReplay
from isonomia.log_stream import Header, LogChunk, Progress, read_header, stream
from isonomia.manifest import Manifest
from isonomia.proposals import read_proposals
from isonomia.replay import Founding, Replay
from isonomia.target import Target, read_target


def logs_of(url: str, target: Target, pinned: Header, on_progress: Progress) -> Iterator[LogChunk]:
    """Hand out all logs of a deployment up to a block, which must be the same at the end.

    Raises:
        Diverged: logs out of place, or the chain was reorganised meanwhile.
        IsonomiaError: the node keeps refusing, or gives no answer.
    """
    yield from stream(url, target.addresses, target.from_block, pinned, on_progress)
    now = read_header(Chain(url), pinned.number)
    if now.block_hash != pinned.block_hash:
        raise Diverged(
            Divergence(
                Finding.CHAIN_REORGANISED,
                expected=pinned.block_hash,
                found=now.block_hash,
                block=pinned.number,
                remark="run it again",
            )
        )


def replay_from_node(
    url: str,
    manifest: Manifest,
    block: Block = "latest",
    *,
    plainly: bool = False,
    on_progress: Progress = lambda _done, _total: None,
) -> Replayed:
    """Replay a deployment up to one block.

    Args:
        url: of a node
        manifest: of the deployment
        block: the last one
        plainly: leave every act to the plain specification
        on_progress: told how many blocks were read

    Raises:
        Diverged: the logs are not what the specification gives.
        IsonomiaError: the node cannot be reached, or the deployment is not complete.
    """
    target, chain = read_target(manifest), Chain(url)
    pinned = read_header(chain, block)
    replay = FastReplay(
        target.founding,
        target.addresses,
        lambda logs: read_proposals(chain, logs),
        plainly=plainly,
    )
    for chunk in logs_of(url, target, pinned, on_progress):
        for _ in replay.feed(chunk):
            pass
    state = replay.finish()
    return Replayed(state_digest(state), pinned, len(state.people), replay.logs)


def replay_plainly(export: Export, founding: Founding) -> Replayed:
    """Replay an export by the plain specification alone, with all its logs in memory.

    Raises:
        Diverged: the logs are not what the specification gives.
        ExportError: the export cannot be read.
    """
    history = export.history()
    state = Replay(history, founding).finish()
    return Replayed(state_digest(state), history.pinned, len(state.people), len(history.logs))
