"""Plots as SVG that takes its colours and its font from the page around it.

matplotlib knows no dark mode. So every colour is drawn as a placeholder that is replaced with a CSS
variable afterwards, and text stays text.
"""

from __future__ import annotations

import io
import math
import re
from collections.abc import Sequence
from typing import Any, NamedTuple

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

WIDTH_INCHES = 5.0
_PIXELS_PER_INCH = 72
_FONT_SIZE = 11
_BAR_HEIGHT = 0.34
_MARGIN_HEIGHT = 0.75
#: So many fit side by side under a plot.
_CHARACTERS = 54
_FEWEST_LABELS = 4
#: Of the width of a heat map; the rest is for the names of its rows.
_PART_OF_MAP = 0.6

_INK, _MUTED, _GRID = "#010101", "#010102", "#010103"
_SERIES = tuple(f"#0102{number:02x}" for number in range(7))
_VARIABLES = {
    _INK: "var(--ink)",
    _MUTED: "var(--muted)",
    _GRID: "var(--grid)",
    **{colour: f"var(--series-{number})" for number, colour in enumerate(_SERIES)},
}
_SETTINGS: dict[Any, Any] = {
    "svg.fonttype": "none",
    "font.family": "sans-serif",
    "font.size": _FONT_SIZE,
    "axes.edgecolor": _GRID,
    "axes.labelcolor": _MUTED,
    "axes.grid": True,
    "axes.axisbelow": True,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "grid.color": _GRID,
    "grid.linewidth": 0.6,
    "text.color": _INK,
    "xtick.color": _GRID,
    "ytick.color": _GRID,
    "xtick.labelcolor": _MUTED,
    "ytick.labelcolor": _MUTED,
}


class Series(NamedTuple):
    """One kind of thing in a stacked plot: its name, its colour's number, its values."""

    name: str
    colour: int
    values: Sequence[int]


def columns(labels: Sequence[str], values: Sequence[int], *, x: str, y: str, title: str) -> str:
    """Draw upright bars and return SVG; every other label is left out when there are many."""
    with mpl.rc_context(_SETTINGS | {"svg.hashsalt": title}):
        figure, axes = _canvas(3.0)
        axes.bar(range(len(values)), values, color=_SERIES[0], width=0.8)
        _finish_upright(axes, labels, x, y)
        return _svg(figure, title)


def stacked_columns(
    labels: Sequence[str], series: Sequence[Series], *, x: str, y: str, title: str
) -> str:
    """Draw upright bars of several kinds on top of each other and return SVG."""
    with mpl.rc_context(_SETTINGS | {"svg.hashsalt": title}):
        figure, axes = _canvas(3.6)
        bottoms = [0] * len(labels)
        for kind in series:
            colour = _SERIES[kind.colour]
            axes.bar(range(len(labels)), kind.values, 0.8, bottoms, color=colour, label=kind.name)
            bottoms = [a + b for a, b in zip(bottoms, kind.values, strict=True)]
        _finish_upright(axes, labels, x, y)
        axes.legend(
            loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=2, frameon=False, labelcolor=_INK
        )
        return _svg(figure, title)


def bars(
    labels: Sequence[str],
    values: Sequence[int],
    *,
    x: str,
    title: str,
    colours: Sequence[int] | None = None,
    shown: Sequence[str] | None = None,
) -> str:
    """Draw lying bars with their values at their ends, the first on top, and return SVG.

    ``shown`` are the texts at their ends, where they are not just the values.
    """
    with mpl.rc_context(_SETTINGS | {"svg.hashsalt": title}):
        figure, axes = _canvas(_MARGIN_HEIGHT + _BAR_HEIGHT * len(labels))
        painted = [_SERIES[number] for number in colours or [0] * len(labels)]
        drawn = axes.barh(range(len(labels)), values, color=painted, height=0.7)
        texts = shown or [f"{value:,}" for value in values]
        axes.bar_label(drawn, texts, padding=4, color=_INK)
        axes.margins(x=0.16)
        _finish_lying(axes, labels, x)
        return _svg(figure, title)


def columns_beside(
    labels: Sequence[str], series: Sequence[Series], *, x: str, y: str, title: str
) -> str:
    """Draw upright bars of several kinds beside each other and return SVG."""
    with mpl.rc_context(_SETTINGS | {"svg.hashsalt": title}):
        figure, axes = _canvas(3.4)
        width = 0.84 / len(series)
        for number, kind in enumerate(series):
            places = [at + (number - (len(series) - 1) / 2) * width for at in range(len(labels))]
            axes.bar(places, kind.values, width, color=_SERIES[kind.colour], label=kind.name)
        # A single label would be as wide as the plot.
        room = max(0, _FEWEST_LABELS - len(labels)) / 2
        axes.set_xlim(-0.6 - room, len(labels) - 0.4 + room)
        _finish_upright(axes, labels, x, y)
        _legend(axes)
        return _svg(figure, title)


def bars_beside(
    labels: Sequence[str],
    series: Sequence[Series],
    *,
    x: str,
    title: str,
    shown: Sequence[Sequence[str]],
) -> str:
    """Draw lying bars of several kinds below each other, the first label on top; return SVG.

    ``shown`` are the texts at their ends, by series and label.
    """
    with mpl.rc_context(_SETTINGS | {"svg.hashsalt": title}):
        figure, axes = _canvas(_MARGIN_HEIGHT + _BAR_HEIGHT * (0.7 * len(labels) * len(series) + 1))
        height = 0.84 / len(series)
        for number, kind in enumerate(series):
            places = [at + (number - (len(series) - 1) / 2) * height for at in range(len(labels))]
            colour = _SERIES[kind.colour]
            drawn = axes.barh(places, kind.values, height, color=colour, label=kind.name)
            axes.bar_label(drawn, shown[number], padding=4, color=_INK, fontsize=_FONT_SIZE - 2)
        axes.margins(x=0.1, y=0.02)
        _finish_lying(axes, labels, x)
        _legend(axes)
        return _svg(figure, title)


def line(labels: Sequence[str], values: Sequence[int | None], *, x: str, y: str, title: str) -> str:
    """Draw one line in thousandths of 1, with a gap for each value that is missing; return SVG."""
    with mpl.rc_context(_SETTINGS | {"svg.hashsalt": title}):
        figure, axes = _canvas(3.0)
        heights = [math.nan if value is None else value / 1_000 for value in values]
        axes.plot(range(len(labels)), heights, color=_SERIES[0], marker="o", linewidth=2)
        axes.set_ylim(0, 1)
        axes.margins(x=0.04)
        step = _step_between(labels)
        axes.set_xticks(range(0, len(labels), step), labels[::step])
        axes.grid(visible=False, axis="x")
        axes.set_xlabel(x)
        axes.set_ylabel(y)
        return _svg(figure, title)


def heat_map(
    rows: Sequence[str],
    columns: Sequence[str],
    values: Sequence[Sequence[int | None]],
    *,
    missing: str,
    x: str,
    y: str,
    title: str,
) -> str:
    """Draw a table as squares, the more opaque the larger; return SVG.

    Args:
        rows: from top to bottom
        columns: from left to right
        values: by row and column; None where nothing is shown
        missing: what stands there instead
        x: what columns are
        y: what rows are
        title: for those who do not see it
    """
    with mpl.rc_context(_SETTINGS | {"svg.hashsalt": title, "axes.grid": False}):
        figure, axes = _canvas(1.5 + 0.5 * len(rows))
        most = max((value or 0 for row in values for value in row), default=0)
        for down, row in enumerate(values):
            for right, value in enumerate(row):
                _square(axes, right, down, value, most, missing)
        axes.set_xlim(-0.5, len(columns) - 0.5)
        axes.set_ylim(len(rows) - 0.5, -0.5)
        fits = sum(len(column) + 2 for column in columns) <= _CHARACTERS * _PART_OF_MAP
        turned = (0, "center") if fits else (30, "right")
        axes.set_xticks(range(len(columns)), columns, rotation=turned[0], ha=turned[1])
        axes.set_yticks(range(len(rows)), rows)
        axes.tick_params(length=0, labelcolor=_INK)
        axes.set_xlabel(x)
        axes.set_ylabel(y)
        return _svg(figure, title)


def _square(axes: Axes, right: int, down: int, value: int | None, most: int, missing: str) -> None:
    """Draw one value; shades go only half the way, so that text stays readable on all of them."""
    shade = 0.5 * (value or 0) / most if most else 0.0
    axes.bar(right, 0.94, 0.94, down - 0.47, color=_SERIES[0], alpha=0.05 + shade, edgecolor="none")
    shown = missing if value is None else f"{value:,}"
    size = _FONT_SIZE - (2 if value is None else 0)
    colour = _MUTED if not value else _INK
    axes.text(right, down, shown, ha="center", va="center", color=colour, fontsize=size)


def _legend(axes: Axes) -> None:
    axes.legend(
        loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=3, frameon=False, labelcolor=_INK
    )


def _canvas(height: float) -> tuple[Figure, Axes]:
    figure = Figure(figsize=(WIDTH_INCHES, height), layout="constrained")
    FigureCanvasSVG(figure)
    return figure, figure.add_subplot()


def _finish_lying(axes: Axes, labels: Sequence[str], x: str) -> None:
    axes.set_yticks(range(len(labels)), labels)
    axes.tick_params(axis="y", length=0, labelcolor=_INK)
    axes.invert_yaxis()
    axes.grid(visible=False, axis="y")
    axes.set_xlabel(x)
    if axes.dataLim.width == 0:
        axes.set_xlim(0, 1)
    axes.xaxis.set_major_locator(MaxNLocator(5, integer=True))
    axes.xaxis.set_major_formatter(FuncFormatter(_short_number))


def _step_between(labels: Sequence[str]) -> int:
    """Return how many labels to go on from one that is written to the next."""
    longest = max((len(label) for label in labels), default=1)
    return max(1, -(-len(labels) * (longest + 2) // _CHARACTERS))


def _finish_upright(axes: Axes, labels: Sequence[str], x: str, y: str) -> None:
    step = _step_between(labels)
    axes.set_xticks(range(0, len(labels), step), labels[::step])
    axes.grid(visible=False, axis="x")
    axes.set_xlabel(x)
    axes.set_ylabel(y)
    axes.yaxis.set_major_locator(MaxNLocator(5, integer=True))
    axes.yaxis.set_major_formatter(FuncFormatter(_short_number))


def _short_number(value: float, _position: int | None = None) -> str:
    for unit, name in ((1_000_000_000, "bn"), (1_000_000, "m"), (1_000, "k")):
        if abs(value) >= unit:
            return f"{value / unit:g}{name}"
    return f"{value:g}"


def _svg(figure: Figure, title: str) -> str:
    """Write the figure as an element to be put into a page."""
    file = io.StringIO()
    figure.savefig(file, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
    text = file.getvalue()
    text = text[text.index("<svg") :]
    for placeholder, variable in _VARIABLES.items():
        text = text.replace(placeholder, variable)
    # The page may hold several figures: only the ids that something refers to may stay.
    used = set(re.findall(r"(?:url\(#|href=\"#)([^)\"]+)", text))
    text = re.sub(r' id="([^"]+)"', lambda m: m[0] if m[1] in used else "", text)
    text = re.sub(r"<metadata>.*?</metadata>", "", text, flags=re.DOTALL)
    text = re.sub(r"font: ([\d.]+px) [^;\"]*", r"font: \1 var(--font)", text)
    text = re.sub(r' width="[\d.]+pt" height="[\d.]+pt"', "", text, count=1)
    return text.replace("<svg", f'<svg role="img" aria-label="{_escaped(title)}"', 1)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")
