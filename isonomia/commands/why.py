"""`isonomia why`: one person's receipt."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Annotated

import typer

from isonomia import words
from isonomia.bundle.checking import check as check_bundle
from isonomia.bundle.faults import BundleFault
from isonomia.bundle.format import NOTE, read, write
from isonomia.bundle.format import schema as bundle_schema
from isonomia.bundle.telling import require_trusted, told, told_fault, verdict
from isonomia.bundle.writing import make_bundle
from isonomia.chain import Block
from isonomia.commands import options
from isonomia.commands.progress import stages
from isonomia.commands.verify import DISAGREES, BlockOption, JsonOption, read_manifest
from isonomia.divergence import Diverged
from isonomia.errors import IsonomiaError
from isonomia.identity import identity_hash, load_pepper
from isonomia.manifest import Manifest
from isonomia.target import read_target
from isonomia.why import why as make_receipt
from isonomia.why_text import as_text

_HASH = re.compile(r"0x[0-9a-fA-F]{64}")


BundleOption = Annotated[
    Path | None,
    typer.Option("--bundle", help="Write the receipt with everything that proves it to this file."),
]
CheckOption = Annotated[
    Path | None,
    typer.Option("--check", help="Check such a file offline; asks no node."),
]
BlockHashOption = Annotated[
    list[str] | None,
    typer.Option(
        "--block-hash",
        help="Hash you trust of the block a bundle is about; may be repeated for its causes.",
    ),
]
SchemaOption = Annotated[
    bool, typer.Option("--schema", help="Print the JSON Schema of bundles and stop.")
]


def why(
    identity: Annotated[
        str | None, typer.Argument(help="Identity hash (0x and 64 digits), or an identifier.")
    ] = None,
    pepper: Annotated[
        Path | None, typer.Option(help="Pepper file; needed only for an identifier.")
    ] = None,
    rpc: options.Rpc = options.DEFAULT_RPC,
    manifest_file: options.ManifestFile = None,
    block: BlockOption = None,
    as_json: JsonOption = False,
    bundle: BundleOption = None,
    check: CheckOption = None,
    block_hash: BlockHashOption = None,
    schema: SchemaOption = False,
) -> None:
    """Say line by line why one person's credits and quality are what they are.

    With --bundle FILE the receipt is written with everything that proves it, and --check FILE
    checks such a file without any node: exit code 0 when it proves what it says, 3 when it does
    not, 1 when it cannot be read. A bundle is about one person: give it to nobody without them.
    """
    if schema:
        print(json.dumps(bundle_schema(), indent=1))
    elif check is not None:
        if identity is not None or bundle is not None:
            raise typer.BadParameter(
                "--check takes a file alone, and neither identity nor --bundle"
            )
        _check(check, block_hash or [], as_json)
    elif identity is None:
        raise typer.BadParameter("give an identity hash, or a bundle with --check")
    else:
        if block_hash:
            raise typer.BadParameter("--block-hash goes with --check")
        read = read_manifest(rpc, manifest_file)
        about = hashed(identity, pepper, read.read_charter().jurisdiction)
        _tell(rpc, read, about, "latest" if block is None else block, as_json, bundle)


def _tell(
    rpc: str, manifest: Manifest, identity: bytes, block: Block, as_json: bool, file: Path | None
) -> None:
    """Print a receipt, and write its bundle where one is asked for."""
    try:
        if file is None:
            receipt = make_receipt(rpc, read_target(manifest), identity, block)
        else:
            with stages() as tell:
                made, checked = make_bundle(rpc, manifest, identity, block, tell)
            write(made, file)
            receipt = checked.receipt
    except Diverged as diverged:
        raise IsonomiaError(
            f"No receipt can be trusted here, since the deployment does not verify: {diverged}"
        ) from None
    print(json.dumps(receipt.as_dict(), indent=1) if as_json else as_text(receipt))
    if file is not None:
        options.console.print(f"The bundle is in {file}. {NOTE}", soft_wrap=True, markup=False)
    if not receipt.agrees:
        raise typer.Exit(DISAGREES)


def _check(file: Path, trusted: list[str], as_json: bool) -> None:
    """Print what a bundle shows."""
    for block_hash in trusted:
        if not _HASH.fullmatch(block_hash):
            raise typer.BadParameter(f"{block_hash!r} is no block hash (0x and 64 digits)")
    bundle, checked, fault = read(file), None, None
    try:
        checked = check_bundle(bundle)
        require_trusted(checked, trusted)
    except BundleFault as found:
        fault = found
    if as_json:
        print(json.dumps(verdict(bundle, checked, fault, trusted), indent=1))
    elif fault is not None:
        print(*told_fault(fault), sep="\n")
    elif checked is not None:
        lines = [*as_text(checked.receipt).splitlines(), "", *told(checked, trusted)]
        # Names in the file are somebody else's.
        print(*map(words.printable, lines), sep="\n")
    if fault is not None:
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
