"""Screening: measure, score, decide. One row for every person and day, whatever becomes of it."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from isonomia.screening import copies, day_measures, person_measures, scoring, thought
from isonomia.screening.intake import Intake, OnProgress
from isonomia.screening.rules import Published, Rules

_STEPS = 5


@dataclass(frozen=True, slots=True)
class Screened:
    """The result of a screening.

    Attributes:
        intake: what was read
        published: the rules it was judged by
        days: one row a person-day: ``actor``, ``day``, ``answers``, ``first``, ``last``,
            ``community``, every test's value and ``<test>_points``, ``score`` and ``outcome``
    """

    intake: Intake
    published: Published
    days: pl.DataFrame

    def count(self, outcome: str) -> int:
        """Return how many person-days had an outcome."""
        return int((self.days["outcome"] == outcome).sum())


def screen(
    intake: Intake, published: Published, on_progress: OnProgress = lambda *_: None
) -> Screened:
    """Judge every person-day of what was read."""
    measures = measured(intake, published.rules, on_progress)
    return Screened(intake, published, scoring.scored(measures, published.rules))


def measured(
    intake: Intake, rules: Rules, on_progress: OnProgress = lambda *_: None
) -> pl.DataFrame:
    """Return every person-day with each test's value and evidence, not yet judged."""
    answers = day_measures.with_gaps(intake.answers)
    on_progress("measuring", 1, _STEPS)
    days = day_measures.days(answers, rules)
    on_progress("measuring", 2, _STEPS)
    people = person_measures.people(answers, rules)
    on_progress("measuring", 3, _STEPS)
    if rules.tests.copies.enabled or rules.tests.timing_copies.enabled:
        people = people.join(copies.people(answers, rules), on="actor", how="left")
    on_progress("measuring", 4, _STEPS)
    if rules.tests.thought.enabled:
        found = thought.people(
            answers, intake.actors, rules, lambda done, all_: on_progress("answers", done, all_)
        )
        people = people.join(found, on="actor", how="left")
    on_progress("measuring", 5, _STEPS)
    return days.join(people, on="actor", how="left").sort("actor", "day")
