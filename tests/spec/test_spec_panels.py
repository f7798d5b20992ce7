"""Panels: who is drawn, who cannot be, and whose signatures count.

```
seat ── by anybody, with the list and the randomness; 5 of all other communities' seats in the order
        of the lots; listed and closed people passed over; at most 64 lots
majority ── each refusal in its order; the key in force; never two jurors with one key
```
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from isonomia.spec import events, transition
from isonomia.spec.actions import SeatPanel
from isonomia.spec.keccak import keccak256
from isonomia.spec.sortition import draw
from isonomia.spec.state import Addresses, CaseKind, CaseState
from tests.harness.beacon import randomness
from tests.spec.courts import CITIZEN, INFRACTIONS, Court, court
from tests.spec.test_spec_case_table import filed, walk
from tests.spec.worlds import COMMUNITIES, GENESIS, RULES, World, council, identity, key

pytestmark = [pytest.mark.offline, pytest.mark.req("D4")]

PERSON = identity(CITIZEN)
#: Everybody on a council outside community 2, in the order of communities and seats.
CANDIDATES = [*range(1, 4), *range(7, 10), *range(61, 76)]


def called() -> Court:
    """Return a world in which an appeal has called a panel."""
    here = filed(CaseKind.INFRACTION)
    here.do(here.appeal())
    return here


def ready() -> Court:
    """Return a world in which the randomness of that panel is known."""
    here = called()
    here.verify(here.state.panels[1].beacon_round)
    return here


def lots(here: Court, panel: int = 1) -> list[bytes]:
    """Return the candidates in the order of the lots, by the words of the rules."""
    address = here.state.addresses.panels.hex().rjust(64, "0")
    seed = randomness(here.state.panels[panel].beacon_round).hex() + address + f"{panel:064x}"
    drawn = keccak256(bytes.fromhex(seed))
    return [identity(CANDIDATES[draw(drawn, lot, 21)]) for lot in range(21)]


# ---- seating -------------------------------------------------------------------------------------


def test_convene__its_round__is_the_first_a_period_and_a_minute_away() -> None:
    here = called()
    # The development beacon: period 3 seconds, round 1 at second 0.
    assert here.state.panels[1].beacon_round == (GENESIS + 63) // 3 + 1


def test_seat__five_lots__are_the_jurors_in_their_order() -> None:
    here = ready()
    announced = here.do(SeatPanel(1, (PERSON,)))
    panel = here.state.panels[1]
    assert list(panel.jurors) == lots(here)[:5]
    assert panel.list == (PERSON, *panel.jurors)
    assert (panel.seated, panel.is_too_small) == (5, False)
    assert announced == [events.PanelSeated(1, panel.jurors)]


def test_seat__wrong__is_refused_in_order() -> None:
    here = called()
    here.refuse(SeatPanel(2, ()), "PanelUnknown", 2)
    here.refuse(SeatPanel(1, ()), "WrongList", 1)
    here.refuse(SeatPanel(1, (PERSON, PERSON)), "WrongList", 1)
    beacon_round = here.state.panels[1].beacon_round
    here.refuse(SeatPanel(1, (PERSON,)), "BeaconPending", 1, beacon_round)
    here.seat()
    here.refuse(SeatPanel(1, here.state.panels[1].list), "AlreadySeated", 1)
    here.refuse(SeatPanel(1, ()), "AlreadySeated", 1)


def test_seat__listed_and_closed__are_passed_over() -> None:
    here = ready()
    first, second, *others = lots(here)
    here.state.people[first] = replace(here.state.people[first], closed=True)
    here.state.panels[1] = replace(here.state.panels[1], list=(PERSON, second))
    here.do(SeatPanel(1, (PERSON, second)))
    assert list(here.state.panels[1].jurors) == others[:5]


def test_seat__community_of_the_case__gives_no_juror() -> None:
    here = ready()
    for community in (1, 3, *range(4, 9)):
        here.bury(community)
    here.do(SeatPanel(1, (PERSON,)))
    assert here.state.panels[1].jurors == ()
    assert here.state.panels[1].is_too_small
    assert here.state_of() == CaseState.LAPSED


def test_seat__only_its_own_community__finds_nobody() -> None:
    alone = (council(0, 1, 1, 2, 3),)
    charter = court().state.charter
    state, _ = transition.genesis(charter, alone, RULES, b"", GENESIS)
    here = Court(state)
    here.do(here.award(3, community=1))
    here.do(here.challenge(1))
    here.seat()
    assert here.state.panels[1].seated == 0


def test_seat__of_other_contracts_or_numbers__draws_others() -> None:
    here, there = ready(), ready()
    there.state.addresses = Addresses(key(77), key(78))
    for world in (here, there):
        world.do(SeatPanel(1, (PERSON,)))
    assert here.state.panels[1].jurors != there.state.panels[1].jurors


def test_seat__after_sixty_four_lots__looks_no_further() -> None:
    # A hundred seats beside the community's own, of which all but the last drawn are closed.
    many = council(1, 3, *range(200, 300), threshold=67)
    charter = court().state.charter
    state, _ = transition.genesis(
        charter, (*COMMUNITIES[:2], many), RULES, b"", GENESIS, infractions=INFRACTIONS
    )
    here = Court(state)
    here.do(here.accuse(6))
    here.do(here.appeal())
    here.verify(here.state.panels[1].beacon_round)
    address = here.state.addresses.panels.rjust(32, b"\0")
    seed = randomness(here.state.panels[1].beacon_round) + address + (1).to_bytes(32, "big")
    seats = [1, 2, 3, *range(200, 300)]
    order = [seats[draw(keccak256(seed), lot, 103)] for lot in range(103)]
    sitting = (order[62], order[63], order[64])
    for number in set(seats) - set(sitting):
        person = here.state.people[identity(number)]
        here.state.people[identity(number)] = replace(person, closed=True)
    here.do(SeatPanel(1, (identity(6),)))
    assert here.state.panels[1].jurors == (identity(order[62]), identity(order[63]))


def test_seat__holder_changed_since_it_was_called__is_the_one_of_now() -> None:
    here = ready()
    first = lots(here)[0]
    holder = here.state.people[first]
    seat = (holder.seat_community, holder.seat_index)
    here.do(here.enrol(30))
    here.state.seats[seat] = replace(here.state.seats[seat], identity=identity(30))
    here.do(SeatPanel(1, (PERSON,)))
    assert here.state.panels[1].jurors[0] == identity(30)


# ---- votes ---------------------------------------------------------------------------------------


def test_verdict__before_the_panel_is_seated__is_refused() -> None:
    here = called()
    here.refuse(here.verdict(jurors=0), "NotSeated", 1)


def test_verdict__two_of_five__are_too_few() -> None:
    here = walk(filed(CaseKind.INFRACTION), "appeal")
    here.refuse(here.verdict(jurors=2), "TooFewSignatures", 1, 3, 2)
    here.refuse(here.verdict(jurors=0), "TooFewSignatures", 1, 3, 0)
    here.do(here.verdict(jurors=3))


def test_verdict__five_of_eleven__are_too_few() -> None:
    here = walk(filed(CaseKind.INFRACTION), "appeal uphold appeal")
    here.refuse(here.verdict(jurors=5), "TooFewSignatures", 2, 6, 5)
    here.do(here.verdict(jurors=6))


def test_verdict__with_another_list__is_refused() -> None:
    here = walk(filed(CaseKind.INFRACTION), "appeal")
    panel = here.state.panels[1]
    for people in ((), panel.jurors, (PERSON,), panel.list[::-1]):
        here.refuse(replace(here.verdict(), identities=people), "WrongList", 1)


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({5: key(1)}, ("NotAJuror", 1, 5)),
        ({255: None}, ("NotAJuror", 1, 255)),
        ({2: None}, ("SignatureMissing", 1, 2)),
    ],
)
def test_verdict__juror_beyond_or_unsigned__is_refused(
    changed: dict[int, bytes | None], refusal: tuple[str, int, int]
) -> None:
    here = walk(filed(CaseKind.INFRACTION), "appeal")
    votes = tuple(sorted((dict(here.votes(1, 3)) | changed).items()))
    here.refuse(replace(here.verdict(), votes=votes), *refusal)


def juror_and_key(here: World, juror: int) -> tuple[bytes, bytes]:
    person = here.state.panels[1].jurors[juror]
    return person, here.state.signatories[person].controller


def test_verdict__other_key_than_the_jurors__is_refused() -> None:
    here = walk(filed(CaseKind.INFRACTION), "appeal")
    _, controller = juror_and_key(here, 1)
    votes = (here.votes(1, 1)[0], (1, key(99)), *here.votes(1, 3)[2:])
    here.refuse(replace(here.verdict(), votes=votes), "InvalidJurorSignature", 1, 1, controller)


def test_verdict__juror_who_changed_their_key__signs_with_the_new_one() -> None:
    here = walk(filed(CaseKind.INFRACTION), "appeal")
    old = here.verdict()
    person, _ = juror_and_key(here, 0)
    here.do(here.change(int.from_bytes(person, "big"), 50))
    here.refuse(old, "InvalidJurorSignature", 1, 0, key(50))
    here.do(here.verdict())


def test_verdict__juror_without_a_key_in_force__cannot_sign() -> None:
    here = walk(filed(CaseKind.INFRACTION), "appeal")
    old = here.verdict()
    person, controller = juror_and_key(here, 0)
    signatory = here.state.signatories[person]
    here.state.signatories[person] = replace(signatory, lapse_day=here.today)
    here.refuse(old, "InvalidJurorSignature", 1, 0, bytes(20))
    zero = replace(old, votes=((0, bytes(20)), *old.votes[1:]))
    here.refuse(zero, "InvalidJurorSignature", 1, 0, bytes(20))
    here.state.signatories[person] = replace(signatory, lapse_day=here.today + 1)
    here.do(old)
    assert controller == old.votes[0][1]


@pytest.mark.req("S8")
def test_verdict__two_jurors_with_one_key__are_refused() -> None:
    here = walk(filed(CaseKind.INFRACTION), "appeal")
    _, controller = juror_and_key(here, 0)
    person, _ = juror_and_key(here, 2)
    here.state.signatories[person] = replace(here.state.signatories[person], controller=controller)
    here.refuse(here.verdict(), "SharedController", 1, 2, controller)


def test_verdict__later_jurors__count_like_the_first() -> None:
    here = walk(filed(CaseKind.INFRACTION), "appeal")
    votes = here.votes(1, 5)[2:]
    announced = here.do(replace(here.verdict(), votes=votes))
    assert announced[0].signers == 0b11100


@pytest.mark.parametrize("votes", [((1, None), (0, None)), ((0, None), (0, None)), ((256, None),)])
def test_votes__that_no_bitmap_expresses__cannot_be_written(
    votes: tuple[tuple[int, None], ...],
) -> None:
    here = walk(filed(CaseKind.INFRACTION), "appeal")
    with pytest.raises(ValueError, match="ascend within 0 to 255"):
        replace(here.verdict(), votes=votes)
