"""Whoever wants an organisation out of the way, or out of reach.

```
finding
├── by the council that accredits: refused, as shield and as sword
├── flooded: so many a year for each community; the same act once, whoever files it
├── by sensors
│   ├── one alone, one twice, one of another mandate, a reading within the limit: refused
│   ├── after the mandate: refused; another value than signed: refused
│   └── a sensor's key: counts nowhere else
├── without notice, before its time, after silence of a panel: no effect
├── rejected: the standing of who filed it falls, their members keep everything
├── suspension
│   ├── Essential goes on, to the last credit
│   ├── citizens, their credits and quality: the same as beside an organisation in good standing
│   ├── stacked: ends with the last of them; ended early: the others still hold
│   └── escaped by accreditation under another key: possible, and public
└── answered by somebody who is not the organisation: refused
```
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from isonomia.spec import views
from isonomia.spec.actions_findings import CarryOutFindings, CertifyRemedyOf, WithdrawFinding
from isonomia.spec.calendar import day_of
from tests.differential.agora import (
    ACCESSIBILITY,
    AUDITORS,
    EMISSIONS,
    ENHANCED,
    PRICE,
    Agora,
)
from tests.differential.court import EVIDENCE, HAMLETS, REJECTED, UPHELD
from tests.differential.stage import TOWN, VILLAGE
from tests.harness.keys import key_addresses
from tests.safeguards.town import record_of

pytestmark = pytest.mark.req("V5")

ACCEPTED = "accepted"
SENSORS = key_addresses()[40:43]


@pytest.fixture
def agora() -> Agora:
    return Agora()


@pytest.fixture
def citizen(agora: Agora) -> bytes:
    (identity,) = agora.enrol(VILLAGE, "citizen")
    agora.put(identity, quality=500)
    return identity


@pytest.fixture
def operator(agora: Agora) -> int:
    return agora.accredit()


@pytest.fixture
def essential(agora: Agora, operator: int) -> int:
    return agora.open_offer(operator)


@pytest.fixture
def enhanced(agora: Agora, operator: int, essential: int) -> int:
    return agora.open_offer(operator, ENHANCED, basis=essential)


# ------------------------------------------------------------------------------------------ filing


def test_finding__by_the_council_that_accredits__refused(agora, operator):
    for standard in (EMISSIONS, ACCESSIBILITY):
        own = agora.finding_about(operator, standard, TOWN)
        assert agora.play(own) == "OwnOrganisation"


def test_findings__flooded__end_at_the_yearly_limit_of_each_community(agora, operator):
    limit = agora.charter.accusations_per_year
    for _ in range(limit):
        agora.find(operator)
        agora.wait(1)
    assert agora.play(agora.finding_about(operator)) == "TooManyFindings"
    elsewhere = agora.finding_about(operator, community=HAMLETS[1])
    assert agora.play(elsewhere) == ACCEPTED


def test_finding__of_the_same_day_again__refused_whoever_files_it(agora, operator):
    key = agora.find(operator)
    for community in HAMLETS[:2]:
        again = agora.finding_about(operator, community=community)
        assert agora.play(again) == "FindingExists"
    back = WithdrawFinding(**agora.by_council(AUDITORS), **fields(key))
    agora.must(back)
    assert agora.play(agora.finding_about(operator)) == "FindingExists"


def fields(key):
    """Return what names a finding."""
    return {"organisation": key.organisation, "standard": key.standard, "day": key.day}


# ----------------------------------------------------------------------------------------- sensors


def test_reading__by_too_few_sensors_or_within_the_limit__refused(agora, operator):
    mandate = agora.mandate(operator, 100, *SENSORS)
    reading = agora.reading(mandate, 101)
    assert agora.play(replace(reading, votes=reading.votes[:2])) == "TooFewSignatures"
    assert agora.play(agora.reading(mandate, 100)) == "WithinLimit"
    strangers = tuple((index, key_addresses()[0]) for index, _ in reading.votes)
    assert agora.play(replace(reading, votes=strangers)) == "InvalidReading"
    agora.must(reading)
    assert agora.play(agora.reading(mandate, 500)) == "FindingExists"


def test_reading__of_another_mandate_or_after_its_end__refused(agora, operator):
    mandate = agora.mandate(operator, 100, *SENSORS)
    others = agora.mandate(operator, 10, *key_addresses()[43:45])
    borrowed = replace(agora.reading(others, 101), votes=agora.reading(mandate, 101).votes[:2])
    assert agora.play(borrowed) == "InvalidReading"
    agora.wait(365)
    assert agora.play(agora.reading(mandate, 101)) == "MandateOver"


def test_sensors__signing_what_councils_and_jurors_sign__count_for_nothing(agora, operator):
    agora.mandate(operator, 100, *SENSORS)
    filing = agora.finding_about(operator)
    forged = replace(filing, approvals=tuple(enumerate(SENSORS[:2])))
    assert agora.play(forged) == "InvalidSeatSignature"
    key = agora.find(operator)
    agora.must(agora.appealing_finding(key))
    agora.seat(agora.finding(key).panel)
    votes = tuple(enumerate(SENSORS))
    verdict = replace(agora.judging(key, UPHELD), votes=votes)
    assert agora.play(verdict) == "InvalidJurorSignature"


# ---------------------------------------------------------------------------------------- deadlines


@pytest.mark.req("D3")
def test_finding__before_its_notice_is_over__has_no_effect(agora, citizen, enhanced, operator):
    key = agora.find(operator)
    agora.wait(agora.charter.notice_days - 1)
    assert agora.play(CarryOutFindings((key,))) == "WrongState"
    assert agora.play(agora.redeeming(agora.order(citizen, enhanced))) == ACCEPTED


@pytest.mark.req("D4")
def test_finding__before_a_silent_panel__ends_for_the_organisation(agora, operator):
    key = agora.find(operator)
    agora.must(agora.appealing_finding(key))
    agora.wait(agora.charter.verdict_days)
    assert agora.play(CarryOutFindings((key,))) == "WrongState"
    assert agora.organisation(operator).suspended_until == 0


@pytest.mark.req("D4", "D6")
def test_finding__rejected__costs_the_standing_of_who_filed_and_nobody_else_anything(
    agora, operator
):
    (member,) = agora.enrol(AUDITORS, "member of the auditors")
    before = record_of(agora, member)
    key = agora.find(operator)
    agora.must(agora.appealing_finding(key))
    agora.judge(key, REJECTED)
    standing = views.standing(agora.state, AUDITORS, agora.now)
    assert standing == 1_000 - agora.charter.standing_loss
    after = record_of(agora, member)
    assert replace(after, credits=before.credits) == before
    assert after.credits >= before.credits


def test_finding__upheld_twice__is_judged_by_five_then_by_eleven_others(agora, operator):
    key = agora.find(operator)
    agora.must(agora.appealing_finding(key))
    agora.judge(key, UPHELD)
    first = agora.state.panels[agora.finding(key).panel]
    assert agora.play(agora.appealing_finding(key)) == "WrongList"
    agora.must(agora.appealing_finding(key, first.list))
    agora.judge(key, UPHELD)
    second = agora.state.panels[agora.finding(key).panel]
    assert (first.size, second.size) == (5, 11)
    assert set(first.jurors).isdisjoint(second.jurors)
    seated = {agora.state.people[identity].seat_community for identity in second.jurors}
    assert AUDITORS not in seated
    agora.must(CarryOutFindings((key,)))
    assert agora.organisation(operator).suspended_until > day_of(agora.now)


# ------------------------------------------------------------------------------------- suspensions


@pytest.mark.req("V1", "S3")
def test_suspension__in_force__stops_what_is_above_essential_and_nothing_else(
    agora, citizen, essential, enhanced, operator
):
    agora.suspend(operator)
    refused = agora.redeeming(agora.order(citizen, enhanced))
    assert agora.play(refused) == "ProviderSuspended"
    quantity = agora.credits(citizen) // PRICE
    agora.redeem(agora.order(citizen, essential, quantity))
    assert agora.credits(citizen) < PRICE


@pytest.mark.req("S7")
def test_suspension__beside_an_organisation_in_good_standing__changes_no_citizen(agora, citizen):
    (twin,) = agora.enrol(VILLAGE, "twin")
    agora.put(twin, quality=500)
    suspended, other = agora.accredit(), agora.accredit()
    offers = [agora.open_offer(number) for number in (suspended, other)]
    agora.redeem(agora.order(citizen, offers[0]))
    agora.redeem(agora.order(twin, offers[1]))
    agora.suspend(suspended)
    served, unconcerned = record_of(agora, citizen), record_of(agora, twin)
    assert replace(served, controller=unconcerned.controller) == unconcerned


def test_suspensions__one_after_another__end_with_the_last_and_one_by_one(
    agora, citizen, enhanced, operator
):
    first = agora.suspend(operator)
    agora.wait(10)
    second = agora.suspend(operator)
    until = agora.organisation(operator).suspended_until
    remedy = CertifyRemedyOf(**agora.by_council(AUDITORS), **fields(second), evidence_hash=EVIDENCE)
    agora.must(remedy)
    assert day_of(agora.now) < agora.organisation(operator).suspended_until < until
    remedy = CertifyRemedyOf(**agora.by_council(AUDITORS), **fields(first), evidence_hash=EVIDENCE)
    agora.must(remedy)
    assert agora.organisation(operator).suspended_until == 0
    assert agora.play(agora.redeeming(agora.order(citizen, enhanced))) == ACCEPTED


@pytest.mark.req("S6")
def test_suspension__when_nobody_does_anything__ends_by_itself(agora, citizen, enhanced, operator):
    agora.suspend(operator)
    until = agora.organisation(operator).suspended_until
    agora.wait(until - day_of(agora.now) - 1)
    agora.put(citizen, quality=500)
    refused = agora.redeeming(agora.order(citizen, enhanced))
    assert agora.play(refused) == "ProviderSuspended"
    agora.wait(1)
    assert agora.play(agora.redeeming(agora.order(citizen, enhanced))) == ACCEPTED


def test_suspension__escaped_by_another_accreditation__takes_a_council_and_another_key(
    agora, operator
):
    """What remains: a council can accredit again whom it will, and everybody can see it."""
    agora.suspend(operator)
    same = agora.accreditation(agora.organisation(operator).key)
    assert agora.play(same) == "KeyTaken"
    assert agora.organisation(agora.accredit()).suspended_until == 0


def test_appeal__by_somebody_else__refused(agora, operator):
    key = agora.find(operator)
    appeal = agora.appealing_finding(key)
    competitor = agora.organisation(agora.accredit()).key
    for stranger in (competitor, key_addresses()[0], None):
        assert agora.play(replace(appeal, signer=stranger)) == "NotTheOrganisation"
    agora.must(appeal)


def test_commendation__of_an_organisation__suspends_nothing_and_ends(agora, operator):
    key = agora.find(operator, ACCESSIBILITY)
    agora.wait()
    agora.must(CarryOutFindings((key,)))
    today = day_of(agora.now)
    assert views.commended(agora.state, operator, today)
    assert agora.organisation(operator).suspended_until == 0
    assert not views.commended(agora.state, operator, today + 365)
