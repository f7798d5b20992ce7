"""What findings do to organisations: suspensions above Essential, commendations, and their end.

```
carry out ── from today until sunsetDays after it was ripe; a late one has fewer days, or none
suspensions ── overlapping: until the latest that has not ended; services are told of every change
places ── eight that have not ended; the lowest free one; none free is refused
ends ── of its own, by remedy, review or silence: today, and only its own effect
orders ── above Essential refused while suspended, Essential served on
```
"""

from __future__ import annotations

import pytest

from isonomia.spec import events, views
from isonomia.spec.actions import OpenOffer, Order, Redeem
from isonomia.spec.findings import finding_id
from isonomia.spec.state import CaseState, Effect, Finding
from isonomia.spec.words import effect_word
from tests.spec.findings.inspections import (
    COMMENDATION,
    KEY_OF,
    ORGANISATION,
    OTHER_ORGANISATION,
    SUSPENSION,
    Inspection,
    inspection,
    standard,
)
from tests.spec.findings.test_findings_table import filed, walk
from tests.spec.worlds import DAY, EVIDENCE, NEVER, TODAY, identity, key

pytestmark = [pytest.mark.offline, pytest.mark.req("V5")]

NOTICE = 14
RIPE = TODAY + NOTICE
CITIZEN = 20


def finding_id_of(finding: Finding) -> bytes:
    return finding_id(finding.key)


def name_of(number: bytes) -> int:
    return int.from_bytes(number[24:], "big")


def effects_of(here: Inspection) -> tuple[Effect, ...]:
    return here.state.effects[ORGANISATION]


def set_to(*until_days: int) -> list[events.Event]:
    return [events.SuspensionSet(ORGANISATION, until_day) for until_day in until_days]


def told(announced: list[events.Event]) -> list[events.Event]:
    return [event for event in announced if isinstance(event, events.SuspensionSet)]


# ---- what is carried out -------------------------------------------------------------------------


@pytest.mark.req("S4")
def test_carry_out__suspension__holds_from_today_for_the_days_of_its_version() -> None:
    here = filed()
    here.wait(NOTICE)
    announced = here.do(here.carry_findings())
    number, until = here.finding_number, RIPE + 365
    assert effects_of(here) == (Effect(1, until, SUSPENSION, name_of(number)),)
    assert announced == [
        events.SuspensionSet(ORGANISATION, until),
        events.FindingMoved(number, 8, 0, 0),
    ]
    assert here.suspended_until() == until
    assert not views.commended(here.state, ORGANISATION, here.today)


def test_carry_out__commendation__tells_the_services_nothing() -> None:
    here = filed(standard=2)
    here.wait(NOTICE)
    announced = here.do(here.carry_findings())
    until = RIPE + 365
    assert told(announced) == []
    assert effects_of(here)[0].effect == COMMENDATION
    assert views.commended(here.state, ORGANISATION, until - 1)
    assert not views.commended(here.state, ORGANISATION, until)
    assert here.suspended_until() == 0


def test_commended__organisation_without_effects__is_not() -> None:
    here = inspection()
    assert not views.commended(here.state, ORGANISATION, here.today)
    assert not views.commended(here.state, 9, here.today)


@pytest.mark.parametrize(
    ("way", "wait", "from_day"),
    [
        ("notice", 29, RIPE),
        ("appeal uphold notice", 0, RIPE),
        ("appeal uphold appeal uphold", 5, TODAY),
    ],
)
def test_carry_out__late__does_not_prolong_the_effect(way: str, wait: int, from_day: int) -> None:
    here = walk(filed(), way)
    here.wait(wait)
    here.do(here.carry_findings())
    assert here.suspended_until() == from_day + 365


@pytest.mark.req("S6")
def test_carry_out__after_the_days_of_its_effect__suspends_nobody() -> None:
    here = inspection(ripe_days=90)
    here.do(here.file(3))
    here.wait(NOTICE + 31)
    announced = here.do(here.carry_findings())
    assert effects_of(here)[0].until_day == RIPE + 30 < here.today
    assert told(announced) == set_to(0)
    assert here.state_of_finding() == CaseState.CARRIED_OUT


def test_carry_out__under_a_version_since_replaced__keeps_its_days() -> None:
    here = inspection()
    here.do(here.publish_standards(standard(1, COMMENDATION, 30, TODAY + 30)))
    here.at(TODAY + 29)
    here.do(here.file())
    here.wait(NOTICE)
    here.do(here.carry_findings())
    assert effects_of(here)[0].effect == SUSPENSION
    assert here.suspended_until() == here.today + 365


def test_carry_out__several__in_the_order_given() -> None:
    here = inspection()
    for number in (1, 3, 4):
        here.do(here.file(number))
    here.wait(NOTICE)
    first, second, third = here.state.findings.values()
    announced = here.do(here.carry_findings(third, first, second))
    assert [effect.standard for effect in effects_of(here)] == [4, 1, 3]
    assert told(announced) == set_to(*(RIPE + 730,) * 3)


# ---- overlapping suspensions ---------------------------------------------------------------------


def overlapping() -> Inspection:
    """Return a world in which suspensions of 365, 30 and 730 days were carried out on one day."""
    here = inspection()
    for number in (1, 3, 4):
        here.do(here.file(number))
    here.wait(NOTICE)
    here.do(here.carry_findings(*here.state.findings.values()))
    return here


def test_suspensions__overlapping__last_until_the_latest_that_was_not_ended() -> None:
    here = overlapping()
    year, month, two_years = here.state.findings.values()
    assert here.suspended_until() == RIPE + 730
    assert told(here.do(here.remedy(two_years))) == set_to(RIPE + 365)
    assert told(here.do(here.remedy(year))) == set_to(RIPE + 30)
    assert told(here.do(here.remedy(month))) == set_to(0)


def test_suspensions__a_shorter_one_ended__are_told_again_unchanged() -> None:
    here = overlapping()
    _, month, _ = here.state.findings.values()
    assert told(here.do(here.remedy(month))) == set_to(RIPE + 730)


def test_suspensions__one_over_of_its_own__counts_no_longer() -> None:
    here = overlapping()
    year, _, two_years = here.state.findings.values()
    here.do(here.remedy(two_years))
    here.at(RIPE + 365)
    here.do(here.file(3))
    here.wait(NOTICE)
    assert told(here.do(here.carry_findings())) == set_to(RIPE + 365 + NOTICE + 30)
    assert told(here.do(here.remedy(year))) == []


def test_suspensions__of_another_organisation__are_its_own() -> None:
    here = overlapping()
    here.carried_out(3, organisation=OTHER_ORGANISATION)
    assert here.suspended_until() == RIPE + 730
    assert here.suspended_until(OTHER_ORGANISATION) == RIPE + NOTICE + 30


# ---- eight places --------------------------------------------------------------------------------


def crowded(last: int = 2) -> Inspection:
    """Return a world with eight effects, of which the third lasts a month, and one finding more."""
    here = inspection(accusations_per_year=12)
    for index in range(9):
        here.do(here.file(3 if index == 2 else 2 if index < 8 else last, day=here.today))
        here.wait(1)
    here.now = (here.today + NOTICE) * DAY
    findings = list(here.state.findings.values())
    here.do(here.carry_findings(*findings[:8]))
    return here


def test_place__ninth_effect__is_refused() -> None:
    here = crowded()
    assert len(effects_of(here)) == 8
    here.refuse(here.carry_findings(), "NoPlace", here.finding_number)
    assert here.state_of_finding() == CaseState.RIPE


def test_place__of_an_effect_that_ended__is_the_next_one_taken() -> None:
    here = crowded()
    third = list(here.state.findings.values())[2]
    until = effects_of(here)[2].until_day
    here.at(until - 1)
    here.refuse(here.carry_findings(), "NoPlace", here.finding_number)
    here.at(until)
    before = effects_of(here)
    here.do(here.carry_findings())
    after = effects_of(here)
    assert here.finding.place == 2
    assert after[2].finding == name_of(here.finding_number)
    assert (*after[:2], *after[3:]) == (*before[:2], *before[3:])
    announced = here.do(here.remedy(third))
    assert told(announced) == []
    assert effects_of(here) == after


def test_place__ended_by_remedy__is_free_today() -> None:
    here = crowded()
    findings = list(here.state.findings.values())
    here.do(here.remedy(findings[6]))
    here.do(here.remedy(findings[4]))
    here.do(here.carry_findings())
    assert here.finding.place == 4
    here.refuse(here.review_finding(findings[4]), "WrongState", finding_id_of(findings[4]), 12)


def test_place__effect_taken_over__cannot_be_ended_by_the_former_finding() -> None:
    here = crowded(last=4)
    third = list(here.state.findings.values())[2]
    here.at(effects_of(here)[2].until_day)
    here.do(here.carry_findings())
    number = finding_id_of(third)
    here.refuse(here.review_finding(third), "NothingToEnd", number)
    until = here.suspended_until()
    here.do(here.remedy(third))
    assert here.suspended_until() == until > here.today


# ---- the end -------------------------------------------------------------------------------------


@pytest.mark.req("S6")
@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_effect__whatever_nobody_does__ends_within_two_years(number: int) -> None:
    here = inspection()
    here.carried_out(number)
    last = effects_of(here)[0].until_day
    assert last - here.today <= 730
    assert here.suspended_until() <= last
    assert not views.commended(here.state, ORGANISATION, last)


@pytest.mark.parametrize("way", ["review reject", "review silence carry", "remedy"])
def test_effect__ended_before_its_time__is_over_today(way: str) -> None:
    here = walk(filed(), f"notice carry {way}")
    assert here.state_of_finding() == CaseState.ENDED
    assert effects_of(here)[0].until_day == here.today
    assert here.suspended_until() == 0


@pytest.mark.req("S5")
def test_effect__review_without_a_verdict__is_ended_by_anybody_and_told() -> None:
    here = walk(filed(), "notice carry review silence")
    announced = here.do(here.carry_findings())
    assert announced == [
        *set_to(0),
        events.FindingMoved(here.finding_number, 10, 1, 6),
    ]


def test_effect__over_before_the_silence_is_carried_out__is_told_to_nobody() -> None:
    here = walk(filed(standard=3), "notice carry review silence")
    assert told(here.do(here.carry_findings())) == []


def test_effect_word__known_parts__lie_side_by_side() -> None:
    word = effect_word(Effect(0x01020304, 0x050607, 8, 0x1112131415161718))
    assert word == 0x1112131415161718_08_050607_01020304
    with pytest.raises(OverflowError, match="does not fit 8 bits"):
        effect_word(Effect(1, 2, 256, 3))


# ---- orders --------------------------------------------------------------------------------------


def serving() -> Inspection:
    """Return a world in which a citizen of quality 500 can order at Essential and Enhanced."""
    here = inspection()
    here.do(here.enrol(CITIZEN))
    here.do(here.bind(CITIZEN))
    here.with_quality(CITIZEN, 500)
    provider, until = key(KEY_OF[ORGANISATION]), TODAY + 700
    for tier, basis in ((0, 0), (1, 1)):
        here.do(OpenOffer(ORGANISATION, 1, tier, 1_000, basis, until, EVIDENCE, provider))
    return here


def order(here: Inspection, offer: int, nonce: int) -> Redeem:
    signed = Order(identity(CITIZEN), offer, 1, 1_000, 0, nonce, NEVER, key(CITIZEN))
    return Redeem((signed,), key(KEY_OF[ORGANISATION]))


@pytest.mark.req("S3")
@pytest.mark.req("V2")
def test_order__of_a_suspended_organisation__only_above_essential_is_refused() -> None:
    here = serving()
    here.do(order(here, 2, nonce=0))
    here.carried_out(3)
    until = here.suspended_until()
    here.refuse(order(here, 2, nonce=1), "ProviderSuspended", 0, ORGANISATION, until)
    here.do(order(here, 1, nonce=1))
    here.at(until - 1)
    here.refuse(order(here, 2, nonce=2), "ProviderSuspended", 0, ORGANISATION, until)
    here.at(until)
    here.do(order(here, 2, nonce=2))


@pytest.mark.req("V2")
def test_order__after_the_remedy__is_served_the_same_second() -> None:
    here = serving()
    here.carried_out(4)
    here.do(here.remedy())
    here.do(order(here, 2, nonce=0))


@pytest.mark.req("V2")
def test_order__of_an_organisation_whose_finding_is_open__is_served() -> None:
    here = serving()
    here.do(here.file())
    here.do(order(here, 2, nonce=0))
    walk(here, "appeal uphold")
    here.do(order(here, 2, nonce=1))
    walk(here, "appeal reject")
    here.do(order(here, 2, nonce=2))
