"""Communities.LEDGER, MAJORITY_YEARS, communityCount, council, signatory, seatAt, eip712Domain.

├── nothing under that number → zeros
└── otherwise → what was founded, enrolled or bound
"""

import pytest

from tests.support.roles import (
    CITIZEN,
    CITIZEN_KEY,
    MAJORITY_YEARS,
    NATION,
    SEATS,
    STRANGER,
    THRESHOLD,
    TOWN,
    VILLAGE,
    seat_identity,
    seat_key,
)

pytestmark = pytest.mark.req("D8", "P3")

NOBODY = f"0x{0:040x}"


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
    }
    assert world.communities.call("council", NATION) == (0, SEATS, THRESHOLD, 0, 0)
    assert world.communities.call("council", VILLAGE) == (NATION, SEATS, THRESHOLD, SEATS, 0)


@pytest.mark.parametrize("community", [0, 4, 2**256 - 1])
def test_council__not_founded__zeros(world, community):
    assert world.communities.call("council", community) == (0,) * 5


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
