"""Options and steps that all commands share whose acts are signed, sent or written to a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer
from eth_account.signers.local import LocalAccount

from isonomia import keys
from isonomia.commands import options
from isonomia.commands.desk import Office, office
from isonomia.due_process import signature_file
from isonomia.due_process.act_types import Signer
from isonomia.due_process.desk import Desk
from isonomia.due_process.relaying import send
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
from isonomia.keys import PERSON_KEY_VARIABLE, SeatKeys

_SENT_SECONDS = 3_600
_WRITTEN_SECONDS = 7 * 86_400

OutFile = Annotated[
    Path | None,
    typer.Option(
        "--out",
        help="Write a signature file instead of sending; without a key, one still to be signed.",
    ),
]
ValidFor = Annotated[
    int | None,
    typer.Option(
        "--valid-for",
        min=1,
        help="Seconds that signatures count (default: an hour when sent, 7 days in a file).",
    ),
]
SeatsFolder = Annotated[
    Path | None, typer.Option("--seats", help="Folder of seat key files, one's own or several.")
]
OrganisationKey = Annotated[
    Path | None,
    typer.Option("--as", help="Encrypted key of the organisation; else ISONOMIA_KEY."),
]
NewKey = Annotated[
    Path | None, typer.Option("--new-key", help="Encrypted key that is to be bound; it signs too.")
]
Juror = Annotated[
    str | None,
    typer.Option("--as", help="Identity hash of the juror or auditor whose --key it is."),
]


@dataclass(frozen=True)
class Way:
    """How one command signs and brings away what it makes.

    Attributes:
        found: the deployment
        out: file to write instead of sending
        password_file: what opens key files; else the environment
        keystore: key that pays
        live: whether the chain counts as live; None for what the node says
        valid_for: seconds that signatures count; None for what suits the way
    """

    found: Office
    out: Path | None = None
    password_file: Path | None = None
    keystore: Path | None = None
    live: bool | None = None
    valid_for: int | None = None

    @property
    def desk(self) -> Desk:
        """Where acts are made."""
        usual = _SENT_SECONDS if self.out is None else _WRITTEN_SECONDS
        return Desk(self.found.deployment, self.valid_for or usual)

    def payer(self) -> LocalAccount:
        """Return the key that pays."""
        return self.found.desk(self.keystore, self.password_file, self.live).payer

    # ---- signing ---------------------------------------------------------------------------------

    def by_person(
        self, signed: SignedAct, key: Path | None, new_key: Path | None = None
    ) -> SignedAct:
        """Return the act signed by the person's key; unsigned when there is none and it is filed.

        Raises `SigningError` when it is to be sent and there is no key.
        """
        account = keys.paying_account(key, self.password_file, PERSON_KEY_VARIABLE)
        second = self._second(new_key)
        if account is None and self.out is None:
            raise SigningError(
                "this needs the signature of the person's own key: give its keystore file with "
                f"--key, or put the key into the environment as {PERSON_KEY_VARIABLE}; or write it "
                "to a file with --out, to be signed elsewhere"
            )
        if account is not None:
            return signed_by_person(signed, account, second)
        return signed if second is None else accepted(signed, second)

    def by_council(
        self, signed: SignedAct, seats: Path | None, new_key: Path | None = None
    ) -> SignedAct:
        """Return the act signed by the seats whose keys are at hand; see `by_person`."""
        second = self._second(new_key)
        if second is not None:
            signed = accepted(signed, second)
        if seats is None:
            if self.out is None:
                raise SigningError(
                    "this needs the signatures of seats: give the folder of their key files with "
                    "--seats, or write it to a file with --out, to be signed elsewhere"
                )
            return signed
        council = self.found.deployment.call(
            self.found.deployment.communities, "council", signed.community
        )
        most = council.threshold if self.out is None else None
        return signed_by_seats(signed, seat_keys(seats, self.password_file), most)

    def by_jurors(
        self, signed: SignedAct, seats: Path | None, key: Path | None, juror: str | None
    ) -> SignedAct:
        """Return the vote signed by the jurors whose keys are at hand; see `by_person`.

        ``juror`` is the identity hash of the one whose single ``key`` is given.
        """
        who = None if juror is None else self.found.identity(juror, None)
        at_hand = juror_keys(seats, key, who, self.password_file)
        if not at_hand and self.out is not None:
            return signed
        return signed_by_jurors(signed, at_hand)

    def _second(self, new_key: Path | None) -> LocalAccount | None:
        if new_key is None:
            return None
        return keys.paying_account(new_key, self.password_file)

    def by_organisation(self, signed: SignedAct, key: Path | None) -> SignedAct:
        """Return the act signed by the organisation's key; see `by_person`."""
        account = keys.paying_account(key, self.password_file)
        if account is None and self.out is None:
            raise SigningError(
                "this needs the signature of the organisation's own key: give its file with --as, "
                "or write it to a file with --out, to be signed elsewhere"
            )
        return signed if account is None else signed_by_organisation(signed, account)

    def by_sensors(self, signed: SignedAct, files: Sequence[Path]) -> SignedAct:
        """Return the reading signed by the keys given; see `by_person`."""
        accounts = [keys.paying_account(file, self.password_file) for file in files]
        return signed_by_sensors(signed, [one for one in accounts if one is not None])

    # ---- bringing away ---------------------------------------------------------------------------

    def conclude(self, signed: SignedAct) -> dict[str, Any] | None:
        """Send the act and return its receipt, or write it and return None."""
        if self.out is None:
            return send(self.found.deployment, self.payer(), signed)
        write(self.out, signed)
        return None

    def send_public(self, contract: str, function: str, *arguments: Any) -> dict[str, Any]:
        """Do what anybody can do, and return the receipt. Raises `RefusedError`."""
        deployment = self.found.deployment
        called = getattr(deployment, contract)
        return deployment.send(self.payer(), called, function, *arguments)


def way(
    rpc: str,
    manifest_file: Path | None,
    out: Path | None = None,
    keystore: Path | None = None,
    password_file: Path | None = None,
    live: bool | None = None,
    valid_for: int | None = None,
) -> Way:
    """Return how a command does its work at a node's deployment, from its options."""
    found = office(rpc, manifest_file)
    return Way(found, out, password_file, keystore, live, valid_for)


def write(path: Path, signed: SignedAct) -> None:
    """Write a signature file, and show what it says and what is to be done with it."""
    signature_file.write(path, signed)
    for line in signed.text():
        options.say(line)
    count = len(signed.signatures)
    if count == 0:
        options.say(f"Wrote {path}, not signed yet: `isonomia sign {path} --out FILE` signs it")
        return
    said = "1 signature" if count == 1 else f"{count} signatures"
    alone = signed.act.signer in (Signer.person, Signer.organisation)
    others = "" if alone else ", with the files of the others,"
    options.say(f"Wrote {path} with {said}: anybody can submit it{others} by `isonomia relay`")


def seat_keys(folder: Path, password_file: Path | None) -> SeatKeys:
    """Return the keys of the seat files in a folder, by community and seat."""
    return keys.load_seats(folder, keys.read_password(password_file))


def juror_keys(
    seats: Path | None, key: Path | None, juror: bytes | None, password_file: Path | None
) -> Mapping[bytes, LocalAccount]:
    """Return the keys that may be of jurors, by identity: of seat files, or one's own."""
    if seats is not None:
        councils = seat_keys(seats, password_file).values()
        return {one.identity: one.account for council in councils for one in council.values()}
    account = keys.paying_account(key, password_file, PERSON_KEY_VARIABLE)
    if account is None:
        return {}
    if juror is None:
        raise SigningError("say which juror signs: give the identity hash with --as")
    return {juror: account}
