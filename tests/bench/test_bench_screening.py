"""The bench of screening: its bots, its calibration, its page.

bots
└── each kind → so many, with answers in order, all after the ballot they are made from
calibration
├── people who are all thoughtful → the largest weight
└── many suspicious people → a smaller weight, and no more refused than aimed at where it can be
page
├── the committed one → follows from the committed results
└── a missed target → said
"""

from __future__ import annotations

import dataclasses

import numpy as np
import polars as pl
import pytest

from bench.screening import bots, calibration, page, results, trials
from isonomia.screening import rules
from tests.screening.crowd import crowd

pytestmark = pytest.mark.req("A3")


@pytest.fixture(scope="module")
def population():
    return bots.Population.of(crowd(80).frame)


@pytest.mark.parametrize("kind", results.kinds())
def test_inject__each_kind__so_many_bots_in_order(population, kind):
    mixed = bots.inject(population, kind, 0.05, np.random.default_rng(1))
    added = mixed.filter(pl.col("actor").str.starts_with("bot"))
    assert added["actor"].n_unique() == 4
    assert len(mixed) == len(added) + len(population.answers)
    assert added.group_by("actor").agg((pl.col("time").diff() < 0).any())["time"].sum() == 0
    assert added["time"].min() > population.answers["time"].min()


@pytest.fixture(scope="module")
def humans(population):
    return trials.measures(population.answers, rules.for_charter(None).rules)


def test_fitted__all_thoughtful__largest_weight(humans):
    fitted = calibration.fitted([humans], rules.for_charter(None).rules)
    assert calibration.points_for_a_nat(fitted) == pytest.approx(calibration.BOUNDS[1], rel=0.01)


def test_fitted__many_suspicious__smaller_weight(humans):
    doubtful = humans.with_columns(
        thought=pl.when(pl.col("actor") % 20 == 0).then(-4.4).otherwise("thought"),
        reading=pl.lit(0.0),
        own_pace=pl.lit(0.95),
    )
    fitted = calibration.fitted([doubtful], rules.for_charter(None).rules)
    assert calibration.points_for_a_nat(fitted) < calibration.BOUNDS[1] - 1
    assert trials.people(doubtful, fitted)["refused"].mean() <= calibration.AIM


@pytest.fixture(scope="module")
def committed():
    return results.Results.read(page.RESULTS)


def test_page__committed__follows_from_the_results(committed):
    assert page.render(committed) == page.PAGE.read_text(encoding="utf-8")


def test_targets__bots_not_found__said(committed):
    blind = [dataclasses.replace(row, refused=0) for row in committed.found]
    told = results.targets(dataclasses.replace(committed, found=blind))
    missed = {target.promise.split(":")[0] for target in told if not target.met}
    assert set(results.WANTED) <= missed
    assert "**not met**" in page.render(dataclasses.replace(committed, found=blind))
