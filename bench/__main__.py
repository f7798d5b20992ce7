"""`python -m bench`: measure everything in one run and write the report."""

from __future__ import annotations

import json
import platform
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

from rich.console import Console

from bench import (
    allocation,
    due_process,
    lottery,
    others,
    ours,
    payments,
    redemptions,
    report,
    throughput,
)
from bench.figures import Results, Row, targets
from bench.lab import Lab, open_lab
from isonomia import build
from isonomia.devchain import Kind

#: The first one's gas is shown; the others are compared with it.
CHAINS: tuple[Kind, ...] = ("anvil", "ganache")
#: So many people that starting the command weighs little.
PEOPLE = 10_000

_NPM = ("@openzeppelin/contracts", "@ethereum-attestation-service/eas-contracts")
_PYTHON = ("web3", "eth-account")

console = Console(stderr=True, highlight=False)


def main() -> None:
    """Measure, write, and tell which targets are met."""
    rows: dict[str, list[Row]] = {}
    clients: dict[str, str] = {}
    for kind in CHAINS:
        with _stage(f"Gas on {kind}"), _laboratory(kind) as (lab, folder):
            world = ours.found(lab, folder)
            rows[kind] = ours.measure(world) + others.measure(lab) + payments.measure(lab)
            year = allocation.measure(world)
            clients[kind] = lab.client()
        with _stage(f"Gas of the lottery on {kind}"), _laboratory(kind) as (lab, folder):
            rows[kind] += lottery.measure(lab, folder)
        with _stage(f"Gas of due process on {kind}"), _laboratory(kind) as (lab, folder):
            rows[kind] += due_process.measure(lab, folder)
        with _stage(f"Gas of services on {kind}"), _laboratory(kind) as (lab, folder):
            rows[kind] += redemptions.measure(lab, folder)
    speeds = []
    for kind in CHAINS:
        with _stage(f"Records a second on {kind}"):
            speeds.append(throughput.measure(kind, PEOPLE))
    results = Results(rows, year, speeds, clients | _versions())
    report.write(results)
    for target in targets(results):
        console.print(
            f"{'met' if target.met else 'NOT MET':8}{target.promise}: {target.found:,.0f}"
        )
    console.print(f"The report is in {report.README.relative_to(build.ROOT)}")


@contextmanager
def _laboratory(kind: Kind) -> Iterator[tuple[Lab, Path]]:
    with open_lab(kind) as lab, tempfile.TemporaryDirectory() as name:
        yield lab, Path(name)


@contextmanager
def _stage(words: str) -> Iterator[None]:
    with console.status(words):
        yield
    console.print(f"{words}: done")


def _versions() -> dict[str, str]:
    node = subprocess.run(["node", "--version"], check=True, capture_output=True, text=True)
    packages = {name: _npm_version(name) for name in _NPM}
    python = {name: version(name) for name in _PYTHON}
    return {
        "solc": build.SOLC_VERSION,
        **packages,
        **python,
        "Python": platform.python_version(),
        "Node": node.stdout.strip(),
    }


def _npm_version(name: str) -> str:
    manifest = build.ROOT / "node_modules" / name / "package.json"
    found: str = json.loads(manifest.read_text())["version"]
    return found


if __name__ == "__main__":
    main()
