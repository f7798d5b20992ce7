"""Communities.seat(community, seatIndex, identity), by the assembly.

├── not called by the assembly → Unauthorised
└── otherwise → SeatLeft of whoever held it, SeatTaken; the new holder's key signs for it
"""

import pytest

from tests.support.calls import event, refused
from tests.support.roles import (
    CITIZEN,
    CITIZEN_KEY,
    COUNCIL_WORK,
    EVIDENCE_HASH,
    GENESIS_DAY,
    NEW_KEY,
    TOWN,
    seat_identity,
)

pytestmark = pytest.mark.req("D8")


def seat_citizen(offices, index=1):
    return offices.communities.send("seat", TOWN, index, CITIZEN, sender=offices.assembly)


def test_seat__a_new_holder__former_leaves_it(offices):
    former = seat_identity(TOWN, 1)
    assert seat_citizen(offices).events == [
        event("SeatLeft", identity=former, community=TOWN, seatIndex=1),
        event("SeatTaken", identity=CITIZEN, community=TOWN, seatIndex=1),
    ]
    assert offices.communities.call("seatAt", TOWN, 1) == (CITIZEN, CITIZEN_KEY.address)
    assert offices.ledger.call("seatOf", CITIZEN) == (TOWN, 1)
    assert offices.ledger.call("seatOf", former)[0] == 0


def test_seat__after_the_change__only_the_new_key_signs(offices):
    seat_citizen(offices)
    with refused("InvalidSeatSignature", TOWN, 1, CITIZEN_KEY.address):
        offices.town.enrol([], [])
    offices.town.enrol([], [], keys={1: CITIZEN_KEY})


def test_seat__new_holder__cannot_sign_about_themselves_and_the_former_can_be_awarded(offices):
    seat_citizen(offices)
    how = {"keys": {1: CITIZEN_KEY}}
    with refused("SignsOwnCase", 0, CITIZEN):
        offices.town.award(COUNCIL_WORK, 1, EVIDENCE_HASH, [CITIZEN], [GENESIS_DAY], **how)
    former = seat_identity(TOWN, 1)
    offices.town.award(COUNCIL_WORK, 1, EVIDENCE_HASH, [former], [GENESIS_DAY], **how)
    assert offices.ledger.call("qualityOf", former) == 100


def test_seat__key_of_the_new_holder_changes__seat_follows(offices):
    seat_citizen(offices)
    offices.citizen.change_controller(NEW_KEY.address, NEW_KEY)
    assert offices.communities.call("seatAt", TOWN, 1) == (CITIZEN, NEW_KEY.address)


def test_seat__anybody_but_the_assembly__refused(world, offices):
    for caller in (world.attacker, offices.pool, offices.cases):
        with refused("Unauthorised", caller):
            offices.communities.send("seat", TOWN, 1, CITIZEN, sender=caller)
        with refused("Unauthorised", caller):
            offices.communities.send("setShareIndex", TOWN, 1000, bytes(32), sender=caller)
