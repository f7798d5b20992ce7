"""Giving and entering through the commands: what is said before and after.

pool give
├── within the rules -> quality before and after, and what is left of the year
├── beyond the cap, below the usable level, nothing -> refused in words, nothing sent
├── with another's key, without a key, of a stranger -> refused in words
└── key in a file -> the same as in the environment
round enter
├── another's key, quality too high, twice, too late, of the other kind -> refused in words
└── by identity hash -> no pepper needed
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from eth_account import Account

from tests.allocate.registry import identity_of
from tests.lottery.town import CITIZENS, DONORS, GENEROUS, NOMINEES, PASSWORD, Town, key_of

DONOR, CITIZEN = GENEROUS, CITIZENS[0]


def refused(town: Town, *arguments: object, person: str | None = None) -> str:
    """Type a command that must fail in words and send nothing."""
    block = town.chain.block()["number"]
    result = town.run(*arguments, *town.pepper, person=person)
    assert result.exit_code == 1, result.output
    assert "Traceback" not in result.output
    assert town.chain.block()["number"] == block
    return result.output


@pytest.mark.req("L1")
def test_give__within_the_rules__quality_before_and_after_and_the_rest_of_the_cap(town: Town):
    said = town.done("pool", "give", DONOR, 30, *town.pepper, person=DONOR)
    assert "Gave 30 points: base quality was 400 and is now 370" in said
    assert "30 of at most 200 points are given this year" in said
    assert "170 points more can be given now, above quality 200" in said
    status = town.done("pool", "status")
    assert "given     430 points" in status
    assert "adds up   yes" in status


@pytest.mark.req("L1")
def test_give__beyond_the_cap_or_too_low_or_nothing__refused_in_words(town: Town):
    assert "GiftCapReached" in refused(town, "pool", "give", DONOR, 201, person=DONOR)
    assert "GiftEmpty" in refused(town, "pool", "give", DONOR, 0, person=DONOR)
    assert "GiftCapReached" in refused(town, "pool", "give", DONORS[0], 1, person=DONORS[0])
    assert "GiftBelowUsable" in refused(town, "pool", "give", CITIZEN, 1, person=CITIZEN)


@pytest.mark.req("L1")
def test_give__keys_that_do_not_fit__refused_in_words(town: Town):
    assert "InvalidSignature" in refused(town, "pool", "give", DONOR, 5, person=CITIZEN)
    assert "ISONOMIA_PERSON_KEY" in refused(town, "pool", "give", DONOR, 5)
    assert "NotEnrolled" in refused(town, "pool", "give", "stranger", 5, person=DONOR)
    assert "NoController" in refused(town, "pool", "give", NOMINEES[1], 5, person=DONOR)


@pytest.mark.req("L3")
def test_enter__key_in_a_file_and_identity_hash__entered(town: Town):
    town.opened("second-chance")
    keystore = town.folder / "citizen.json"
    content = Account.encrypt(key_of(CITIZEN).key, PASSWORD, iterations=2)
    keystore.write_text(json.dumps(content))
    who = f"0x{identity_of(CITIZEN).hex()}"
    said = town.done("round", "enter", 1, who, "--key", keystore)
    assert f"{who} is entrant 0 of round 1" in said
    assert "1 entrant; more can come in" in town.done("round", "show", 1)


@pytest.mark.req("L3")
def test_enter__whoever_may_not__refused_in_words(town: Town, tmp_path: Path):
    town.opened("second-chance", prizes=1)
    town.opened("nominated", prizes=1)
    enter = ("round", "enter", 1)
    assert "RoundUnknown" in refused(town, "round", "enter", 3, CITIZEN, person=CITIZEN)
    assert "RoundOfOtherKind" in refused(town, "round", "enter", 2, CITIZEN, person=CITIZEN)
    assert "QualityTooHigh" in refused(town, *enter, DONOR, person=DONOR)
    assert "InvalidSignature" in refused(town, *enter, CITIZEN, person=DONOR)
    town.done(*enter, CITIZEN, *town.pepper, person=CITIZEN)
    assert "AlreadyEntered" in refused(town, *enter, CITIZEN, person=CITIZEN)
    town.node.set_time(town.round().terms.entriesUntil)
    assert "EntriesClosed" in refused(town, *enter, CITIZENS[1], person=CITIZENS[1])
