"""Communities.fileAwards(act, batch, approval).

├── approval not in order → test_approvals.py
├── a signer is the subject → SignsOwnCase
├── the ledger refuses a line → its refusal: ledger/test_award.py, ledger/test_award_caps.py
└── otherwise → Awarded for each person, then AwardsFiled; no CouncilActed
"""

import pytest

from tests.support.calls import event, refused
from tests.support.roles import (
    ADULT_MONTH,
    CITIZEN,
    COUNCIL_WORK,
    DAILY_VOTE,
    EVIDENCE_HASH,
    FIRST_TWO,
    GENESIS_DAY,
    NATION,
    SCIENCE,
    STRANGER,
    TOWN,
    VILLAGE,
    hash_of,
    seat_identity,
    seat_key,
)
from tests.support.words import person_word

pytestmark = pytest.mark.req("D2", "Q1")

GRACE_DAYS = 180


def award(council, identities, **how):
    days = [GENESIS_DAY] * len(identities)
    return council.award(COUNCIL_WORK, 1, EVIDENCE_HASH, identities, days, **how)


def slot(**changes):
    values = {
        "birth_month": ADULT_MONTH,
        "community": TOWN,
        "quality": 100,
        "decay_from": GENESIS_DAY + GRACE_DAYS,
        "tally_1": 100,
        "last_act_day": GENESIS_DAY,
    }
    return person_word(**values | changes)


def test_file_awards__two_people__slots_first_then_the_cause(world):
    councillor = seat_identity(NATION, 0)
    nonce = world.town.nonce()
    receipt = award(world.town, [CITIZEN, councillor])
    assert receipt.events == [
        event("Awarded", identity=CITIZEN, word=slot()),
        event("Awarded", identity=councillor, word=slot(seat_community=NATION)),
        event(
            "AwardsFiled",
            community=TOWN,
            nonce=nonce,
            signers=FIRST_TWO,
            rule=COUNCIL_WORK,
            version=1,
            evidenceHash=EVIDENCE_HASH,
        ),
    ]
    assert world.town.nonce() == nonce + 1
    assert world.ledger.call("qualityOf", CITIZEN) == 100


def test_file_awards__empty_batch__refused(world):
    with refused("NothingToDo"):
        award(world.town, [])


def test_file_awards__by_another_community__refused(world):
    with refused("NotAMember", 0, CITIZEN, VILLAGE):
        award(world.village, [CITIZEN])


def test_file_awards__by_the_root__has_no_power_over_the_town(world):
    with refused("NotAMember", 0, CITIZEN, NATION):
        award(world.nation, [CITIZEN])


def test_file_awards__one_bad_line__refuses_all(world):
    with refused("NotAMember", 1, STRANGER, TOWN):
        award(world.town, [CITIZEN, STRANGER])
    assert world.ledger.call("qualityOf", CITIZEN) == 0


@pytest.mark.parametrize("seat", [0, 2])
def test_file_awards__signed_by_the_subject__refused(world, seat):
    with refused("SignsOwnCase", 0, seat_identity(TOWN, seat)):
        award(world.town, [seat_identity(TOWN, seat)], seats=(0, 2))


def test_file_awards__subject_on_the_council_did_not_sign__awarded(world):
    award(world.town, [seat_identity(TOWN, 1)], seats=(0, 2))
    assert world.ledger.call("qualityOf", seat_identity(TOWN, 1)) == 100


@pytest.mark.parametrize(
    "batch",
    [
        (DAILY_VOTE, 1, EVIDENCE_HASH, [CITIZEN], [GENESIS_DAY]),
        (SCIENCE, 2, EVIDENCE_HASH, [CITIZEN], [GENESIS_DAY]),
        (SCIENCE, 1, hash_of("other evidence"), [CITIZEN], [GENESIS_DAY]),
        (SCIENCE, 1, EVIDENCE_HASH, [STRANGER], [GENESIS_DAY]),
        (SCIENCE, 1, EVIDENCE_HASH, [CITIZEN], [GENESIS_DAY - 1]),
        (SCIENCE, 1, EVIDENCE_HASH, [CITIZEN] * 2, [GENESIS_DAY] * 2),
        (SCIENCE, 1, EVIDENCE_HASH, [], []),
    ],
    ids=["rule", "version", "evidence", "person", "day", "more lines", "fewer lines"],
)
def test_file_awards__other_batch_than_signed__refused(world, batch):
    captured = []

    def approve(message):
        captured.append(world.town.approve(message, [0, 1]))
        return (0, b"")

    head = (TOWN, world.town.nonce(), world.now + 100)
    with refused("TooFewSignatures", TOWN, 2, 0):
        world.town.award(
            *(SCIENCE, 1, EVIDENCE_HASH, [CITIZEN], [GENESIS_DAY]),
            approval=approve,
            deadline=head[2],
        )
    with refused("InvalidSeatSignature", TOWN, 0, seat_key(TOWN, 0).address):
        world.communities.send("fileAwards", head, batch, captured[0])
