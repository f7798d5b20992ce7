"""The folder of an export: what lies in it, and how a new one takes the place of an older.

An export is written into a folder of its own beside the one asked for and moved into place when it
is whole, so that whoever reads it sees the old one or the new one.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

from isonomia.errors import IsonomiaError
from isonomia.export.schema import FORMAT
from isonomia.log_stream import Header
from isonomia.target import Target

SCHEMA_FILE = "schema.json"
MANIFEST_FILE = "manifest.json"
PROPOSALS_FILE = "proposals.parquet"
SUFFIX = ".parquet"
_LOCK_FILE = "lock"


class ExportError(IsonomiaError):
    """An export cannot be made or read."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Which deployment an export is of; the block's hash tells chains of the same id apart."""

    chain_id: int
    charter_hash: str
    first_block: int
    first_block_hash: str
    contracts: dict[str, str]

    @classmethod
    def of(cls, target: Target, first: Header) -> Self:
        """Return the origin of a deployment whose first block has a header."""
        charter = f"0x{target.founding.charter_hash.hex()}"
        return cls(target.chain_id, charter, first.number, first.block_hash, target.addresses)


@dataclass(frozen=True, slots=True)
class Contents:
    """What an export says about itself in its schema.json.

    Attributes:
        origin: the deployment
        pinned: the last block looked at
        parts: first and last block of each part; part n of every table is of the same blocks
        rows: by table
        digest: of the state at the pinned block, 0x and 64 digits
        tables: by name, what a row is, and of each column type and meaning
    """

    origin: Origin
    pinned: Header
    parts: tuple[tuple[int, int], ...]
    rows: dict[str, int]
    digest: str
    tables: dict[str, Any]

    def save(self, folder: Path) -> None:
        """Write the schema file of a folder."""
        fields = asdict(self) | {"format": FORMAT, "pinned": self.pinned._asdict()}
        text = json.dumps(fields, indent=1, sort_keys=True)
        (folder / SCHEMA_FILE).write_text(text + "\n", encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read the schema file of a folder. Raises `ExportError` when it holds no export."""
        path = folder / SCHEMA_FILE
        try:
            fields = json.loads(path.read_bytes())
            found = fields.pop("format")
            if found != FORMAT:
                raise ExportError(
                    f"{path} is of the format {found}, not {FORMAT}: export again with this version"
                )
            return cls(
                **fields
                | {
                    "origin": Origin(**fields["origin"]),
                    "pinned": Header(**fields["pinned"]),
                    "parts": tuple((first, last) for first, last in fields["parts"]),
                }
            )
        except FileNotFoundError:
            raise ExportError(
                f"{folder} holds no export: there is no {SCHEMA_FILE}; make one with `isonomia "
                f"export parquet --out {folder}`"
            ) from None
        except OSError as error:
            raise ExportError(f"{path} cannot be read: {error.strerror}") from None
        except (ValueError, TypeError, KeyError, AttributeError):
            raise ExportError(
                f"{path} is not the schema of an export: it was edited; export again"
            ) from None


def part_path(folder: Path, table: str, part: int) -> Path:
    """Return where a part of a table lies."""
    return folder / table / f"{part:06d}{SUFFIX}"


def require_replaceable(out: Path, origin: Origin) -> None:
    """Refuse a folder that holds anything but an older export of the same deployment.

    Raises:
        ExportError: it does.
    """
    if not out.exists():
        return
    if not out.is_dir():
        raise ExportError(f"{out} is a file; name a folder")
    if not any(out.iterdir()):
        return
    if not (out / SCHEMA_FILE).exists():
        raise ExportError(f"{out} holds something else than an export; name another folder")
    found = Contents.load(out).origin
    if found != origin:
        raise ExportError(
            f"{out} holds the export of another deployment (chain {found.chain_id}, Ledger "
            f"{found.contracts.get('Ledger')}, first block {found.first_block_hash}); name another "
            "folder, or remove this one"
        )


@contextlib.contextmanager
def taking_the_place_of(out: Path) -> Iterator[Path]:
    """Give a folder to write into, and move it to ``out`` when all has gone well.

    What an interrupted run left is removed first. The lock ends with the process, however it ends.

    Raises:
        ExportError: another process is writing the same export, or the disk does not allow it.
    """
    unfinished = out.with_name(f"{out.name}.unfinished")
    try:
        unfinished.mkdir(parents=True, exist_ok=True)
        _require_ours(unfinished, _LOCK_FILE)
        with (unfinished / _LOCK_FILE).open("a") as lock:
            _take(lock, out)
            _clear(unfinished)
            yield unfinished
            _move(unfinished, out)
            (out / _LOCK_FILE).unlink()
    except OSError as error:
        raise ExportError(f"{error.filename or out} cannot be written: {error.strerror}") from None


def leftover(out: Path) -> Path | None:
    """Return the folder that an interrupted run left; None when there is none."""
    unfinished = out.with_name(f"{out.name}.unfinished")
    return unfinished if unfinished.exists() else None


def _require_ours(folder: Path, sign: str) -> None:
    """Refuse to remove a folder that somebody else put there."""
    if any(folder.iterdir()) and not (folder / sign).exists():
        raise ExportError(f"{folder} is in the way; remove it, or name another folder")


def _take(lock: Any, out: Path) -> None:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise ExportError(
            f"Another process is writing {out}; wait until it has ended, or name another folder"
        ) from None


def _clear(folder: Path) -> None:
    for entry in folder.iterdir():
        if entry.is_dir():
            shutil.rmtree(entry)
        elif entry.name != _LOCK_FILE:
            entry.unlink()


def _move(unfinished: Path, out: Path) -> None:
    replaced = out.with_name(f"{out.name}.replaced")
    if replaced.exists():
        _require_ours(replaced, SCHEMA_FILE)
        shutil.rmtree(replaced)
    if out.exists():
        out.rename(replaced)
    unfinished.rename(out)
    if replaced.exists():
        shutil.rmtree(replaced)
