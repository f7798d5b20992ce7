"""`isonomia relay`: submit acts that others signed."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from isonomia.commands import options
from isonomia.commands.desk import office
from isonomia.due_process import signature_file
from isonomia.due_process.relaying import require_ready, send
from isonomia.errors import IsonomiaError


def relay(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Signature files.")],
    check: Annotated[
        bool,
        typer.Option("--check", help="Say what is signed and whether it counts; send nothing."),
    ] = False,
    rpc: options.Rpc = options.DEFAULT_RPC,
    manifest_file: options.ManifestFile = None,
    keystore: options.Keystore = None,
    password_file: options.PasswordFile = None,
    live: options.Live = None,
) -> None:
    """Submit signed acts; whoever pays decides nothing.

    Files of the same act, signed by different seats or jurors, count together. Each act is checked
    and tried before it is sent; one that is refused is told why, and does not stop the others.
    """
    acts = signature_file.merge([(path, signature_file.read(path)) for path in files])
    found = office(rpc, manifest_file)
    refused = 0
    for names, signed in acts:
        for line in signed.text():
            options.say(line)
        try:
            if check:
                require_ready(found.deployment, signed)
                options.say(f"{names}: the signatures count here; nothing was sent")
                continue
            payer = found.desk(keystore, password_file, live).payer
            receipt = send(found.deployment, payer, signed)
        except IsonomiaError as error:
            refused += 1
            options.say(f"{names}: {error}")
        else:
            options.say(f"{names}: carried out in block {receipt['blockNumber']}")
            typer.echo(receipt["transactionHash"])
    if refused:
        raise typer.Exit(1)
