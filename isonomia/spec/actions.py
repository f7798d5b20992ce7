"""What councils, people and anybody can do.

A signature appears here as the address that really signed: whether that is the right one is for the
rules to say. A seat that sends the transaction itself counts as having signed. How signatures are
made and checked on chain is no part of the specification.
"""

from __future__ import annotations

from dataclasses import dataclass

from isonomia.spec.actions_assembly import Endorse as Endorse
from isonomia.spec.actions_assembly import FillSeats as FillSeats
from isonomia.spec.actions_assembly import FreezeRenewal as FreezeRenewal
from isonomia.spec.actions_assembly import OpenAudit as OpenAudit
from isonomia.spec.actions_assembly import OpenRenewal as OpenRenewal
from isonomia.spec.actions_assembly import RecordAudit as RecordAudit
from isonomia.spec.actions_assembly import Volunteer as Volunteer
from isonomia.spec.actions_base import Approvals as Approvals
from isonomia.spec.actions_base import CouncilAct as CouncilAct
from isonomia.spec.actions_cases import Alive as Alive
from isonomia.spec.actions_cases import Appeal as Appeal
from isonomia.spec.actions_cases import AwardProof as AwardProof
from isonomia.spec.actions_cases import CarryOut as CarryOut
from isonomia.spec.actions_cases import CaseKey as CaseKey
from isonomia.spec.actions_cases import CertifyRemedies as CertifyRemedies
from isonomia.spec.actions_cases import Challenge as Challenge
from isonomia.spec.actions_cases import FileClosing as FileClosing
from isonomia.spec.actions_cases import FileInfractions as FileInfractions
from isonomia.spec.actions_cases import FileRecovery as FileRecovery
from isonomia.spec.actions_cases import GiveVerdict as GiveVerdict
from isonomia.spec.actions_cases import InfractionText as InfractionText
from isonomia.spec.actions_cases import Move as Move
from isonomia.spec.actions_cases import OptIn as OptIn
from isonomia.spec.actions_cases import OptOut as OptOut
from isonomia.spec.actions_cases import PublishInfractions as PublishInfractions
from isonomia.spec.actions_cases import Review as Review
from isonomia.spec.actions_cases import SeatPanel as SeatPanel
from isonomia.spec.actions_cases import Withdraw as Withdraw
from isonomia.spec.actions_findings import AppealFinding as AppealFinding
from isonomia.spec.actions_findings import CarryOutFindings as CarryOutFindings
from isonomia.spec.actions_findings import CertifyRemedyOf as CertifyRemedyOf
from isonomia.spec.actions_findings import FileFinding as FileFinding
from isonomia.spec.actions_findings import FileReading as FileReading
from isonomia.spec.actions_findings import FindingKey as FindingKey
from isonomia.spec.actions_findings import GrantMandate as GrantMandate
from isonomia.spec.actions_findings import JudgeFinding as JudgeFinding
from isonomia.spec.actions_findings import PublishStandards as PublishStandards
from isonomia.spec.actions_findings import ReviewFinding as ReviewFinding
from isonomia.spec.actions_findings import StandardText as StandardText
from isonomia.spec.actions_findings import WithdrawFinding as WithdrawFinding
from isonomia.spec.actions_services import AcceptKey as AcceptKey
from isonomia.spec.actions_services import Accredit as Accredit
from isonomia.spec.actions_services import AnnouncePrice as AnnouncePrice
from isonomia.spec.actions_services import CancelOrder as CancelOrder
from isonomia.spec.actions_services import CloseOffer as CloseOffer
from isonomia.spec.actions_services import OfferKey as OfferKey
from isonomia.spec.actions_services import OpenOffer as OpenOffer
from isonomia.spec.actions_services import Order as Order
from isonomia.spec.actions_services import Rate as Rate
from isonomia.spec.actions_services import Redeem as Redeem
from isonomia.spec.actions_services import Redemption as Redemption
from isonomia.spec.actions_services import Refund as Refund
from isonomia.spec.actions_services import RenewAccreditation as RenewAccreditation
from isonomia.spec.state import RuleText as RuleText


@dataclass(frozen=True, slots=True)
class Enrol(CouncilAct):
    """Enrol people into the council's community."""

    identities: tuple[bytes, ...]
    birth_months: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class BindControllers(CouncilAct):
    """Bind keys to people of the community who have none in force."""

    identities: tuple[bytes, ...]
    controllers: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class FileAwards(CouncilAct):
    """Award one version of a rule to people of the community."""

    rule: int
    version: int
    evidence_hash: bytes
    identities: tuple[bytes, ...]
    act_days: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PublishRules(CouncilAct):
    """Publish new versions of rules; only the root council."""

    catalogue_hash: bytes
    rules: tuple[RuleText, ...]


@dataclass(frozen=True, slots=True)
class AnnounceRate(CouncilAct):
    """Announce the rate of the next allocation year; only the root council."""

    year: int
    dividend_per_head: int
    source_hash: bytes


@dataclass(frozen=True, slots=True)
class OpenRound(CouncilAct):
    """Open a round of the lottery and reserve its points; only the root council."""

    kind: int
    prizes: int
    points: int
    amount: int
    days_long: int
    entries_until: int


@dataclass(frozen=True, slots=True)
class Nominate(CouncilAct):
    """Put members of the community into a round, within its quota."""

    round: int
    identities: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class ChangeController:
    """Replace a person's key; both keys sign. A missing signature is ``None``."""

    identity: bytes
    new_controller: bytes
    nonce: int
    deadline: int
    signer: bytes | None
    new_signer: bytes | None


@dataclass(frozen=True, slots=True)
class DeclareLeave:
    """Pause the decay of a person's quality from today."""

    identity: bytes
    days_away: int
    nonce: int
    deadline: int
    signer: bytes | None


@dataclass(frozen=True, slots=True)
class EndLeave:
    """End a person's running leave today."""

    identity: bytes
    nonce: int
    deadline: int
    signer: bytes | None


@dataclass(frozen=True, slots=True)
class Give:
    """Give points of a person's quality to the pool, for good."""

    identity: bytes
    points: int
    nonce: int
    deadline: int
    signer: bytes | None


@dataclass(frozen=True, slots=True)
class EnterRound:
    """Ask for a second chance."""

    identity: bytes
    round: int
    nonce: int
    deadline: int
    signer: bytes | None


@dataclass(frozen=True, slots=True)
class Freeze:
    """Fix the entrants of a round and bind the beacon round that decides; anybody."""

    round: int


@dataclass(frozen=True, slots=True)
class VerifyRound:
    """Put a round of the beacon on record; anybody. The 32 bytes are taken as the network's."""

    round: int
    randomness: bytes


@dataclass(frozen=True, slots=True)
class Settle:
    """Grant the prizes of some lots of a round to those on whom they fell; anybody."""

    round: int
    lots: tuple[int, ...]
    winners: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class CloseRound:
    """End a round that is settled, or whose time is over; anybody."""

    round: int


PersonAct = (
    ChangeController
    | DeclareLeave
    | EndLeave
    | Give
    | EnterRound
    | Move
    | OptOut
    | OptIn
    | Challenge
    | Appeal
    | Review
    | Alive
    | Volunteer
    | Rate
    | CancelOrder
)
#: What a majority of a panel does.
JurorsAct = GiveVerdict | RecordAudit | JudgeFinding
#: What the key of an organisation signs or sends.
OrganisationAct = (
    OfferKey
    | AcceptKey
    | OpenOffer
    | AnnouncePrice
    | CloseOffer
    | Redeem
    | Refund
    | AppealFinding
    | ReviewFinding
)
#: What anybody can do, because nothing depends on who does it.
PublicAct = (
    Freeze
    | VerifyRound
    | Settle
    | CloseRound
    | SeatPanel
    | CarryOut
    | CarryOutFindings
    | FileReading
    | OpenAudit
    | OpenRenewal
    | FreezeRenewal
    | FillSeats
)
Action = (
    Enrol
    | BindControllers
    | FileAwards
    | PublishRules
    | AnnounceRate
    | OpenRound
    | Nominate
    | PublishInfractions
    | FileInfractions
    | FileRecovery
    | FileClosing
    | Withdraw
    | CertifyRemedies
    | Endorse
    | Accredit
    | RenewAccreditation
    | PublishStandards
    | FileFinding
    | GrantMandate
    | WithdrawFinding
    | CertifyRemedyOf
    | PersonAct
    | OrganisationAct
    | JurorsAct
    | PublicAct
)
