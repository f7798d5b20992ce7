"""Approvals of councils and of persons, in the order they are checked.

```
a council's act
├── no such community: UnknownCommunity
├── deadline
│   ├── its own second: in time
│   └── a second later: DeadlinePassed
├── nonce not the next: WrongNonce
├── a seat that signed
│   ├── does not exist: NotASeat
│   ├── signature missing: SignatureMissing
│   ├── signed by another key: InvalidSeatSignature
│   └── same key as an earlier seat: SharedController
├── fewer than the threshold: TooFewSignatures
├── refused further on: the nonce stays
└── accepted: the nonce goes up by one, CouncilActed comes first
a person's act
├── no key: NoController
├── deadline, nonce: as above
├── a guardian's key from its lapse day: ControllerLapsed
├── another key signed, or none: InvalidSignature
└── accepted: the nonce goes up by one, PersonActed comes first
```
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from isonomia.spec import events
from isonomia.spec.actions import AnnounceRate, Approvals, Enrol, PublishRules
from tests.spec.worlds import (
    CATALOGUE,
    EVIDENCE,
    GENESIS,
    JANUARY_2012,
    identity,
    key,
    world,
)

pytestmark = [pytest.mark.offline, pytest.mark.req("D2", "P3")]


def test_council__unknown_community__is_refused() -> None:
    here = world()
    for community in (0, 4):
        action = replace(here.enrol(20), community=community, deadline=0, nonce=9)
        here.refuse(action, "UnknownCommunity", community)


def test_council__deadlines_own_second__is_in_time() -> None:
    here = world()
    here.do(replace(here.enrol(20), deadline=GENESIS))
    late = replace(here.enrol(21), deadline=GENESIS - 1, nonce=7)
    here.refuse(late, "DeadlinePassed", 1_577_836_799, 1_577_836_800)


@pytest.mark.parametrize("nonce", [0, 2])
def test_council__nonce_not_the_next__is_refused(nonce: int) -> None:
    here = world()
    here.do(here.enrol(20))
    action = replace(here.enrol(21), nonce=nonce, approvals=((9, None),))
    here.refuse(action, "WrongNonce", 1, nonce)


def test_council__act_sent_twice__is_refused() -> None:
    here = world()
    action = here.enrol(20)
    here.do(action)
    here.refuse(action, "WrongNonce", 1, 0)


def test_council__seat_that_does_not_exist__is_refused() -> None:
    here = world()
    action = replace(here.enrol(20), approvals=((0, key(4)), (1, key(5)), (3, key(6))))
    here.refuse(action, "NotASeat", 2, 3)


def test_council__signature_missing__is_refused() -> None:
    here = world()
    action = replace(here.enrol(20), approvals=((0, key(4)), (2, None)))
    here.refuse(action, "SignatureMissing", 2, 2)


@pytest.mark.parametrize("signer", [5, 1, 99])
def test_council__seat_signed_by_another_key__is_refused(signer: Any) -> None:
    here = world()
    action = replace(here.enrol(20), approvals=((0, key(signer)), (1, key(5))))
    here.refuse(action, "InvalidSeatSignature", 2, 0, key(4))


@pytest.mark.req("S8")
def test_council__two_seats_with_one_key__count_as_no_two() -> None:
    here = world()
    here.do(here.change(6, 4))
    action = replace(here.enrol(20), approvals=((0, key(4)), (1, key(5)), (2, key(4))))
    here.refuse(action, "SharedController", 2, 2, key(4))


def test_council__lowest_faulty_seat__is_named_first() -> None:
    here = world()
    action = replace(here.enrol(20), approvals=((0, key(4)), (1, key(9)), (2, None), (3, key(1))))
    here.refuse(action, "InvalidSeatSignature", 2, 1, key(5))


@pytest.mark.req("S8")
@pytest.mark.parametrize("approvals", [(), ((2, key(6)),)])
def test_council__fewer_than_the_threshold__is_refused(approvals: Approvals) -> None:
    here = world()
    action = replace(here.enrol(20), approvals=approvals)
    here.refuse(action, "TooFewSignatures", 2, 2, len(approvals))


def test_council__more_than_the_threshold__is_accepted_and_announced() -> None:
    here = world()
    action = replace(here.enrol(20), approvals=((0, key(4)), (1, key(5)), (2, key(6))))
    assert here.do(action)[0] == events.CouncilActed(2, 0, 0b111)


def test_council__acts_of_one__leave_the_nonce_of_another() -> None:
    here = world()
    here.do(here.enrol(20))
    nonces = {number: council.nonce for number, council in here.state.councils.items()}
    assert nonces == {1: 0, 2: 1, 3: 0}


@pytest.mark.parametrize("seats", [(1, 0), (0, 0), (-1,), (256,)])
def test_council__seats_no_bitmap_can_say__are_a_mistake_of_the_caller(
    seats: tuple[int, ...],
) -> None:
    approvals = tuple((seat, key(4)) for seat in seats)
    with pytest.raises(ValueError, match="must ascend within 0 to 255"):
        Enrol(2, 0, 0, approvals, (), ())


def test_root_acts__by_another_council__are_refused_before_anything_else() -> None:
    here = world()
    broken = (2, 9, 0, ((9, None),))
    here.refuse(AnnounceRate(*broken, 1, 0, EVIDENCE), "NotTheRoot", 2)
    here.refuse(PublishRules(*broken, CATALOGUE, ()), "NotTheRoot", 2)
    here.refuse(PublishRules(7, *broken[1:], CATALOGUE, ()), "NotTheRoot", 7)


def test_person__without_a_key__is_refused() -> None:
    here = world()
    here.do(here.enrol(20))
    action = replace(here.leave(4, 1), identity=identity(20), deadline=0, nonce=9)
    here.refuse(action, "NoController", identity(20))
    here.refuse(replace(action, identity=identity(99)), "NoController", identity(99))


def test_person__deadlines_own_second__is_in_time() -> None:
    here = world().with_citizen()
    late = replace(here.leave(20, 1), deadline=GENESIS - 1, nonce=9)
    here.refuse(late, "DeadlinePassed", 1_577_836_799, 1_577_836_800)
    here.do(replace(here.leave(20, 1), deadline=GENESIS))


@pytest.mark.parametrize("nonce", [0, 2])
def test_person__nonce_not_the_next__is_refused(nonce: int) -> None:
    here = world().with_citizen()
    here.do(here.leave(20, 1))
    action = replace(here.end_leave(20), nonce=nonce, signer=None)
    here.refuse(action, "WrongNonce", 1, nonce)


@pytest.mark.req("P4")
def test_person__guardians_key_on_its_lapse_day__can_do_nothing() -> None:
    # Born in January 2012, of age on 2030-01-01, day 21,915.
    here = world().with_citizen(month=JANUARY_2012)
    here.at(21_914)
    here.do(here.leave(20, 1))
    here.at(21_915)
    refused = ("ControllerLapsed", identity(20), 21_915)
    here.refuse(here.leave(20, 1), *refused)
    here.refuse(here.change(20, 30), *refused)
    here.refuse(replace(here.end_leave(20), signer=None), *refused)


@pytest.mark.parametrize("signer", [None, key(4), key(99)])
def test_person__signed_by_anybody_else__is_refused(signer: Any) -> None:
    here = world().with_citizen()
    action = replace(here.leave(20, 1), signer=signer)
    here.refuse(action, "InvalidSignature", identity(20), key(20))


def test_person__accepted__is_announced_and_uses_up_the_nonce() -> None:
    here = world().with_citizen()
    assert here.do(here.leave(20, 1))[0] == events.PersonActed(identity(20), 0)
    assert here.do(here.end_leave(20))[0] == events.PersonActed(identity(20), 1)
    assert here.state.signatories[identity(20)].nonce == 2
