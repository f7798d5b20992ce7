"""`isonomia finding standards`, `file`, `mandate` and `reading`: how findings begin."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from isonomia import words
from isonomia.commands import options
from isonomia.commands.case_filing import Evidence, evidence_of
from isonomia.commands.desk import office
from isonomia.commands.service_options import (
    OrganisationNumber,
    UntilDay,
    day,
    separated,
    text_hash,
)
from isonomia.commands.signing_options import OutFile, SeatsFolder, ValidFor, Way, way
from isonomia.contract_views import Question
from isonomia.contracts import event_in
from isonomia.due_process.values import Field, from_json
from isonomia.due_process.versions import version_on
from isonomia.services.finding_keys import FindingKey
from isonomia.services.findings import FindingError, find_finding, told_finding
from isonomia.services.words import effect_name
from isonomia.words import hexed

Standard = Annotated[int, typer.Argument(min=1, help="Number of the standard.")]
Community = Annotated[
    str, typer.Option("--community", help="Name or number of the community whose council acts.")
]


def standards(
    rpc: options.Rpc = options.DEFAULT_RPC,
    manifest_file: options.ManifestFile = None,
) -> None:
    """List what organisations are held to: standards, what a finding under each does, how long."""
    found = office(rpc, manifest_file)
    logs = found.logs()
    names = {one.id: one.name for one in found.manifest.read_charter().standards}
    for log in logs.find("Findings", ["StandardPublished"]):
        told = log.event
        name = names.get(told.standard, "published after the charter")
        lasts = words.count(told.sunset_days, "day")
        typer.echo(
            f"standard {told.standard}, version {told.version}: {name}; "
            f"{effect_name(told.effect)} for {lasts}, from {words.day(told.from_day)} on; its text "
            f"has hash {hexed(told.text_hash)}"
        )


def file(
    organisation: OrganisationNumber,
    standard: Standard,
    date: Annotated[str, typer.Argument(metavar="DAY", help="Day it is about, like 2019-05-01.")],
    community: Community,
    evidence: Evidence,
    seats: SeatsFolder = None,
    out: OutFile = None,
    rpc: options.Rpc = options.DEFAULT_RPC,
    manifest_file: options.ManifestFile = None,
    keystore: options.Keystore = None,
    password_file: options.PasswordFile = None,
    live: options.Live = None,
    valid_for: ValidFor = None,
) -> None:
    """Bring a finding about an organisation of another community, signed by the council.

    Nothing changes by it: the organisation has the notice time to appeal.
    """
    work = way(rpc, manifest_file, out, keystore, password_file, live, valid_for)
    about = FindingKey(organisation, standard, day(date))
    values = {
        "organisation": organisation,
        "standard": standard,
        "version": _version_on(work, standard, about.day),
        "day": about.day,
        "evidenceHash": evidence_of(evidence),
    }
    home = work.found.communities.number(community)
    signed = work.desk.of_council("file-finding", home, values)
    if work.conclude(work.by_council(signed, seats)) is not None:
        _tell(work, about)


def mandate(
    organisation: OrganisationNumber,
    standard: Standard,
    community: Community,
    limit: Annotated[int, typer.Option("--limit", min=0, help="Readings above it are findings.")],
    signers: Annotated[
        list[str], typer.Option("--signers", help="Addresses, separated by commas.")
    ],
    threshold: Annotated[int, typer.Option("--threshold", min=2, help="How many must sign.")],
    until: UntilDay,
    measure: Annotated[
        Path,
        typer.Option("--measure", help="File that says what is measured, how, and in which unit."),
    ],
    seats: SeatsFolder = None,
    out: OutFile = None,
    rpc: options.Rpc = options.DEFAULT_RPC,
    manifest_file: options.ManifestFile = None,
    keystore: options.Keystore = None,
    password_file: options.PasswordFile = None,
    live: options.Live = None,
    valid_for: ValidFor = None,
) -> None:
    """Let keys of people or machines read one measure of an organisation of another community."""
    work = way(rpc, manifest_file, out, keystore, password_file, live, valid_for)
    field = Field("address", "signer")
    addresses = [str(from_json(field, text)) for text in separated(signers)]
    values = {
        "organisation": organisation,
        "standard": standard,
        "limit": limit,
        "threshold": threshold,
        "untilDay": day(until),
        "measureHash": text_hash(measure),
        "signers": sorted(addresses, key=lambda address: int(address, 16)),
    }
    home = work.found.communities.number(community)
    signed = work.desk.of_council("grant-mandate", home, values)
    receipt = work.conclude(work.by_council(signed, seats))
    if receipt is not None:
        findings = work.found.deployment.findings
        number = event_in(receipt, findings, "MandateGranted")["mandate"]
        options.say(f"Mandate {number} holds until {words.day(day(until))}")
        typer.echo(number)


def reading(
    mandate: Annotated[int, typer.Argument(min=1, help="Number of the mandate.")],
    value: Annotated[int, typer.Argument(min=0, help="What was measured, in its unit.")],
    date: Annotated[str, typer.Argument(metavar="DAY", help="Day it was measured on.")],
    evidence: Evidence,
    key: Annotated[
        list[Path] | None,
        typer.Option("--key", help="Encrypted key of a signer; may be given several times."),
    ] = None,
    out: OutFile = None,
    rpc: options.Rpc = options.DEFAULT_RPC,
    manifest_file: options.ManifestFile = None,
    keystore: options.Keystore = None,
    password_file: options.PasswordFile = None,
    live: options.Live = None,
) -> None:
    """Bring a finding by a reading above the limit of a mandate, signed by enough of its signers.

    One signer alone writes a file with --out; `isonomia relay` brings the files of several.
    """
    work = way(rpc, manifest_file, out, keystore, password_file, live)
    views = work.found.views()
    [found] = views.ask([Question(views.deployment.findings, "mandate", (mandate,))])
    if not found.threshold:
        raise FindingError(f"there is no mandate {mandate}: a council grants one first")
    about = FindingKey(found.organisation, found.standard, day(date))
    values = {
        "mandate": mandate,
        "version": _version_on(work, found.standard, about.day),
        "value": value,
        "day": about.day,
        "evidenceHash": evidence_of(evidence),
    }
    signed = work.desk.unnumbered("reading", values, {"signers": list(found.signers)})
    if work.conclude(work.by_sensors(signed, key or [])) is not None:
        _tell(work, about)


# ---- shared --------------------------------------------------------------------------------------


def _version_on(work: Way, standard: int, date: int) -> int:
    views = work.found.views()
    names = ("versionsOf", "standardVersion")
    version = version_on(views, views.deployment.findings, names, standard, date)
    if version is None:
        raise FindingError(
            f"standard {standard} was never published: `isonomia finding standards` lists them"
        )
    return version


def _tell(work: Way, about: FindingKey) -> None:
    logs = work.found.logs()
    for line in told_finding(find_finding(logs, hexed(about.number))):
        typer.echo(line)
