"""Whoever wants to escape a case, to steal a key through one, or to use a council's weakness.

```
escape
├── opting out and in: everything earned is gone, more than any deduction takes
├── moving: the case stays with the council that filed it, and the key it follows is the person's
└── changing keys, closing oneself among friends: what is open goes on
key theft
├── by a council: one signature of the old key stops it, and a rejection costs the council
├── by a thief of the old key: vetoes end with eleven jurors, whatever else the thief changes
└── again and again: once in 90 days
councils
├── withdrawing what is about to be lost: possible, counted among the year's accusations
├── that lost standing: its budget shrinks, its members lose nothing
└── closing the living: undone by one signature at any time, and it costs standing
```
"""

from __future__ import annotations

import pytest

from isonomia.spec import actions, views
from isonomia.spec.calendar import day_of
from isonomia.spec.case_state import CaseState
from tests.differential.court import AWARD_RULE, EVIDENCE, REJECTED, SMALL_FRAUD, UPHELD, Court
from tests.differential.stage import TOWN, VILLAGE
from tests.harness.keys import key_addresses
from tests.safeguards.town import citizens, record_of, refusal_of_carrying_out

pytestmark = pytest.mark.req("P5", "P6", "D3", "D6", "S4", "S7", "S11")

THIEFS, FRESH, ANOTHER = key_addresses()[-3:]


# ------------------------------------------------------------------------------ escape


def test_opting_out_and_in__to_escape_a_deduction__costs_all_quality():
    court = Court()
    escaping, honest = citizens(court, "escaping", "honest", quality=700)
    court.deduct(escaping)
    court.deduct(honest)
    court.must(actions.OptOut(**court.by_person(escaping)))
    court.must(actions.OptIn(**court.by_person(escaping)))
    assert court.quality(honest) == 400
    assert court.quality(escaping) == 0
    assert court.asks("Ledger", "overlaysOf", escaping) == ()
    tallies = court.state.people[escaping].tallies
    assert tallies == court.state.people[honest].tallies


def test_opting_out_and_in__while_accused__lapses_and_is_no_shield_for_other_rules():
    court = Court()
    (escaping,) = citizens(court, "escaping", quality=700)
    key = court.accuse(escaping)
    court.must(actions.OptOut(**court.by_person(escaping)))
    assert court.play(court.accusation(VILLAGE, escaping, rule=SMALL_FRAUD)) == "TakesNoPart"
    court.now += 1
    court.must(actions.OptIn(**court.by_person(escaping)))
    assert court.state_of(key) == CaseState.LAPSED
    day = key.matter & 0xFFFFFF
    assert court.play(court.accusation(VILLAGE, escaping, act_day=day)) == "CaseExists"
    other = court.accuse(escaping, SMALL_FRAUD)
    assert court.state_of(other) == CaseState.NOTICE


def test_opting_out_and_in__many_times__earns_no_more_than_a_year_allows():
    court = Court()
    (person,) = citizens(court, "person", quality=0)
    court.award(person)
    for _ in range(3):
        court.must(actions.OptOut(**court.by_person(person)))
        court.must(actions.OptIn(**court.by_person(person)))
    filing = actions.FileAwards(
        **court.by_council(VILLAGE),
        rule=AWARD_RULE,
        version=1,
        evidence_hash=EVIDENCE,
        identities=(person,),
        act_days=(day_of(court.now),),
    )
    assert court.play(filing) == "CategoryCapReached"


@pytest.mark.parametrize("away", ["moved", "new key", "both"])
def test_moving_and_new_keys__while_accused__leave_the_case_where_it_is(away):
    court = Court()
    (accused,) = citizens(court, "accused")
    key = court.accuse(accused)
    if away != "new key":
        court.must(actions.Move(**court.by_person(accused), community=TOWN))
    if away != "moved":
        change = {"new_controller": FRESH, "new_signer": FRESH}
        court.must(actions.ChangeController(**court.by_person(accused), **change))
    court.wait()
    court.carry_out(key)
    assert court.quality(accused) == 200
    assert court.play(court.accusation(VILLAGE, accused, rule=SMALL_FRAUD)) == (
        "accepted" if away == "new key" else "NotAMember"
    )
    court.must(court.remedy(key))
    assert court.quality(accused) == 500


def test_closing__among_friends_to_escape_a_case__is_what_withdrawing_would_be_and_costs_more():
    """Known and left so: the council that closes a living person could as well have withdrawn."""
    court = Court()
    (accused,) = citizens(court, "accused")
    closing = court.close(accused)
    court.now += 1
    key = court.accuse(accused)
    court.wait()
    court.carry_out(closing)
    assert court.play(actions.CarryOut((key,))) == "TakesNoPart"
    assert record_of(court, accused).credits == 0
    court.wait(30)
    court.must(court.life(closing))
    assert court.state_of(key) == CaseState.LAPSED
    assert views.standing(court.state, VILLAGE, court.now) == 900


def test_closing__ended_in_time__leaves_the_case_to_be_carried_out():
    court = Court()
    (accused,) = citizens(court, "accused")
    closing = court.close(accused)
    court.now += 1
    key = court.accuse(accused)
    court.wait()
    court.carry_out(closing)
    court.must(court.life(closing))
    court.carry_out(key)
    assert court.quality(accused) == 200


# ------------------------------------------------------------------------------ keys


def test_theft__by_a_council_that_files_a_recovery__is_stopped_by_the_old_key_and_costs_it():
    court = Court()
    (victim,) = citizens(court, "victim")
    own = court.state.signatories[victim].controller
    key = court.recover(victim, THIEFS)
    court.now += 14 * 86_400 - 1
    court.must(court.appealing(key))
    court.decide(key, REJECTED)
    assert refusal_of_carrying_out(court, key) == "WrongState"
    assert record_of(court, victim).controller == own
    standing = views.standing(court.state, VILLAGE, court.now)
    assert standing == 900 == court.asks("Communities", "standingOf", VILLAGE)
    assert court.play(court.recovery(victim, THIEFS)) == "TooSoon"


def test_theft__by_a_council_and_a_captured_first_panel__needs_eleven_others_too():
    court = Court()
    (victim,) = citizens(court, "victim")
    own = court.state.signatories[victim].controller
    key = court.recover(victim, THIEFS)
    court.must(court.appealing(key))
    court.decide(key, UPHELD)
    court.must(court.appealing(key))
    court.decide(key, REJECTED)
    assert record_of(court, victim).controller == own


def test_recovery__that_a_thief_of_the_old_key_fights__ends_after_two_panels():
    court = Court()
    (owner,) = citizens(court, "owner")
    key = court.recover(owner, FRESH)
    # The thief has the old key, changes it, moves, and vetoes twice.
    change = {"new_controller": THIEFS, "new_signer": THIEFS}
    court.must(actions.ChangeController(**court.by_person(owner), **change))
    court.must(actions.Move(**court.by_person(owner), community=TOWN))
    for _ in range(2):
        court.must(court.appealing(key))
        court.decide(key, UPHELD)
    assert court.play(court.appealing(key)) == "WrongState"
    court.carry_out(key)
    assert record_of(court, owner).controller == FRESH
    assert court.state.signatories[owner].lapse_day == 0


def test_recovery__without_the_new_keys_own_signature__cannot_be_filed():
    court = Court()
    (victim,) = citizens(court, "victim")
    filing = court.recovery(victim, THIEFS)
    for signer in (None, ANOTHER):
        changed = actions.FileRecovery(
            filing.community,
            filing.nonce,
            filing.deadline,
            filing.approvals,
            identity=victim,
            new_controller=THIEFS,
            evidence_hash=EVIDENCE,
            new_signer=signer,
        )
        assert court.play(changed) == "NewControllerDeclined"


# ------------------------------------------------------------------------------ councils


def test_council__that_withdraws_before_it_loses__keeps_its_standing_and_used_up_a_filing():
    """Known and left so: a council that gives in early is not punished for having asked."""
    court = Court(accusations_per_year=1)
    (accused,) = citizens(court, "accused")
    key = court.accuse(accused)
    court.must(court.appealing(key))
    court.seat(court.case(key).panel)
    court.must(court.withdrawal(key))
    assert court.play(court.verdict(key, REJECTED)) == "WrongState"
    assert views.standing(court.state, VILLAGE, court.now) == 1_000
    again = court.accusation(VILLAGE, accused, rule=SMALL_FRAUD)
    assert court.play(again) == "TooManyAccusations"


def test_council__overturned_again_and_again__awards_less_and_its_members_lose_nothing():
    court = Court(standing_loss=300, budget_per_member=10, accusations_per_year=12)
    court.pass_days(5)
    accused, member = citizens(court, "accused", "member")
    before = record_of(court, member).rights
    full, _ = court.asks("Communities", "budgetOf", VILLAGE)
    for days_ago in range(5):
        day = day_of(court.now) - days_ago
        court.must(court.accusation(VILLAGE, accused, act_day=day))
        key = list(court.state.cases.values())[-1].key
        court.must(court.appealing(key))
        court.decide(key, REJECTED)
    standing = views.standing(court.state, VILLAGE, court.now)
    assert standing == 200 == court.asks("Communities", "standingOf", VILLAGE)
    budget, _ = court.asks("Communities", "budgetOf", VILLAGE)
    assert budget == full * 200 // 1_000
    after = record_of(court, member).rights
    assert (after[0], after[1], after[3]) == (before[0], before[1], before[3])
    assert after[2] >= before[2]
    court.pass_days(800)
    assert views.standing(court.state, VILLAGE, court.now) == 1_000


def test_closing__of_somebody_alive__is_undone_by_one_signature_years_later():
    court = Court()
    (alive,) = citizens(court, "alive")
    key = court.close(alive)
    court.wait()
    court.carry_out(key)
    assert record_of(court, alive).credits == 0
    court.pass_years(7)
    court.must(court.life(key))
    assert record_of(court, alive).credits > 0
    assert views.standing(court.state, VILLAGE, court.now) == 900
    assert court.play(court.life(key)) == "WrongState"
