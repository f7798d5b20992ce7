"""`isonomia identity`: peppers, and the hashes that stand for people."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

import typer

from isonomia import identity, manifest
from isonomia.commands import options
from isonomia.services import qr

_HASH = re.compile(r"0x[0-9a-f]{64}")

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


@app.command("card")
def card(
    identity_hash: Annotated[
        str, typer.Argument(metavar="HASH", help="The identity hash: 0x and 64 digits from 0 to f.")
    ],
    out: Annotated[
        Path, typer.Option("--out", help="The picture to write: a file ending in .svg or .png.")
    ],
    page: Annotated[
        str | None,
        typer.Option(
            "--page",
            help="Address of the page, with #rpc=...&manifest=... if you like: a phone opens it.",
        ),
    ] = None,
) -> None:
    """Draw an identity hash as a QR code, which the page reads instead of 64 digits.

    A card holds nothing secret, but whoever sees it can look the person's entry up: it belongs to
    the person alone.
    """
    text = identity_hash.strip().lower()
    if not _HASH.fullmatch(text):
        raise typer.BadParameter(
            f"{identity_hash!r} is no identity hash: give 0x and 64 digits from 0 to f, as "
            "`isonomia identity hash` prints it"
        )
    if page is not None:
        text = f"{page}{'&' if '#' in page else '#'}identity={text}"
    size = qr.draw(text, out)
    options.say(f"Drew {out}, a code of version {size}")


def _jurisdiction(name: str | None, manifest_file: Path | None) -> str:
    if (name is None) == (manifest_file is None):
        raise typer.BadParameter("give either --jurisdiction or --manifest")
    if manifest_file is not None:
        return manifest.Manifest.load(manifest_file).read_charter().jurisdiction
    return name or ""
