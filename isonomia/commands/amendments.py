"""`isonomia charter amend` and `isonomia charter show`: the charter in force, and its changes."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from isonomia.commands import options
from isonomia.commands.desk import office
from isonomia.commands.signing_options import OutFile, SeatsFolder, ValidFor, way
from isonomia.due_process.amendments import (
    TARGETS,
    amended,
    parameters_of,
    standing,
    told_charter,
    told_standing,
)
from isonomia.proposals import Proposal
from isonomia.spec.calendar import DAY


class Target(StrEnum):
    """Whose parameters are amended."""

    ledger = "ledger"
    pool = "pool"
    cases = "cases"
    assembly = "assembly"


def amend(
    target: Annotated[Target, typer.Argument(help="The contract whose parameters change.")],
    changes: Annotated[
        list[str], typer.Argument(metavar="NAME=VALUE...", help="Parameters to change.")
    ],
    community: Annotated[
        str, typer.Option("--community", help="Whose council endorses: name or number.")
    ],
    from_day: Annotated[str, typer.Option("--from", help="First day, like 2019-05-01.")],
    seats: SeatsFolder = None,
    out: OutFile = None,
    rpc: options.Rpc = options.DEFAULT_RPC,
    manifest_file: options.ManifestFile = None,
    keystore: options.Keystore = None,
    password_file: options.PasswordFile = None,
    live: options.Live = None,
    valid_for: ValidFor = None,
) -> None:
    """Endorse an amendment of the charter as one community; two thirds of all let it pass.

    Every community that endorses types the same changes and day.
    """
    work = way(rpc, manifest_file, out, keystore, password_file, live, valid_for)
    number = work.found.communities.number(community)
    values = amended(parameters_of(work.found.views(), target.value), changes)
    day = options.seconds_of(from_day) // DAY
    proposal = Proposal(TARGETS[target.value], tuple(values), day)
    message = {"target": proposal.target, "values": values, "fromDay": day}
    signed = work.desk.of_council("endorse", number, message)
    if work.conclude(work.by_council(signed, seats)) is not None:
        options.say(told_standing(proposal, standing(work.found.views(), proposal)))


def show(
    target: Annotated[
        Target | None, typer.Argument(help="Only the parameters of one contract.")
    ] = None,
    rpc: options.Rpc = options.DEFAULT_RPC,
    manifest_file: options.ManifestFile = None,
) -> None:
    """Print the parameters in force today, and amendments that wait for their day."""
    views = office(rpc, manifest_file).views()
    told: dict[str, object] = {}
    for name in TARGETS:
        if target in (None, name):
            told |= told_charter(views, name)
    options.rows(told)
