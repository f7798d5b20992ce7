"""The published rules of screening: which tests there are, from when they notice, what they weigh.

The rules are a JSON file beside the charter. Whoever holds it can repeat every decision, and its
hash stands in every award and every case. ``docs/screening.md`` describes the tests.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from isonomia.errors import IsonomiaError
from isonomia.mapping import faults_in

FILE_NAME = "screening.json"
SHIPPED = Path(__file__).parent.parent / "data" / FILE_NAME
_FEWEST_KNOTS = 2


class RulesError(IsonomiaError):
    """Rules of screening that cannot be used."""


Knot = tuple[float, float]


def _rising(curve: tuple[Knot, ...]) -> tuple[Knot, ...]:
    if len(curve) < _FEWEST_KNOTS:
        raise ValueError("give at least two [value, points] pairs")
    if any(a[0] >= b[0] for a, b in pairwise(curve)):
        raise ValueError("the values of the pairs must rise from one to the next")
    return curve


Curve = Annotated[tuple[Knot, ...], AfterValidator(_rising)]
Seconds = Annotated[float, Field(gt=0)]
Count = Annotated[int, Field(ge=1)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Test(_Part):
    """One test.

    Attributes:
        enabled: whether it counts at all
        needs: with less evidence than this it is silent (what is counted depends on the test)
        curve: points by value, straight lines between the pairs and flat outside of them
    """

    enabled: bool = True
    needs: Count
    curve: Curve

    @property
    def noticed(self) -> tuple[float | None, float | None]:
        """The values between which the test gives points; None where there is no end."""
        above, below = None, None
        for (x0, y0), (x1, y1) in pairwise(self.curve):
            if y0 <= 0 < y1:
                above = x0 + (x1 - x0) * (0 - y0) / (y1 - y0)
            if y1 <= 0 < y0:
                below = x0 + (x1 - x0) * (y0 - 0) / (y0 - y1)
        return above, below

    @property
    def threshold(self) -> str:
        """From where on the test gives points, in words."""
        above, below = self.noticed
        if above is not None and below is not None:
            return f"between {above:.4g} and {below:.4g}"
        if above is not None:
            return f"above {above:.4g}"
        return f"below {below:.4g}" if below is not None else "never"


class FastRun(Test):
    """Runs of answers given faster than ``fast_seconds``."""

    fast_seconds: Seconds


class Burst(Test):
    """The shortest time in which ``answers`` were given."""

    answers: Annotated[int, Field(ge=3)]


class Thought(Test):
    """Answers that depend on the questions; how the reference population is modelled."""

    groups: Annotated[int, Field(ge=1, le=64)]
    rounds: Count
    folds: Annotated[int, Field(ge=2, le=16)]
    most_people: Count
    most_items: Count
    fewest_answers_an_item: Count
    fewest_people: Count
    smoothing: Annotated[float, Field(gt=0)]
    own_style_weight: Annotated[float, Field(gt=0, lt=1)]
    exchanged_weight: Annotated[float, Field(gt=0, lt=1)]


class Copies(Test):
    """Ballots that follow somebody else's earlier one."""

    most_sharing: Annotated[int, Field(ge=2)]
    rare_share: Annotated[float, Field(gt=0, lt=1)]
    most_pairs: Count
    most_answers: Count
    lag_seconds: Seconds
    together_seconds: Seconds


class Interaction(Test):
    """Answers without a sign of interaction: no click, or a page seen too shortly."""

    page_seconds: Seconds


class Tests(_Part):
    """All tests by name; the order is that of the reasons given."""

    pace: Test
    fast_run: FastRun
    burst: Burst
    regularity: Test
    own_pace: Test
    timetable: Test
    no_rest: Test
    thought: Thought
    reading: Test
    consistency: Test
    copies: Copies
    timing_copies: Test
    interaction: Interaction
    checks: Test
    straight_lining: Test
    daily_cap: Test

    def items(self) -> Iterator[tuple[str, Test]]:
        """Yield each test with its name."""
        for name in type(self).model_fields:
            yield name, getattr(self, name)


#: These ask for a review and never make a refusal alone.
REVIEW_ONLY = ("straight_lining", "daily_cap")


def _require_tests(names: set[str]) -> None:
    if strange := sorted(names - set(Tests.model_fields)):
        raise ValueError(f"there is no test {', '.join(strange)}")


def _alternatives(groups: tuple[tuple[str, ...], ...]) -> tuple[tuple[str, ...], ...]:
    names = [name for group in groups for name in group]
    _require_tests(set(names))
    if len(set(names)) != len(names):
        raise ValueError("a test stands twice; keep one")
    return groups


def _patterns(patterns: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    named = {name for tests in patterns.values() for name in tests}
    _require_tests(named)
    if missing := sorted(set(Tests.model_fields) - named - set(REVIEW_ONLY)):
        raise ValueError(f"{', '.join(missing)} stands in no pattern and would never count")
    return patterns


class Rules(_Part):
    """The content of the rules file.

    Attributes:
        rule: name or number of the catalogue's rule that awards are made under
        refuse_at: points from which a person's day is refused
        review_at: points from which a person looks at a day that is not refused
        review_only_at: points at which one of the tests in ``REVIEW_ONLY`` asks for a review
        patterns: what automation looks like: where the first test of a pattern (or one that is
            counted once with it) gives points, the points of all its tests are added, also negative
            ones; the score is the largest sum
        counted_once: tests that tell of the same thing; the one with most points counts
        session_seconds: a longer gap is a pause, and says nothing about pace
        day_offset_minutes: when days begin, in minutes east of UTC
    """

    format: Literal["isonomia-screening/1"]
    version: Annotated[str, Field(min_length=1)]
    about: str
    rule: Annotated[str, Field(min_length=1)]
    refuse_at: Annotated[float, Field(gt=0)]
    review_at: Annotated[float, Field(gt=0)]
    review_only_at: Annotated[float, Field(gt=0)]
    patterns: Annotated[dict[str, tuple[str, ...]], AfterValidator(_patterns)]
    counted_once: Annotated[tuple[tuple[str, ...], ...], AfterValidator(_alternatives)]
    session_seconds: Seconds
    day_offset_minutes: Annotated[int, Field(ge=-840, le=840)]
    tests: Tests

    @model_validator(mode="after")
    def _no_review_refuses(self) -> Rules:
        for name in REVIEW_ONLY:
            most = max(points for _, points in getattr(self.tests, name).curve)
            if most >= self.refuse_at:
                raise ValueError(
                    f"{name} must never refuse alone: keep its points under refuse_at, "
                    f"{self.refuse_at:g}"
                )
        return self


@dataclass(frozen=True, slots=True)
class Published:
    """Rules with the hash of the file they stand in and where that is."""

    rules: Rules
    digest: str
    source: str


def load(path: Path) -> Published:
    """Read a rules file. Raises `RulesError` with everything that is wrong with it."""
    try:
        content = path.read_bytes()
        rules = Rules.model_validate_json(content)
    except OSError as error:
        raise RulesError(f"the rules {path} cannot be read: {error.strerror}") from None
    except ValidationError as error:
        raise RulesError(faults_in(path, error)) from None
    return Published(rules, hashlib.sha256(content).hexdigest(), str(path))


def for_charter(charter: Path | None) -> Published:
    """Return the rules that lie beside a charter, or the shipped ones where none do."""
    beside = charter.parent / FILE_NAME if charter else None
    return load(beside if beside and beside.exists() else SHIPPED)
