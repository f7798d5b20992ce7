"""`isonomia round`: rounds of the lottery, from their opening to their audit."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from isonomia import words
from isonomia.commands import options
from isonomia.commands.desk import (
    IdentityArgument,
    Office,
    PepperFile,
    PersonKey,
    RoundArgument,
    ValidFor,
    office,
    person_key,
)
from isonomia.commands.round_text import told_person, told_round
from isonomia.commands.signing_options import seat_keys
from isonomia.commands.verify import DISAGREES
from isonomia.contracts import event_in
from isonomia.directory import directory_of
from isonomia.journal import Refused
from isonomia.keys import SeatKeys
from isonomia.lottery import acts, transcript
from isonomia.lottery.acts import Desk, Terms
from isonomia.lottery.audit import Audit
from isonomia.lottery.audit import audit as run_audit
from isonomia.lottery.beacons import Patience
from isonomia.lottery.drawing import Drawn, Draws
from isonomia.lottery.drawing import settle as settle_lots
from isonomia.lottery.named import Named, once_each, read_file
from isonomia.lottery.reading import KINDS, read_round
from isonomia.lottery.story import draw_lots, read_events, stories_of
from isonomia.plan import Batch
from isonomia.records import Nomination, Source, nomination_of

app = typer.Typer(help="Rounds of the lottery.", no_args_is_help=True)

_EXIT_REFUSED = 3
_COMMAND_LINE = "command line"


class Kind(StrEnum):
    """How people come into a round."""

    nominated = "nominated"
    second_chance = "second-chance"


TranscriptsFolder = Annotated[
    Path, typer.Option("--transcripts", help="Where transcripts are written.")
]
TRANSCRIPTS = Path("reports/lottery")
Relays = Annotated[
    list[str] | None,
    typer.Option("--relay", help="Relay to ask instead of the known ones; may be repeated."),
]
PatienceSeconds = Annotated[
    float, typer.Option("--patience", min=0, help="Seconds to wait for the beacon round.")
]
RelayTimeout = Annotated[float, typer.Option("--timeout", min=0.1, help="Seconds for each relay.")]


@app.callback()
def group() -> None:
    """Rounds of the lottery."""


# ---- before the freeze ---------------------------------------------------------------------------


@app.command("open")
def open_round(
    seats: options.SeatsFolder,
    kind: Annotated[Kind, typer.Option("--kind", help="Who comes in, and how.")],
    prizes: Annotated[int, typer.Option("--prizes", help="How many lots are drawn.")],
    points: Annotated[int, typer.Option("--points", help="Quality points of each prize.")],
    amount: Annotated[str, typer.Option("--amount", help="Credits that each prize covers.")],
    days: Annotated[int, typer.Option("--days", help="Days that each prize lasts.")],
    entries_until: Annotated[
        str,
        typer.Option(
            "--entries-until",
            help="When entries end: 2019-05-01, 2019-05-01T12:00:00Z or seconds since 1970.",
        ),
    ],
    rpc: options.Rpc = options.DEFAULT_RPC,
    manifest_file: options.ManifestFile = None,
    keystore: options.Keystore = None,
    password_file: options.PasswordFile = None,
    live: options.Live = None,
    valid_for: ValidFor = 3_600,
) -> None:
    """Open a round, signed by the root's council; its points are reserved from now on."""
    found = office(rpc, manifest_file)
    terms = Terms(
        KINDS[kind.value],
        prizes,
        points,
        options.millicredits(amount),
        days,
        options.moment(entries_until),
    )
    desk = found.desk(keystore, password_file, live, valid_for)
    number = acts.open_round(desk, seat_keys(seats, password_file), terms)
    reserved = words.count(prizes * points, "point")
    options.say(
        f"Opened round {number}: {reserved} reserved, entries until "
        f"{words.second(terms.entries_until)}"
    )
    typer.echo(number)


@app.command()
def nominate(
    number: RoundArgument,
    people: Annotated[
        list[str],
        typer.Argument(help="Identity hashes, identifiers, or files with a column identifier."),
    ],
    seats: options.SeatsFolder,
    pepper: PepperFile = None,
    rpc: options.Rpc = options.DEFAULT_RPC,
    manifest_file: options.ManifestFile = None,
    keystore: options.Keystore = None,
    password_file: options.PasswordFile = None,
    live: options.Live = None,
    valid_for: ValidFor = 3_600,
) -> None:
    """Nominate people for a round, each signed by the council of their own community.

    Whoever is refused is told why and stops nobody else; the command then ends with exit code 3.
    Running it again goes on where it stopped.
    """
    found = office(rpc, manifest_file)
    named = _named(found, number, people, pepper)
    desk = found.desk(keystore, password_file, live, valid_for)
    for error in named.errors:
        options.say(str(error))
    refused = _nominate(desk, seat_keys(seats, password_file), named.nominations)
    if refused or named.errors:
        raise typer.Exit(_EXIT_REFUSED)


def _nominate(desk: Desk, seats: SeatKeys, lines: list[Nomination]) -> int:
    """Return how many were refused."""
    sources = {line.key: line.source for line in lines}
    entered = already = refused = 0
    for step in acts.nominate(desk, seats, lines):
        if isinstance(step, Batch):
            entered += len(step.lines)
        elif isinstance(step, Refused):
            refused += 1
            options.say(f"{sources[step.key]}: {step.words}")
        else:
            already += 1
    options.say(f"{entered} nominated, {already} were in already, {refused} refused")
    return refused


def _named(found: Office, number: int, people: list[str], pepper: Path | None) -> Named:
    directory = directory_of(found.manifest.read_charter())
    nominations, errors = [], []
    for position, text in enumerate(people, start=1):
        if Path(text).is_file():
            read = read_file(Path(text), number, pepper, directory)
            nominations += read.nominations
            errors += read.errors
        else:
            source = Source(_COMMAND_LINE, position)
            nominations.append(nomination_of(source, found.identity(text, pepper), number))
    once = once_each(nominations)
    return Named(once.nominations, errors + once.errors)


@app.command()
def enter(
    number: RoundArgument,
    identity: IdentityArgument,
    key: PersonKey = None,
    pepper: PepperFile = None,
    rpc: options.Rpc = options.DEFAULT_RPC,
    manifest_file: options.ManifestFile = None,
    keystore: options.Keystore = None,
    password_file: options.PasswordFile = None,
    live: options.Live = None,
    valid_for: ValidFor = 3_600,
) -> None:
    """Ask for a second chance, signed by the person's own key."""
    found = office(rpc, manifest_file)
    who = found.identity(identity, pepper)
    desk = found.desk(keystore, password_file, live, valid_for)
    entrant = acts.enter(desk, who, number, person_key(key, password_file))
    options.say(f"0x{who.hex()} is entrant {entrant} of round {number}")


@app.command()
def freeze(
    number: RoundArgument,
    rpc: options.Rpc = options.DEFAULT_RPC,
    manifest_file: options.ManifestFile = None,
    keystore: options.Keystore = None,
    password_file: options.PasswordFile = None,
    live: options.Live = None,
) -> None:
    """Fix the entrants of a round, and bind the beacon round to come that decides."""
    found = office(rpc, manifest_file)
    desk = found.desk(keystore, password_file, live)
    receipt = desk.send("freeze", number)
    frozen = event_in(receipt, found.deployment.pool, "RoundFrozen")
    time = found.manifest.read_charter().network.time_of(frozen["beaconRound"])
    options.say(
        f"Round {number} is frozen with {words.count(frozen['entrants'], 'entrant')}, hash "
        f"0x{frozen['entrantsHash'].hex()}. Beacon round {frozen['beaconRound']}, published "
        f"{words.second(time)}, decides"
    )


# ---- the draw ------------------------------------------------------------------------------------


@app.command()
def draw(
    number: RoundArgument,
    rpc: options.Rpc = options.DEFAULT_RPC,
    manifest_file: options.ManifestFile = None,
    transcripts: TranscriptsFolder = TRANSCRIPTS,
    relays: Relays = None,
    patience: PatienceSeconds = 180.0,
    timeout: RelayTimeout = 10.0,
    keystore: options.Keystore = None,
    password_file: options.PasswordFile = None,
    live: options.Live = None,
) -> None:
    """Bring the beacon round that decides to the chain, and write who won.

    The round comes from relays, none of which is trusted; on a development chain it is signed with
    the key that everybody knows, and the chain's time is moved to it.
    """
    found = office(rpc, manifest_file)
    desk = found.desk(keystore, password_file, live)
    waiting = Patience(patience, relays or None, timeout)
    drawn = Draws(desk, found.manifest, waiting, options.say).draw(number)
    options.say(f"Drew {words.count(drawn.story.lots, 'lot')} of round {number}")
    _write(drawn, transcripts)


@app.command()
def settle(
    number: RoundArgument,
    rpc: options.Rpc = options.DEFAULT_RPC,
    manifest_file: options.ManifestFile = None,
    transcripts: TranscriptsFolder = TRANSCRIPTS,
    most_lots: Annotated[
        int | None, typer.Option("--most-lots", min=1, help="Most lots in one transaction.")
    ] = None,
    keystore: options.Keystore = None,
    password_file: options.PasswordFile = None,
    live: options.Live = None,
) -> None:
    """Grant every prize of a round that is not settled yet; anybody can.

    After an interruption the same command goes on: lots that are settled are passed over.
    """
    found = office(rpc, manifest_file)
    draws = Draws(found.desk(keystore, password_file, live), found.manifest, say=options.say)
    drawn = draws.read(number)
    settled = 0
    for lots in settle_lots(draws.desk, drawn, most_lots):
        settled += len(lots)
        options.say(f"Settled lots {lots[0]} to {lots[-1]}")
    options.say(f"Round {number}: {words.count(settled, 'lot')} settled now, none is open")
    _write(draws.read(number), transcripts)


@app.command()
def close(
    number: RoundArgument,
    rpc: options.Rpc = options.DEFAULT_RPC,
    manifest_file: options.ManifestFile = None,
    keystore: options.Keystore = None,
    password_file: options.PasswordFile = None,
    live: options.Live = None,
) -> None:
    """End a round that is settled, or whose time is over; points left return to the pool."""
    found = office(rpc, manifest_file)
    receipt = found.desk(keystore, password_file, live).send("close", number)
    returned = event_in(receipt, found.deployment.pool, "RoundClosed")["returned"]
    options.say(f"Round {number} is closed; {words.count(returned, 'point')} returned to the pool")


# ---- looking -------------------------------------------------------------------------------------


@app.command()
def show(
    number: RoundArgument,
    identity: Annotated[
        str | None, typer.Argument(help="A person to look for: identity hash or identifier.")
    ] = None,
    pepper: PepperFile = None,
    rpc: options.Rpc = options.DEFAULT_RPC,
    manifest_file: options.ManifestFile = None,
) -> None:
    """Print what a round gives, how far it has come, and on whom its lots fell."""
    found = office(rpc, manifest_file)
    views = found.views()
    read_round(views, number)
    story = stories_of(read_events(found.deployment, found.manifest, views.block))[number]
    verified = story.verified
    drawing = draw_lots(story, verified.event.randomness) if verified else None
    for line in told_round(story, drawing, views.clock()):
        typer.echo(line)
    if identity is not None:
        typer.echo(told_person(story, drawing, found.identity(identity, pepper)))


@app.command()
def audit(
    file: Annotated[Path, typer.Argument(metavar="TRANSCRIPT", help="Transcript of a draw.")],
    rpc: options.Rpc = options.DEFAULT_RPC,
    manifest_file: options.ManifestFile = None,
) -> None:
    """Recompute a draw from the chain alone, and compare its transcript.

    Ends with exit code 0 only when everything agrees, with 3 and the first difference when not,
    and with 1 when something kept it from looking.
    """
    found = office(rpc, manifest_file)
    given = transcript.load(file)
    _show_audit(run_audit(found.deployment, found.manifest, file, given))


def _show_audit(result: Audit) -> None:
    if result.fault is not None:
        typer.echo(f"NOT CONFIRMED\n{result.fault.sentence()}")
        raise typer.Exit(DISAGREES)
    story = result.story
    assert story is not None
    typer.echo(
        f"CONFIRMED at block {result.block}: round {story.number}, "
        f"{words.count(len(story.entered), 'entrant')}, {words.count(story.lots, 'lot')}, "
        f"{len(story.prizes)} settled. Entrants, freeze, beacon signature, winners, uplifts and "
        "the points of the pool are what the chain and the rules give."
    )


# ---- shared --------------------------------------------------------------------------------------


def _write(drawn: Drawn, folder: Path) -> None:
    path, text = transcript.write(folder, drawn.transcript)
    options.say(f"The transcript is {path}, for people {text}")
