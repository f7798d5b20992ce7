"""What actions announce: the names and values of the Solidity events, in snake_case."""

from __future__ import annotations

from dataclasses import dataclass

from isonomia.spec.events_base import Event as Event
from isonomia.spec.events_cases import AmendmentEndorsed as AmendmentEndorsed
from isonomia.spec.events_cases import AmendmentPassed as AmendmentPassed
from isonomia.spec.events_cases import AuditOpened as AuditOpened
from isonomia.spec.events_cases import AuditRecorded as AuditRecorded
from isonomia.spec.events_cases import AwardReversed as AwardReversed
from isonomia.spec.events_cases import CaseFiled as CaseFiled
from isonomia.spec.events_cases import CaseMoved as CaseMoved
from isonomia.spec.events_cases import CharterAmended as CharterAmended
from isonomia.spec.events_cases import Closed as Closed
from isonomia.spec.events_cases import ControllerRecovered as ControllerRecovered
from isonomia.spec.events_cases import InfractionPublished as InfractionPublished
from isonomia.spec.events_cases import InfractionsPublished as InfractionsPublished
from isonomia.spec.events_cases import Moved as Moved
from isonomia.spec.events_cases import PanelConvened as PanelConvened
from isonomia.spec.events_cases import PanelSeated as PanelSeated
from isonomia.spec.events_cases import QualityLeft as QualityLeft
from isonomia.spec.events_cases import QualityRejoined as QualityRejoined
from isonomia.spec.events_cases import RemedyCertified as RemedyCertified
from isonomia.spec.events_cases import RenewalEnded as RenewalEnded
from isonomia.spec.events_cases import RenewalFrozen as RenewalFrozen
from isonomia.spec.events_cases import RenewalOpened as RenewalOpened
from isonomia.spec.events_cases import Reopened as Reopened
from isonomia.spec.events_cases import SeatLeft as SeatLeft
from isonomia.spec.events_cases import SeatPassed as SeatPassed
from isonomia.spec.events_cases import ShareIndexSet as ShareIndexSet
from isonomia.spec.events_cases import StandingLowered as StandingLowered
from isonomia.spec.events_cases import VerdictGiven as VerdictGiven
from isonomia.spec.events_cases import Volunteered as Volunteered
from isonomia.spec.events_findings import FindingDecided as FindingDecided
from isonomia.spec.events_findings import FindingFiled as FindingFiled
from isonomia.spec.events_findings import FindingMoved as FindingMoved
from isonomia.spec.events_findings import MandateGranted as MandateGranted
from isonomia.spec.events_findings import RemedyAccepted as RemedyAccepted
from isonomia.spec.events_findings import StandardPublished as StandardPublished
from isonomia.spec.events_findings import StandardsPublished as StandardsPublished
from isonomia.spec.events_services import AccreditationRenewed as AccreditationRenewed
from isonomia.spec.events_services import BatchRedeemed as BatchRedeemed
from isonomia.spec.events_services import KeyChanged as KeyChanged
from isonomia.spec.events_services import KeyOffered as KeyOffered
from isonomia.spec.events_services import OfferClosing as OfferClosing
from isonomia.spec.events_services import OfferOpened as OfferOpened
from isonomia.spec.events_services import OrderCancelled as OrderCancelled
from isonomia.spec.events_services import OrganisationAccredited as OrganisationAccredited
from isonomia.spec.events_services import PriceAnnounced as PriceAnnounced
from isonomia.spec.events_services import Rated as Rated
from isonomia.spec.events_services import Redeemed as Redeemed
from isonomia.spec.events_services import Refunded as Refunded
from isonomia.spec.events_services import SuspensionSet as SuspensionSet


@dataclass(frozen=True, slots=True)
class CommunityFounded(Event):
    """A community and its council exist."""

    community: int
    parent: int
    seats: int
    threshold: int


@dataclass(frozen=True, slots=True)
class CouncilActed(Event):
    """A council acted; bit i of ``signers`` is set when seat i signed."""

    community: int
    nonce: int
    signers: int


@dataclass(frozen=True, slots=True)
class AwardsFiled(Event):
    """A council awarded a rule; one `Awarded` per person precedes this."""

    community: int
    nonce: int
    signers: int
    rule: int
    version: int
    evidence_hash: bytes


@dataclass(frozen=True, slots=True)
class ControllerBound(Event):
    """A council bound a key to a person."""

    identity: bytes
    controller: bytes
    lapse_day: int


@dataclass(frozen=True, slots=True)
class ControllerChanged(Event):
    """A person replaced their key."""

    identity: bytes
    controller: bytes
    lapse_day: int


@dataclass(frozen=True, slots=True)
class PersonActed(Event):
    """The person's act with this nonce was carried out."""

    identity: bytes
    nonce: int


@dataclass(frozen=True, slots=True)
class Enrolled(Event):
    """A person exists from now on."""

    identity: bytes
    community: int
    birth_month: int


@dataclass(frozen=True, slots=True)
class SeatTaken(Event):
    """A seat of a council was given to a person."""

    identity: bytes
    community: int
    seat_index: int


@dataclass(frozen=True, slots=True)
class RulePublished(Event):
    """A new version of a rule."""

    rule: int
    version: int
    category: int
    points: int
    yearly_limit: int
    from_day: int
    text_hash: bytes


@dataclass(frozen=True, slots=True)
class CataloguePublished(Event):
    """The published file that holds every text from now on."""

    catalogue_hash: bytes


@dataclass(frozen=True, slots=True)
class Awarded(Event):
    """Quality was earned; ``word`` is the person's slot right after."""

    identity: bytes
    word: int


@dataclass(frozen=True, slots=True)
class LeaveDeclared(Event):
    """Decay is paused from ``from_day`` until ``until_day``."""

    identity: bytes
    from_day: int
    until_day: int


@dataclass(frozen=True, slots=True)
class LeaveEnded(Event):
    """A leave ended early."""

    identity: bytes
    until_day: int


@dataclass(frozen=True, slots=True)
class RateAnnounced(Event):
    """The annual rate from ``starts_at`` on."""

    year: int
    starts_at: int
    rate: int
    unbounded_rate: int
    dividend_per_head: int
    source_hash: bytes


@dataclass(frozen=True, slots=True)
class Given(Event):
    """Quality was given away; ``word`` is the person's slot right after."""

    identity: bytes
    word: int


@dataclass(frozen=True, slots=True)
class OverlaySet(Event):
    """An overlay stands at an index of a person, in place of any that ended there."""

    identity: bytes
    index: int
    overlay: int


@dataclass(frozen=True, slots=True)
class PointsGiven(Event):
    """The pool holds so many points more."""

    identity: bytes
    points: int


@dataclass(frozen=True, slots=True)
class RoundOpened(Event):
    """A round of the lottery, and what it gives."""

    round: int
    kind: int
    prizes: int
    points: int
    amount: int
    days_long: int
    entries_until: int


@dataclass(frozen=True, slots=True)
class Entered(Event):
    """A person is entrant number ``entrant`` of a round, counted from 0."""

    round: int
    identity: bytes
    entrant: int


@dataclass(frozen=True, slots=True)
class RoundFrozen(Event):
    """The entrants are fixed, and the round of the beacon that decides is bound."""

    round: int
    entrants: int
    entrants_hash: bytes
    beacon_round: int


@dataclass(frozen=True, slots=True)
class PrizeWon(Event):
    """A lot gave an uplift."""

    round: int
    lot: int
    identity: bytes


@dataclass(frozen=True, slots=True)
class PrizeForfeited(Event):
    """A lot fell on somebody who can take no uplift."""

    round: int
    lot: int
    identity: bytes


@dataclass(frozen=True, slots=True)
class RoundClosed(Event):
    """Nothing more can be settled; ``returned`` points are free again."""

    round: int
    returned: int


@dataclass(frozen=True, slots=True)
class RoundVerified(Event):
    """The randomness of a round of the beacon can be used from now on."""

    round: int
    randomness: bytes
