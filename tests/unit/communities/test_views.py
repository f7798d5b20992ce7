"""Communities.LEDGER, MAJORITY_YEARS, communityCount, council, signatory, seatAt, eip712Domain.

Communities.totalSeats, firstSeatOf, seatNumber, keyInForce, isWithin, digestOf

├── a community asked for its first seat that does not exist → UnknownCommunity
├── nothing under that number → zeros
└── otherwise → what was founded, enrolled or bound
"""

import pytest

from isonomia import typed_data
from tests.support.calls import refused
from tests.support.roles import (
    CITIZEN,
    CITIZEN_KEY,
    DAY,
    GENESIS_MONTH,
    GUARDIAN_KEY,
    MAJORITY_YEARS,
    NATION,
    NEWBORN,
    SEATS,
    STRANGER,
    THRESHOLD,
    TOWN,
    VILLAGE,
    first_day,
    founding,
    seat_identity,
    seat_key,
)

pytestmark = pytest.mark.req("D8", "P3")

NOBODY = f"0x{0:040x}"
#: What the account of a community holds before anything happened.
UNTOUCHED = {
    "chain": bytes(14),
    "quarter": 0,
    "used": 0,
    "shareIndex": 1000,
    "fullAgainDay": 0,
}
#: Of age on the 1st of July 2024, two weeks after genesis.
ALMOST_ADULT_MONTH = GENESIS_MONTH + 1 - 12 * MAJORITY_YEARS


def test_wiring__as_deployed__each_knows_the_other(world):
    assert world.communities.call("LEDGER") == world.ledger.address
    assert world.ledger.call("COMMUNITIES") == world.communities.address
    assert world.communities.call("MAJORITY_YEARS") == MAJORITY_YEARS


def test_council__of_each_community__as_founded(world):
    assert world.communities.call("communityCount") == 3
    council = world.communities.call("council", TOWN)
    assert council._asdict() == {
        "parent": NATION,
        "seats": SEATS,
        "threshold": THRESHOLD,
        "members": 2 * SEATS + 1,
        "nonce": 2,
        **UNTOUCHED,
    }
    untouched = tuple(UNTOUCHED.values())
    nation, village = (0, SEATS, THRESHOLD, 0, 0), (NATION, SEATS, THRESHOLD, SEATS, 0)
    assert world.communities.call("council", NATION) == nation + untouched
    assert world.communities.call("council", VILLAGE) == village + untouched


@pytest.mark.parametrize("community", [0, 4, 2**256 - 1])
def test_council__not_founded__zeros(world, community):
    zeros = (0, 0, 0, 0, 0, bytes(14), 0, 0, 0, 0)
    assert world.communities.call("council", community) == zeros


def test_signatory__bound_and_unknown__key_and_zeros(world):
    bound = world.communities.call("signatory", CITIZEN)
    assert bound._asdict() == {"controller": CITIZEN_KEY.address, "lapseDay": 0, "nonce": 0}
    assert world.communities.call("signatory", STRANGER) == (NOBODY, 0, 0)


def test_seat_at__every_seat__holder_and_key(world):
    for community in (NATION, TOWN, VILLAGE):
        for seat in range(SEATS):
            holder = seat_identity(community, seat)
            expected = (holder, seat_key(community, seat).address)
            assert world.communities.call("seatAt", community, seat) == expected
            assert world.ledger.call("seatOf", holder) == (community, seat)


@pytest.mark.parametrize(
    ("community", "seat"), [(TOWN, SEATS), (TOWN, 255), (TOWN, 256), (TOWN, 2**256 - 1), (9, 0)]
)
def test_seat_at__no_such_seat__zeros(world, community, seat):
    assert world.communities.call("seatAt", community, seat) == (bytes(32), NOBODY)


def test_seat_number__every_seat__numbered_by_communities(world):
    assert world.communities.call("totalSeats") == 3 * SEATS
    for number, community in enumerate((NATION, TOWN, VILLAGE)):
        assert world.communities.call("firstSeatOf", community) == number * SEATS
        for seat in range(SEATS):
            found = world.communities.call("seatNumber", number * SEATS + seat)
            assert found == (seat_identity(community, seat), seat_key(community, seat).address)


@pytest.mark.parametrize("number", [3 * SEATS, 300, 2**256 - 1])
def test_seat_number__no_such_seat__zeros(world, number):
    assert world.communities.call("seatNumber", number) == (bytes(32), NOBODY)


@pytest.mark.parametrize("community", [0, 4])
def test_first_seat__not_founded__refused(world, community):
    with refused("UnknownCommunity", community):
        world.communities.call("firstSeatOf", community)


def test_key_in_force__own_guardians_lapsed_none__as_it_stands_today(world):
    majority_day = first_day(GENESIS_MONTH + 1)
    world.town.enrol([NEWBORN], [ALMOST_ADULT_MONTH])
    world.town.bind([NEWBORN], [GUARDIAN_KEY.address])
    assert world.communities.call("keyInForce", CITIZEN) == (CITIZEN_KEY.address, False)
    assert world.communities.call("keyInForce", STRANGER) == (NOBODY, False)
    world.set_time(majority_day * DAY - 1)
    assert world.communities.call("keyInForce", NEWBORN) == (GUARDIAN_KEY.address, True)
    world.set_time(majority_day * DAY)
    assert world.communities.call("keyInForce", NEWBORN) == (NOBODY, False)


def test_is_within__a_chain_of_three__itself_and_those_above(world):
    tree = [list(community) for community in founding()]
    tree[2][0] = TOWN
    _, communities = world.deploy_both(tree)
    above = {NATION: {NATION}, TOWN: {NATION, TOWN}, VILLAGE: {NATION, TOWN, VILLAGE}}
    for community, ancestors in above.items():
        for other in range(5):
            found = communities.call("isWithin", community, other)
            assert found == (other in ancestors), (community, other)
    assert not communities.call("isWithin", 0, 0)


def test_digest_of__a_struct__what_people_sign(world):
    message = typed_data.opt_out(world.domain, CITIZEN, 0, 1)
    signable = typed_data.digest(message)
    assert world.communities.call("digestOf", message.body) == signable


def test_eip712_domain__erc_5267__names_chain_and_contract(world):
    assert world.communities.call("eip712Domain") == (
        b"\x0f",
        "Isonomia Communities",
        "1",
        world.chain.chain_id,
        world.communities.address,
        bytes(32),
        [],
    )
