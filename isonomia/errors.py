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

from isonomia import build

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
                errors[keccak(text=signature)[:4]] = (entry["name"], parameters)
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


_FORMATTERS: dict[str, Callable[[Any], str]] = {
    "index": _position,
    "birthMonth": _month,
    "actDay": _day,
    "today": _day,
    "fromDay": _day,
    "untilDay": _day,
    "latestFromDay": _day,
    "lapseDay": _day,
    "oldestStillCounting": _day,
    "earliest": _day,
    "deadline": _second,
    "time": _second,
    "startsAt": _second,
    "genesis": _second,
}


def _formatter(error: str, parameter: str) -> Callable[[Any], str]:
    if (error, parameter) == ("RateNoticeTooShort", "earliest"):
        return _second
    return _FORMATTERS.get(parameter, _plain)


# ---- the words -----------------------------------------------------------------------------------

#: One sentence with its remedy for every error; fields are the names of the error's parameters.
WORDS: dict[str, str] = {
    "Error": "the contract refused with the words: {message}",
    "Panic": "the contract met an arithmetic or indexing fault (code {code}); please report it.",
    # -- deployment and wiring
    "WrongWiring": (
        "the ledger obeys the communities contract {expected}, but this one is at {found}; "
        "deploy both from the same manifest."
    ),
    "Unauthorised": (
        "{caller} may not do this; only the communities contract may, on the signatures of a "
        "council or of the person concerned."
    ),
    "CharterOutOfBounds": (
        "the charter's {parameter} is {value}, but must lie between {least} and {most}; "
        "change it in the charter file."
    ),
    "ParentNotFounded": (
        "community {community} names {parent} as its parent, which is not founded before it; list "
        "parents first, and only the first community without one."
    ),
    "ThresholdOutOfBounds": (
        "community {community} asks for {threshold} of {seats} seats; it must be at least 2, at "
        "least two thirds of the seats and at most all of them."
    ),
    "TooManySeats": "community {community} has {seats} seats; at most 255 are possible.",
    "SeatOfMinor": (
        "{identity} is a minor and cannot sit on the council of community {community}; name an "
        "adult."
    ),
    # -- from the EIP-712 library; the name of the domain is fixed, so neither can come up
    "InvalidShortString": "the name of the signing domain is damaged; please report it.",
    "StringTooLong": "the name {str} of the signing domain is too long; please report it.",
    # -- approvals
    "UnknownCommunity": "there is no community {community}; check the number in the charter.",
    "NotTheRoot": (
        "community {community} is not the root; only the root's council (community 1) may do this."
    ),
    "DeadlinePassed": (
        "the signatures were valid until {deadline} and it is {time} now; sign again with a later "
        "deadline."
    ),
    "WrongNonce": (
        "the act was signed with number {found}, but {expected} is next; another act came first, "
        "so read the number again and sign anew."
    ),
    "TooFewSignatures": (
        "community {community} needs {needed} signatures and {found} were given; collect more "
        "seats' signatures."
    ),
    "SignatureMissing": (
        "seat {seatIndex} of community {community} is marked as signer, but its signature is not "
        "there; add it or leave the seat out."
    ),
    "NotASeat": "community {community} has no seat {seatIndex}; leave that signature out.",
    "SharedController": (
        "seat {seatIndex} of community {community} answers to key {controller}, which already "
        "signed for another seat; no key counts twice, so collect another seat's signature."
    ),
    "InvalidSeatSignature": (
        "the signature of seat {seatIndex} of community {community} is not one of its key "
        "{controller} over this act on this chain and contract; have that seat sign again."
    ),
    "NoController": "{identity} has no key bound; the person's council can bind one.",
    "ControllerLapsed": (
        "the guardian's key of {identity} lapsed on {lapseDay}; the council can now bind the "
        "person's own key."
    ),
    "InvalidSignature": (
        "the signature is not one of {controller}, the key of {identity}, over this act on this "
        "chain and contract; sign again with that key."
    ),
    "NewControllerDeclined": (
        "the new key {controller} of {identity} has not signed the same act; it must sign too, so "
        "that a mistyped key is never accepted."
    ),
    "ZeroController": "the key given for {identity} is the zero address; give a real one.",
    "ControllerAlreadyBound": (
        "{index}: {identity} already has the key {controller} in force; only the person can change "
        "it."
    ),
    "NotAMember": (
        "{index}: {identity} is not enrolled in community {community}; file it with the person's "
        "own community."
    ),
    # -- enrolment
    "LengthMismatch": (
        "two lists that belong together have {expected} and {found} entries; give them the same "
        "length."
    ),
    "ZeroIdentity": "{index} has an empty identity hash; compute it with `isonomia identity`.",
    "AlreadyEnrolled": "{index}: {identity} is already enrolled; leave it out.",
    "BirthInFuture": (
        "{index}: {identity} would be born in {birthMonth}, which has not begun; correct the month."
    ),
    "BirthTooLongAgo": (
        "{index}: {identity} would be born in {birthMonth}, more than 130 years ago; correct the "
        "month."
    ),
    "NotEnrolled": "{identity} is not enrolled; the person's council can enrol them.",
    # -- catalogue
    "RuleOutOfBounds": (
        "rule {rule} has {parameter} {value}, but it must lie between {least} and {most}; correct "
        "the rule."
    ),
    "RuleNoticeTooShort": (
        "rule {rule} would begin on {fromDay}, but {earliest} is the earliest day with full "
        "notice; choose a later day."
    ),
    "RuleVersionOutOfOrder": (
        "rule {rule} would begin on {fromDay}, but its latest version begins on {latestFromDay}; "
        "choose a later day."
    ),
    # -- awards
    "SignsOwnCase": (
        "{index}: {identity} holds a seat that signed this batch; nobody signs about themselves, "
        "so let other seats sign it."
    ),
    "ActInFuture": (
        "{index}: the act is dated {actDay}, but today is {today}; correct the date or file later."
    ),
    "ActTooOld": (
        "{index}: the act is dated {actDay}, but {earliest} is the earliest day that can still be "
        "filed; acts must be filed within the charter's filing window."
    ),
    "RuleNotInForce": (
        "{index}: version {version} of rule {rule} was not in force on {actDay}; cite the version "
        "of that day."
    ),
    "ActBeforeBirth": (
        "{index}: the act is dated {actDay}, before the birth of {identity}; correct the date or "
        "the person."
    ),
    "CategoryCapReached": (
        "{index}: {identity} has earned {earned} of at most {cap} points of category {category} "
        "this allocation year; file the rest next year or under another category."
    ),
    "AnnualCapReached": (
        "{index}: {identity} has earned {earned} of at most {cap} points this allocation year; "
        "file the rest next year."
    ),
    "RuleLimitReached": (
        "{index}: {identity} was already awarded rule {rule} {limit} times this allocation year, "
        "its limit; file the rest next year."
    ),
    "QualityCeilingReached": (
        "{index}: {identity} has quality {quality}, and {points} more points would exceed 1000; "
        "nothing is lost, file it when the quality is lower."
    ),
    # -- leave
    "LeaveEmpty": "a leave of {identity} must last at least one day; give the days away.",
    "LeaveRunning": (
        "{identity} is on leave until {untilDay}; end that leave first or wait for its end."
    ),
    "LeaveNotRunning": "{identity} is not on leave, so there is none to end.",
    "LeaveExhausted": (
        "{identity} asks for {requested} days of leave and has {available} left in the charter's "
        "window; ask for no more than those."
    ),
    "TooManyLeaves": (
        "{identity} has taken 8 leaves within the charter's window; the next is possible when the "
        "oldest, which ended on {oldestStillCounting}, no longer counts."
    ),
    # -- rate
    "RateYearNotNext": "the rate of year {year} was announced, but {next} is the next year.",
    "RateAlreadyAnnounced": "the rate of year {year} was announced before and stays as it is.",
    "RateNoticeTooShort": (
        "the rate would begin at {startsAt}, but {earliest} is the earliest with full notice; it "
        "was too late to change the rate of that year."
    ),
    "TimeBeforeGenesis": (
        "{time} lies before the ledger's beginning at {genesis}; ask for a later time."
    ),
}

#: Fields that a sentence uses, by error name; the tests compare them with the contracts.
FIELDS = {name: set(re.findall(r"{(\w+)}", words)) for name, words in WORDS.items()}
