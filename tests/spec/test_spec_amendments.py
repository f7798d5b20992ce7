"""Amendments: two thirds of the communities, with notice, within bounds, and nothing of the past.

```
endorse ── by any council, each once; passes with two thirds; then waits for its day
refused ── target, number of values, bounds, genesis rate, day, one that waits, twice
in force ── from the first second of its day, of that target alone; the next one builds on it
past ── rules published, cases filed, and caps already used stay as they were
```
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from isonomia.spec import events, presets, views
from isonomia.spec.actions import PublishRules
from isonomia.spec.keccak import keccak256
from isonomia.spec.state import Amendment, Charter
from tests.spec.courts import CITIZEN, Court, court, values_of
from tests.spec.worlds import CATALOGUE, DAY, TODAY, identity, text

pytestmark = [pytest.mark.offline, pytest.mark.req("D9")]

SOON = TODAY + 30
PILOT = presets.pilot()
#: Six of eight communities are two thirds, five are not.
ENOUGH = range(1, 7)


def passed(here: Court, target: int, values: tuple[int, ...], day: int = SOON) -> list[object]:
    """Have an amendment endorsed by enough communities; return what the last one announced."""
    announced: list[object] = []
    for community in ENOUGH:
        announced = here.do(here.endorse(community, target, values, day))
    return announced


def changed(target: int, **changes: int) -> tuple[int, ...]:
    """Return the pilot's values of a target, with some changed."""
    return values_of(replace(PILOT, **changes), target)


# ---- endorsing -----------------------------------------------------------------------------------


def test_endorse__first__is_counted_and_changes_nothing() -> None:
    here = court()
    values = changed(4, term_days=365)
    announced = here.do(here.endorse(3, 4, values, SOON))
    words = (4, 96, SOON, 4, *values)
    number = keccak256(b"".join(word.to_bytes(32, "big") for word in words))
    assert announced == [events.CouncilActed(3, 0, 3), events.AmendmentEndorsed(number, 3, 1)]
    assert here.state.endorsements == {number: frozenset({3})}
    assert here.state.waiting == {}


def test_endorse__by_two_thirds__passes() -> None:
    here = court()
    values = changed(2, gift_cap=0, prize_days=30)
    announced = passed(here, 2, values)
    assert announced[2:] == [
        events.AmendmentPassed(views.amendment_id(2, values, SOON), 2, SOON, values),
        events.CharterAmended(values, SOON),
    ]
    assert here.state.waiting == {2: Amendment(values, SOON)}


def test_endorse__one_less_than_two_thirds__waits() -> None:
    here = court()
    for community in range(1, 6):
        announced = here.do(here.endorse(community, 2, changed(2, prize_days=30), SOON))
        assert len(announced) == 2
    assert here.state.waiting == {}


def test_endorse__other_values_or_day__is_another_amendment() -> None:
    here = court()
    for values, day in (
        (changed(2, prize_days=30), SOON),
        (changed(2, prize_days=31), SOON),
        (changed(2, prize_days=30), SOON + 1),
    ):
        for community in range(1, 6):
            here.do(here.endorse(community, 2, values, day))
    assert len(here.state.endorsements) == 3
    assert here.state.waiting == {}


# ---- refusals ------------------------------------------------------------------------------------


@pytest.mark.parametrize("target", [0, 6, 2**256 - 1])
def test_endorse__unknown_target__is_refused(target: int) -> None:
    here = court()
    here.refuse(here.endorse(2, target, (), SOON), "TargetUnknown", target)


@pytest.mark.parametrize(("target", "expected"), [(1, 14), (2, 5), (3, 6), (4, 4), (5, 3)])
def test_endorse__too_few_or_many_values__is_refused(target: int, expected: int) -> None:
    here = court()
    values = values_of(PILOT, target)
    assert len(values) == expected
    here.refuse(
        here.endorse(2, target, values[:-1], SOON), "LengthMismatch", expected, expected - 1
    )
    longer = (*values, 1)
    here.refuse(here.endorse(2, target, longer, SOON), "LengthMismatch", expected, expected + 1)


@pytest.mark.parametrize(
    ("target", "field", "value", "refusal"),
    [
        (1, "category_cap", 251, ("categoryCap", 251, 10, 250)),
        (1, "annual_cap", 149, ("annualCap", 149, 150, 1_000)),
        (1, "filing_days", 181, ("filingDays", 181, 7, 180)),
        (1, "genesis_rate", 999_999, ("genesisRate", 999_999, 1_000_000, 1_000_000)),
        (1, "usable_quality", 2**256 - 1, ("usableQuality", 2**256 - 1, 200, 900)),
        (2, "prize_points", 0, ("prizePoints", 0, 1, 400)),
        (3, "notice_days", 13, ("noticeDays", 13, 14, 60)),
        (3, "verdict_days", 91, ("verdictDays", 91, 14, 90)),
        (4, "share_index_step", 201, ("shareIndexStep", 201, 10, 200)),
        (4, "amendment_notice_days", 29, ("amendmentNoticeDays", 29, 30, 180)),
    ],
)
def test_endorse__value_outside_its_bounds__is_refused(
    target: int, field: str, value: int, refusal: tuple[str, int, int, int]
) -> None:
    here = court()
    values = changed(target, **{field: value})
    here.refuse(here.endorse(2, target, values, SOON), "CharterOutOfBounds", *refusal)


def test_endorse__values_that_depend_on_each_other__are_checked_together() -> None:
    here = court()
    values = changed(1, leave_days=700, leave_window_days=1_400)
    here.do(here.endorse(2, 1, values, SOON))
    tighter = changed(1, leave_days=701, leave_window_days=1_400)
    here.refuse(here.endorse(2, 1, tighter, SOON), "CharterOutOfBounds", "leaveDays", 701, 30, 700)


def test_endorse__day_without_notice_or_too_far__is_refused() -> None:
    here = court()
    values, most = changed(4), TODAY + 730
    for day in (SOON - 1, most + 1):
        action = here.endorse(2, 4, values, day)
        here.refuse(action, "AmendmentDayOutOfBounds", day, SOON, most)
    for community, day in ((2, SOON), (3, most)):
        here.do(here.endorse(community, 4, values, day))


def test_endorse__the_day_after__needs_the_notice_anew() -> None:
    here = court()
    here.do(here.endorse(2, 4, changed(4), SOON))
    here.wait(1)
    late = here.endorse(3, 4, changed(4), SOON)
    here.refuse(late, "AmendmentDayOutOfBounds", SOON, SOON + 1, TODAY + 731)


def test_endorse__while_one_waits__is_refused_until_its_day() -> None:
    here = court()
    passed(here, 4, changed(4, term_days=365))
    here.refuse(here.endorse(7, 4, changed(4), SOON), "AmendmentPending", 4, SOON)
    here.do(here.endorse(7, 3, changed(3), SOON))
    here.now = SOON * DAY - 1
    later = SOON + 60
    here.refuse(here.endorse(7, 4, changed(4), later), "AmendmentPending", 4, SOON)
    here.now += 1
    here.do(here.endorse(7, 4, changed(4), later))


def test_endorse__twice__is_refused() -> None:
    here = court()
    action = here.endorse(2, 4, changed(4), SOON)
    here.do(action)
    number = views.amendment_id(4, changed(4), SOON)
    here.refuse(here.endorse(2, 4, changed(4), SOON), "AlreadyEndorsed", 2, number)


# ---- in force ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("target", "changes"),
    [
        (1, {"category_cap": 10, "rate_base": 0}),
        (2, {"second_chance_below": 400}),
        (3, {"notice_days": 60, "accusations_per_year": 1}),
        (4, {"term_days": 180, "volunteer_days": 7}),
    ],
)
def test_amendment__of_a_target__holds_from_its_day_and_leaves_the_others(
    target: int, changes: dict[str, int]
) -> None:
    here = court(PILOT)
    passed(here, target, changed(target, **changes))
    assert views.charter_on(here.state, SOON - 1) == PILOT
    assert views.charter_on(here.state, SOON) == replace(PILOT, **changes)
    assert here.state.charter == PILOT


def test_amendment__the_next_one__is_built_on_it() -> None:
    here = court(PILOT)
    passed(here, 4, changed(4, term_days=365))
    here.at(SOON)
    later = SOON + 30
    values = values_of(replace(PILOT, term_days=365, volunteer_days=7), 4)
    passed(here, 4, values, later)
    assert here.state.charter == replace(PILOT, term_days=365)
    assert views.charter_on(here.state, later - 1) == replace(PILOT, term_days=365)
    assert views.charter_on(here.state, later) == replace(PILOT, term_days=365, volunteer_days=7)


def test_amendment__of_the_notice__counts_for_the_next_amendment() -> None:
    here = court(PILOT)
    passed(here, 4, changed(4, amendment_notice_days=180))
    here.at(SOON)
    early = here.endorse(2, 4, changed(4), SOON + 179)
    here.refuse(early, "AmendmentDayOutOfBounds", SOON + 179, SOON + 180, SOON + 730)


def test_amendment__of_gifts__is_felt_on_its_day() -> None:
    here = court().with_quality(CITIZEN, 1_000)
    passed(here, 1, changed(1, gift_cap=0))
    here.now = SOON * DAY - 1
    here.do(here.give(CITIZEN, 1))
    here.now += 1
    here.refuse(here.give(CITIZEN, 1), "GiftCapReached", identity(CITIZEN), 1, 0)


# ---- the past ------------------------------------------------------------------------------------


@pytest.mark.req("S11")
def test_amendment__of_caps__leaves_rules_published_before() -> None:
    here = court()
    before = here.state.rules
    passed(here, 1, changed(1, category_cap=10, annual_cap=10, grace_days=30, filing_days=7))
    here.at(TODAY + 90)
    assert here.state.rules == before
    here.do(here.award(CITIZEN, rule=3, day=TODAY))
    here.do(PublishRules(*here.act(1), CATALOGUE, (text(9, day=here.today + 30),)))
    assert here.state.rules[9][0].category_cap == 10


def test_amendment__presets__are_charters_that_could_be_amended_to() -> None:
    here = court(PILOT)
    for preset in (presets.minimal(), presets.generous()):
        for target in (1, 2, 3, 4, 5):
            charter: Charter = replace(preset, genesis_rate=1_000_000)
            here.do(here.endorse(2, target, values_of(charter, target), SOON))
