"""What the specification keeps of standards, findings, mandates and effects.

All of it is about organisations. Hashes are 32 ``bytes``, addresses 20, everything else integers in
the units of ``docs/rules.md``. Every record is immutable.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum


class StandardEffect(IntEnum):
    """What a finding does to the organisation it is about; 0 retires a standard."""

    RETIRED = 0
    SUSPENSION = 1
    COMMENDATION = 2


@dataclass(frozen=True, slots=True)
class StandardText:
    """One version of a standard as the root council publishes it."""

    standard: int
    effect: int
    sunset_days: int
    from_day: int
    text_hash: bytes


@dataclass(frozen=True, slots=True)
class StandardVersion:
    """One version of a standard, with the filing days it was published under."""

    effect: int
    sunset_days: int
    from_day: int
    until_day: int
    filing_days: int
    text_hash: bytes

    @property
    def is_retired(self) -> bool:
        """Return whether nothing can be filed under it."""
        return self.effect == StandardEffect.RETIRED


@dataclass(frozen=True, slots=True)
class FindingKey:
    """What a finding is about; `findings.finding_id` hashes it to the finding's number."""

    organisation: int
    standard: int
    day: int


@dataclass(frozen=True, slots=True)
class Finding:
    """One decision about one organisation, by a version of a standard.

    ``community`` is the one whose council filed it, or granted the mandate it was filed under;
    ``panel`` and ``ground`` are the latest, 0 for none; ``place`` is where the effect of a finding
    carried out stands. Times are in seconds; the days are those of the cases when it was filed.
    """

    organisation: int
    standard: int
    day: int
    version: int
    community: int
    stage: int
    filed_at: int
    since: int
    notice_days: int
    ripe_days: int
    verdict_days: int
    panel: int = 0
    ground: int = 0
    reviewed: bool = False
    place: int = 0

    @property
    def key(self) -> FindingKey:
        """Return what the finding is about."""
        return FindingKey(self.organisation, self.standard, self.day)


@dataclass(frozen=True, slots=True)
class Mandate:
    """What signers of one measure may report: a value above ``limit``, until ``until_day``."""

    organisation: int
    community: int
    standard: int
    limit: int
    threshold: int
    until_day: int
    measure_hash: bytes
    signers: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Effect:
    """What a finding carried out does until the day before ``until_day``.

    ``finding`` is the last 64 bits of the finding's number.
    """

    standard: int
    until_day: int
    effect: int
    finding: int
