"""Whoever wants to choose who judges, or that nobody does.

```
panels
├── padding a council's community with members: not one seat more to draw
├── waiting: for a renewal, for another beacon round, to draw again: anybody seats, once
├── seated before a renewal: the jurors stay who they are
├── withheld seating, late beacon, too few councils: the case ends for the person
├── colluding councils: as likely as the exact count of draws says, and no likelier
└── the accusing council, the accused, the challenger, the first panel: never drawn
```
"""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import combinations
from math import sqrt

import pytest

from isonomia.spec import actions
from isonomia.spec.calendar import DAY
from isonomia.spec.case_state import CaseKey, CaseState
from isonomia.spec.panels import key_from
from isonomia.spec.sortition import draw
from tests.differential.court import REJECTED, UPHELD, Court
from tests.differential.stage import NATION, TOWN, VILLAGE, Stage, identity_of, seat_of
from tests.griefing.collusion import FIRST, SECOND, chance_of_both, chance_of_majority
from tests.harness import beacon
from tests.safeguards.town import citizens, record_of, refusal_of_carrying_out

pytestmark = pytest.mark.req("D4", "S5", "S7", "S8")

DRAWS = 1_200
SPREAD = 4.5


def appealed(court: Court) -> tuple[CaseKey, bytes, int]:
    """Accuse a citizen who appeals, and return the case, the citizen and the panel's number."""
    (accused,) = citizens(court, "accused")
    key = court.accuse(accused)
    court.must(court.appealing(key))
    return key, accused, court.case(key).panel


def expected_jurors(court: Court, number: int) -> tuple[bytes, ...]:
    """Draw a panel as anybody can, from the seats alone, if nobody is passed over."""
    panel = court.state.panels[number]
    seats = [
        seat.identity
        for (community, _), seat in sorted(court.state.seats.items())
        if community != panel.community
    ]
    key = key_from(beacon.randomness(panel.beacon_round), court.state.addresses.panels, number)
    return tuple(seats[draw(key, lot, len(seats))] for lot in range(panel.size))


def test_padding__a_community_with_members__adds_nobody_to_draw_from():
    court = Court()
    _, _, number = appealed(court)
    jurors = expected_jurors(court, number)
    court.enrol(NATION, *(f"invented {index}" for index in range(40)))
    assert court.seat(number) == jurors


def test_members__of_a_padded_community__are_no_seats():
    court = Court()
    before = court.asks("Communities", "totalSeats")
    invented = court.enrol(TOWN, *(f"invented {index}" for index in range(40)))
    assert court.asks("Communities", "totalSeats") == before
    for identity in invented[:3]:
        assert court.asks("Ledger", "seatOf", identity) == (0, 0)


def test_seating__by_whoever_is_first__cannot_be_done_again():
    court = Court()
    _, _, number = appealed(court)
    panel = court.state.panels[number]
    assert court.play(actions.SeatPanel(number, panel.list)) == "BeaconPending"
    jurors = court.seat(number)
    court.pass_days(3)
    again = actions.SeatPanel(number, court.state.panels[number].list)
    assert court.play(again) == "AlreadySeated"
    assert court.play(actions.SeatPanel(number, panel.list)) == "AlreadySeated"
    assert court.state.panels[number].jurors == jurors


def test_seating__with_somebody_more_on_the_list__is_refused():
    """Whoever seats a panel cannot keep jurors out, nor let anybody in."""
    court = Court()
    _, accused, number = appealed(court)
    court.verify(court.state.panels[number].beacon_round)
    for shown in ((accused, seat_of(TOWN, 0)), (), (seat_of(TOWN, 0),)):
        assert court.play(actions.SeatPanel(number, shown)) == "WrongList"


def renewed(court: Court, community: int, candidates: list[bytes]) -> None:
    """Renew a council by volunteers, at the end of its term."""
    opens = court.state.first_terms_end - court.charter.volunteer_days
    court.now = max(court.now, opens * DAY)
    court.must(actions.OpenRenewal(community))
    number = len(court.state.renewals)
    for identity in candidates:
        court.must(actions.Volunteer(**court.by_person(identity), renewal=number))
    court.now = court.state.renewals[number].entries_until
    court.must(actions.FreezeRenewal(number))


def fill(court: Court, number: int, candidates: list[bytes]) -> None:
    """Fill the seats of a renewal that waits for its beacon round."""
    renewal = court.state.renewals[number]
    if renewal.beacon_round not in court.state.randomness:
        court.verify(renewal.beacon_round)
    randomness = court.state.randomness[renewal.beacon_round]
    key = key_from(randomness, court.state.addresses.assembly, number)
    lots = range(min(len(candidates), 3))
    winners = tuple(candidates[draw(key, lot, len(candidates))] for lot in lots)
    court.must(actions.FillSeats(number, winners))


def test_waiting__for_a_renewal_before_seating__changes_the_renewed_seats_alone():
    """The draw names seats; whoever holds them then judges. Anybody can seat before."""
    court = Court(term_days=180, volunteer_days=7, verdict_days=90)
    volunteers = court.enrol(TOWN, *(f"volunteer {index}" for index in range(3)))
    (accused,) = citizens(court, "accused")
    renewed(court, TOWN, volunteers)
    key = court.accuse(accused)
    court.must(court.appealing(key))
    number = court.case(key).panel
    as_of_now = expected_jurors(court, number)
    fill(court, 1, volunteers)
    jurors = court.seat(number)
    former = {seat_of(TOWN, index) for index in range(3)}
    for seated, instead in zip(jurors, as_of_now, strict=True):
        assert seated == instead or (instead in former and seated in volunteers)


def test_jurors__whose_seats_are_renewed_meanwhile__stay_the_jurors():
    court = Court(term_days=180, volunteer_days=7, verdict_days=90)
    volunteers = court.enrol(TOWN, *(f"volunteer {index}" for index in range(3)))
    (accused,) = citizens(court, "accused")
    renewed(court, TOWN, volunteers)
    key = court.accuse(accused)
    court.must(court.appealing(key))
    jurors = court.seat(court.case(key).panel)
    fill(court, 1, volunteers)
    court.must(court.verdict(key, REJECTED))
    assert court.state.panels[1].jurors == jurors


@pytest.mark.parametrize("withheld", ["seating", "beacon", "verdict"])
def test_panel__that_somebody_withholds__ends_the_case_for_the_person(withheld):
    court = Court()
    key, accused, number = appealed(court)
    before = record_of(court, accused).rights
    filer = court.state.councils[VILLAGE].full_again
    if withheld == "verdict":
        court.seat(number)
        assert court.play(court.verdict(key, UPHELD, (0, 1))) == "TooFewSignatures"
    if withheld == "seating":
        court.verify(court.state.panels[number].beacon_round)
    court.wait(30)
    assert court.state_of(key) == CaseState.LAPSED
    assert refusal_of_carrying_out(court, key) == "WrongState"
    if withheld == "verdict":
        assert court.play(court.verdict(key, UPHELD)) == "WrongState"
    else:
        jurors = court.seat(number)
        assert len(jurors) == 5
        assert court.play(court.verdict(key, UPHELD)) == "WrongState"
    after = record_of(court, accused).rights
    assert (after[0], after[1], after[5]) == (before[0], before[1], before[5])
    # Silence tells nothing about the council that filed.
    assert court.state.councils[VILLAGE].full_again == filer


def test_review__that_nobody_answers__ends_the_deduction():
    court = Court()
    (accused,) = citizens(court, "accused")
    key = court.deduct(accused)
    court.must(court.reviewing(key))
    court.wait(30)
    assert court.state_of(key) == CaseState.RELEASED
    court.carry_out(key)
    assert court.quality(accused) == 500


def test_second_panel__where_too_few_councils_are_left__decides_nothing():
    court = SmallCourt()
    key, accused, number = appealed(court)
    court.decide(key, UPHELD)
    court.must(court.appealing(key))
    jurors = court.seat(court.case(key).panel)
    assert len(jurors) < 11
    assert court.state_of(key) == CaseState.LAPSED
    assert record_of(court, accused).quality == 500
    assert court.state.panels[number].seated == 5


class SmallCourt(Court):
    """Three councils: six seats are left to draw from."""

    tree = Stage.tree


def test_jurors__over_many_draws__are_never_of_the_case():
    court = Court()
    people = citizens(court, *(f"accused {index}" for index in range(12)))
    for accused in people:
        key = court.accuse(accused)
        court.must(court.appealing(key))
        first = court.seat(court.case(key).panel)
        court.must(court.verdict(key, UPHELD))
        court.must(court.appealing(key))
        second = court.seat(court.case(key).panel)
        own = {seat_of(VILLAGE, index) for index in range(3)}
        assert not (own | {accused}) & {*first, *second}
        assert not set(first) & set(second)
        assert (len(set(first)), len(set(second))) == (5, 11)


@pytest.mark.parametrize(("councils", "captured"), [(8, 4), (20, 6)])
@pytest.mark.parametrize("panel", [FIRST, SECOND])
def test_colluding_councils__over_many_draws__get_as_many_panels_as_counting_says(
    councils, captured, panel
):
    """Draws are those of the contracts; keys come from a generator with a printed seed."""
    seed = 20_260_101
    print("seed", seed)
    rng = random.Random(seed)
    size, majority = panel
    won = 0
    for _ in range(DRAWS):
        key = rng.randbytes(32)
        held = sum(draw(key, lot, councils * 3) < captured * 3 for lot in range(size))
        won += held >= majority
    expected = chance_of_majority(councils * 3, captured * 3, panel)
    deviation = sqrt(DRAWS * expected * (1 - expected))
    assert abs(won - DRAWS * expected) <= SPREAD * deviation


def test_chance__by_counting__is_that_of_every_draw_there_is():
    """With seats few enough, every panel is looked at."""
    seats, captured = 8, 3
    panels = list(combinations(range(seats), 5))
    won = sum(sum(seat < captured for seat in panel) >= 3 for panel in panels)
    assert chance_of_majority(seats, captured, FIRST) == pytest.approx(won / len(panels))
    assert chance_of_both(24, 12) < chance_of_majority(24, 12, FIRST)


def test_captured_seats__that_are_a_majority_of_five__are_overruled_by_eleven():
    """A bought first panel costs the person a second appeal and nothing else."""
    court = Court()
    key, accused, _ = appealed(court)
    court.decide(key, UPHELD)
    before = record_of(court, accused).rights
    court.must(court.appealing(key))
    court.decide(key, REJECTED)
    assert court.state_of(key) == CaseState.DISMISSED
    assert record_of(court, accused).rights[0] == before[0]
    assert court.state.councils[VILLAGE].full_again > 0


def test_volunteers__of_one_padded_community__cannot_outnumber_a_council_of_another():
    court = Court()
    strangers = court.enrol(TOWN, "invented")
    court.now = (court.state.first_terms_end - court.charter.volunteer_days) * DAY
    court.must(actions.OpenRenewal(VILLAGE))
    entry = actions.Volunteer(**court.by_person(strangers[0]), renewal=1)
    assert court.play(entry) == "NotAMember"
    # What remains: an own community padded with invented members has more volunteers to draw.
    own = court.enrol(VILLAGE, "invented here")
    court.must(replace(entry, **court.by_person(own[0])))
    assert identity_of("invented here") == own[0]
