"""What was measured, and what follows from it: the targets met or missed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Item = Literal[
    "person",
    "contribution",
    "claim",
    "entrant",
    "randomness",
    "prize",
    "round",
    "case",
    "hearing",
    "finding",
    "redemption",
    "afterwards",
]
OURS, FLOOR = "Isonomia", "floor"


@dataclass(frozen=True)
class Row:
    """Gas of one act of one system.

    Attributes:
        key: short name, unique
        item: what is counted
        system: whose act it is
        act: what one transaction does
        totals: gas of the whole transaction, by the number of items in it
    """

    key: str
    item: Item
    system: str
    act: str
    totals: dict[int, int]

    def per_item(self, batch: int) -> float:
        """Gas of a whole transaction over its items."""
        return self.totals[batch] / batch

    @property
    def largest(self) -> int:
        """The largest number of items measured in one transaction."""
        return max(self.totals)


@dataclass(frozen=True)
class Allocation:
    """What happened while a year passed on the chain.

    Attributes:
        people: how many were looked at
        least: smallest growth of one person's credits, in millicredits
        most: largest growth
        transactions: sent by anybody meanwhile
        gas: used by anybody meanwhile
    """

    people: int
    least: int
    most: int
    transactions: int
    gas: int


@dataclass(frozen=True)
class Speed:
    """Records a second on one chain, each way measured in the same run.

    Attributes:
        chain: "ganache" or "anvil"
        single: one `transact()` at a time through web3.py, waiting for each receipt
        single_records: how many were timed
        driver: `isonomia allocate`, from the start of the command to its end
        driver_records: how many it applied
    """

    chain: str
    single: float
    single_records: int
    driver: float
    driver_records: int

    @property
    def ratio(self) -> float:
        """How many times faster the driver is."""
        return self.driver / self.single


@dataclass(frozen=True)
class Results:
    """One run of everything.

    Attributes:
        rows: gas by chain, the same rows in the same order on each
        allocation: the year that passed
        speeds: one for each chain
        versions: of everything that has a say in the figures
    """

    rows: Mapping[str, list[Row]]
    allocation: Allocation
    speeds: list[Speed]
    versions: Mapping[str, str]

    @property
    def chains(self) -> list[str]:
        """The chains measured; the first one's gas is shown."""
        return list(self.rows)

    def row(self, key: str) -> Row:
        """Return one row of the first chain."""
        return next(row for row in self.rows[self.chains[0]] if row.key == key)

    def of_item(self, item: Item) -> list[Row]:
        """Return the rows that count one kind of thing, the cheapest first."""
        rows = [row for row in self.rows[self.chains[0]] if row.item == item]
        return sorted(rows, key=lambda row: row.per_item(row.largest))

    def floor(self, item: Item) -> float | None:
        """Return the least gas such an item can cost on chain; None when there is no such row."""
        rows = [row for row in self.of_item(item) if row.system == FLOOR]
        return rows[0].per_item(rows[0].largest) if rows else None

    def widest_gap(self) -> float:
        """Return the largest difference between two chains in one act, in gas per item."""
        return max(
            (
                abs(rows[0].totals[batch] - other.totals[batch]) / batch
                for rows in zip(*self.rows.values(), strict=True)
                for other in rows[1:]
                for batch in other.totals
            ),
            default=0.0,
        )


@dataclass(frozen=True)
class Target:
    """One figure that was promised, and what was measured for it."""

    promise: str
    limit: float
    found: float
    at_least: bool = False

    @property
    def met(self) -> bool:
        """Whether the promise is kept."""
        return self.found >= self.limit if self.at_least else self.found <= self.limit


def targets(results: Results) -> list[Target]:
    """Return every target of the bench with what this run found."""
    contribution, by_seat = results.row("contribution"), results.row("by-seat")
    beacon = results.row("beacon")
    return [
        Target("enrolment, gas a person at 100", 26_500, results.row("enrolment").per_item(100)),
        Target("contribution, gas at 100, a person's first", 9_000, contribution.per_item(100)),
        Target("contribution alone, gas, sent by a seat", 60_000, by_seat.per_item(1)),
        *(
            Target(f"redemption, gas at 100, {which}", 25_000, results.row(key).per_item(100))
            for key, which in (("redemption", "a person's first"), ("redemption-later", "later"))
        ),
        Target("a beacon round verified and stored, gas", 190_000, beacon.per_item(1)),
        Target("a year's allocation to everybody, gas", 0, results.allocation.gas),
        *(
            Target(f"driver on {speed.chain}, times `transact()`", 30, speed.ratio, at_least=True)
            for speed in results.speeds
        ),
    ]
