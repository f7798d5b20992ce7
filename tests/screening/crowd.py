"""A made-up crowd that answers like people: leanings, a pace of its own, longer on long questions.

It stands in where the real conversations are absent; nothing of those is in this repository.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

NOW = 1_700_000_000
START = 1_600_000_000
ITEMS = 40
CHOICES = ("disagree", "pass", "agree")


@dataclass(frozen=True)
class Crowd:
    """Records of people in the project's own layout; add bots with `with_`."""

    frame: pl.DataFrame

    def with_(self, *others: pl.DataFrame) -> Crowd:
        return Crowd(pl.concat([self.frame, *others], how="diagonal"))

    def write(self, path: Path) -> Path:
        self.frame.write_csv(path)
        return path


def crowd(people: int = 150, seed: int = 7) -> Crowd:
    """Return people of two leanings who answer most of the questions each."""
    rng = np.random.default_rng(seed)
    lean = rng.normal(0, 1.2, (ITEMS, 2))
    appeal = rng.normal(0.4, 1, ITEMS)
    length = rng.normal(0, 0.35, ITEMS)
    parts = []
    for number in range(people):
        own = rng.normal(0, 1, 2)
        items = rng.permutation(ITEMS)[: rng.integers(22, ITEMS)]
        score = appeal[items] + lean[items] @ own + rng.normal(0, 0.6, len(items))
        choice = np.where(score > 0.25, 2, np.where(score < -0.6, 0, 1))
        pace = rng.normal(1.8, 0.35)
        gaps = np.exp(pace + length[items] + rng.normal(0, 0.4, len(items)))
        start = START + rng.uniform(0, 60_000)
        parts.append(answers(f"person {number:03}", items, choice, start, gaps))
    return Crowd(pl.concat(parts))


def survey(people: int = 120, seed: int = 5) -> Crowd:
    """Return people who are all asked the same questions in the same order, and mostly agree."""
    rng = np.random.default_rng(seed)
    shares = rng.dirichlet([0.3, 0.3, 1.5], ITEMS)
    length = rng.normal(0, 0.35, ITEMS)
    parts = []
    for number in range(people):
        choice = [rng.choice(3, p=share) for share in shares]
        gaps = np.exp(rng.normal(1.8, 0.35) + length + rng.normal(0, 0.4, ITEMS))
        start = START + rng.uniform(0, 3_000)
        parts.append(answers(f"person {number:03}", range(ITEMS), choice, start, gaps))
    return Crowd(pl.concat(parts))


def answers(actor: str, items, choice, start: float, gaps) -> pl.DataFrame:
    """Return one actor's records; `choice` holds numbers of choices, `gaps` seconds."""
    times = np.round((start + np.cumsum(gaps)) * 1000).astype(np.int64)
    return pl.DataFrame(
        {
            "actor": [actor] * len(times),
            "item": [f"q{item}" for item in items],
            "choice": [CHOICES[number] for number in choice],
            "time": times,
        }
    )


def random_answers(actor: str, gaps, seed: int = 1, start: float = START + 500) -> pl.DataFrame:
    """Return records of somebody who answers at random."""
    rng = np.random.default_rng(seed)
    items = rng.permutation(ITEMS)[: len(gaps)]
    return answers(actor, items, rng.integers(0, 3, len(items)), start, gaps)
