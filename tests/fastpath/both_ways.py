"""The same raw logs, replayed by the plain specification and by the fast path."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any, NamedTuple

from isonomia.divergence import Diverged, Divergence
from isonomia.fastpath.replay import FastReplay
from isonomia.replay import Replay
from tests.support.raw_logs import ADDRESSES, Raw, RawChain

#: Acts that the fast path knows.
BULK = ("enrolments", "bindings", "awards", "nominations", "redemptions")


class Rebuilt(NamedTuple):
    """What a replay came to."""

    state: Any
    traces: Any
    founding: Any
    batches: Any
    proofs_of_awards: Any
    redemptions: Any
    proofs_of_redemptions: Any
    acts: int
    logs: int


def plainly(chain: RawChain, logs: Sequence[Raw] | None = None) -> Rebuilt | Divergence:
    """Replay decoded logs act by act."""
    try:
        history = chain.history(logs)
        replay = Replay(history, chain.founding)
        acts = sum(1 for _ in replay.steps())
    except Diverged as diverged:
        return diverged.divergence
    return _rebuilt(replay, acts, len(history.logs))


def fast(
    chain: RawChain,
    logs: Sequence[Raw] | None = None,
    blocks: int = 1_000,
    carried: Counter[str] | None = None,
    **options: Any,
) -> Rebuilt | Divergence:
    """Replay raw logs in chunks of so many blocks; count what took the fast path in `carried`."""
    replay = FastReplay(chain.founding, ADDRESSES, lambda _logs: chain.proposals, **options)
    try:
        for chunk in chain.chunks(blocks, logs):
            for _ in replay.feed(chunk):
                pass
        replay.finish()
    except Diverged as diverged:
        return diverged.divergence
    if carried is not None:
        carried.update(replay.carried)
    return _rebuilt(replay, replay.acts, replay.logs)


def _rebuilt(replay: Replay | FastReplay, acts: int, logs: int) -> Rebuilt:
    batches, redeemed = replay.batches, replay.redeemed
    numbers = sorted(replay.state.batches)
    return Rebuilt(
        replay.state,
        replay.traces,
        replay.founding,
        batches,
        [batches.proof(*one) for one in batches.filed()],
        [redeemed.redemptions(number) for number in numbers],
        [
            redeemed.proof(number, index)
            for number in numbers
            for index in range(len(redeemed.redemptions(number)))
        ],
        acts,
        logs,
    )
