"""What standards, mandates and findings announce."""

from __future__ import annotations

from dataclasses import dataclass

from isonomia.spec.events_base import Event


@dataclass(frozen=True, slots=True)
class StandardPublished(Event):
    """A new version of a standard."""

    standard: int
    version: int
    effect: int
    sunset_days: int
    from_day: int
    text_hash: bytes


@dataclass(frozen=True, slots=True)
class StandardsPublished(Event):
    """The published file that holds every text of standards from now on."""

    standards_hash: bytes


@dataclass(frozen=True, slots=True)
class MandateGranted(Event):
    """These keys can report values of one measure above a limit."""

    mandate: int
    organisation: int
    community: int
    standard: int
    limit: int
    threshold: int
    until_day: int
    measure_hash: bytes
    signers: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class FindingFiled(Event):
    """A finding is open; nothing about the organisation has changed.

    ``mandate`` and ``value`` are 0 when a council filed it.
    """

    finding: bytes
    organisation: int
    community: int
    standard: int
    version: int
    day: int
    mandate: int
    value: int
    evidence_hash: bytes


@dataclass(frozen=True, slots=True)
class FindingMoved(Event):
    """A finding has reached a stage; panel and ground are its latest, 0 for none."""

    finding: bytes
    stage: int
    panel: int
    ground: int


@dataclass(frozen=True, slots=True)
class FindingDecided(Event):
    """A panel decided; bit i of ``signers`` is set when juror i signed."""

    finding: bytes
    panel: int
    outcome: int
    reasons_hash: bytes
    signers: int


@dataclass(frozen=True, slots=True)
class RemedyAccepted(Event):
    """The remedy of what a finding found is done."""

    finding: bytes
    evidence_hash: bytes
