"""`isonomia org`: organisations, what they offer, and what is known of them in public."""

from __future__ import annotations

from typing import Annotated

import typer

from isonomia import words
from isonomia.commands import options
from isonomia.commands.desk import CommunityArgument, office
from isonomia.commands.service_options import (
    OfferNumber,
    OrganisationNumber,
    TextFile,
    UntilDay,
    day,
    organisation_account,
    separated,
    text_hash,
)
from isonomia.commands.signing_options import OrganisationKey, OutFile, SeatsFolder, ValidFor, way
from isonomia.contracts import event_in
from isonomia.due_process.values import Field, from_json
from isonomia.services.findings import findings_about, told_finding_briefly
from isonomia.services.organisations import (
    offers_of,
    ratings_of,
    read_listed,
    told_briefly,
    told_offer,
    told_organisation,
)
from isonomia.services.reading import read_offer, read_organisation
from isonomia.services.words import form_number, kind_bits, kind_number, tier_number

app = typer.Typer(help="Organisations and their offers.", no_args_is_help=True)
key_app = typer.Typer(help="The key an organisation acts by.", no_args_is_help=True)
app.add_typer(key_app, name="key")

Kinds = Annotated[
    list[str],
    typer.Option("--kinds", help="Kinds of service, by name or number, separated by commas."),
]


@app.callback()
def group() -> None:
    """Organisations and their offers."""


@key_app.callback()
def key_group() -> None:
    """The key an organisation acts by."""


# ---- looking -------------------------------------------------------------------------------------


@app.command("list")
def list_organisations(
    accredited: Annotated[
        bool, typer.Option("--accredited", help="Only those accredited today.")
    ] = False,
    suspended: Annotated[
        bool, typer.Option("--suspended", help="Only those suspended today.")
    ] = False,
    commended: Annotated[
        bool, typer.Option("--commended", help="Only those commended today.")
    ] = False,
    rpc: options.Rpc = options.DEFAULT_RPC,
    manifest_file: options.ManifestFile = None,
) -> None:
    """List organisations: all, or those accredited, suspended or commended; never people."""
    logs = office(rpc, manifest_file).logs()
    shown = [
        each
        for each in read_listed(logs)
        if (each.is_accredited or not accredited)
        and (each.is_suspended or not suspended)
        and (each.is_commended or not commended)
    ]
    for each in shown:
        typer.echo(told_briefly(each))
    if not shown:
        options.say("No organisation is on this list")


@app.command()
def show(
    number: OrganisationNumber,
    rpc: options.Rpc = options.DEFAULT_RPC,
    manifest_file: options.ManifestFile = None,
) -> None:
    """Print an organisation with its offers, prices and ratings, and the findings about it."""
    found = office(rpc, manifest_file)
    logs = found.logs()
    [listed] = read_listed(logs, [number])
    community = found.communities.name(listed.organisation.community)
    options.rows(dict(told_organisation(listed, community)))
    offers = offers_of(logs, number)
    ratings = ratings_of(logs, offers)
    for offer, text in offers.items():
        for line in told_offer(offer, text, ratings[offer], listed.today):
            typer.echo(line)
    findings = findings_about(logs, number)
    for finding in findings:
        typer.echo(told_finding_briefly(finding))
    if not offers:
        options.say("It has opened no offer")
    if not findings:
        options.say("Nothing was found about it")


# ---- acts of councils ----------------------------------------------------------------------------


@app.command()
def accredit(
    community: CommunityArgument,
    name: Annotated[str, typer.Argument(help="Name of the organisation, up to 64 bytes.")],
    key: Annotated[str, typer.Option("--key", help="Address of the key it acts by.")],
    form: Annotated[str, typer.Option("--form", help="non-profit, for-profit or public.")],
    kinds: Kinds,
    until: UntilDay,
    text: TextFile,
    seats: SeatsFolder = None,
    out: OutFile = None,
    rpc: options.Rpc = options.DEFAULT_RPC,
    manifest_file: options.ManifestFile = None,
    keystore: options.Keystore = None,
    password_file: options.PasswordFile = None,
    live: options.Live = None,
    valid_for: ValidFor = None,
) -> None:
    """Accredit an organisation, signed by the council of a community."""
    work = way(rpc, manifest_file, out, keystore, password_file, live, valid_for)
    values = {
        "form": form_number(form),
        "kinds": kind_bits(separated(kinds)),
        "key": _address(key),
        "untilDay": day(until),
        "textHash": text_hash(text),
        "name": name,
    }
    home = work.found.communities.number(community)
    receipt = work.conclude(work.by_council(work.desk.of_council("accredit", home, values), seats))
    if receipt is not None:
        services = work.found.deployment.services
        number = event_in(receipt, services, "OrganisationAccredited")["organisation"]
        options.say(f"{name} is organisation {number}")
        typer.echo(number)


@app.command()
def renew(
    number: OrganisationNumber,
    kinds: Kinds,
    until: UntilDay,
    seats: SeatsFolder = None,
    out: OutFile = None,
    rpc: options.Rpc = options.DEFAULT_RPC,
    manifest_file: options.ManifestFile = None,
    keystore: options.Keystore = None,
    password_file: options.PasswordFile = None,
    live: options.Live = None,
    valid_for: ValidFor = None,
) -> None:
    """Let an accreditation last longer, or for more kinds, signed by the council that gave it."""
    work = way(rpc, manifest_file, out, keystore, password_file, live, valid_for)
    home = read_organisation(work.found.views(), number).community
    values = {
        "organisation": number,
        "kinds": kind_bits(separated(kinds)),
        "untilDay": day(until),
    }
    signed = work.desk.of_council("renew-accreditation", home, values)
    if work.conclude(work.by_council(signed, seats)) is not None:
        options.say(f"Organisation {number} is accredited until {words.day(values['untilDay'])}")


# ---- acts of organisations -----------------------------------------------------------------------


@app.command()
def offer(
    number: OrganisationNumber,
    kind: Annotated[str, typer.Argument(help="Kind of service, by name or number.")],
    tier: Annotated[str, typer.Argument(help="Essential, Enhanced, ... or 0 to 4.")],
    price: Annotated[str, typer.Argument(help="Credits a unit, such as 12 or 0.5.")],
    until: UntilDay,
    text: TextFile,
    basis: Annotated[
        int,
        typer.Option(
            "--basis", min=0, help="Above Essential: the Essential offer of the same kind."
        ),
    ] = 0,
    key: OrganisationKey = None,
    rpc: options.Rpc = options.DEFAULT_RPC,
    manifest_file: options.ManifestFile = None,
    password_file: options.PasswordFile = None,
) -> None:
    """Open an offer from today on, sent by the organisation's own key."""
    found = office(rpc, manifest_file)
    account = organisation_account(key, password_file)
    terms = (
        *(number, kind_number(kind), tier_number(tier), options.millicredits(price)),
        *(basis, day(until), text_hash(text)),
    )
    services = found.deployment.services
    receipt = found.deployment.send(account, services, "openOffer", terms)
    opened = event_in(receipt, services, "OfferOpened")["offer"]
    options.say(f"Offer {opened} is open until {words.day(day(until))}")
    typer.echo(opened)


@app.command()
def price(
    number: OfferNumber,
    new: Annotated[str, typer.Argument(metavar="PRICE", help="Credits a unit.")],
    start: Annotated[str, typer.Option("--from", help="First day of the price.")],
    key: OrganisationKey = None,
    rpc: options.Rpc = options.DEFAULT_RPC,
    manifest_file: options.ManifestFile = None,
    password_file: options.PasswordFile = None,
) -> None:
    """Announce another price of an offer, with its notice; sent by the organisation's own key."""
    found = office(rpc, manifest_file)
    account = organisation_account(key, password_file)
    amount, first = options.millicredits(new), day(start)
    read_offer(found.views(), number)
    services = found.deployment.services
    found.deployment.send(account, services, "announcePrice", number, amount, first)
    options.say(
        f"A unit of offer {number} costs {words.credits(amount)} from {words.day(first)} on"
    )


@app.command()
def close(
    number: OfferNumber,
    until: UntilDay,
    key: OrganisationKey = None,
    rpc: options.Rpc = options.DEFAULT_RPC,
    manifest_file: options.ManifestFile = None,
    password_file: options.PasswordFile = None,
) -> None:
    """Let an offer end earlier, with notice; sent by the organisation's own key."""
    found = office(rpc, manifest_file)
    account = organisation_account(key, password_file)
    read_offer(found.views(), number)
    found.deployment.send(account, found.deployment.services, "closeOffer", number, day(until))
    options.say(f"Offer {number} is open until {words.day(day(until))}")


@key_app.command("offer")
def offer_key(
    number: OrganisationNumber,
    new: Annotated[str, typer.Argument(metavar="ADDRESS", help="Address of the new key.")],
    key: OrganisationKey = None,
    rpc: options.Rpc = options.DEFAULT_RPC,
    manifest_file: options.ManifestFile = None,
    password_file: options.PasswordFile = None,
) -> None:
    """Name the key the organisation will act by once that key accepts; sent by the present one."""
    found = office(rpc, manifest_file)
    account = organisation_account(key, password_file)
    address = _address(new)
    found.deployment.send(account, found.deployment.services, "offerKey", number, address)
    options.say(f"Now {address} accepts: `isonomia org key accept {number} --as FILE`")


@key_app.command("accept")
def accept_key(
    number: OrganisationNumber,
    key: OrganisationKey = None,
    rpc: options.Rpc = options.DEFAULT_RPC,
    manifest_file: options.ManifestFile = None,
    password_file: options.PasswordFile = None,
) -> None:
    """Act for the organisation from now on; sent by the key that was offered."""
    found = office(rpc, manifest_file)
    account = organisation_account(key, password_file)
    found.deployment.send(account, found.deployment.services, "acceptKey", number)
    options.say(f"Organisation {number} acts by {account.address} now")


# ---- shared --------------------------------------------------------------------------------------


def _address(text: str) -> str:
    return str(from_json(Field("address", "key"), text))
