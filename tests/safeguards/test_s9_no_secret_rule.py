"""S9: no secret or retroactive rule.

```
rule
├── taking effect before its notice is over: refused, to the day
├── an act before its first day, or after its last: cannot be cited
├── a version that does not exist: cannot be cited
├── a later version: leaves cases and deductions under the earlier one as they are
├── text: its hash stands on chain before the rule holds
└── changed by whom: nobody but the root council, and never within a version
amendment of the charter
├── before its notice is over: refused, to the day
└── open cases: keep the deadlines they were filed under
```
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from isonomia.spec import actions
from isonomia.spec.calendar import day_of
from isonomia.spec.case_state import CaseState, InfractionText
from tests.differential.court import SABOTAGE, Court
from tests.differential.stage import NATION, VILLAGE
from tests.safeguards.town import citizens, record_of

pytestmark = pytest.mark.req("S9", "D1", "D9")

NOTICE = 30
CASES = 3
TEXT_HASH = b"\x7e" * 32


def publish(court: Court, text: InfractionText, community: int = NATION) -> str:
    """Have a council publish one version of an infraction rule."""
    act = court.by_council(community)
    new = actions.PublishInfractions(**act, infractions_hash=TEXT_HASH, infractions=(text,))
    return court.play(new)


def text_from(court: Court, days: int, rule: int = 7, points: int = 100) -> InfractionText:
    """Return a rule that takes effect so many days from today."""
    return InfractionText(rule, points, 0, 365, day_of(court.now) + days, TEXT_HASH)


def test_infraction_rule__a_day_before_its_notice_is_over__is_refused():
    court = Court()
    assert publish(court, text_from(court, NOTICE - 1)) == "RuleNoticeTooShort"
    assert publish(court, text_from(court, NOTICE)) == "accepted"


def test_award_rule__a_day_before_its_notice_is_over__is_refused():
    court = Court()
    for days, expected in ((NOTICE - 1, "RuleNoticeTooShort"), (NOTICE, "accepted")):
        text = actions.RuleText(7, 1, 10, 0, day_of(court.now) + days, TEXT_HASH)
        act = court.by_council(NATION)
        publishing = actions.PublishRules(**act, catalogue_hash=TEXT_HASH, rules=(text,))
        assert court.play(publishing) == expected


def test_act__of_the_day_before_the_rule_held__cannot_be_cited():
    court = Court()
    (citizen,) = citizens(court, "citizen")
    assert publish(court, text_from(court, NOTICE)) == "accepted"
    first = day_of(court.now) + NOTICE
    court.wait(NOTICE + 1)
    before = court.accusation(VILLAGE, citizen, rule=7, act_day=first - 1)
    assert court.play(before) == "RuleNotInForce"
    assert court.play(replace(before, act_days=(first,))) == "accepted"


def test_act__under_a_version_that_does_not_hold_or_exist__cannot_be_cited():
    court = Court()
    (citizen,) = citizens(court, "citizen")
    assert publish(court, text_from(court, NOTICE, rule=SABOTAGE, points=1)) == "accepted"
    today = court.accusation(VILLAGE, citizen)
    for version in (2, 3, 0):
        assert court.play(replace(today, version=version)) == "RuleNotInForce"
    unknown = replace(today, rule=99)
    assert court.play(unknown) == "RuleNotInForce"
    assert court.play(today) == "accepted"


def test_later_version__while_a_case_is_open__does_not_change_what_it_takes():
    court = Court(notice_days=60)
    (citizen,) = citizens(court, "citizen")
    key = court.accuse(citizen)
    harsher = InfractionText(SABOTAGE, 10, 0, 1_826, day_of(court.now) + NOTICE, TEXT_HASH)
    assert publish(court, harsher) == "accepted"
    court.wait(60)
    court.carry_out(key)
    (overlay,) = court.state.overlays[citizen]
    assert (overlay.points, overlay.until_day) == (300, day_of(court.now) + 730)
    assert record_of(court, citizen).overlays != ()


@pytest.mark.parametrize("community", [2, VILLAGE])
def test_rules__by_any_council_but_the_root__are_refused(community):
    court = Court()
    assert publish(court, text_from(court, NOTICE), community) == "NotTheRoot"


def test_version__once_published__has_its_texts_hash_on_chain_and_keeps_it():
    court = Court()
    assert publish(court, text_from(court, NOTICE)) == "accepted"
    known = court.asks("Cases", "infractionVersion", 7, 1)
    assert known[-1] == TEXT_HASH
    assert court.asks("Cases", "infractionsHash") == TEXT_HASH
    second = replace(text_from(court, NOTICE + 1), text_hash=b"\x01" * 32)
    assert publish(court, second) == "accepted"
    kept = court.asks("Cases", "infractionVersion", 7, 1)
    assert kept[-1] == TEXT_HASH
    assert {*kept} - {*known} == {second.from_day}


def endorse_by(court: Court, communities: range, from_day: int, notice_days: int) -> list[str]:
    """Have communities endorse other deadlines for cases; return what came of each."""
    charter = court.charter
    values = (
        notice_days,
        charter.ripe_days,
        charter.verdict_days,
        charter.challenge_days,
        charter.accusations_per_year,
        charter.challenges_per_year,
    )
    return [
        court.play(
            actions.Endorse(
                **court.by_council(community), target=CASES, values=values, from_day=from_day
            )
        )
        for community in communities
    ]


def test_amendment__a_day_before_its_notice_is_over__is_refused():
    court = Court()
    today = day_of(court.now)
    assert endorse_by(court, range(1, 2), today + NOTICE - 1, 20) == ["AmendmentDayOutOfBounds"]
    assert endorse_by(court, range(1, 2), today + NOTICE, 20) == ["accepted"]


def test_amendment__of_the_notice__leaves_open_cases_the_one_they_were_filed_under():
    court = Court(notice_days=60)
    (citizen,) = citizens(court, "citizen")
    key = court.accuse(citizen)
    from_day = day_of(court.now) + NOTICE
    assert endorse_by(court, range(1, 7), from_day, 14) == ["accepted"] * 6
    court.wait(NOTICE)
    assert court.asks("Cases", "charter")[0] == 14
    assert court.state_of(key) == CaseState.NOTICE
    court.wait(29)
    assert court.state_of(key) == CaseState.NOTICE
    court.wait(1)
    assert court.state_of(key) == CaseState.RIPE
