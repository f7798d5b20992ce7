"""S11: leaving the quality layer costs no basic right.

```
leaving
├── takes the person's signature alone, at any time, whatever is open about them
├── credits: those of an untouched twin, for ever; key, community and seat: kept
├── record: nothing new can be made about them: no award, infraction, nomination, challenge
├── open cases: over; deductions: over
├── price: all quality, as announced; coming back begins at 0 and with no old deduction
├── Essential services: ordered, refunded and rated as before
└── civic duties: can still volunteer, sign as a council and judge
```
"""

from __future__ import annotations

import pytest

from isonomia.spec import actions
from isonomia.spec.calendar import day_of
from isonomia.spec.case_state import CaseState
from isonomia.spec.state import NOMINATED, SECOND_CHANCE
from tests.differential.agora import PRICE, Agora
from tests.differential.court import AWARD_RULE, EVIDENCE, Court
from tests.differential.stage import VILLAGE, seat_of
from tests.safeguards.town import citizens, record_of, refusal_of_carrying_out

pytestmark = pytest.mark.req("S11", "Q6", "Q7")


def leave(court: Court, identity: bytes) -> str:
    """Have a person leave the quality layer."""
    return court.play(actions.OptOut(**court.by_person(identity)))


def test_leaving__with_a_deduction_and_open_cases__ends_all_of_them():
    court = Court()
    leaver, twin = citizens(court, "leaver", "twin")
    court.deduct(leaver)
    in_notice, appealed = court.accuse(leaver), court.accuse(leaver, rule=2)
    court.must(court.appealing(appealed))
    assert leave(court, leaver) == "accepted"
    assert {court.state_of(key) for key in (in_notice, appealed)} == {CaseState.LAPSED}
    court.wait()
    assert refusal_of_carrying_out(court, in_notice) == "WrongState"
    record = record_of(court, leaver)
    assert (record.quality, record.overlays) == (0, ())
    assert record.credits == record_of(court, twin).credits


def test_credits__years_after_leaving__are_those_of_a_twin_who_stayed():
    court = Court()
    leaver, twin = citizens(court, "leaver", "twin")
    assert leave(court, leaver) == "accepted"
    for years in (0, 1, 10, 50):
        court.pass_years(years)
        assert record_of(court, leaver).credits == record_of(court, twin).credits


def test_person__who_left__keeps_key_community_and_seat():
    court = Court()
    seat = seat_of(VILLAGE, 0)
    before = record_of(court, seat)
    held = court.asks("Ledger", "seatOf", seat)
    assert leave(court, seat) == "accepted"
    after = record_of(court, seat)
    assert (after.controller, after.lapse_day) == (before.controller, before.lapse_day)
    assert court.asks("Ledger", "seatOf", seat) == held
    assert court.asks("Ledger", "communityOf", seat) == VILLAGE
    (citizen,) = citizens(court, "citizen")
    assert court.play(court.accusation(VILLAGE, citizen)) == "accepted"


@pytest.mark.parametrize("record", ["award", "infraction", "nomination", "gift", "second chance"])
def test_new_record__about_somebody_who_left__is_refused(record):
    court = Court(members_per_nomination=1)
    (leaver,) = citizens(court, "leaver", quality=900)
    court.fill_pool(200)
    kind = SECOND_CHANCE if record == "second chance" else NOMINATED
    number = court.open(kind)
    assert leave(court, leaver) == "accepted"
    before = record_of(court, leaver)
    filing = actions.FileAwards(
        **court.by_council(VILLAGE),
        rule=AWARD_RULE,
        version=1,
        evidence_hash=EVIDENCE,
        identities=(leaver,),
        act_days=(day_of(court.now),),
    )
    attempt = {
        "award": filing,
        "infraction": court.accusation(VILLAGE, leaver),
        "nomination": court.nomination(number, VILLAGE, leaver),
        "gift": actions.Give(**court.by_person(leaver), points=1),
        "second chance": court.entry(number, leaver),
    }[record]
    assert court.play(attempt) == "TakesNoPart"
    assert record_of(court, leaver) == before


def test_challenge__of_an_award_of_somebody_who_left__is_refused():
    court = Court()
    leaver, neighbour = citizens(court, "leaver", "neighbour")
    proof = court.award(leaver)
    assert leave(court, leaver) == "accepted"
    assert court.play(court.challenging(proof, neighbour)) == "TakesNoPart"


def test_coming_back__after_a_deduction__begins_at_nothing_and_without_it():
    court = Court()
    (leaver,) = citizens(court, "leaver")
    court.deduct(leaver)
    assert leave(court, leaver) == "accepted"
    assert leave(court, leaver) == "AlreadyOptedOut"
    court.must(actions.OptIn(**court.by_person(leaver)))
    record = record_of(court, leaver)
    assert (record.quality, record.overlays) == (0, ())
    court.award(leaver)
    assert record_of(court, leaver).quality == 100


def test_leaving__signed_by_a_council_or_anybody_else__is_refused():
    court = Court()
    leaver, other = citizens(court, "leaver", "other")
    forged = court.by_person(leaver) | {"signer": court.state.signatories[other].controller}
    assert court.play(actions.OptOut(**forged)) == "InvalidSignature"
    by_seat = court.by_person(leaver) | {"signer": court.state.seats[VILLAGE, 0].controller}
    assert court.play(actions.OptOut(**by_seat)) == "InvalidSignature"
    assert leave(court, leaver) == "accepted"


def test_person__who_left__can_still_volunteer_for_a_council():
    court = Court()
    (leaver,) = citizens(court, "leaver")
    assert leave(court, leaver) == "accepted"
    court.now = (court.state.first_terms_end - court.charter.volunteer_days) * 86_400
    court.must(actions.OpenRenewal(VILLAGE))
    volunteering = actions.Volunteer(**court.by_person(leaver), renewal=1)
    assert court.play(volunteering) == "accepted"


@pytest.mark.req("V2", "V3", "V4")
def test_person__who_left__orders_is_refunded_and_rates_as_before():
    agora = Agora()
    leaver, twin = citizens(agora, "leaver", "twin")
    offer = agora.open_offer(agora.accredit())
    assert leave(agora, leaver) == "accepted"
    lines = agora.redeem(agora.order(leaver, offer), agora.order(twin, offer))
    assert agora.credits(leaver) == agora.credits(twin)
    agora.must(agora.rating(lines, 1))
    agora.must(agora.refunding(lines))
    assert agora.credits(leaver) == agora.credits(twin) + PRICE
