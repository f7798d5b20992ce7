"""`isonomia council`: who sits, until when, and how seats are filled anew by lot."""

from __future__ import annotations

from typing import Annotated

import typer

from isonomia import words
from isonomia.commands import options
from isonomia.commands.desk import (
    CommunityArgument,
    IdentityArgument,
    PepperFile,
    PersonKey,
    office,
)
from isonomia.commands.signing_options import OutFile, ValidFor, way
from isonomia.contract_views import Question
from isonomia.contracts import event_in
from isonomia.due_process.councils import (
    next_winners,
    read_community,
    read_renewal,
    read_renewals,
    told_renewal,
)
from isonomia.due_process.panels import Draws
from isonomia.words import hexed

app = typer.Typer(help="Councils: seats, terms, renewals by lot.", no_args_is_help=True)

RenewalArgument = Annotated[int, typer.Argument(min=1, help="Number of the renewal.")]
#: Lots walked in one transaction; each costs about as much as taking a seat.
_MOST_LOTS = 20


@app.callback()
def group() -> None:
    """Councils: seats, terms, renewals by lot."""


@app.command()
def show(
    community: CommunityArgument,
    rpc: options.Rpc = options.DEFAULT_RPC,
    manifest_file: options.ManifestFile = None,
) -> None:
    """Print the seats of a council, its next number, its term, and renewals of it."""
    found = office(rpc, manifest_file)
    names = found.communities
    number = names.number(community)
    views = found.views()
    council = read_community(views, number)
    options.rows(
        {
            "council": f"{number}, {names.name(number)}",
            "must sign": f"{council.council.threshold} of {council.council.seats} seats",
            "next number": council.council.nonce,
            "term ends": words.day(council.term_end),
        }
    )
    seats = range(council.council.seats)
    places = [Question(views.communities, "seatAt", (number, seat)) for seat in seats]
    for seat, (identity, controller) in zip(seats, views.ask(places), strict=True):
        typer.echo(f"seat {seat}: {hexed(identity)}, key {controller}")
    now = views.clock()
    for each, renewal in read_renewals(views).items():
        if renewal.community == number:
            typer.echo(told_renewal(each, renewal, now))


@app.command()
def renew(
    community: CommunityArgument,
    rpc: options.Rpc = options.DEFAULT_RPC,
    manifest_file: options.ManifestFile = None,
    keystore: options.Keystore = None,
    password_file: options.PasswordFile = None,
    live: options.Live = None,
) -> None:
    """Open the renewal of a council whose term ends soon, or ended; anybody can."""
    work = way(rpc, manifest_file, None, keystore, password_file, live)
    number = work.found.communities.number(community)
    receipt = work.send_public("assembly", "openRenewal", number)
    opened = event_in(receipt, work.found.deployment.assembly, "RenewalOpened")
    until = words.second(opened["entriesUntil"])
    options.say(f"Opened renewal {opened['renewal']} of {community}: volunteers until {until}")
    typer.echo(opened["renewal"])


@app.command()
def volunteer(
    renewal: RenewalArgument,
    identity: IdentityArgument,
    key: PersonKey = None,
    pepper: PepperFile = None,
    out: OutFile = None,
    rpc: options.Rpc = options.DEFAULT_RPC,
    manifest_file: options.ManifestFile = None,
    keystore: options.Keystore = None,
    password_file: options.PasswordFile = None,
    live: options.Live = None,
    valid_for: ValidFor = None,
) -> None:
    """Offer oneself for a seat, signed by the person's own key; a lot decides."""
    work = way(rpc, manifest_file, out, keystore, password_file, live, valid_for)
    who = work.found.identity(identity, pepper)
    signed = work.desk.of_person("volunteer", who, {"renewal": renewal})
    receipt = work.conclude(work.by_person(signed, key))
    if receipt is not None:
        entrant = event_in(receipt, work.found.deployment.assembly, "Volunteered")["entrant"]
        options.say(f"{hexed(who)} is volunteer {entrant} of renewal {renewal}")


@app.command()
def freeze(
    renewal: RenewalArgument,
    rpc: options.Rpc = options.DEFAULT_RPC,
    manifest_file: options.ManifestFile = None,
    keystore: options.Keystore = None,
    password_file: options.PasswordFile = None,
    live: options.Live = None,
) -> None:
    """Fix the volunteers of a renewal, and bind the beacon round that decides; anybody can."""
    work = way(rpc, manifest_file, None, keystore, password_file, live)
    receipt = work.send_public("assembly", "freezeRenewal", renewal)
    frozen = event_in(receipt, work.found.deployment.assembly, "RenewalFrozen")
    options.say(
        f"Renewal {renewal} is frozen with {words.count(frozen['entrants'], 'volunteer')}; beacon "
        f"round {frozen['beaconRound']} decides"
    )


@app.command()
def fill(
    renewal: RenewalArgument,
    most_lots: Annotated[
        int, typer.Option("--most-lots", min=1, help="Most lots in one transaction.")
    ] = _MOST_LOTS,
    rpc: options.Rpc = options.DEFAULT_RPC,
    manifest_file: options.ManifestFile = None,
    keystore: options.Keystore = None,
    password_file: options.PasswordFile = None,
    live: options.Live = None,
) -> None:
    """Fill the seats by lot until all are filled or no volunteer is left; anybody can.

    After an interruption the same command goes on.
    """
    work = way(rpc, manifest_file, None, keystore, password_file, live)
    found = work.found
    draws = Draws(found.deployment, found.manifest, work.payer(), say=options.say)
    bound = read_renewal(found.views(), renewal).beaconRound
    if bound:
        draws.bring(bound)
    over = False
    while not over:
        logs = found.logs()
        work.send_public("assembly", "fillSeats", renewal, next_winners(logs, renewal, most_lots))
        over = read_renewal(found.views(), renewal).isOver
    filled = read_renewal(found.views(), renewal).filled
    options.say(f"Renewal {renewal} is over: {words.count(filled, 'seat')} filled by lot")
