"""`isonomia why`: one person's receipt."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Annotated

import typer

from isonomia.commands import options
from isonomia.commands.verify import DISAGREES, BlockOption, JsonOption, read_manifest
from isonomia.divergence import Diverged
from isonomia.errors import IsonomiaError
from isonomia.identity import identity_hash, load_pepper
from isonomia.target import read_target
from isonomia.why import why as make_receipt
from isonomia.why_text import as_text

_HASH = re.compile(r"0x[0-9a-fA-F]{64}")


def why(
    identity: Annotated[
        str, typer.Argument(help="Identity hash (0x and 64 digits), or an identifier.")
    ],
    pepper: Annotated[
        Path | None, typer.Option(help="Pepper file; needed only for an identifier.")
    ] = None,
    rpc: options.Rpc = options.DEFAULT_RPC,
    manifest_file: options.ManifestFile = None,
    block: BlockOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say line by line why one person's credits and quality are what they are."""
    try:
        target = read_target(read_manifest(rpc, manifest_file))
        receipt = make_receipt(
            rpc,
            target,
            hashed(identity, pepper, target.jurisdiction),
            "latest" if block is None else block,
        )
    except Diverged as diverged:
        raise IsonomiaError(
            f"No receipt can be trusted here, since the deployment does not verify: {diverged}"
        ) from None
    print(json.dumps(receipt.as_dict(), indent=1) if as_json else as_text(receipt))
    if not receipt.agrees:
        raise typer.Exit(DISAGREES)


def hashed(identity: str, pepper: Path | None, jurisdiction: str) -> bytes:
    """Return the identity hash given, or that of the identifier given."""
    if _HASH.fullmatch(identity):
        return bytes.fromhex(identity[2:])
    if pepper is None:
        raise IsonomiaError(
            f"{identity!r} is no identity hash (0x and 64 hexadecimal digits); to look up an "
            "identifier, give the registrar's pepper file with --pepper"
        )
    return identity_hash(load_pepper(pepper), jurisdiction, identity)
