"""Screening of a frame of records, as the command does it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from isonomia.screening import intake, rules
from isonomia.screening.screen import Screened, screen
from tests.screening.crowd import NOW, Crowd

REAL = Path(__file__).parents[3] / "shared" / "data"


@pytest.fixture(scope="session")
def published() -> rules.Published:
    """The shipped rules."""
    return rules.for_charter(None)


@pytest.fixture
def judge(tmp_path: Path, published: rules.Published) -> Callable[[Crowd], Screened]:
    """Screen a crowd through a file."""

    def run(crowd: Crowd) -> Screened:
        path = crowd.write(tmp_path / "records.csv")
        return screen(intake.read(path, None, NOW), published)

    return run


def days_of(screened: Screened, actor: str) -> pl.DataFrame:
    """Return the person-days of one actor."""
    code = screened.intake.actors.to_list().index(actor)
    return screened.days.filter(pl.col("actor") == code)


def outcomes(screened: Screened, actor: str) -> set[str]:
    """Return what became of an actor's days."""
    return set(days_of(screened, actor)["outcome"])


def real(name: str) -> Path:
    """Return a file of real participation; the test is skipped where it is absent."""
    path = REAL / name
    if not path.exists():
        pytest.skip(f"{name} is not part of this repository and is not beside it")
    return path
