"""What begins a case: `isonomia case file`, `challenge`, `recover` and `close`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from eth_utils.crypto import keccak

from isonomia.commands import options
from isonomia.commands.desk import IdentityArgument, PepperFile, PersonKey
from isonomia.commands.signing_options import NewKey, OutFile, SeatsFolder, ValidFor, Way, way
from isonomia.due_process.awards import proof_beside, read_batches
from isonomia.due_process.case_keys import (
    CHALLENGE,
    INFRACTION,
    CaseError,
    CaseKey,
    award_matter,
    ground_number,
    infraction_matter,
)
from isonomia.due_process.case_text import told
from isonomia.due_process.cases import read_case
from isonomia.due_process.signed_act import SignedAct
from isonomia.due_process.values import Field, from_json
from isonomia.due_process.versions import version_on
from isonomia.fields import LONGEST_EVIDENCE, act_time
from isonomia.plan import evidence_hash
from isonomia.spec.calendar import DAY
from isonomia.spec.state import Person
from isonomia.sync import read_people
from isonomia.words import hexed

Evidence = Annotated[
    str,
    typer.Option("--evidence", help="Text of what it rests on, or @FILE; the hash is filed."),
]


def file(
    identity: IdentityArgument,
    rule: Annotated[int, typer.Argument(min=1, help="Number of the infraction rule.")],
    day: Annotated[str, typer.Argument(help="Day of the act, like 2019-05-01.")],
    evidence: Evidence,
    seats: SeatsFolder = None,
    pepper: PepperFile = None,
    out: OutFile = None,
    rpc: options.Rpc = options.DEFAULT_RPC,
    manifest_file: options.ManifestFile = None,
    keystore: options.Keystore = None,
    password_file: options.PasswordFile = None,
    live: options.Live = None,
    valid_for: ValidFor = None,
) -> None:
    """File an infraction, signed by the council of the person's own community.

    Nothing changes by it: the person has the notice time to appeal. Many lines go by CSV through
    `isonomia allocate`.
    """
    work = way(rpc, manifest_file, out, keystore, password_file, live, valid_for)
    who, person = _person(work, identity, pepper)
    act_day = _day(day)
    values = {
        "rule": rule,
        "version": _version_on(work, rule, act_day),
        "evidenceHash": evidence_of(evidence),
        "identities": [who],
        "actDays": [act_day],
    }
    signed = work.desk.of_council("file-infractions", person.community, values)
    if work.conclude(work.by_council(signed, seats)) is not None:
        _tell(work, CaseKey(INFRACTION, who, infraction_matter(rule, act_day)).number)


def challenge(
    community: Annotated[int, typer.Argument(min=1, help="Community that filed the award.")],
    act: Annotated[int, typer.Argument(min=0, help="Number of its council's act.")],
    line: Annotated[int, typer.Argument(min=1, help="Line of the act, counted from 1.")],
    ground: Annotated[str, typer.Argument(help="As of an appeal, such as facts.")],
    challenger: Annotated[
        str,
        typer.Option("--as", help="Who challenges, given like any identity."),
    ],
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
    """Challenge an award to somebody else, signed by any other person."""
    work = way(rpc, manifest_file, out, keystore, password_file, live, valid_for)
    batches = read_batches(work.found.logs(), community)
    beside = proof_beside(batches, act, line - 1)
    case = CaseKey(
        CHALLENGE, beside["identities"][line - 1], award_matter(community, act, line - 1)
    )
    values = {"caseId": case.number, "ground": ground_number(ground)}
    who = work.found.identity(challenger, pepper)
    signed = work.desk.of_person("challenge", who, values, beside)
    if work.conclude(work.by_person(signed, key)) is not None:
        _tell(work, case.number)


def recover(
    identity: IdentityArgument,
    new_controller: Annotated[str, typer.Argument(help="Address of the new key.")],
    evidence: Evidence,
    seats: SeatsFolder = None,
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
    """Ask for a new key in the place of a lost one, signed by the council and the new key.

    The old key can veto it by an appeal during the notice time.
    """
    work = way(rpc, manifest_file, out, keystore, password_file, live, valid_for)
    who, person = _person(work, identity, pepper)
    values = {
        "identity": who,
        "newController": from_json(Field("address", "new key"), new_controller),
        "evidenceHash": evidence_of(evidence),
    }
    signed = work.desk.of_council("file-recovery", person.community, values)
    _conclude_filing(work, work.by_council(signed, seats, new_key), who)


def close(
    identity: IdentityArgument,
    evidence: Evidence,
    seats: SeatsFolder = None,
    pepper: PepperFile = None,
    out: OutFile = None,
    rpc: options.Rpc = options.DEFAULT_RPC,
    manifest_file: options.ManifestFile = None,
    keystore: options.Keystore = None,
    password_file: options.PasswordFile = None,
    live: options.Live = None,
    valid_for: ValidFor = None,
) -> None:
    """Ask to close the account of somebody who has died, signed by their council.

    Whoever lives ends it at any time with `isonomia case alive`.
    """
    work = way(rpc, manifest_file, out, keystore, password_file, live, valid_for)
    who, person = _person(work, identity, pepper)
    values = {"identity": who, "evidenceHash": evidence_of(evidence)}
    signed = work.desk.of_council("file-closing", person.community, values)
    _conclude_filing(work, work.by_council(signed, seats), who)


def _conclude_filing(work: Way, signed: SignedAct, who: bytes) -> None:
    """The number of a recovery or closing holds the time of its block, so it is looked up."""
    if work.conclude(signed) is not None:
        _tell(work, work.found.logs().filed(identity=who)[-1].case_id)


# ---- shared --------------------------------------------------------------------------------------


def evidence_of(text: str) -> bytes:
    """Return the hash that is filed for one line of evidence: a text, or ``@FILE``.

    Raises `IsonomiaError` when it is empty, too long or cannot be read.
    """
    if not text or len(text) > LONGEST_EVIDENCE:
        raise CaseError(
            f"evidence has 1 to {LONGEST_EVIDENCE:,} characters: say where it can be looked up"
        )
    if not text.startswith("@"):
        return evidence_hash([keccak(text=text)])
    return evidence_hash([keccak(options.content(Path(text[1:])))])


def _person(work: Way, text: str, pepper: Path | None) -> tuple[bytes, Person]:
    who = work.found.identity(text, pepper)
    found = read_people(work.found.views(), [who])
    if who not in found:
        raise CaseError(f"{hexed(who)} is not enrolled: check the identity")
    return who, found[who]


def _day(text: str) -> int:
    try:
        return act_time(text) // DAY
    except ValueError as error:
        raise CaseError(f"day {text!r}: {error}") from None


def _version_on(work: Way, rule: int, day: int) -> int:
    views = work.found.views()
    names = ("infractionVersionsOf", "infractionVersion")
    version = version_on(views, views.deployment.cases, names, rule, day)
    if version is None:
        raise CaseError(
            f"infraction rule {rule} was never published: `isonomia catalogue` lists them"
        )
    return version


def _tell(work: Way, number: bytes) -> None:
    logs = work.found.logs()
    for line in told(read_case(logs, logs.case(hexed(number)))):
        typer.echo(line)
