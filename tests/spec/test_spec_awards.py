"""Awards, by day, by cap, and what they do.

```
fileAwards
├── lists of unequal length: LengthMismatch
├── each line
│   ├── not of this community, or unknown: NotAMember
│   ├── holds a seat of this council
│   │   ├── that signed: SignsOwnCase
│   │   └── that did not, or one of another council: accepted
│   ├── act after today: ActInFuture
│   ├── act before the filing days: ActTooOld (any but today's for a version that is not there)
│   ├── no such version, retired, before its first day, after its last: RuleNotInForce
│   ├── act before the month of birth: ActBeforeBirth
│   ├── as often as the rule's limit this year, under any version: RuleLimitReached
│   ├── above the category's cap: CategoryCapReached
│   ├── above the annual cap: AnnualCapReached
│   └── above 1,000 points: QualityCeilingReached
├── accepted: quality today plus the points; decay no earlier than before
├── a new allocation year of filing: tallies and times begin again
└── events: Awarded for each person, then AwardsFiled; no CouncilActed
```
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from isonomia.spec import events, presets, transition, views
from isonomia.spec.actions import PublishRules
from isonomia.spec.state import Person, RuleText, RuleTimes
from tests.spec.worlds import (
    CATALOGUE,
    COMMUNITIES,
    EVIDENCE,
    GENESIS,
    JANUARY_1980,
    RULES,
    TODAY,
    World,
    council,
    identity,
    text,
    world,
)

pytestmark = [pytest.mark.offline, pytest.mark.req("Q1")]

CITIZEN = identity(20)
#: Day of the first full day of allocation year 1, which begins at 18,627.2425.
YEAR_1 = 18_628


def publish(here: World, *rules: RuleText) -> None:
    here.do(PublishRules(*here.act(1), CATALOGUE, rules))


def person(here: World, number: int = 20) -> Person:
    return here.state.people[identity(number)]


# ---- what an award does --------------------------------------------------------------------------


@pytest.mark.req("Q1", "Q3")
def test_award__first__raises_quality_and_starts_the_grace() -> None:
    here = world().with_citizen()
    word = 23_760 | 2 << 16 | 10 << 40 | 18_442 << 50 | 10 << 100 | 18_262 << 196
    assert here.do(here.award(20)) == [
        events.Awarded(CITIZEN, word),
        events.AwardsFiled(2, 2, 0b11, 1, 1, EVIDENCE),
    ]
    tallies = (10, 0, 0, 0, 0, 0, 0)
    assert person(here) == Person(23_760, 2, 10, 18_442, 0, 0, tallies, 0, 0, 0, 18_262, 0)
    assert here.state.rule_times == {}


@pytest.mark.req("Q3")
def test_award__after_decay_began__adds_to_what_is_left() -> None:
    here = world().with_citizen()
    here.do(here.award(20))
    # Decay began on 18,442; eight days later 2 points are left.
    here.at(18_450)
    here.do(here.award(20, day=18_440))
    assert (person(here).quality, person(here).decay_from) == (12, 18_620)


@pytest.mark.req("Q3")
def test_award__older_act_filed_later__does_not_bring_decay_forward() -> None:
    here = world().with_citizen().at(18_352)
    here.do(here.award(20, day=18_352))
    here.do(here.award(20, day=18_300))
    assert (person(here).decay_from, person(here).last_act_day) == (18_532, 18_300)


@pytest.mark.req("Q3")
def test_award__during_leave__is_counted_from_its_end() -> None:
    here = world().with_citizen()
    here.do(here.leave(20, 100))
    here.at(18_300)
    here.do(here.award(20, day=18_290))
    assert person(here).decay_from == 18_542


@pytest.mark.req("Q3")
def test_award__for_an_act_before_a_leave_that_is_over__is_counted_from_its_end() -> None:
    here = world().with_citizen()
    here.do(here.leave(20, 10))
    here.at(18_280)
    here.do(here.award(20, day=18_265))
    assert person(here).decay_from == 18_452
    here.do(here.award(20, day=18_273))
    assert person(here).decay_from == 18_453


@pytest.mark.req("Q1")
def test_award__categories__are_tallied_apart() -> None:
    here = world().with_citizen()
    for rule in (1, 2, 3, 1):
        here.do(here.award(20, rule=rule))
    assert person(here).tallies == (20, 40, 150, 0, 0, 0, 0)
    assert views.earned(here.state, CITIZEN, 3, here.now) == (150, 210)
    assert views.earned(here.state, CITIZEN, 7, here.now) == (0, 210)


@pytest.mark.req("Q2")
def test_award__same_person_twice_in_a_batch__counts_twice() -> None:
    here = world().with_citizen()
    first, second, _ = here.do(here.award(20, 20, rule=2))
    assert (first.word >> 40 & 0x3FF, second.word >> 40 & 0x3FF) == (40, 80)
    assert here.state.rule_times == {(CITIZEN, 2): RuleTimes(0, 2)}


@pytest.mark.req("D2")
def test_award__of_nobody__is_refused() -> None:
    here = world()
    here.refuse(here.award(), "NothingToDo")


# ---- who -----------------------------------------------------------------------------------------


@pytest.mark.req("P2")
@pytest.mark.parametrize(("people", "days"), [((20,), ()), ((), (TODAY,)), ((20, 20), (TODAY,))])
def test_award__lists_of_unequal_length__are_refused(
    people: tuple[int, ...], days: tuple[int, ...]
) -> None:
    here = world()
    here.refuse(here.award(*people, day=days), "LengthMismatch", len(people), len(days))


@pytest.mark.req("D2")
@pytest.mark.parametrize("number", [7, 1, 99, 0])
def test_award__stranger_to_the_community__is_refused_with_their_line(number: int) -> None:
    here = world().with_citizen()
    here.refuse(here.award(20, number), "NotAMember", 1, identity(number), 2)


@pytest.mark.req("D2")
@pytest.mark.parametrize("number", [4, 5])
def test_award__seat_that_signed__cannot_be_the_subject(number: int) -> None:
    here = world()
    here.refuse(here.award(6, number, day=(TODAY, 0)), "SignsOwnCase", 1, identity(number))


@pytest.mark.req("D2")
def test_award__seat_that_did_not_sign__can_be_the_subject() -> None:
    here = world()
    here.do(here.award(6))
    assert person(here, 6).quality == 10
    assert person(here, 6).seat_index == 2


@pytest.mark.req("D2")
def test_award__seat_of_another_council__can_be_the_subject() -> None:
    communities = (council(0, 2, 1, 2, 3), *COMMUNITIES[1:])
    state, _ = transition.genesis(presets.pilot(), communities, RULES, CATALOGUE, GENESIS)
    here = World(state)
    here.do(here.award(1))
    assert (person(here, 1).quality, person(here, 1).seat_community) == (10, 1)


# ---- when ----------------------------------------------------------------------------------------


@pytest.mark.req("D1")
@pytest.mark.parametrize("day", [18_263, 2**256 - 1])
def test_award__act_after_today__is_refused(day: int) -> None:
    here = world().with_citizen()
    here.refuse(here.award(20, day=day), "ActInFuture", 0, day, 18_262)


@pytest.mark.req("D1")
def test_award__act_before_the_filing_days__is_refused() -> None:
    here = world().with_citizen().at(18_400)
    here.do(here.award(20, day=18_310))
    here.refuse(here.award(20, 20, day=(18_400, 18_309)), "ActTooOld", 1, 18_309, 18_310)


@pytest.mark.req("D1", "S9")
def test_award__act_before_the_rules_first_day__is_refused() -> None:
    here = world().with_citizen()
    here.refuse(here.award(20, day=18_261), "RuleNotInForce", 0, 1, 1, 18_261)


@pytest.mark.req("D1")
@pytest.mark.parametrize(("rule", "version"), [(1, 2), (1, 0), (99, 1), (0, 1), (2**256 - 1, 1)])
def test_award__version_that_is_not_there__is_not_in_force(rule: int, version: int) -> None:
    here = world().with_citizen().at(18_270)
    refused = ("RuleNotInForce", 0, rule, version, 18_270)
    here.refuse(here.award(20, rule=rule, version=version), *refused)
    old = here.award(20, rule=rule, version=version, day=18_269)
    here.refuse(old, "ActTooOld", 0, 18_269, 18_270)


@pytest.mark.req("D1", "S9")
def test_award__version_in_force_on_the_day_of_the_act__is_the_one_to_cite() -> None:
    here = world().with_citizen()
    publish(here, text(1, 5, 30, 0, 18_292))
    here.at(18_291)
    here.refuse(here.award(20, version=2), "RuleNotInForce", 0, 1, 2, 18_291)
    here.at(18_292)
    here.refuse(here.award(20), "RuleNotInForce", 0, 1, 1, 18_292)
    here.refuse(here.award(20, version=2, day=18_291), "RuleNotInForce", 0, 1, 2, 18_291)
    here.do(here.award(20, day=18_291))
    here.do(here.award(20, version=2, day=18_292))
    assert person(here).tallies == (10, 0, 0, 0, 30, 0, 0)


@pytest.mark.req("D1")
def test_award__retired_rule__holds_for_acts_before_its_end_only() -> None:
    here = world().with_citizen()
    publish(here, text(1, 1, 0, 0, 18_292))
    here.at(18_300)
    here.refuse(here.award(20, version=2), "RuleNotInForce", 0, 1, 2, 18_300)
    here.do(here.award(20, day=18_291))


@pytest.mark.req("P1")
def test_award__act_before_the_month_of_birth__is_refused() -> None:
    here = world().at(18_300).with_citizen(month=24_241)
    here.refuse(here.award(20, day=18_292), "ActBeforeBirth", 0, CITIZEN, 18_292)
    here.do(here.award(20, day=18_293))


# ---- how much ------------------------------------------------------------------------------------


@pytest.mark.req("Q2")
def test_award__as_often_as_the_rule_allows__is_refused_after() -> None:
    here = world().with_citizen()
    here.do(here.award(20, rule=2))
    here.do(here.award(20, rule=2))
    here.refuse(here.award(20, rule=2), "RuleLimitReached", 0, CITIZEN, 2, 2)
    here.do(here.award(20, rule=1))


@pytest.mark.req("Q2")
def test_award__times_under_an_earlier_version__count() -> None:
    here = world().with_citizen()
    here.do(here.award(20, 20, rule=2))
    publish(here, text(2, 2, 1, 3, 18_292), text(2, 2, 1, 0, 18_293), text(2, 2, 1, 4, 18_294))
    here.at(18_292)
    here.do(here.award(20, rule=2, version=2))
    here.refuse(here.award(20, rule=2, version=2), "RuleLimitReached", 0, CITIZEN, 2, 3)
    # Version 3 has no limit, so that its awards are not counted.
    here.at(18_293)
    here.do(here.award(20, 20, rule=2, version=3))
    here.at(18_294)
    here.do(here.award(20, rule=2, version=4))
    here.refuse(here.award(20, rule=2, version=4), "RuleLimitReached", 0, CITIZEN, 2, 4)


@pytest.mark.req("Q2")
def test_award__above_the_category_cap__is_refused() -> None:
    here = world().with_citizen()
    here.refuse(here.award(20, rule=4), "CategoryCapReached", 0, CITIZEN, 4, 0, 150)
    here.do(here.award(20, rule=3))
    here.refuse(here.award(20, rule=3), "CategoryCapReached", 0, CITIZEN, 3, 150, 150)


@pytest.mark.req("Q2")
def test_award__up_to_the_category_cap__is_accepted_and_then_refused() -> None:
    here = world().with_citizen()
    here.do(here.award(*[20] * 15))
    assert person(here).tallies[0] == 150
    here.refuse(here.award(20), "CategoryCapReached", 0, CITIZEN, 1, 150, 150)


@pytest.mark.req("Q2")
def test_award__above_the_annual_cap__is_refused() -> None:
    here = world(annual_cap=200).with_citizen()
    for rule in (3, 2, 1):
        here.do(here.award(20, rule=rule))
    here.refuse(here.award(20, rule=1), "AnnualCapReached", 0, CITIZEN, 200, 200)
    here.refuse(here.award(20, rule=2), "AnnualCapReached", 0, CITIZEN, 200, 200)


@pytest.mark.req("Q2")
def test_award__cap_of_an_older_version__still_holds_for_it() -> None:
    here = world().with_citizen()
    # Nothing changes a charter yet: a version with other caps is put there by hand.
    version = replace(here.state.rules[1][0], category_cap=15, annual_cap=25)
    here.state.rules[1] = (version,)
    here.do(here.award(20))
    here.refuse(here.award(20), "CategoryCapReached", 0, CITIZEN, 1, 10, 15)
    here.do(here.award(20, rule=2))
    here.state.rules[1] = (replace(version, category_cap=150),)
    here.refuse(here.award(20), "AnnualCapReached", 0, CITIZEN, 50, 25)


@pytest.mark.req("Q2")
def test_award__year_of_filing__begins_with_empty_tallies() -> None:
    here = world().with_citizen()
    here.do(here.award(20, 20, rule=2))
    here.now = GENESIS + 31_556_952 - 1
    here.refuse(here.award(20, rule=2, day=18_620), "RuleLimitReached", 0, CITIZEN, 2, 2)
    # A second later it is another year, whatever the day of the act.
    here.now += 1
    here.do(here.award(20, rule=2, day=18_620))
    assert (person(here).tally_year, person(here).tallies) == (1, (0, 40, 0, 0, 0, 0, 0))
    assert here.state.rule_times == {(CITIZEN, 2): RuleTimes(1, 1)}


@pytest.mark.req("Q1")
def test_award__above_a_thousand_points__is_refused() -> None:
    here = world(presets.generous()).with_citizen()
    publish(here, text(9, 5, 1, 0, 18_292))
    here.do(here.award(20, 20, rule=2))
    here.do(here.award(20, rule=3))
    here.do(here.award(20, rule=4))
    here.at(YEAR_1)
    here.do(here.award(20, rule=3))
    here.do(here.award(20, rule=4))
    # 480 and 400 points, and no decay within 730 days of grace.
    here.do(here.award(*[20] * 11))
    here.refuse(here.award(20, rule=2), "QualityCeilingReached", 0, CITIZEN, 990, 40)
    here.do(here.award(20))
    here.refuse(here.award(20), "QualityCeilingReached", 0, CITIZEN, 1_000, 10)
    here.refuse(here.award(20, rule=9), "QualityCeilingReached", 0, CITIZEN, 1_000, 1)
    assert views.tier(here.state, CITIZEN, here.now) == 4


# ---- all or none ---------------------------------------------------------------------------------


@pytest.mark.req("P2")
def test_award__one_refused_line__refuses_the_batch() -> None:
    here = world().with_citizen()
    here.do(here.enrol(21))
    here.refuse(here.award(21, 20, 20, 20, rule=2), "RuleLimitReached", 3, CITIZEN, 2, 2)
    assert person(here, 21) == Person(JANUARY_1980, 2)
