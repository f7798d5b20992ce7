"""Challenges of awards: what has to be proved, by whom, and how often.

```
chain ── known values; each batch lengthens it, of its own community alone
proof ── any batch, first to last; every part of it counts
challenge ── each refusal in its order
```
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import sha3

from isonomia.spec.chains import chain_with
from isonomia.spec.state import NO_CHAIN, YearCount
from tests.spec.courts import CITIZEN, OTHER, Court, court
from tests.spec.worlds import EVIDENCE, GENESIS, YEAR, identity, key

pytestmark = [pytest.mark.offline, pytest.mark.req("D7")]

PERSON = identity(CITIZEN)


def keccak(*parts: bytes) -> bytes:
    digest: bytes = sha3.keccak_256(b"".join(parts)).digest()
    return digest


def word(value: int) -> bytes:
    return value.to_bytes(32, "big")


def awarded() -> Court:
    """Return a world with three batches of community 2 and one of community 3 between them."""
    here = court()
    here.do(here.award(CITIZEN, OTHER))
    here.wait(1)
    here.do(here.award(CITIZEN, rule=2))
    here.do(here.award(9, community=3))
    here.do(here.award(OTHER))
    return here


# ---- the chain -----------------------------------------------------------------------------------


def test_chain__of_two_batches__is_the_hash_the_rules_say() -> None:
    here = court()
    here.do(here.award(CITIZEN, OTHER))
    people = keccak(PERSON, identity(OTHER))
    link = keccak(word(2), word(1), word(1), EVIDENCE, people, word(GENESIS))
    first = keccak(bytes(32), link)[:14]
    assert here.state.councils[2].chain == first
    here.wait(1)
    here.do(here.award(CITIZEN, rule=2))
    second = keccak(word(3), word(2), word(1), EVIDENCE, keccak(PERSON), word(here.now))
    assert here.state.councils[2].chain == keccak(first, bytes(18), second)[:14]


def test_chain__of_other_communities__stands_still() -> None:
    here = awarded()
    assert here.state.councils[1].chain == NO_CHAIN
    assert here.state.councils[3].chain == chain_with(here.proof(2))


@pytest.mark.parametrize("batch", [0, 1, 2, 3])
def test_proof__of_any_batch__gives_the_chain(batch: int) -> None:
    here = awarded()
    proof = here.proof(batch)
    assert chain_with(proof) == here.state.councils[proof.community].chain


# ---- refusals ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "changes",
    [
        {"community": 3},
        {"community": 99},
        {"nonce": 3},
        {"rule": 2},
        {"version": 2},
        {"evidence_hash": bytes(32)},
        {"identities": (PERSON,)},
        {"identities": (identity(OTHER), PERSON)},
        {"filed_at": GENESIS + 1},
        {"before": b"\1" * 14},
        {"later": ()},
    ],
)
def test_challenge__proof_with_anything_else__is_refused(changes: dict[str, Any]) -> None:
    here = awarded()
    action = here.challenge(4, batch=0)
    wrong = replace(action, proof=replace(action.proof, **changes))
    named = (wrong.proof.community, wrong.proof.nonce)
    here.refuse(wrong, "AwardNotFiled", *named)


@pytest.mark.parametrize("line", [2, 2**256 - 1])
def test_challenge__line_outside_the_batch__is_refused(line: int) -> None:
    here = awarded()
    action = replace(here.challenge(4, batch=0), line=line, ground=0)
    here.refuse(action, "LineUnknown", line, 2)


def test_challenge__of_ones_own_award__is_refused() -> None:
    here = awarded()
    here.refuse(here.challenge(CITIZEN, ground=0, batch=0), "OwnAward", PERSON)


@pytest.mark.parametrize("ground", [0, 6])
def test_challenge__ground_that_is_none__is_refused(ground: int) -> None:
    here = awarded()
    here.refuse(here.challenge(4, ground=ground), "GroundUnknown", ground)


def test_challenge__by_another_key__is_refused_before_anything_else() -> None:
    here = awarded()
    action = here.challenge(4, line=9)
    here.refuse(replace(action, signer=key(5)), "InvalidSignature", identity(4), key(4))
    nobody = replace(action, challenger=identity(99))
    here.refuse(nobody, "NoController", identity(99))


def test_challenge__same_award_twice__is_refused_for_ever() -> None:
    here = awarded()
    here.do(here.challenge(4, batch=0))
    number = here.number
    here.do(here.challenge(5, batch=1))
    here.wait(30)
    here.refuse(here.challenge(5, batch=0), "CaseExists", 0, number)


def test_challenge__other_line_of_the_batch__is_another_case() -> None:
    here = awarded()
    here.do(here.challenge(4, batch=0))
    here.do(here.challenge(4, line=1, batch=0))
    assert [case.identity for case in here.state.cases.values()] == [PERSON, identity(OTHER)]


def test_challenge__of_somebody_who_left_since__is_refused() -> None:
    here = awarded()
    here.do(here.opt_out(CITIZEN))
    here.refuse(here.challenge(4, batch=0), "TakesNoPart", 0, PERSON)
    here.do(here.opt_in(CITIZEN))
    here.refuse(here.challenge(4, batch=0), "TakesNoPart", 0, PERSON)
    # An award of the very second of the leaving is taken as one before it.
    here.do(here.award(CITIZEN))
    here.refuse(here.challenge(4), "TakesNoPart", 0, PERSON)
    here.wait(0, 1)
    here.do(here.award(CITIZEN))
    here.do(here.challenge(4))


def test_challenge__of_a_closed_person__is_refused() -> None:
    here = awarded()
    here.do(here.closing(CITIZEN))
    here.wait(14)
    here.do(here.carry())
    here.refuse(here.challenge(4, batch=0), "TakesNoPart", 0, PERSON)


def test_challenge__as_many_as_a_year_allows__no_more_until_the_next() -> None:
    here = court(challenges_per_year=1)
    here.do(here.award(CITIZEN, OTHER))
    here.do(here.challenge(4))
    here.refuse(here.challenge(4, line=1), "TooManyChallenges", identity(4), 1)
    here.do(here.challenge(5, line=1))
    here.now = GENESIS + YEAR - 1
    here.do(here.award(CITIZEN, OTHER))
    here.refuse(here.challenge(4), "TooManyChallenges", identity(4), 1)
    here.now += 1
    here.do(here.challenge(4))
    assert here.state.challenges[identity(4)] == YearCount(1, 1)
