"""Asking for a second chance.

├── not approved by the person → as every act of a person
├── no such round → RoundUnknown(round)
├── a round of nominations → RoundOfOtherKind(round, kind)
├── from the end of entries on → EntriesClosed(round, entriesUntil)
├── base quality not below the limit → QualityTooHigh(identity, quality, limit)
├── a second chance won before → SecondChanceUsed(identity)
├── in already → AlreadyEntered(0, round, identity)
└── otherwise → the next entrant, Entered
"""

import pytest

from isonomia import typed_data
from isonomia.spec.keccak import keccak256
from tests.support.calls import event, refused
from tests.support.roles import (
    COUNCIL_WORK,
    DAY,
    EVIDENCE_HASH,
    NATION,
    NEW_KEY,
    NOMINATED,
    PUBLIC_DATA,
    SECOND_CHANCE,
    seat_key,
)

pytestmark = pytest.mark.req("L3")

LIMIT = 200


def test_enter__little_quality__is_the_next_entrant(lottery):
    number = lottery.open(kind=SECOND_CHANCE)
    first, second, _ = lottery.members
    receipt = lottery.member(0).enter(number)
    assert receipt.events == [
        event("PersonActed", identity=first, nonce=0),
        event("Entered", round=number, identity=first, entrant=0),
    ]
    lottery.member(1).enter(number)
    entered = lottery.pool.call("roundOf", number)
    chain = keccak256(keccak256(bytes(32) + first) + second)
    assert (entered.entrants, entered.entrantsHash) == (2, chain)
    assert lottery.pool.call("placeOf", number, second) == 2


def test_enter__unknown_or_other_round__refused(lottery):
    with refused("RoundUnknown", 1):
        lottery.member(0).enter(1)
    number = lottery.open(kind=NOMINATED)
    with refused("RoundOfOtherKind", number, NOMINATED):
        lottery.member(0).enter(number)


def test_enter__around_the_end_of_entries__accepted_before_and_refused_from_it_on(lottery):
    number = lottery.open(kind=SECOND_CHANCE)
    end = lottery.pool.call("roundOf", number).terms.entriesUntil
    lottery.world.set_time(end - 2)
    lottery.member(0).enter(number)
    with refused("EntriesClosed", number, end):
        lottery.member(1).enter(number)


def test_enter__quality_around_the_limit__accepted_below_and_refused_at_it(lottery):
    number = lottery.open(kind=SECOND_CHANCE)
    world, (above, below, _) = lottery.world, lottery.members
    for rule in (COUNCIL_WORK, PUBLIC_DATA):
        world.town.award(rule, 1, EVIDENCE_HASH, [above, below], [world.today] * 2)
    with refused("QualityTooHigh", above, 250, LIMIT):
        lottery.member(0).enter(number)
    decay_from, _ = world.ledger.call("decayOf", above)
    number = lottery.open_at((decay_from + 50) * DAY, kind=SECOND_CHANCE)
    with refused("QualityTooHigh", above, LIMIT, LIMIT):
        lottery.member(0).enter(number)
    world.set_time((decay_from + 51) * DAY)
    lottery.member(1).enter(number)


def test_enter__twice__refused(lottery):
    number = lottery.open(kind=SECOND_CHANCE)
    lottery.member(0).enter(number)
    with refused("AlreadyEntered", 0, number, lottery.members[0]):
        lottery.member(0).enter(number)


@pytest.mark.req("P4")
def test_enter__again_with_a_new_key__refused(lottery):
    number = lottery.open(kind=SECOND_CHANCE)
    lottery.member(0).enter(number)
    lottery.member(0).change_controller(NEW_KEY.address, NEW_KEY)
    renewed = lottery.world.person(lottery.members[0], NEW_KEY)
    with refused("AlreadyEntered", 0, number, lottery.members[0]):
        renewed.enter(number)


def test_enter__second_chance_won_before__refused_for_ever(lottery):
    number = lottery.open(kind=SECOND_CHANCE)
    lottery.member(0).enter(number)
    lottery.decide(number)
    lottery.settle(number, [0], lottery.members)
    other = lottery.open(kind=SECOND_CHANCE)
    with refused("SecondChanceUsed", lottery.members[0]):
        lottery.member(0).enter(other)


@pytest.mark.req("P3")
def test_enter__signed_for_another_round_or_by_another__refused(lottery):
    number = lottery.open(kind=SECOND_CHANCE)
    world, identity, key = lottery.world, lottery.members[0], seat_key(NATION, 0)
    deadline = world.now + DAY

    def for_the_next(_):
        message = typed_data.entry(world.domain, identity, number + 1, 0, deadline)
        return typed_data.sign(message, key)

    for signature in (for_the_next, lambda message: typed_data.sign(message, NEW_KEY)):
        with refused("InvalidSignature", identity, key.address):
            lottery.member(0).enter(number, deadline=deadline, signature=signature)
