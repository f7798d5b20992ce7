"""`isonomia order`: citizens order services for credits, and organisations redeem the orders."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Annotated

import typer

from isonomia import words
from isonomia.commands import options, order_signing
from isonomia.commands.desk import (
    IdentityArgument,
    Office,
    PepperFile,
    PersonKey,
    office,
)
from isonomia.commands.service_options import (
    REFUSED,
    OptionalRpc,
    organisation_account,
)
from isonomia.commands.sign import domain_of, offline_manifest
from isonomia.commands.signing_options import OrganisationKey, OutFile, ValidFor, way
from isonomia.contract_views import chunks
from isonomia.contracts import event_in
from isonomia.services import order_file, snapshot
from isonomia.services.checking import Fate, check_with_node, check_with_state
from isonomia.services.order_file import Found
from isonomia.services.orders import MOST_ORDERS, redemption_call
from isonomia.services.redemptions import Redeemed, find_redeemed, place_of, read_redemption
from isonomia.spec.calendar import DAY
from isonomia.words import hexed

app = typer.Typer(help="Orders: signing, checking, redeeming.", no_args_is_help=True)

Orders = Annotated[
    list[str],
    typer.Argument(metavar="ORDER...", help="Order files, files of codes, or codes themselves."),
]
PlaceArgument = Annotated[
    str, typer.Argument(metavar="BATCH/INDEX", help="The redemption, such as 12/0.")
]


@app.callback()
def group() -> None:
    """Orders: signing, checking, redeeming."""


app.command("sign")(order_signing.sign)


# ---- looking -------------------------------------------------------------------------------------


@app.command()
def check(
    orders: Orders,
    snapshot_file: Annotated[
        Path | None,
        typer.Option("--snapshot", help="Look it up here, without a node: `isonomia snapshot`."),
    ] = None,
    at: Annotated[
        str | None,
        typer.Option("--at", help="Moment of the redemption, with a snapshot (default: now)."),
    ] = None,
    rpc: options.Rpc = options.DEFAULT_RPC,
    manifest_file: options.ManifestFile = None,
) -> None:
    """Say whether orders will be redeemed, and if not, why not and what to do.

    Ends with exit code 0 when all of them will be, with 3 when one will not, and with 1 when
    something kept it from looking, such as a file that is no order.
    """
    if snapshot_file is not None:
        fates = _checked_offline(orders, snapshot_file, at)
    else:
        found = office(rpc, manifest_file)
        fates = check_with_node(found.deployment, order_file.find(orders, found.deployment.domain))
    for fate in fates:
        typer.echo(_told(fate))
    if any(fate.refusal for fate in fates):
        raise typer.Exit(REFUSED)


def _checked_offline(orders: list[str], path: Path, at: str | None) -> list[Fate]:
    known = snapshot.read(path)
    found = order_file.find(orders, domain_of(known.manifest))
    pinned = known.history.pinned.time
    moment = max(pinned, int(time.time()) if at is None else options.moment(at))
    state = known.state()
    options.say(f"Looked up as of {words.second(pinned)}, for {words.second(moment)}")
    return check_with_state(state, found, moment)


def _told(fate: Fate) -> str:
    terms = fate.found.order.terms
    if fate.refusal is not None:
        return f"{fate.found.source}: not accepted. {fate.refusal[1]}"
    return (
        f"{fate.found.source}: accepted, {words.count(terms.quantity, 'unit')} of offer "
        f"{terms.offer} for {words.credits(terms.amount)} credits"
    )


@app.command()
def show(
    orders: Orders,
    as_csv: Annotated[
        bool, typer.Option("--csv", help="Print them as lines for `isonomia allocate`.")
    ] = False,
    rpc: OptionalRpc = None,
    manifest_file: options.ManifestFile = None,
) -> None:
    """Say what orders say; with a node, also whether they were redeemed, and where."""
    if as_csv or rpc is None:
        found = order_file.find(orders, domain_of(offline_manifest(manifest_file)))
        if as_csv:
            order_file.write_lines(sys.stdout, [each.order for each in found])
        else:
            _print_text(found)
        return
    place = office(rpc, manifest_file)
    logs = place.logs()
    for each in order_file.find(orders, place.deployment.domain):
        _print_text([each])
        for line in _told_redeemed(place, find_redeemed(logs, each.order.terms)):
            typer.echo(line)


def _print_text(found: list[Found]) -> None:
    for each in found:
        typer.echo(f"{each.source}, signed by {each.order.signer}")
        for line in each.order.text():
            typer.echo(f"  {line}")


def _told_redeemed(found: Office, redeemed: Redeemed | None) -> list[str]:
    if redeemed is None:
        return ["  not redeemed"]
    services = found.deployment.services
    place = redeemed.redemption.batch, redeemed.index
    if found.deployment.call(services, "isRefunded", *place):
        return [f"  redeemed as {redeemed.place}, and refunded"]
    charter = found.deployment.call(services, "charter")
    until = words.second(redeemed.redemption.time + charter.refundDays * DAY)
    return [
        f"  redeemed as {redeemed.place} on {words.second(redeemed.redemption.time)}",
        f"  the organisation can refund it until {until}: `isonomia order refund {redeemed.place} "
        "--as FILE`",
        f"  rate it: `isonomia order rate {redeemed.place} STARS --key FILE`",
    ]


# ---- the organisation ----------------------------------------------------------------------------


@app.command()
def submit(
    orders: Orders,
    key: OrganisationKey = None,
    rpc: options.Rpc = options.DEFAULT_RPC,
    manifest_file: options.ManifestFile = None,
    password_file: options.PasswordFile = None,
) -> None:
    """Redeem orders, up to 100 with one transaction, sent by the organisation's own key.

    Each is tried first: those that are refused are told why, and stop no others; the command then
    ends with exit code 3. Redeeming an order twice is refused and changes nothing.
    """
    found = office(rpc, manifest_file)
    account = organisation_account(key, password_file)
    deployment = found.deployment
    read = order_file.find(orders, deployment.domain)
    fates = check_with_node(deployment, read, account.address)
    for fate in fates:
        if fate.refusal is not None:
            typer.echo(_told(fate))
    accepted = [fate.found for fate in fates if fate.refusal is None]
    for part in chunks(accepted, MOST_ORDERS):
        call = redemption_call([each.order for each in part])
        receipt = deployment.send(account, deployment.services, "redeem", *call)
        batch = event_in(receipt, deployment.services, "BatchRedeemed")["batch"]
        for index, each in enumerate(part):
            typer.echo(f"{each.source}: redeemed as {place_of(batch, index)}")
    if len(accepted) < len(fates):
        raise typer.Exit(REFUSED)


@app.command()
def refund(
    place: PlaceArgument,
    key: OrganisationKey = None,
    rpc: options.Rpc = options.DEFAULT_RPC,
    manifest_file: options.ManifestFile = None,
    password_file: options.PasswordFile = None,
) -> None:
    """Give a person the credits of a redemption back, sent by the organisation's own key."""
    found = office(rpc, manifest_file)
    account = organisation_account(key, password_file)
    redeemed = read_redemption(found.logs(), place)
    services = found.deployment.services
    found.deployment.send(account, services, "refund", redeemed.values, redeemed.proof)
    amount = words.credits(redeemed.redemption.amount)
    options.say(f"{redeemed.place}: {amount} credits are given back")


# ---- the person ----------------------------------------------------------------------------------


@app.command()
def cancel(
    identity: IdentityArgument,
    number: Annotated[int, typer.Argument(min=0, help="Number of the order.")],
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
    """Make an order worthless that nobody has redeemed; signed by the person."""
    work = way(rpc, manifest_file, out, keystore, password_file, live, valid_for)
    who = work.found.identity(identity, pepper)
    signed = work.desk.of_person("cancel-order", who, {"orderNonce": number})
    if work.conclude(work.by_person(signed, key)) is not None:
        options.say(f"Order {number} of {hexed(who)} is worthless now")


@app.command()
def rate(
    place: PlaceArgument,
    stars: Annotated[int, typer.Argument(min=1, max=5, help="1 to 5.")],
    key: PersonKey = None,
    out: OutFile = None,
    rpc: options.Rpc = options.DEFAULT_RPC,
    manifest_file: options.ManifestFile = None,
    keystore: options.Keystore = None,
    password_file: options.PasswordFile = None,
    live: options.Live = None,
    valid_for: ValidFor = None,
) -> None:
    """Rate what one redeemed, and once more to change it; signed by the person."""
    work = way(rpc, manifest_file, out, keystore, password_file, live, valid_for)
    redeemed = read_redemption(work.found.logs(), place)
    signed = work.desk.of_person("rate", redeemed.redemption.identity, *redeemed.rating(stars))
    if work.conclude(work.by_person(signed, key)) is not None:
        options.say(f"{redeemed.place} has {words.count(stars, 'star')} now")
