"""The fields of an input line: how each is written, and what is wrong with one that is not.

Every check raises `ValueError` with the remedy in its words, as pydantic expects.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Annotated, TypeVar, cast

from eth_utils.address import is_hex_address, to_canonical_address
from pydantic import BeforeValidator, ValidationInfo

from isonomia.addresses import is_miscopied
from isonomia.directory import Directory
from isonomia.errors import IsonomiaError
from isonomia.identity import identity_hash
from isonomia.spec.calendar import FIRST_MONTH, MONTHS_PER_YEAR
from isonomia.spec.keccak import keccak256

LONGEST_EVIDENCE = 4_096

_DAY_TEXT = re.compile(r"\d{4}-\d{2}-\d{2}")
_MONTH_TEXT = re.compile(r"\d{4}-\d{2}")
_SECONDS = re.compile(r"\d{1,11}")
_ROUND_TEXT = re.compile(r"[0-9]{1,9}")
_NUMBER_TEXT = re.compile(r"[0-9]{1,78}")
_HASH_TEXT = re.compile(r"0x[0-9a-fA-F]{64}")
_SIGNATURE_TEXT = re.compile(r"0x[0-9a-fA-F]{130}")


@dataclass(frozen=True, slots=True)
class Reading:
    """What lines are read with: who is who, and what may be named.

    Without a pepper no identifier can be read, only lines that hold identity hashes.
    """

    pepper: bytes | None
    directory: Directory


def birth_month(text: str) -> int:
    """Return the month of a birth written ``YYYY-MM`` or ``YYYY-MM-DD``.

    The month counts from its first day, which is never later than the birth: rounding is in the
    person's favour. Raises `ValueError` with a remedy.
    """
    whole = f"{text}-01" if _MONTH_TEXT.fullmatch(text) else text
    try:
        born = _day_from(whole)
    except ValueError:
        raise ValueError("write the month of birth as YYYY-MM or YYYY-MM-DD") from None
    month = born.year * MONTHS_PER_YEAR + born.month - 1
    if month < FIRST_MONTH:
        raise ValueError("the calendar begins with year 1: correct the year")
    return month


def act_time(text: str) -> int:
    """Return the second of an act written as a day, as ISO 8601 with offset, or in Unix seconds.

    Raises `ValueError` with a remedy.
    """
    if _SECONDS.fullmatch(text):
        return int(text)
    if _DAY_TEXT.fullmatch(text):
        moment = datetime.combine(_day_from(text), datetime.min.time(), UTC)
    else:
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            raise ValueError(
                "write the time as YYYY-MM-DD, as ISO 8601 with an offset "
                "(2021-05-04T12:00:00Z) or as seconds since 1970"
            ) from None
    if moment.tzinfo is None:
        raise ValueError("the time has no offset: append Z for UTC or give only the day")
    if moment.year < 1970:
        raise ValueError("the time lies before 1970, where days begin to count")
    return int(moment.timestamp())


def _day_from(text: str) -> date:
    if not _DAY_TEXT.fullmatch(text):
        raise ValueError("no day")
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ValueError(f"there is no such day ({error})") from None


def _identity(text: str, info: ValidationInfo) -> bytes:
    reading = _reading(info)
    if reading.pepper is None:
        raise ValueError("identifiers need the registrar's pepper: give its file with --pepper")
    return _plain(identity_hash, reading.pepper, reading.directory.jurisdiction, text)


def _community(text: str, info: ValidationInfo) -> int:
    return _plain(_reading(info).directory.communities.number, text)


def _rule(text: str, info: ValidationInfo) -> int:
    return _plain(_reading(info).directory.rules.number, text)


def _infraction(text: str, info: ValidationInfo) -> int:
    return _plain(_reading(info).directory.infractions.number, text)


def _controller(text: str) -> bytes:
    if not is_hex_address(text):
        raise ValueError("give the key's address as 0x and 40 hexadecimal digits, or leave empty")
    if is_miscopied(text):
        raise ValueError("the address does not match its checksum: copy it again")
    return to_canonical_address(text)


def _round(text: str) -> int:
    if not _ROUND_TEXT.fullmatch(text) or int(text) == 0:
        raise ValueError("give the number of the lottery's round; rounds are counted from 1")
    return int(text)


def _evidence(text: str) -> bytes:
    if not text:
        raise ValueError("name the evidence: a text, a link or a reference that others can check")
    if len(text) > LONGEST_EVIDENCE:
        raise ValueError(f"at most {LONGEST_EVIDENCE:,} characters: give a reference instead")
    return keccak256(text.encode())


def _hash(text: str) -> bytes:
    if not _HASH_TEXT.fullmatch(text):
        raise ValueError("give an identity hash: 0x and 64 hexadecimal digits")
    return bytes.fromhex(text[2:])


def _signature(text: str) -> bytes:
    if not _SIGNATURE_TEXT.fullmatch(text):
        raise ValueError("give a signature of 65 bytes: 0x and 130 hexadecimal digits")
    return bytes.fromhex(text[2:])


def _amount(text: str) -> int:
    if not _NUMBER_TEXT.fullmatch(text) or int(text) >= 2**256:
        raise ValueError("give a whole number, as it was signed; amounts are in millicredits")
    return int(text)


def _reading(info: ValidationInfo) -> Reading:
    return cast(Reading, info.context)


T = TypeVar("T")


def _plain(convert: Callable[..., T], *arguments: object) -> T:
    try:
        return convert(*arguments)
    except IsonomiaError as error:
        raise ValueError(str(error)) from None


IdentityField = Annotated[bytes, BeforeValidator(_identity)]
BirthField = Annotated[int, BeforeValidator(birth_month)]
CommunityField = Annotated[int, BeforeValidator(_community)]
ControllerField = Annotated[bytes, BeforeValidator(_controller)]
RuleField = Annotated[int, BeforeValidator(_rule)]
InfractionField = Annotated[int, BeforeValidator(_infraction)]
DayField = Annotated[int, BeforeValidator(act_time)]
RoundField = Annotated[int, BeforeValidator(_round)]
EvidenceField = Annotated[bytes, BeforeValidator(_evidence)]
HashField = Annotated[bytes, BeforeValidator(_hash)]
NumberField = Annotated[int, BeforeValidator(_amount)]
SignatureField = Annotated[bytes, BeforeValidator(_signature)]
