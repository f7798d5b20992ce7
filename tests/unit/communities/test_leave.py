"""Communities.declareLeave(identity, daysAway, nonce, deadline, signature).

Communities.endLeave(identity, nonce, deadline, signature)

├── the person's approval is not in order → test_consent.py
├── the ledger refuses → its refusal: ledger/test_declare_leave.py, ledger/test_end_leave.py
└── otherwise → PersonActed, then the ledger's event
"""

import pytest

from tests.support.calls import event, refused
from tests.support.roles import CITIZEN, DAY, GENESIS_DAY

pytestmark = pytest.mark.req("Q3", "P3")


def test_declare_leave__signed_by_the_person__declared(world):
    assert world.citizen.declare_leave(20).events == [
        event("PersonActed", identity=CITIZEN, nonce=0),
        event("LeaveDeclared", identity=CITIZEN, fromDay=GENESIS_DAY, untilDay=GENESIS_DAY + 20),
    ]


def test_end_leave__signed_by_the_person__ended(world):
    world.citizen.declare_leave(20)
    world.set_time((GENESIS_DAY + 5) * DAY)
    assert world.citizen.end_leave().events == [
        event("PersonActed", identity=CITIZEN, nonce=1),
        event("LeaveEnded", identity=CITIZEN, untilDay=GENESIS_DAY + 5),
    ]


def test_leave__refused_by_the_ledger__changes_nothing(world):
    with refused("LeaveNotRunning", CITIZEN):
        world.citizen.end_leave()
    with refused("LeaveExhausted", CITIZEN, 366, 365):
        world.citizen.declare_leave(366)
    assert world.communities.call("signatory", CITIZEN).nonce == 0
    assert world.ledger.call("decayOf", CITIZEN) == (0, 0)
