"""What can be done about organisations: standards, findings and mandates.

A signature appears as the address that really signed, as in `isonomia.spec.actions`.
"""

from __future__ import annotations

from dataclasses import dataclass

from isonomia.spec.actions_base import Approvals, CouncilAct, bitmap, require_bitmap
from isonomia.spec.finding_state import FindingKey as FindingKey
from isonomia.spec.finding_state import StandardText as StandardText


@dataclass(frozen=True, slots=True)
class PublishStandards(CouncilAct):
    """Publish new versions of standards; only the root council."""

    standards_hash: bytes
    standards: tuple[StandardText, ...]


@dataclass(frozen=True, slots=True)
class FileFinding(CouncilAct):
    """Open a finding about an organisation of another community."""

    organisation: int
    standard: int
    version: int
    day: int
    evidence_hash: bytes


@dataclass(frozen=True, slots=True)
class GrantMandate(CouncilAct):
    """Let the keys of people or machines, in ascending order, report one measure."""

    organisation: int
    standard: int
    limit: int
    threshold: int
    until_day: int
    measure_hash: bytes
    keys: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class FileReading:
    """Open a finding by a reading above the limit of a mandate; anybody sends it."""

    mandate: int
    version: int
    value: int
    day: int
    evidence_hash: bytes
    votes: Approvals

    def __post_init__(self) -> None:
        """Refuse votes that no bitmap of signers can express.

        Raises:
            ValueError: when signers do not ascend or lie outside 0 to 255
        """
        require_bitmap(self.votes)

    @property
    def signers(self) -> int:
        """Return the bitmap of the signers of the reading."""
        return bitmap(self.votes)


@dataclass(frozen=True, slots=True)
class AppealFinding:
    """Call a panel, for the organisation; the second time with the whole list of the first one.

    ``sender`` is who sends the transaction: the organisation's key need not sign what it sends.
    """

    organisation: int
    standard: int
    day: int
    ground: int
    former_panel: tuple[bytes, ...]
    deadline: int
    signer: bytes | None
    sender: bytes


@dataclass(frozen=True, slots=True)
class ReviewFinding:
    """Have an effect in force looked at again, once, for the organisation."""

    organisation: int
    standard: int
    day: int
    ground: int
    deadline: int
    signer: bytes | None
    sender: bytes


@dataclass(frozen=True, slots=True)
class JudgeFinding:
    """Decide a finding by a majority of its panel, whose list and jurors are ``identities``."""

    organisation: int
    standard: int
    day: int
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
class WithdrawFinding(CouncilAct):
    """Take a finding back that this council filed."""

    organisation: int
    standard: int
    day: int


@dataclass(frozen=True, slots=True)
class CertifyRemedyOf(CouncilAct):
    """End the effect of a finding that this council filed, whose remedy is done."""

    organisation: int
    standard: int
    day: int
    evidence_hash: bytes


@dataclass(frozen=True, slots=True)
class CarryOutFindings:
    """Begin the effects of ripe findings, and end those of released ones; anybody."""

    findings: tuple[FindingKey, ...]
