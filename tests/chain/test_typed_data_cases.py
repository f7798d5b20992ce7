"""What is signed about cases, panels, terms and amendments: the same digest here and by hand.

That the contracts accept it, and refuse every other, is shown in `test_signing_cases.py`.
"""

from __future__ import annotations

import pytest
from eth_account.messages import SignableMessage
from eth_utils.crypto import keccak

from isonomia import typed_data, typed_data_cases
from tests.chain.test_typed_data import COUNCIL, DOMAIN, HEAD, PEOPLE, by_hand, listed, words
from tests.support.roles import CITIZEN, EVIDENCE_HASH, NEW_KEY, SOURCE_HASH, Infraction, hash_of

pytestmark = pytest.mark.req("P3", "D2", "D3", "D4")

CASE, OTHER_CASE = hash_of("case"), hash_of("other case")
TAIL = (4, HEAD[2])
INFRACTIONS = (
    Infraction(1, 100, 200_000, 730, 19_900, hash_of("first text")),
    Infraction(2, 0, 0, 365, 19_901, hash_of("second text")),
)
INFRACTION = (
    "InfractionRule(uint256 rule,uint256 points,uint256 amount,uint256 sunsetDays,"
    "uint256 fromDay,bytes32 textHash)"
)
HASHED_INFRACTIONS = listed([keccak(words(keccak(text=INFRACTION), *rule)) for rule in INFRACTIONS])

BY_HAND: list[tuple[SignableMessage, bytes]] = [
    (
        typed_data.move(DOMAIN, CITIZEN, 3, *TAIL),
        by_hand(
            "Move(bytes32 identity,uint256 community,uint256 nonce,uint256 deadline)",
            CITIZEN,
            3,
            *TAIL,
        ),
    ),
    (
        typed_data.opt_out(DOMAIN, CITIZEN, *TAIL),
        by_hand("OptOut(bytes32 identity,uint256 nonce,uint256 deadline)", CITIZEN, *TAIL),
    ),
    (
        typed_data.opt_in(DOMAIN, CITIZEN, *TAIL),
        by_hand("OptIn(bytes32 identity,uint256 nonce,uint256 deadline)", CITIZEN, *TAIL),
    ),
    (
        typed_data_cases.infraction_rules(DOMAIN, *HEAD, SOURCE_HASH, INFRACTIONS),
        by_hand(
            f"InfractionRules({COUNCIL},bytes32 infractionsHash,InfractionRule[] rules)"
            f"{INFRACTION}",
            *HEAD,
            SOURCE_HASH,
            HASHED_INFRACTIONS,
        ),
    ),
    (
        typed_data_cases.infractions(DOMAIN, *HEAD, 9, 2, EVIDENCE_HASH, PEOPLE, [19_900, 19_901]),
        by_hand(
            f"Infractions({COUNCIL},uint256 rule,uint256 version,bytes32 evidenceHash,"
            "bytes32[] identities,uint256[] actDays)",
            *HEAD,
            9,
            2,
            EVIDENCE_HASH,
            listed(PEOPLE),
            listed([19_900, 19_901]),
        ),
    ),
    (
        typed_data_cases.recovery(DOMAIN, *HEAD, CITIZEN, NEW_KEY.address, EVIDENCE_HASH),
        by_hand(
            f"Recovery({COUNCIL},bytes32 identity,address newController,bytes32 evidenceHash)",
            *HEAD,
            CITIZEN,
            NEW_KEY.address,
            EVIDENCE_HASH,
        ),
    ),
    (
        typed_data_cases.closing(DOMAIN, *HEAD, CITIZEN, EVIDENCE_HASH),
        by_hand(
            f"Closing({COUNCIL},bytes32 identity,bytes32 evidenceHash)",
            *HEAD,
            CITIZEN,
            EVIDENCE_HASH,
        ),
    ),
    (
        typed_data_cases.withdrawal(DOMAIN, *HEAD, CASE),
        by_hand(f"Withdrawal({COUNCIL},bytes32 caseId)", *HEAD, CASE),
    ),
    (
        typed_data_cases.remedies(DOMAIN, *HEAD, EVIDENCE_HASH, [CASE, OTHER_CASE]),
        by_hand(
            f"Remedies({COUNCIL},bytes32 evidenceHash,bytes32[] cases)",
            *HEAD,
            EVIDENCE_HASH,
            listed([CASE, OTHER_CASE]),
        ),
    ),
    (
        typed_data_cases.endorsement(DOMAIN, *HEAD, 4, [730, 30, 100, 30], 19_950),
        by_hand(
            f"Endorsement({COUNCIL},uint256 target,uint256[] values,uint256 fromDay)",
            *HEAD,
            4,
            listed([730, 30, 100, 30]),
            19_950,
        ),
    ),
    (
        typed_data_cases.challenge(DOMAIN, CASE, CITIZEN, 5, *TAIL),
        by_hand(
            "Challenge(bytes32 caseId,bytes32 challenger,uint256 ground,uint256 nonce,"
            "uint256 deadline)",
            CASE,
            CITIZEN,
            5,
            *TAIL,
        ),
    ),
    (
        typed_data_cases.appeal(DOMAIN, CASE, 2, *TAIL),
        by_hand(
            "Appeal(bytes32 caseId,uint256 ground,uint256 nonce,uint256 deadline)", CASE, 2, *TAIL
        ),
    ),
    (
        typed_data_cases.review(DOMAIN, CASE, 6, *TAIL),
        by_hand(
            "Review(bytes32 caseId,uint256 ground,uint256 nonce,uint256 deadline)", CASE, 6, *TAIL
        ),
    ),
    (
        typed_data_cases.alive(DOMAIN, CASE, *TAIL),
        by_hand("Alive(bytes32 caseId,uint256 nonce,uint256 deadline)", CASE, *TAIL),
    ),
    (
        typed_data_cases.volunteering(DOMAIN, CITIZEN, 7, *TAIL),
        by_hand(
            "Volunteering(bytes32 identity,uint256 renewal,uint256 nonce,uint256 deadline)",
            CITIZEN,
            7,
            *TAIL,
        ),
    ),
    (
        typed_data_cases.verdict(DOMAIN, CASE, 12, 2, EVIDENCE_HASH),
        by_hand(
            "Verdict(bytes32 caseId,uint256 panel,uint256 outcome,bytes32 reasonsHash)",
            CASE,
            12,
            2,
            EVIDENCE_HASH,
        ),
    ),
    (
        typed_data_cases.audit(DOMAIN, 2, 1, 12, 950, SOURCE_HASH),
        by_hand(
            "Audit(uint256 community,uint256 year,uint256 panel,uint256 shareIndex,"
            "bytes32 reportHash)",
            2,
            1,
            12,
            950,
            SOURCE_HASH,
        ),
    ),
]


@pytest.mark.parametrize(("message", "expected"), BY_HAND)
def test_digest__each_struct__equals_the_encoding_by_hand(
    message: SignableMessage, expected: bytes
) -> None:
    assert typed_data.digest(message) == expected


def test_digest__every_struct__is_written_out_by_hand() -> None:
    # Of the types, one stands inside another; three more are those of people's lives.
    assert len(BY_HAND) == len(typed_data_cases.TYPES) - 1 + 3


def test_digest__same_case__an_appeal_counts_as_no_review() -> None:
    appeal = typed_data_cases.appeal(DOMAIN, CASE, 2, *TAIL)
    review = typed_data_cases.review(DOMAIN, CASE, 2, *TAIL)
    assert typed_data.digest(appeal) != typed_data.digest(review)
