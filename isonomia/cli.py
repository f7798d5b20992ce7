"""The command line: `isonomia --help` lists the commands."""

from __future__ import annotations

from typing import Any

import typer
from typer.core import TyperGroup

from isonomia import __version__
from isonomia.build import BuildError
from isonomia.commands import (
    allocate,
    beacon,
    chain,
    charter,
    demo,
    deploy,
    identity,
    key,
    pool,
    population,
    report,
    round,
    screen,
    verify,
    why,
)
from isonomia.commands.options import say
from isonomia.errors import IsonomiaError


class PlainErrors(TyperGroup):
    """Shows errors as the sentences they are, without a trace, and ends with exit code 1."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command that was asked for."""
        try:
            return super().invoke(ctx)
        except (IsonomiaError, BuildError) as error:
            say(f"Error: {error}")
            raise typer.Exit(1) from None


app = typer.Typer(
    cls=PlainErrors,
    help="A public ledger of civic credits: deploy it, drive it, verify it.",
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,
)

app.command()(demo.demo)
app.command()(deploy.deploy)
app.command()(allocate.allocate)
app.command()(verify.verify)
app.command()(why.why)
app.command()(report.report)
app.command()(screen.screen)
app.add_typer(charter.app, name="charter")
app.add_typer(chain.app, name="chain")
app.add_typer(key.app, name="key")
app.add_typer(identity.app, name="identity")
app.add_typer(population.app, name="population")
app.add_typer(beacon.app, name="beacon")
app.add_typer(pool.app, name="pool")
app.add_typer(round.app, name="round")


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(__version__)
        raise typer.Exit


@app.callback()
def main(
    version: bool = typer.Option(
        False, "--version", callback=_show_version, is_eager=True, help="Show the version."
    ),
) -> None:
    """A public ledger of civic credits: deploy it, drive it, verify it."""
