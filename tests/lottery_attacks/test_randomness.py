"""Whoever wants to choose who wins has nothing to choose.

```
randomness
├── choosing the round after seeing it: the freeze binds one that is still to come, once
│   ├── every round published so far, and the next ones, is earlier than the bound one
│   └── any clock of the beacon: the bound round lies a period and a minute ahead, no further
├── re-draw: a second freeze, a second signature, another round's signature
├── late beacon: nothing can be settled before; afterwards exactly what would have been
├── missing beacon: after 60 days the points are free again, and nobody won
├── the last to enter: changes the key, but not towards anything they can foresee
└── reordering: any order of settlements, in any batches, by anybody, ends in the same state
```
"""

from __future__ import annotations

import itertools
import random

import pytest

from isonomia.spec import actions, views
from isonomia.spec.calendar import DAY
from isonomia.spec.state import NOMINATED, SECOND_CHANCE, BeaconClock
from tests.differential.playing import name_of, outcome_of
from tests.differential.stage import NATION, TOWN, Stage
from tests.harness import beacon
from tests.harness.keys import keccak

pytestmark = [pytest.mark.req("L3", "L4", "D4")]

PERIOD = 3
MARGIN = 60


@pytest.fixture
def stage() -> Stage:
    made = Stage(members_per_nomination=1)
    made.fill_pool(2_000)
    return made


@pytest.fixture
def crowd(stage: Stage) -> list[bytes]:
    return stage.enrol(TOWN, *(f"entrant {index}" for index in range(12)))


def entered(stage: Stage, people: list[bytes], kind: int = SECOND_CHANCE, **terms: int) -> int:
    number = stage.open(kind, **terms)
    stage.come_in(number, *people)
    return number


def test_freeze__any_moment__binds_a_round_nobody_has_seen(stage, crowd):
    number = entered(stage, crowd)
    known = stage.freeze(number)
    published = (known.beacon_round - 1) * PERIOD
    assert stage.now + PERIOD + MARGIN <= published < stage.now + 2 * PERIOD + MARGIN
    assert stage.asks("Beacon", "roundAt", stage.now) < known.beacon_round


@pytest.mark.parametrize("seed", range(8))
def test_freeze__any_clock_of_the_beacon__binds_the_first_round_late_enough(seed):
    rng = random.Random(seed)
    start, period = rng.randrange(2_000_000_000), rng.choice((1, 2, 30, 3_600, 2**32 - 1))
    stage = Stage(clock=BeaconClock(start, period))
    stage.fill_pool(10)
    bound = stage.freeze(stage.open(NOMINATED, points=10)).beacon_round
    earliest = stage.now + period + MARGIN
    assert bound == 1 or start + (bound - 2) * period < earliest
    assert start + (bound - 1) * period >= earliest


def test_freeze__again_after_seeing_the_outcome__refused(stage, crowd):
    number = entered(stage, crowd)
    stage.decide(number)
    for _ in range(3):
        stage.now += 1_000
        assert stage.play(actions.Freeze(number)) == "AlreadyFrozen"


def test_beacon__second_randomness_for_a_round__refused(stage, crowd):
    number = entered(stage, crowd)
    winners = stage.decide(number)
    bound = stage.state.rounds[number].beacon_round
    again = actions.VerifyRound(round=bound, randomness=beacon.randomness(bound))
    assert stage.play(again) == "RoundAlreadyVerified"
    assert stage.winners(number) == winners


def test_beacon__another_rounds_signature__refused(stage, crowd):
    number = entered(stage, crowd)
    bound = stage.freeze(number).beacon_round
    for other in (bound - 1, bound + 1):
        x, y = beacon.signature(other)
        found = outcome_of(lambda: stage.chain.transact("Beacon", "submit", bound, x, y))  # noqa: B023
        assert name_of(found) == "SignatureInvalid"
    assert not stage.asks("Beacon", "isVerified", bound)


def test_settlement__before_the_beacon_or_by_an_earlier_round__refused(stage, crowd):
    number = entered(stage, crowd, prizes=3)
    bound = stage.freeze(number).beacon_round
    stage.verify(bound - 1)
    guess = actions.Settle(number, (0,), (crowd[0],))
    assert stage.play(guess) == "BeaconPending"


def test_beacon__weeks_late__draws_what_it_would_have_drawn(stage, crowd):
    number = entered(stage, crowd, prizes=3)
    bound = stage.freeze(number).beacon_round
    stage.pass_days(59)
    assert stage.play(actions.CloseRound(number)) == "RoundRunning"
    stage.verify(bound)
    key = views.round_key(stage.state, number)
    hashed = stage.state.rounds[number].entrants_hash
    assert key == keccak(beacon.randomness(bound) + number.to_bytes(32, "big") + hashed)
    stage.must(stage.settlement(number))
    assert stage.account.granted == 300


def test_beacon__silent_for_ever__points_come_back_and_nobody_won(stage, crowd):
    free = stage.account.free
    number = entered(stage, crowd, prizes=3)
    bound = stage.freeze(number).beacon_round
    until = (bound - 1) * PERIOD + 60 * DAY
    stage.now = until - 1
    assert stage.play(actions.CloseRound(number)) == "RoundRunning"
    stage.now = until
    stage.must(actions.CloseRound(number))
    assert (stage.account.free, stage.account.reserved, stage.account.granted) == (free, 0, 0)
    stage.verify(bound)
    assert stage.play(actions.Settle(number, (0,), (crowd[0],))) == "RoundOver"


def test_entry__the_last_one__moves_the_draw_only_blindly(stage, crowd):
    """The key hangs on every entrant, but on a signature too that nobody has at the freeze."""
    first = entered(stage, crowd[:11])
    second = entered(stage, crowd)
    keys = set()
    for number in (first, second):
        stage.decide(number)
        keys.add(views.round_key(stage.state, number))
    assert len(keys) == 2


# ------------------------------------------------------------------- order and batches of settling

PRIZES = 5


def random_batches(rng: random.Random) -> tuple[tuple[int, ...], ...]:
    """Return all lots in any order, cut anywhere, some of them more than once."""
    lots = rng.sample(range(PRIZES), PRIZES)
    lots += [rng.randrange(PRIZES) for _ in range(rng.randrange(3))]
    cuts = sorted(rng.sample(range(1, len(lots)), rng.randrange(len(lots))))
    return tuple(tuple(lots[a:b]) for a, b in itertools.pairwise((0, *cuts, len(lots))))


def settled(batches: tuple[tuple[int, ...], ...]) -> tuple[object, ...]:
    """Settle a round of five prizes in these batches; return what everybody has then."""
    stage = Stage(members_per_nomination=1)
    stage.fill_pool(200)
    crowd = stage.enrol(TOWN, *(f"entrant {index}" for index in range(7)))
    number = entered(stage, crowd, prizes=PRIZES, points=20)
    stage.decide(number)
    for lots in batches:
        stage.must(stage.settlement(number, *lots))
    words = tuple(stage.asks("Ledger", "rawOverlays", one) for one in crowd)
    return words, stage.asks("Pool", "account"), stage.asks("Pool", "roundOf", number)


def test_settlement__any_order_and_any_batches__ends_in_the_same_state():
    rng = random.Random(3)
    assert len({settled(random_batches(rng)) for _ in range(12)}) == 1


def test_settlements__of_two_rounds_in_either_order__differ_in_the_forfeit_alone():
    """Of two second chances won, the one settled first counts. Who wins does not change."""
    ends = {}
    for order in itertools.permutations((0, 1)):
        stage = Stage(members_per_nomination=1)
        stage.fill_pool(500)
        (lucky,) = stage.enrol(TOWN, "lucky")
        numbers = [entered(stage, [lucky], points=points) for points in (100, 300)]
        for number in numbers:
            stage.decide(number)
        for index in order:
            stage.must(stage.settlement(numbers[index]))
        assert stage.asks("Pool", "secondChanceUsed", lucky)
        won = [overlay.cause for overlay in stage.state.overlays[lucky]]
        account = stage.account
        ends[order] = won, account.granted, account.given - account.free - account.reserved
    assert ends == {(0, 1): ([1], 100, 100), (1, 0): ([2], 300, 300)}


def test_settlement__sent_by_anybody_twice__changes_nothing_more(stage, crowd):
    number = entered(stage, crowd, prizes=2)
    stage.decide(number)
    settlement = stage.settlement(number)
    assert len(stage.must(settlement)) == 4
    account = stage.account
    assert stage.must(settlement) == []
    assert stage.account == account


def test_settlement__in_the_name_of_a_council__is_no_different(stage, crowd):
    """Nothing about the sender enters: a seat's key as sender gives the same events."""
    number = entered(stage, crowd)
    stage.decide(number)
    seat = stage.state.seats[NATION, 0].controller
    call = stage.players.world.prepare(stage.settlement(number))
    stage.chain.time = stage.now
    assert stage.chain.transact("Pool", call.function, *call.arguments, sender=seat)
    assert stage.asks("Pool", "isSettled", number, 0)
