"""Whoever wants to bury a person in cases, or to be buried so deep that no case can reach them.

```
accusations
├── more than the charter allows in a year: refused, whoever files and wherever the person moves
├── one act under several rules, or on several days: each counts, and all end
├── the same act again, once it was withdrawn, dismissed or done: refused for ever
└── filed and withdrawn by friends: takes up the year, no longer
closings and recoveries: again and again, by whichever council: once in 90 days
challenges
├── more than the charter allows in a year by one person: refused
├── of one award, by anybody, through another line or another proof: once
└── batches filed afterwards: a proof grows by 32 bytes for each, and holds
appeals: two for a case and one review, whatever is signed
```
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from isonomia.spec import actions
from isonomia.spec.calendar import DAY, day_of
from isonomia.spec.case_state import CaseState
from isonomia.spec.chains import link_of
from tests.differential.court import REJECTED, SABOTAGE, SMALL_FRAUD, UPHELD, Court
from tests.differential.stage import NATION, TOWN, VILLAGE
from tests.harness.keys import key_addresses
from tests.safeguards.town import citizens, record_of

pytestmark = pytest.mark.req("D1", "D2", "D3", "D5", "S4", "S5")

NEW_KEY, OTHER_KEY = key_addresses()[-2:]


def refiled(court: Court, *keys_and_days: tuple[int, int], identity: bytes) -> list[str]:
    """Try an accusation for each rule and days ago, and return what came of them."""
    found = []
    for rule, days_ago in keys_and_days:
        community = court.state.people[identity].community
        day = day_of(court.now) - days_ago
        found.append(court.play(court.accusation(community, identity, rule=rule, act_day=day)))
    return found


def test_accusations__more_than_a_year_allows__are_refused_also_after_moving():
    court = Court()
    court.pass_days(10)
    (accused,) = citizens(court, "accused")
    four = [(SABOTAGE, 0), (SABOTAGE, 1), (SMALL_FRAUD, 0), (SMALL_FRAUD, 1)]
    assert refiled(court, *four, identity=accused) == ["accepted"] * 4
    assert refiled(court, (SABOTAGE, 2), identity=accused) == ["TooManyAccusations"]
    court.must(actions.Move(**court.by_person(accused), community=TOWN))
    assert refiled(court, (SABOTAGE, 2), identity=accused) == ["TooManyAccusations"]
    court.pass_years(1)
    assert refiled(court, (SABOTAGE, 0), identity=accused) == ["accepted"]


def test_accusations__twice_about_one_person_in_a_batch_beyond_the_limit__refuse_the_batch():
    court = Court()
    court.pass_days(10)
    accused, other = citizens(court, "accused", "other")
    people = (other, *(accused,) * 5)
    filing = court.accusation(VILLAGE, *people)
    today = day_of(court.now)
    filing = replace(filing, act_days=(today, *(today - ago for ago in range(5))))
    assert court.play(filing) == "TooManyAccusations"
    assert court.state.cases == {}


def test_one_act__under_every_rule__takes_at_most_what_each_rule_says_and_ends():
    court = Court()
    (accused,) = citizens(court, "accused", quality=900)
    keys = [court.accuse(accused, rule) for rule in (SABOTAGE, SMALL_FRAUD)]
    court.wait()
    court.carry_out(*keys)
    assert court.quality(accused) == 600
    assert court.asks("Ledger", "portionOf", accused, 1)[1] == 600 - 50
    court.pass_days(1_826)
    overlays = court.state.overlays[accused]
    assert all(overlay.until_day <= day_of(court.now) for overlay in overlays)
    base = court.asks("Ledger", "baseQualityOf", accused)
    assert record_of(court, accused).quality == base


@pytest.mark.parametrize("end", ["withdrawn", "dismissed", "carried out", "lapsed"])
def test_same_act__once_its_case_is_over__is_refused_for_ever(end):
    court = Court()
    (accused,) = citizens(court, "accused")
    key = court.accuse(accused)
    day = key.matter & 0xFFFFFF
    if end == "withdrawn":
        court.must(court.withdrawal(key))
    elif end == "dismissed":
        court.must(court.appealing(key))
        court.decide(key, REJECTED)
    else:
        court.wait(14 if end == "carried out" else 44)
        assert court.play(actions.CarryOut((key,))) == (
            "accepted" if end == "carried out" else "WrongState"
        )
    assert court.play(court.accusation(VILLAGE, accused, act_day=day)) == "CaseExists"
    court.must(actions.Move(**court.by_person(accused), community=TOWN))
    assert court.play(court.accusation(TOWN, accused, act_day=day)) == "CaseExists"


def test_friends__who_accuse_and_withdraw__shield_for_the_year_alone():
    court = Court()
    court.pass_days(10)
    (friend,) = citizens(court, "friend")
    for ago in range(4):
        filing = court.accusation(VILLAGE, friend, act_day=day_of(court.now) - ago)
        court.must(filing)
    for case in list(court.state.cases.values()):
        court.must(court.withdrawal(case.key))
    assert refiled(court, (SMALL_FRAUD, 0), identity=friend) == ["TooManyAccusations"]
    # The year turns within the days in which an act can be filed.
    court.now = court.state.genesis + 31_556_952
    assert refiled(court, (SMALL_FRAUD, 0), identity=friend) == ["accepted"]


@pytest.mark.parametrize("kind", ["recovery", "closing"])
def test_recovery_and_closing__filed_again__wait_for_90_days_in_every_community(kind):
    court = Court()
    (citizen,) = citizens(court, "citizen")

    def again(new_key: bytes) -> str:
        made = court.recovery(citizen, new_key) if kind == "recovery" else court.closing(citizen)
        return court.play(made)

    assert again(NEW_KEY) == "accepted"
    filed_at = court.now
    (case,) = court.state.cases.values()
    court.must(court.withdrawal(case.key))
    assert again(OTHER_KEY) == "TooSoon"
    court.must(actions.Move(**court.by_person(citizen), community=TOWN))
    assert again(OTHER_KEY) == "TooSoon"
    court.now = filed_at + 90 * DAY - 1
    assert again(OTHER_KEY) == "TooSoon"
    court.now += 1
    assert again(OTHER_KEY) == "accepted"


def test_challenges__more_than_a_year_allows__are_refused():
    court = Court(category_cap=250)
    people = citizens(court, "challenger", *(f"awarded {index}" for index in range(5)), quality=0)
    challenger, *awarded = people
    proofs = [court.award(one) for one in awarded]
    found = []
    for index, proof in enumerate(proofs):
        links = tuple(linked(later) for later in proofs[index + 1 :])
        found.append(court.play(court.challenging(replace(proof, later=links), challenger)))
    assert found == ["accepted"] * 4 + ["TooManyChallenges"]


def linked(proof: actions.AwardProof) -> bytes:
    """Return the link of a batch."""
    batch = (proof.nonce, proof.rule, proof.version, proof.evidence_hash)
    return link_of(*batch, proof.identities, proof.filed_at)


def test_award__challenged_through_other_proofs__counts_once():
    court = Court()
    first, second, third = citizens(court, "awarded", "challenger", "another", quality=0)
    proof = court.award(first, third)
    later = court.award(second)
    grown = replace(proof, later=(linked(later),))
    court.challenge(grown, second)
    assert court.play(court.challenging(grown, third)) == "CaseExists"
    forged = {
        "another nonce": replace(grown, nonce=proof.nonce + 1),
        "another community": replace(grown, community=TOWN),
        "another time": replace(grown, filed_at=proof.filed_at - 1),
        "a person twice": replace(grown, identities=(first, third, first)),
        "a person less": replace(grown, identities=(first,)),
        "too few links": proof,
        "too many links": replace(grown, later=(linked(later),) * 2),
        "links as the chain before": replace(grown, before=linked(proof)[:14]),
    }
    for what, shown in forged.items():
        assert court.play(court.challenging(shown, third)) == "AwardNotFiled", what
    assert court.play(court.challenging(grown, third, line=2)) == "LineUnknown"


def test_award__taken_back__is_taken_back_once():
    court = Court()
    awarded, challenger = citizens(court, "awarded", "challenger", quality=500)
    key = court.challenge(court.award(awarded), challenger)
    assert court.quality(awarded) == 600
    court.decide(key, UPHELD)
    court.wait()
    court.carry_out(key)
    assert court.quality(awarded) == 500
    assert court.play(actions.CarryOut((key,))) == "WrongState"
    assert court.play(actions.CarryOut((key, key))) == "WrongState"


def test_batches__filed_after_an_award_to_bury_it__leave_it_provable():
    court = Court(category_cap=250)
    awarded, challenger, *others = citizens(
        court, "awarded", "challenger", *(f"other {index}" for index in range(30)), quality=0
    )
    proof = court.award(awarded)
    links = tuple(linked(court.award(other)) for other in others)
    key = court.challenge(replace(proof, later=links), challenger)
    assert court.state_of(key) == CaseState.FIRST_PANEL


def test_batch__of_nobody__is_refused_so_that_the_budget_bounds_how_many_bury_an_award():
    court = Court()
    awarded, challenger = citizens(court, "awarded", "challenger", quality=0)
    proof = court.award(awarded)
    empty = actions.FileAwards(
        **court.by_council(VILLAGE),
        rule=proof.rule,
        version=1,
        evidence_hash=proof.evidence_hash,
        identities=(),
        act_days=(),
    )
    assert court.play(empty) == "NothingToDo"
    court.challenge(proof, challenger)


def test_appeals__however_many_are_signed__are_two_for_a_case():
    court = Court()
    (accused,) = citizens(court, "accused")
    key = court.accuse(accused)
    accepted = 0
    for _ in range(2):
        for _ in range(5):
            accepted += court.play(court.appealing(key, former=former_of(court, key))) == "accepted"
        court.decide(key, UPHELD)
    for _ in range(5):
        accepted += court.play(court.appealing(key, former=former_of(court, key))) == "accepted"
    assert accepted == 2
    court.carry_out(key)
    court.must(court.reviewing(key))
    court.decide(key, UPHELD)
    assert court.play(court.reviewing(key)) == "AlreadyReviewed"
    assert court.state_of(key) == CaseState.CARRIED_OUT
    assert len(court.state.panels) == 3


def former_of(court: Court, key: object) -> tuple[bytes, ...]:
    """Return the list of the panel a case had, if it had one."""
    number = court.case(key).panel  # type: ignore[arg-type]
    return court.state.panels[number].list if number else ()


def test_accusation__of_a_whole_batch__is_answered_by_each_alone():
    court = Court()
    people = citizens(court, *(f"accused {index}" for index in range(20)))
    court.must(court.accusation(VILLAGE, *people))
    appealing = [case.key for case in court.state.cases.values()][::2]
    for key in appealing:
        court.must(court.appealing(key))
    court.wait(30)
    assert all(court.state_of(key) == CaseState.LAPSED for key in appealing)


def test_council__that_did_not_file__withdraws_nothing():
    court = Court()
    (accused,) = citizens(court, "accused")
    key = court.accuse(accused)
    assert court.play(court.withdrawal(key, NATION)) == "NotTheFiler"
    court.must(actions.Move(**court.by_person(accused), community=TOWN))
    assert court.play(court.withdrawal(key, TOWN)) == "NotTheFiler"
    assert court.play(court.withdrawal(key, VILLAGE)) == "accepted"
