"""Whoever wants more than one lot, a lot too late, or a prize without luck.

```
entries
├── after the freeze, or between the end of entries and the freeze: refused, whoever asks
├── twice
│   ├── the same person again, through either way in: refused
│   ├── with another key, after changing it: refused, the place belongs to the identity
│   └── with a key bound anew by the council, after a guardian's lapsed: refused
├── oneself through one's own council
│   ├── a seat that signs nominates its holder: refused, whichever line
│   ├── a seat whose colleagues sign instead: allowed, within the quota, and public
│   ├── a seat of two councils' favour, a member of another community: refused
│   └── more than the quota, at once or bit by bit, by any number of acts: refused
└── second chances: below the limit only, and won once in a lifetime
pool
├── dust: the least gift costs a signed act; the least round costs the root's approval
├── dust rounds cannot eat more than they reserve, and give back what is not won
├── a round larger than the pool, by one point: refused
└── everything forfeited: every point is free again
settlement withheld
├── by the winner, the council, the donor: anybody else settles
└── by everybody for 60 days: the points go back, and nobody can be blackmailed with them
```
"""

from __future__ import annotations

import pytest

from isonomia.spec import actions
from isonomia.spec.calendar import DAY, day_of, first_second
from isonomia.spec.state import NOMINATED, SECOND_CHANCE
from tests.differential.founding import month_of
from tests.differential.stage import NATION, TOWN, VILLAGE, Stage, identity_of, seat_of
from tests.harness.keys import key_addresses

pytestmark = [pytest.mark.req("L2", "L3", "L4")]

GROWING_UP = 18 * 12


@pytest.fixture
def stage() -> Stage:
    made = Stage(members_per_nomination=1)
    made.fill_pool(1_000)
    return made


@pytest.fixture
def crowd(stage: Stage) -> list[bytes]:
    return stage.enrol(TOWN, *(f"entrant {index}" for index in range(6)))


@pytest.mark.parametrize("kind", [NOMINATED, SECOND_CHANCE])
def test_entry__from_the_end_of_entries_on__refused_until_the_end(stage, crowd, kind):
    number = stage.open(kind)
    stage.come_in(number, *crowd[:5])
    late = crowd[5]

    def try_late() -> str:
        if kind == NOMINATED:
            return stage.play(stage.nomination(number, TOWN, late))
        return stage.play(stage.entry(number, late))

    stage.now = stage.state.rounds[number].entries_until
    assert try_late() == "EntriesClosed"
    stage.freeze(number)
    assert try_late() == "EntriesClosed"
    stage.decide_frozen(number)
    assert try_late() == "EntriesClosed"
    stage.must(stage.settlement(number))
    stage.must(actions.CloseRound(number))
    assert try_late() == "EntriesClosed"
    assert stage.asks("Pool", "placeOf", number, late) == 0


def test_entry__a_second_before_the_end__counts(stage, crowd):
    number = stage.open(SECOND_CHANCE)
    stage.now = stage.state.rounds[number].entries_until - 1
    stage.must(stage.entry(number, crowd[0]))
    assert stage.play(actions.Freeze(number)) == "EntriesOpen"


def test_entry__twice_by_one_person__refused(stage, crowd):
    nominated, asked = stage.open(NOMINATED), stage.open(SECOND_CHANCE)
    stage.come_in(nominated, crowd[0])
    stage.come_in(asked, crowd[0])
    assert stage.play(stage.nomination(nominated, TOWN, crowd[0])) == "AlreadyEntered"
    twice = stage.nomination(nominated, TOWN, crowd[1], crowd[1])
    assert stage.play(twice) == "AlreadyEntered"
    assert stage.play(stage.entry(asked, crowd[0])) == "AlreadyEntered"
    assert stage.play(stage.entry(nominated, crowd[1])) == "RoundOfOtherKind"
    assert stage.play(stage.nomination(asked, TOWN, crowd[1])) == "RoundOfOtherKind"


def test_entry__again_with_another_key__refused(stage, crowd):
    number = stage.open(SECOND_CHANCE)
    stage.come_in(number, crowd[0])
    for key in key_addresses()[-3:]:
        fields = stage.by_person(crowd[0])
        stage.must(actions.ChangeController(**fields, new_controller=key, new_signer=key))
        assert stage.play(stage.entry(number, crowd[0])) == "AlreadyEntered"
    assert stage.asks("Pool", "placeOf", number, crowd[0]) == 1


def test_entry__again_after_the_council_bound_a_new_key__refused(stage):
    youth = identity_of("youth")
    grown_up = first_second(month_of(stage.now) + 1)
    month = month_of(stage.now) + 1 - GROWING_UP
    people = {"identities": (youth,)}
    stage.must(actions.Enrol(**stage.by_council(TOWN), **people, birth_months=(month,)))
    for moment, key in (
        (grown_up - DAY // 2, key_addresses()[-1]),
        (grown_up, key_addresses()[-2]),
    ):
        stage.now = moment
        binding = stage.by_council(TOWN) | people
        stage.must(actions.BindControllers(**binding, controllers=(key,)))
        if moment < grown_up:
            number = stage.open(SECOND_CHANCE)
            stage.must(stage.entry(number, youth))
    assert stage.play(stage.entry(number, youth)) == "AlreadyEntered"


def test_nomination__of_a_seat_that_signs__refused_on_any_line(stage, crowd):
    number = stage.open(NOMINATED)
    for people in ((seat_of(TOWN, 0),), (crowd[0], seat_of(TOWN, 1)), (seat_of(TOWN, 0),) * 2):
        assert stage.play(stage.nomination(number, TOWN, *people)) == "SignsOwnCase"
    assert stage.state.rounds[number].entrants == 0


def test_nomination__of_a_seat_whose_colleagues_sign__uses_the_quota_of_all(stage):
    number = stage.open(NOMINATED)
    stage.must(stage.nomination(number, TOWN, seat_of(TOWN, 2)))
    assert stage.asks("Pool", "nominationsOf", number, TOWN) == 1


def test_nomination__by_another_council__refused(stage, crowd):
    number = stage.open(NOMINATED)
    assert stage.play(stage.nomination(number, VILLAGE, crowd[0])) == "NotAMember"
    assert stage.play(stage.nomination(number, NATION, seat_of(TOWN, 0))) == "NotAMember"
    assert stage.play(stage.nomination(number, TOWN, identity_of("nobody"))) == "NotAMember"


def test_quota__used_bit_by_bit__never_grows():
    stage = Stage(members_per_nomination=100)
    stage.fill_pool(100)
    crowd = stage.enrol(TOWN, *(f"member {index}" for index in range(197)))
    number = stage.open(NOMINATED)
    assert stage.state.councils[TOWN].members == 200
    assert stage.play(stage.nomination(number, TOWN, *crowd[:3])) == "QuotaReached"
    stage.must(stage.nomination(number, TOWN, crowd[0]))
    assert stage.play(stage.nomination(number, TOWN, *crowd[1:3])) == "QuotaReached"
    stage.must(stage.nomination(number, TOWN, crowd[1]))
    for seats in ((0, 1), (1, 2), (0, 2), (0, 1, 2)):
        late = stage.nomination(number, TOWN, crowd[2], seats=seats)
        assert stage.play(late) == "QuotaReached"


def test_second_chance__not_below_the_limit__refused(stage, crowd):
    number = stage.open(SECOND_CHANCE)
    stage.put(crowd[0], quality=200)
    assert stage.play(stage.entry(number, crowd[0])) == "QualityTooHigh"
    stage.put(crowd[0], quality=199)
    stage.must(stage.entry(number, crowd[0]))


def test_second_chance__won_once__never_again(stage, crowd):
    lucky = crowd[0]
    stage.hold(SECOND_CHANCE, lucky)
    stage.pass_years(20)
    number = stage.open(SECOND_CHANCE)
    assert stage.play(stage.entry(number, lucky)) == "SecondChanceUsed"
    key = key_addresses()[-1]
    fields = stage.by_person(lucky)
    stage.must(actions.ChangeController(**fields, new_controller=key, new_signer=key))
    assert stage.play(stage.entry(number, lucky)) == "SecondChanceUsed"


def test_second_chance__two_rounds_entered_at_once__second_prize_is_forfeited(stage, crowd):
    lucky, free = crowd[0], stage.account.free
    numbers = [stage.open(SECOND_CHANCE), stage.open(SECOND_CHANCE)]
    for number in numbers:
        stage.come_in(number, lucky)
    for number in numbers:
        assert stage.decide(number) == [lucky]
        stage.must(stage.settlement(number))
    assert stage.account.granted == 100
    assert stage.account.free == free - 100
    assert len(stage.state.overlays[lucky]) == 1


# ------------------------------------------------------------------------------------- the pool


def test_gift__of_nothing_or_by_dust__cannot_pass_the_years_cap(stage):
    (donor,) = stage.enrol(VILLAGE, "patient donor")
    stage.put(donor, quality=1_000)
    assert stage.play(actions.Give(**stage.by_person(donor), points=0)) == "GiftEmpty"
    for _ in range(200):
        stage.must(actions.Give(**stage.by_person(donor), points=1))
    assert stage.play(actions.Give(**stage.by_person(donor), points=1)) == "GiftCapReached"
    assert stage.asks("Ledger", "givenThisYear", donor) == 200


@pytest.mark.parametrize("field", ["kind", "prizes", "points", "amount", "days_long"])
def test_round__below_its_least_terms__refused(stage, field):
    terms = {"kind": 1, "prizes": 1, "points": 1, "amount": 1_000, "days_long": 1}
    until = {"entries_until": stage.now + DAY}
    less = terms | {field: terms[field] - 1}
    assert stage.play(actions.OpenRound(**stage.by_council(NATION), **less, **until)) == (
        "RoundOutOfBounds"
    )
    stage.must(actions.OpenRound(**stage.by_council(NATION), **terms, **until))


def test_rounds__of_dust_by_the_root__return_what_nobody_won(stage, crowd):
    """Many tiny rounds cost the root its approvals and gas; of the points they lose nothing."""
    free = stage.account.free
    for _ in range(20):
        number = stage.open(SECOND_CHANCE, prizes=10, points=1, days_long=1)
        stage.freeze(number)
        stage.must(actions.CloseRound(number))
    assert stage.account.free == free
    stage.hold(SECOND_CHANCE, *crowd[:2], prizes=10, points=1)
    stage.must(actions.CloseRound(len(stage.state.rounds)))
    assert (stage.account.free, stage.account.granted) == (free - 2, 2)


def test_round__by_any_other_council__refused(stage):
    terms = {"kind": 1, "prizes": 1, "points": 1, "amount": 1_000, "days_long": 1}
    for community in (TOWN, VILLAGE):
        opening = actions.OpenRound(
            **stage.by_council(community), **terms, entries_until=stage.now + DAY
        )
        assert stage.play(opening) == "NotTheRoot"


def test_round__larger_than_the_pool_by_one_prize__refused(stage):
    terms = {"kind": 1, "points": 10, "amount": 1_000, "days_long": 1}
    until = {"entries_until": stage.now + DAY}

    def opening(prizes: int) -> actions.OpenRound:
        return actions.OpenRound(**stage.by_council(NATION), **terms, prizes=prizes, **until)

    assert stage.play(opening(101)) == "PoolTooSmall"
    stage.must(opening(100))
    assert stage.play(opening(1)) == "PoolTooSmall"
    assert stage.account.free == 0


def test_prizes__all_of_a_round_forfeited__are_all_free_again(stage, crowd):
    free = stage.account.free
    numbers = [stage.open(SECOND_CHANCE, prizes=3) for _ in range(2)]
    for number in numbers:
        stage.come_in(number, *crowd[:3])
    for number in numbers:
        stage.decide(number)
        stage.must(stage.settlement(number))
        stage.must(actions.CloseRound(number))
    assert (stage.account.free, stage.account.reserved, stage.account.granted) == (
        free - 300,
        0,
        300,
    )


# -------------------------------------------------------------------------- settlement withheld


def test_settlement__withheld_by_all_concerned__done_by_a_stranger(stage, crowd):
    number = stage.open(SECOND_CHANCE)
    stage.come_in(number, *crowd)
    stage.decide(number)
    stage.pass_days(59)
    call = stage.players.world.prepare(stage.settlement(number))
    stage.chain.time = stage.now
    stage.chain.transact("Pool", call.function, *call.arguments, sender=b"\x77" * 20)
    assert stage.asks("Pool", "isSettled", number, 0)


def test_settlement__after_60_days__counts_until_somebody_closes(stage, crowd):
    number = stage.open(SECOND_CHANCE)
    stage.come_in(number, *crowd)
    (winner,) = stage.decide(number)
    stage.pass_days(61)
    stage.must(stage.settlement(number))
    assert stage.state.overlays[winner][0].from_day == day_of(stage.now)


def test_settlement__withheld_by_everybody__ends_with_the_points_free(stage, crowd):
    free = stage.account.free
    number = stage.open(SECOND_CHANCE, prizes=2)
    stage.come_in(number, *crowd)
    stage.decide(number)
    stage.must(stage.settlement(number, 1))
    assert stage.play(actions.CloseRound(number)) == "RoundRunning"
    stage.pass_days(61)
    stage.must(actions.CloseRound(number))
    assert stage.account.free == free - 100
    assert stage.play(stage.settlement(number, 0)) == "RoundOver"
