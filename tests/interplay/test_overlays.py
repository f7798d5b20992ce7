"""An uplift lives beside decay, leave, keys, awards, gifts and deductions, and none disturbs it.

```
overlay
├── days: in force from its first day until the day before its last; nothing is written at its end
├── base quality decays, or stands still on leave: the portion follows it, the overlay stays
├── key changes, before or after the prize: the overlay belongs to the identity
├── award, gift, entry: see base quality alone, whatever overlays say
├── deductions (here written straight into storage; those of cases are in test_deductions.py)
│   ├── of the whole balance: quality and tier fall, never below 0; portions with them
│   └── of a portion: that portion alone
├── several: portions never add up
├── eight not ended: a further prize is forfeited, its points are free again
└── one of eight ended: its index is used again, the lowest first
```
"""

from __future__ import annotations

import random

import pytest

from isonomia.spec import actions
from isonomia.spec.calendar import DAY, day_of
from isonomia.spec.state import DEDUCTION, NOMINATED, SECOND_CHANCE, UPLIFT, Overlay
from tests.differential.stage import TOWN, Stage
from tests.harness.chain import Refused
from tests.harness.keys import key_addresses

pytestmark = [pytest.mark.req("Q4", "L3")]

POINTS = 100
DAYS = 30
AMOUNT = 50_000
MOST = 8


@pytest.fixture
def stage() -> Stage:
    """A pool with points to win, and a town whose council can nominate everybody."""
    made = Stage(members_per_nomination=1)
    made.fill_pool(2_000)
    return made


@pytest.fixture
def winner(stage: Stage) -> bytes:
    """Somebody of quality 400 who has just won an uplift of 100 points for 30 days."""
    (identity,) = stage.enrol(TOWN, "winner")
    stage.hold(NOMINATED, identity, points=POINTS, days_long=DAYS)
    stage.put(identity, quality=400)
    return identity


def portion(stage: Stage, identity: bytes, index: int = 0) -> tuple[int, int, int] | str:
    """Return amount, quality and tier of a portion, or the name of the refusal."""
    try:
        return stage.asks("Ledger", "portionOf", identity, index)
    except Refused as refusal:
        return refusal.name


def quality(stage: Stage, identity: bytes) -> int:
    return stage.asks("Ledger", "qualityOf", identity)


def uplift(stage: Stage, points: int, days: int = DAYS) -> Overlay:
    today = day_of(stage.now)
    return Overlay(UPLIFT, points, today, today + days, AMOUNT, 1)


def deduction(stage: Stage, points: int, amount: int = 0, start: int = 0) -> Overlay:
    first = day_of(stage.now) + start
    return Overlay(DEDUCTION, points, first, first + DAYS, amount, 7)


def test_uplift__day_by_day__is_in_force_until_the_day_before_its_end(stage, winner):
    first = day_of(stage.now)
    assert portion(stage, winner) == (AMOUNT, 500, 2)
    for day, expected in ((first + DAYS - 1, (AMOUNT, 500, 2)), (first + DAYS, None)):
        for second in (day * DAY, day * DAY + DAY - 1):
            stage.now = second
            assert portion(stage, winner) == (expected or "OverlayNotInForce")
            assert quality(stage, winner) == 400
            stage.compare()
    assert len(stage.asks("Ledger", "overlaysOf", winner)) == 1


def test_uplift__base_quality_decays__portion_follows(stage, winner):
    stage.put(winner, quality=400, decay_from=day_of(stage.now) + 3)
    stage.pass_days(13)
    assert quality(stage, winner) == 390
    assert portion(stage, winner) == (AMOUNT, 490, 2)
    stage.compare()


def test_uplift__on_leave__stays_and_ends_on_its_day(stage, winner):
    stage.put(winner, quality=400, decay_from=day_of(stage.now))
    stage.must(actions.DeclareLeave(**stage.by_person(winner), days_away=60))
    stage.pass_days(DAYS - 1)
    assert portion(stage, winner) == (AMOUNT, 500, 2)
    stage.pass_days(1)
    assert portion(stage, winner) == "OverlayNotInForce"
    assert quality(stage, winner) == 400
    stage.must(actions.EndLeave(**stage.by_person(winner)))
    stage.compare()


def test_uplift__key_changes_after_the_prize__stays_with_the_identity(stage, winner):
    key = key_addresses()[-1]
    fields = stage.by_person(winner)
    stage.must(actions.ChangeController(**fields, new_controller=key, new_signer=key))
    assert portion(stage, winner) == (AMOUNT, 500, 2)
    stage.compare()


@pytest.mark.parametrize("kind", [NOMINATED, SECOND_CHANCE])
def test_prize__key_changed_between_entry_and_settlement__goes_to_the_identity(stage, kind):
    (entrant,) = stage.enrol(TOWN, "entrant")
    number = stage.open(kind)
    stage.come_in(number, entrant)
    key = key_addresses()[-1]
    fields = stage.by_person(entrant)
    stage.must(actions.ChangeController(**fields, new_controller=key, new_signer=key))
    assert stage.decide(number) == [entrant]
    stage.must(stage.settlement(number))
    assert portion(stage, entrant) == (AMOUNT, 100, 0)


def test_award__while_uplifted_to_the_ceiling__sees_base_quality(stage, winner):
    stage.put(winner, quality=900)
    assert portion(stage, winner) == (AMOUNT, 1_000, 4)
    award = {"rule": 1, "version": 1, "evidence_hash": bytes(32), "identities": (winner,)}
    stage.must(actions.FileAwards(**stage.by_council(TOWN), **award, act_days=(day_of(stage.now),)))
    assert quality(stage, winner) == 1_000
    assert portion(stage, winner) == (AMOUNT, 1_000, 4)
    again = actions.FileAwards(**stage.by_council(TOWN), **award, act_days=(day_of(stage.now),))
    assert stage.play(again) == "CategoryCapReached"


def test_gift__only_the_uplift_reaches_the_usable_quality__refused(stage, winner):
    stage.put(winner, quality=550)
    assert portion(stage, winner) == (AMOUNT, 650, 3)
    assert stage.play(actions.Give(**stage.by_person(winner), points=1)) == "GiftBelowUsable"


def test_gift__balance_under_a_deduction__sees_base_quality(stage, winner):
    stage.put(winner, quality=700)
    stage.put_overlays(winner, deduction(stage, 300))
    assert quality(stage, winner) == 400
    stage.must(actions.Give(**stage.by_person(winner), points=100))
    assert stage.asks("Ledger", "baseQualityOf", winner) == 600
    assert quality(stage, winner) == 300


def test_entry__deduction_below_the_limit_or_uplift_above_it__sees_base_quality(stage, winner):
    number = stage.open(SECOND_CHANCE)
    stage.put(winner, quality=200)
    stage.put_overlays(winner, deduction(stage, 200))
    assert quality(stage, winner) == 0
    assert stage.play(stage.entry(number, winner)) == "QualityTooHigh"
    stage.put(winner, quality=199)
    stage.put_overlays(winner, uplift(stage, 400))
    stage.must(stage.entry(number, winner))


def test_deductions__of_the_whole_balance__add_up_to_nothing_below_zero(stage, winner):
    stage.put(winner, quality=850)
    assert stage.asks("Ledger", "tierOf", winner) == 4
    stage.put_overlays(winner, uplift(stage, 120), deduction(stage, 60))
    assert (quality(stage, winner), portion(stage, winner)) == (790, (AMOUNT, 910, 4))
    assert stage.asks("Ledger", "tierOf", winner) == 3
    assert portion(stage, winner, 1) == "OverlayNotInForce"
    stage.compare()
    stage.put_overlays(winner, uplift(stage, 120), deduction(stage, 800), deduction(stage, 800))
    assert (quality(stage, winner), portion(stage, winner)) == (0, (AMOUNT, 120, 0))
    stage.compare()


def test_deduction__of_a_portion__lowers_that_portion_alone(stage, winner):
    stage.put_overlays(winner, uplift(stage, 100), deduction(stage, 250, 70_000))
    assert quality(stage, winner) == 400
    assert portion(stage, winner, 0) == (AMOUNT, 500, 2)
    assert portion(stage, winner, 1) == (70_000, 150, 0)
    stage.compare()
    stage.put_overlays(winner, deduction(stage, 401, 1))
    assert portion(stage, winner) == (1, 0, 0)
    stage.compare()


def test_deduction__that_begins_tomorrow__counts_from_tomorrow_on(stage, winner):
    stage.put_overlays(winner, deduction(stage, 100, start=1))
    assert quality(stage, winner) == 400
    stage.pass_days(1)
    assert quality(stage, winner) == 300
    stage.pass_days(DAYS)
    assert quality(stage, winner) == 400


@pytest.mark.parametrize("seed", range(10))
def test_overlays__any_there_can_be__read_alike_on_both_sides(stage, seed):
    rng = random.Random(seed)
    (somebody,) = stage.enrol(TOWN, "somebody")
    for _ in range(40):
        stage.now += rng.choice((0, 1, DAY, rng.randrange(40 * DAY)))
        stage.put(somebody, quality=rng.choice((0, 199, 200, 999, 1_000, rng.randrange(1_000))))
        overlays = [_random_overlay(rng, day_of(stage.now)) for _ in range(rng.randint(0, MOST))]
        stage.put_overlays(somebody, *overlays)
        stage.compare()


def _random_overlay(rng: random.Random, today: int) -> Overlay:
    first = today + rng.choice((-400, -30, -1, 0, 0, 0, 1, 30))
    return Overlay(
        kind=rng.choice((UPLIFT, DEDUCTION)),
        points=rng.choice((0, 1, 200, 1_000, 2**16 - 1, rng.randrange(1_000))),
        from_day=first,
        until_day=first + rng.choice((0, 1, 2, 30, 400)),
        amount=rng.choice((0, 0, 1, AMOUNT, 2**40 - 1)),
        cause=rng.choice((0, 1, 2**64 - 1)),
    )


def test_rounds__two_won_by_one_person__are_two_portions_that_do_not_add_up(stage):
    (lucky,) = stage.enrol(TOWN, "lucky")
    first, second = (stage.open(NOMINATED, points=points) for points in (100, 250))
    stage.come_in(first, lucky)
    stage.come_in(second, lucky)
    for number in (first, second):
        assert stage.decide(number) == [lucky]
        stage.must(stage.settlement(number))
    assert [portion(stage, lucky, index)[1] for index in (0, 1)] == [100, 250]
    assert quality(stage, lucky) == 0
    stage.compare()


def test_prize__eight_overlays_not_ended__is_forfeited_and_its_points_are_free(stage, winner):
    full = [uplift(stage, 10)] * (MOST - 1) + [deduction(stage, 10, start=DAYS - 1)]
    stage.put_overlays(winner, *full)
    free, granted = stage.account.free, stage.account.granted
    stage.hold(NOMINATED, winner, points=300)
    assert stage.account.free == free
    assert stage.account.granted == granted
    assert stage.state.overlays[winner] == tuple(full)
    stage.compare()


def test_prize__some_of_eight_ended__takes_the_lowest_index_that_ended(stage, winner):
    overlays = [uplift(stage, 10 + index) for index in range(MOST)]
    for ended in (5, 3):
        overlays[ended] = uplift(stage, 99, days=1)
    stage.put_overlays(winner, *overlays)
    stage.pass_days(1)
    for index, points in ((3, 200), (5, 300)):
        stage.hold(NOMINATED, winner, points=points, days_long=300)
        assert portion(stage, winner, index) == (AMOUNT, 400 + points, (400 + points) // 200)
    assert stage.state.people[winner].overlays == MOST
    stage.compare()


def test_prize__first_overlay_ends_on_the_day__uses_its_index_that_day(stage, winner):
    number = stage.open(NOMINATED, points=200)
    stage.come_in(number, winner)
    stage.decide(number)
    stage.put_overlays(winner, *[uplift(stage, 10, days=2)] * MOST)
    stage.now = (day_of(stage.now) + 2) * DAY
    stage.must(stage.settlement(number))
    assert portion(stage, winner) == (AMOUNT, 600, 3)
    assert portion(stage, winner, 1) == "OverlayNotInForce"
