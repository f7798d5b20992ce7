"""S6: no permanent record: every deduction ends.

```
deduction
├── rule: none can be published with a sunset beyond five years
├── end: on its last day the quality is back by itself, as if nothing had been
├── last day: set when it is made, and moved by nothing but an end before it
├── a second deduction: has its own last day, and does not prolong the first
├── eight at once: all end
└── the act: cannot be cited again after the end
```
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from isonomia.spec import actions
from isonomia.spec.calendar import DAY, day_of
from isonomia.spec.state import DEDUCTION, Overlay
from tests.differential.court import SABOTAGE, SMALL_FRAUD, Court
from tests.differential.stage import NATION, VILLAGE
from tests.safeguards.town import citizens, record_of

pytestmark = pytest.mark.req("S6", "Q5")

LONGEST = 1_826
SUNSET = 730


def keep_quality(court: Court, *people: bytes) -> None:
    """Give people 500 points today, so that only deductions tell them apart."""
    for identity in people:
        court.put(identity, quality=500)


@pytest.mark.parametrize("sunset_days", [LONGEST + 1, 10_000, 2**16, 2**256 - 1])
def test_rule__with_a_sunset_beyond_five_years__is_refused(sunset_days):
    court = Court()
    text = actions.InfractionText(9, 10, 0, sunset_days, day_of(court.now) + 60, bytes(32))
    publishing = actions.PublishInfractions(
        **court.by_council(NATION), infractions_hash=bytes(32), infractions=(text,)
    )
    assert court.play(publishing) == "RuleOutOfBounds"
    fitting = replace(text, sunset_days=LONGEST)
    assert court.play(replace(publishing, infractions=(fitting,))) == "accepted"


@pytest.mark.parametrize("rule", [SABOTAGE, SMALL_FRAUD])
def test_quality__on_the_day_of_the_sunset__is_that_of_an_untouched_twin(rule):
    court = Court()
    accused, twin = citizens(court, "accused", "twin")
    key = court.deduct(accused, rule)
    (overlay,) = court.state.overlays[accused]
    court.now = overlay.until_day * DAY - 1
    keep_quality(court, accused, twin)
    if rule == SABOTAGE:
        assert record_of(court, accused).quality == 200
    else:
        amount, quality, _ = court.asks("Ledger", "portionOf", accused, court.case(key).overlay)
        assert (amount, quality) == (20_000, 450)
    court.now += 1
    after, untouched = record_of(court, accused), record_of(court, twin)
    assert (after.quality, after.tier, after.credits) == (
        untouched.quality,
        untouched.tier,
        untouched.credits,
    )


def test_carrying_out__on_the_last_day_it_can_be_done__does_not_move_the_sunset():
    ends = set()
    for late in (0, 29):
        court = Court()
        (accused,) = citizens(court, "accused")
        key = court.accuse(accused)
        ripe_day = day_of(court.now + 14 * DAY)
        court.wait(14 + late)
        court.carry_out(key)
        ends.add(court.state.overlays[accused][0].until_day - ripe_day)
    assert ends == {SUNSET}


def test_second_deduction__while_the_first_runs__has_its_own_end():
    court = Court()
    (accused,) = citizens(court, "accused")
    court.deduct(accused)
    (first,) = court.state.overlays[accused]
    court.wait(100)
    court.deduct(accused)
    kept, second = court.state.overlays[accused]
    assert kept == first
    assert second.until_day == first.until_day + 114
    court.now = first.until_day * DAY
    keep_quality(court, accused)
    assert record_of(court, accused).quality == 200
    court.now = second.until_day * DAY
    keep_quality(court, accused)
    assert record_of(court, accused).quality == 500


def test_acts_of_everybody__after_a_deduction__never_move_its_last_day_later():
    """Awards, gifts, leave, a recovered key, moving and a review upheld leave it as it is."""
    court = Court()
    accused, helper = citizens(court, "accused", "helper", quality=900)
    key = court.deduct(accused)
    (overlay,) = court.state.overlays[accused]
    court.award(accused)
    court.must(actions.Give(**court.by_person(accused), points=100))
    court.must(actions.DeclareLeave(**court.by_person(accused), days_away=30))
    court.must(court.reviewing(key))
    court.decide(key, 1)
    new_key = court.state.signatories[helper].controller
    recovery = court.recover(accused, new_key)
    court.wait()
    court.carry_out(recovery)
    court.must(actions.Move(**court.by_person(accused), community=NATION))
    assert court.state.overlays[accused] == (overlay,)
    court.compare()


def test_eight_deductions__at_once__all_end_by_themselves():
    court = Court()
    accused, twin = citizens(court, "accused", "twin")
    today = day_of(court.now)
    lasting = Overlay(DEDUCTION, 300, today, today + LONGEST, 0, 1)
    court.put_overlays(accused, *(replace(lasting, cause=cause) for cause in range(1, 9)))
    assert record_of(court, accused).quality == 0
    court.wait(LONGEST)
    keep_quality(court, accused, twin)
    assert record_of(court, accused).quality == record_of(court, twin).quality == 500


def test_ninth_deduction__while_eight_run__finds_no_room():
    court = Court()
    (accused,) = citizens(court, "accused")
    today = day_of(court.now)
    lasting = Overlay(DEDUCTION, 1, today, today + LONGEST, 0, 1)
    court.put_overlays(accused, *(replace(lasting, cause=cause) for cause in range(1, 9)))
    key = court.accuse(accused)
    court.wait()
    assert court.play(actions.CarryOut((key,))) == "NoRoom"


def test_act__whose_deduction_is_over__cannot_be_cited_again():
    court = Court()
    (accused,) = citizens(court, "accused")
    day = day_of(court.now)
    key = court.deduct(accused)
    court.must(court.remedy(key))
    assert record_of(court, accused).overlays != ()
    filing = court.accusation(VILLAGE, accused, act_day=day)
    assert court.play(filing) == "CaseExists"
