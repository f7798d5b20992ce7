"""What the specification keeps of cases, panels, audits, renewals and amendments.

Identities and hashes are 32 ``bytes``, addresses 20, everything else integers in the units of
``docs/rules.md``. Every record is immutable.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum


class CaseKind(IntEnum):
    """What a case decides."""

    INFRACTION = 1
    CHALLENGE = 2
    RECOVERY = 3
    CLOSING = 4


class Stage(IntEnum):
    """How far a case was brought by acts alone; time makes a `CaseState` of it."""

    NOTICE = 1
    FIRST_PANEL = 2
    UPHELD = 3
    SECOND_PANEL = 4
    FINAL = 5
    DISMISSED = 6
    WITHDRAWN = 7
    CARRIED_OUT = 8
    REVIEW = 9
    ENDED = 10


class CaseState(IntEnum):
    """What a case is at a time; only this decides what may be done."""

    NONE = 0
    NOTICE = 1
    RIPE = 2
    FIRST_PANEL = 3
    UPHELD = 4
    SECOND_PANEL = 5
    DISMISSED = 6
    LAPSED = 7
    WITHDRAWN = 8
    CARRIED_OUT = 9
    REVIEW = 10
    RELEASED = 11
    ENDED = 12


class Outcome(IntEnum):
    """What a panel can decide: for who filed, or for the person."""

    UPHELD = 1
    REJECTED = 2


class Target(IntEnum):
    """Whose parameters an amendment changes."""

    LEDGER = 1
    POOL = 2
    CASES = 3
    ASSEMBLY = 4
    SERVICES = 5


@dataclass(frozen=True, slots=True)
class InfractionText:
    """One version of an infraction rule as the root council publishes it.

    ``amount`` is the millicredits the deduction falls on, 0 for the whole balance.
    """

    rule: int
    points: int
    amount: int
    sunset_days: int
    from_day: int
    text_hash: bytes


@dataclass(frozen=True, slots=True)
class InfractionVersion:
    """One version of an infraction rule, with the filing days it was published under."""

    points: int
    amount: int
    sunset_days: int
    from_day: int
    until_day: int
    filing_days: int
    text_hash: bytes

    @property
    def is_retired(self) -> bool:
        """Return whether nothing can be filed under it."""
        return self.points == 0


@dataclass(frozen=True, slots=True)
class CaseKey:
    """What a case is about; `case_table.case_id` hashes it to the case's number."""

    kind: int
    identity: bytes
    matter: int


@dataclass(frozen=True, slots=True)
class Case:
    """One decision about one person.

    ``community`` is the one whose council filed it, or filed the challenged award; ``detail`` is
    the version of an infraction's rule, or ``points | category << 8 | year << 11`` of a challenged
    award, else 0; ``panel`` and ``ground`` are the latest, 0 for none; ``overlay`` is the index of
    the deduction that an infraction carried out made. Times are in seconds; the days are those of
    the charter when the case was filed.
    """

    kind: int
    identity: bytes
    matter: int
    community: int
    stage: int
    filed_at: int
    since: int
    notice_days: int
    ripe_days: int
    verdict_days: int
    detail: int = 0
    panel: int = 0
    ground: int = 0
    reviewed: bool = False
    overlay: int = 0

    @property
    def key(self) -> CaseKey:
        """Return what the case is about."""
        return CaseKey(self.kind, self.identity, self.matter)


@dataclass(frozen=True, slots=True)
class YearCount:
    """How often something happened in one allocation year."""

    year: int
    times: int


@dataclass(frozen=True, slots=True)
class Panel:
    """A panel: whom no seat of ``community`` may join, nor anybody on its list.

    ``list`` holds who may not sit and, once it is seated, its jurors at the end. ``seated`` counts
    the jurors; ``None`` before.
    """

    community: int
    size: int
    beacon_round: int
    list: tuple[bytes, ...]
    seated: int | None = None

    @property
    def jurors(self) -> tuple[bytes, ...]:
        """Return the jurors in their order; none before the panel is seated."""
        return self.list[len(self.list) - (self.seated or 0) :]

    @property
    def is_too_small(self) -> bool:
        """Return whether fewer were found than the panel needs."""
        return self.seated is not None and self.seated < self.size


@dataclass(frozen=True, slots=True)
class Audit:
    """The latest audit of a community.

    ``year`` is the allocation year it was opened in, ``until`` the first second at which nothing
    can be recorded any more, ``recorded`` whether the jurors have set the share index.
    """

    year: int
    panel: int
    until: int
    recorded: bool = False


@dataclass(frozen=True, slots=True)
class Renewal:
    """One renewal of a council by lot among volunteers.

    ``beacon_round`` is 0 before the freeze; ``next_lot`` is the lot on which the next call goes on;
    ``filled`` counts the seats filled, lowest first.
    """

    community: int
    entries_until: int
    entrants: int = 0
    beacon_round: int = 0
    next_lot: int = 0
    filled: int = 0
    over: bool = False


@dataclass(frozen=True, slots=True)
class Amendment:
    """Parameters of one target, in the order of the charter's table, and their first day."""

    values: tuple[int, ...]
    from_day: int


@dataclass(frozen=True, slots=True)
class Addresses:
    """The contracts whose addresses are mixed into draws."""

    panels: bytes
    assembly: bytes


UNDEPLOYED = Addresses(panels=b"\x05" * 20, assembly=b"\x07" * 20)
