"""`isonomia pool`: points given away, and where they are."""

from __future__ import annotations

from typing import Annotated

import typer

from isonomia import words
from isonomia.commands import options
from isonomia.commands.desk import (
    IdentityArgument,
    PepperFile,
    PersonKey,
    ValidFor,
    office,
    person_key,
)
from isonomia.lottery.acts import Standing, standing
from isonomia.lottery.acts import give as give_points
from isonomia.lottery.reading import KIND_NAMES, read_account, read_rounds, round_count
from isonomia.spec.settlement import lots_of
from isonomia.spec.state import Round

app = typer.Typer(help="Points given away to everybody.", no_args_is_help=True)


@app.callback()
def group() -> None:
    """Points given away to everybody."""


@app.command()
def give(
    identity: IdentityArgument,
    points: Annotated[int, typer.Argument(help="Points of quality to give, for good.")],
    key: PersonKey = None,
    pepper: PepperFile = None,
    rpc: options.Rpc = options.DEFAULT_RPC,
    manifest_file: options.ManifestFile = None,
    keystore: options.Keystore = None,
    password_file: options.PasswordFile = None,
    live: options.Live = None,
    valid_for: ValidFor = 3_600,
) -> None:
    """Give points of one's quality to the pool; a lottery gives them on, nobody chooses to whom.

    The person's key signs; whoever pays decides nothing. The rules are asked first, so that
    nothing is sent that they refuse.
    """
    found = office(rpc, manifest_file)
    who = found.identity(identity, pepper)
    desk = found.desk(keystore, password_file, live, valid_for)
    signer = person_key(key, password_file)
    before = standing(found.deployment, who)
    give_points(desk, who, points, signer)
    after = standing(found.deployment, who)
    _tell_gift(points, before, after)


def _tell_gift(points: int, before: Standing, after: Standing) -> None:
    options.say(
        f"Gave {words.count(points, 'point')}: base quality was {before.quality} and is now "
        f"{after.quality}. {after.given} of at most {after.cap} points are given this year; "
        f"{words.count(after.left, 'point')} more can be given now, above quality {after.usable}"
    )


@app.command()
def status(
    rpc: options.Rpc = options.DEFAULT_RPC, manifest_file: options.ManifestFile = None
) -> None:
    """Print how many points were given, where they are, and all rounds."""
    views = office(rpc, manifest_file).views()
    account = read_account(views)
    whole = account.free + account.reserved + account.granted
    options.rows(
        {
            "given": f"{account.given:,} points",
            "free": f"{account.free:,}",
            "reserved": f"{account.reserved:,}",
            "granted": f"{account.granted:,}",
            "adds up": "yes" if whole == account.given else f"NO: {whole:,} points are kept",
        }
    )
    now = views.clock()
    for number, found in read_rounds(views, range(1, round_count(views) + 1)).items():
        typer.echo(f"round {number}: {_described(found)}; {progress_of(found, now)}")


def _described(found: Round) -> str:
    return (
        f"{KIND_NAMES[found.kind]}, {words.count(found.prizes, 'prize')} of {found.points} points "
        f"on {words.credits(found.amount)} credits for {words.count(found.days_long, 'day')}"
    )


def progress_of(found: Round, now: int) -> str:
    """Say how far a round has come at a second."""
    entrants = words.count(found.entrants, "entrant")
    if found.closed:
        return f"{entrants}, {found.settled} lots settled, closed"
    if found.beacon_round:
        lots = lots_of(found)
        bound = f"frozen, beacon round {found.beacon_round} decides"
        return f"{entrants}, {bound}, {found.settled} of {words.count(lots, 'lot')} settled"
    if now < found.entries_until:
        return f"{entrants}, open until {words.second(found.entries_until)}"
    return f"{entrants}, entries over, to be frozen"
