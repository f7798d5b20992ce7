"""Moving, opting out and in: what changes, what stays, and who takes no part.

```
move ── counts, seat, cases; refusals
opt out ── quality and overlays forgotten; tallies, credits and seat kept; open cases lapsed
opt in ── from 0
takes no part ── awards, gifts, nominations, second chances, prizes
```
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from isonomia.spec import events, views
from isonomia.spec.state import SECOND_CHANCE, UPLIFT, CaseKind, CaseState, Overlay
from tests.spec.courts import CITIZEN, OTHER, Court, court
from tests.spec.test_spec_case_table import WAYS, filed, walk
from tests.spec.worlds import GENESIS, TODAY, identity, key

pytestmark = [pytest.mark.offline, pytest.mark.req("P5")]

PERSON = identity(CITIZEN)


def close(here: Court, number: int = CITIZEN) -> None:
    here.do(here.closing(number))
    here.wait(14)
    here.do(here.carry())


# ---- moving --------------------------------------------------------------------------------------


def test_move__to_another_community__counts_there_and_asks_nobody() -> None:
    here = court()
    here.do(here.award(CITIZEN))
    before = here.state.people[PERSON]
    there, from_here = here.state.councils[3].members, here.state.councils[2].members
    announced = here.do(here.move(CITIZEN, 3))
    assert here.state.people[PERSON] == replace(before, community=3)
    assert here.state.councils[3].members == there + 1
    assert here.state.councils[2].members == from_here - 1
    assert announced == [events.PersonActed(PERSON, 0), events.Moved(PERSON, 3)]


def test_move__wrong__is_refused_in_order() -> None:
    here = court()
    unsigned = replace(here.move(CITIZEN, 99), signer=None)
    here.refuse(unsigned, "InvalidSignature", PERSON, key(CITIZEN))
    here.refuse(here.move(CITIZEN, 99), "UnknownCommunity", 99)
    here.refuse(here.move(CITIZEN, 0), "UnknownCommunity", 0)
    here.refuse(here.move(CITIZEN, 2), "AlreadyMember", PERSON, 2)
    close(here)
    here.refuse(here.move(CITIZEN, 99), "UnknownCommunity", 99)
    here.refuse(here.move(CITIZEN, 2), "IsClosed", PERSON)


def test_move__with_a_seat__keeps_it_and_its_key() -> None:
    here = court()
    here.do(here.move(6, 3))
    assert here.state.seats[2, 2].identity == identity(6)
    by_others = here.award(6, community=3)
    here.do(by_others)
    signing = replace(here.enrol(50), approvals=((0, key(4)), (2, key(6))))
    here.do(signing)


@pytest.mark.req("S9")
def test_move__during_a_case__leaves_it_with_who_filed_it() -> None:
    here = walk(filed(CaseKind.INFRACTION), "")
    here.do(here.move(CITIZEN, 3))
    here.do(here.appeal())
    assert here.state.panels[1].community == 2
    here.refuse(here.withdraw(community=3), "NotTheFiler", 0, here.number, 3)
    here.do(here.withdraw())


@pytest.mark.req("S9")
def test_move__with_a_deduction__takes_it_along() -> None:
    here = walk(filed(CaseKind.INFRACTION), "notice carry")
    overlays = here.overlays_of(CITIZEN)
    here.do(here.move(CITIZEN, 3))
    assert here.overlays_of(CITIZEN) == overlays
    here.refuse(here.remedies(community=3), "NotTheFiler", 0, here.number, 3)
    here.do(here.remedies())


# ---- opting out and in ---------------------------------------------------------------------------


def test_opt_out__of_somebody_with_overlays__forgets_quality_and_them_alone() -> None:
    here = court()
    here.do(here.award(CITIZEN, rule=3))
    here.do(here.accuse(CITIZEN, rule=2))
    here.wait(14)
    here.do(here.carry())
    before = here.state.people[PERSON]
    credits = views.credits(here.state, PERSON, here.now)
    announced = here.do(here.opt_out(CITIZEN))
    after = replace(before, quality=0, overlays=0, opted_out=True)
    assert here.state.people[PERSON] == after
    assert here.overlays_of(CITIZEN) == ()
    assert here.state.left_at == {PERSON: here.now}
    assert views.credits(here.state, PERSON, here.now) == credits
    assert views.quality(here.state, PERSON, here.now) == 0
    assert announced[1] == events.QualityLeft(PERSON, views.person_word(after))


def test_opt_in__afterwards__starts_again_from_nothing() -> None:
    here = court()
    here.do(here.award(CITIZEN, rule=3))
    here.do(here.opt_out(CITIZEN))
    here.wait(1)
    announced = here.do(here.opt_in(CITIZEN))
    person = here.state.people[PERSON]
    assert (person.quality, person.overlays, person.opted_out) == (0, 0, False)
    assert person.tallies[2] == 150
    assert here.state.left_at == {PERSON: GENESIS}
    assert announced[1] == events.QualityRejoined(PERSON, views.person_word(person))
    here.do(here.award(CITIZEN))
    assert here.state.people[PERSON].quality == 10


def test_opting__wrong__is_refused() -> None:
    here = court()
    here.refuse(here.opt_in(CITIZEN), "NotOptedOut", PERSON)
    unsigned = replace(here.opt_out(CITIZEN), signer=key(OTHER))
    here.refuse(unsigned, "InvalidSignature", PERSON, key(CITIZEN))
    here.do(here.opt_out(CITIZEN))
    here.refuse(here.opt_out(CITIZEN), "AlreadyOptedOut", PERSON)
    unsigned = replace(here.opt_in(CITIZEN), signer=None)
    here.refuse(unsigned, "InvalidSignature", PERSON, key(CITIZEN))
    close(here)
    here.refuse(here.opt_out(CITIZEN), "IsClosed", PERSON)
    here.refuse(here.opt_in(CITIZEN), "IsClosed", PERSON)


OPEN = {
    CaseState.NOTICE,
    CaseState.RIPE,
    CaseState.FIRST_PANEL,
    CaseState.UPHELD,
    CaseState.SECOND_PANEL,
}


@pytest.mark.req("S9")
@pytest.mark.parametrize(
    ("kind", "state"),
    [(kind, state) for kind in WAYS for state in WAYS[kind]],
)
def test_opt_out__with_a_case__lapses_what_is_about_quality_and_open(
    kind: CaseKind, state: CaseState
) -> None:
    here = walk(filed(kind), WAYS[kind][state])
    if here.state.people[PERSON].closed:
        here.refuse(here.opt_out(CITIZEN), "IsClosed", PERSON)
        return
    here.do(here.opt_out(CITIZEN))
    lapses = state in OPEN and kind in (CaseKind.INFRACTION, CaseKind.CHALLENGE)
    assert here.state_of() == (CaseState.LAPSED if lapses else state)


@pytest.mark.req("S9")
def test_opt_out__and_in_again__does_not_wake_what_lapsed() -> None:
    here = filed(CaseKind.INFRACTION)
    here.do(here.opt_out(CITIZEN))
    here.do(here.opt_in(CITIZEN))
    here.wait(14)
    here.refuse(here.carry(), "WrongState", here.number, CaseState.LAPSED)


@pytest.mark.req("S9")
def test_opt_out__a_second_before_the_filing__lapses_nothing() -> None:
    here = court()
    here.do(here.opt_out(CITIZEN))
    here.do(here.opt_in(CITIZEN))
    here.wait(0, 1)
    here.do(here.accuse(CITIZEN))
    assert here.state_of() == CaseState.NOTICE


# ---- who takes no part ---------------------------------------------------------------------------


def leave(here: Court, way: str) -> None:
    if way == "closed":
        close(here)
    else:
        here.do(here.opt_out(CITIZEN))


@pytest.mark.parametrize("way", ["closed", "opted out"])
def test_no_part__awards_gifts_and_rounds__refuse_the_person(way: str) -> None:
    here = court().with_points(100)
    here.do(here.open())
    here.do(here.open(SECOND_CHANCE))
    leave(here, way)
    here.state.rounds = {
        number: replace(found, entries_until=here.now + 1)
        for number, found in here.state.rounds.items()
    }
    for action in (
        here.award(CITIZEN),
        here.give(CITIZEN, 0),
        here.nominate(CITIZEN),
        here.enter(CITIZEN, 2),
    ):
        here.refuse(action, "TakesNoPart", 0, PERSON)


@pytest.mark.parametrize("way", ["closed", "opted out"])
def test_no_part__drawn_before__forfeits_the_prize(way: str) -> None:
    here = court().with_points(10)
    here.do(here.open())
    here.do(here.nominate(CITIZEN))
    here.decide()
    leave(here, way)
    announced = here.do(here.settle())
    assert announced == [events.PrizeForfeited(1, 0, PERSON)]
    assert here.state.pool.free == 10


def test_no_part__one_who_signs_their_own_award__is_told_so_first() -> None:
    here = court()
    here.do(here.opt_out(4))
    here.refuse(here.award(4), "TakesNoPart", 0, identity(4))


def test_opt_in__new_overlays__begin_at_the_lowest_index() -> None:
    here = court()
    here.state.overlays[PERSON] = (Overlay(UPLIFT, 1, TODAY, TODAY + 99, 1_000, 1),) * 8
    here.state.people[PERSON] = replace(here.state.people[PERSON], overlays=8)
    here.do(here.opt_out(CITIZEN))
    here.do(here.opt_in(CITIZEN))
    here.wait(0, 1)
    here.do(here.accuse(CITIZEN))
    here.wait(14)
    here.do(here.carry())
    assert here.state.people[PERSON].overlays == len(here.overlays_of(CITIZEN)) == 1


def test_credits__of_a_closed_person__are_none_and_later_all_there() -> None:
    here = court()
    close(here)
    assert views.credits(here.state, PERSON, here.now) == 0
    open_person: Any = here.do(here.alive())
    assert open_person
    assert views.credits(here.state, PERSON, here.now) == views.credits(
        here.state, identity(OTHER), here.now
    )
