"""`isonomia demo`: a pilot jurisdiction's first year, verified."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

import typer

from isonomia.build import ROOT
from isonomia.commands import options
from isonomia.commands.progress import stages
from isonomia.demo import Outcome, Settings, run
from isonomia.devchain import Kind
from isonomia.why_text import as_text

#: Where `isonomia chain start` listens.
_NODE = "http://127.0.0.1:8545"


def demo(
    kind: Annotated[Kind, typer.Option("--chain", help="Which node to run it on.")] = "ganache",
    people: Annotated[int, typer.Option("--people", min=40, help="How many to enrol.")] = 1_000,
    seed: Annotated[int, typer.Option("--seed", help="Another one gives other people.")] = 1,
    folder: Annotated[Path, typer.Option("--out", help="Where everything is written.")] = ROOT
    / "build"
    / "demo",
) -> None:
    """Run a made-up pilot jurisdiction's first two years on a local chain, and verify them.

    Starts a chain, deploys a charter, enrols a population, awards contributions, lets a citizen
    take a leave and change a key, has people give and draws lots, brings cases and hears those who
    appeal, audits a community, renews a council, lets citizens spend credits and organisations
    answer for what they do, settles a quarter, verifies everything, and writes a report.
    """
    began = time.monotonic()
    with stages() as on_progress:
        outcome = run(Settings(folder, kind, people, seed), options.say, on_progress)
    print(f"\n{as_text(outcome.receipt)}\n")
    _show_places(outcome, folder, kind)
    options.say(f"\nVerified in {time.monotonic() - began:.0f} seconds.")


def _show_places(outcome: Outcome, folder: Path, kind: Kind) -> None:
    options.say("Where everything is:")
    for name, path in outcome.files.items():
        options.say(f"  {name:<22} {shown(path)}")
    manifest = shown(outcome.files["manifest"])
    options.say("\nTo look around, start the same chain again, and in another terminal verify it:")
    options.say(f"  isonomia chain start --kind {kind} --data-dir {shown(folder / 'chain')}")
    options.say(f"  isonomia verify --manifest {manifest}")
    options.say(f"  isonomia why {outcome.receipt.identity} --manifest {manifest}")
    options.say("\nOr look at it in a browser, which checks the proofs itself:")
    options.say("  make web")
    options.say("  python3 -m http.server --bind 127.0.0.1 --directory build/web 8000")
    options.say(
        f"  then open http://127.0.0.1:8000/#rpc={_NODE}&identity={outcome.receipt.identity}"
    )
    options.say(f"  and choose {manifest} as the manifest")


def shown(path: Path) -> Path:
    """Return a path as seen from where the command runs, when it lies below."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path
