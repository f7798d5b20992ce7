"""The picture of the gas figures."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator, StrMethodFormatter

from bench.figures import OURS, Item, Results, Row

_OURS, _OTHERS = "#1b6ca8", "#b8bec4"
_TITLES: dict[Item, str] = {
    "person": "One more person on the ledger",
    "contribution": "One more contribution or attestation",
    "claim": "One more payment (ours: 0 gas)",
    "entrant": "One more entrant of a lottery round",
    "prize": "One more right for a limited time",
    "redemption": "One more service paid for by a signature",
    "case": "One more deduction, remedy or revocation",
}
_BAR_INCHES = 0.32
_TITLE_INCHES = 0.55
_STYLE: dict[Any, Any] = {"svg.fonttype": "none", "svg.hashsalt": "isonomia", "font.size": 9}


def draw(results: Results, path: Path) -> None:
    """Write the figure; the same results give the same file."""
    groups = {item: results.of_item(item) for item in _TITLES}
    heights = [len(rows) for rows in groups.values()]
    size = (9, _BAR_INCHES * sum(heights) + _TITLE_INCHES * len(heights))
    with rc_context(_STYLE):
        figure = Figure(figsize=size, layout="constrained")
        panels = figure.subplots(len(groups), height_ratios=heights, sharex=True)
        for axes, (item, rows) in zip(panels, groups.items(), strict=True):
            _bars(axes, _TITLES[item], rows)
        panels[-1].set_xlabel("gas of the whole transaction per item, at the largest batch")
        figure.savefig(path, metadata={"Date": None})


def _bars(axes: Axes, title: str, rows: list[Row]) -> None:
    gas = [row.per_item(row.largest) for row in rows]
    colours = [_OURS if row.system == OURS else _OTHERS for row in rows]
    labels = [f"{row.system}: {row.act}" for row in rows]
    bars = axes.barh(labels, gas, color=colours)
    axes.bar_label(bars, [f" {value:,.0f}" for value in gas])
    axes.invert_yaxis()
    axes.margins(x=0.15)
    axes.spines[["top", "right"]].set_visible(False)
    axes.xaxis.set_major_locator(MaxNLocator(5))
    axes.xaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
    axes.set_title(title, loc="left", fontweight="bold")
