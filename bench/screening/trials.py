"""Trials: conversations with and without bots, measured once and judged as often as needed."""

from __future__ import annotations

import tempfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from bench.screening import bots
from bench.screening.bots import Population
from isonomia.screening import intake, scoring
from isonomia.screening.rules import Rules
from isonomia.screening.screen import measured

#: Public demonstration pages, where people click through to see what happens.
DEMOS = ("football", "seattle15")
SHARES = (0.01, 0.05, 0.20)
_NOW = 1_800_000_000


@dataclass(frozen=True, slots=True)
class Trial:
    """One conversation with one kind of bot; ``measures`` of people with ten answers or more."""

    conversation: str
    kind: str
    share: float
    seed: int
    measures: pl.DataFrame


def conversations(path: Path) -> dict[str, Population]:
    """Read the votes of all conversations."""
    votes = pl.read_csv(path).select(
        "conversation",
        pl.col("voter_id").cast(pl.String).alias("actor"),
        pl.col("comment_id").alias("item"),
        pl.col("vote").alias("choice"),
        pl.col("timestamp_ms").alias("time"),
    )
    return {
        str(name): Population.of(part.drop("conversation"))
        for (name,), part in votes.partition_by(
            "conversation", as_dict=True, maintain_order=True
        ).items()
    }


def run(populations: dict[str, Population], rules: Rules, seeds: int) -> Iterator[Trial]:
    """Measure every conversation alone and with every kind, share and seed."""
    for name, population in populations.items():
        yield Trial(name, "none", 0.0, 0, measures(population.answers, rules))
        for kind in bots.KINDS | bots.HARDER:
            for share in SHARES:
                for seed in range(seeds):
                    rng = np.random.default_rng(_seed(name, kind, share, seed))
                    mixed = bots.inject(population, kind, share, rng)
                    yield Trial(name, kind, share, seed, measures(mixed, rules))


def count(populations: dict[str, Population], seeds: int) -> int:
    """Return how many trials `run` yields."""
    return len(populations) * (1 + len(bots.KINDS | bots.HARDER) * len(SHARES) * seeds)


def _seed(*parts: object) -> int:
    return zlib.crc32(repr(parts).encode())


def measures(answers: pl.DataFrame, rules: Rules) -> pl.DataFrame:
    """Read and measure answers as `isonomia screen` does; mark bots."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "answers.parquet"
        answers.write_parquet(path)
        read = intake.read(path, None, _NOW)
    found = measured(read, rules)
    is_bot = read.actors.str.starts_with("bot")
    total = pl.col("answers").sum().over("actor")
    return found.with_columns(bot=is_bot.gather(found["actor"])).filter(
        total >= bots.FEWEST_ANSWERS
    )


def people(measures: pl.DataFrame, rules: Rules) -> pl.DataFrame:
    """Judge; return one row a person: ``bot``, and whether any day was refused or held."""
    outcome = pl.col("outcome")
    return (
        scoring.scored(measures, rules)
        .group_by("actor")
        .agg(
            pl.col("bot").first(),
            (outcome == scoring.REFUSED).any().alias("refused"),
            (outcome != scoring.AWARDED).any().alias("stopped"),
            pl.col("answers").sum(),
            pl.col("score").max(),
            pl.selectors.ends_with("_points").max(),
        )
    )
