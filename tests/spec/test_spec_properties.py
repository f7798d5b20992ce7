"""What holds whatever happens: random lives under three charters.

```
entitlement
├── the sum over every rate, calculated another way
├── never falls, and adds up across rate steps
└── same month, same credits
any action
├── refused: state equal; accepted: what apply gives, and apply leaves its input alone
├── never lowers anybody's quality or credits at that moment
├── touches no person but those it names
└── every slot fits, quality stays within 0 to 1,000
decay: at most a point a day
leave: never lowers quality on any later day; never more than the charter's days in any window
rate: never further from the last than the limit, nor outside its bounds
```
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from isonomia.spec import presets, transition, views
from isonomia.spec.actions import Action, AnnounceRate, DeclareLeave, EndLeave, PublishRules
from isonomia.spec.credits import accrued
from isonomia.spec.quality import quality_on
from isonomia.spec.refusals import Refusal
from isonomia.spec.state import Charter, RateStep, State
from tests.spec.worlds import CATALOGUE, DAY, EVIDENCE, World, identity, text, world

pytestmark = [pytest.mark.offline, pytest.mark.req("Y1")]

SECONDS_A_YEAR = 31_556_952
CITIZENS = (20, 21, 4)


# ---- random lives --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Move:
    """One thing tried, after so many days; the numbers mean something else for each kind."""

    kind: str
    days: int
    who: int
    number: int


@dataclass(frozen=True)
class Step:
    """One action tried at ``now`` seconds; ``after`` is ``None`` when it was refused."""

    before: State
    action: Action
    now: int
    after: State | None


MOVES = st.builds(
    Move,
    kind=st.sampled_from(["award", "award", "leave", "end", "rate", "publish", "enrol", "change"]),
    days=st.sampled_from([0, 0, 1, 5, 29, 30, 31, 90, 180, 340, 366, 1_000]),
    who=st.integers(0, 2),
    number=st.integers(0, 400),
)
Life = tuple[Callable[[], Charter], list[Move]]
LIVES = st.tuples(
    st.sampled_from([presets.pilot, presets.minimal, presets.generous]),
    st.lists(MOVES, min_size=1, max_size=25),
)


def action_of(here: World, move: Move) -> Action:
    number, citizen = move.number, CITIZENS[move.who]
    if move.kind == "award":
        rule = 1 + number % 4
        version = len(here.state.rules[rule])
        return here.award(citizen, rule=rule, version=version, day=here.today - number % 9)
    if move.kind == "leave":
        return here.leave(citizen, number)
    if move.kind == "end":
        return here.end_leave(citizen)
    if move.kind == "rate":
        year = views.year_at(here.state, here.now) + 1
        return AnnounceRate(*here.act(1), year, number * 10_000, EVIDENCE)
    if move.kind == "publish":
        line = text(1 + number % 4, 1 + number % 7, number % 251, number % 3, here.today + 30)
        return PublishRules(*here.act(1), CATALOGUE, (line,))
    if move.kind == "enrol":
        return here.enrol(100 + number, 500 + number)
    return here.change(citizen, 10 + number)


def steps_of(life: Life) -> Iterator[Step]:
    """Live a life, yielding every step; the first two moves enrol the citizens."""
    preset, moves = life
    here = world(preset()).with_citizen(20).with_citizen(21)
    for move in moves:
        here.now += move.days * DAY
        before, action = here.state.copy(), action_of(here, move)
        try:
            here.do(action)
        except Refusal:
            yield Step(before, action, here.now, None)
            assert here.state == before
        else:
            yield Step(before, action, here.now, here.state.copy())


def each_person(step: Step) -> Iterator[tuple[bytes, int]]:
    yield from ((number, step.now) for number in step.before.people)


# ---- entitlement ---------------------------------------------------------------------------------

RATES = st.integers(100_000, 10_000_000)
GAPS = st.integers(1, 3 * SECONDS_A_YEAR)


@st.composite
def rate_steps(draw: Any) -> tuple[RateStep, ...]:
    start, steps = draw(st.integers(0, 2**32)), []
    for rate in draw(st.lists(RATES, min_size=1, max_size=6)):
        steps.append(RateStep(start, rate))
        start += draw(GAPS)
    return tuple(steps)


def millicredit_seconds(steps: tuple[RateStep, ...], birth: int, time: int) -> int:
    """The first rate all the time, and each change of it from when it came."""
    total = steps[0].rate * (time - birth)
    for former, step in pairwise(steps):
        total += (step.rate - former.rate) * max(0, time - max(birth, step.starts_at))
    return total


@pytest.mark.req("C1", "C2")
@settings(max_examples=200, deadline=None)
@given(rate_steps(), st.integers(-(2**32), 2**33), st.integers(0, 2**33), st.integers(0, 2**32))
def test_entitlement__any_rates__is_the_exact_integral_and_never_falls(
    steps: tuple[RateStep, ...], birth: int, age: int, more: int
) -> None:
    earlier, later = birth + age, birth + age + more
    exact = millicredit_seconds(steps, birth, earlier)
    assert accrued(steps, birth, earlier) == exact // 31_556_952
    assert accrued(steps, birth, later) >= accrued(steps, birth, earlier)


@pytest.mark.req("C1", "C2")
@settings(max_examples=200, deadline=None)
@given(rate_steps(), st.integers(-(2**32), 2**33), st.integers(0, 2**33), st.integers(0, 2**33))
@example((RateStep(0, 100_000), RateStep(1, 10_000_000)), -1, 1, 1)
def test_entitlement__two_spells__add_up_to_the_whole(
    steps: tuple[RateStep, ...], birth: int, first: int, second: int
) -> None:
    middle, end = birth + first, birth + first + second
    whole = accrued(steps, birth, end)
    parts = accrued(steps, birth, middle) + accrued(steps, middle, end)
    assert parts <= whole <= parts + 1


# ---- any action ----------------------------------------------------------------------------------


@settings(max_examples=60, deadline=None)
@given(LIVES)
def test_any_action__tried__is_pure_or_all_or_nothing(life: Life) -> None:
    for step in steps_of(life):
        digest = views.digest(step.before)
        if step.after is None:
            with pytest.raises(Refusal):
                transition.apply(step.before, step.action, step.now)
        else:
            after, _ = transition.apply(step.before, step.action, step.now)
            assert after == step.after
        assert views.digest(step.before) == digest


@pytest.mark.req("C3", "S2", "S7")
@settings(max_examples=60, deadline=None)
@given(LIVES)
def test_any_action__accepted__lowers_nothing_and_touches_only_whom_it_names(life: Life) -> None:
    for step in steps_of(life):
        if step.after is None:
            continue
        named = set(getattr(step.action, "identities", ()))
        named.add(getattr(step.action, "identity", b""))
        for person, now in each_person(step):
            assert views.quality(step.after, person, now) >= views.quality(step.before, person, now)
            assert views.credits(step.after, person, now) >= views.credits(step.before, person, now)
            if person not in named:
                assert step.after.people[person] == step.before.people[person]
                assert step.after.signatories.get(person) == step.before.signatories.get(person)


@pytest.mark.req("Q1", "Q2")
@settings(max_examples=60, deadline=None)
@given(LIVES)
def test_any_action__tried__keeps_quality_caps_and_slots_within_bounds(life: Life) -> None:
    for step in steps_of(life):
        state = step.after or step.before
        for person in state.people.values():
            assert 0 <= person.quality <= 1_000
            assert all(0 <= tally <= state.charter.category_cap for tally in person.tallies)
            assert sum(person.tallies) <= state.charter.annual_cap
            assert views.person_word(person) < 2**220


@pytest.mark.req("Q3")
@settings(max_examples=60, deadline=None)
@given(LIVES, st.integers(0, 3_000))
def test_quality__between_actions__falls_at_most_a_point_a_day(life: Life, later: int) -> None:
    for step in steps_of(life):
        for person, now in each_person(step):
            slot, day = step.before.people[person], now // DAY + later
            here, next_day = quality_on(slot, day), quality_on(slot, day + 1)
            assert here - 1 <= next_day <= here
            assert 0 <= next_day <= 1_000
            assert quality_on(slot, day) >= quality_on(slot, now // DAY) - later


# ---- leave and rate ------------------------------------------------------------------------------


@pytest.mark.req("Q3")
@settings(max_examples=60, deadline=None)
@given(LIVES, st.lists(st.integers(0, 2_000), min_size=5, max_size=5))
def test_leave__declared_or_ended__never_lowers_what_would_be_without_it(
    life: Life, laters: list[int]
) -> None:
    for step in steps_of(life):
        if step.after is None or not isinstance(step.action, DeclareLeave | EndLeave):
            continue
        before = step.before.people[step.action.identity]
        after = step.after.people[step.action.identity]
        today = step.now // DAY
        if isinstance(step.action, EndLeave):
            assert quality_on(after, today) == quality_on(before, today)
            assert after.decay_from >= today
            continue
        for day in (today + later for later in (0, 1, *laters)):
            assert quality_on(after, day) >= quality_on(before, day)


LEAVE_MOVES = st.tuples(
    st.sampled_from([0, 1, 2, 10, 40, 300]), st.booleans(), st.integers(1, 40), st.booleans()
)


@pytest.mark.req("Q3")
@settings(max_examples=100, deadline=None)
@given(st.lists(LEAVE_MOVES, min_size=5, max_size=40))
def test_leave__any_window__never_holds_more_than_the_charters_days(
    moves: list[tuple[int, bool, int, bool]],
) -> None:
    here = world(presets.minimal()).with_citizen(20)
    away: set[int] = set()
    for days, declare, number, to_the_end in moves:
        here.now += days * DAY
        leave_until = here.state.people[identity(20)].leave_until
        length = 30 if to_the_end else number
        try:
            here.do(here.leave(20, length) if declare else here.end_leave(20))
        except Refusal:
            continue
        if declare:
            away |= set(range(here.today, here.today + length))
        else:
            away -= set(range(here.today, leave_until))
    # 30 days in any 365; a window that holds the most ends on a day of leave.
    for last in away:
        assert sum(day in away for day in range(last - 364, last + 1)) <= 30


@pytest.mark.req("C2")
@settings(max_examples=60, deadline=None)
@given(LIVES)
def test_rate__every_step__stays_near_the_one_before_and_within_bounds(life: Life) -> None:
    for step in steps_of(life):
        if step.after is None or not isinstance(step.action, AnnounceRate):
            continue
        former, latest = step.before.rate_steps[-1], step.after.rate_steps[-1]
        limit = former.rate * step.before.charter.rate_change_limit // 10_000
        assert abs(latest.rate - former.rate) <= limit
        assert 100_000 <= latest.rate <= 10_000_000
        assert latest.starts_at >= step.now + 30 * DAY
