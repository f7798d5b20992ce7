"""Gifts to the pool.

├── not approved by the person → as every act of a person
├── refused by the ledger → GiftEmpty, GiftCapReached, GiftBelowUsable; the nonce stays
└── otherwise → given and free grow, PointsGiven
"""

import pytest

from isonomia import typed_data
from tests.support.calls import event, refused
from tests.support.roles import ATTACKER_KEY, CITIZEN, CITIZEN_KEY, DAY

pytestmark = pytest.mark.req("L1")


@pytest.fixture
def donor(world):
    """The citizen, with 800 points."""
    world.raise_quality([CITIZEN])
    return world.citizen


def test_give__within_the_cap__points_are_free(world, donor):
    receipt = donor.give(150)
    assert receipt.events[0] == event("PersonActed", identity=CITIZEN, nonce=0)
    assert [name for name, _ in receipt.events] == ["PersonActed", "Given", "PointsGiven"]
    assert receipt.events[2] == event("PointsGiven", identity=CITIZEN, points=150)
    donor.give(50)
    assert tuple(world.pool.call("account")) == (200, 200, 0, 0)
    assert world.ledger.call("baseQualityOf", CITIZEN) == 600


def test_give__refused_by_the_ledger__nothing_happened(world, donor):
    with refused("GiftEmpty", CITIZEN):
        donor.give(0)
    with refused("GiftCapReached", CITIZEN, 0, 200):
        donor.give(201)
    with refused("GiftCapReached", CITIZEN, 0, 200):
        donor.give(2**256 - 1)
    assert donor.nonce() == 0
    assert tuple(world.pool.call("account")) == (0, 0, 0, 0)


def test_give__with_little_quality__refused(world):
    with refused("GiftBelowUsable", CITIZEN, 0, 1, 600):
        world.citizen.give(1)


@pytest.mark.req("P3")
def test_give__signed_by_another_or_for_other_points__refused(world, donor):
    deadline = world.now + DAY

    def for_ten(_):
        return typed_data.sign(typed_data.gift(world.domain, CITIZEN, 10, 0, deadline), CITIZEN_KEY)

    for signature in (for_ten, lambda message: typed_data.sign(message, ATTACKER_KEY)):
        with refused("InvalidSignature", CITIZEN, CITIZEN_KEY.address):
            donor.give(11, deadline=deadline, signature=signature)


@pytest.mark.req("P3")
def test_give__signed_for_an_entry__refused(world, donor):
    deadline = world.now + DAY

    def entry(_):
        return typed_data.sign(typed_data.entry(world.domain, CITIZEN, 1, 0, deadline), CITIZEN_KEY)

    with refused("InvalidSignature", CITIZEN, CITIZEN_KEY.address):
        donor.give(1, deadline=deadline, signature=entry)
