"""The logs of a deployment read and carried out, from the beginning or from a checkpoint on."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

from isonomia.chain import Chain
from isonomia.checkpoint import Checkpoint, CheckpointError, Reached, read_checkpoint
from isonomia.divergence import Diverged
from isonomia.fastpath.replay import FastReplay
from isonomia.juror_signatures import Voted, voted
from isonomia.log_stream import Header, LogChunk, Progress, read_header, stream
from isonomia.proofs.checking import Status, Wanted
from isonomia.proofs.receipts import check_receipts
from isonomia.proposals import ProposalReader
from isonomia.reading_signatures import Reported, reported
from isonomia.target import Target
from isonomia.verdict import ProvenLogs, Resumed


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a verification is to look at, and how.

    Attributes:
        proofs: whether what is stored is to be proved against the block's hash
        receipts: whether logs are to be proved by the receipts of their blocks
        plainly: whether every act is left to the plain specification
        checkpoint: file to go on from and to write anew, or None
        full: whether everything is compared where a checkpoint would allow less
    """

    proofs: Wanted = Wanted.LEFT_OUT
    receipts: bool = False
    plainly: bool = False
    checkpoint: Path | None = None
    full: bool = False


class ReadingOn:
    """One reading of a deployment up to a block.

    Attributes:
        replay: what carries out the acts
        resumed: the checkpoint that was read, or None
        before: how far the checkpoint had come that is gone on from, or None
        voted: decisions of panels that were read
        reported: readings of sensors that were read
    """

    def __init__(self, url: str, target: Target, pinned: Header, wishes: Wishes) -> None:
        """Read the checkpoint, if there is one.

        Raises:
            CheckpointError: it cannot be used.
        """
        self._url = url
        self._chain = Chain(url)
        self._target = target
        self._pinned = pinned
        self._wishes = wishes
        self.resumed: Resumed | None = None
        self.before: Reached | None = None
        self.voted: list[Voted] = []
        self.reported: list[Reported] = []
        self._seconds = 0.0
        self._proven_blocks = 0
        self.replay = self._begin()

    @property
    def events_per_second(self) -> float | None:
        """Logs read and carried out in a second; None when there were none."""
        logs = self.replay.logs - (self.before.logs if self.before else 0)
        return logs / self._seconds if logs else None

    @property
    def people(self) -> int:
        """How many people there are so far."""
        return len(self.replay.state.people) if self.replay.is_founded else 0

    @property
    def since(self) -> int | None:
        """The last block of the checkpoint that is gone on from; None without one."""
        return self.before.block.number if self.before else None

    @property
    def receipts(self) -> ProvenLogs:
        """What became of the proofs of the logs, once all were read."""
        if not self._wishes.receipts:
            return ProvenLogs()
        missing = self.since if self.before and not self.before.receipts else None
        return ProvenLogs(Status.CHECKED, self._proven_blocks, missing)

    def read_on(self, on_progress: Progress) -> None:
        """Read and carry out everything up to the pinned block.

        Raises:
            Diverged: logs are not what contracts of this deployment can have left.
            RpcError, ChainError: the node keeps refusing, or gives no answer.
        """
        first = self._target.from_block if self.since is None else self.since + 1
        began = time.monotonic()
        try:
            chunks = stream(self._url, self._target.addresses, first, self._pinned, on_progress)
            for chunk in chunks:
                self._prove(chunk)
                self._carry_out(chunk)
            self.replay.finish()
        finally:
            self._seconds = time.monotonic() - began

    def _begin(self) -> FastReplay:
        founding, addresses = self._target.founding, self._target.addresses
        proposals = ProposalReader(self._chain, addresses, self._pinned.number)
        plainly, checkpoint = self._wishes.plainly, self._usable()
        if checkpoint is None:
            return FastReplay(founding, addresses, proposals, plainly=plainly)
        self.before = checkpoint.reached
        return FastReplay.going_on(
            checkpoint.kept,
            founding,
            addresses,
            proposals,
            plainly=plainly,
            acts=self.before.acts,
            logs=self.before.logs,
        )

    def _usable(self) -> Checkpoint | None:
        """Return the checkpoint to go on from; None when everything is to be read."""
        path = self._wishes.checkpoint
        found = read_checkpoint(path, self._target) if path else None
        if found is None:
            return None
        block = found.reached.block
        if block.number > self._pinned.number:
            raise CheckpointError(
                f"The checkpoint {path} ends with block {block.number}, after block "
                f"{self._pinned.number}. Take a later block, or leave the checkpoint out"
            )
        now = read_header(self._chain, block.number)
        self.resumed = Resumed(block, reorganised=now.block_hash != block.block_hash)
        return None if self.resumed.reorganised else found

    def _prove(self, chunk: LogChunk) -> None:
        if not self._wishes.receipts:
            return
        for divergence in check_receipts(self._chain, chunk, self._target.addresses):
            raise Diverged(divergence)
        self._proven_blocks += len(chunk.headers)

    def _carry_out(self, chunk: LogChunk) -> None:
        for step in self.replay.feed(chunk):
            if decision := voted(*step, self.replay.state):
                self.voted.append(decision)
            if reading := reported(*step, self.replay.state):
                self.reported.append(reading)
