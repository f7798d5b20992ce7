"""`isonomia sign`: sign any act, without a node."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer
from eth_account.signers.local import LocalAccount

from isonomia import keys, manifest
from isonomia.commands import options
from isonomia.commands.desk import PepperFile, PersonKey
from isonomia.commands.signing_options import (
    Juror,
    NewKey,
    SeatsFolder,
    juror_keys,
    seat_keys,
    write,
)
from isonomia.commands.why import hashed
from isonomia.due_process import signature_file
from isonomia.due_process.act_types import ActType, Signer
from isonomia.due_process.acts import ACTS, BY_NAME
from isonomia.due_process.offline import Typed, TypedActError, described, put_together
from isonomia.due_process.signed_act import SignedAct
from isonomia.due_process.signing import (
    SigningError,
    accepted,
    signed_by_jurors,
    signed_by_organisation,
    signed_by_person,
    signed_by_seats,
    signed_by_sensors,
)
from isonomia.keys import PERSON_KEY_VARIABLE
from isonomia.manifest import Manifest, ManifestError
from isonomia.typed_data import Domain

_USUAL_SECONDS = 7 * 86_400


def sign(
    act: Annotated[
        str | None,
        typer.Argument(metavar="[ACT | FILE]", help="What is signed; nothing lists all acts."),
    ] = None,
    fields: Annotated[
        list[str] | None, typer.Argument(metavar="FIELD=VALUE...", help="The fields of the act.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="Signature file to write; it must not exist.")
    ] = None,
    key: PersonKey = None,
    new_key: NewKey = None,
    seats: SeatsFolder = None,
    juror: Juror = None,
    nonce: Annotated[
        int | None,
        typer.Option("--nonce", min=0, help="Number of the act (`isonomia inbox` tells it)."),
    ] = None,
    until: Annotated[
        str | None,
        typer.Option(
            "--until", help="Until when it counts: 2019-05-01 or a moment (default: 7 days)."
        ),
    ] = None,
    manifest_file: options.ManifestFile = None,
    pepper: PepperFile = None,
    password_file: options.PasswordFile = None,
) -> None:
    """Sign any act without a node: of a person, a council, a juror, an organisation, a sensor.

    Anybody can relay it. An order for a service is signed by `isonomia order sign`.

    Give the act with its fields, or a file that a command wrote with --out. Lists are separated by
    commas or read from @FILE; days may be dates; a hash may be @FILE, the keccak256 of the file.
    """
    if act is None:
        for one in ACTS:
            typer.echo(f"{described(one)}\n    {one.says}, by {one.signer}")
        return
    if out is None:
        raise TypedActError("name the signature file to write with --out")
    if Path(act).is_file():
        if fields:
            raise TypedActError(
                f"{act} is a signature file, whose fields are fixed: give no others"
            )
        signed = signature_file.read(Path(act))
    else:
        found = offline_manifest(manifest_file)
        reader = identity_reader(found, pepper)
        deadline = int(time.time()) + _USUAL_SECONDS if until is None else options.moment(until)
        given = Typed(fields or [], nonce, deadline)
        signed = put_together(_act(act), given, domain_of(found), reader)
    who = None if juror is None else hashed(juror, None, "")
    signed = _signed(signed, key, new_key, seats, who, password_file)
    write(out, signed)


def _act(name: str) -> ActType:
    if name not in BY_NAME:
        raise TypedActError(
            f"{name!r} is neither an act nor a signature file: the acts are {', '.join(BY_NAME)}"
        )
    return BY_NAME[name]


def offline_manifest(path: Path | None) -> Manifest:
    """Return the manifest at a path, or the only one there is.

    Raises `ManifestError` when there are none or several.
    """
    if path is not None:
        return Manifest.load(path)
    found = sorted(manifest.FOLDER.glob("*.json"))
    if len(found) != 1:
        raise ManifestError(
            f"say for which deployment to sign: give its manifest with --manifest "
            f"({manifest.FOLDER} holds {len(found)})"
        )
    return Manifest.load(found[0])


def domain_of(found: Manifest) -> Domain:
    """Return where signatures for a deployment count."""
    return Domain(found.chain_id, found.addresses["Communities"])


def identity_reader(found: Manifest, pepper: Path | None) -> Callable[[str], bytes]:
    """Return what turns an identity hash, or an identifier with a pepper file, into the hash."""
    jurisdiction = found.read_charter().jurisdiction
    return lambda text: hashed(text, pepper, jurisdiction)


def _signed(
    signed: SignedAct,
    key: Path | None,
    new_key: Path | None,
    seats: Path | None,
    juror: bytes | None,
    password_file: Path | None,
) -> SignedAct:
    before = len(signed.signatures)
    if new_key is not None:
        account = keys.paying_account(new_key, password_file)
        assert account is not None
        signed = accepted(signed, account)
    match signed.act.signer:
        case Signer.person:
            own = keys.paying_account(key, password_file, PERSON_KEY_VARIABLE)
            signed = signed if own is None else signed_by_person(signed, own)
        case Signer.council if seats is not None:
            signed = signed_by_seats(signed, seat_keys(seats, password_file))
        case Signer.jurors:
            signed = signed_by_jurors(signed, juror_keys(seats, key, juror, password_file))
        case Signer.organisation | Signer.sensors:
            own = keys.paying_account(key, password_file, PERSON_KEY_VARIABLE)
            signed = _signed_by_key(signed, own)
    if len(signed.signatures) == before:
        raise SigningError(
            f"no key signs here: {signed.act.name} is signed by {signed.act.signer}; give --key "
            f"(or {PERSON_KEY_VARIABLE}) for a person, an organisation or a sensor, --seats for a "
            "council or jurors"
        )
    return signed


def _signed_by_key(signed: SignedAct, own: LocalAccount | None) -> SignedAct:
    if own is None:
        return signed
    if signed.act.signer == Signer.sensors:
        return signed_by_sensors(signed, [own])
    return signed_by_organisation(signed, own)
