"""`isonomia report`: pages about a deployment, and about a year, a quarter or a round of it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from isonomia import build
from isonomia.commands import options
from isonomia.commands.demo import shown as shortened
from isonomia.commands.progress import stages
from isonomia.commands.verify import (
    DISAGREES,
    AsBuiltOption,
    BlockOption,
    built,
    read_manifest,
)
from isonomia.divergence import Diverged
from isonomia.report import write
from isonomia.reporting import files
from isonomia.reporting.figures import Figures, collect
from isonomia.reporting.spans import Kind
from isonomia.target import read_target
from isonomia.verify import verify

ReceiptsOption = Annotated[
    list[Path] | None,
    typer.Option("--receipts", help="A receipts.json of `isonomia allocate`; may be repeated."),
]
PageOption = Annotated[Path, typer.Option("--out", help="Where to write the page.")]
OutOption = Annotated[
    Path | None,
    typer.Option("--out", help="Where to write the page (default: report-KIND-N.html)."),
]
DataOption = Annotated[
    Path | None, typer.Option("--data", help="Folder for the tables as CSV and JSON.")
]
RevertedOption = Annotated[
    bool | None,
    typer.Option(
        "--reverted/--no-reverted",
        help="Count reverted transactions, or not (default: where there are few blocks to read).",
    ),
]
FromZero = Annotated[int, typer.Argument(min=0, help="Counted from 0 at genesis.")]
FromOne = Annotated[int, typer.Argument(min=1, help="Its number, from 1.")]
DEFAULT_PAGE = Path("report.html")

app = typer.Typer(invoke_without_command=True)


@app.callback()
def report(
    context: typer.Context,
    out: PageOption = DEFAULT_PAGE,
    receipts: ReceiptsOption = None,
    rpc: options.Rpc = options.DEFAULT_RPC,
    manifest_file: options.ManifestFile = None,
    block: BlockOption = None,
    as_built: AsBuiltOption = False,
) -> None:
    """Write a page about a deployment, or about a year, a quarter or a round of it.

    Without a command the whole deployment is verified and told, as by `deployment`.
    Options of a command are given after it.
    """
    if context.invoked_subcommand is None:
        deployment(out, receipts, rpc, manifest_file, block, as_built)
        return
    sources = (context.get_parameter_source(name) for name in context.params)
    given = any(source is not None and source.name == "COMMANDLINE" for source in sources)
    if given:
        command = context.invoked_subcommand
        raise typer.BadParameter(f"give the options of `{command}` after `report {command}`")


@app.command()
def deployment(
    out: PageOption = DEFAULT_PAGE,
    receipts: ReceiptsOption = None,
    rpc: options.Rpc = options.DEFAULT_RPC,
    manifest_file: options.ManifestFile = None,
    block: BlockOption = None,
    as_built: AsBuiltOption = False,
) -> None:
    """Verify a deployment and write a page about it: people, credits, quality, awards, gas."""
    manifest = read_manifest(rpc, manifest_file)
    with stages() as on_progress:
        verdict = verify(
            rpc,
            manifest,
            block="latest" if block is None else block,
            compile_sources=built if as_built else build.compile_sources,
            on_progress=on_progress,
        )
        on_progress("writing the page", 0, 1)
        write(out, rpc, manifest, verdict, receipts or ())
        on_progress("writing the page", 1, 1)
    options.say(f"The report is {out}")
    if not verdict.agrees:
        assert verdict.divergence is not None
        options.say(f"Not verified: {verdict.divergence.sentence()}")
        raise typer.Exit(DISAGREES)


@app.command()
def year(
    number: FromZero,
    out: OutOption = None,
    data: DataOption = None,
    receipts: ReceiptsOption = None,
    reverted: RevertedOption = None,
    rpc: options.Rpc = options.DEFAULT_RPC,
    manifest_file: options.ManifestFile = None,
    block: BlockOption = None,
) -> None:
    """Report on an allocation year: quality, mobility, credits, cases, the lottery, refusals.

    Ends with exit code 3, and writes nothing, when the logs do not add up.
    """
    _period(Kind.YEAR, number, out, data, receipts, reverted, rpc, manifest_file, block)


@app.command()
def quarter(
    number: FromZero,
    out: OutOption = None,
    data: DataOption = None,
    receipts: ReceiptsOption = None,
    reverted: RevertedOption = None,
    rpc: options.Rpc = options.DEFAULT_RPC,
    manifest_file: options.ManifestFile = None,
    block: BlockOption = None,
) -> None:
    """Report on a quarter, of which an allocation year has four, as on a year."""
    _period(Kind.QUARTER, number, out, data, receipts, reverted, rpc, manifest_file, block)


@app.command("round")
def round_(
    number: FromOne,
    out: OutOption = None,
    data: DataOption = None,
    receipts: ReceiptsOption = None,
    reverted: RevertedOption = None,
    rpc: options.Rpc = options.DEFAULT_RPC,
    manifest_file: options.ManifestFile = None,
    block: BlockOption = None,
) -> None:
    """Report on a round of the lottery, from its opening to its end, as on a year."""
    _period(Kind.ROUND, number, out, data, receipts, reverted, rpc, manifest_file, block)


def _period(
    kind: Kind,
    number: int,
    out: Path | None,
    data: Path | None,
    receipts: list[Path] | None,
    reverted: bool | None,
    rpc: str,
    manifest_file: Path | None,
    block: int | None,
) -> None:
    target = read_target(read_manifest(rpc, manifest_file))
    try:
        with stages() as on_progress:
            figures = collect(
                rpc,
                target,
                kind,
                number,
                block="latest" if block is None else block,
                receipts=receipts or (),
                with_reverted=reverted,
                on_progress=on_progress,
            )
    except Diverged as diverged:
        options.say(f"Not reported, since the logs do not add up: {diverged}")
        raise typer.Exit(DISAGREES) from None
    page = out or Path(f"report-{kind}-{number}.html")
    shown = files.shown_of(figures, target.community_names)
    files.write_page(page, figures, target, shown)
    written = [page, *(files.write_data(data, figures, target, shown) if data else ())]
    _say(figures, written)


def _say(figures: Figures, written: list[Path]) -> None:
    state = "over" if figures.span.is_over else "NOT OVER: its numbers can still change"
    options.say(f"{files.title_of(figures.span)} is {state}.")
    options.say(f"Written: {', '.join(str(shortened(path)) for path in written)}")
