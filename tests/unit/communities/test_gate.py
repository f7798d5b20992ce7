"""Approvals that the offices have checked: `approve` for councils, `consent` for persons.

├── called by none of the five offices → Unauthorised(caller)
├── approve
│   ├── not approved → as every act of a council
│   ├── a seat is the sender → need not sign; whoever calls is no sender
│   └── otherwise → the council's nonce goes up by one, CouncilActed
└── consent
    ├── not signed → as every act of a person
    └── otherwise → the person's nonce goes up by one, PersonActed
"""

import pytest

from isonomia import typed_data
from isonomia.typed_data import SENT_BY_SEAT
from tests.support.acts import Person
from tests.support.calls import event, refused
from tests.support.roles import (
    ATTACKER_KEY,
    CITIZEN,
    CITIZEN_KEY,
    DAY,
    FIRST_TWO,
    STRANGER,
    TOWN,
    seat_identity,
    seat_key,
)

pytestmark = pytest.mark.req("D2", "P3")


@pytest.fixture
def gate(world, offices):
    """Communities whose pool is an account of the node, and what is signed for it."""
    offices.communities.sender = offices.pool
    head = (TOWN, offices.town.nonce(), world.now + DAY)
    offices.head = head
    offices.nomination = typed_data.nomination(offices.domain, *head, 1, [CITIZEN])
    offices.entry = typed_data.entry(offices.domain, CITIZEN, 1, 0, head[2])
    return offices


def approve(gate, sender, approval, head=None):
    return gate.communities.send(
        "approve", sender, head or gate.head, gate.nomination.body, approval
    )


def consent(gate, key=CITIZEN_KEY, identity=CITIZEN, nonce=0, deadline=None):
    tail = (nonce, gate.head[2] if deadline is None else deadline)
    signature = typed_data.sign(gate.entry, key)
    return gate.communities.send("consent", identity, *tail, gate.entry.body, signature)


def test_gate__as_deployed__is_the_five_offices(gate):
    for name in ("POOL", "CASES", "ASSEMBLY", "SERVICES", "FINDINGS"):
        assert gate.communities.call(name) == getattr(gate, name.lower())
        assert gate.ledger.call(name) == getattr(gate, name.lower())


@pytest.mark.parametrize("office", ["pool", "cases", "assembly", "services", "findings"])
def test_gate__each_office__has_approvals_checked(world, gate, office):
    gate.communities.sender = getattr(gate, office)
    nonce = gate.head[1]
    approval = gate.town.approve(gate.nomination, [0, 1])
    assert approve(gate, world.relayer, approval).events == [
        event("CouncilActed", community=TOWN, nonce=nonce, signers=FIRST_TWO)
    ]
    assert consent(gate).events == [event("PersonActed", identity=CITIZEN, nonce=0)]


def test_gate__anybody_but_the_offices__refused(world, gate):
    approval = gate.town.approve(gate.nomination, [0, 1])
    signature = typed_data.sign(gate.entry, CITIZEN_KEY)
    for caller in (world.attacker, world.relayer):
        with refused("Unauthorised", caller):
            gate.communities.send(
                "approve", caller, gate.head, gate.nomination.body, approval, sender=caller
            )
        with refused("Unauthorised", caller):
            tail = (0, gate.head[2], gate.entry.body, signature)
            gate.communities.send("consent", CITIZEN, *tail, sender=caller)


# ---- approve -------------------------------------------------------------------------------------


def test_approve__signed__uses_the_nonce_once(world, gate):
    approval = gate.town.approve(gate.nomination, [0, 1])
    nonce = gate.head[1]
    receipt = approve(gate, world.relayer, approval)
    assert receipt.events == [event("CouncilActed", community=TOWN, nonce=nonce, signers=FIRST_TWO)]
    with refused("WrongNonce", nonce + 1, nonce):
        approve(gate, world.relayer, approval)


def test_approve__not_approved__refused_as_every_act_of_a_council(world, gate):
    approval = gate.town.approve(gate.nomination, [0, 1])
    nonce = gate.head[1]
    with refused("UnknownCommunity", 9):
        approve(gate, world.relayer, approval, head=(9, nonce, gate.head[2]))
    with refused("DeadlinePassed", 5, world.now + 1):
        approve(gate, world.relayer, approval, head=(TOWN, nonce, 5))
    with refused("TooFewSignatures", TOWN, 2, 1):
        approve(gate, world.relayer, gate.town.approve(gate.nomination, [0]))
    foreign = gate.town.approve(gate.entry, [0, 1])
    with refused("InvalidSeatSignature", TOWN, 0, seat_key(TOWN, 0).address):
        approve(gate, world.relayer, foreign)
    assert gate.town.nonce() == nonce


def test_approve__a_seat_sends_to_the_pool__need_not_sign(world, gate):
    first = seat_key(TOWN, 0).address
    second = typed_data.sign(gate.nomination, seat_key(TOWN, 1))
    approval = typed_data.combine({0: SENT_BY_SEAT, 1: second})
    for other in (world.attacker, gate.pool, seat_key(TOWN, 1).address):
        with refused("InvalidSeatSignature", TOWN, 0, first):
            approve(gate, other, approval)
    approve(gate, first, approval)
    assert gate.town.nonce() == gate.head[1] + 1


def test_approve__the_pool_holds_the_seat__is_no_sender_by_calling(world, gate):
    seat = Person(gate.communities, gate.domain, seat_identity(TOWN, 0), seat_key(TOWN, 0))
    (account,) = [one for one in world.accounts if one.address == gate.pool]
    seat.change_controller(gate.pool, account)
    second = typed_data.sign(gate.nomination, seat_key(TOWN, 1))
    approval = typed_data.combine({0: SENT_BY_SEAT, 1: second})
    with refused("InvalidSeatSignature", TOWN, 0, gate.pool):
        approve(gate, world.relayer, approval)


# ---- consent -------------------------------------------------------------------------------------


def test_consent__signed_for_the_pool__uses_the_nonce_once(gate):
    assert consent(gate).events == [event("PersonActed", identity=CITIZEN, nonce=0)]
    with refused("WrongNonce", 1, 0):
        consent(gate)


def test_consent__not_signed_for_the_pool__refused_as_every_act_of_a_person(world, gate):
    with refused("NoController", STRANGER):
        consent(gate, identity=STRANGER)
    with refused("DeadlinePassed", 5, world.now + 1):
        consent(gate, deadline=5)
    with refused("WrongNonce", 0, 1):
        consent(gate, nonce=1)
    with refused("InvalidSignature", CITIZEN, CITIZEN_KEY.address):
        consent(gate, key=ATTACKER_KEY)
    assert gate.communities.call("signatory", CITIZEN).nonce == 0
