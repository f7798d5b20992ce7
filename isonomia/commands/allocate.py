"""`isonomia allocate`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table as RichTable

from isonomia import keys, manifest
from isonomia.allocate import Allocation, Request
from isonomia.chain import Chain
from isonomia.commands import options
from isonomia.commands.deploy import deploying_account
from isonomia.commands.progress import stages
from isonomia.commands.signing_options import OrganisationKey, SeatsFolder
from isonomia.errors import IsonomiaError
from isonomia.gas import MOST_LINES
from isonomia.identity import load_pepper
from isonomia.mapping import MappedReader, load_mapping
from isonomia.receipts import CSV_NAME, Account
from isonomia.rehearsal import ether

_SHOWN_ERRORS = 20
_EXIT_REFUSED = 3

Files = Annotated[
    list[Path],
    typer.Argument(
        help="Enrolments, contributions, nominations, infractions, remedies, redemptions, as CSV."
    ),
]
PepperFile = Annotated[
    Path | None,
    typer.Option("--pepper", help="The registrar's pepper file; not needed for redemptions."),
]
JournalFile = Annotated[
    Path | None,
    typer.Option("--journal", help="What was sent (default: beside the manifest)."),
]
MappingFile = Annotated[
    Path | None, typer.Option("--mapping", help="How files of another shape are read.")
]
PopulationFile = Annotated[
    Path | None,
    typer.Option("--population", help="Enrolments from which a mapping draws its people."),
]
ReceiptsFolder = Annotated[Path, typer.Option("--receipts", help="Where receipts are written.")]


def allocate(
    files: Files,
    seats: SeatsFolder = None,
    pepper: PepperFile = None,
    organisation: OrganisationKey = None,
    rpc: options.Rpc = options.DEFAULT_RPC,
    manifest_file: options.ManifestFile = None,
    journal: JournalFile = None,
    mapping: MappingFile = None,
    population: PopulationFile = None,
    receipts: ReceiptsFolder = Path("reports/allocation"),
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Plan, count gas and cost; send nothing.")
    ] = False,
    keystore: options.Keystore = None,
    password_file: options.PasswordFile = None,
    live: options.Live = None,
    replay: Annotated[
        bool,
        typer.Option(
            "--replay/--no-replay",
            help="On a development chain, move its time along with the records.",
        ),
    ] = True,
    file_every: Annotated[
        int, typer.Option("--file-every", min=1, help="Days between filings in a replay.")
    ] = 30,
    until: Annotated[
        str | None,
        typer.Option("--until", help="Last day a replay moves the chain to (default: today)."),
    ] = None,
    valid_for: Annotated[
        int | None,
        typer.Option("--valid-for", min=1, help="Seconds that the seats' signatures count."),
    ] = None,
    most_lines: Annotated[
        int, typer.Option("--most-lines", min=1, help="Most lines in one act.")
    ] = MOST_LINES,
    strict: Annotated[
        bool, typer.Option("--strict", help="End with exit code 3 when a line was refused.")
    ] = False,
) -> None:
    """Enrol, bind keys, award, nominate, accuse, certify remedies and redeem from CSV files.

    Every line is checked and tried first; refused ones never stop the others. What is sent is
    journaled before, so that the same command can be run again after any interruption: nothing is
    lost and nothing is done twice. A receipt for every line is written.
    """
    chain = Chain(rpc)
    as_live = not chain.is_development() if live is None else live
    path = manifest_file or manifest.default_path(chain.chain_id)
    request = Request(
        files=files,
        manifest=manifest.Manifest.load(path),
        pepper=None if pepper is None else load_pepper(pepper),
        seats={} if seats is None else keys.load_seats(seats, keys.read_password(password_file)),
        payer=deploying_account(as_live, organisation or keystore, password_file),
        journal=journal or path.with_suffix(".journal.sqlite"),
        foreign=MappedReader(load_mapping(mapping), population) if mapping else None,
        extra_inputs=[extra for extra in (mapping, population) if extra],
        development=not as_live,
        replay=replay and not as_live,
        period_days=file_every,
        horizon=None if until is None else options.seconds_of(until),
        valid_seconds=valid_for,
        most_lines=most_lines,
    )
    account = (_rehearse if dry_run else _run)(chain, request, receipts)
    options.say(f"A receipt for every line is in {receipts / CSV_NAME}")
    if strict and account.refusals:
        raise typer.Exit(_EXIT_REFUSED)


def _run(chain: Chain, request: Request, receipts: Path) -> Account:
    with stages() as tell:
        allocation = Allocation(
            chain, request, lambda done, total: tell("lines", done, total), options.say
        )
        _show_errors(allocation)
        try:
            account = allocation.run()
        except IsonomiaError:
            allocation.account().write(receipts, allocation.identification)
            _show(allocation.account())
            raise
    account.write(receipts, allocation.identification)
    _show(account)
    options.say(f"{len(account.acts)} acts used {account.gas_used:,} gas")
    return account


def _rehearse(chain: Chain, request: Request, receipts: Path) -> Account:
    allocation = Allocation(chain, request)
    _show_errors(allocation)
    estimate = allocation.rehearse()
    estimate.account.write(receipts, allocation.identification)
    _show(estimate.account)
    options.say(
        f"It would take {estimate.acts} acts and at most {estimate.gas:,} gas: "
        f"{ether(estimate.wei)} at the present fee. Nothing was sent"
    )
    return estimate.account


def _show_errors(allocation: Allocation) -> None:
    errors = allocation.records.errors
    for error in errors[:_SHOWN_ERRORS]:
        options.say(str(error))
    if len(errors) > _SHOWN_ERRORS:
        options.say(f"... and {len(errors) - _SHOWN_ERRORS:,} more; see the receipts")


def _show(account: Account) -> None:
    table = RichTable(title=f"{len(account.receipts):,} lines")
    statuses = sorted({status for counts in account.counts.values() for status in counts})
    table.add_column("")
    for status in statuses:
        table.add_column(status, justify="right")
    for kind, counts in sorted(account.counts.items()):
        table.add_row(kind, *(f"{counts.get(status, 0):,}" for status in statuses))
    options.console.print(table)
    for name, number in account.refusals.most_common():
        options.say(f"{number:>8,} refused: {name}")
