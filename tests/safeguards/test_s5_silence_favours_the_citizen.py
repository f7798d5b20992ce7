"""S5: no decision without appeal; silence favours the citizen.

```
silence
├── of whoever should carry out: after ripeDays the case has lapsed, nothing happened
├── of the beacon, of whoever seats, of the panel: after verdictDays the case has lapsed
├── of one juror too many (a tie): no majority, no verdict
├── of a panel that cannot be filled: the case has lapsed at once
└── of the panel of a review: the deduction may be ended by anybody
appeal
└── nobody is accused who could not appeal: no key, a guardian's lapsed key, a minor's act
```
"""

from __future__ import annotations

import pytest

from isonomia.spec import actions
from isonomia.spec.calendar import DAY, day_of
from isonomia.spec.case_state import CaseState
from tests.differential.court import SABOTAGE, UPHELD, Court
from tests.differential.stage import ADULT_MONTH, VILLAGE, Stage, identity_of
from tests.safeguards.town import citizens, record_of, refusal_of_carrying_out

pytestmark = pytest.mark.req("S5", "D3", "D4")

CHILD_MONTH = 2010 * 12


class SmallCourt(Court):
    """Three councils of three: six seats of others, enough for one panel of five, not for two."""

    tree = Stage.tree


def test_carrying_out__nobody_does_it_in_time__lapses():
    court = Court()
    (accused,) = citizens(court, "accused")
    key = court.accuse(accused)
    court.wait(14 + 30)
    assert court.state_of(key) == CaseState.LAPSED
    assert refusal_of_carrying_out(court, key) == "WrongState"
    assert record_of(court, accused).quality == 500


@pytest.mark.parametrize("step", ["beacon", "seating", "verdict"])
@pytest.mark.parametrize("panels", [1, 2])
def test_panel__stopped_at_any_step__lapses_after_the_days_it_had(step, panels):
    court = Court()
    (accused,) = citizens(court, "accused")
    key = court.accuse(accused)
    for number in range(panels):
        court.must(court.appealing(key))
        if number + 1 < panels:
            court.decide(key, UPHELD)
    since = court.case(key).since
    panel = court.state.panels[court.case(key).panel]
    if step == "seating":
        court.verify(panel.beacon_round)
    elif step == "verdict":
        court.seat(court.case(key).panel)
    court.now = since + 30 * DAY - 1
    expected = CaseState.FIRST_PANEL if panels == 1 else CaseState.SECOND_PANEL
    assert court.state_of(key) == expected
    court.now += 1
    assert court.state_of(key) == CaseState.LAPSED
    if step == "verdict":
        assert court.play(court.verdict(key, UPHELD)) == "WrongState"
    assert refusal_of_carrying_out(court, key) == "WrongState"
    assert record_of(court, accused).quality == 500


def test_tie__two_of_five_for_either_side__decides_nothing():
    court = Court()
    (accused,) = citizens(court, "accused")
    key = court.accuse(accused)
    court.must(court.appealing(key))
    court.seat(court.case(key).panel)
    for jurors in ((0, 1), (2, 3), (4,), ()):
        assert court.play(court.verdict(key, UPHELD, jurors)) == "TooFewSignatures"
    court.wait(30)
    assert court.state_of(key) == CaseState.LAPSED


def test_second_panel__with_too_few_councils_to_draw_from__ends_the_case_at_once():
    court = SmallCourt()
    (accused,) = citizens(court, "accused")
    key = court.accuse(accused)
    court.must(court.appealing(key))
    court.decide(key, UPHELD)
    court.must(court.appealing(key))
    assert len(court.seat(court.case(key).panel)) == 1
    assert court.state_of(key) == CaseState.LAPSED
    assert refusal_of_carrying_out(court, key) == "WrongState"


def test_review__no_panel_answers__lets_anybody_end_the_deduction():
    court = Court()
    (accused,) = citizens(court, "accused")
    key = court.deduct(accused)
    assert record_of(court, accused).quality == 200
    court.must(court.reviewing(key))
    court.wait(30)
    assert court.state_of(key) == CaseState.RELEASED
    court.carry_out(key)
    assert record_of(court, accused).quality == 500


# ------------------------------------------------------------------------------ nobody voiceless


def test_accusation__of_somebody_without_a_key__is_refused():
    court = Court()
    newcomer = identity_of("newcomer without a key")
    act = court.by_council(VILLAGE)
    court.must(actions.Enrol(**act, identities=(newcomer,), birth_months=(ADULT_MONTH,)))
    assert court.play(court.accusation(VILLAGE, newcomer)) == "CannotAppeal"


def test_accusation__under_a_guardians_lapsed_key__is_refused_until_a_key_is_bound():
    court = Court()
    child, other = identity_of("child"), identity_of("other")
    act = court.by_council(VILLAGE)
    court.must(actions.Enrol(**act, identities=(child,), birth_months=(CHILD_MONTH,)))
    (other,) = court.enrol(VILLAGE, "other")
    key = court.state.signatories[other].controller
    act = court.by_council(VILLAGE)
    court.must(actions.BindControllers(**act, identities=(child,), controllers=(key,)))
    assert court.play(court.accusation(VILLAGE, child)) == "ActOfMinor"
    court.now = court.state.signatories[child].lapse_day * DAY
    assert court.play(court.accusation(VILLAGE, child)) == "CannotAppeal"
    act = court.by_council(VILLAGE)
    court.must(actions.BindControllers(**act, identities=(child,), controllers=(key,)))
    assert court.play(court.accusation(VILLAGE, child)) == "accepted"


def test_accusation__of_an_act_before_majority__is_refused_after_it_too():
    court = Court()
    child = identity_of("young adult")
    # Of age in 30 days: born in the month whose eighteenth year ends then.
    month = (2024 - 18) * 12 + 6
    act = court.by_council(VILLAGE)
    court.must(actions.Enrol(**act, identities=(child,), birth_months=(month,)))
    court.wait(30)
    (other,) = court.enrol(VILLAGE, "other")
    key = court.state.signatories[other].controller
    act = court.by_council(VILLAGE)
    court.must(actions.BindControllers(**act, identities=(child,), controllers=(key,)))
    assert court.state.signatories[child].lapse_day == 0
    filing = court.accusation(VILLAGE, child, rule=SABOTAGE, act_day=day_of(court.now) - 25)
    assert court.play(filing) == "ActOfMinor"
