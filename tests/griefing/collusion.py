"""How likely it is that colluding councils get a panel's majority, exactly, by counting draws."""

from __future__ import annotations

from fractions import Fraction
from math import comb

#: Jurors of a panel, and how many of them decide.
FIRST, SECOND = (5, 3), (11, 6)


def chance_of_majority(candidates: int, captured: int, panel: tuple[int, int]) -> Fraction:
    """Return the chance that at least a majority of a panel are captured seats.

    Args:
        candidates: seats that can be drawn
        captured: how many of them vote as one
        panel: jurors, and how many decide
    """
    size, majority = panel
    favourable = sum(
        comb(captured, held) * comb(candidates - captured, size - held)
        for held in range(majority, size + 1)
    )
    return Fraction(favourable, comb(candidates, size))


def chance_of_both(candidates: int, captured: int) -> Fraction:
    """Return the chance that both panels are captured, the second drawn from who is left.

    The first panel's jurors do not sit in the second; the chance is summed over how many captured
    seats the first one used up.
    """
    size, majority = FIRST
    total = Fraction(0)
    for held in range(majority, min(size, captured) + 1):
        ways = comb(captured, held) * comb(candidates - captured, size - held)
        first = Fraction(ways, comb(candidates, size))
        total += first * chance_of_majority(candidates - size, captured - held, SECOND)
    return total


def in_words(chance: Fraction) -> str:
    """Return a chance in percent with one decimal, or as one in so many when it is small."""
    if chance == 0:
        return "0"
    if chance < Fraction(1, 1_000):
        return f"1 in {int(1 / chance):,}"
    return f"{float(chance * 100):.1f} %"


#: Communities that can be drawn from, seats of each council, and how many councils collude.
SIZES = ((8, 3), (20, 5), (200, 5))
SHARES = (10, 20, 30, 40, 50)


def table() -> str:
    """Return the table of docs/threat-model.md."""
    lines = [
        "| councils to draw from | seats that collude | 3 of 5 | 6 of 11 | both in turn |",
        "|---|---|---|---|---|",
    ]
    for councils, seats in SIZES:
        for share in SHARES:
            total = councils * seats
            captured = councils * share // 100 * seats
            if captured == 0:
                continue
            chances = (
                chance_of_majority(total, captured, FIRST),
                chance_of_majority(total, captured, SECOND),
                chance_of_both(total, captured),
            )
            cells = " | ".join(in_words(chance) for chance in chances)
            size = f"{councils} of {seats} seats"
            lines.append(f"| {size} | {captured} of {total} | {cells} |")
    return "\n".join(lines)
