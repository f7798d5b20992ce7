"""Nominations by a council.

├── not approved by the council → as every act of a council
├── no such round → RoundUnknown(round)
├── a round of second chances → RoundOfOtherKind(round, kind)
├── from the end of entries on → EntriesClosed(round, entriesUntil)
├── nobody → NothingToDo()
├── more than the community's quota → QuotaReached(round, community, quota)
├── for each line
│   ├── not of this community → NotAMember(index, identity, community)
│   ├── a seat of this council that signed → SignsOwnCase(index, identity)
│   └── in already → AlreadyEntered(index, round, identity)
└── otherwise → numbered and hashed in their order, Entered
"""

import pytest

from isonomia.spec.keccak import keccak256
from tests.support.calls import event, refused
from tests.support.roles import (
    NATION,
    SECOND_CHANCE,
    STRANGER,
    TOWN,
    VILLAGE,
    seat_identity,
    seat_key,
)

pytestmark = pytest.mark.req("L2")

#: Half of the seven people of the town.
QUOTA = 3


def test_nominate__members__numbered_and_hashed_in_their_order(lenient):
    number = lenient.open()
    first, second, third = lenient.members
    receipt = lenient.world.town.nominate(number, [second, first])
    assert receipt.events == [
        event("CouncilActed", community=TOWN, nonce=receipt.events[0][1]["nonce"], signers=3),
        event("Entered", round=number, identity=second, entrant=0),
        event("Entered", round=number, identity=first, entrant=1),
    ]
    lenient.world.town.nominate(number, [third])
    entered = lenient.pool.call("roundOf", number)
    chain = bytes(32)
    for identity in (second, first, third):
        chain = keccak256(chain + identity)
    assert (entered.entrants, entered.entrantsHash) == (3, chain)
    places = [lenient.pool.call("placeOf", number, one) for one in (*lenient.members, STRANGER)]
    assert places == [2, 1, 3, 0]
    assert lenient.pool.call("nominationsOf", number, TOWN) == 3
    assert lenient.pool.call("nominationsOf", number, VILLAGE) == 0


def test_nominate__beyond_the_quota__refused(lenient):
    number = lenient.open()
    town = lenient.world.town
    with refused("QuotaReached", number, TOWN, QUOTA):
        town.nominate(number, [STRANGER] * (QUOTA + 1))
    town.nominate(number, lenient.members[:1])
    with refused("QuotaReached", number, TOWN, QUOTA):
        town.nominate(number, [STRANGER] * QUOTA)
    other = lenient.open()
    town.nominate(other, lenient.members)


def test_nominate__small_community__has_a_quota_of_one(lottery):
    number = lottery.open()
    lottery.world.village.nominate(number, [lottery.villager])
    with refused("QuotaReached", number, VILLAGE, 1):
        lottery.world.village.nominate(number, [lottery.villager])
    lottery.world.town.nominate(number, lottery.members[:1])
    assert lottery.pool.call("roundOf", number).entrants == 2


def test_nominate__unknown_round__refused(lottery):
    for number in (0, 1, 2**256 - 1):
        with refused("RoundUnknown", number):
            lottery.world.town.nominate(number, [])


def test_nominate__round_of_second_chances__refused(lottery):
    number = lottery.open(kind=SECOND_CHANCE)
    with refused("RoundOfOtherKind", number, SECOND_CHANCE):
        lottery.world.town.nominate(number, [])


def test_nominate__around_the_end_of_entries__accepted_before_and_refused_from_it_on(lenient):
    number = lenient.open()
    end = lenient.pool.call("roundOf", number).terms.entriesUntil
    lenient.world.set_time(end - 2)
    lenient.world.town.nominate(number, lenient.members[:1])
    with refused("EntriesClosed", number, end):
        lenient.world.town.nominate(number, [])


def test_nominate__nobody__refused(lottery):
    number = lottery.open()
    with refused("NothingToDo"):
        lottery.world.town.nominate(number, [])


def test_nominate__not_a_member__refused(lenient):
    number = lenient.open()
    with refused("NotAMember", 1, STRANGER, TOWN):
        lenient.world.town.nominate(number, [lenient.members[0], STRANGER])
    with refused("NotAMember", 0, lenient.villager, TOWN):
        lenient.world.town.nominate(number, [lenient.villager])
    with refused("NotAMember", 0, lenient.members[0], NATION):
        lenient.world.nation.nominate(number, [lenient.members[0]])
    assert lenient.pool.call("roundOf", number).entrants == 0


@pytest.mark.req("D3")
def test_nominate__a_seat_that_signed__refused(lenient):
    number = lenient.open()
    town = lenient.world.town
    with refused("SignsOwnCase", 1, seat_identity(TOWN, 1)):
        town.nominate(number, [lenient.members[0], seat_identity(TOWN, 1)])
    town.nominate(number, [seat_identity(TOWN, 2)])
    town.nominate(number, [seat_identity(TOWN, 0)], seats=[1, 2])
    assert lenient.pool.call("roundOf", number).entrants == 2


def test_nominate__in_already__refused(lenient):
    number = lenient.open()
    first, second, _ = lenient.members
    with refused("AlreadyEntered", 1, number, first):
        lenient.world.town.nominate(number, [first, first])
    lenient.world.town.nominate(number, [first])
    with refused("AlreadyEntered", 1, number, first):
        lenient.world.town.nominate(number, [second, first])


@pytest.mark.req("D2")
def test_nominate__not_approved__refused_before_the_round_is_looked_at(lottery):
    with refused("TooFewSignatures", TOWN, 2, 1):
        lottery.world.town.nominate(9, [], seats=[0])
    with refused("InvalidSeatSignature", TOWN, 0, seat_key(TOWN, 0).address):
        lottery.world.town.nominate(9, [], keys={0: seat_key(NATION, 0)})
