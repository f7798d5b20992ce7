"""`isonomia chain`: a development chain in the foreground."""

from __future__ import annotations

import signal
from pathlib import Path
from typing import Annotated

import typer

from isonomia.commands import options
from isonomia.devchain import DevChain, Kind

app = typer.Typer(help="Run a development chain.", no_args_is_help=True)


@app.callback()
def group() -> None:
    """Run a development chain."""


@app.command()
def start(
    kind: Annotated[Kind, typer.Option("--kind", help="Which node.")] = "ganache",
    at: Annotated[
        str | None, typer.Option("--at", help="Day of the first block, like 2019-05-01.")
    ] = None,
    port: Annotated[
        int, typer.Option("--port", min=0, max=65535, help="0 for any free one.")
    ] = 8545,
    data_dir: Annotated[
        Path | None, typer.Option("--data-dir", help="Keep the chain here and go on with it.")
    ] = None,
    chain_id: Annotated[int | None, typer.Option("--chain-id", min=1)] = None,
) -> None:
    """Run Ganache or Anvil until it is stopped with Ctrl-C."""
    begin = None if at is None else options.seconds_of(at)
    # A process that is told to end must take its node along.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with DevChain(kind, start=begin, port=port, data_dir=data_dir, chain_id=chain_id) as node:
            number = node.chain.chain_id
            options.say(f"{kind} with chain id {number} at {node.url}; stop with Ctrl-C")
            node.wait_until_stopped()
    except KeyboardInterrupt:
        options.say(f"{kind} stopped")
