"""Terms of councils: who can volunteer, whom the lots seat, and when it is over.

```
open ── from the end of the term less the days to volunteer; one at a time
volunteer ── each refusal in its order; members of communities below count
freeze ── when entries are closed, once
fill ── lot by lot, each once; who can take no seat by now is passed over; former holders leave
over ── all seats filled, or all lots walked; the next term from that day
```
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from isonomia.spec import events, views
from isonomia.spec.actions import FillSeats, FreezeRenewal, OpenRenewal
from isonomia.spec.keccak import keccak256
from isonomia.spec.refusals import Refusal
from isonomia.spec.sortition import draw
from isonomia.spec.state import Renewal, Seat
from tests.harness.beacon import randomness
from tests.spec.courts import Court, court
from tests.spec.worlds import DAY, TODAY, identity, key

pytestmark = [pytest.mark.offline, pytest.mark.req("Q5")]

TERM_END = TODAY + 730
OPENS_ON = TERM_END - 30


def opened(citizens: int = 4) -> Court:
    """Return a world on the first day on which council 2 can be renewed, and is."""
    here = court(citizens=citizens)
    here.at(OPENS_ON)
    here.do(OpenRenewal(2))
    return here


def volunteered(*numbers: int, citizens: int = 4) -> Court:
    """Return a world in which some volunteered, and the lots are decided."""
    here = opened(citizens)
    for number in numbers:
        here.do(here.volunteer(number))
    here.draw_renewal()
    return here


# ---- opening -------------------------------------------------------------------------------------


def test_open__before_the_last_days_of_the_term__is_refused() -> None:
    here = court()
    here.refuse(OpenRenewal(2), "TermRunning", 2, OPENS_ON)
    here.now = OPENS_ON * DAY - 1
    here.refuse(OpenRenewal(2), "TermRunning", 2, OPENS_ON)
    here.now += 1
    announced = here.do(OpenRenewal(2))
    until = here.now + 30 * DAY
    assert here.state.renewals == {1: Renewal(2, until)}
    assert announced == [events.RenewalOpened(1, 2, until)]


def test_open__of_an_unknown_community__is_refused() -> None:
    court().refuse(OpenRenewal(9), "UnknownCommunity", 9)
    with pytest.raises(Refusal, match="UnknownCommunity"):
        views.term_ends_on(court().state, 9)


def test_open__while_one_is_not_over__is_refused() -> None:
    here = opened()
    here.refuse(OpenRenewal(2), "RenewalRunning", 2, 1)
    here.do(OpenRenewal(3))
    here.draw_renewal()
    here.refuse(OpenRenewal(2), "RenewalRunning", 2, 1)


def test_open__first_term_after_an_amendment__ends_as_deployed() -> None:
    here = court()
    here.state.charter = replace(here.state.charter, term_days=1_461)
    assert views.term_ends_on(here.state, 2) == TERM_END
    here.at(OPENS_ON)
    here.do(OpenRenewal(2))


# ---- volunteering --------------------------------------------------------------------------------


def test_volunteer__in_time__is_numbered_in_order() -> None:
    here = opened()
    announced = here.do(here.volunteer(20)) + here.do(here.volunteer(21))
    assert here.state.volunteers == {(1, identity(20)): 0, (1, identity(21)): 1}
    assert announced == [
        events.PersonActed(identity(20), 0),
        events.Volunteered(1, identity(20), 0),
        events.PersonActed(identity(21), 0),
        events.Volunteered(1, identity(21), 1),
    ]


def test_volunteer__wrong__is_refused_in_order() -> None:
    here = opened()
    unsigned = replace(here.volunteer(20, 9), signer=None)
    here.refuse(unsigned, "InvalidSignature", identity(20), key(20))
    here.refuse(here.volunteer(20, 9), "RenewalUnknown", 9)
    here.refuse(here.volunteer(7), "NotAMember", 0, identity(7), 2)
    here.refuse(here.volunteer(1), "NotAMember", 0, identity(1), 2)
    here.refuse(here.volunteer(4), "AlreadyHoldsSeat", identity(4))
    here.do(here.volunteer(20))
    here.refuse(here.volunteer(20), "AlreadyEntered", 0, 1, identity(20))


def test_volunteer__at_the_second_entries_close__is_refused() -> None:
    here = opened()
    here.now = here.state.renewals[1].entries_until
    here.refuse(here.volunteer(7), "EntriesClosed", 1, here.now)
    here.now -= 1
    here.do(here.volunteer(20))


def test_volunteer__of_a_community_below__is_taken_and_above_is_not() -> None:
    here = opened()
    here.do(here.enrol(40, community=8))
    here.do(here.bind(40, community=8))
    here.do(here.enrol(41, community=1))
    here.do(here.bind(41, community=1))
    here.do(here.volunteer(40))
    here.refuse(here.volunteer(41), "NotAMember", 0, identity(41), 2)
    here.do(OpenRenewal(1))
    for number in (20, 40, 41):
        here.do(here.volunteer(number, 2))


def test_volunteer__with_a_guardians_key__is_refused() -> None:
    here = opened()
    here.do(here.enrol(40, month=24_144))
    here.do(here.bind(40))
    here.refuse(here.volunteer(40), "SeatOfMinor", 2, identity(40))


def test_volunteer__closed__is_refused() -> None:
    here = opened()
    here.do(here.closing(20))
    here.wait(14)
    here.do(here.carry())
    here.refuse(here.volunteer(20), "IsClosed", identity(20))


# ---- the draw ------------------------------------------------------------------------------------


def test_freeze__wrong__is_refused() -> None:
    here = opened()
    until = here.state.renewals[1].entries_until
    here.refuse(FreezeRenewal(9), "RenewalUnknown", 9)
    here.now = until - 1
    here.refuse(FreezeRenewal(1), "EntriesOpen", 1, until)
    here.now = until
    beacon_round = (until + 63) // 3 + 1
    assert here.do(FreezeRenewal(1)) == [events.RenewalFrozen(1, 0, beacon_round)]
    here.refuse(FreezeRenewal(1), "AlreadyFrozen", 1)


def test_fill__before_the_draw__is_refused_in_order() -> None:
    here = opened()
    here.refuse(FillSeats(9, ()), "RenewalUnknown", 9)
    here.refuse(FillSeats(1, ()), "NotFrozen", 1)
    here.now = here.state.renewals[1].entries_until
    here.do(FreezeRenewal(1))
    beacon_round = here.state.renewals[1].beacon_round
    here.refuse(FillSeats(1, ()), "BeaconPending", 1, beacon_round)
    with pytest.raises(Refusal, match="BeaconPending"):
        views.volunteer_on(here.state, 1, 0)


def test_fill__more_volunteers_than_seats__seats_the_first_three_lots() -> None:
    here = volunteered(20, 21, 22, 23)
    address = here.state.addresses.assembly.rjust(32, b"\0")
    beacon_round = here.state.renewals[1].beacon_round
    seed = keccak256(randomness(beacon_round) + address + (1).to_bytes(32, "big"))
    drawn = [identity(20 + draw(seed, lot, 4)) for lot in range(4)]
    action = here.fill(3)
    assert list(action.identities) == drawn[:3]
    announced = here.do(action)
    for index in range(3):
        seated = drawn[index]
        controller = here.state.signatories[seated].controller
        assert here.state.seats[2, index] == Seat(seated, controller)
        person = here.state.people[seated]
        assert (person.seat_community, person.seat_index) == (2, index)
        former = here.state.people[identity(4 + index)]
        assert (former.seat_community, former.seat_index) == (0, 0)
        assert announced[2 * index : 2 * index + 2] == [
            events.SeatLeft(identity(4 + index), 2, index),
            events.SeatTaken(seated, 2, index),
        ]
    assert announced[6:] == [events.RenewalEnded(1, 3)]
    assert here.state.terms == {2: here.today + 730}
    here.refuse(FillSeats(1, ()), "RenewalOver", 1)


def test_fill__in_several_calls__goes_on_where_it_stopped() -> None:
    here, there = volunteered(20, 21, 22, 23), volunteered(20, 21, 22, 23)
    here.do(here.fill(3))
    there.do(there.fill(1))
    assert there.state.renewals[1].next_lot == 1
    assert there.do(FillSeats(1, ())) == []
    there.do(there.fill(2))
    assert there.state.renewals == here.state.renewals
    assert there.state.seats == here.state.seats


def test_fill__line_after_the_last_seat__is_refused() -> None:
    here = volunteered(20, 21, 22, 23)
    here.refuse(here.fill(4), "LotUnknown", 3, 3, 4)


def test_fill__line_after_the_last_lot__is_refused() -> None:
    here = volunteered(20)
    action = FillSeats(1, (identity(20), identity(20)))
    here.refuse(action, "LotUnknown", 1, 1, 1)
    with pytest.raises(Refusal, match="LotUnknown"):
        views.volunteer_on(here.state, 1, 1)


def test_fill__somebody_else_than_the_lot__is_refused() -> None:
    here = volunteered(20, 21, 22, 23)
    right = here.fill(2).identities
    entrants = [views.volunteer_on(here.state, 1, lot) for lot in range(2)]
    here.refuse(FillSeats(1, right[::-1]), "WrongWinner", 0, 0, entrants[0])
    here.refuse(FillSeats(1, (right[0], identity(99))), "WrongWinner", 1, 1, entrants[1])


def test_fill__fewer_volunteers_than_seats__others_keep_theirs() -> None:
    here = volunteered(20)
    announced = here.do(here.fill())
    assert announced[-1] == events.RenewalEnded(1, 1)
    assert here.state.seats[2, 0].identity == identity(20)
    assert here.state.seats[2, 1].identity == identity(5)
    assert views.term_ends_on(here.state, 2) == here.today + 730


def test_fill__without_volunteers__ends_it_and_the_next_can_be_opened() -> None:
    here = volunteered()
    assert here.do(FillSeats(1, ())) == [events.RenewalEnded(1, 0)]
    assert here.state.terms == {}
    assert views.term_ends_on(here.state, 2) == TERM_END
    here.do(OpenRenewal(2))
    assert here.state.latest_renewals == {2: 2}


@pytest.mark.parametrize("reason", ["closed", "moved", "seated", "no key", "guardian"])
def test_fill__who_can_take_no_seat_by_now__is_passed_over(reason: str) -> None:
    here = volunteered(20, 21)
    first = here.fill(1).identities[0]
    person, signatory = here.state.people[first], here.state.signatories[first]
    changes = {
        "closed": {"closed": True},
        "moved": {"community": 3},
        "seated": {"seat_community": 3},
    }
    if reason in changes:
        here.state.people[first] = replace(person, **changes[reason])
    else:
        lapse_day = here.today + (reason == "guardian")
        here.state.signatories[first] = replace(signatory, lapse_day=lapse_day)
    announced = here.do(here.fill())
    assert announced[0] == events.SeatPassed(1, 0, first)
    assert announced[-1] == events.RenewalEnded(1, 1)
    assert here.state.seats[2, 0].identity != first
    assert here.state.seats[2, 0].identity in (identity(20), identity(21))


def test_fill__new_council__signs_and_the_former_does_not() -> None:
    here = volunteered(20, 21, 22)
    old = here.enrol(50)
    here.do(here.fill())
    first = here.state.seats[2, 0].controller
    here.refuse(old, "InvalidSeatSignature", 2, 0, first)
    here.do(here.enrol(50))


def test_fill__next_term__opens_by_the_charter_of_that_day() -> None:
    here = volunteered(20)
    here.do(here.fill())
    here.refuse(OpenRenewal(2), "TermRunning", 2, here.today + 700)
    here.wait(700)
    here.do(OpenRenewal(2))
