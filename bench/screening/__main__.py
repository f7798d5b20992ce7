"""`python -m bench.screening DATA`: measure everything and write the page."""

from __future__ import annotations

import dataclasses
import tempfile
from pathlib import Path
from typing import Annotated

import polars as pl
import typer
from rich.console import Console
from rich.progress import track

from bench.screening import bots, calibration, page, speed, trials
from bench.screening import results as measured
from bench.screening.results import History
from isonomia import build
from isonomia.screening import intake, layout, rules
from isonomia.screening.rules import Published
from isonomia.screening.screen import measured as measures_of

CONVERSATIONS = "polis_votes_dev.csv"
HISTORIES = ("endoflife.date.csv", "congress-legislators.csv")
SIZES = (100_000, 1_000_000, 10_000_000)
_NOW = 1_900_000_000

console = Console(stderr=True, highlight=False)


def main(
    data: Annotated[Path, typer.Argument(help="Folder of the real files.")],
    seeds: Annotated[int, typer.Option(help="Trials of each kind, share and conversation.")] = 3,
    with_speed: Annotated[bool, typer.Option("--speed/--no-speed")] = True,
    calibrate: Annotated[
        bool, typer.Option("--calibrate", help="Only print the curves calibrated on all.")
    ] = False,
) -> None:
    """Measure screening on real participation and write bench/screening.md."""
    missing = [name for name in (CONVERSATIONS, *HISTORIES) if not (data / name).exists()]
    if missing:
        raise typer.BadParameter(f"{data} has no {', '.join(missing)}")
    published = rules.for_charter(None)
    populations = trials.conversations(data / CONVERSATIONS)
    if calibrate:
        _calibrate(populations, published)
        return
    count = trials.count(populations, seeds)
    done = track(
        trials.run(populations, published.rules, seeds), "Trials", total=count, console=console
    )
    version = f"{published.rules.version}, sha256 {published.digest[:16]}"
    results = dataclasses.replace(
        measured.evaluate(done, published.rules, version),
        histories=[_history(data / name, published) for name in HISTORIES],
        runs=_speeds() if with_speed else _earlier_runs(),
    )
    page.write(results)
    for target in measured.targets(results):
        verdict = "met" if target.met else "NOT MET"
        console.print(f"{verdict:8}{target.promise}: {target.found}")
    console.print(f"The page is {page.PAGE.relative_to(build.ROOT)}")


def _calibrate(populations: dict[str, bots.Population], published: Published) -> None:
    humans = [
        trials.measures(population.answers, published.rules)
        for name, population in populations.items()
        if name not in trials.DEMOS
    ]
    fitted = calibration.fitted(humans, published.rules)
    for name in calibration.STRETCHED:
        curve = getattr(fitted.tests, name).curve
        console.print(f'"{name}": "curve": {[list(knot) for knot in curve]}', markup=False)


def _history(path: Path, published: Published) -> History:
    git = layout.load(build.ROOT / "mappings" / "screening" / "git.json")
    read = intake.read(path, git, _NOW)
    automated = read.answers.group_by("actor").agg(pl.col("automated").any())
    measures = measures_of(read, published.rules)
    return measured.history(path.stem, measures, automated, published.rules)


def _speeds() -> list[speed.Run]:
    with tempfile.TemporaryDirectory() as folder:
        return speed.measure(Path(folder), SIZES)


def _earlier_runs() -> list[speed.Run]:
    return measured.Results.read(page.RESULTS).runs if page.RESULTS.exists() else []


if __name__ == "__main__":
    typer.run(main)
