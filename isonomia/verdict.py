"""What a verification found, for people and for programs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from isonomia import words
from isonomia.divergence import Divergence
from isonomia.log_stream import Header
from isonomia.proofs.checking import NOT_ASKED, Proven, Status

#: Of what `Verdict.as_dict` returns, and the JSON Schema of it.
FORMAT = "isonomia-verdict/1"
SCHEMA = Path(__file__).parent / "data" / "verdict.schema.json"

_NOT_REACHED = "something before it differs, so that it was not reached"


class Unchecked(NamedTuple):
    """Something that was not looked at, and why, in plain words."""

    what: str
    why: str


@dataclass(frozen=True, slots=True)
class ProvenLogs:
    """What became of the proofs that the logs are those of their blocks' receipts.

    Attributes:
        status: what became of them
        blocks: how many blocks' logs were proved
        missing_until: block until which they were not, since an earlier run left them out; or None
    """

    status: Status = Status.LEFT_OUT
    blocks: int = 0
    missing_until: int | None = None

    def as_dict(self) -> dict[str, Any]:
        """Return what `isonomia verify --json` prints about receipts."""
        return {
            "status": self.status.value,
            "blocks": self.blocks,
            "missing_until": self.missing_until,
        }


@dataclass(frozen=True, slots=True)
class Resumed:
    """The checkpoint that was read.

    Attributes:
        block: header of the block it ended with
        reorganised: whether the chain has another block there now, so that everything was read anew
    """

    block: Header
    reorganised: bool = False

    def as_dict(self) -> dict[str, Any]:
        """Return what `isonomia verify --json` prints about the checkpoint."""
        return {
            "block": self.block.number,
            "block_hash": self.block.block_hash,
            "reorganised": self.reorganised,
        }


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a verification found.

    Attributes:
        chain_id: chain that was read
        pinned: last block looked at
        logs: logs of the deployment up to that block
        acts: acts carried out again up to that block
        people: people there are
        divergence: the first disagreement, or None when everything agrees
        others: how many more were found, counted up to `isonomia.verify.MOST_DIVERGENCES`
        seconds: how long it took
        events_per_second: logs read and carried out in a second; None when there were none
        signatures: rounds of the beacon whose signature was checked
        unseen_signatures: rounds of the beacon whose signature could not be had
        jurors: signatures of jurors that were checked
        unseen_jurors: panels of which one could not be
        sensors: signatures of sensors that were checked
        unseen_sensors: mandates of which one could not be
        proven: what was proved against the block's hash
        receipts: what became of the proofs of the logs
        resumed: the checkpoint that was read, or None
        compared_since: block since whose end alone things were compared, where a checkpoint was
            read; None when everything was
        as_built: whether code was compared with artifacts given instead of compiled afresh
    """

    chain_id: int
    pinned: Header
    logs: int
    acts: int
    people: int
    divergence: Divergence | None
    others: int
    seconds: float
    events_per_second: float | None = None
    signatures: int = 0
    unseen_signatures: tuple[int, ...] = ()
    jurors: int = 0
    unseen_jurors: tuple[int, ...] = ()
    sensors: int = 0
    unseen_sensors: tuple[int, ...] = ()
    proven: Proven = NOT_ASKED
    receipts: ProvenLogs = ProvenLogs()
    resumed: Resumed | None = None
    compared_since: int | None = None
    as_built: bool = False

    @property
    def agrees(self) -> bool:
        """Whether chain and specification agree on everything."""
        return self.divergence is None

    @property
    def unchecked(self) -> tuple[Unchecked, ...]:
        """Everything that was not looked at."""
        return (
            *self._not_compared(),
            *self._unseen_signatures(),
            *self._unproven(),
            *self._incomplete(),
            *self._unproven_logs(),
        )

    def as_dict(self) -> dict[str, Any]:
        """Return what `isonomia verify --json` prints."""
        speed = self.events_per_second
        return {
            "format": FORMAT,
            "agrees": self.agrees,
            "chain_id": self.chain_id,
            "block": self.pinned.number,
            "block_hash": self.pinned.block_hash,
            "time": self.pinned.time,
            "logs": self.logs,
            "acts": self.acts,
            "people": self.people,
            "first_divergence": self.divergence.as_dict() if self.divergence else None,
            "other_divergences": self.others,
            "beacon_signatures": self.signatures,
            "beacon_signatures_unseen": list(self.unseen_signatures),
            "juror_signatures": self.jurors,
            "juror_signatures_unseen": list(self.unseen_jurors),
            "sensor_signatures": self.sensors,
            "sensor_signatures_unseen": list(self.unseen_sensors),
            "proofs": self.proven.as_dict(),
            "receipts": self.receipts.as_dict(),
            "checkpoint": self.resumed.as_dict() if self.resumed else None,
            "compared_since": self.compared_since,
            "unchecked": [entry._asdict() for entry in self.unchecked],
            "seconds": round(self.seconds, 3),
            "events_per_second": None if speed is None else round(speed, 1),
        }

    def _not_compared(self) -> Iterator[Unchecked]:
        if self.as_built:
            yield Unchecked(
                "whether the sources here compile to what the code was compared with",
                "the last build was taken instead of compiling afresh",
            )
        if self.compared_since is not None:
            yield Unchecked(
                f"what no log after block {self.compared_since} is about, as far as it is kept",
                "a checkpoint says that it was compared then; --full compares everything",
            )

    def _incomplete(self) -> Iterator[Unchecked]:
        proven = self.proven
        if proven.status is not Status.CHECKED or not self.agrees or proven.complete:
            return
        if proven.since is None:
            yield Unchecked(
                "whether anything is stored that no log is about",
                "the tries of this node keep empty words, as those of Anvil do and no public chain "
                "may, so that their roots cannot be computed from what must be stored",
            )

    def _unseen_signatures(self) -> Iterator[Unchecked]:
        if self.unseen_signatures:
            yield Unchecked(
                f"signatures of these rounds of the beacon: {_numbers(self.unseen_signatures)}",
                "the node does not give the transactions that brought them",
            )
        if self.unseen_jurors:
            yield Unchecked(
                f"signatures of jurors of these panels: {_numbers(self.unseen_jurors)}",
                "the node does not give the transactions that brought them, or a juror signs with "
                "a contract",
            )
        if self.unseen_sensors:
            yield Unchecked(
                f"signatures of sensors under these mandates: {_numbers(self.unseen_sensors)}",
                "the node does not give the transactions that brought them, or a signer is a "
                "contract",
            )

    def _unproven(self) -> Iterator[Unchecked]:
        proofs = {
            Status.LEFT_OUT: "proofs were left out; --proofs demands them",
            Status.NOT_REACHED: _NOT_REACHED,
            Status.REFUSED: self.proven.refused,
        }.get(self.proven.status)
        if proofs is not None:
            yield Unchecked("what is stored, against the block's hash", proofs)

    def _unproven_logs(self) -> Iterator[Unchecked]:
        receipts = {
            Status.LEFT_OUT: "they were left out; --receipts asks for them",
            Status.NOT_REACHED: _NOT_REACHED,
        }.get(self.receipts.status)
        if receipts is not None:
            yield Unchecked("logs, against the receipts of their blocks", receipts)
        elif self.receipts.missing_until is not None:
            yield Unchecked(
                f"logs up to block {self.receipts.missing_until}, against the receipts of their "
                "blocks",
                "the run that wrote the checkpoint left them out; begin anew without it",
            )


def _numbers(numbers: tuple[int, ...]) -> str:
    return words.listed([str(number) for number in numbers])
