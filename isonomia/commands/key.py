"""`isonomia key`: a key that pays for transactions."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from isonomia import keys
from isonomia.commands import options

app = typer.Typer(help="Keys that pay for transactions.", no_args_is_help=True)


@app.callback()
def group() -> None:
    """Keys that pay for transactions."""


@app.command()
def new(
    file: Annotated[Path, typer.Argument(help="Keystore file to write.")],
    password_file: options.PasswordFile = None,
) -> None:
    """Make a key, write it encrypted, and print its address."""
    typer.echo(keys.new_keystore(file, keys.read_password(password_file)))
