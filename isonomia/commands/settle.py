"""`isonomia settle`: what organisations turned over in a quarter."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from isonomia import words
from isonomia.commands import options
from isonomia.commands.demo import shown
from isonomia.commands.progress import stages
from isonomia.commands.verify import DISAGREES, BlockOption, read_manifest
from isonomia.divergence import Diverged
from isonomia.services import settlement_files
from isonomia.services.settlement import Settlement
from isonomia.services.settlement import settle as make_settlement
from isonomia.services.words import kind_name, tier_name
from isonomia.target import read_target


def settle(
    quarter: Annotated[int, typer.Argument(min=0, help="Quarter, counted from 0 at genesis.")],
    out: Annotated[Path, typer.Option("--out", help="Folder for the files.")],
    organisation: Annotated[
        int | None, typer.Option("--organisation", min=1, help="Its number; all without it.")
    ] = None,
    rpc: options.Rpc = options.DEFAULT_RPC,
    manifest_file: options.ManifestFile = None,
    block: BlockOption = None,
) -> None:
    """Settle a quarter: statements by organisation, kind and tier, as CSV, JSON and HTML.

    They are computed from the logs by the specification and compared with what the Services
    contract keeps. Ends with exit code 0 when both agree, and with 3 when anything differs.
    """
    target = read_target(read_manifest(rpc, manifest_file))
    try:
        with stages() as on_progress:
            settlement = make_settlement(
                rpc,
                target,
                quarter,
                organisation,
                block="latest" if block is None else block,
                on_progress=lambda done, total: on_progress("reading logs", done, total),
            )
    except Diverged as diverged:
        options.say(f"Not settled, since the logs do not add up: {diverged}")
        raise typer.Exit(DISAGREES) from None
    paths = settlement_files.write(settlement, out, organisation)
    _show(settlement)
    options.say(f"Written: {', '.join(str(shown(path)) for path in paths)}")
    if not settlement.agrees:
        raise typer.Exit(DISAGREES)


def _show(settlement: Settlement) -> None:
    since, until = words.date_of(settlement.since), words.date_of(settlement.until)
    state = "over" if settlement.is_over else "NOT OVER: its sums can still grow"
    options.say(f"Quarter {settlement.quarter}, {since} to {until}, {state}")
    for one in settlement.statements:
        options.say(f"\n{one.organisation}  {words.printable(one.name)}")
        for line in one.lines:
            turnover = line.turnover
            service = f"{kind_name(line.kind)}, {tier_name(line.tier)}"
            options.say(
                f"  {service:<32}{turnover.redemptions:>9,} redemptions"
                f"{words.credits(turnover.redeemed):>18} credits"
                f"{words.credits(turnover.refunded):>16} refunded"
            )
        if not one.lines:
            options.say("  nothing in this quarter")
    if not settlement.statements:
        options.say("Nothing was redeemed or refunded in this quarter.")
    options.say(_verdict(settlement))


def _verdict(settlement: Settlement) -> str:
    if not settlement.agrees:
        first, others = settlement.differences[0], len(settlement.differences) - 1
        more = f"\nAfter this one: {words.count(others, 'more difference')}." if others else ""
        return f"\nTHE CONTRACT DISAGREES: {first.sentence()}{more}"
    return (
        f"\nThe Services contract keeps the same for {words.count(settlement.compared, 'offer')}. "
        "Every redemption and refund was carried out again by the specification."
    )
