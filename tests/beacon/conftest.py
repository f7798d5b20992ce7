"""Beacons to ask: the real network's, and one with a development key, here or on a node."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from isonomia import build
from isonomia.beacon import DevelopmentBeacon, Network, network
from isonomia.devchain import DevChain, Kind
from tests.beacon import published
from tests.beacon.published import Published
from tests.support.compiled import artifact
from tests.support.roles import GENESIS
from tests.support.single import InProcess, OnNode, Single


@pytest.fixture(scope="session")
def real() -> Published:
    """The published round; skips where it is absent."""
    return published.load()


@pytest.fixture(scope="session")
def signer() -> DevelopmentBeacon:
    """Whoever holds the development key."""
    return DevelopmentBeacon()


@pytest.fixture(scope="session")
def evmnet() -> Single:
    """The contract with the real key, in process."""
    return in_process(network("evmnet"))


@pytest.fixture(scope="session")
def development(signer: DevelopmentBeacon) -> Single:
    """The contract with the development key, in process."""
    return in_process(signer.network())


@pytest.fixture(scope="session")
def harness() -> Single:
    """The libraries, in process."""
    return InProcess(artifact("RandomnessHarness"))


@dataclass(frozen=True)
class Node:
    """A chain with both beacons and the libraries on it."""

    chain: DevChain
    evmnet: Single
    development: Single
    harness: Single


@pytest.fixture(scope="session")
def _shared_node(chain_kind: Kind, signer: DevelopmentBeacon) -> Iterator[Node]:
    """Deployed once: a pairing takes Ganache half a second."""
    with DevChain(chain_kind, start=GENESIS) as chain:
        yield Node(
            chain,
            on_node(chain, network("evmnet")),
            on_node(chain, signer.network()),
            OnNode(chain.chain, chain.accounts[0].address, artifact("RandomnessHarness")),
        )


@pytest.fixture
def node(_shared_node: Node) -> Iterator[Node]:
    """The chain, put back after the test."""
    snapshot = _shared_node.chain.snapshot()
    yield _shared_node
    _shared_node.chain.revert(snapshot)


def in_process(known: Network) -> Single:
    """Deploy a network's contract in process."""
    return InProcess(build.load("Beacon"), known.public_key, known.genesis, known.period)


def on_node(chain: DevChain, known: Network) -> Single:
    """Deploy a network's contract on a node."""
    sender = chain.accounts[0].address
    parameters = (known.public_key, known.genesis, known.period)
    return OnNode(chain.chain, sender, build.load("Beacon"), *parameters)
