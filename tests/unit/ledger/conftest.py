import pytest

from tests.support.calls import Handle
from tests.support.world import World


@pytest.fixture
def ledger(world: World) -> Handle:
    """A ledger that obeys the account calling it; the citizen is enrolled in the town."""
    return world.lone_ledger
