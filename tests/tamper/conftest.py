"""The chain on which everything happened, once for each kind of chain."""

from __future__ import annotations

import functools
from collections.abc import Iterator

import pytest

from isonomia import beacon, beacon_signatures
from isonomia.commands.verify import built
from isonomia.devchain import DevChain, Kind
from isonomia.lottery import chain_checks
from isonomia.verify import Artifacts
from tests.tamper.everything import Everything, live_everything
from tests.verify.scenario import START


@pytest.fixture(scope="session", autouse=True)
def each_signature_checked_once() -> Iterator[None]:
    """A pairing in Python takes long, and every case verifies the same rounds of the beacon."""
    with pytest.MonkeyPatch.context() as patch:
        once = functools.cache(beacon_signatures.verify)
        patch.setattr(beacon_signatures, "verify", once)
        patch.setattr(chain_checks, "verify", once)
        patch.setattr(beacon, "DevelopmentBeacon", functools.cache(beacon.DevelopmentBeacon))
        yield


@pytest.fixture(scope="session")
def everything(chain_kind: Kind, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Everything]:
    """A jurisdiction in which everything happened, on the chain asked for."""
    with DevChain(chain_kind, start=START) as dev:
        scenario = Everything(dev, tmp_path_factory.mktemp("everything"))
        live_everything(scenario)
        yield scenario


@pytest.fixture(scope="session")
def compiled() -> Artifacts:
    """What the sources compiled to; that it is compiled afresh is tried elsewhere."""
    return built()
