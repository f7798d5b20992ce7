"""`isonomia inbox`: what is open about me, and what is asked of me."""

from __future__ import annotations

import typer

from isonomia.commands import options
from isonomia.commands.desk import IdentityArgument, PepperFile, office
from isonomia.due_process.inbox import read_inbox, told_key


def inbox(
    identity: IdentityArgument,
    pepper: PepperFile = None,
    rpc: options.Rpc = options.DEFAULT_RPC,
    manifest_file: options.ManifestFile = None,
) -> None:
    """Say what is open about one person and asked of them, until when, with the exact commands.

    Times are in UTC. It costs nothing and nobody learns that it was asked.
    """
    found = office(rpc, manifest_file)
    who = found.identity(identity, pepper)
    logs = found.logs()
    options.rows(dict(told_key(logs, who)))
    items = read_inbox(logs, who)
    for item in items:
        typer.echo(item.told())
    if not items:
        typer.echo("Nothing is open about you, and nothing is asked of you")
