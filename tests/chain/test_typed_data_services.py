"""What is signed about orders, organisations and findings: the same digest here and by hand.

That the contracts accept it, and refuse every other, is shown in `test_signing_services.py`.
"""

from __future__ import annotations

import pytest
from eth_account.messages import SignableMessage
from eth_utils.crypto import keccak

from isonomia import typed_data, typed_data_services
from tests.chain.test_typed_data import COUNCIL, DOMAIN, HEAD, KEYS, by_hand, listed, words
from tests.support.roles import CITIZEN, EVIDENCE_HASH, NEW_KEY, SOURCE_HASH, STANDARDS, hash_of

pytestmark = pytest.mark.req("V2", "V4", "D2")

FINDING = hash_of("finding")
TAIL = (4, HEAD[2])
STANDARD = (
    "Standard(uint256 standard,uint256 effect,uint256 sunsetDays,uint256 fromDay,bytes32 textHash)"
)
HASHED_STANDARDS = listed([keccak(words(keccak(text=STANDARD), *line)) for line in STANDARDS])
NAME = "Stadtwerke \u2014 a name of more than thirty-two bytes"

BY_HAND: list[tuple[SignableMessage, bytes]] = [
    (
        typed_data_services.order(DOMAIN, CITIZEN, 3, 2, 4_000, 1, *TAIL),
        by_hand(
            "Order(bytes32 identity,uint256 offer,uint256 quantity,uint256 amount,"
            "uint256 portion,uint256 nonce,uint256 deadline)",
            *(CITIZEN, 3, 2, 4_000, 1),
            *TAIL,
        ),
    ),
    (
        typed_data_services.cancellation(DOMAIN, CITIZEN, 9, *TAIL),
        by_hand(
            "Cancellation(bytes32 identity,uint256 orderNonce,uint256 nonce,uint256 deadline)",
            *(CITIZEN, 9),
            *TAIL,
        ),
    ),
    (
        typed_data_services.rating(DOMAIN, CITIZEN, 6, 1, 5, *TAIL),
        by_hand(
            "Rating(bytes32 identity,uint256 batch,uint256 index,uint256 stars,uint256 nonce,"
            "uint256 deadline)",
            *(CITIZEN, 6, 1, 5),
            *TAIL,
        ),
    ),
    (
        typed_data_services.accreditation(
            DOMAIN, *HEAD, 2, 4_095, NEW_KEY.address, 20_000, SOURCE_HASH, NAME
        ),
        by_hand(
            f"Accreditation({COUNCIL},uint256 form,uint256 kinds,address key,uint256 untilDay,"
            "bytes32 textHash,string name)",
            *HEAD,
            *(2, 4_095, NEW_KEY.address, 20_000, SOURCE_HASH, keccak(text=NAME)),
        ),
    ),
    (
        typed_data_services.accreditation_renewal(DOMAIN, *HEAD, 8, 3, 20_001),
        by_hand(
            f"AccreditationRenewal({COUNCIL},uint256 organisation,uint256 kinds,uint256 untilDay)",
            *HEAD,
            *(8, 3, 20_001),
        ),
    ),
    (
        typed_data_services.standards(DOMAIN, *HEAD, SOURCE_HASH, STANDARDS),
        by_hand(
            f"Standards({COUNCIL},bytes32 standardsHash,Standard[] standards){STANDARD}",
            *HEAD,
            SOURCE_HASH,
            HASHED_STANDARDS,
        ),
    ),
    (
        typed_data_services.mandate(DOMAIN, *HEAD, 8, 1, 50, 2, 20_002, SOURCE_HASH, KEYS),
        by_hand(
            f"Mandate({COUNCIL},uint256 organisation,uint256 standard,uint256 limit,"
            "uint256 threshold,uint256 untilDay,bytes32 measureHash,address[] signers)",
            *HEAD,
            *(8, 1, 50, 2, 20_002, SOURCE_HASH, listed(KEYS)),
        ),
    ),
    (
        typed_data_services.finding(DOMAIN, *HEAD, 8, 1, 2, 19_990, EVIDENCE_HASH),
        by_hand(
            f"Finding({COUNCIL},uint256 organisation,uint256 standard,uint256 version,uint256 day,"
            "bytes32 evidenceHash)",
            *HEAD,
            *(8, 1, 2, 19_990, EVIDENCE_HASH),
        ),
    ),
    (
        typed_data_services.reading(DOMAIN, 3, 2, 61, 19_990, EVIDENCE_HASH),
        by_hand(
            "Reading(uint256 mandate,uint256 version,uint256 value,uint256 day,"
            "bytes32 evidenceHash)",
            *(3, 2, 61, 19_990, EVIDENCE_HASH),
        ),
    ),
    (
        typed_data_services.finding_withdrawal(DOMAIN, *HEAD, FINDING),
        by_hand(f"FindingWithdrawal({COUNCIL},bytes32 finding)", *HEAD, FINDING),
    ),
    (
        typed_data_services.finding_remedy(DOMAIN, *HEAD, FINDING, EVIDENCE_HASH),
        by_hand(
            f"FindingRemedy({COUNCIL},bytes32 finding,bytes32 evidenceHash)",
            *HEAD,
            *(FINDING, EVIDENCE_HASH),
        ),
    ),
    (
        typed_data_services.finding_appeal(DOMAIN, FINDING, 2, HEAD[2]),
        by_hand(
            "FindingAppeal(bytes32 finding,uint256 ground,uint256 deadline)",
            *(FINDING, 2, HEAD[2]),
        ),
    ),
    (
        typed_data_services.finding_review(DOMAIN, FINDING, 6, HEAD[2]),
        by_hand(
            "FindingReview(bytes32 finding,uint256 ground,uint256 deadline)",
            *(FINDING, 6, HEAD[2]),
        ),
    ),
]


@pytest.mark.parametrize(("message", "expected"), BY_HAND)
def test_digest__each_struct__equals_the_encoding_by_hand(
    message: SignableMessage, expected: bytes
) -> None:
    assert typed_data.digest(message) == expected


def test_digest__every_struct__is_written_out_by_hand() -> None:
    # One of the types stands inside another.
    assert len(BY_HAND) == len(typed_data_services.TYPES) - 1


def test_digest__same_finding__an_appeal_counts_as_no_review() -> None:
    appeal = typed_data_services.finding_appeal(DOMAIN, FINDING, 2, HEAD[2])
    review = typed_data_services.finding_review(DOMAIN, FINDING, 2, HEAD[2])
    assert typed_data.digest(appeal) != typed_data.digest(review)
