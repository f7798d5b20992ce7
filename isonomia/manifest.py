"""The manifest: what one deployment is, and how far it has come.

It is saved before and after every step, so that a deployment can be killed at any moment and go
on, and everything else - driver, verifier, strangers - needs no other file to find the contracts.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal, Self

from eth_utils.crypto import keccak
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from isonomia.charter import Charter, parse
from isonomia.errors import IsonomiaError

FOLDER = Path("deployments")

Hex = Annotated[str, Field(pattern="^0x([0-9a-f]{2})*$")]
Hash = Annotated[str, Field(pattern="^0x[0-9a-f]{64}$")]
Address = Annotated[str, Field(pattern="^0x[0-9a-fA-F]{40}$")]


class ManifestError(IsonomiaError):
    """A manifest is missing, damaged, or not of this deployment."""


class _Record(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class SignedTransaction(_Record):
    """A transaction as it was saved before sending; sending it twice has no further effect.

    Fees are in wei.
    """

    hash: Hash
    raw: Hex
    max_fee_per_gas: int
    max_priority_fee_per_gas: int


class ContractRecord(_Record):
    """One contract of the deployment.

    Attributes:
        address: known from the beginning: it follows from deployer and nonce
        nonce: the deployer's, of the transaction that makes the contract
        constructor_args: ABI-encoded
        creation_code_hash: keccak256 of the creation code, without arguments
        attempts: what was signed for it and not seen mined; with the same nonce, so that only one
            of them can ever count
        tx: the transaction that made it; None until it is mined
        block: where that is
    """

    address: Address
    nonce: Annotated[int, Field(ge=0)]
    constructor_args: Hex
    creation_code_hash: Hash
    attempts: list[SignedTransaction] = []
    tx: Hash | None = None
    block: int | None = None


class Manifest(_Record):
    """One deployment.

    Attributes:
        charter: the whole text of the charter file
        genesis_block: block of the Ledger's deployment; None until it is mined
        contracts: by name, in the order of deployment
    """

    format: Literal["isonomia-manifest/1"] = "isonomia-manifest/1"
    chain_id: int
    deployer: Address
    deployer_nonce: int
    charter_hash: Hash
    charter: str
    genesis_block: int | None = None
    contracts: dict[str, ContractRecord]
    status: Literal["planned", "deploying", "complete"] = "planned"

    @property
    def addresses(self) -> dict[str, str]:
        """Address of each contract, by its name."""
        return {name: record.address for name, record in self.contracts.items()}

    def read_charter(self) -> Charter:
        """Return the charter of this deployment. Raises when its text was changed."""
        content = self.charter.encode()
        if "0x" + keccak(content).hex() != self.charter_hash:
            raise ManifestError(
                "The charter in the manifest is not the one its hash stands for: the manifest was "
                "edited; take an unchanged copy"
            )
        return parse(content, "The charter in the manifest")

    def save(self, path: Path) -> None:
        """Write the manifest so that a crash leaves either the old or the new one."""
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_name(f".{path.name}.new")
        with unfinished.open("w", encoding="utf-8") as file:
            file.write(self.model_dump_json(indent=1) + "\n")
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
        _sync_folder(path.parent)

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read a manifest. Raises `ManifestError` when it is missing or damaged."""
        try:
            return cls.model_validate_json(path.read_bytes())
        except FileNotFoundError:
            raise ManifestError(
                f"There is no manifest {path}: deploy first, or give --manifest"
            ) from None
        except OSError as error:
            raise ManifestError(f"The manifest {path} cannot be read: {error.strerror}") from None
        except ValidationError as error:
            faults = "\n".join(
                f"  {'.'.join(str(step) for step in fault['loc']) or 'file'}: {fault['msg']}"
                for fault in error.errors()
            )
            raise ManifestError(f"{path} is not a manifest of this version:\n{faults}") from None


def default_path(chain_id: int) -> Path:
    """Return where the manifest of a chain lies unless said otherwise."""
    return FOLDER / f"{chain_id}.json"


@contextlib.contextmanager
def locked(path: Path) -> Iterator[None]:
    """Keep other processes from deploying with the same manifest meanwhile.

    The lock ends with the process, however it ends. Raises `ManifestError` when it is taken.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.with_name(f".{path.name}.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ManifestError(
                f"Another process is deploying with {path}; wait until it has ended"
            ) from None
        yield


def set_aside(path: Path) -> Path | None:
    """Rename an existing manifest, so that a new one can begin; return its new name."""
    if not path.exists():
        return None
    number = 1
    while (kept := path.with_name(f"{path.stem}.old{number}{path.suffix}")).exists():
        number += 1
    path.rename(kept)
    return kept


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
