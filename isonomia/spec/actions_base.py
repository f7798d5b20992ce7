"""What acts of councils have in common."""

from __future__ import annotations

from dataclasses import dataclass

#: For each seat or juror that signed, lowest first: its index, and who really signed; ``None`` when
#: the signatures end before it.
Approvals = tuple[tuple[int, bytes | None], ...]

MOST_SEAT_BITS = 256


def require_bitmap(approvals: Approvals) -> None:
    """Refuse approvals that no bitmap can express.

    Raises:
        ValueError: when seats do not ascend or lie outside 0 to 255
    """
    seats = [seat for seat, _ in approvals]
    if seats != sorted(set(seats)) or any(not 0 <= seat < MOST_SEAT_BITS for seat in seats):
        raise ValueError(f"seats {seats} must ascend within 0 to 255; list each one once")


def bitmap(approvals: Approvals) -> int:
    """Return the bitmap of the seats or jurors that signed."""
    return sum(1 << seat for seat, _ in approvals)


@dataclass(frozen=True, slots=True)
class CouncilAct:
    """What every act of a council carries."""

    community: int
    nonce: int
    deadline: int
    approvals: Approvals

    def __post_init__(self) -> None:
        """Refuse approvals that no bitmap of seats can express.

        Raises:
            ValueError: when seats do not ascend or lie outside 0 to 255
        """
        require_bitmap(self.approvals)

    @property
    def signers(self) -> int:
        """Return the bitmap of the seats that signed."""
        return bitmap(self.approvals)
