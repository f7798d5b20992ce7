"""Settling lots of a round.

├── no such round → RoundUnknown(round)
├── not frozen → NotFrozen(round)
├── closed → RoundOver(round)
├── lists of unequal length → LengthMismatch(lots, winners)
├── the bound beacon round not verified → BeaconPending(round, beaconRound)
├── for each line
│   ├── no such lot → LotUnknown(index, lot, lots)
│   ├── the lot fell on somebody else → WrongWinner(index, lot, entrant)
│   ├── settled before → passed over
│   ├── won a second chance before, in a round of second chances → PrizeForfeited, points are free
│   ├── no room for an overlay → PrizeForfeited, points are free
│   └── otherwise → an uplift, PrizeWon
└── views `drawn`, `isSettled`, `secondChanceUsed` agree
"""

import pytest

from isonomia.spec.keccak import keccak256
from isonomia.spec.sortition import draw
from tests.support.calls import event, refused
from tests.support.roles import SECOND_CHANCE

pytestmark = pytest.mark.req("L3", "L5")

MOST_OVERLAYS = 8


@pytest.fixture
def entered(lenient):
    """A round of two prizes, frozen, and the three people in it; the beacon is still to come."""
    number = lenient.open(prizes=2)
    lenient.world.town.nominate(number, lenient.members)
    lenient.freeze(number)
    return number


@pytest.fixture
def decided(lenient, entered):
    """The same round with the beacon verified."""
    lenient.world.verify_round(lenient.pool.call("roundOf", entered).beaconRound)
    return entered


def test_settle__by_anybody__winners_are_lifted(lenient, decided):
    people = lenient.members
    winners = [lenient.winner(decided, lot, people) for lot in (1, 0)]
    receipt = lenient.pool.send("settle", decided, [1, 0], winners, sender=lenient.world.attacker)
    assert [name for name, _ in receipt.events] == ["OverlaySet", "PrizeWon"] * 2
    assert receipt.events[1] == event("PrizeWon", round=decided, lot=1, identity=winners[0])
    assert receipt.events[3] == event("PrizeWon", round=decided, lot=0, identity=winners[1])
    assert lenient.account() == (200, 160, 0, 40)
    today = receipt.time // 86_400
    for identity in people:
        overlays = lenient.world.ledger.call("overlaysOf", identity)
        expected = [(1, 20, today, today + 365, 500_000, decided)] if identity in winners else []
        assert [tuple(overlay) for overlay in overlays] == expected
    assert lenient.pool.call("roundOf", decided).settled == 2


def test_drawn__as_the_rules_say__key_of_randomness_round_and_entrants(lenient, decided):
    stands = lenient.pool.call("roundOf", decided)
    randomness = lenient.world.beacon.call("randomnessOf", stands.beaconRound)
    key = keccak256(randomness + decided.to_bytes(32, "big") + stands.entrantsHash)
    for lot in range(2):
        assert lenient.pool.call("drawn", decided, lot) == draw(key, lot, 3)


def test_settle__a_lot_again__passed_over(lenient, decided):
    lenient.settle(decided, [0], lenient.members)
    assert lenient.pool.call("isSettled", decided, 0)
    assert not lenient.pool.call("isSettled", decided, 1)
    receipt = lenient.settle(decided, [0, 1, 1], lenient.members)
    assert [name for name, _ in receipt.events] == ["OverlaySet", "PrizeWon"]
    assert lenient.settle(decided, [1, 0], lenient.members).events == []
    assert lenient.account() == (200, 160, 0, 40)


def test_settle__somebody_else__refused(lenient, decided):
    right = [lenient.winner(decided, lot, lenient.members) for lot in range(2)]
    for wrong in (right[0], lenient.villager, bytes(32)):
        with refused("WrongWinner", 1, 1, lenient.pool.call("drawn", decided, 1)):
            lenient.pool.send("settle", decided, [0, 1], [right[0], wrong])
    lenient.settle(decided, [1], lenient.members)
    with refused("WrongWinner", 0, 1, lenient.pool.call("drawn", decided, 1)):
        lenient.pool.send("settle", decided, [1], [right[0]])


def test_settle__no_such_lot__refused(lenient, decided):
    for lot in (2, 3, 2**256 - 1):
        with refused("LotUnknown", 0, lot, 2):
            lenient.pool.send("settle", decided, [lot], [lenient.members[0]])
        with refused("LotUnknown", 0, lot, 2):
            lenient.pool.call("drawn", decided, lot)


def test_settle__more_prizes_than_entrants__everybody_wins_once(lenient):
    number = lenient.open(prizes=5)
    lenient.world.town.nominate(number, lenient.members[:2])
    lenient.decide(number)
    with refused("LotUnknown", 0, 2, 2):
        lenient.pool.call("drawn", number, 2)
    lenient.settle(number, [0, 1], lenient.members)
    assert lenient.account() == (200, 100, 60, 40)


def test_settle__lists_of_unequal_length__refused(lenient, entered):
    with refused("LengthMismatch", 2, 1):
        lenient.pool.send("settle", entered, [0, 1], [lenient.members[0]])


def test_settle__before_the_beacon__refused(lenient, entered):
    bound = lenient.pool.call("roundOf", entered).beaconRound
    lenient.world.verify_round(bound - 1)
    lenient.world.verify_round(bound + 1)
    with refused("BeaconPending", entered, bound):
        lenient.pool.send("settle", entered, [0], [lenient.members[0]])
    with refused("BeaconPending", entered, bound):
        lenient.pool.call("drawn", entered, 0)


def test_settle__not_frozen_or_unknown__refused(lottery):
    number = lottery.open()
    with refused("NotFrozen", number):
        lottery.pool.send("settle", number, [], [])
    with refused("RoundUnknown", number + 1):
        lottery.pool.send("settle", number + 1, [], [])
    with refused("NotFrozen", number):
        lottery.pool.call("drawn", number, 0)
    with refused("RoundUnknown", number + 1):
        lottery.pool.call("drawn", number + 1, 0)


def test_settle__closed__refused_but_still_drawn(lenient, decided):
    lenient.settle(decided, [0, 1], lenient.members)
    lenient.pool.send("close", decided)
    with refused("RoundOver", decided):
        lenient.pool.send("settle", decided, [], [])
    assert lenient.pool.call("drawn", decided, 0) in range(3)


# ---- forfeits ------------------------------------------------------------------------------------


@pytest.mark.req("L4")
def test_settle__second_chance_in_two_rounds__second_win_is_forfeited(lottery):
    rounds = [lottery.open(kind=SECOND_CHANCE, prizes=1) for _ in range(2)]
    for number in rounds:
        lottery.member(0).enter(number)
    for number in rounds:
        lottery.decide(number)
    assert not lottery.pool.call("secondChanceUsed", lottery.members[0])
    lottery.settle(rounds[1], [0], lottery.members)
    assert lottery.pool.call("secondChanceUsed", lottery.members[0])
    receipt = lottery.settle(rounds[0], [0], lottery.members)
    assert receipt.events == [
        event("PrizeForfeited", round=rounds[0], lot=0, identity=lottery.members[0])
    ]
    assert lottery.account() == (200, 180, 0, 20)
    assert lottery.pool.call("roundOf", rounds[0]).settled == 1


@pytest.mark.req("L4")
def test_settle__nominated_after_a_second_chance__wins_again(lottery):
    chance = lottery.open(kind=SECOND_CHANCE, prizes=1)
    nominated = lottery.open(prizes=1)
    lottery.member(0).enter(chance)
    lottery.world.town.nominate(nominated, lottery.members[:1])
    for number in (chance, nominated):
        lottery.decide(number)
        lottery.settle(number, [0], lottery.members)
    assert lottery.account() == (200, 160, 0, 40)


@pytest.mark.req("L4")
def test_settle__no_room_for_an_overlay__forfeited_until_there_is(lottery):
    rounds = [lottery.open(prizes=1, points=10, days_long=9) for _ in range(MOST_OVERLAYS + 1)]
    for number in rounds:
        lottery.world.town.nominate(number, lottery.members[:1])
    for number in rounds:
        lottery.freeze(number)
    for bound in {lottery.pool.call("roundOf", number).beaconRound for number in rounds}:
        lottery.world.verify_round(bound)
    for number in rounds[:-1]:
        lottery.settle(number, [0], lottery.members)
    receipt = lottery.settle(rounds[-1], [0], lottery.members)
    (found,) = receipt.events
    assert found == event("PrizeForfeited", round=rounds[-1], lot=0, identity=lottery.members[0])
    assert lottery.account() == (200, 120, 0, 80)
