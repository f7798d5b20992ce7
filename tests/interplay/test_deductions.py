"""Deductions that cases made, beside uplifts won by lot, and what leaving does to both.

```
deduction carried out
├── beside an uplift: each has an index of its own, its own cause, and ends by itself
├── of the whole balance: the portion of the uplift follows it; of a portion: nothing else does
├── opting out forgets both at once; coming back brings none of them
│   ├── the index is used again, by a prize or by another case
│   ├── a remedy, a review and a verdict of the old case leave the new overlay alone
│   └── a case filed before lapses, one filed after can be carried out
├── ended by remedy or by verdict: the uplift stays; its index is free on the same day
├── key recovered, community changed, on leave: nothing changes
├── closed and reopened: both are there again
└── eight overlays not ended: carried out by nobody until one ends
```
"""

from __future__ import annotations

import pytest

from isonomia.spec import actions
from isonomia.spec.calendar import DAY, day_of
from isonomia.spec.case_state import CaseKey, CaseState
from isonomia.spec.case_table import case_id
from isonomia.spec.state import DEDUCTION, NOMINATED, UPLIFT, Overlay
from tests.differential.court import REJECTED, SABOTAGE, SMALL_FRAUD, UPHELD, Court
from tests.differential.stage import TOWN, VILLAGE
from tests.harness.chain import Refused
from tests.harness.keys import key_addresses

pytestmark = [pytest.mark.req("Q4", "D5")]

POINTS = 100
LONG = 365
AMOUNT = 50_000
QUALITY = 700
SABOTAGE_POINTS = 300
SABOTAGE_DAYS = 730
FRAUD_POINTS, FRAUD_AMOUNT = 50, 20_000
CAUSE_BITS = 64
MOST = 8


@pytest.fixture
def court() -> Court:
    """Councils enough for panels, and a pool with points to win."""
    made = Court(members_per_nomination=1, accusations_per_year=12)
    made.fill_pool(1_000)
    return made


@pytest.fixture
def citizen(court: Court) -> bytes:
    """Somebody of the town, of quality 700, without any overlay."""
    (identity,) = court.enrol(TOWN, "citizen")
    court.put(identity, quality=QUALITY)
    return identity


def win(court: Court, identity: bytes) -> int:
    """Have somebody win 100 points for a year and return the round."""
    number, winners = court.hold(NOMINATED, identity, points=POINTS, days_long=LONG)
    assert winners == [identity]
    return number


def cause_of(key: CaseKey) -> int:
    return int.from_bytes(case_id(key), "big") % 2**CAUSE_BITS


def overlays(court: Court, identity: bytes) -> list[tuple[int, int, int]]:
    """Return kind, points and cause of each overlay, as the ledger tells."""
    found = court.asks("Ledger", "overlaysOf", identity)
    return [(kind, points, cause) for kind, points, _, _, _, cause in found]


def portion(court: Court, identity: bytes, index: int) -> int | str:
    """Return the quality of a portion, or the name of the refusal."""
    try:
        return court.asks("Ledger", "portionOf", identity, index)[1]
    except Refused as refusal:
        return refusal.name


def test_deduction__of_the_balance_beside_an_uplift__lowers_both_and_has_its_own_cause(
    court, citizen
):
    number = win(court, citizen)
    key = court.deduct(citizen)
    assert overlays(court, citizen) == [
        (UPLIFT, POINTS, number),
        (DEDUCTION, SABOTAGE_POINTS, cause_of(key)),
    ]
    assert court.quality(citizen) == QUALITY - SABOTAGE_POINTS
    assert portion(court, citizen, 0) == QUALITY - SABOTAGE_POINTS + POINTS
    assert portion(court, citizen, 1) == "OverlayNotInForce"
    court.compare()


def test_deduction__of_a_portion_beside_an_uplift__leaves_uplift_and_balance(court, citizen):
    win(court, citizen)
    court.deduct(citizen, SMALL_FRAUD)
    assert court.quality(citizen) == QUALITY
    assert portion(court, citizen, 0) == QUALITY + POINTS
    assert portion(court, citizen, 1) == QUALITY - FRAUD_POINTS
    assert court.asks("Ledger", "portionOf", citizen, 1)[0] == FRAUD_AMOUNT
    court.compare()


@pytest.mark.req("S6")
def test_overlays__each_at_its_end__end_by_themselves_and_alone(court, citizen):
    court.deduct(citizen)
    last = day_of(court.now) + SABOTAGE_DAYS
    court.pass_days(LONG)
    win(court, citizen)
    court.put(citizen, quality=QUALITY, decay_from=last + LONG)
    court.now = last * DAY - 1
    assert court.quality(citizen) == QUALITY - SABOTAGE_POINTS
    court.now += 1
    assert court.quality(citizen) == QUALITY
    assert portion(court, citizen, 1) == QUALITY + POINTS
    court.compare()


def test_opting_out__with_uplift_and_deduction__forgets_both_and_brings_none_back(court, citizen):
    win(court, citizen)
    key = court.deduct(citizen)
    court.must(actions.OptOut(**court.by_person(citizen)))
    assert overlays(court, citizen) == []
    assert court.quality(citizen) == 0
    assert court.state_of(key) == CaseState.CARRIED_OUT
    court.compare()
    court.must(actions.OptIn(**court.by_person(citizen)))
    court.put(citizen, quality=QUALITY)
    assert overlays(court, citizen) == []
    assert portion(court, citizen, 0) == "OverlayNotInForce"
    assert court.play(court.reviewing(key)) == "NothingToEnd"
    court.compare()


@pytest.mark.parametrize("ending", ["remedy", "verdict", "silence"])
def test_index__used_again_after_opting_out__is_not_ended_by_the_old_case(court, citizen, ending):
    key = court.deduct(citizen)
    if ending != "remedy":
        court.must(court.reviewing(key))
    court.must(actions.OptOut(**court.by_person(citizen)))
    court.must(actions.OptIn(**court.by_person(citizen)))
    number = win(court, citizen)
    if ending == "remedy":
        court.must(court.remedy(key))
    elif ending == "verdict":
        court.decide(key, REJECTED)
    else:
        court.wait(court.charter.verdict_days)
        court.carry_out(key)
    assert court.state_of(key) == CaseState.ENDED
    assert overlays(court, citizen) == [(UPLIFT, POINTS, number)]
    assert portion(court, citizen, 0) == POINTS
    court.compare()


def test_index__used_again_by_another_case__old_remedy_leaves_the_new_deduction(court, citizen):
    old = court.deduct(citizen)
    court.must(actions.OptOut(**court.by_person(citizen)))
    court.must(actions.OptIn(**court.by_person(citizen)))
    court.put(citizen, quality=QUALITY)
    court.now += 1
    new = court.deduct(citizen)
    assert overlays(court, citizen) == [(DEDUCTION, SABOTAGE_POINTS, cause_of(new))]
    court.must(court.remedy(old))
    assert court.quality(citizen) == QUALITY - SABOTAGE_POINTS
    court.must(court.remedy(new))
    assert court.quality(citizen) == QUALITY
    court.compare()


@pytest.mark.req("P6", "S11")
def test_opting_out__between_filing_and_carrying_out__ends_that_case_and_no_later_one(
    court, citizen
):
    early = court.accuse(citizen)
    court.must(actions.OptOut(**court.by_person(citizen)))
    court.must(actions.OptIn(**court.by_person(citizen)))
    court.put(citizen, quality=QUALITY)
    court.pass_days(1)
    late = court.accuse(citizen)
    court.wait()
    assert court.state_of(early) == CaseState.LAPSED
    assert court.play(actions.CarryOut((early,))) == "WrongState"
    court.carry_out(late)
    assert overlays(court, citizen) == [(DEDUCTION, SABOTAGE_POINTS, cause_of(late))]
    court.compare()


def test_opting_out__in_the_second_of_filing__ends_the_case(court, citizen):
    key = court.accuse(citizen)
    court.must(actions.OptOut(**court.by_person(citizen)))
    assert court.asks("Ledger", "leftAt", citizen) == court.now
    assert court.state_of(key) == CaseState.LAPSED


@pytest.mark.parametrize("ending", ["remedy", "verdict"])
def test_deduction__ended_before_its_day__index_is_free_that_day_and_the_uplift_stays(
    court, citizen, ending
):
    key = court.deduct(citizen)
    number = win(court, citizen)
    if ending == "remedy":
        court.must(court.remedy(key))
    else:
        court.must(court.reviewing(key))
        court.decide(key, REJECTED)
    assert court.quality(citizen) == QUALITY
    assert portion(court, citizen, 1) == QUALITY + POINTS
    again = win(court, citizen)
    causes = [cause for _, _, cause in overlays(court, citizen)]
    assert causes == [again, number]
    court.compare()


def test_review__upheld__leaves_deduction_and_uplift(court, citizen):
    key = court.deduct(citizen)
    win(court, citizen)
    court.must(court.reviewing(key))
    court.decide(key, UPHELD)
    assert court.state_of(key) == CaseState.CARRIED_OUT
    assert court.quality(citizen) == QUALITY - SABOTAGE_POINTS
    assert portion(court, citizen, 1) == QUALITY - SABOTAGE_POINTS + POINTS
    court.compare()


@pytest.mark.req("P5", "D6")
def test_overlays__key_recovered_moved_and_on_leave__stay_as_they_are(court, citizen):
    win(court, citizen)
    court.deduct(citizen)
    before = overlays(court, citizen)
    key = court.recover(citizen, key_addresses()[-1])
    court.wait()
    court.carry_out(key)
    court.must(actions.Move(**court.by_person(citizen), community=VILLAGE))
    court.must(actions.DeclareLeave(**court.by_person(citizen), days_away=30))
    assert overlays(court, citizen) == before
    assert court.quality(citizen) == QUALITY - SABOTAGE_POINTS
    court.compare()


@pytest.mark.req("P6")
def test_overlays__closed_and_reopened__are_there_again(court, citizen):
    win(court, citizen)
    court.deduct(citizen)
    before = overlays(court, citizen)
    key = court.close(citizen)
    court.wait()
    court.carry_out(key)
    court.compare()
    court.must(court.life(key))
    assert overlays(court, citizen) == before
    assert court.quality(citizen) == QUALITY - SABOTAGE_POINTS
    assert portion(court, citizen, 0) == QUALITY - SABOTAGE_POINTS + POINTS
    court.compare()


def test_deduction__eight_overlays_not_ended__waits_until_one_has_ended(court, citizen):
    key = court.accuse(citizen)
    court.wait()
    today = day_of(court.now)
    spans = [3] * (MOST - 1) + [1]
    court.put_overlays(
        citizen, *(Overlay(UPLIFT, 10, today, today + days, AMOUNT, 1) for days in spans)
    )
    assert court.play(actions.CarryOut((key,))) == "NoRoom"
    court.pass_days(1)
    court.carry_out(key)
    assert overlays(court, citizen)[MOST - 1] == (DEDUCTION, SABOTAGE_POINTS, cause_of(key))
    court.compare()


def test_deduction__carried_out_late__ends_counted_from_the_day_it_was_ripe(court, citizen):
    key = court.accuse(citizen, SABOTAGE)
    court.wait()
    ripe = day_of(court.now)
    court.pass_days(court.charter.ripe_days - 1)
    court.carry_out(key)
    (found,) = court.asks("Ledger", "overlaysOf", citizen)
    assert found[2:4] == (day_of(court.now), ripe + SABOTAGE_DAYS)
