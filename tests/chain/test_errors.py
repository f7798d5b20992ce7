"""Every refusal of the contracts has a name, its values, and a sentence that explains it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from eth_abi import abi as eth_abi
from eth_utils.crypto import keccak

from isonomia import build, errors
from isonomia.errors import RefusedError, decode_revert, error_parameters, explain, refusal

pytestmark = pytest.mark.req("A2", "V2")

LANGUAGE_ERRORS = {"Error", "Panic"}
SAMPLES: dict[str, Any] = {
    "uint256": 3,
    "address": "0x00000000000000000000000000000000000000aa",
    "bytes32": b"\xbb" * 32,
    "string": "graceDays",
}


def declared_errors() -> list[tuple[str, str, tuple[tuple[str, str], ...]]]:
    """Return contract, error and parameters of every error in the ABIs."""
    return [
        (contract, entry["name"], tuple((item["name"], item["type"]) for item in entry["inputs"]))
        for contract in build.DEPLOYED
        for entry in build.load(contract)["abi"]
        if entry["type"] == "error"
    ]


EVERY_ERROR = pytest.mark.parametrize(
    ("contract", "name", "parameters"),
    [pytest.param(*item, id=f"{item[0]}-{item[1]}") for item in declared_errors()],
)


def test_words__all_errors_of_all_contracts__are_there_and_no_others() -> None:
    declared = {name for _, name, _ in declared_errors()}
    assert declared | LANGUAGE_ERRORS == set(errors.WORDS)
    assert len(declared) > 40


def test_words__each_error__uses_only_its_own_values() -> None:
    for name, parameters in error_parameters().items():
        assert errors.FIELDS[name] <= {parameter for parameter, _ in parameters}, name


@EVERY_ERROR
def test_decode_revert__each_error__gives_its_name_and_values(
    contract: str, name: str, parameters: tuple[tuple[str, str], ...]
) -> None:
    kinds = [kind for _, kind in parameters]
    values = tuple(SAMPLES[kind] for kind in kinds)
    selector = keccak(text=f"{name}({','.join(kinds)})")[:4]
    assert decode_revert(selector + eth_abi.encode(kinds, values)) == (name, values)


@EVERY_ERROR
def test_explain__each_error__is_one_sentence_with_its_values(
    contract: str, name: str, parameters: tuple[tuple[str, str], ...]
) -> None:
    sentence = explain(name, tuple(SAMPLES[kind] for _, kind in parameters))
    assert sentence.startswith(f"{name}: ")
    assert sentence.endswith(".")
    assert "\n" not in sentence
    assert "{" not in sentence
    for parameter, kind in parameters:
        if kind == "bytes32" and parameter in errors.FIELDS[name]:
            assert "0x" + "bb" * 32 in sentence


@EVERY_ERROR
def test_explain__values_beyond_the_calendar__still_a_sentence(
    contract: str, name: str, parameters: tuple[tuple[str, str], ...]
) -> None:
    largest = SAMPLES | {"uint256": 2**256 - 1}
    assert explain(name, tuple(largest[kind] for _, kind in parameters)).endswith(".")


def test_errors__same_name_in_several_contracts__have_values_of_the_same_types() -> None:
    seen: dict[str, Any] = {}
    for _, name, parameters in declared_errors():
        kinds = [kind for _, kind in parameters]
        assert seen.setdefault(name, kinds) == kinds


def test_errors__names_that_differ_between_contracts__are_those_whose_words_fit_both() -> None:
    names: dict[str, set[tuple[str, ...]]] = {}
    for _, name, parameters in declared_errors():
        names.setdefault(name, set()).add(tuple(parameter for parameter, _ in parameters))
    shared = {name for name, alternatives in names.items() if len(alternatives) > 1}
    fits_both = re.compile(r"(panel|renewal|finding|standard|mandate) ({|is dated)")
    both = {name for name, words in errors.WORDS.items() if fits_both.search(words)}
    assert shared
    assert shared <= both


@pytest.mark.parametrize(
    ("name", "values", "words"),
    [
        ("DeadlinePassed", (1_718_451_000, 1_718_451_001), "2024-06-15 11:30:00 UTC"),
        (
            "ActTooOld",
            (0, 19_800, 19_889),
            "Entry 1 of the batch: the act or finding is dated 2024-03-18",
        ),
        ("BirthInFuture", (4, b"\1" * 32, 24_293), "Entry 5 of the batch"),
        ("BirthInFuture", (4, b"\1" * 32, 24_293), "2024-06"),
        ("RateNoticeTooShort", (1_718_451_000, 1_718_451_000), "11:30:00 UTC"),
        ("TooSoon", (b"\1" * 32, 1_718_451_000), "2024-06-15 11:30:00 UTC"),
        ("TermRunning", (1, 19_800), "2024-03-18"),
        ("WrongState", (b"\1" * 32, 3), "in the state first panel"),
    ],
)
def test_explain__days_months_and_seconds__are_written_as_dates(
    name: str, values: tuple[Any, ...], words: str
) -> None:
    assert words in explain(name, values)


def test_explain__wrong_number_of_values__is_a_fault() -> None:
    with pytest.raises(ValueError, match="has 2 values, not 1"):
        explain("WrongNonce", (1,))


def test_decode_revert__language_errors__are_known() -> None:
    text = bytes.fromhex("08c379a0") + eth_abi.encode(["string"], ["no"])
    panic = bytes.fromhex("4e487b71") + eth_abi.encode(["uint256"], [0x11])
    assert decode_revert(text) == ("Error", ("no",))
    assert decode_revert(panic) == ("Panic", (0x11,))
    assert "code 17" in explain("Panic", (0x11,))


@pytest.mark.parametrize("data", [b"", b"\x12\x34", b"\xff" * 40])
def test_refusal__unknown_data__is_shown_as_it_is(data: bytes) -> None:
    assert decode_revert(data) is None
    refused = refusal(data)
    assert isinstance(refused, RefusedError)
    assert refused.name == ""
    assert "0x" + data.hex() in str(refused)


def test_decode_revert__values_cut_short__is_unknown() -> None:
    selector = keccak(text="WrongNonce(uint256,uint256)")[:4]
    assert decode_revert(selector + bytes(40)) is None
