"""Options that several commands share, so that they are called the same everywhere."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from isonomia.errors import IsonomiaError
from isonomia.fields import act_time
from isonomia.words import CREDIT

Rpc = Annotated[
    str,
    typer.Option("--rpc", envvar="ISONOMIA_RPC", help="Address of the node.", show_envvar=True),
]
DEFAULT_RPC = "http://127.0.0.1:8545"

ManifestFile = Annotated[
    Path | None,
    typer.Option("--manifest", help="Manifest of the deployment (default: deployments/<id>.json)."),
]
Keystore = Annotated[
    Path | None,
    typer.Option("--keystore", help="Encrypted key that sends and pays; else ISONOMIA_KEY."),
]
PasswordFile = Annotated[
    Path | None,
    typer.Option("--password-file", help="File with the password; else ISONOMIA_PASSWORD."),
]
Live = Annotated[
    bool | None,
    typer.Option(
        "--live/--development",
        help="Treat the chain as live or not (default: live unless the node says otherwise).",
    ),
]

SeatsFolder = Annotated[Path, typer.Option("--seats", help="Folder of seat key files.")]

#: Few enough digits to be multiplied exactly.
_CREDITS = re.compile(r"[0-9]{1,15}(\.[0-9]{1,3}0{0,9})?")

#: For people; results meant for programs go to standard output.
console = Console(stderr=True, highlight=False, soft_wrap=True)


def say(words: str) -> None:
    """Tell one thing, as it is: square brackets are no markup."""
    console.print(words, markup=False)


def rows(values: Mapping[str, object]) -> None:
    """Print names and values, one pair a line."""
    width = max(map(len, values))
    for name, value in values.items():
        typer.echo(f"{name:<{width}}  {value}")


def seconds_of(day: str) -> int:
    """Return the first second of a day written like 2019-05-01."""
    try:
        return int(datetime.strptime(day, "%Y-%m-%d").replace(tzinfo=UTC).timestamp())
    except ValueError:
        raise typer.BadParameter(f"{day!r} is not a day; write it like 2019-05-01") from None


def millicredits(text: str) -> int:
    """Return an amount written in credits, such as 12 or 0.125."""
    if not _CREDITS.fullmatch(text):
        raise typer.BadParameter(f"{text!r} is no amount of credits; write it like 500 or 0.125")
    return int(Decimal(text) * CREDIT)


def moment(text: str) -> int:
    """Return a moment written as a day, as ISO 8601 with an offset, or in seconds."""
    try:
        return act_time(text)
    except ValueError as error:
        raise typer.BadParameter(f"{text!r}: {error}") from None


def content(path: Path) -> bytes:
    """Return what a file holds. Raises `IsonomiaError` when it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise IsonomiaError(f"{path} cannot be read: {error.strerror}") from None
