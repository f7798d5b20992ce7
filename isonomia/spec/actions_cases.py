"""What can be done in cases, and to moving, opting and infraction rules.

A signature appears as the address that really signed, as in `isonomia.spec.actions`.
"""

from __future__ import annotations

from dataclasses import dataclass

from isonomia.spec.actions_base import Approvals, CouncilAct, bitmap, require_bitmap
from isonomia.spec.case_state import CaseKey as CaseKey
from isonomia.spec.case_state import InfractionText as InfractionText


@dataclass(frozen=True, slots=True)
class Move:
    """Join another community; nobody is asked."""

    identity: bytes
    community: int
    nonce: int
    deadline: int
    signer: bytes | None


@dataclass(frozen=True, slots=True)
class OptOut:
    """Leave the quality layer: quality and overlays are forgotten."""

    identity: bytes
    nonce: int
    deadline: int
    signer: bytes | None


@dataclass(frozen=True, slots=True)
class OptIn:
    """Come back to the quality layer, with quality 0."""

    identity: bytes
    nonce: int
    deadline: int
    signer: bytes | None


@dataclass(frozen=True, slots=True)
class PublishInfractions(CouncilAct):
    """Publish new versions of infraction rules; only the root council."""

    infractions_hash: bytes
    infractions: tuple[InfractionText, ...]


@dataclass(frozen=True, slots=True)
class FileInfractions(CouncilAct):
    """Open a case about each person under one version of an infraction rule; all or none."""

    rule: int
    version: int
    evidence_hash: bytes
    identities: tuple[bytes, ...]
    act_days: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class FileRecovery(CouncilAct):
    """Propose a new key for a person who lost theirs; the new key signs too."""

    identity: bytes
    new_controller: bytes
    evidence_hash: bytes
    new_signer: bytes | None


@dataclass(frozen=True, slots=True)
class FileClosing(CouncilAct):
    """Propose to close the account of somebody who has died."""

    identity: bytes
    evidence_hash: bytes


@dataclass(frozen=True, slots=True)
class Withdraw(CouncilAct):
    """Take a case back that this council filed."""

    kind: int
    identity: bytes
    matter: int


@dataclass(frozen=True, slots=True)
class CertifyRemedies(CouncilAct):
    """End the deductions of infractions whose remedies are done; all or none."""

    evidence_hash: bytes
    identities: tuple[bytes, ...]
    matters: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class AwardProof:
    """A batch of awards as its link holds it, and its place in the chain of its community.

    ``before`` is the chain (14 bytes) before the batch, ``later`` the links (32 bytes each) of the
    batches filed after it; ``filed_at`` is in seconds.
    """

    community: int
    nonce: int
    rule: int
    version: int
    evidence_hash: bytes
    identities: tuple[bytes, ...]
    filed_at: int
    before: bytes
    later: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Challenge:
    """Challenge the award on one line, counted from 0, of a batch; any other person."""

    proof: AwardProof
    line: int
    challenger: bytes
    ground: int
    nonce: int
    deadline: int
    signer: bytes | None


@dataclass(frozen=True, slots=True)
class Appeal:
    """Call a panel; the second time with the whole list of the first one."""

    kind: int
    identity: bytes
    matter: int
    ground: int
    former_panel: tuple[bytes, ...]
    nonce: int
    deadline: int
    signer: bytes | None


@dataclass(frozen=True, slots=True)
class Review:
    """Have a deduction in force looked at again, once."""

    identity: bytes
    matter: int
    ground: int
    nonce: int
    deadline: int
    signer: bytes | None


@dataclass(frozen=True, slots=True)
class Alive:
    """Show that one is alive: ends a closing before or after it was carried out."""

    identity: bytes
    matter: int
    nonce: int
    deadline: int
    signer: bytes | None


@dataclass(frozen=True, slots=True)
class SeatPanel:
    """Draw the jurors of a panel; anybody. ``identities`` is the list of who may not sit."""

    panel: int
    identities: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class GiveVerdict:
    """Decide a case by a majority of its panel, whose list and jurors are ``identities``."""

    kind: int
    identity: bytes
    matter: int
    outcome: int
    reasons_hash: bytes
    identities: tuple[bytes, ...]
    votes: Approvals

    def __post_init__(self) -> None:
        """Refuse votes that no bitmap of jurors can express.

        Raises:
            ValueError: when jurors do not ascend or lie outside 0 to 255
        """
        require_bitmap(self.votes)

    @property
    def signers(self) -> int:
        """Return the bitmap of the jurors that signed."""
        return bitmap(self.votes)


@dataclass(frozen=True, slots=True)
class CarryOut:
    """Do what ripe cases decided, and end the deductions of released ones; anybody."""

    cases: tuple[CaseKey, ...]
