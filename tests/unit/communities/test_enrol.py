"""Communities.enrol(act, identities, birthMonths, approval).

├── approval not in order → test_approvals.py, test_seat_signatures.py
├── the ledger refuses a line → its refusal, and nothing changed: ledger/test_enrol.py
└── otherwise → CouncilActed, Enrolled for each; the community has so many members more
"""

import pytest

from tests.support.calls import event, refused
from tests.support.roles import (
    ADULT_MONTH,
    CITIZEN,
    FIRST_TWO,
    GENESIS_MONTH,
    NEWBORN,
    STRANGER,
    VILLAGE,
)

pytestmark = pytest.mark.req("P2", "D2")


def test_enrol__two_people__members_of_the_councils_own_community(world):
    before = world.communities.call("council", VILLAGE)
    receipt = world.village.enrol([STRANGER, NEWBORN], [ADULT_MONTH, GENESIS_MONTH])
    assert receipt.events == [
        event("CouncilActed", community=VILLAGE, nonce=before.nonce, signers=FIRST_TWO),
        event("Enrolled", identity=STRANGER, community=VILLAGE, birthMonth=ADULT_MONTH),
        event("Enrolled", identity=NEWBORN, community=VILLAGE, birthMonth=GENESIS_MONTH),
    ]
    after = world.communities.call("council", VILLAGE)
    assert after == before._replace(members=before.members + 2, nonce=before.nonce + 1)
    assert world.ledger.call("communityOf", NEWBORN) == VILLAGE


def test_enrol__empty_batch__uses_the_nonce_and_nothing_else(world):
    before = world.communities.call("council", VILLAGE)
    world.village.enrol([], [])
    assert world.communities.call("council", VILLAGE) == before._replace(nonce=before.nonce + 1)


def test_enrol__lists_of_unequal_length__refused_and_nothing_counted(world):
    before = world.communities.call("council", VILLAGE)
    with refused("LengthMismatch", 2, 1):
        world.village.enrol([STRANGER, NEWBORN], [ADULT_MONTH])
    assert world.communities.call("council", VILLAGE) == before


def test_enrol__member_of_another_community__refused_by_line(world):
    with refused("AlreadyEnrolled", 1, CITIZEN):
        world.village.enrol([STRANGER, CITIZEN], [ADULT_MONTH] * 2)
    assert not world.ledger.call("isEnrolled", STRANGER)


def test_enrol__of_one_enrolled__has_no_key_yet(world):
    world.village.enrol([STRANGER], [ADULT_MONTH])
    no_key = (f"0x{0:040x}", 0, 0)
    assert world.communities.call("signatory", STRANGER) == no_key
