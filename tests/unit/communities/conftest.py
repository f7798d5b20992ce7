import pytest

from tests.support.roles import TOWN, seat_identity, seat_key
from tests.support.wallets import deploy_wallet, wallet_signature


@pytest.fixture
def seat_wallet(world):
    """An ERC-1271 wallet that signs for the town's first seat."""
    wallet = deploy_wallet(world.chain, world.relayer)
    councillor = world.person(seat_identity(TOWN, 0), seat_key(TOWN, 0))
    councillor.change_controller(wallet, wallet_signature)
    return wallet
