"""`isonomia beacon`: rounds of the public randomness."""

from __future__ import annotations

import json
import time
from typing import Annotated

import typer

from isonomia import words
from isonomia.beacon import (
    BeaconError,
    BeaconRound,
    Network,
    network,
    signature_from_hex,
    signature_hex,
    verify,
)
from isonomia.commands import options
from isonomia.relays import fetch_round

app = typer.Typer(help="Rounds of the public randomness.", no_args_is_help=True)

#: Exit code when a signature is not the network's; 1 stands for what keeps a command from looking.
NOT_SIGNED = 3

NetworkOption = Annotated[
    str, typer.Option("--network", help="Which beacon: evmnet or development.")
]
RoundArgument = Annotated[int, typer.Argument(help="Number of the round.")]


@app.callback()
def group() -> None:
    """Rounds of the public randomness."""


@app.command()
def show(
    name: NetworkOption = "evmnet",
    at: Annotated[
        int | None, typer.Option("--at", help="Second since 1970 to ask about (default: now).")
    ] = None,
) -> None:
    """Print the network's parameters, and which round is the latest."""
    known = network(name)
    second = int(time.time()) if at is None else at
    number = known.round_at(second)
    rows = {
        "network": known.name,
        "public key": known.public_key.hex(),
        "chain hash": known.chain_hash,
        "round 1": f"{words.second(known.genesis)} ({known.genesis})",
        "period": words.count(known.period, "second"),
        "relays": " ".join(known.relays) or "none",
        "latest round": f"{number}, of {words.second(known.time_of(number))}",
        "next round": f"{number + 1}, at {words.second(known.time_of(number + 1))}",
    }
    options.rows(rows)


@app.command()
def fetch(
    number: RoundArgument,
    name: NetworkOption = "evmnet",
    relays: Annotated[
        list[str] | None,
        typer.Option("--relay", help="Relay to ask instead of the known ones; may be repeated."),
    ] = None,
    timeout: Annotated[
        float, typer.Option("--timeout", min=0.1, help="Seconds for each relay.")
    ] = 10.0,
) -> None:
    """Fetch a round from a relay, verify it, and print it as JSON."""
    known = network(name)
    found = fetch_round(known, number, relays=relays or None, timeout=timeout)
    typer.echo(json.dumps(_described(known, found), indent=1))


@app.command(name="verify")
def verify_signature(
    number: RoundArgument,
    signature: Annotated[str, typer.Argument(help="128 hex digits, as relays write it.")],
    name: NetworkOption = "evmnet",
) -> None:
    """Check a signature of a round, and print the randomness that follows from it.

    Ends with exit code 3 when it is not the network's.
    """
    known, point = network(name), signature_from_hex(signature)
    known.time_of(number)
    try:
        randomness = verify(known.public_key, number, point)
    except BeaconError as error:
        options.say(f"NOT VERIFIED: {error}")
        raise typer.Exit(NOT_SIGNED) from None
    options.say(f"VERIFIED: round {number} of {words.second(known.time_of(number))}")
    typer.echo(randomness.hex())


def _described(known: Network, found: BeaconRound) -> dict[str, str | int]:
    x, y = found.signature
    return {
        "network": known.name,
        "round": found.number,
        "time": known.time_of(found.number),
        "signature": signature_hex(found.signature),
        "x": f"0x{x:064x}",
        "y": f"0x{y:064x}",
        "randomness": found.randomness.hex(),
        "relay": found.relay,
    }
