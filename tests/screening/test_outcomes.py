"""What becomes of people and of automation in a crowd.

a thoughtful crowd → nearly nobody refused
a bot
├── fast and random → refused
├── random at a human pace, many answers → most refused
├── the same answer at fixed intervals → refused
├── a replayed ballot, with jitter → refused; the copied person is not
├── the same where everybody has one order of questions → refused; nobody else is
├── answers at random at another's exact gaps → refused
└── every ten minutes around the clock → refused
a person
├── gives the same answer to everything, at leisure → for review, never refused
├── answers the opposite of the crowd throughout → awarded
├── gives few answers → awarded
├── answers more than the daily cap → for review
├── shows no interaction where it is measured → refused
├── fails the comprehension checks → refused
└── contradicts the own answers when asked again → refused or for review
"""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from isonomia.screening import scoring
from tests.screening.conftest import days_of, outcomes
from tests.screening.crowd import CHOICES, ITEMS, START, answers, crowd, random_answers, survey

pytestmark = pytest.mark.req("A3")


@pytest.fixture
def rng():
    """Chances that are the same in every run."""
    return np.random.default_rng(11)


def test_crowd__thoughtful__nearly_nobody_refused(judge):
    screened = judge(crowd(300, seed=3))
    people = screened.days.group_by("actor").agg(
        (pl.col("outcome") == scoring.REFUSED).any().alias("refused")
    )
    assert people["refused"].mean() <= 0.01


def test_bot__fast_and_random__refused(judge, rng):
    bot = random_answers("bot", rng.uniform(0.2, 1.2, 30))
    assert outcomes(judge(crowd().with_(bot)), "bot") == {scoring.REFUSED}


def test_bots__random_at_a_human_pace__most_refused(judge, rng):
    people = crowd(300)
    gaps = people.frame.sort("actor", "time").select(
        (pl.col("time").diff().over("actor") / 1000).drop_nulls()
    )
    drawn = [rng.choice(gaps.to_series().to_numpy(), ITEMS) for _ in range(10)]
    bots = [random_answers(f"bot {number}", gaps, number) for number, gaps in enumerate(drawn)]
    screened = judge(people.with_(*bots))
    refused = [outcomes(screened, f"bot {number}") == {scoring.REFUSED} for number in range(10)]
    assert sum(refused) >= 6


def test_bot__same_answer_at_fixed_intervals__refused(judge, rng):
    bot = answers("bot", range(30), [2] * 30, START, rng.normal(3, 0.1, 30))
    assert outcomes(judge(crowd().with_(bot)), "bot") == {scoring.REFUSED}


def test_bot__replays_a_ballot_with_jitter__refused_and_the_copied_person_not(judge, rng):
    people = crowd()
    copied = people.frame.filter(pl.col("actor") == "person 003").sort("time")
    shift = pl.col("time") + 7_200_000 + pl.Series(rng.integers(-700, 700, len(copied)))
    bot = copied.with_columns(actor=pl.lit("bot"), time=shift)
    screened = judge(people.with_(bot))
    assert outcomes(screened, "bot") == {scoring.REFUSED}
    assert outcomes(screened, "person 003") == {scoring.AWARDED}


def test_survey__everybody_in_one_order_and_agreeing__nobody_refused_but_the_replay(judge, rng):
    people = survey()
    copied = people.frame.filter(pl.col("actor") == "person 003").sort("time")
    shift = pl.col("time") + 7_200_000 + pl.Series(rng.integers(-700, 700, len(copied)))
    screened = judge(people.with_(copied.with_columns(actor=pl.lit("bot"), time=shift)))
    stopped = screened.days.filter(pl.col("outcome") != scoring.AWARDED)["actor"]
    assert screened.intake.actors.gather(stopped).to_list() == ["bot"]


def test_bot__random_at_anothers_exact_gaps__refused(judge):
    people = crowd()
    copied = people.frame.filter(pl.col("actor") == "person 003").sort("time")["time"].to_numpy()
    bot = random_answers("bot", np.diff(copied) / 1000, start=copied[-1] / 1000 + 3_600)
    screened = judge(people.with_(bot))
    assert outcomes(screened, "bot") == {scoring.REFUSED}
    assert days_of(screened, "bot")["timing_copies_points"][0] > 0


def test_bot__around_the_clock__refused(judge):
    rng = np.random.default_rng(5)
    day = START - START % 86_400
    steps = 86_400 / 100 * (1 + rng.uniform(-0.4, 0.4, 99))
    bot = pl.DataFrame(
        {
            "actor": ["bot"] * 99,
            "item": [f"act {number}" for number in range(99)],
            "choice": ["agree"] * 99,
            "time": ((day + np.cumsum(steps)) * 1000).astype(np.int64),
        }
    )
    screened = judge(crowd().with_(bot))
    assert days_of(screened, "bot")["no_rest_points"][0] >= 100
    assert scoring.REFUSED in outcomes(screened, "bot")


def test_person__same_answer_to_everything_at_leisure__for_review_and_not_refused(judge, rng):
    person = answers("person", range(35), [2] * 35, START, rng.lognormal(2, 0.7, 35))
    assert outcomes(judge(crowd().with_(person)), "person") == {scoring.HELD}


def test_person__answers_the_opposite_of_somebody__as_welcome(judge, rng):
    people = crowd()
    other = people.frame.filter(pl.col("actor") == "person 010").sort("time")
    turned = dict(zip(CHOICES, reversed(CHOICES), strict=True))
    opposite = answers(
        "opposite",
        [int(item[1:]) for item in reversed(other["item"].to_list())],
        [CHOICES.index(turned[choice]) for choice in reversed(other["choice"].to_list())],
        START + 90_000,
        rng.lognormal(1.8, 0.5, len(other)),
    )
    assert outcomes(judge(people.with_(opposite)), "opposite") == {scoring.AWARDED}


def test_person__few_answers__awarded(judge):
    person = random_answers("person", [0.3, 0.2, 0.4])
    assert outcomes(judge(crowd().with_(person)), "person") == {scoring.AWARDED}


def test_person__more_than_the_cap_of_a_day__for_review(judge, rng, published):
    most = int(published.rules.tests.daily_cap.curve[-1][0])
    day = START - START % 86_400
    person = pl.DataFrame(
        {
            "actor": ["person"] * (most + 1),
            "item": [f"act {number}" for number in range(most + 1)],
            "choice": [CHOICES[number % 7 % 3] for number in range(most + 1)],
            "time": (day + 30_000 + np.cumsum(rng.lognormal(2, 0.9, most + 1))).astype(np.int64)
            * 1000,
        }
    )
    assert outcomes(judge(crowd().with_(person)), "person") == {scoring.HELD}


@pytest.mark.parametrize(
    ("column", "values"),
    [("clicks", [0] * 20), ("page_seconds", [0.2] * 20), ("check", [0] * 20)],
)
def test_person__fails_what_the_input_measures__refused(judge, column, values):
    person = crowd(1, seed=99).frame.head(20).with_columns(actor=pl.lit("person"))
    people = crowd().with_(person.with_columns(pl.Series(column, values)))
    screened = judge(people)
    assert outcomes(screened, "person") == {scoring.REFUSED}
    assert outcomes(screened, "person 001") == {scoring.AWARDED}


@pytest.mark.parametrize(("turned", "choice"), [("0", "disagree"), ("1", "agree")])
def test_person__contradicts_the_own_answers__stopped(judge, rng, turned, choice):
    first = answers("person", range(20), [2] * 8 + [0, 1] * 6, START, rng.lognormal(2, 0.6, 20))
    again = pl.DataFrame(
        {
            "actor": ["person"] * 8,
            "item": [f"q{number}, again" for number in range(8)],
            "choice": [choice] * 8,
            "time": first["time"].max() + np.cumsum(rng.lognormal(9, 0.5, 8)).astype(np.int64),
            "repeats": [f"q{number}" for number in range(8)],
            "reversed": [turned] * 8,
        }
    )
    screened = judge(crowd().with_(first, again))
    assert days_of(screened, "person")["consistency"][0] == 1.0
    assert outcomes(screened, "person") <= {scoring.REFUSED, scoring.HELD}
