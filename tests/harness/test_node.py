"""On a node, too, organisations act by sending transactions signed by their own keys."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from isonomia.devchain import DevChain, Kind
from isonomia.spec import presets
from isonomia.spec.actions_services import Accredit, OpenOffer
from isonomia.spec.calendar import day_of
from isonomia.spec.state import FoundingCommunity, FoundingSeat
from tests.harness.keys import keccak, key_addresses
from tests.harness.node import Node, NodeChain
from tests.harness.world import Refused, World

pytestmark = pytest.mark.req("V1", "Y1")

GENESIS = 1_718_451_000
COUNCIL, TRANSIT = 1, 2
SEAT_KEYS, (PROVIDER, ATTACKER) = key_addresses()[:3], key_addresses()[3:5]
NO_TEXT = bytes(32)
FOREVER = 2**256 - 1


@pytest.fixture(scope="module")
def node(chain_kind: Kind) -> Iterator[Node]:
    with DevChain(chain_kind, start=GENESIS - 100) as running:
        yield Node(running)


@pytest.fixture
def world(node: Node) -> World:
    """One council of three, which has accredited an organisation."""
    chain = NodeChain(node)
    seats = tuple(FoundingSeat(keccak(key), 1990 * 12, key, COUNCIL) for key in SEAT_KEYS)
    communities = (FoundingCommunity(0, 2, seats),)
    world = World(presets.pilot(), communities, (), NO_TEXT, chain.time + 10, chain=chain)
    last = day_of(chain.time) + 400
    approvals = tuple(enumerate(SEAT_KEYS[:2]))
    terms = (3, 1 << (TRANSIT - 1), PROVIDER, last, NO_TEXT, "Trams")
    world.perform(Accredit(COUNCIL, 0, FOREVER, approvals, *terms), chain.time + 10)
    return world


def opening(world: World, **changes: Any) -> OpenOffer:
    last = day_of(world.chain.time) + 300
    return replace(OpenOffer(1, TRANSIT, 0, 2_000, 0, last, NO_TEXT, PROVIDER), **changes)


def test_perform__sent_by_the_organisation__is_carried_out_at_its_time(world: World) -> None:
    later = world.chain.time + 1_000
    [opened] = world.perform(opening(world), later)
    assert (opened.offer, opened.organisation, opened.price) == (1, 1, 2_000)
    assert world.chain.time == later


def test_perform__sent_by_another_key__is_refused_at_its_time(world: World) -> None:
    later = world.chain.time + 1_000
    with pytest.raises(Refused) as caught:
        world.perform(opening(world, sender=ATTACKER), later)
    assert (caught.value.name, caught.value.values) == ("NotTheOrganisation", (1, ATTACKER))
    assert world.chain.time == later
