"""The library for drawing lots, in process and on a node."""

from __future__ import annotations

import pytest

from isonomia.devchain import DevChain
from tests.support.compiled import artifact
from tests.support.single import InProcess, OnNode, Single


@pytest.fixture(scope="session")
def harness() -> Single:
    """The libraries, in process."""
    return InProcess(artifact("RandomnessHarness"))


@pytest.fixture
def harness_on_node(devchain: DevChain) -> Single:
    """The libraries, on a node."""
    return OnNode(devchain.chain, devchain.accounts[0].address, artifact("RandomnessHarness"))
