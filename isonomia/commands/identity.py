"""`isonomia identity`: peppers, and the hashes that stand for people."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from isonomia import identity, manifest
from isonomia.commands import options

app = typer.Typer(help="Peppers, and the hashes that stand for people.", no_args_is_help=True)


@app.command("new-pepper")
def new_pepper(
    file: Annotated[Path, typer.Argument(help="File to write; it must not exist.")],
) -> None:
    """Write a new secret pepper. Whoever loses it can never recognise their people again."""
    identity.new_pepper(file)
    options.say(
        f"Wrote {file}. Keep a copy in a safe place: people enrolled under it have these hashes "
        "for good"
    )


@app.command("hash")
def hash_identifier(
    pepper: Annotated[Path, typer.Option("--pepper", help="The registrar's pepper file.")],
    jurisdiction: Annotated[
        str | None, typer.Option("--jurisdiction", help="Its name in the charter.")
    ] = None,
    manifest_file: Annotated[
        Path | None, typer.Option("--manifest", help="Take the jurisdiction from this manifest.")
    ] = None,
) -> None:
    """Print the identity hash of each identifier read from standard input, one a line.

    Identifiers are read rather than given as arguments, which other users could see.
    """
    name = _jurisdiction(jurisdiction, manifest_file)
    secret = identity.load_pepper(pepper)
    for line in typer.get_text_stream("stdin"):
        if line.strip():
            typer.echo(f"0x{identity.identity_hash(secret, name, line.strip()).hex()}")


def _jurisdiction(name: str | None, manifest_file: Path | None) -> str:
    if (name is None) == (manifest_file is None):
        raise typer.BadParameter("give either --jurisdiction or --manifest")
    if manifest_file is not None:
        return manifest.Manifest.load(manifest_file).read_charter().jurisdiction
    return name or ""
