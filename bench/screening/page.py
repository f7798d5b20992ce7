"""The page about screening: a Markdown table of everything measured, and its pictures."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from matplotlib import rc_context
from matplotlib.figure import Figure

from bench.screening import results as measured
from bench.screening import trials
from bench.screening.results import Found, Results, recall

FOLDER = Path(__file__).parent
PAGE = FOLDER.parent / "screening.md"
RESULTS = FOLDER / "results.json"
RECALL_PLOT = FOLDER / "recall.svg"
SPEED_PLOT = FOLDER / "speed.svg"
_STYLE: dict[Any, Any] = {"svg.fonttype": "none", "svg.hashsalt": "isonomia", "font.size": 9}
_OURS, _LINE = "#1b6ca8", "#b0413e"


def write(results: Results) -> None:
    """Write the numbers, the page and the pictures; the same results give the same files."""
    results.write(RESULTS)
    PAGE.write_text(render(results), encoding="utf-8")
    _draw_recall(results, RECALL_PLOT)
    if results.runs:
        _draw_speed(results, SPEED_PLOT)


def render(results: Results) -> str:
    """Return the page as Markdown."""
    environment = Environment(
        loader=FileSystemLoader(FOLDER), undefined=StrictUndefined, autoescape=False
    )
    return environment.get_template("screening.md.j2").render(
        results=results,
        targets=measured.targets(results),
        kinds=measured.kinds(),
        shares=trials.SHARES,
        demos=trials.DEMOS,
        rows=lambda kind, share: _rows(results, kind, share),
        demo_rows=lambda kind: [
            row for row in results.found if row.kind == kind and row.conversation in trials.DEMOS
        ],
        recall=recall,
        spread=_spread,
        false_alarms=_false_alarms,
    )


def _rows(results: Results, kind: str, share: float | None = None) -> list[Found]:
    return [
        row
        for row in results.found
        if row.kind == kind and row.conversation not in trials.DEMOS and share in (None, row.share)
    ]


def _spread(rows: Iterable[Found]) -> tuple[float, float]:
    """Return the least and the largest share of bots found in one conversation."""
    rows = list(rows)
    names = sorted({row.conversation for row in rows})
    each = [recall(row for row in rows if row.conversation == name) for name in names]
    return min(each), max(each)


def _false_alarms(rows: Iterable[Found]) -> float:
    rows = list(rows)
    return sum(row.alarms for row in rows) / max(1, sum(row.people for row in rows))


def _draw_recall(results: Results, path: Path) -> None:
    kinds = measured.kinds()
    with rc_context(_STYLE):
        figure = Figure(figsize=(8, 0.42 * len(kinds) + 1.2), layout="constrained")
        axes = figure.subplots()
        for place, kind in enumerate(kinds):
            rows = _rows(results, kind)
            low, high = _spread(rows)
            axes.barh(place, recall(rows), color=_OURS, height=0.6)
            axes.plot([low, high], [place, place], color="black", marker="|", linewidth=1)
            if kind in measured.WANTED:
                wanted = measured.WANTED[kind]
                axes.plot([wanted, wanted], [place - 0.4, place + 0.4], color=_LINE, linewidth=2)
        axes.set_yticks(range(len(kinds)), kinds)
        axes.invert_yaxis()
        axes.set_xlim(0, 1.01)
        axes.spines[["top", "right"]].set_visible(False)
        axes.set_xlabel(
            "share of bots refused in held-out conversations; black: least and largest; "
            "red: promised"
        )
        figure.savefig(path, metadata={"Date": None})


def _draw_speed(results: Results, path: Path) -> None:
    with rc_context(_STYLE):
        figure = Figure(figsize=(6, 3), layout="constrained")
        axes = figure.subplots()
        sizes = [run.answers for run in results.runs]
        axes.plot(sizes, [run.seconds for run in results.runs], color=_OURS, marker="o")
        axes.set_xscale("log")
        axes.set_yscale("log")
        axes.spines[["top", "right"]].set_visible(False)
        axes.grid(alpha=0.3)
        axes.set_xlabel("answers in the file")
        axes.set_ylabel("seconds")
        figure.savefig(path, metadata={"Date": None})
