"""Audits, terms of councils and amendments."""

from __future__ import annotations

from dataclasses import dataclass

from isonomia.spec.actions_base import Approvals, CouncilAct, bitmap, require_bitmap


@dataclass(frozen=True, slots=True)
class OpenAudit:
    """Call a panel of outsiders to audit a community; anybody."""

    community: int


@dataclass(frozen=True, slots=True)
class RecordAudit:
    """Set a community's share index, in thousandths, by a majority of its auditors."""

    community: int
    share_index: int
    report_hash: bytes
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
        """Return the bitmap of the auditors that signed."""
        return bitmap(self.votes)


@dataclass(frozen=True, slots=True)
class OpenRenewal:
    """Ask for volunteers for a council whose term ends; anybody."""

    community: int


@dataclass(frozen=True, slots=True)
class Volunteer:
    """Stand for a seat of a council that is renewed."""

    identity: bytes
    renewal: int
    nonce: int
    deadline: int
    signer: bytes | None


@dataclass(frozen=True, slots=True)
class FreezeRenewal:
    """Fix the volunteers and bind the beacon round that decides; anybody."""

    renewal: int


@dataclass(frozen=True, slots=True)
class FillSeats:
    """Walk on the lots of a renewal; ``identities`` are those on whom the next ones fall."""

    renewal: int
    identities: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Endorse(CouncilAct):
    """Support an amendment of all parameters of a target, in the order of the charter's table."""

    target: int
    values: tuple[int, ...]
    from_day: int
