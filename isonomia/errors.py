"""Errors in plain words: those of the tools, and the refusals of the contracts."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from eth_abi import abi as eth_abi
from eth_abi.exceptions import DecodingError
from eth_utils.crypto import keccak

from isonomia import build, refusal_words, refusal_words_cases, refusal_words_services
from isonomia.spec.case_state import CaseState
from isonomia.words import credits

#: One sentence with its remedy for every error.
WORDS = refusal_words.WORDS | refusal_words_cases.WORDS | refusal_words_services.WORDS

#: Selectors of the two errors that the Solidity language itself raises.
_LANGUAGE_ERRORS = {
    bytes.fromhex("08c379a0"): ("Error", (("message", "string"),)),
    bytes.fromhex("4e487b71"): ("Panic", (("code", "uint256"),)),
}

#: Parameters of an error: name and type, in order.
Parameters = tuple[tuple[str, str], ...]


class IsonomiaError(Exception):
    """Something a person using the tools can understand and mend; its text is for them."""


class RefusedError(IsonomiaError):
    """A contract refused an act.

    Attributes:
        name: the Solidity error, or "" when the contract gave no reason
        values: its arguments, in order
    """

    def __init__(self, name: str, values: tuple[Any, ...]) -> None:
        super().__init__(explain(name, values))
        self.name = name
        self.values = values


@functools.cache
def error_parameters() -> dict[str, Parameters]:
    """Return the parameters of every error that a deployed contract declares, by error name."""
    return dict(_errors_by_selector().values())


def decode_revert(data: bytes) -> tuple[str, tuple[Any, ...]] | None:
    """Return name and values of the error in the data of a revert; None for an unknown one."""
    known = _errors_by_selector().get(data[:4])
    if known is None:
        return None
    name, parameters = known
    try:
        return name, tuple(eth_abi.decode([kind for _, kind in parameters], data[4:]))
    except DecodingError:
        return None


def refusal(data: bytes) -> RefusedError:
    """Return the exception for the data of a revert, also when nothing is known about it."""
    decoded = decode_revert(data)
    return RefusedError(*decoded) if decoded else RefusedError("", (data,))


def explain(name: str, values: tuple[Any, ...]) -> str:
    """Say in one sentence what a refusal means and what to do about it."""
    words = WORDS.get(name)
    if words is None:
        shown = ", ".join(_plain(value) for value in values)
        return f"The contract refused without a known reason ({name or 'no name'}: {shown})."
    parameters = _parameters_of(name, len(values))
    fields = {
        parameter: _formatter(name, parameter)(value)
        for (parameter, _), value in zip(parameters, values, strict=True)
    }
    return f"{name}: {words.format(**fields)}"


@functools.cache
def _errors_by_selector() -> dict[bytes, tuple[str, Parameters]]:
    errors: dict[bytes, tuple[str, Parameters]] = dict(_LANGUAGE_ERRORS)
    for contract in build.DEPLOYED:
        for entry in build.load(contract)["abi"]:
            if entry["type"] == "error":
                parameters = tuple((item["name"], item["type"]) for item in entry["inputs"])
                signature = f"{entry['name']}({','.join(kind for _, kind in parameters)})"
                # Contracts share some errors and name their values differently: the first one's
                # names count, and the sentence fits all.
                errors.setdefault(keccak(text=signature)[:4], (entry["name"], parameters))
    return errors


def _parameters_of(name: str, count: int) -> Parameters:
    parameters = error_parameters()[name]
    if len(parameters) != count:
        raise ValueError(f"{name} has {len(parameters)} values, not {count}")
    return parameters


# ---- how values are written ----------------------------------------------------------------------


def _plain(value: Any) -> str:
    return "0x" + value.hex() if isinstance(value, bytes) else str(value)


def _position(index: int) -> str:
    return f"Entry {index + 1} of the batch"


def _day(day: int) -> str:
    try:
        return f"{date(1970, 1, 1) + timedelta(days=day)} (day {day})"
    except OverflowError:
        return f"day {day}"


def _second(time: int) -> str:
    try:
        return f"{datetime.fromtimestamp(time, UTC):%Y-%m-%d %H:%M:%S} UTC ({time})"
    except (OverflowError, ValueError, OSError):
        return f"second {time}"


def _month(month: int) -> str:
    return f"{month // 12:04d}-{month % 12 + 1:02d} (month {month})"


def _amount(millicredits: int) -> str:
    return f"{credits(millicredits)} credits"


def _round_kind(kind: int) -> str:
    return {1: "nominations by councils", 2: "second chances"}.get(kind, f"kind {kind}")


def _state(number: int) -> str:
    try:
        return CaseState(number).name.lower().replace("_", " ")
    except ValueError:
        return f"number {number}"


_FORMATTERS: dict[str, Callable[[Any], str]] = {
    "index": _position,
    "birthMonth": _month,
    "actDay": _day,
    "day": _day,
    "today": _day,
    "fromDay": _day,
    "untilDay": _day,
    "latestFromDay": _day,
    "lapseDay": _day,
    "oldestStillCounting": _day,
    "earliest": _day,
    "opensOn": _day,
    "state": _state,
    "deadline": _second,
    "time": _second,
    "startsAt": _second,
    "genesis": _second,
    "entriesUntil": _second,
    "until": _second,
}

#: Values that mean something else in one error than their name means elsewhere.
_OF_ONE_ERROR: dict[tuple[str, str], Callable[[Any], str]] = {
    ("RateNoticeTooShort", "earliest"): _second,
    ("TooSoon", "earliest"): _second,
    ("AmendmentDayOutOfBounds", "least"): _day,
    ("AmendmentDayOutOfBounds", "most"): _day,
    ("RoundOfOtherKind", "kind"): _round_kind,
    ("OverlayNotInForce", "index"): _plain,
    ("InvalidGenesis", "genesis"): _plain,
    ("AmountDiffers", "expected"): _amount,
    ("AmountDiffers", "found"): _amount,
    ("CreditsTooFew", "available"): _amount,
    ("CreditsTooFew", "needed"): _amount,
    ("NotRedeemed", "index"): _plain,
    ("RefundedAlready", "index"): _plain,
    ("RatedTwice", "index"): _plain,
    ("SignersOutOfOrder", "index"): _plain,
}


def _formatter(error: str, parameter: str) -> Callable[[Any], str]:
    return _OF_ONE_ERROR.get((error, parameter)) or _FORMATTERS.get(parameter, _plain)


#: Fields that a sentence uses, by error name; the tests compare them with the contracts.
FIELDS = {name: set(re.findall(r"{(\w+)}", words)) for name, words in WORDS.items()}
