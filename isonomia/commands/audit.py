"""`isonomia audit`: auditors from other communities set a community's share index."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from eth_utils.crypto import keccak

from isonomia import words
from isonomia.commands import options
from isonomia.commands.desk import CommunityArgument, PersonKey
from isonomia.commands.signing_options import Juror, OutFile, SeatsFolder, way
from isonomia.contracts import event_in
from isonomia.due_process.cases import panel_view
from isonomia.due_process.councils import CouncilError, read_community
from isonomia.due_process.panels import Draws
from isonomia.words import hexed

app = typer.Typer(help="Audits of communities by outsiders.", no_args_is_help=True)


@app.callback()
def group() -> None:
    """Audits of communities by outsiders."""


@app.command("open")
def open_audit(
    community: CommunityArgument,
    rpc: options.Rpc = options.DEFAULT_RPC,
    manifest_file: options.ManifestFile = None,
    keystore: options.Keystore = None,
    password_file: options.PasswordFile = None,
    live: options.Live = None,
) -> None:
    """Call a panel of 5 from other communities to audit one, once a year; anybody can."""
    work = way(rpc, manifest_file, None, keystore, password_file, live)
    number = work.found.communities.number(community)
    receipt = work.send_public("assembly", "openAudit", number)
    panel = event_in(receipt, work.found.deployment.assembly, "AuditOpened")["panel"]
    options.say(f"Panel {panel} audits {community}: `isonomia audit panel {number} --draw`")
    typer.echo(panel)


@app.command()
def panel(
    community: CommunityArgument,
    draw: Annotated[
        bool, typer.Option("--draw", help="Bring the beacon round and draw the auditors.")
    ] = False,
    rpc: options.Rpc = options.DEFAULT_RPC,
    manifest_file: options.ManifestFile = None,
    keystore: options.Keystore = None,
    password_file: options.PasswordFile = None,
    live: options.Live = None,
) -> None:
    """Show the auditors of the latest audit; with --draw, draw them first. Anybody can."""
    work = way(rpc, manifest_file, None, keystore, password_file, live)
    found = work.found
    number = found.communities.number(community)
    audit = _audit(number, read_community(found.views(), number).audit)
    if draw:
        draws = Draws(found.deployment, found.manifest, work.payer(), say=options.say)
        draws.seat(audit.panel, [])
    logs = found.logs()
    view = panel_view(logs.views, audit.panel)
    until = words.second(audit.until)
    typer.echo(
        f"panel {audit.panel} of {view.size}, drawn by beacon round {view.beaconRound}; it can "
        f"record until {until}"
    )
    for position, juror in enumerate(logs.jurors(audit.panel) or ()):
        typer.echo(f"juror {position}: {hexed(juror)}")


@app.command()
def record(
    community: CommunityArgument,
    share_index: Annotated[int, typer.Argument(min=1, help="In thousandths; 1000 is neutral.")],
    report: Annotated[Path, typer.Option("--report", help="File of the published report.")],
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
    """Set a community's share index, signed by most of its auditors."""
    work = way(rpc, manifest_file, out, keystore, password_file, live)
    found = work.found
    number = found.communities.number(community)
    audit = _audit(number, read_community(found.views(), number).audit)
    logs = found.logs()
    jurors = logs.jurors(audit.panel)
    if not jurors:
        raise CouncilError(
            f"panel {audit.panel} has no auditors yet: `isonomia audit panel {number} --draw`"
        )
    values = {
        "community": number,
        "year": audit.year,
        "panel": audit.panel,
        "shareIndex": share_index,
        "reportHash": keccak(options.content(report)),
    }
    beside = {"identities": list(jurors), "size": panel_view(logs.views, audit.panel).size}
    signed = work.desk.unnumbered("audit", values, beside)
    if work.conclude(work.by_jurors(signed, seats, key, juror)) is not None:
        options.say(f"The share index of {community} is {share_index} thousandths now")


def _audit(number: int, audit: Any) -> Any:
    if not audit.panel:
        raise CouncilError(
            f"community {number} was never audited: `isonomia audit open {number}` calls a panel"
        )
    return audit
