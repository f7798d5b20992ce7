"""Put faults into the contracts and count how many of them the differential run finds.

python -m tests.mutation --sample 100
"""

from __future__ import annotations

from typing import Annotated

import typer

from tests.mutation.hunt import hunt


def main(
    sample: Annotated[int, typer.Option(help="Mutants to try; 0 tries all.")] = 0,
    seed: Annotated[str, typer.Option(help="Chooses the sample.")] = "isonomia",
    actions: Annotated[int, typer.Option(help="Random actions a mutant has to survive.")] = 3_000,
    only: Annotated[str, typer.Option(help="Part of the paths of the files to change.")] = "",
) -> None:
    """Put faults into the contracts, one at a time, and print those that nothing finds."""
    found = hunt(sample, seed, actions, only, report=typer.echo)
    typer.echo(found.summary())


typer.run(main)
