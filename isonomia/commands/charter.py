"""`isonomia charter`: write an example charter, check one, show and amend the one in force."""

from __future__ import annotations

import secrets
import time
from pathlib import Path
from typing import Annotated, Literal

import typer

from isonomia import charter, keys
from isonomia.chain import Chain
from isonomia.commands import amendments, options
from isonomia.errors import IsonomiaError
from isonomia.pilot import Pilot, pilot_charter
from isonomia.screening import rules as screening_rules

app = typer.Typer(help="Write, check, show and amend charters.", no_args_is_help=True)

CHARTER_FILE = "charter.json"
CATALOGUE_FILE = "catalogue.json"
INFRACTIONS_FILE = "infractions.json"
STANDARDS_FILE = "standards.json"
SEATS_FOLDER = "seats"

File = Annotated[Path, typer.Argument(help="The charter.")]


@app.command()
def init(
    folder: Annotated[Path, typer.Argument(help="Where to write; made when missing.")],
    jurisdiction: Annotated[str, typer.Option("--jurisdiction")] = "Pilot",
    preset: Annotated[Literal["pilot", "minimal"], typer.Option("--preset")] = "pilot",
    seed: Annotated[
        str | None,
        typer.Option("--seed", help="Derive all keys from this: for development chains only."),
    ] = None,
    beacon: Annotated[
        charter.Beacon | None,
        typer.Option(
            "--beacon",
            help="Where the randomness of draws comes from; development for development chains "
            "only [default: development with --seed, else evmnet].",
        ),
    ] = None,
    password_file: options.PasswordFile = None,
) -> None:
    """Write the pilot charter, its catalogues, the rules of screening and encrypted seat keys."""
    password = keys.read_password(password_file)
    # Whoever knows a seed has the keys anyway, so nothing is gained by encrypting them slowly.
    known = seed is not None
    pilot = pilot_charter(
        seed if seed is not None else secrets.token_hex(32),
        jurisdiction=jurisdiction,
        preset=preset,
        beacon=beacon or ("development" if known else "evmnet"),
    )
    write(pilot, folder, password, light=known)
    names = (CHARTER_FILE, CATALOGUE_FILE, INFRACTIONS_FILE, STANDARDS_FILE)
    files = [str(folder / name) for name in names]
    count = sum(map(len, pilot.seats.values()))
    options.say(
        f"Wrote {', '.join(files)} and the keys of {count} seats in {folder / SEATS_FOLDER}"
    )
    if known:
        options.say("Everybody who knows the seed has these keys: use them for development only")


@app.command()
def check(
    file: File,
    at: Annotated[
        str | None, typer.Option("--at", help="Day of deployment [default: today].")
    ] = None,
    rpc: Annotated[
        str | None,
        typer.Option("--rpc", help="Node to deploy to: its day and its kind are checked too."),
    ] = None,
) -> None:
    """Check a charter and list every fault with its place, value and remedy."""
    content = charter.read(file)
    parsed = charter.parse(content, str(file))
    chain = None if rpc is None else Chain(rpc)
    if chain is not None:
        parsed.require_beacon_fits(chain.is_development(), str(file))
    parsed.require_fits(_second(at, chain), str(file))
    seats = sum(len(community.seats) for community in parsed.communities)
    typer.echo(f"{file} is a valid charter of {parsed.jurisdiction}")
    lines = (
        f"{len(parsed.rules)} rules, {len(parsed.infractions)} infraction rules, "
        f"{len(parsed.standards)} standards"
    )
    typer.echo(f"  {len(parsed.communities)} communities, {seats} seats, {lines}")
    typer.echo(f"  beacon           {parsed.beacon}")
    typer.echo(f"  charter hash     0x{charter.file_hash(content).hex()}")
    typer.echo(f"  catalogue hash   0x{parsed.catalogue_hash().hex()}")
    typer.echo(f"  infractions hash 0x{parsed.infractions_hash().hex()}")
    typer.echo(f"  standards hash   0x{parsed.standards_hash().hex()}")


def _second(at: str | None, chain: Chain | None) -> int:
    if at is not None:
        return options.seconds_of(at)
    return int(time.time()) if chain is None else chain.now()


@app.command()
def catalogue(file: File) -> None:
    """Print the catalogue to publish; its keccak256 stands on chain."""
    typer.echo(charter.load(file).catalogue(), nl=False)


@app.command()
def infractions(file: File) -> None:
    """Print the infraction rules to publish; their keccak256 stands on chain."""
    typer.echo(charter.load(file).infractions_file(), nl=False)


@app.command()
def standards(file: File) -> None:
    """Print the standards of organisations to publish; their keccak256 stands on chain."""
    typer.echo(charter.load(file).standards_file(), nl=False)


app.command("show")(amendments.show)
app.command("amend")(amendments.amend)


def write(pilot: Pilot, folder: Path, password: str, *, light: bool) -> None:
    """Write an example charter, its catalogues and the seats' keys into a folder.

    Raises `IsonomiaError` when there is a charter already.
    """
    target = folder / CHARTER_FILE
    if target.exists():
        raise IsonomiaError(f"{target} exists already; choose another folder or move it away")
    keys.write_seats(folder / SEATS_FOLDER, pilot.seats, password, light=light)
    (folder / CATALOGUE_FILE).write_bytes(pilot.charter.catalogue())
    (folder / INFRACTIONS_FILE).write_bytes(pilot.charter.infractions_file())
    (folder / STANDARDS_FILE).write_bytes(pilot.charter.standards_file())
    (folder / screening_rules.FILE_NAME).write_bytes(screening_rules.SHIPPED.read_bytes())
    target.write_bytes(pilot.content)
