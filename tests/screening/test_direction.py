"""The direction of a choice never matters.

choices relabelled everywhere (turned around, moved on by one, renamed)
└── every measure of everybody the same
lines in another order
└── every measure of everybody the same
"""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from isonomia.screening import intake
from isonomia.screening.screen import screen
from tests.screening.crowd import CHOICES, NOW, Crowd, crowd, random_answers

pytestmark = pytest.mark.req("A3")


def mixed() -> Crowd:
    rng = np.random.default_rng(2)
    return crowd(60).with_(
        random_answers("fast", rng.uniform(0.2, 1.5, 30)),
        random_answers("slow", rng.lognormal(1.8, 0.9, 40), seed=4),
    )


def judged(people: Crowd, folder, published) -> pl.DataFrame:
    screened = screen(intake.read(people.write(folder / "records.csv"), None, NOW), published)
    return screened.days.with_columns(
        screened.intake.actors.gather(screened.days["actor"]).alias("name")
    ).sort("name", "day")


@settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(labels=st.permutations(CHOICES))
def test_choices__permuted_for_everybody__every_measure_the_same(tmp_path, published, labels):
    people = mixed()
    renamed = Crowd(
        people.frame.with_columns(
            pl.col("choice").replace_strict(dict(zip(CHOICES, labels, strict=True)))
        )
    )
    assert judged(people, tmp_path, published).equals(judged(renamed, tmp_path, published))


def test_choices__renamed__every_measure_the_same(tmp_path, published):
    people = mixed()
    names = {"agree": "-1", "pass": "Zürich", "disagree": "0"}
    renamed = Crowd(people.frame.with_columns(pl.col("choice").replace_strict(names)))
    assert judged(people, tmp_path, published).equals(judged(renamed, tmp_path, published))


def test_lines__shuffled__every_measure_the_same(tmp_path, published):
    people = mixed()
    shuffled = Crowd(people.frame.sample(fraction=1, shuffle=True, seed=3))
    assert judged(people, tmp_path, published).equals(judged(shuffled, tmp_path, published))
