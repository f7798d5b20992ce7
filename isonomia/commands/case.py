"""`isonomia case`: what is held against somebody, and everything they can answer."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from isonomia.commands import case_filing, options
from isonomia.commands.desk import IdentityArgument, Office, PepperFile, PersonKey, office
from isonomia.commands.panels import Outcome, draw_jurors, unsigned_verdict
from isonomia.commands.sign import sign as sign_act
from isonomia.commands.signing_options import (
    Juror,
    NewKey,
    OutFile,
    SeatsFolder,
    ValidFor,
    Way,
    way,
)
from isonomia.due_process.awards import told_awards
from isonomia.due_process.case_keys import CaseError, ground_number
from isonomia.due_process.case_text import told, told_briefly, told_jurors
from isonomia.due_process.cases import Case, read_case, read_cases
from isonomia.due_process.signed_act import SignedAct

app = typer.Typer(help="Cases: filing, answering, deciding.", no_args_is_help=True)

CaseArgument = Annotated[
    str, typer.Argument(metavar="CASE", help="Number of the case, or its first digits.")
]
GroundArgument = Annotated[
    str,
    typer.Argument(
        metavar="GROUND",
        help="facts, rule-not-in-force, protected-ground, wrong-person, procedure; of a review "
        "also remedy-done.",
    ),
]


@app.callback()
def group() -> None:
    """Cases: filing, answering, deciding."""


# ---- filing --------------------------------------------------------------------------------------

app.command("file")(case_filing.file)
app.command("challenge")(case_filing.challenge)
app.command("recover")(case_filing.recover)
app.command("close")(case_filing.close)


@app.command()
def sign(
    file: Annotated[Path, typer.Argument(help="Signature file that a command wrote with --out.")],
    out: Annotated[Path, typer.Option("--out", help="Signature file to write.")],
    key: PersonKey = None,
    new_key: NewKey = None,
    seats: SeatsFolder = None,
    juror: Juror = None,
    password_file: options.PasswordFile = None,
) -> None:
    """Add one's signature to an act that somebody else prepared, without a node."""
    if not file.is_file():
        raise CaseError(f"there is no file {file}: a command with --out writes one")
    sign_act(
        str(file),
        out=out,
        key=key,
        new_key=new_key,
        seats=seats,
        juror=juror,
        password_file=password_file,
    )


@app.command()
def awards(
    identity: IdentityArgument,
    pepper: PepperFile = None,
    rpc: options.Rpc = options.DEFAULT_RPC,
    manifest_file: options.ManifestFile = None,
) -> None:
    """Tell the awards to one person, until when each can be challenged, and the exact command."""
    found = office(rpc, manifest_file)
    who = found.identity(identity, pepper)
    lines = list(told_awards(found.logs(), who))
    for line in lines:
        typer.echo(line)
    if not lines:
        options.say("No award was filed for this person")


# ---- answers of the person -----------------------------------------------------------------------


@app.command()
def appeal(
    case: CaseArgument,
    ground: GroundArgument,
    key: PersonKey = None,
    out: OutFile = None,
    rpc: options.Rpc = options.DEFAULT_RPC,
    manifest_file: options.ManifestFile = None,
    keystore: options.Keystore = None,
    password_file: options.PasswordFile = None,
    live: options.Live = None,
    valid_for: ValidFor = None,
) -> None:
    """Call a panel, or after its verdict the second and last one; signed by the person.

    It costs nothing: the signature can be written to a file, which anybody can relay.
    """
    work = way(rpc, manifest_file, out, keystore, password_file, live, valid_for)
    found = _case(work.found, case)
    beside = _beside(found) | {"formerPanel": found.former_panel()}
    _answer(work, found, "appeal", {"ground": ground_number(ground)}, beside, key)


@app.command()
def review(
    case: CaseArgument,
    ground: GroundArgument,
    key: PersonKey = None,
    out: OutFile = None,
    rpc: options.Rpc = options.DEFAULT_RPC,
    manifest_file: options.ManifestFile = None,
    keystore: options.Keystore = None,
    password_file: options.PasswordFile = None,
    live: options.Live = None,
    valid_for: ValidFor = None,
) -> None:
    """Have a panel look once at a deduction in force; signed by the person."""
    work = way(rpc, manifest_file, out, keystore, password_file, live, valid_for)
    found = _case(work.found, case)
    _answer(work, found, "review", {"ground": ground_number(ground)}, _beside(found), key)


@app.command()
def alive(
    case: CaseArgument,
    key: PersonKey = None,
    out: OutFile = None,
    rpc: options.Rpc = options.DEFAULT_RPC,
    manifest_file: options.ManifestFile = None,
    keystore: options.Keystore = None,
    password_file: options.PasswordFile = None,
    live: options.Live = None,
    valid_for: ValidFor = None,
) -> None:
    """Say that one lives: ends a closing, and opens a closed account again at once."""
    work = way(rpc, manifest_file, out, keystore, password_file, live, valid_for)
    found = _case(work.found, case)
    _answer(work, found, "alive", {}, _beside(found), key)


def _answer(
    work: Way,
    found: Case,
    act: str,
    values: dict[str, object],
    beside: dict[str, object],
    key: Path | None,
) -> None:
    values = {"caseId": found.filed.case_id, **values}
    signed = work.desk.of_person(act, found.filed.identity, values, beside)
    _conclude(work, work.by_person(signed, key), [found])


# ---- panels --------------------------------------------------------------------------------------


@app.command()
def panel(
    case: CaseArgument,
    draw: Annotated[
        bool, typer.Option("--draw", help="Bring the beacon round and draw the jurors.")
    ] = False,
    rpc: options.Rpc = options.DEFAULT_RPC,
    manifest_file: options.ManifestFile = None,
    keystore: options.Keystore = None,
    password_file: options.PasswordFile = None,
    live: options.Live = None,
) -> None:
    """Show the panel of a case and its jurors; with --draw, draw them first. Anybody can."""
    work = way(rpc, manifest_file, None, keystore, password_file, live, None)
    found = _case(work.found, case)
    if found.panel is None:
        raise CaseError(f"no panel was called in case {found.number}; `isonomia case show` tells")
    if draw:
        draw_jurors(work, found.panel)
        found = _case(work.found, case)
    for line in told_jurors(found):
        typer.echo(line)


@app.command()
def verdict(
    case: CaseArgument,
    outcome: Annotated[Outcome, typer.Argument(help="Upheld, or rejected for the person.")],
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
    """Decide a case: by the jurors whose keys are at hand, together with files of the others.

    The hash of the reasons is signed too, so every juror signs over the very same file.
    """
    work = way(rpc, manifest_file, out, keystore, password_file, live, None)
    found = _case(work.found, case)
    drawn = found.panel
    if drawn is None or not drawn.jurors:
        raise CaseError(
            f"case {found.number} has no jurors yet: `isonomia case panel {found.number} --draw`"
        )
    number = found.filed.case_id
    signed = unsigned_verdict(work, "verdict", number, drawn, outcome, reasons, _beside(found))
    _conclude(work, work.by_jurors(signed, seats, key, juror), [found])


# ---- of the council, and of anybody --------------------------------------------------------------


@app.command()
def withdraw(
    case: CaseArgument,
    seats: SeatsFolder = None,
    out: OutFile = None,
    rpc: options.Rpc = options.DEFAULT_RPC,
    manifest_file: options.ManifestFile = None,
    keystore: options.Keystore = None,
    password_file: options.PasswordFile = None,
    live: options.Live = None,
    valid_for: ValidFor = None,
) -> None:
    """Take back a case, signed by the council that filed it."""
    work = way(rpc, manifest_file, out, keystore, password_file, live, valid_for)
    found = _case(work.found, case)
    values = {"caseId": found.filed.case_id}
    signed = work.desk.of_council("withdraw", found.filed.community, values, _beside(found))
    _conclude(work, work.by_council(signed, seats), [found])


@app.command()
def remedy(
    cases: Annotated[list[str], typer.Argument(metavar="CASE...", help="Numbers of cases.")],
    evidence: case_filing.Evidence,
    seats: SeatsFolder = None,
    out: OutFile = None,
    rpc: options.Rpc = options.DEFAULT_RPC,
    manifest_file: options.ManifestFile = None,
    keystore: options.Keystore = None,
    password_file: options.PasswordFile = None,
    live: options.Live = None,
    valid_for: ValidFor = None,
) -> None:
    """Certify that the remedies of infractions are done, which ends their deductions today."""
    work = way(rpc, manifest_file, out, keystore, password_file, live, valid_for)
    found = [_case(work.found, text) for text in cases]
    communities = {case.filed.community for case in found}
    if len(communities) > 1:
        raise CaseError(
            f"these cases are of communities {', '.join(map(str, sorted(communities)))}, and each "
            "council certifies its own: give them one community at a time"
        )
    values = {
        "evidenceHash": case_filing.evidence_of(evidence),
        "cases": [case.filed.case_id for case in found],
    }
    beside = {
        "identities": [case.filed.identity for case in found],
        "matters": [case.filed.matter for case in found],
    }
    signed = work.desk.of_council("certify-remedies", communities.pop(), values, beside)
    _conclude(work, work.by_council(signed, seats), found)


@app.command("carry-out")
def carry_out(
    cases: Annotated[list[str], typer.Argument(metavar="CASE...", help="Numbers of cases.")],
    rpc: options.Rpc = options.DEFAULT_RPC,
    manifest_file: options.ManifestFile = None,
    keystore: options.Keystore = None,
    password_file: options.PasswordFile = None,
    live: options.Live = None,
) -> None:
    """Do what ripe cases decided, and end deductions that a silent panel released; anybody can."""
    work = way(rpc, manifest_file, None, keystore, password_file, live, None)
    found = [_case(work.found, text) for text in cases]
    work.send_public("cases", "carryOut", [case.key.values for case in found])
    for case in found:
        _show(work.found, case.number)


# ---- looking -------------------------------------------------------------------------------------


@app.command()
def show(
    case: CaseArgument,
    rpc: options.Rpc = options.DEFAULT_RPC,
    manifest_file: options.ManifestFile = None,
) -> None:
    """Tell a case in plain words: what, where it stands, who can do what until when, and how."""
    _show(office(rpc, manifest_file), case)


@app.command("list")
def list_cases(
    community: Annotated[
        int | None, typer.Option("--community", min=1, help="Only those of one community.")
    ] = None,
    rpc: options.Rpc = options.DEFAULT_RPC,
    manifest_file: options.ManifestFile = None,
) -> None:
    """List the cases by number, kind, community and state; never by person."""
    logs = office(rpc, manifest_file).logs()
    filed = [each for each in logs.filed() if community in (None, each.community)]
    for case in read_cases(logs, filed):
        typer.echo(told_briefly(case))
    if not filed:
        options.say("No case was filed")


# ---- shared --------------------------------------------------------------------------------------


def _case(found: Office, text: str) -> Case:
    logs = found.logs()
    return read_case(logs, logs.case(text))


def _show(found: Office, text: str) -> None:
    for line in told(_case(found, text)):
        typer.echo(line)


def _conclude(work: Way, signed: SignedAct, found: list[Case]) -> None:
    if work.conclude(signed) is not None:
        for case in found:
            _show(work.found, case.number)


def _beside(case: Case) -> dict[str, object]:
    kind, identity, matter = case.key.values
    return {"kind": kind, "identity": identity, "matter": matter}
