"""The scenario, lived through once for each kind of chain."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from pathlib import Path

import pytest

from isonomia import beacon_signatures, build
from isonomia.devchain import DevChain, Kind
from isonomia.verify import Artifacts
from tests.verify.cases_lived import live_cases
from tests.verify.scenario import START, Scenario, live_through
from tests.verify.scenario_cases import CaseScenario
from tests.verify.scenario_services import ServiceScenario
from tests.verify.services_lived import live_services
from tests.verify.whole_life import live_whole_life


@pytest.fixture(scope="session", autouse=True)
def each_signature_checked_once() -> Iterator[None]:
    """A pairing in Python takes long, and many tests verify the same rounds of the beacon."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(beacon_signatures, "verify", functools.cache(beacon_signatures.verify))
        yield


@pytest.fixture(scope="session")
def lived(chain_kind: Kind, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scenario]:
    """A jurisdiction with two years of history on the chain asked for."""
    with DevChain(chain_kind, start=START) as dev:
        yield _lived(dev, tmp_path_factory.mktemp("scenario"))


@pytest.fixture(scope="session")
def lived_on_anvil(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scenario]:
    """The same on Anvil, for what is the node's doing and the same on every chain."""
    with DevChain("anvil", start=START) as dev:
        yield _lived(dev, tmp_path_factory.mktemp("scenario"))


@pytest.fixture(scope="session")
def tried(chain_kind: Kind, tmp_path_factory: pytest.TempPathFactory) -> Iterator[CaseScenario]:
    """A jurisdiction with everything of due process on the chain asked for."""
    with DevChain(chain_kind, start=START) as dev:
        yield _tried(dev, tmp_path_factory.mktemp("cases"))


@pytest.fixture(scope="session")
def tried_on_anvil(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CaseScenario]:
    """The same on Anvil."""
    with DevChain("anvil", start=START) as dev:
        yield _tried(dev, tmp_path_factory.mktemp("cases"))


@pytest.fixture(scope="session")
def served(chain_kind: Kind, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServiceScenario]:
    """A jurisdiction with everything of services and findings on the chain asked for."""
    with DevChain(chain_kind, start=START) as dev:
        yield _served(dev, tmp_path_factory.mktemp("services"))


@pytest.fixture(scope="session")
def served_on_anvil(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServiceScenario]:
    """The same on Anvil."""
    with DevChain("anvil", start=START) as dev:
        yield _served(dev, tmp_path_factory.mktemp("services"))


@pytest.fixture(scope="session")
def whole_life(
    chain_kind: Kind, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[ServiceScenario]:
    """A jurisdiction with one citizen to whom everything happened, on the chain asked for."""
    with DevChain(chain_kind, start=START) as dev:
        scenario = ServiceScenario(dev, tmp_path_factory.mktemp("life"))
        live_whole_life(scenario)
        yield scenario


@pytest.fixture(scope="session")
def compiled() -> Artifacts:
    """The sources compiled afresh, once for all tests that do not test compiling itself."""
    return build.compile_sources()


def _lived(dev: DevChain, folder: Path) -> Scenario:
    scenario = Scenario(dev, folder)
    live_through(scenario)
    return scenario


def _tried(dev: DevChain, folder: Path) -> CaseScenario:
    scenario = CaseScenario(dev, folder)
    live_cases(scenario)
    return scenario


def _served(dev: DevChain, folder: Path) -> ServiceScenario:
    scenario = ServiceScenario(dev, folder)
    live_services(scenario)
    return scenario
