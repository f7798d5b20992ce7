"""The file format `isonomia-bundle/1`; `docs/receipt.md` describes it for others."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec

from isonomia.bundle.faults import UnreadableBundleError

FORMAT: Literal["isonomia-bundle/1"] = "isonomia-bundle/1"
NOTE = (
    "This file is about one person, who asked for it. Whoever gets it can link everything in it to "
    "that person: give it only to whom you want to show it."
)

_MOST_DEPTH = 32
_STRING = re.compile(rb'"(?:[^"\\]|\\.)*"')
_BRACKET = re.compile(rb"[][{}]")

Hash = Annotated[str, msgspec.Meta(pattern="^0x[0-9a-f]{64}$")]
Address = Annotated[str, msgspec.Meta(pattern="^0x[0-9a-f]{40}$")]
Bytes = Annotated[str, msgspec.Meta(pattern="^0x([0-9a-f]{2})+$")]
Nodes = list[Bytes]
Index = Annotated[int, msgspec.Meta(ge=0)]
#: A block's header as a node tells it: the fields that are hashed, and no others.
HeaderFields = dict[str, str]


class _Part(msgspec.Struct, forbid_unknown_fields=True):
    """A part of a bundle; nothing may stand in it that is not named here."""


class DeploymentPart(_Part):
    """Which deployment it is: chain, address of each contract by name, and the charter file."""

    chain_id: Index
    addresses: dict[str, Address]
    charter_hash: Hash
    charter: str


class AccountPart(_Part):
    """The account of a contract: nodes from the state root of the pinned block to it."""

    contract: str
    proof: Nodes


class SlotPart(_Part):
    """A word of storage: nodes from the storage root of its contract to it, or to its absence."""

    contract: str
    name: str
    slot: Hash
    value: Hash
    proof: Nodes


class TransactionPart(_Part):
    """A transaction and its receipt: nodes from both roots of its block to them."""

    index: Index
    hash: Hash
    transaction: Nodes
    receipt: Nodes


class CausePart(_Part):
    """A block in which something happened that the receipt rests on."""

    hash: Hash
    header: HeaderFields
    transactions: list[TransactionPart]


class Bundle(_Part):
    """One person's receipt, with everything that proves it.

    Attributes:
        format: of the file
        note: what to mind about it
        identity: the person's identity hash
        deployment: where the numbers are kept
        block_hash: of the pinned block, the one thing to compare with somebody one trusts
        header: of the pinned block
        accounts: contracts whose storage is read
        storage: words about the person, and those that they are computed with
        causes: what happened, in the order of the chain
        receipt: what `isonomia why --json` says
        text: the same in words, line by line
    """

    format: Literal["isonomia-bundle/1"]
    note: str
    identity: Hash
    deployment: DeploymentPart
    block_hash: Hash
    header: HeaderFields
    accounts: list[AccountPart]
    storage: list[SlotPart]
    causes: list[CausePart]
    receipt: dict[str, Any]
    text: list[str]


def read(path: Path) -> Bundle:
    """Read a bundle from a file.

    Raises:
        UnreadableBundleError: there is none, or it is not of this format.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise UnreadableBundleError(f"{path} cannot be read: {error.strerror}") from None
    return parse(content, str(path))


def parse(content: bytes, source: str = "The file") -> Bundle:
    """Read a bundle from the bytes of its file.

    Raises:
        UnreadableBundleError: it is not of this format.
    """
    try:
        _require_shallow(content)
        document = json.loads(
            content.decode(), object_pairs_hook=_without_repetition, parse_constant=_no_number
        )
        return msgspec.convert(document, Bundle)
    except (ValueError, msgspec.ValidationError) as error:
        raise UnreadableBundleError(
            f"{source} is no bundle of the format {FORMAT}: {error}. Ask for an unchanged copy, or "
            "make one with: isonomia why IDENTITY --bundle FILE"
        ) from None


def write(bundle: Bundle, path: Path) -> None:
    """Write a bundle so that only its owner can read it, wholly or not at all.

    Raises:
        UnreadableBundleError: the file cannot be written.
    """
    content = json.dumps(msgspec.to_builtins(bundle), indent=1, ensure_ascii=False) + "\n"
    unfinished = path.with_name(f".{path.name}.new")
    try:
        unfinished.unlink(missing_ok=True)
        descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(content)
        unfinished.replace(path)
    except OSError as error:
        raise UnreadableBundleError(f"{path} cannot be written: {error.strerror}") from None


def schema() -> dict[str, Any]:
    """Return the JSON Schema of a bundle."""
    return msgspec.json.schema(Bundle)


def _require_shallow(content: bytes) -> None:
    """Refuse what would use up the stack of whoever reads it."""
    depth = 0
    for bracket in _BRACKET.findall(_STRING.sub(b"", content)):
        depth += 1 if bracket in b"[{" else -1
        if depth > _MOST_DEPTH:
            raise ValueError(f"it is nested more than {_MOST_DEPTH} deep")


def _without_repetition(pairs: list[tuple[str, Any]]) -> Mapping[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice in one object")
    return found


def _no_number(text: str) -> Any:
    raise ValueError(f"{text} is no number of a bundle")
