"""Communities.approve(sender, act, structHash, approval) and consent(identity, ...).

├── caller is not the pool → Unauthorised, though all signatures are right
└── through the pool → the checks of every act, one after the other
    ├── a council → CouncilActed, its next nonce; a seat that sends the transaction need not sign
    └── a person → PersonActed, their next nonce
"""

import pytest

from isonomia import typed_data
from tests.support.calls import event, refused
from tests.support.roles import (
    ATTACKER_KEY,
    CITIZEN,
    DAY,
    FIRST_TWO,
    NATION,
    seat_key,
)

pytestmark = pytest.mark.req("P3", "D2", "S8", "L2")


def test_approve__not_by_the_pool__refused(world):
    act = (NATION, world.nation.nonce(), world.now + DAY)
    message = typed_data.round_opening(world.domain, *act, *world.terms())
    approval = world.nation.approve(message, (0, 1))
    for caller in (world.attacker, world.relayer):
        with refused("Unauthorised", caller):
            world.communities.send("approve", caller, act, message.body, approval, sender=caller)
    assert world.nation.nonce() == act[1]


def test_consent__not_by_the_pool__refused(world):
    tail = (world.citizen.nonce(), world.now + DAY)
    message = typed_data.gift(world.domain, CITIZEN, 1, *tail)
    signature = typed_data.sign(message, world.citizen.key)
    with refused("Unauthorised", world.attacker):
        world.communities.send(
            "consent", CITIZEN, *tail, message.body, signature, sender=world.attacker
        )
    assert world.citizen.nonce() == tail[0]


def test_approve__through_the_pool__uses_up_the_councils_number(world):
    world.fill_pool()
    nonce = world.nation.nonce()
    acted = event("CouncilActed", community=NATION, nonce=nonce, signers=FIRST_TWO)
    assert world.nation.open_round(world.terms()).events[0] == acted
    with refused("WrongNonce", nonce + 1, nonce):
        world.nation.open_round(world.terms(), nonce=nonce)


def test_approve__too_few_or_foreign_signatures__refused_as_for_any_act(world):
    world.fill_pool()
    with refused("TooFewSignatures", NATION, 2, 1):
        world.nation.open_round(world.terms(), seats=(0,))
    with refused("InvalidSeatSignature", NATION, 1, seat_key(NATION, 1).address):
        world.nation.open_round(world.terms(), keys={1: ATTACKER_KEY})


def test_approve__beyond_the_deadline__refused_before_the_terms_are_looked_at(world):
    deadline = world.now
    with refused("DeadlinePassed", deadline, deadline + 1):
        world.nation.open_round(world.terms(kind=3), deadline=deadline)


def test_consent__through_the_pool__uses_up_the_persons_number(world):
    world.raise_quality([CITIZEN])
    nonce = world.citizen.nonce()
    acted = event("PersonActed", identity=CITIZEN, nonce=nonce)
    assert acted in world.citizen.give(10).events
    with refused("WrongNonce", nonce + 1, nonce):
        world.citizen.give(10, nonce=nonce)


def test_consent__gift_refused_by_the_ledger__leaves_the_number(world):
    nonce = world.citizen.nonce()
    with refused("GiftBelowUsable", CITIZEN, 0, 10, 600):
        world.citizen.give(10)
    assert world.citizen.nonce() == nonce
