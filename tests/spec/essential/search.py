"""Every world that can be reached, breadth first, until one breaks a promise."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

from tests.spec.essential.lives import MOVES, Life, canonical, moved
from tests.spec.worlds import DAY, GENESIS

#: What is wrong with a world; nothing when all is well.
Promise = Callable[[Life], str | None]
WAIT = "wait"


@dataclass
class Found:
    """What a search saw.

    ``broken`` is the first promise not kept, and ``way`` the shortest way there. ``merged`` are
    pairs of worlds that were taken for one.
    """

    worlds: int = 0
    depth: int = 0
    exhausted: bool = False
    taken: Counter[str] = field(default_factory=Counter)
    merged: list[tuple[Life, Life]] = field(default_factory=list)
    broken: str | None = None
    way: tuple[str, ...] = ()


def following(
    here: Life, days: Sequence[int], moves: Iterable[str] = MOVES
) -> list[tuple[str, Life]]:
    """Return the worlds one move away, or one step of a clock that knows some days only."""
    found = [(move, moved(here, move)) for move in moves]
    next_day = next((day for day in days if GENESIS + day * DAY > here.now), None)
    if next_day is not None:
        found.append((WAIT, replace(here.copy(), now=GENESIS + next_day * DAY)))
    return [(move, there) for move, there in found if there is not None]


def search(
    starts: Sequence[Life],
    promise: Promise,
    *,
    days: Sequence[int],
    moves: Sequence[str] = tuple(MOVES),
    most_depth: int | None = None,
    keep_merged: int = 0,
) -> Found:
    """Try every move in every world that moves lead to, until there is nothing new.

    Args:
        starts: the worlds to begin with
        promise: what has to hold in every world
        days: the days from genesis that the clock knows
        moves: what can happen
        most_depth: how many moves from the start to stop
        keep_merged: how many pairs of worlds taken for one to return
    """
    found = Found()
    ways: dict[tuple[object, ...], tuple[str, ...]] = {}
    examples: dict[tuple[object, ...], Life] = {}
    waiting: list[Life] = []

    def meet(there: Life, way: tuple[str, ...]) -> None:
        mark = canonical(there)
        if mark in ways:
            if len(found.merged) < keep_merged:
                found.merged.append((examples[mark], there))
            return
        ways[mark] = way
        if keep_merged:
            examples[mark] = there
        waiting.append(there)
        if found.broken is None:
            found.broken = promise(there)
            found.way = way if found.broken else ()

    for start in starts:
        meet(start, ())
    while waiting and found.broken is None and found.depth != most_depth:
        level, waiting = waiting, []
        found.depth += 1
        for here in level:
            way = ways[canonical(here)]
            for move, there in following(here, days, moves):
                found.taken[move] += 1
                meet(there, (*way, move))
            if found.broken is not None:
                break
    found.worlds = len(ways)
    found.exhausted = not waiting
    return found
