"""`isonomia community`: how a community stands."""

from __future__ import annotations

import typer

from isonomia.commands import options
from isonomia.commands.desk import CommunityArgument, office
from isonomia.due_process.councils import read_community, told_community

app = typer.Typer(help="Communities: budget, standing, share index, term.", no_args_is_help=True)


@app.callback()
def group() -> None:
    """Communities: budget, standing, share index, term."""


@app.command()
def show(
    community: CommunityArgument,
    rpc: options.Rpc = options.DEFAULT_RPC,
    manifest_file: options.ManifestFile = None,
) -> None:
    """Print what a community can award, how it stands, and when its council's term ends."""
    found = office(rpc, manifest_file)
    names = found.communities
    number = names.number(community)
    views = found.views()
    shown = read_community(views, number)
    options.rows(dict(told_community(shown, names.name(number), views.clock())))
