"""Plots as SVG that takes its colours and its font from the page around it.

matplotlib knows no dark mode. So every colour is drawn as a placeholder that is replaced with a CSS
variable afterwards, and text stays text.
"""

from __future__ import annotations

import io
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
) -> str:
    """Draw lying bars with their values at their ends, the first on top, and return SVG."""
    with mpl.rc_context(_SETTINGS | {"svg.hashsalt": title}):
        figure, axes = _canvas(_MARGIN_HEIGHT + _BAR_HEIGHT * len(labels))
        shown = [_SERIES[number] for number in colours or [0] * len(labels)]
        drawn = axes.barh(range(len(labels)), values, color=shown, height=0.7)
        axes.bar_label(drawn, [f"{value:,}" for value in values], padding=4, color=_INK)
        axes.set_yticks(range(len(labels)), labels)
        axes.tick_params(axis="y", length=0, labelcolor=_INK)
        axes.invert_yaxis()
        axes.grid(visible=False, axis="y")
        axes.margins(x=0.16)
        axes.set_xlabel(x)
        axes.xaxis.set_major_locator(MaxNLocator(5, integer=True))
        axes.xaxis.set_major_formatter(FuncFormatter(_short_number))
        return _svg(figure, title)


def _canvas(height: float) -> tuple[Figure, Axes]:
    figure = Figure(figsize=(WIDTH_INCHES, height), layout="constrained")
    FigureCanvasSVG(figure)
    return figure, figure.add_subplot()


def _finish_upright(axes: Axes, labels: Sequence[str], x: str, y: str) -> None:
    longest = max((len(label) for label in labels), default=1)
    step = max(1, -(-len(labels) * (longest + 2) // _CHARACTERS))
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
