"""A file from which a verification goes on where an earlier one ended.

It holds what a replay has come to, and says of which deployment and until which block. Nobody but
its owner should be able to write it: a sum in its first line tells when it was damaged or edited,
not when somebody made another one. It is written only once everything has agreed.
"""

from __future__ import annotations

import hashlib
import mmap
import os
import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, NoReturn, Self

import msgspec

from isonomia import __version__
from isonomia.checkpoint_parts import Part, decoded, encoded, kept_of, parts_of
from isonomia.errors import IsonomiaError
from isonomia.log_stream import Header
from isonomia.replay import Carrier
from isonomia.target import Target

FORMAT = "isonomia-checkpoint/1"
_FIRST_LINE = re.compile(rb"(isonomia-checkpoint/\d+) ([0-9a-f]{64})\n")
_FIRST_LINE_BYTES = len(FORMAT) + 1 + 64 + 1
#: Before each part: whether it is wide, and how many bytes it has.
_FRAME = struct.Struct(">?Q")


class CheckpointError(IsonomiaError):
    """A checkpoint that cannot be used."""


class Origin(msgspec.Struct, frozen=True):
    """What a checkpoint is of.

    Attributes:
        version: of the program that wrote it
        chain_id: of the chain
        addresses: contract name -> address, in lower case
        charter_hash: 32 bytes
        from_block: the first that can hold a log
    """

    version: str
    chain_id: int
    addresses: dict[str, str]
    charter_hash: bytes
    from_block: int

    @classmethod
    def of(cls, target: Target) -> Self:
        """Return what a checkpoint of a deployment says, when this program writes it."""
        addresses = {name: address.lower() for name, address in target.addresses.items()}
        charter_hash = target.founding.charter_hash
        return cls(__version__, target.chain_id, addresses, charter_hash, target.from_block)


class Reached(msgspec.Struct, frozen=True):
    """How far a verification has come.

    Attributes:
        block: header of the last block looked at
        logs: of the deployment up to there
        acts: carried out up to there
        proven: whether everything stored was proved against the block's hash
        receipts: whether all logs were proved by the receipts of their blocks
        unseen_signatures: rounds of the beacon whose signature could not be had
        unseen_jurors: panels of which a juror's could not
        unseen_sensors: mandates of which a sensor's could not
    """

    block: Header
    logs: int
    acts: int
    proven: bool = False
    receipts: bool = False
    unseen_signatures: tuple[int, ...] = ()
    unseen_jurors: tuple[int, ...] = ()
    unseen_sensors: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a verification came to, and how far it came."""

    reached: Reached
    kept: Carrier


def read_checkpoint(path: Path, target: Target) -> Checkpoint | None:
    """Read the checkpoint of a deployment; None when there is no file.

    Raises:
        CheckpointError: the file is none, of another deployment, version or format, or damaged.
    """
    try:
        with path.open("rb") as file:
            _require_format(path, file)
            content = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
            return _checkpoint(path, content, target)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise CheckpointError(f"The checkpoint {path} cannot be read: {error.strerror}") from None


def write_checkpoint(path: Path, target: Target, checkpoint: Checkpoint) -> None:
    """Write a checkpoint so that a crash leaves either the one before or this one.

    Raises:
        CheckpointError: it cannot be written.
    """
    unfinished = path.with_name(f".{path.name}.new")
    head = encoded((Origin.of(target), checkpoint.reached))
    try:
        with unfinished.open("wb") as file:
            file.write(bytes(_FIRST_LINE_BYTES))
            digest = hashlib.sha256()
            for part in (head, *parts_of(checkpoint.kept)):
                for piece in (_FRAME.pack(part.wide, len(part.data)), part.data):
                    digest.update(piece)
                    file.write(piece)
            file.seek(0)
            file.write(f"{FORMAT} {digest.hexdigest()}\n".encode())
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    except OSError as error:
        raise CheckpointError(
            f"The checkpoint {path} cannot be written: {error.strerror}. Name a file in a folder "
            "that is there and has room"
        ) from None


def _require_format(path: Path, file: BinaryIO) -> None:
    found = _FIRST_LINE.fullmatch(file.read(_FIRST_LINE_BYTES))
    if found is None:
        raise CheckpointError(
            f"{path} is no checkpoint. Name another file: one that is not there yet is made"
        )
    if found[1] != FORMAT.encode():
        _refuse(path, f"is in the format {found[1].decode()}, and this program reads {FORMAT}")


def _checkpoint(path: Path, content: memoryview, target: Target) -> Checkpoint:
    body = content[_FIRST_LINE_BYTES:]
    told = bytes(content[len(FORMAT) + 1 : _FIRST_LINE_BYTES - 1])
    if hashlib.sha256(body).hexdigest().encode() != told:
        _refuse(path, "is damaged, or somebody edited it")
    parts = _parts(body)
    try:
        origin, reached = decoded(next(parts), tuple[Origin, Reached])
        _require_origin(path, origin, Origin.of(target))
        return Checkpoint(reached, kept_of(parts))
    except (ValueError, StopIteration, struct.error):
        _refuse(path, "does not hold what this program writes")


def _parts(body: memoryview) -> Iterator[Part]:
    at = 0
    while at < len(body):
        wide, length = _FRAME.unpack_from(body, at)
        at += _FRAME.size
        yield Part(wide, body[at : at + length])
        at += length


def _require_origin(path: Path, found: Origin, expected: Origin) -> None:
    if found.version != expected.version:
        _refuse(path, f"was written by version {found.version}, and this is {expected.version}")
    if found != expected:
        raise CheckpointError(
            f"The checkpoint {path} is of another deployment than the manifest: of chain "
            f"{found.chain_id} with the ledger at {found.addresses.get('Ledger')}. Name another "
            "file, or the manifest it was made with"
        )


def _refuse(path: Path, why: str) -> NoReturn:
    raise CheckpointError(
        f"The checkpoint {path} {why}. Delete it: the next run begins anew and writes another one"
    )
