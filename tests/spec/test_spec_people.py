"""Enrolment and keys.

```
enrol
├── lists of unequal length: LengthMismatch
├── each line
│   ├── zero identity: ZeroIdentity
│   ├── already there, or twice in the batch: AlreadyEnrolled
│   ├── month above 65,535, or begins after now: BirthInFuture
│   ├── month below 12, or began more than 130 years ago: BirthTooLongAgo
│   └── one refused line refuses the batch
└── accepted: a blank person, the member count, CouncilActed then Enrolled
bindControllers
├── lists of unequal length: LengthMismatch
├── not of this community, or unknown: NotAMember
├── a key in force: ControllerAlreadyBound
├── zero address: ZeroController
├── before majority: a guardian's key with its lapse day
└── from the lapse day on: a new one, the person's own; the nonce goes on
changeController
├── zero address: ZeroController
├── the new key has not signed: NewControllerDeclined
├── a minor's: lapses on the same day
└── a seat's holder: the new key signs for the seat
```
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from isonomia.spec import events
from isonomia.spec.state import Person, Seat, Signatory
from tests.spec.worlds import (
    JANUARY_1980,
    JANUARY_2012,
    JANUARY_2020,
    identity,
    key,
    world,
)

pytestmark = [pytest.mark.offline]

#: 4,102,403,760 seconds after February 1890 began, at -2,521,843,200.
FEBRUARY_1890_PLUS_130_YEARS = 1_580_560_560


# ---- enrol ---------------------------------------------------------------------------------------


@pytest.mark.req("P2")
def test_enrol__two_people__are_blank_members() -> None:
    here = world()
    found = here.do(here.enrol(20, 21, month=(JANUARY_1980, JANUARY_2020)))
    assert found == [
        events.CouncilActed(2, 0, 0b11),
        events.Enrolled(identity(20), 2, 23_760),
        events.Enrolled(identity(21), 2, 24_240),
    ]
    assert here.state.people[identity(20)] == Person(23_760, 2, 0, 0, 0, 0, (0,) * 7, 0, 0, 0, 0, 0)
    assert [here.state.councils[number].members for number in (1, 2, 3)] == [3, 5, 3]
    assert identity(20) not in here.state.signatories


@pytest.mark.req("P2")
@pytest.mark.parametrize(("people", "months"), [(2, 1), (0, 1), (1, 3)])
def test_enrol__lists_of_unequal_length__are_refused(people: int, months: int) -> None:
    here = world()
    action = here.enrol(*range(20, 20 + people), month=(JANUARY_1980,) * months)
    here.refuse(action, "LengthMismatch", people, months)


@pytest.mark.req("P2")
def test_enrol__zero_identity__is_refused_with_its_line() -> None:
    here = world()
    here.refuse(here.enrol(20, 0), "ZeroIdentity", 1)


@pytest.mark.req("P1", "P2")
@pytest.mark.parametrize("numbers", [(20, 4), (20, 9), (20, 20)])
def test_enrol__somebody_already_there__is_refused(numbers: tuple[int, ...]) -> None:
    here = world()
    here.refuse(here.enrol(*numbers), "AlreadyEnrolled", 1, identity(numbers[1]))


@pytest.mark.req("P2")
def test_enrol__birth_this_month__is_accepted_and_next_month_refused() -> None:
    here = world()
    here.refuse(here.enrol(20, month=24_241), "BirthInFuture", 0, identity(20), 24_241)
    here.do(here.enrol(20, month=24_240))
    here.now = 1_580_515_199
    here.refuse(here.enrol(21, month=24_241), "BirthInFuture", 0, identity(21), 24_241)
    here.now = 1_580_515_200
    here.do(here.enrol(21, month=24_241))


@pytest.mark.req("P2")
@pytest.mark.parametrize("month", [65_535, 65_536, 2**256 - 1])
def test_enrol__month_no_slot_can_hold__is_in_the_future(month: int) -> None:
    here = world()
    here.refuse(here.enrol(20, month=month), "BirthInFuture", 0, identity(20), month)


@pytest.mark.req("P2")
@pytest.mark.parametrize("month", [0, 11, 12, 22_680])
def test_enrol__birth_more_than_130_years_ago__is_refused(month: int) -> None:
    # Month 22,680 is January 1890; its 130 years ended 45,360 s after genesis.
    here = world()
    here.now += 45_361
    here.refuse(here.enrol(20, month=month), "BirthTooLongAgo", 0, identity(20), month)


@pytest.mark.req("P2")
def test_enrol__birth_exactly_130_years_ago__is_accepted() -> None:
    here = world()
    here.now = FEBRUARY_1890_PLUS_130_YEARS
    here.do(here.enrol(20, month=22_681))
    here.now += 1
    here.refuse(here.enrol(21, month=22_681), "BirthTooLongAgo", 0, identity(21), 22_681)


@pytest.mark.req("P2")
def test_enrol__nobody__only_uses_up_the_nonce() -> None:
    here = world()
    assert here.do(here.enrol()) == [events.CouncilActed(2, 0, 0b11)]
    assert here.state.councils[2].members == 3


# ---- bindControllers -----------------------------------------------------------------------------


@pytest.mark.req("P3")
def test_bind__adult__has_their_own_key() -> None:
    here = world()
    here.do(here.enrol(20, 21))
    assert here.do(here.bind(20, 21)) == [
        events.CouncilActed(2, 1, 0b11),
        events.ControllerBound(identity(20), key(20), 0),
        events.ControllerBound(identity(21), key(21), 0),
    ]
    assert here.state.signatories[identity(21)] == Signatory(key(21), 0, 0)


@pytest.mark.req("P3")
def test_bind__lists_of_unequal_length__are_refused() -> None:
    here = world()
    here.refuse(here.bind(20, 21, keys=(20,)), "LengthMismatch", 2, 1)


@pytest.mark.req("P3")
@pytest.mark.parametrize("number", [7, 99])
def test_bind__stranger_to_the_community__is_refused(number: int) -> None:
    here = world()
    here.do(here.enrol(20))
    here.refuse(here.bind(20, number), "NotAMember", 1, identity(number), 2)


@pytest.mark.req("P3", "S8")
def test_bind__key_in_force__is_not_replaced_by_a_council() -> None:
    here = world().with_citizen()
    refused = ("ControllerAlreadyBound", 0, identity(20), key(20))
    here.refuse(here.bind(20, keys=(30,)), *refused)
    here.refuse(here.bind(20, keys=(0,)), *refused)


@pytest.mark.req("P3")
def test_bind__same_person_twice_in_a_batch__is_refused() -> None:
    here = world()
    here.do(here.enrol(20))
    refused = ("ControllerAlreadyBound", 1, identity(20), key(20))
    here.refuse(here.bind(20, 20, keys=(20, 21)), *refused)


@pytest.mark.req("P3")
def test_bind__zero_address__is_refused() -> None:
    here = world()
    here.do(here.enrol(20))
    here.refuse(here.bind(20, keys=(0,)), "ZeroController", identity(20))


@pytest.mark.req("P4")
def test_bind__minor__has_a_guardians_key_until_majority() -> None:
    here = world()
    here.do(here.enrol(20, month=JANUARY_2012))
    assert here.do(here.bind(20))[1] == events.ControllerBound(identity(20), key(20), 21_915)


@pytest.mark.req("P4")
def test_bind__handover_at_majority__needs_no_guardian() -> None:
    here = world().with_citizen(month=JANUARY_2012)
    here.do(here.leave(20, 1))
    here.at(21_914)
    refused = ("ControllerAlreadyBound", 0, identity(20), key(20))
    here.refuse(here.bind(20, keys=(21,)), *refused)
    here.at(21_915)
    found = here.do(here.bind(20, keys=(21,)))
    assert found[1] == events.ControllerBound(identity(20), key(21), 0)
    assert here.state.signatories[identity(20)] == Signatory(key(21), 0, 1)
    here.refuse(here.bind(20, keys=(22,)), "ControllerAlreadyBound", 0, identity(20), key(21))


@pytest.mark.req("P4")
@pytest.mark.parametrize(("years", "lapse_day"), [(16, 21_184), (21, 23_011)])
def test_bind__majority_of_the_charter__decides_the_lapse_day(years: int, lapse_day: int) -> None:
    here = world(majority_years=years).with_citizen(month=JANUARY_2012)
    assert here.state.signatories[identity(20)].lapse_day == lapse_day


# ---- changeController ----------------------------------------------------------------------------


@pytest.mark.req("P3")
def test_change__both_keys_signed__the_new_one_acts_from_now_on() -> None:
    here = world().with_citizen()
    assert here.do(here.change(20, 30)) == [
        events.PersonActed(identity(20), 0),
        events.ControllerChanged(identity(20), key(30), 0),
    ]
    old = replace(here.leave(20, 1), signer=key(20))
    here.refuse(old, "InvalidSignature", identity(20), key(30))
    here.do(here.leave(20, 1))


@pytest.mark.req("P3")
def test_change__zero_address__is_refused_before_its_signature() -> None:
    here = world().with_citizen()
    action = replace(here.change(20, 0), new_signer=None)
    here.refuse(action, "ZeroController", identity(20))


@pytest.mark.req("P3")
@pytest.mark.parametrize("signer", [None, key(20), key(31)])
def test_change__new_key_has_not_signed__is_refused(signer: bytes | None) -> None:
    here = world().with_citizen()
    action = replace(here.change(20, 30), new_signer=signer)
    here.refuse(action, "NewControllerDeclined", identity(20), key(30))


@pytest.mark.req("P4")
def test_change__minors_key__lapses_on_the_same_day() -> None:
    here = world().with_citizen(month=JANUARY_2012)
    found = here.do(here.change(20, 30))
    assert found[1] == events.ControllerChanged(identity(20), key(30), 21_915)


@pytest.mark.req("D2")
def test_change__holder_of_a_seat__signs_for_it_with_the_new_key() -> None:
    here = world()
    here.do(here.change(4, 40))
    assert here.state.seats[2, 0] == Seat(identity(4), key(40))
    old = replace(here.enrol(20), approvals=((0, key(4)), (1, key(5))))
    here.refuse(old, "InvalidSeatSignature", 2, 0, key(40))
    here.do(replace(here.enrol(20), approvals=((0, key(40)), (1, key(5)))))


@pytest.mark.req("P3")
def test_change__back_to_the_same_key__is_allowed() -> None:
    here = world().with_citizen()
    here.do(here.change(20, 20))
    assert here.state.signatories[identity(20)] == Signatory(key(20), 0, 1)
