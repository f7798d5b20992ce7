"""How infractions, recoveries and closings are filed, and what is refused.

```
file
├── keeps the case as it is about, with the deadlines of the charter, and changes nothing else
├── infraction: each refusal of a line, in its order; the edges of days, versions and years
├── recovery: member, impartial, key, new key, 90 days
└── closing: member, impartial, open, 90 days
```
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from isonomia.spec import events
from isonomia.spec.state import Case, CaseKind, Stage, YearCount
from tests.spec.courts import CITIZEN, OTHER, Court, court, infraction, number_of
from tests.spec.worlds import DAY, EVIDENCE, GENESIS, TODAY, YEAR, identity, key

pytestmark = [pytest.mark.offline, pytest.mark.req("D1")]

PERSON = identity(CITIZEN)


def matter_of(rule: int, day: int) -> int:
    return rule * 2**24 + day


# ---- infractions ---------------------------------------------------------------------------------


def test_file__infraction__keeps_the_case_and_changes_nobody() -> None:
    here = court()
    people, before = dict(here.state.people), dict(here.state.overlays)
    announced = here.do(here.accuse(CITIZEN, rule=2, day=TODAY))
    matter = matter_of(2, TODAY)
    number = number_of(1, matter)
    case = Case(1, PERSON, matter, 2, Stage.NOTICE, GENESIS, GENESIS, 14, 30, 30, detail=1)
    assert here.state.cases == {number: case}
    assert here.state.accusations == {PERSON: YearCount(0, 1)}
    assert (here.state.people, here.state.overlays) == (people, before)
    assert announced == [
        events.CouncilActed(2, 2, 3),
        events.CaseFiled(number, PERSON, 1, matter, 2, 1, EVIDENCE),
    ]


def test_file__infractions_about_two__announces_each() -> None:
    here = court()
    announced = here.do(here.accuse(CITIZEN, OTHER))
    assert [event.identity for event in announced[1:]] == [PERSON, identity(OTHER)]
    assert len(here.state.cases) == 2


def test_file__infraction_by_another_council__is_refused() -> None:
    here = court()
    here.refuse(here.accuse(CITIZEN, community=3), "NotAMember", 0, PERSON, 3)
    here.refuse(here.accuse(CITIZEN, 99), "NotAMember", 1, identity(99), 2)


def test_file__lists_of_unequal_length__is_refused() -> None:
    here = court()
    here.refuse(replace(here.accuse(CITIZEN), act_days=()), "LengthMismatch", 1, 0)
    here.refuse(here.accuse(), "NothingToDo")


def test_file__second_line_refused__leaves_no_first() -> None:
    here = court()
    here.refuse(here.accuse(CITIZEN, 4), "SignsOwnCase", 1, identity(4))


def test_file__seat_that_did_not_sign__can_be_accused() -> None:
    here = court()
    here.do(here.accuse(6))
    assert here.case.identity == identity(6)


def test_file__opted_out__is_refused() -> None:
    here = court()
    here.do(here.opt_out(CITIZEN))
    here.refuse(here.accuse(CITIZEN), "TakesNoPart", 0, PERSON)
    here.do(here.opt_in(CITIZEN))
    here.do(here.accuse(CITIZEN))


@pytest.mark.req("P5")
def test_file__no_key__is_refused() -> None:
    here = court()
    here.do(here.enrol(30))
    here.refuse(here.accuse(30), "CannotAppeal", 0, identity(30))
    here.do(here.bind(30))
    here.do(here.accuse(30))


@pytest.mark.req("P5")
def test_file__guardians_key__until_it_lapses_but_never_for_acts_of_a_minor() -> None:
    # Born in February 2002: of age on 2020-02-01, day 18,293.
    here, minor = court(), identity(30)
    here.do(here.enrol(30, month=24_025))
    here.do(here.bind(30))
    here.refuse(here.accuse(30), "ActOfMinor", 0, minor, TODAY)
    here.at(18_293)
    here.refuse(here.accuse(30), "CannotAppeal", 0, minor)
    here.do(here.bind(30, keys=(31,)))
    here.refuse(here.accuse(30, day=18_292), "ActOfMinor", 0, minor, 18_292)
    here.do(here.accuse(30, day=18_293))


@pytest.mark.req("D2")
def test_file__day_of_the_act__between_rule_and_filing_days() -> None:
    here = court()
    here.refuse(here.accuse(CITIZEN, day=TODAY + 1), "ActInFuture", 0, TODAY + 1, TODAY)
    here.refuse(here.accuse(CITIZEN, day=TODAY - 91), "ActTooOld", 0, TODAY - 91, TODAY - 90)
    here.refuse(here.accuse(CITIZEN, day=TODAY - 90), "RuleNotInForce", 0, 1, 1, TODAY - 90)
    here.wait(90)
    here.do(here.accuse(CITIZEN, day=TODAY))
    here.wait(1)
    here.refuse(here.accuse(OTHER, day=TODAY), "ActTooOld", 0, TODAY, TODAY + 1)


@pytest.mark.req("D2")
@pytest.mark.parametrize(("rule", "version"), [(9, 1), (1, 0), (1, 2), (2**256 - 1, 1)])
def test_file__no_such_version__is_refused(rule: int, version: int) -> None:
    here = court()
    action = here.accuse(CITIZEN, rule=rule, version=version)
    here.refuse(action, "RuleNotInForce", 0, rule, version, TODAY)
    older = replace(action, act_days=(TODAY - 1,))
    here.refuse(older, "ActTooOld", 0, TODAY - 1, TODAY)


@pytest.mark.req("D2")
def test_file__version_on_its_first_and_last_day__is_the_only_one() -> None:
    here = court()
    here.do(here.publish(infraction(1, 7, day=TODAY + 30)))
    here.at(TODAY + 30)
    here.refuse(here.accuse(CITIZEN), "RuleNotInForce", 0, 1, 1, TODAY + 30)
    eve = here.accuse(CITIZEN, day=TODAY + 29, version=2)
    here.refuse(eve, "RuleNotInForce", 0, 1, 2, TODAY + 29)
    here.do(here.accuse(CITIZEN, version=2))
    here.do(here.accuse(CITIZEN, day=TODAY + 29))
    assert here.case.detail == 1


@pytest.mark.req("D2")
def test_file__retired_rule__is_refused() -> None:
    here = court()
    here.do(here.publish(infraction(1, 0, day=TODAY + 30)))
    here.at(TODAY + 30)
    here.refuse(here.accuse(CITIZEN, version=2), "RuleNotInForce", 0, 1, 2, TODAY + 30)


def test_file__same_act_twice__is_refused_for_ever() -> None:
    here = court()
    here.do(here.accuse(CITIZEN))
    number = here.number
    here.refuse(here.accuse(CITIZEN), "CaseExists", 0, number)
    here.do(here.withdraw())
    here.refuse(here.accuse(CITIZEN), "CaseExists", 0, number)
    here.do(here.accuse(CITIZEN, rule=2))
    twice = number_of(1, matter_of(1, TODAY), OTHER)
    here.refuse(here.accuse(OTHER, OTHER), "CaseExists", 1, twice)


def test_file__as_many_as_a_year_allows__no_more_until_the_next() -> None:
    here = court(accusations_per_year=2)
    here.do(here.accuse(CITIZEN, rule=1))
    here.do(here.withdraw())
    here.do(here.accuse(CITIZEN, rule=2))
    here.refuse(here.accuse(CITIZEN, rule=3), "TooManyAccusations", 0, PERSON, 2)
    here.do(here.accuse(OTHER, rule=3))
    here.now = GENESIS + YEAR - 1
    here.refuse(here.accuse(CITIZEN), "TooManyAccusations", 0, PERSON, 2)
    here.now += 1
    here.do(here.accuse(CITIZEN))
    assert here.state.accusations[PERSON] == YearCount(1, 1)


def test_file__order_of_refusals__is_that_of_the_rules() -> None:
    here = court(accusations_per_year=1)
    here.do(here.enrol(30, month=24_025))
    # No key, an act to come and of a minor: the first of the list is named.
    here.refuse(here.accuse(30, day=TODAY + 1), "CannotAppeal", 0, identity(30))
    here.do(here.bind(30))
    here.refuse(here.accuse(30, day=TODAY + 1), "ActInFuture", 0, TODAY + 1, TODAY)
    here.refuse(here.accuse(30, rule=9), "RuleNotInForce", 0, 9, 1, TODAY)
    here.do(here.accuse(CITIZEN))
    here.refuse(here.accuse(CITIZEN), "CaseExists", 0, here.number)


@pytest.mark.req("S11")
def test_file__under_another_charter__keeps_its_deadlines() -> None:
    here = court(notice_days=20, ripe_days=7, verdict_days=15)
    here.do(here.accuse(CITIZEN))
    assert (here.case.notice_days, here.case.ripe_days, here.case.verdict_days) == (20, 7, 15)


# ---- recoveries ----------------------------------------------------------------------------------


@pytest.mark.req("P6")
def test_file__recovery__keeps_the_case_and_the_old_key() -> None:
    here = court()
    announced = here.do(here.recovery(CITIZEN, 40))
    matter = 40 * 2**40 + GENESIS
    number = number_of(3, matter)
    assert here.state.cases == {
        number: Case(3, PERSON, matter, 2, Stage.NOTICE, GENESIS, GENESIS, 14, 30, 30)
    }
    assert announced[1:] == [events.CaseFiled(number, PERSON, 3, matter, 2, 0, EVIDENCE)]
    assert here.state.signatories[PERSON].controller == key(CITIZEN)
    assert here.state.last_filed == {(CaseKind.RECOVERY, PERSON): GENESIS}


@pytest.mark.req("P6")
@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"identity": identity(7)}, ("NotAMember", 0, identity(7), 2)),
        ({"identity": identity(4)}, ("SignsOwnCase", 0, identity(4))),
        ({"new_controller": bytes(20)}, ("ZeroController", PERSON)),
        ({"new_signer": None}, ("NewControllerDeclined", PERSON, key(40))),
        ({"new_signer": key(CITIZEN)}, ("NewControllerDeclined", PERSON, key(40))),
    ],
)
def test_file__recovery_wrong__is_refused(
    changes: dict[str, Any], refusal: tuple[str, *tuple[Any, ...]]
) -> None:
    here = court()
    here.refuse(replace(here.recovery(CITIZEN, 40), **changes), *refusal)


@pytest.mark.req("P6")
def test_file__recovery_of_nobodys_key__is_refused() -> None:
    here = court()
    here.do(here.enrol(30))
    here.refuse(here.recovery(30, 0), "NoController", identity(30))


@pytest.mark.parametrize("kind", [CaseKind.RECOVERY, CaseKind.CLOSING])
@pytest.mark.req("P6")
def test_file__again_within_ninety_days__is_refused(kind: CaseKind) -> None:
    here = court()

    def filing() -> Any:
        if kind == CaseKind.RECOVERY:
            return here.recovery(CITIZEN, 40)
        return here.closing(CITIZEN)

    here.do(filing())
    here.do(here.withdraw())
    here.now += 90 * DAY - 1
    here.refuse(filing(), "TooSoon", PERSON, GENESIS + 90 * DAY)
    here.now += 1
    here.do(filing())
    assert len(here.state.cases) == 2


@pytest.mark.req("P6")
def test_file__recovery_and_closing__do_not_count_for_each_other() -> None:
    here = court()
    here.do(here.recovery(CITIZEN, 40))
    here.do(here.closing(CITIZEN))
    here.do(here.recovery(OTHER, 41))


# ---- closings ------------------------------------------------------------------------------------


def test_file__closing__keeps_the_case_and_the_person_open() -> None:
    here = court()
    announced = here.do(here.closing(CITIZEN))
    number = number_of(4, GENESIS)
    assert here.case == Case(4, PERSON, GENESIS, 2, Stage.NOTICE, GENESIS, GENESIS, 14, 30, 30)
    assert announced[1:] == [events.CaseFiled(number, PERSON, 4, GENESIS, 2, 0, EVIDENCE)]
    assert not here.state.people[PERSON].closed


def test_file__closing_wrong__is_refused() -> None:
    here = court()
    here.refuse(here.closing(7), "NotAMember", 0, identity(7), 2)
    here.refuse(here.closing(5), "SignsOwnCase", 0, identity(5))


def test_file__closing_of_a_closed_person__is_refused() -> None:
    here = court()
    closed(here, CITIZEN)
    here.wait(90)
    here.refuse(here.closing(CITIZEN), "IsClosed", PERSON)


def closed(here: Court, person: int) -> None:
    here.do(here.closing(person))
    here.wait(14)
    here.do(here.carry())


def test_file__about_a_closed_person__infractions_are_refused() -> None:
    here = court()
    closed(here, CITIZEN)
    here.refuse(here.accuse(CITIZEN), "TakesNoPart", 0, PERSON)
