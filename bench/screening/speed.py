"""Speed: how long files of 10^5 to 10^7 answers take, and how much memory, as the command runs."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

_ANSWERS_EACH = 30
_PEOPLE_A_COMMUNITY = 20_000
_ITEMS = 200
_START_MS = 1_600_000_000_000
_DAYS_MS = 30 * 86_400_000
_THREADS = "2"


@dataclass(frozen=True, slots=True)
class Run:
    """One measured run.

    Attributes:
        answers: in the file
        seconds: by the clock
        processor_seconds: of all threads together, whatever else the machine did
        mebibytes: most memory held
    """

    answers: int
    seconds: float
    processor_seconds: float
    mebibytes: float


def generate(path: Path, answers: int, seed: int = 1) -> None:
    """Write a file of so many answers of people with a pace, in communities with own questions."""
    rng = np.random.default_rng(seed)
    people = max(1, answers // _ANSWERS_EACH)
    person = np.repeat(np.arange(people), _ANSWERS_EACH)
    gaps = rng.lognormal(1.8, 0.7, len(person)) * np.repeat(rng.lognormal(0, 0.3, people), 30)
    gaps = gaps.reshape(people, _ANSWERS_EACH).cumsum(1).ravel() * 1_000
    start = np.repeat(rng.integers(0, _DAYS_MS, people), _ANSWERS_EACH)
    order = rng.random((people, _ITEMS), dtype=np.float32).argsort(1)[:, :_ANSWERS_EACH]
    frame = pl.DataFrame(
        {
            "actor": person,
            "item": order.ravel(),
            "choice": rng.choice([-1, 0, 1], len(person), p=[0.26, 0.15, 0.59]),
            "time": _START_MS + start + gaps.astype(np.int64),
            "community": person // _PEOPLE_A_COMMUNITY,
        }
    )
    frame.sample(fraction=1, shuffle=True, seed=seed).write_csv(path)


def measure(folder: Path, sizes: Sequence[int]) -> list[Run]:
    """Run the command on files of these sizes, one after the other, with two threads."""
    runs = []
    for size in sizes:
        path = folder / f"{size}.csv"
        generate(path, size)
        runs.append(_run(path, size))
        path.unlink()
    return runs


def _run(path: Path, size: int) -> Run:
    outputs = ["-o", str(path.with_suffix(".awards")), "--review", str(path.with_suffix(".review"))]
    command = [sys.executable, "-m", "isonomia", "screen", str(path), *outputs]
    threads = dict.fromkeys(("POLARS_MAX_THREADS", "OPENBLAS_NUM_THREADS"), _THREADS)
    started = time.perf_counter()
    process = subprocess.Popen(
        command, env=threads | os.environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, status, used = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    if status:
        raise RuntimeError(f"{' '.join(command)} ended with status {status}")
    processor = used.ru_utime + used.ru_stime
    return Run(size, seconds, processor, used.ru_maxrss / 1_024)
