"""Fixtures of all tests: compiled contracts, development chains, and a small jurisdiction.

Tests that ask for a chain run once for each one named with `--chain`; all others are marked
`offline`. The chain's state and clock are put back after each test.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from isonomia import build
from isonomia.devchain import DevChain, Kind
from tests.support.roles import GENESIS, pool_charter
from tests.support.world import World

WORLD_CHAIN_ID = 71_001
CHAINS: dict[str, tuple[Kind, ...]] = {
    "ganache": ("ganache",),
    "anvil": ("anvil",),
    "both": ("ganache", "anvil"),
}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--chain", choices=CHAINS, default="both", help="chain of the tests that need one"
    )
    parser.addoption(
        "--update-snapshots",
        action="store_true",
        help="write tests/snapshots/*.json anew instead of comparing with them",
    )


def pytest_configure() -> None:
    """Compile when a source is younger than what was compiled; some tests read it on import."""
    sources = [*build.CONTRACTS.rglob("*.sol"), build.ROOT / "isonomia" / "build.py"]
    artifacts = [build.BUILD / f"{name}.json" for name in build.DEPLOYED]
    changed = max(path.stat().st_mtime for path in sources)
    if all(path.exists() and path.stat().st_mtime >= changed for path in artifacts):
        return
    try:
        build.build()
    except build.BuildError as error:
        raise pytest.UsageError(f"the contracts do not compile:\n{error}") from None


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "chain_kind" in metafunc.fixturenames:
        kinds = CHAINS[metafunc.config.getoption("chain")]
        metafunc.parametrize("chain_kind", kinds, indirect=True, scope="session")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for item in items:
        if "chain_kind" not in getattr(item, "fixturenames", ()):
            item.add_marker("offline")
    foreign = [item for item in items if _is_for_another_chain(item)]
    if foreign:
        config.hook.pytest_deselected(items=foreign)
        items[:] = [item for item in items if item not in foreign]


def _is_for_another_chain(item: pytest.Item) -> bool:
    only = item.get_closest_marker("only_on")
    return only is not None and item.callspec.params["chain_kind"] not in only.args


@pytest.fixture(scope="session")
def chain_kind(request: pytest.FixtureRequest) -> Kind:
    """The kind of chain the test runs on."""
    return request.param


@pytest.fixture(scope="session")
def shared_devchain(chain_kind: Kind) -> Iterator[DevChain]:
    """One running chain for the whole session; fixtures above a function's scope build on it."""
    with DevChain(chain_kind, start=GENESIS) as node:
        yield node


@pytest.fixture
def devchain(shared_devchain: DevChain) -> Iterator[DevChain]:
    """A running chain, put back after the test."""
    snapshot = shared_devchain.snapshot()
    yield shared_devchain
    shared_devchain.revert(snapshot)


@pytest.fixture(scope="session")
def _shared_world(chain_kind: Kind) -> Iterator[World]:
    """The jurisdiction, deployed once on a chain of its own.

    The id is the same on every kind of chain, so that the same acts have the same signatures and
    cost the same gas.
    """
    with DevChain(chain_kind, start=GENESIS - 2, chain_id=WORLD_CHAIN_ID) as node:
        yield World(node)


@pytest.fixture
def world(_shared_world: World) -> Iterator[World]:
    """The jurisdiction as deployed, put back after the test."""
    snapshot = _shared_world.chain.snapshot()
    yield _shared_world
    _shared_world.chain.revert(snapshot)


@pytest.fixture(scope="session")
def _shared_generous_world(chain_kind: Kind) -> Iterator[World]:
    with DevChain(chain_kind, start=GENESIS - 2, chain_id=WORLD_CHAIN_ID) as node:
        yield World(node, pool_charter(membersPerNomination=1))


@pytest.fixture
def generous_world(_shared_generous_world: World) -> Iterator[World]:
    """The jurisdiction, with a lottery into which communities can nominate all their members."""
    snapshot = _shared_generous_world.chain.snapshot()
    yield _shared_generous_world
    _shared_generous_world.chain.revert(snapshot)
