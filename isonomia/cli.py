"""The command line: `isonomia --help` lists the commands."""

from __future__ import annotations

import importlib
from typing import Any

import typer
from typer.core import TyperGroup
from typer.main import get_group

from isonomia import __version__
from isonomia.build import BuildError
from isonomia.commands.options import say
from isonomia.errors import IsonomiaError

#: Each is a module of `isonomia.commands` with a function of the same name, or with an `app` of
#: several commands.
COMMANDS = (
    *("demo", "deploy", "allocate", "verify", "why", "report", "screen"),
    *("charter", "catalogue", "chain", "key", "identity", "population", "beacon", "pool", "round"),
    *("inbox", "case", "person", "council", "community", "audit", "sign", "relay"),
    *("order", "org", "finding", "settle", "snapshot", "export", "replay"),
)


class Commands(TyperGroup):
    """Loads the command that is asked for, and no other: plotting alone takes a second to load.

    Shows errors as the sentences they are, without a trace, and ends with exit code 1.
    """

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002 - the same for everybody
        """Return the names of all commands, in the order of the help."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002 - the same for everybody
        """Return a command by its name; None when there is none."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"isonomia.commands.{cmd_name}")
        holder = typer.Typer()
        if hasattr(module, "app"):
            holder.add_typer(module.app, name=cmd_name)
        else:
            holder.command(cmd_name)(getattr(module, cmd_name))
        return get_group(holder).commands[cmd_name]

    def invoke(self, ctx: Any) -> Any:
        """Run the command that was asked for."""
        try:
            return super().invoke(ctx)
        except (IsonomiaError, BuildError) as error:
            say(f"Error: {error}")
            raise typer.Exit(1) from None


app = typer.Typer(
    cls=Commands,
    help="A public ledger of civic credits: deploy it, drive it, verify it.",
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,
)


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
