"""`isonomia finding`: what organisations are held to, and how they answer."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from isonomia.commands import finding_filing, options
from isonomia.commands.case_filing import Evidence, evidence_of
from isonomia.commands.desk import Office, PersonKey, office
from isonomia.commands.panels import Outcome, draw_jurors, unsigned_verdict
from isonomia.commands.signing_options import (
    Juror,
    OrganisationKey,
    OutFile,
    SeatsFolder,
    ValidFor,
    Way,
    way,
)
from isonomia.due_process.signed_act import SignedAct
from isonomia.services.finding_keys import finding_ground
from isonomia.services.findings import (
    Finding,
    FindingError,
    find_finding,
    told_finding,
    told_jurors,
)

app = typer.Typer(help="Findings about organisations.", no_args_is_help=True)

FindingArgument = Annotated[
    str, typer.Argument(metavar="FINDING", help="Number of the finding, or its first digits.")
]
GroundArgument = Annotated[
    str,
    typer.Argument(
        metavar="GROUND",
        help="facts, standard-not-in-force, protected-ground, wrong-organisation, procedure; of a "
        "review also remedy-done.",
    ),
]


@app.callback()
def group() -> None:
    """Findings about organisations."""


app.command("standards")(finding_filing.standards)
app.command("file")(finding_filing.file)
app.command("mandate")(finding_filing.mandate)
app.command("reading")(finding_filing.reading)


# ---- answers of the organisation -----------------------------------------------------------------


@app.command()
def appeal(
    finding: FindingArgument,
    ground: GroundArgument,
    key: OrganisationKey = None,
    out: OutFile = None,
    rpc: options.Rpc = options.DEFAULT_RPC,
    manifest_file: options.ManifestFile = None,
    keystore: options.Keystore = None,
    password_file: options.PasswordFile = None,
    live: options.Live = None,
    valid_for: ValidFor = None,
) -> None:
    """Call a panel, or after its verdict the second and last; signed by the organisation."""
    work = way(rpc, manifest_file, out, keystore, password_file, live, valid_for)
    found = _finding(work.found, finding)
    _answer(work, found, "appeal-finding", ground, {"formerPanel": found.former_panel()}, key)


@app.command()
def review(
    finding: FindingArgument,
    ground: GroundArgument,
    key: OrganisationKey = None,
    out: OutFile = None,
    rpc: options.Rpc = options.DEFAULT_RPC,
    manifest_file: options.ManifestFile = None,
    keystore: options.Keystore = None,
    password_file: options.PasswordFile = None,
    live: options.Live = None,
    valid_for: ValidFor = None,
) -> None:
    """Have a panel look once at an effect that lasts; signed by the organisation."""
    work = way(rpc, manifest_file, out, keystore, password_file, live, valid_for)
    _answer(work, _finding(work.found, finding), "review-finding", ground, {}, key)


def _answer(
    work: Way,
    found: Finding,
    act: str,
    ground: str,
    beside: dict[str, object],
    key: Path | None,
) -> None:
    values = {
        "finding": found.filed.finding,
        "ground": finding_ground(ground),
        "deadline": work.desk.deadline(),
    }
    signed = work.desk.unnumbered(act, values, _beside(found) | beside)
    _conclude(work, work.by_organisation(signed, key), found)


# ---- panels --------------------------------------------------------------------------------------


@app.command()
def panel(
    finding: FindingArgument,
    draw: Annotated[
        bool, typer.Option("--draw", help="Bring the beacon round and draw the jurors.")
    ] = False,
    rpc: options.Rpc = options.DEFAULT_RPC,
    manifest_file: options.ManifestFile = None,
    keystore: options.Keystore = None,
    password_file: options.PasswordFile = None,
    live: options.Live = None,
) -> None:
    """Show the panel of a finding and its jurors; with --draw, draw them first. Anybody can."""
    work = way(rpc, manifest_file, None, keystore, password_file, live, None)
    found = _finding(work.found, finding)
    if found.panel is None:
        raise FindingError(
            f"no panel was called about finding {found.number}; `isonomia finding show` tells"
        )
    if draw:
        draw_jurors(work, found.panel)
        found = _finding(work.found, finding)
    for line in told_jurors(found):
        typer.echo(line)


@app.command()
def verdict(
    finding: FindingArgument,
    outcome: Annotated[Outcome, typer.Argument(help="Upheld, or rejected for the organisation.")],
    reasons: Annotated[Path, typer.Option("--reasons", help="File of the published reasons.")],
    seats: SeatsFolder = None,
    key: PersonKey = None,
    juror: Juror = None,
    out: OutFile = None,
    rpc: options.Rpc = options.DEFAULT_RPC,
    manifest_file: options.ManifestFile = None,
    keystore: options.Keystore = None,
    password_file: options.PasswordFile = None,
    live: options.Live = None,
) -> None:
    """Decide a finding: by the jurors whose keys are at hand, together with files of others."""
    work = way(rpc, manifest_file, out, keystore, password_file, live, None)
    found = _finding(work.found, finding)
    drawn = found.panel
    if drawn is None or not drawn.jurors:
        raise FindingError(
            f"finding {found.number} has no jurors yet: `isonomia finding panel {found.number} "
            "--draw`"
        )
    number, beside = found.filed.finding, _beside(found)
    signed = unsigned_verdict(work, "finding-verdict", number, drawn, outcome, reasons, beside)
    _conclude(work, work.by_jurors(signed, seats, key, juror), found)


# ---- of the council that filed, and of anybody ---------------------------------------------------


@app.command()
def withdraw(
    finding: FindingArgument,
    seats: SeatsFolder = None,
    out: OutFile = None,
    rpc: options.Rpc = options.DEFAULT_RPC,
    manifest_file: options.ManifestFile = None,
    keystore: options.Keystore = None,
    password_file: options.PasswordFile = None,
    live: options.Live = None,
    valid_for: ValidFor = None,
) -> None:
    """Take back a finding, signed by the council that filed it."""
    work = way(rpc, manifest_file, out, keystore, password_file, live, valid_for)
    found = _finding(work.found, finding)
    values = {"finding": found.filed.finding}
    signed = work.desk.of_council("withdraw-finding", found.filed.community, values, _beside(found))
    _conclude(work, work.by_council(signed, seats), found)


@app.command()
def remedy(
    finding: FindingArgument,
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
    """Certify that the remedy of a finding is done, which ends its effect today."""
    work = way(rpc, manifest_file, out, keystore, password_file, live, valid_for)
    found = _finding(work.found, finding)
    values = {"finding": found.filed.finding, "evidenceHash": evidence_of(evidence)}
    community = found.filed.community
    signed = work.desk.of_council("certify-finding-remedy", community, values, _beside(found))
    _conclude(work, work.by_council(signed, seats), found)


@app.command("carry-out")
def carry_out(
    findings: Annotated[
        list[str], typer.Argument(metavar="FINDING...", help="Numbers of findings.")
    ],
    rpc: options.Rpc = options.DEFAULT_RPC,
    manifest_file: options.ManifestFile = None,
    keystore: options.Keystore = None,
    password_file: options.PasswordFile = None,
    live: options.Live = None,
) -> None:
    """Do what ripe findings decided, and end effects that a silent panel released; anybody can."""
    work = way(rpc, manifest_file, None, keystore, password_file, live, None)
    found = [_finding(work.found, text) for text in findings]
    work.send_public("findings", "carryOut", [each.key.values for each in found])
    for each in found:
        _show(work.found, each.number)


@app.command()
def show(
    finding: FindingArgument,
    rpc: options.Rpc = options.DEFAULT_RPC,
    manifest_file: options.ManifestFile = None,
) -> None:
    """Tell a finding in plain words: what, where it stands, who can do what until when, how."""
    _show(office(rpc, manifest_file), finding)


# ---- shared --------------------------------------------------------------------------------------


def _finding(found: Office, text: str) -> Finding:
    return find_finding(found.logs(), text)


def _show(found: Office, text: str) -> None:
    for line in told_finding(_finding(found, text)):
        typer.echo(line)


def _conclude(work: Way, signed: SignedAct, found: Finding) -> None:
    if work.conclude(signed) is not None:
        _show(work.found, found.number)


def _beside(found: Finding) -> dict[str, object]:
    organisation, standard, day = found.key.values
    return {"organisation": organisation, "standard": standard, "day": day}
