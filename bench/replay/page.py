"""The page about replaying: a table of everything measured, and its picture."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from matplotlib import rc_context
from matplotlib.figure import Figure
from matplotlib.ticker import StrMethodFormatter

from bench.replay import workload
from bench.replay.run import FAST, PLAIN, Run

FOLDER = Path(__file__).parent
PAGE, RESULTS, PLOT = FOLDER.parent / "replay.md", FOLDER / "results.json", FOLDER / "speed.svg"
#: Events a second on one core that were promised of the fast replay.
PROMISED = 50_000
_COLOURS = {PLAIN: "#b8bec4", FAST: "#1b6ca8"}
_PROMISED_COLOUR = "#b0413e"
_STYLE: dict[Any, Any] = {"svg.fonttype": "none", "svg.hashsalt": "isonomia", "font.size": 9}


@dataclass(frozen=True, slots=True)
class Results:
    """Everything the page tells.

    Attributes:
        runs: of both kinds, each the fastest of its repetitions, smaller histories first
        repetitions: of each kind and history, in turns
        versions: of what it ran on, by name
    """

    runs: list[Run]
    repetitions: int
    versions: dict[str, str]

    def write(self, path: Path = RESULTS) -> None:
        """Write as JSON."""
        path.write_text(json.dumps(asdict(self), indent=1) + "\n")

    @classmethod
    def read(cls, path: Path = RESULTS) -> Results:
        """Read what `write` wrote."""
        document = json.loads(path.read_text())
        return cls(**document | {"runs": [Run(**run) for run in document["runs"]]})

    def of_kind(self, kind: str) -> list[Run]:
        """Return the runs of one kind."""
        return [run for run in self.runs if run.kind == kind]

    def pairs(self) -> list[tuple[Run, Run]]:
        """Return the plain and the fast run of each history."""
        return list(zip(self.of_kind(PLAIN), self.of_kind(FAST), strict=True))

    def bytes_an_event(self, kind: str) -> float:
        """Return how much memory grew with each event from the smallest history on."""
        first, *_, last = self.of_kind(kind)
        return (last.at_most - first.at_most) / (last.events - first.events)


def rate(run: Run, *, reading: bool = False) -> float:
    """Return events a processor second, with the JSON of the node read too or not."""
    return run.events / (run.replaying + (run.reading if reading else 0.0))


def write(results: Results) -> None:
    """Write the numbers, the page and the picture; the same results give the same files."""
    results.write()
    PAGE.write_text(render(results), encoding="utf-8")
    draw(results, PLOT)


def render(results: Results) -> str:
    """Return the page as Markdown."""
    environment = Environment(
        loader=FileSystemLoader(FOLDER), undefined=StrictUndefined, autoescape=False
    )
    return environment.get_template("replay.md.j2").render(
        results=results,
        largest=results.of_kind(FAST)[-1],
        rate=rate,
        promised=PROMISED,
        met=rate(results.of_kind(FAST)[-1]) >= PROMISED,
        workload=workload,
        number=lambda value: f"{value:,.0f}",
    )


def draw(results: Results, path: Path) -> None:
    """Draw events a second by the length of the history."""
    with rc_context(_STYLE):
        figure = Figure(figsize=(6, 3), layout="constrained")
        axes = figure.subplots()
        for kind, colour in _COLOURS.items():
            runs = results.of_kind(kind)
            rates = [rate(run) for run in runs]
            axes.plot([run.events for run in runs], rates, color=colour, marker="o", label=kind)
        axes.axhline(PROMISED, color=_PROMISED_COLOUR, linewidth=1, label="promised")
        axes.set_ylim(bottom=0)
        axes.spines[["top", "right"]].set_visible(False)
        axes.xaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
        axes.yaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
        axes.set_xlabel("events of the history")
        axes.set_ylabel("events a processor second")
        axes.legend(frameon=False)
        figure.savefig(path, metadata={"Date": None})
