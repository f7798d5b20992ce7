"""S7: no guilt by association: a case changes its subject and nobody else.

Every slot about everybody else is compared, bit by bit, before and after the whole life of a case.

```
case
├── each kind, through two panels and carried out: all others as before, jurors included
├── who filed, who challenged, who judged: one more act signed, nothing else
├── a child: untouched by what is decided about the guardian, and the other way round
├── council colleagues: keep their seats and quality
└── functions: each changes one person at a time; no struct, view or event links two
```
"""

from __future__ import annotations

import re

import pytest

from isonomia import build
from isonomia.spec import actions
from isonomia.spec.calendar import DAY
from tests.differential.court import UPHELD, Court
from tests.differential.stage import VILLAGE, identity_of, seat_of
from tests.safeguards.test_s4_no_penalty_before_appeal import files, longest_way
from tests.safeguards.town import Record, citizens, record_of
from tests.support.artifacts import abi_entries, acts_of, leaves

pytestmark = pytest.mark.req("S7", "Q7")

CHILD_MONTH = 2015 * 12
LINKS = re.compile("parent|relative|family|friend|spouse|partner|follower|contact|member", re.I)


def everybody(court: Court, time: int) -> dict[bytes, Record]:
    """Return the records of all people, credits as of one time."""
    now, court.now = court.now, time
    records = {identity: record_of(court, identity) for identity in court.state.people}
    court.now = now
    return records


@pytest.mark.parametrize("kind", ["infraction", "recovery", "challenge", "closing"])
def test_everybody_else__after_the_whole_life_of_a_case__is_as_before(kind):
    court = Court()
    accused, neighbour = citizens(court, "accused", "neighbour")
    later = court.now + 400 * DAY
    before = everybody(court, later)
    key = files(court, kind, accused, neighbour)
    for _ in longest_way(court, key, kind):
        pass
    court.carry_out(key)
    after = everybody(court, later)
    changed = {identity for identity in before if before[identity] != after[identity]}
    signed = {neighbour} if kind == "challenge" else set()
    assert changed == {accused} | signed
    for identity in signed:
        assert before[identity].rights == after[identity].rights


def test_case__among_those_who_decide_it__costs_no_juror_or_council_anything():
    court = Court()
    (accused,) = citizens(court, "accused")
    seats = [seat_of(VILLAGE, index) for index in range(3)]
    key = court.accuse(accused)
    court.must(court.appealing(key))
    jurors = court.seat(court.case(key).panel)
    later = court.now + 100 * DAY
    before = everybody(court, later)
    court.must(court.verdict(key, UPHELD))
    court.wait()
    court.carry_out(key)
    after = everybody(court, later)
    assert {before[one] == after[one] for one in (*jurors, *seats)} == {True}


@pytest.mark.parametrize("accused_role", ["guardian", "child"])
def test_guardian_and_child__one_of_them_accused__leaves_the_other_untouched(accused_role):
    court = Court()
    (guardian,) = citizens(court, "guardian")
    child = identity_of("child")
    act = court.by_council(VILLAGE)
    court.must(actions.Enrol(**act, identities=(child,), birth_months=(CHILD_MONTH,)))
    key = court.state.signatories[guardian].controller
    act = court.by_council(VILLAGE)
    court.must(actions.BindControllers(**act, identities=(child,), controllers=(key,)))
    court.put(child, quality=300)
    accused, other = (guardian, child) if accused_role == "guardian" else (child, guardian)
    later = court.now + 50 * DAY
    before = everybody(court, later)
    if accused_role == "child":
        assert court.play(court.accusation(VILLAGE, child)) == "ActOfMinor"
    else:
        court.deduct(guardian)
    after = everybody(court, later)
    assert after[other] == before[other]
    assert (after[accused] == before[accused]) == (accused_role == "child")


def test_filing_many__one_of_them_appeals__leaves_the_others_to_their_own_cases():
    court = Court()
    first, second = citizens(court, "first", "second")
    court.must(court.accusation(VILLAGE, first, second))
    keys = [key.key for key in court.state.cases.values()]
    appealed, silent = (next(key for key in keys if key.identity == one) for one in (first, second))
    court.must(court.appealing(appealed))
    court.wait()
    court.carry_out(silent)
    assert record_of(court, first).quality == 500
    assert record_of(court, second).quality == 200


def test_functions__that_change_anything__name_one_person_at_a_time():
    """A list is of independent lines. A challenge names the challenger too, a verdict its panel."""
    two = set()
    for contract in build.DEPLOYED:
        for entry in abi_entries(contract, "function"):
            if entry["name"] not in acts_of(contract):
                continue
            names = [leaf["name"] for leaf in leaves(entry["inputs"])]
            people = [name for name in names if name in ("identity", "challenger", "identities")]
            if len(people) > 1:
                two.add((entry["name"], *people))
    assert two == {
        ("challenge", "identities", "challenger"),
        ("giveVerdict", "identity", "identities"),
    }


@pytest.mark.parametrize("contract", build.DEPLOYED)
def test_fields__of_every_view_and_event__link_no_two_people(contract):
    names = [
        leaf["name"]
        for kind in ("function", "event")
        for entry in abi_entries(contract, kind)
        for leaf in leaves(entry["inputs"] + entry.get("outputs", []))
    ]
    assert names
    # A community has a parent and members; they are counted, not named.
    found = {name for name in names if LINKS.search(name)}
    assert found <= {"parent", "members", "membersPerNomination", "budgetPerMember", "formerPanel"}
