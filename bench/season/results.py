"""What a season came to."""

from __future__ import annotations

from dataclasses import dataclass

from isonomia.services.settlement import Settlement


@dataclass(frozen=True)
class Result:
    """One season, played and settled without any difference.

    Attributes:
        seed: of everything drawn
        batches: transactions that redeemed
        organisations: that redeemed, with two offers each
        citizens: who ordered
        ratings: given
        settlements: of its quarters, each equal to what Services keeps
        gas: by function, of all its transactions
        seconds: by stage
        client: version of the node
    """

    seed: int
    batches: int
    organisations: int
    citizens: int
    ratings: int
    settlements: list[Settlement]
    gas: dict[str, int]
    seconds: dict[str, float]
    client: str

    @property
    def redemptions(self) -> int:
        """Redeemed in both quarters."""
        return sum(one.total.redemptions for one in self.settlements)

    @property
    def refunds(self) -> int:
        """Refunded in both quarters."""
        return sum(one.total.refunds for one in self.settlements)
