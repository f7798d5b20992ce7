"""Many random cases in a row, until the two sides differ."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.differential.founding import random_founding
from tests.differential.playing import Failure, Outcomes, play_random, shortest
from tests.harness.chain import Artifacts
from tests.harness.evm import EvmChain

STEPS = 250


@dataclass(frozen=True)
class Campaign:
    """What came of all the actions; `failure` tells of the first case on which the sides differ."""

    outcomes: Outcomes
    failure: str = ""


def play_campaign(
    seed: str,
    actions: int,
    charters: Sequence[str],
    failures: Path,
    artifacts: Artifacts | None = None,
) -> Campaign:
    """Play at least so many actions in cases of `STEPS`, under each charter in turn.

    A case on which the sides differ is made short and written into the folder `failures`.
    """
    outcomes: Outcomes = Counter()
    for number in range(-(-actions // STEPS)):
        charter = charters[number % len(charters)]
        name = f"{seed} {number} {charter}"
        founding = random_founding(random.Random(name), charter)
        try:
            play_random(name, founding, STEPS, outcomes, EvmChain(artifacts))
        except Failure as failure:
            return Campaign(outcomes, _kept(failure, failures))
    return Campaign(outcomes)


def _kept(failure: Failure, folder: Path) -> str:
    """Write the case made short, and return what to print about it."""
    case = shortest(failure.case)
    path = folder / f"{failure.seed.replace(' ', '-')}.json"
    case.save(path, seed=failure.seed, found=str(failure.divergence))
    return f"{failure}\nshortened from {len(failure.case.steps)} to {len(case.steps)} steps: {path}"
