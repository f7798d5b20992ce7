"""What is typed and told: fields, numbers of cases, steps for every row of the table."""

from __future__ import annotations

from pathlib import Path

import pytest
from eth_utils.crypto import keccak
from typer.main import get_command

from isonomia.commands.case import app
from isonomia.due_process.act_types import STRUCTS
from isonomia.due_process.case_keys import (
    CHALLENGE,
    CLOSING,
    GROUND_NAMES,
    GROUNDS,
    INFRACTION,
    RECOVERY,
    STATE_NAMES,
    CaseError,
    CaseKey,
    award_matter,
    award_of,
    ground_number,
    infraction_matter,
    recovery_matter,
)
from isonomia.due_process.steps import BRINGS, COMMANDS
from isonomia.due_process.values import Field, FieldError, from_json, to_json, told, typed
from isonomia.spec.case_state import CaseState
from isonomia.spec.case_table import TRANSITIONS, CaseAct
from tests.support.roles import hash_of

WHO = hash_of("citizen")


def read(kind: str, name: str, text: str) -> object:
    return typed(Field(kind, name), text, lambda given: hash_of(given), STRUCTS)


@pytest.mark.req("D3", "D4")
def test_steps__every_act_of_the_table__has_a_command_that_exists():
    answered = {row.act for row in TRANSITIONS} - {CaseAct.FILE, CaseAct.CHALLENGE}
    assert set(COMMANDS) == set(BRINGS) == answered
    known = set(get_command(app).commands)  # type: ignore[attr-defined]
    assert {command.split()[0] for command in COMMANDS.values()} <= known
    assert {"file", "challenge", "sign", "panel", "show", "list"} <= known
    assert set(STATE_NAMES) == set(CaseState)


@pytest.mark.req("D3")
def test_case_key__each_kind__told_in_words_and_taken_apart():
    assert "rule 2 on 2019-05-01" in CaseKey(INFRACTION, WHO, infraction_matter(2, 18_017)).told()
    matter = award_matter(5, 8, 1)
    assert award_of(matter) == (5, 8, 1)
    assert "line 2 of act 8 of community 5" in CaseKey(CHALLENGE, WHO, matter).told()
    recovery = CaseKey(RECOVERY, WHO, recovery_matter(b"\x5e" * 20, 1_556_668_800))
    assert "the new key is 0x5e5e" in recovery.told()
    assert "2019-05-01 00:00:00 UTC" in CaseKey(CLOSING, WHO, 1_556_668_800).told()
    with pytest.raises(CaseError, match="no kind of case 5"):
        CaseKey(5, WHO, 0).told()


@pytest.mark.req("D3")
def test_ground__by_name_number_or_neither__known_or_all_listed():
    assert {name: ground_number(name) for name in GROUND_NAMES} == GROUND_NAMES
    assert [ground_number(str(number)) for number in GROUNDS] == list(GROUNDS)
    with pytest.raises(CaseError, match="protected-ground"):
        ground_number("7")


@pytest.mark.req("D2")
def test_typed__files_dates_and_lists__as_values(tmp_path: Path):
    people = tmp_path / "people.txt"
    people.write_text("first\n\nsecond\n")
    assert read("bytes32[]", "identities", f"@{people}") == [hash_of("first"), hash_of("second")]
    assert read("bytes32", "evidenceHash", f"@{people}") == keccak(people.read_bytes())
    assert read("uint256", "fromDay", "2019-05-01") == 18_017
    assert read("uint256", "entriesUntil", "2019-05-01T00:00:01Z") == 1_556_668_801
    assert read("uint256", "outcome", "rejected") == 2
    assert read("uint256[]", "values", "1, 2,3") == [1, 2, 3]
    rules = tmp_path / "rules.json"
    rules.write_text('[{"rule": 1}]')
    with pytest.raises(FieldError, match="exactly these fields"):
        read("Rule[]", "rules", f"@{rules}")
    with pytest.raises(FieldError, match="give JSON"):
        read("Rule[]", "rules", "none")


@pytest.mark.req("D2")
@pytest.mark.parametrize(
    ("kind", "name", "value", "words"),
    [
        ("uint256", "points", True, "whole number"),
        ("uint256", "points", "1.5", "whole number"),
        ("uint256", "points", 2**256, "fit 256 bits"),
        ("address", "newController", "0x5E5e", "40 hexadecimal digits"),
        ("address", "newController", "0x5e5E5e5e5e5e5e5e5e5e5e5E5e5E5E5e5E5E5E5E", "checksum"),
        ("bytes14", "before", "0x00", "28 hexadecimal digits"),
        ("bytes32[]", "identities", "0x", "a list belongs here"),
        ("int8", "number", "x", "are not known here"),
        ("string", "name", "two\nlines", "in one line"),
    ],
)
def test_from_json__values_of_no_type__refused_in_words(
    kind: str, name: str, value: object, words: str
):
    with pytest.raises(FieldError, match=words):
        from_json(Field(kind, name), value)


@pytest.mark.req("D2")
def test_to_json__large_numbers__kept_whole_as_text():
    large = award_matter(5, 8, 1)
    assert to_json(large) == str(large)
    assert from_json(Field("uint256", "matter"), to_json(large)) == large
    assert to_json(2**53 - 1) == 2**53 - 1


@pytest.mark.req("D2")
def test_told__by_name__dates_amounts_and_words():
    assert told(Field("uint256", "fromDay"), 18_017) == "2019-05-01"
    assert told(Field("uint256", "amount"), 0) == "the whole balance"
    assert told(Field("uint256", "amount"), 1_500) == "1.500 credits"
    assert told(Field("uint256", "ground"), 3) == "3, a protected ground is touched"
    assert told(Field("uint256", "outcome"), 1) == "upheld"
    assert told(Field("bytes32[]", "identities"), []) == "none"
    assert "rule 9" in told(Field("Rule[]", "rules"), [{"rule": 9}])
