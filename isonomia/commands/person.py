"""`isonomia person`: where one belongs, whether one takes part, and one's key."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from isonomia.commands import options
from isonomia.commands.desk import IdentityArgument, PepperFile, PersonKey
from isonomia.commands.signing_options import NewKey, OutFile, ValidFor, Way, way
from isonomia.due_process.values import Field, from_json
from isonomia.words import hexed

app = typer.Typer(help="What a person decides about themselves.", no_args_is_help=True)


@app.callback()
def group() -> None:
    """What a person decides about themselves."""


@app.command()
def move(
    identity: IdentityArgument,
    community: Annotated[str, typer.Argument(help="Name or number of the new community.")],
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
    """Belong to another community from now on; nobody is asked, and everything comes along."""
    work = way(rpc, manifest_file, out, keystore, password_file, live, valid_for)
    names = work.found.communities
    number = names.number(community)
    done = _act(work, "move", identity, pepper, key, {"community": number})
    if done is not None:
        options.say(f"{hexed(done)} belongs to {names.name(number)} now")


@app.command("opt-out")
def opt_out(
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
    """Leave the quality layer: quality falls to 0 and deductions are forgotten; credits stay."""
    work = way(rpc, manifest_file, out, keystore, password_file, live, valid_for)
    done = _act(work, "opt-out", identity, pepper, key, {})
    if done is not None:
        options.say(
            f"{hexed(done)} has left the quality layer: credits and Essential services stay, and "
            "no record can be made any more; `isonomia person opt-in` comes back, at quality 0"
        )


@app.command("opt-in")
def opt_in(
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
    """Come back to the quality layer, at quality 0."""
    work = way(rpc, manifest_file, out, keystore, password_file, live, valid_for)
    done = _act(work, "opt-in", identity, pepper, key, {})
    if done is not None:
        options.say(f"{hexed(done)} takes part again, at quality 0")


@app.command("change-key")
def change_key(
    identity: IdentityArgument,
    new_controller: Annotated[str, typer.Argument(help="Address of the new key.")],
    key: PersonKey = None,
    new_key: NewKey = None,
    pepper: PepperFile = None,
    out: OutFile = None,
    rpc: options.Rpc = options.DEFAULT_RPC,
    manifest_file: options.ManifestFile = None,
    keystore: options.Keystore = None,
    password_file: options.PasswordFile = None,
    live: options.Live = None,
    valid_for: ValidFor = None,
) -> None:
    """Replace one's key; the old one and the new one sign."""
    work = way(rpc, manifest_file, out, keystore, password_file, live, valid_for)
    address = from_json(Field("address", "new key"), new_controller)
    values = {"newController": address}
    done = _act(work, "change-key", identity, pepper, key, values, new_key)
    if done is not None:
        options.say(f"{address} signs for {hexed(done)} now")


@app.command()
def leave(
    identity: IdentityArgument,
    days: Annotated[int, typer.Argument(min=1, help="Days away, from today.")],
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
    """Pause the decay of one's quality from today."""
    work = way(rpc, manifest_file, out, keystore, password_file, live, valid_for)
    done = _act(work, "take-leave", identity, pepper, key, {"daysAway": days})
    if done is not None:
        options.say(f"{hexed(done)} is on leave")


@app.command("end-leave")
def end_leave(
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
    """End one's leave today."""
    work = way(rpc, manifest_file, out, keystore, password_file, live, valid_for)
    done = _act(work, "end-leave", identity, pepper, key, {})
    if done is not None:
        options.say(f"{hexed(done)} is back from leave")


def _act(
    work: Way,
    act: str,
    identity: str,
    pepper: Path | None,
    key: Path | None,
    values: dict[str, Any],
    new_key: Path | None = None,
) -> bytes | None:
    """Carry out or write an act of a person; return who when it was carried out."""
    who = work.found.identity(identity, pepper)
    signed = work.desk.of_person(act, who, values)
    return None if work.conclude(work.by_person(signed, key, new_key)) is None else who
