"""What all tamperings with logs share: the lie, and what is told where an act cannot be."""

from __future__ import annotations

from typing import Any

from isonomia.divergence import Finding
from tests.tamper.catalogue import Kind, Tampering, Told, through
from tests.tamper.logs import Change, field
from tests.verify.lying_node import about_logs
from tests.verify.scenario import identity_of

REFUSED, MISSING = Finding.REFUSED_BY_SPECIFICATION, Finding.MISSING_ACT
EVENT, UNFINISHED, STRAY = Finding.EVENT_DIFFERS, Finding.UNFINISHED_ACT, Finding.STRAY_LOG
#: Councils.
NATION, EAST, WEST, NORTH, SOUTH = range(1, 6)


def lie(change: Change, told: Told) -> Tampering:
    """Return the tampering of a node that changes what it says was logged."""
    return Tampering(Kind.LOGS, through(lambda _lived: about_logs(change)), told)


def of_council(number: int, council: int, expected: str = "WrongNonce") -> Told:
    """Return what is told where an act of a council cannot be, for one before it is missing."""
    return Told(MISSING, f"act {number} of council {council}", expected=expected)


def of_person(number: int, role: str, expected: str = "WrongNonce") -> Told:
    """Return what is told where an act of a person cannot be."""
    return Told(MISSING, f"act {number} of the person", person=role, expected=expected)


def someone_else(log: dict[str, Any]) -> None:
    """Let a log be about the accused."""
    field("identity", lambda _: int.from_bytes(identity_of("accused")))(log)


def one_more(value: int) -> int:
    return value + 1
