"""`python -m bench.season`: play a season, settle it, and write the page."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Annotated

import typer

from bench.lab import open_lab
from bench.season import page
from bench.season.plan import Size
from bench.season.play import play
from isonomia import build
from isonomia.commands.options import say
from isonomia.commands.progress import stages

BATCH, CITIZENS, LATER_ONE_IN, SEED = 100, 2_000, 200, 1


def main(
    redemptions: Annotated[
        int, typer.Option(min=BATCH, help="How many orders, rounded down to whole batches.")
    ] = 100_000,
    out: Annotated[Path, typer.Option(help="Where to write the page.")] = page.PAGE,
) -> None:
    """Play a season of services on Anvil, and write its page when every statement agrees."""
    whole = redemptions // BATCH * BATCH
    size = Size(whole, BATCH, CITIZENS, LATER_ONE_IN)
    with open_lab("anvil") as lab, tempfile.TemporaryDirectory() as name, stages() as on_progress:
        result = play(lab, Path(name), size, SEED, on_progress)
    page.write(result, out)
    for stage, seconds in result.seconds.items():
        say(f"{stage:12}{seconds:8.1f} s")
    shown = out.relative_to(build.ROOT) if out.is_relative_to(build.ROOT) else out
    say(f"{result.redemptions:,} redemptions settled without a difference; the page is {shown}")


if __name__ == "__main__":
    typer.run(main)
