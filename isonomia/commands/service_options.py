"""Options and steps that the commands of services share."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from eth_account.signers.local import LocalAccount
from eth_utils.crypto import keccak

from isonomia import keys
from isonomia.commands import options
from isonomia.due_process.signing import SigningError
from isonomia.keys import KEY_VARIABLE
from isonomia.spec.calendar import DAY

#: Something was looked at and is refused; 1 is kept for what kept a command from looking.
REFUSED = 3

OptionalRpc = Annotated[
    str | None,
    typer.Option(
        "--rpc",
        envvar="ISONOMIA_RPC",
        show_envvar=True,
        help="Address of a node; asked only for what is not given.",
    ),
]
OrganisationNumber = Annotated[
    int, typer.Argument(metavar="ORGANISATION", min=1, help="Number of the organisation.")
]
OfferNumber = Annotated[int, typer.Argument(metavar="OFFER", min=1, help="Number of the offer.")]
TextFile = Annotated[
    Path, typer.Option("--text", help="File of the published description; its hash is kept.")
]
UntilDay = Annotated[
    str, typer.Option("--until", help="First day on which it no longer holds, like 2026-05-01.")
]


def organisation_account(key: Path | None, password_file: Path | None) -> LocalAccount:
    """Return the key of an organisation, which sends and pays. Raises `SigningError`."""
    account = keys.paying_account(key, password_file)
    if account is None:
        raise SigningError(
            "an organisation acts by transactions of its own key: give the key's file with --as, "
            f"or put the key into the environment as {KEY_VARIABLE}"
        )
    return account


def day(text: str) -> int:
    """Return a day, counted from 1970-01-01."""
    return options.moment(text) // DAY


def text_hash(path: Path) -> bytes:
    """Return the hash of a published text. Raises `IsonomiaError` when it cannot be read."""
    return bytes(keccak(options.content(path)))


def separated(texts: Sequence[str]) -> list[str]:
    """Return the parts of texts separated by commas."""
    return [part.strip() for text in texts for part in text.split(",") if part.strip()]
