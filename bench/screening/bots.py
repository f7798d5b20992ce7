"""Automation to be put among real people: five kinds of the issue, and two that are harder."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

Numbers = npt.NDArray[np.float64]
FEWEST_ANSWERS = 10
_SESSION_SECONDS = 1_800
_LATEST_START_SECONDS = 6 * 3_600


@dataclass(frozen=True, slots=True)
class Population:
    """The real answers of one conversation, and what bots are made from.

    Attributes:
        answers: ``actor``, ``item``, ``choice`` and ``time`` (ms), by actor and time
        ballots: those of people with ten answers or more, one frame a person
        gaps: seconds between answers of one person, pauses left out
        people: how many people took part
    """

    answers: pl.DataFrame
    ballots: list[pl.DataFrame]
    gaps: Numbers
    items: npt.NDArray[Any]
    choices: npt.NDArray[Any]
    shares: Numbers
    people: int

    @classmethod
    def of(cls, answers: pl.DataFrame) -> Population:
        """Prepare a conversation."""
        answers = answers.sort("actor", "time")
        ballots = [
            ballot
            for ballot in answers.partition_by("actor", maintain_order=True)
            if len(ballot) >= FEWEST_ANSWERS
        ]
        gaps = np.concatenate([np.diff(ballot["time"].to_numpy()) / 1_000 for ballot in ballots])
        counts = answers["choice"].value_counts().sort("choice")
        return cls(
            answers,
            ballots,
            gaps[(gaps > 0) & (gaps < _SESSION_SECONDS)],
            answers["item"].unique().sort().to_numpy(),
            counts["choice"].to_numpy(),
            (counts["count"] / counts["count"].sum()).to_numpy(),
            answers["actor"].n_unique(),
        )


@dataclass(frozen=True, slots=True)
class _Model:
    """A real ballot that a bot takes its length, or more, from; it ended at ``end``, in seconds."""

    item: npt.NDArray[Any]
    choice: npt.NDArray[Any]
    end: float
    gaps: Numbers


Kind = Callable[[Population, _Model, np.random.Generator], tuple[Any, Any, Numbers]]


def _asked(population: Population, model: _Model, rng: np.random.Generator) -> npt.NDArray[Any]:
    count = min(len(model.item), len(population.items))
    return rng.permutation(population.items)[:count]


def fast_random(population: Population, model: _Model, rng: np.random.Generator) -> Any:
    """Answers at random, 0.2 to 1.5 seconds apart."""
    item = _asked(population, model, rng)
    return item, rng.choice(population.choices, len(item)), rng.uniform(0.2, 1.5, len(item))


def paced_random(population: Population, model: _Model, rng: np.random.Generator) -> Any:
    """Answers at random, at gaps drawn from those of real people."""
    item = _asked(population, model, rng)
    choice = rng.choice(population.choices, len(item))
    return item, choice, rng.choice(population.gaps, len(item))


def straight_liner(population: Population, model: _Model, rng: np.random.Generator) -> Any:
    """Always the same answer, at an interval of 1 to 5 seconds that varies by a tenth."""
    item = _asked(population, model, rng)
    interval = rng.uniform(1, 5)
    gaps = np.maximum(0.1, rng.normal(interval, interval / 10, len(item)))
    return item, np.full(len(item), rng.choice(population.choices)), gaps


def replayed(_: Population, model: _Model, rng: np.random.Generator) -> Any:
    """A real ballot again, each gap changed by up to a fifth and 0.3 seconds of noise."""
    noise = rng.normal(0, 0.3, len(model.gaps))
    gaps = np.maximum(0.05, model.gaps * rng.uniform(0.8, 1.2, len(model.gaps)) + noise)
    return model.item, model.choice, gaps


def copied_timing(population: Population, model: _Model, rng: np.random.Generator) -> Any:
    """Answers at random, at exactly the gaps of one real person."""
    item = _asked(population, model, rng)
    return item, rng.choice(population.choices, len(item)), model.gaps[: len(item)]


def two_choices(population: Population, model: _Model, rng: np.random.Generator) -> Any:
    """As human-paced random bots, but never using the least frequent choice."""
    item, _, gaps = paced_random(population, model, rng)
    common = population.choices[np.argsort(population.shares)[-2:]]
    return item, rng.choice(common, len(item)), gaps


def crowd_shares(population: Population, model: _Model, rng: np.random.Generator) -> Any:
    """As human-paced random bots, but with each choice as frequent as in the whole crowd."""
    item, _, gaps = paced_random(population, model, rng)
    return item, rng.choice(population.choices, len(item), p=population.shares), gaps


KINDS: dict[str, Kind] = {
    "fast random": fast_random,
    "human-paced random": paced_random,
    "scripted straight-liners": straight_liner,
    "replayed with jitter": replayed,
    "copied timing": copied_timing,
}
HARDER: dict[str, Kind] = {
    "random between two choices": two_choices,
    "random with the crowd's shares": crowd_shares,
}


def inject(
    population: Population, kind: str, share: float, rng: np.random.Generator
) -> pl.DataFrame:
    """Return the answers with so many bots added; their actors start with ``bot``."""
    make = (KINDS | HARDER)[kind]
    bots = []
    for number in range(max(1, round(share * population.people))):
        model = _model(population, rng)
        item, choice, gaps = make(population, model, rng)
        start = model.end + rng.uniform(60, _LATEST_START_SECONDS)
        time = np.round((start + np.cumsum(gaps)) * 1_000).astype(np.int64)
        actor = [f"bot {number}"] * len(item)
        bots.append(pl.DataFrame({"actor": actor, "item": item, "choice": choice, "time": time}))
    return pl.concat([population.answers, *bots])


def _model(population: Population, rng: np.random.Generator) -> _Model:
    ballot = population.ballots[rng.integers(len(population.ballots))]
    time = ballot["time"].to_numpy() / 1_000
    gaps = np.minimum(np.diff(time, prepend=time[0]), _SESSION_SECONDS)
    return _Model(ballot["item"].to_numpy(), ballot["choice"].to_numpy(), time[-1], gaps)
