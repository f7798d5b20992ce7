"""Rounds in three states: open, frozen, decided."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import Any

import pytest

from isonomia.typed_data import Domain
from tests.support.calls import Handle, Receipt
from tests.support.roles import (
    ADULT_MONTH,
    CITIZEN,
    CITIZEN_KEY,
    NATION,
    TOWN,
    VILLAGE,
    YEAR,
    pool_charter,
    seat_identity,
    seat_key,
)
from tests.support.world import World

MEMBERS_PER_NOMINATION = 2


class Lottery:
    """A world whose pool has 200 points, and what rounds in it need.

    Attributes:
        world: the councils, and the citizen who gave the points
        pool: the contract
        members: people of the town who hold no seat of the town
        villager: somebody of the village whose seat does not sign
    """

    def __init__(self, world: World) -> None:
        self.world = world
        self.pool = world.pool
        self.members = [seat_identity(NATION, seat) for seat in range(3)]
        self.villager = seat_identity(VILLAGE, 2)
        world.fill_pool()

    def member(self, seat: int) -> Any:
        """Return one of the members, who signs for themselves."""
        return self.world.person(self.members[seat], seat_key(NATION, seat))

    def open(self, **changes: int) -> int:
        """Open a round of 20 points a prize, unless changed, and return its number."""
        self.world.nation.open_round(self.world.terms(**{"points": 20} | changes))
        return int(self.pool.call("roundCount"))

    def open_at(self, time: int, **changes: int) -> int:
        """Open a round about an hour before a time, when it is not over for a day."""
        self.world.set_time(time - 3_600)
        number = self.open(**changes)
        self.world.set_time(time)
        return number

    def freeze(self, number: int) -> Receipt:
        """Freeze a round a second after its entries end, and return the receipt."""
        end = self.pool.call("roundOf", number).terms.entriesUntil
        if self.world.now < end:
            self.world.set_time(end)
        return self.pool.send("freeze", number)

    def decide(self, number: int) -> None:
        """Freeze a round and verify the beacon round it is bound to."""
        self.freeze(number)
        self.world.verify_round(self.pool.call("roundOf", number).beaconRound)

    def winner(self, number: int, lot: int, people: Sequence[bytes]) -> bytes:
        """Return on whom of `people`, in the order they came in, a lot fell."""
        return people[self.pool.call("drawn", number, lot)]

    def settle(self, number: int, lots: Sequence[int], people: Sequence[bytes]) -> Receipt:
        """Settle lots of a decided round with the right winners."""
        winners = [self.winner(number, lot, people) for lot in lots]
        return self.pool.send("settle", number, lots, winners)

    def account(self) -> tuple[int, ...]:
        """Return points given, free, reserved and granted."""
        account = tuple(self.pool.call("account"))
        assert account[0] == sum(account[1:])
        return account


@pytest.fixture
def lottery(world: World) -> Lottery:
    """The pilot's pool, which lets the town and the village nominate one person in each round."""
    return Lottery(world)


@pytest.fixture
def lenient(world: World) -> Lottery:
    """A pool that lets a community nominate half of its members; the town has seven."""
    return Lottery(elsewhere(world, membersPerNomination=MEMBERS_PER_NOMINATION))


@pytest.fixture
def early(world: World) -> Lottery:
    """A pool whose beacon has not begun yet when rounds in it are frozen."""
    beacon = world.deploy_beacon(world.randomness.network(genesis=world.now + 10 * YEAR))
    return Lottery(elsewhere(world, beacon))


def elsewhere(world: World, beacon: Handle | None = None, **charter: int) -> World:
    """Return the world with another deployment, whose pool has this beacon and charter."""
    other = copy.copy(world)
    other.beacon = beacon or world.beacon
    other.ledger, other.communities = world.deploy_both()
    parameters = pool_charter(**charter)
    other.pool = world.deploy_pool(other.ledger, other.communities, parameters, other.beacon)
    other.domain = Domain(world.chain.chain_id, other.communities.address)
    other.nation, other.town, other.village = map(other.council, (NATION, TOWN, VILLAGE))
    other.citizen = other.person(CITIZEN, CITIZEN_KEY)
    other.town.enrol([CITIZEN], [ADULT_MONTH])
    other.town.bind([CITIZEN], [CITIZEN_KEY.address])
    return other
