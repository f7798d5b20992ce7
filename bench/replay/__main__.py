"""`python -m bench.replay`: measure plain and fast replays and write the page."""

from __future__ import annotations

import json
import platform
import subprocess
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import track

from bench.replay import page, workload
from bench.replay.run import FAST, PLAIN, Run
from isonomia import build

#: People of each history; about twenty events each.
SIZES = (2_000, 5_000, 10_000, 20_000)
SEED = 1

console = Console(stderr=True, highlight=False)


def main(
    repetitions: Annotated[int, typer.Option(min=1, help="Of each kind and history.")] = 3,
) -> None:
    """Measure plain and fast replays of histories of four lengths and write bench/replay.md."""
    runs: list[Run] = []
    with tempfile.TemporaryDirectory() as folder:
        for people in track(SIZES, "Histories", console=console):
            path = Path(folder) / f"{people}.jsonl"
            workload.write(path, people, SEED)
            done = [_run(path, kind) for _ in range(repetitions) for kind in (PLAIN, FAST)]
            runs += [_fastest(done, kind) for kind in (PLAIN, FAST)]
            path.unlink()
    results = page.Results(runs, repetitions, _versions())
    page.write(results)
    largest = results.of_kind(FAST)[-1]
    console.print(f"{page.rate(largest):,.0f} events a second; {page.PROMISED:,} were promised")
    console.print(f"The page is {page.PAGE.relative_to(build.ROOT)}")


def _run(path: Path, kind: str) -> Run:
    command = [sys.executable, "-m", "bench.replay.run", str(path), kind]
    done = subprocess.run(command, check=True, capture_output=True, cwd=build.ROOT)
    return Run(**json.loads(done.stdout))


def _fastest(runs: list[Run], kind: str) -> Run:
    return min((run for run in runs if run.kind == kind), key=lambda run: run.replaying)


def _versions() -> dict[str, str]:
    python = {name: version(name) for name in ("msgspec", "safe-pysha3")}
    return {"Python": platform.python_version(), **python}


if __name__ == "__main__":
    typer.run(main)
