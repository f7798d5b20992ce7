"""What cases, panels, councils' terms and amendments announce."""

from __future__ import annotations

from dataclasses import dataclass

from isonomia.spec.events_base import Event


@dataclass(frozen=True, slots=True)
class Moved(Event):
    """A person belongs to another community from now on."""

    identity: bytes
    community: int


@dataclass(frozen=True, slots=True)
class QualityLeft(Event):
    """A person left the quality layer; ``word`` is their slot right after."""

    identity: bytes
    word: int


@dataclass(frozen=True, slots=True)
class QualityRejoined(Event):
    """A person came back to the quality layer; ``word`` is their slot right after."""

    identity: bytes
    word: int


@dataclass(frozen=True, slots=True)
class Closed(Event):
    """A person's account is closed."""

    identity: bytes


@dataclass(frozen=True, slots=True)
class Reopened(Event):
    """A person whose account was closed has shown to be alive."""

    identity: bytes


@dataclass(frozen=True, slots=True)
class AwardReversed(Event):
    """An award was taken back; ``word`` is the person's slot right after."""

    identity: bytes
    word: int


@dataclass(frozen=True, slots=True)
class SeatLeft(Event):
    """A person no longer holds a seat of a council."""

    identity: bytes
    community: int
    seat_index: int


@dataclass(frozen=True, slots=True)
class ControllerRecovered(Event):
    """A council's recovery replaced a person's key."""

    identity: bytes
    controller: bytes
    lapse_day: int


@dataclass(frozen=True, slots=True)
class StandingLowered(Event):
    """A decision of a community was overturned; its standing is full again on a day."""

    community: int
    full_again_day: int


@dataclass(frozen=True, slots=True)
class ShareIndexSet(Event):
    """Auditors set a community's share index, in thousandths."""

    community: int
    share_index: int
    report_hash: bytes


@dataclass(frozen=True, slots=True)
class PanelConvened(Event):
    """A panel will be drawn by a round of the beacon; the list says who may not sit."""

    panel: int
    community: int
    size: int
    beacon_round: int
    list_hash: bytes


@dataclass(frozen=True, slots=True)
class PanelSeated(Event):
    """The jurors of a panel, in their order."""

    panel: int
    jurors: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class CaseFiled(Event):
    """A case is open; nothing about the person has changed."""

    case_id: bytes
    identity: bytes
    kind: int
    matter: int
    community: int
    detail: int
    evidence_hash: bytes


@dataclass(frozen=True, slots=True)
class CaseMoved(Event):
    """A case has reached a stage; panel and ground are its latest, 0 for none."""

    case_id: bytes
    stage: int
    panel: int
    ground: int


@dataclass(frozen=True, slots=True)
class VerdictGiven(Event):
    """A panel decided; bit i of ``signers`` is set when juror i signed."""

    case_id: bytes
    panel: int
    outcome: int
    reasons_hash: bytes
    signers: int


@dataclass(frozen=True, slots=True)
class RemedyCertified(Event):
    """The remedy of an infraction is done."""

    case_id: bytes
    evidence_hash: bytes


@dataclass(frozen=True, slots=True)
class InfractionPublished(Event):
    """A new version of an infraction rule."""

    rule: int
    version: int
    points: int
    amount: int
    sunset_days: int
    from_day: int
    text_hash: bytes


@dataclass(frozen=True, slots=True)
class InfractionsPublished(Event):
    """The published file that holds every text of infraction rules from now on."""

    infractions_hash: bytes


@dataclass(frozen=True, slots=True)
class AuditOpened(Event):
    """A panel of outsiders will audit a community."""

    community: int
    year: int
    panel: int


@dataclass(frozen=True, slots=True)
class AuditRecorded(Event):
    """Auditors reported; bit i of ``signers`` is set when auditor i signed."""

    community: int
    year: int
    panel: int
    share_index: int
    report_hash: bytes
    signers: int


@dataclass(frozen=True, slots=True)
class RenewalOpened(Event):
    """People can volunteer for a council until a second."""

    renewal: int
    community: int
    entries_until: int


@dataclass(frozen=True, slots=True)
class Volunteered(Event):
    """A person is volunteer number ``entrant`` of a renewal, counted from 0."""

    renewal: int
    identity: bytes
    entrant: int


@dataclass(frozen=True, slots=True)
class RenewalFrozen(Event):
    """The volunteers are fixed, and the round of the beacon that decides is bound."""

    renewal: int
    entrants: int
    beacon_round: int


@dataclass(frozen=True, slots=True)
class SeatPassed(Event):
    """A lot fell on somebody who can take no seat by now."""

    renewal: int
    lot: int
    identity: bytes


@dataclass(frozen=True, slots=True)
class RenewalEnded(Event):
    """A renewal is over, with so many seats filled."""

    renewal: int
    filled: int


@dataclass(frozen=True, slots=True)
class AmendmentEndorsed(Event):
    """A community supports an amendment, and so do so many in all."""

    amendment: bytes
    community: int
    endorsements: int


@dataclass(frozen=True, slots=True)
class AmendmentPassed(Event):
    """Two thirds of the communities agreed: these values hold from a day on."""

    amendment: bytes
    target: int
    from_day: int
    values: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class CharterAmended(Event):
    """The contract that an amendment is about has taken its values, for a day to come."""

    values: tuple[int, ...]
    from_day: int
