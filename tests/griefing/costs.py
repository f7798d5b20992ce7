"""The tables of docs/threat-model.md; `python -m tests.griefing.costs` writes them anew."""

from __future__ import annotations

import json
from pathlib import Path

from tests.griefing import collusion

PAGE = Path(__file__).parents[2] / "docs" / "threat-model.md"
MEASURED = Path(__file__).parents[1] / "snapshots" / "griefing_gas.json"

COLLUSION = "How likely colluding seats get a panel"
COSTS = "What wearing somebody down costs"

#: Each attack: what one try takes, and what it takes to answer it.
ATTEMPTS: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...] = (
    (
        "accuse one person",
        ("accuse one person",),
        ("appeal", "publish a round of the beacon", "draw a panel of 5", "reject by 3 of 5"),
    ),
    ("accuse ten people at once", ("accuse ten people at once",), ("appeal",)),
    ("accuse and withdraw", ("accuse one person", "withdraw"), ()),
    (
        "deduct from somebody who is silent",
        ("accuse one person", "carry a deduction out"),
        ("ask for a review", "draw a panel of 5", "reject by 3 of 5"),
    ),
    ("appeal in vain", ("appeal", "appeal again"), ("draw a panel of 5", "uphold by 3 of 5")),
    ("steal a key by a recovery", ("file a recovery",), ("veto a recovery",)),
    ("close the living", ("file a closing",), ("show life",)),
    (
        "challenge an award without reason",
        ("challenge the latest award",),
        ("draw a panel of 5", "reject by 3 of 5"),
    ),
    (
        "bury an award under one more batch",
        ("file a batch of one",),
        ("challenge an award under 20 later batches",),
    ),
    ("escape by opting out and in", ("opt out", "opt in"), ()),
    ("escape by moving", ("move",), ("carry a deduction out",)),
    ("seat a panel before somebody waits", (), ("draw a panel of 5",)),
    ("draw where councils are too few", ("draw a panel that finds too few",), ()),
    ("call auditors every year", ("call auditors",), ()),
    (
        "pad a community and its volunteers",
        ("enrol an invented member", "volunteer"),
        ("open a renewal",),
    ),
)


def measured() -> dict[str, int]:
    """Return the gas of each act, as committed."""
    gas: dict[str, int] = json.loads(MEASURED.read_text())
    return gas


def cost_table() -> str:
    """Return the table of docs/threat-model.md."""
    gas = measured()
    lines = ["| to | takes | gas | to answer takes | gas |", "|---|---|---|---|---|"]
    for attack, tries, answers in ATTEMPTS:
        cells = (attack, *_side(gas, tries), *_side(gas, answers))
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _side(gas: dict[str, int], acts: tuple[str, ...]) -> tuple[str, str]:
    if not acts:
        return "nothing", "0"
    return ", ".join(acts), f"{sum(gas[act] for act in acts):,}"


def with_table(page: str, heading: str, table: str) -> str:
    """Return a page with another table under a heading.

    Raises:
        ValueError: when the page has no such heading, or no table under it
    """
    start = page.index("\n| ", page.index(f"### {heading}\n")) + 1
    end = page.find("\n\n", start)
    return page[:start] + table + (page[end:] if end >= 0 else "\n")


def main() -> None:
    """Write both tables."""
    page = PAGE.read_text(encoding="utf-8")
    page = with_table(page, COLLUSION, collusion.table())
    PAGE.write_text(with_table(page, COSTS, cost_table()), encoding="utf-8")


if __name__ == "__main__":
    main()
