"""Writes what was measured: a page for people, JSON for programs, and a picture."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bench.figures import Allocation, Item, Results, Row, Speed, targets
from bench.lab import BATCHES
from bench.plot import draw

FOLDER = Path(__file__).parent
RESULTS = FOLDER / "results.json"
README = FOLDER / "README.md"

_POPULATION = 1_000_000
_TITLES: dict[Item, str] = {
    "person": "A person",
    "contribution": "A contribution",
    "claim": "A payment to a holder",
    "entrant": "An entrant of a lottery round",
    "prize": "A right for a limited time",
    "round": "What a round of the lottery takes once",
    "randomness": "Randomness for a draw",
    "case": "A deduction, or taking a record back",
    "hearing": "One case before its panels",
    "finding": "A finding about an organisation",
    "redemption": "A service paid for by a signature",
    "afterwards": "What can follow a redemption",
}
_MILLICREDITS = 1_000


def write(results: Results, folder: Path = FOLDER) -> None:
    """Write all three files; the same results give the same bytes."""
    (folder / README.name).write_text(render(results), encoding="utf-8")
    content = json.dumps(asdict(results), indent=1, ensure_ascii=False)
    (folder / RESULTS.name).write_text(content + "\n", encoding="utf-8")
    draw(results, folder / "gas.svg")


def read(folder: Path = FOLDER) -> Results:
    """Return the results of an earlier run."""
    stored = json.loads((folder / RESULTS.name).read_text(encoding="utf-8"))
    rows = {chain: [_row(entry) for entry in entries] for chain, entries in stored["rows"].items()}
    speeds = [Speed(**entry) for entry in stored["speeds"]]
    return Results(rows, Allocation(**stored["allocation"]), speeds, stored["versions"])


def _row(entry: dict[str, Any]) -> Row:
    totals = {int(batch): gas for batch, gas in entry["totals"].items()}
    return Row(**entry | {"totals": totals})


def render(results: Results) -> str:
    """Return the page as Markdown."""
    loader = FileSystemLoader(FOLDER)
    environment = Environment(loader=loader, undefined=StrictUndefined, autoescape=False)
    page = environment.get_template("README.md.j2")
    return page.render(
        results=results,
        allocation=results.allocation,
        targets=targets(results),
        titles=_TITLES,
        batches=BATCHES,
        population=_POPULATION,
        gap=results.widest_gap(),
        number=_number,
        credits=lambda millicredits: f"{millicredits / _MILLICREDITS:,.3f}",
        floor=results.floor,
    )


def _number(value: float) -> str:
    return f"{value:,.0f}"
