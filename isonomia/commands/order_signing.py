"""`isonomia order sign`: a citizen signs an order, without a node when nothing need be asked."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from isonomia import keys
from isonomia.chain import Chain
from isonomia.commands import options
from isonomia.commands.desk import IdentityArgument, Office, PepperFile, PersonKey, office
from isonomia.commands.service_options import (
    OfferNumber,
    OptionalRpc,
)
from isonomia.commands.sign import domain_of, identity_reader, offline_manifest
from isonomia.keys import PERSON_KEY_VARIABLE
from isonomia.manifest import Manifest, ManifestError, default_path
from isonomia.services import compact, order_file, qr
from isonomia.services.orders import OrderError, OrderTerms, first_unused, signed
from isonomia.services.reading import read_offer

_USUAL_SECONDS = 7 * 86_400


def sign(
    identity: IdentityArgument,
    offer: OfferNumber,
    quantity: Annotated[int, typer.Argument(min=1, help="Units of the offer.")] = 1,
    amount: Annotated[
        str | None,
        typer.Option("--amount", help="Credits for all units (default: asked from the node)."),
    ] = None,
    portion: Annotated[
        int, typer.Option("--portion", min=0, max=8, help="0 for the base, 1 to 8 for an uplift.")
    ] = 0,
    number: Annotated[
        int | None,
        typer.Option(
            "--number",
            "--nonce",
            min=0,
            help="Number of the order, one that none before had (default: asked from the node).",
        ),
    ] = None,
    until: Annotated[
        str | None,
        typer.Option("--until", help="Until when it counts (default: 7 days from now)."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="Order file to write; it must not exist.")
    ] = None,
    code: Annotated[
        Path | None, typer.Option("--qr", help="Picture of the code to write: .png or .svg.")
    ] = None,
    key: PersonKey = None,
    pepper: PepperFile = None,
    rpc: OptionalRpc = None,
    manifest_file: options.ManifestFile = None,
    password_file: options.PasswordFile = None,
) -> None:
    """Sign an order for a service; only its organisation can redeem it, once, until it expires.

    Prints it as a short text, which a QR code can hold; with --number and --amount no node is
    asked. Orders need not be redeemed in the order of their numbers, but each number counts once,
    and an order is overtaken when one with a number higher by 16 is redeemed before it.
    """
    account = keys.paying_account(key, password_file, PERSON_KEY_VARIABLE)
    if account is None:
        raise OrderError(
            "an order is signed by the person's own key: give its keystore file with --key, or put "
            f"the key into the environment as {PERSON_KEY_VARIABLE}"
        )
    desk = _Desk(rpc, manifest_file)
    who = identity_reader(desk.manifest, pepper)(identity)
    terms = OrderTerms(
        identity=who,
        offer=offer,
        quantity=quantity,
        amount=desk.price(offer) * quantity if amount is None else options.millicredits(amount),
        portion=portion,
        nonce=desk.next_number(who) if number is None else number,
        deadline=desk.now() + _USUAL_SECONDS if until is None else options.moment(until),
    )
    order = signed(domain_of(desk.manifest), terms, account)
    for line in order.text():
        options.say(line)
    text = compact.encode(order)
    if out is not None:
        order_file.write(out, order)
        options.say(f"Wrote {out}")
    if code is not None:
        size = qr.draw(text, code)
        options.say(f"Drew {code}, a code of version {size} with {len(text)} characters")
    typer.echo(text)


@dataclass
class _Desk:
    """Where an order is signed: with a node, asked only for what is not given, or without one."""

    rpc: str | None
    manifest_file: Path | None

    def __post_init__(self) -> None:
        self._found: Office | None = None
        self.manifest = self._manifest()

    def _manifest(self) -> Manifest:
        try:
            return offline_manifest(self.manifest_file)
        except ManifestError:
            if self.rpc is None or self.manifest_file is not None:
                raise
        # There are several: the node's chain tells which.
        return Manifest.load(default_path(Chain(self.rpc).chain_id))

    def price(self, offer: int) -> int:
        """Return the millicredits that a unit costs today."""
        found = self._office("--amount")
        read_offer(found.views(), offer)
        return int(found.deployment.call(found.deployment.services, "priceOf", offer))

    def next_number(self, identity: bytes) -> int:
        """Return the lowest number above all that are used."""
        found = self._office("--number")
        communities = found.deployment.communities
        floor, seen = found.deployment.call(communities, "ordersOf", identity)
        number = first_unused(floor, seen)
        options.say(
            f"Number {number} is the first above those used; give --number when an order with it "
            "is signed and not redeemed yet"
        )
        return number

    def now(self) -> int:
        """Return the chain's time where a node is asked, else the computer's."""
        if self._found is None:
            return int(time.time())
        return self._found.deployment.chain.now()

    def _office(self, option: str) -> Office:
        if self.rpc is None:
            raise OrderError(
                f"without a node this has to be given: {option}; or name a node with --rpc"
            )
        if self._found is None:
            self._found = office(self.rpc, self.manifest_file)
        return self._found
