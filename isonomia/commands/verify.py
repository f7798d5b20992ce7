"""`isonomia verify`: is the chain what the specification says?"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape

from isonomia import build, words
from isonomia.chain import Block, Chain
from isonomia.commands import options
from isonomia.commands.progress import stages
from isonomia.divergence import MEANING, Divergence
from isonomia.manifest import Manifest, default_path
from isonomia.proofs.checking import Status, Wanted
from isonomia.verdict import SCHEMA
from isonomia.verify import Artifacts, Verdict
from isonomia.verify import verify as run_verification

#: Exit code when chain and specification disagree; 1 stands for what keeps a command from running.
DISAGREES = 3

BlockOption = Annotated[
    int | None, typer.Option("--block", min=0, help="Block to stop at (default: the latest).")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON for other programs.")]
AsBuiltOption = Annotated[
    bool,
    typer.Option(
        "--as-built", help="Compare code with build/artifacts instead of compiling afresh."
    ),
]
ProofsOption = Annotated[
    bool | None,
    typer.Option(
        "--proofs/--no-proofs",
        help="Demand proofs of everything stored, or leave them out (default: where the node can).",
    ),
]
ReceiptsOption = Annotated[
    bool,
    typer.Option("--receipts", help="Prove logs by the receipts that their blocks vouch for."),
]
PlainOption = Annotated[
    bool,
    typer.Option(
        "--plain", help="Carry everything out by the plain specification; takes much longer."
    ),
]
CheckpointOption = Annotated[
    Path | None,
    typer.Option(
        "--checkpoint",
        dir_okay=False,
        help="File to go on from where it is there, written anew when all agrees.",
    ),
]
FullOption = Annotated[
    bool,
    typer.Option("--full", help="Compare also what the checkpoint says was compared before."),
]
FinalizedOption = Annotated[
    bool,
    typer.Option("--finalized", help="Stop at the latest block that the chain calls final."),
]
SchemaOption = Annotated[
    bool, typer.Option("--schema", help="Print the JSON Schema of verdicts and stop.")
]
#: What each answer to the option asks for.
_WANTED = {None: Wanted.IF_POSSIBLE, True: Wanted.DEMANDED, False: Wanted.LEFT_OUT}


def verify(
    rpc: options.Rpc = options.DEFAULT_RPC,
    manifest_file: options.ManifestFile = None,
    block: BlockOption = None,
    as_json: JsonOption = False,
    as_built: AsBuiltOption = False,
    proofs: ProofsOption = None,
    receipts: ReceiptsOption = False,
    plain: PlainOption = False,
    checkpoint: CheckpointOption = None,
    full: FullOption = False,
    finalized: FinalizedOption = False,
    schema: SchemaOption = False,
) -> None:
    """Recompute everything from the logs and compare it with the contracts.

    Exit codes: 0 when everything that was looked at agrees, be it people, cases, rounds, offers or
    code; 3 when anything differs; 1 when something kept it from looking, such as no node, or no
    proofs where --proofs demands them; 2 when the command was used wrongly. Whatever was not
    looked at is told with its reason.
    """
    if schema:
        print(SCHEMA.read_text(), end="")
        return
    pinned = pinned_at(block, finalized)
    with stages() as on_progress:
        verdict = run_verification(
            rpc,
            read_manifest(rpc, manifest_file),
            block=pinned,
            compile_sources=built if as_built else build.compile_sources,
            proofs=_WANTED[proofs],
            receipts=receipts,
            plainly=plain,
            checkpoint=checkpoint,
            full=full,
            as_built=as_built,
            on_progress=on_progress,
        )
    if as_json:
        print(json.dumps(verdict.as_dict(), indent=1))
    else:
        show(verdict)
    if not verdict.agrees:
        raise typer.Exit(DISAGREES)


def pinned_at(block: int | None, finalized: bool) -> Block:
    """Return the block that two options ask for, the latest without either."""
    if finalized and block is not None:
        raise typer.BadParameter("--finalized and --block name two blocks; give one of them")
    if block is not None:
        return block
    return "finalized" if finalized else "latest"


def read_manifest(rpc: str, path: Path | None) -> Manifest:
    """Read the manifest given, or else the one of the node's chain."""
    return Manifest.load(path or default_path(Chain(rpc).chain_id))


def built() -> Artifacts:
    """Return the artifacts of the last build."""
    return {name: build.load(name) for name in build.DEPLOYED}


def show(verdict: Verdict) -> None:
    """Print a verdict for people."""
    console = Console(highlight=False, soft_wrap=True)
    pinned = verdict.pinned
    if verdict.divergence is None:
        console.print(f"[bold green]VERIFIED[/]  in {verdict.seconds:.1f} seconds")
    else:
        console.print("[bold red]NOT VERIFIED[/]")
    console.print(f"chain {verdict.chain_id}, block {pinned.number}, {words.second(pinned.time)}")
    console.print(f"block hash {pinned.block_hash}")
    _show_checkpoint(console, verdict)
    if verdict.divergence is not None:
        _show_divergence(console, verdict.divergence, verdict.others)
        return
    console.print(
        f"{words.count(verdict.logs, 'log')}, {words.count(verdict.acts, 'act')} and "
        f"{words.count(verdict.people, 'person', 'people')}: every number recomputed from the logs "
        "is the one the contracts answer, and the deployed code is what these sources compile to."
    )
    _show_checked(console, verdict)
    for what, why in verdict.unchecked:
        console.print(f"[bold yellow]Not looked at[/]: {escape(what)}: {escape(why)}")


def _show_checkpoint(console: Console, verdict: Verdict) -> None:
    if verdict.resumed is None:
        return
    number = verdict.resumed.block.number
    if verdict.resumed.reorganised:
        console.print(
            f"[bold yellow]Read anew[/]: the chain has another block {number} now than the one the "
            "checkpoint ended with."
        )
    else:
        console.print(f"Gone on from the checkpoint, which ended with block {number}.")


def _show_checked(console: Console, verdict: Verdict) -> None:
    if verdict.signatures:
        checked = words.count(verdict.signatures, "round")
        console.print(f"{checked} of the beacon: the signature of each is the network's.")
    if verdict.jurors:
        checked = words.count(verdict.jurors, "signature")
        console.print(f"{checked} of jurors: each is of the key that was the juror's.")
    if verdict.sensors:
        checked = words.count(verdict.sensors, "signature")
        console.print(f"{checked} of sensors: each is of a key that a council gave a mandate.")
    proven, receipts = verdict.proven, verdict.receipts
    if proven.status is Status.CHECKED:
        console.print(
            f"{words.count(proven.accounts, 'account')} and {words.count(proven.slots, 'slot')} of "
            "storage: each is proved against the block hash, and holds what the logs give."
        )
    if receipts.status is Status.CHECKED:
        console.print(
            f"Logs of {words.count(receipts.blocks, 'block')}: they are those of the receipts that "
            "the block's header vouches for."
        )


def _show_divergence(console: Console, divergence: Divergence, others: int) -> None:
    console.print(f"\n[bold]{divergence.finding.value}[/]: {MEANING[divergence.finding]}")
    rows = {
        "about": divergence.subject,
        "person": divergence.person,
        "field": divergence.field,
        "expected": divergence.expected,
        "found": divergence.found,
        "block": divergence.block,
        "transaction": divergence.transaction,
        "note": divergence.remark,
    }
    for name, value in rows.items():
        if value not in (None, ""):
            console.print(f"  {name:<12} {escape(str(value))}")
    if others:
        console.print(f"\nAfter this one: {words.count(others, 'more difference')}.")
