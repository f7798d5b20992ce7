"""Gas of redemptions, all of it: calldata, signature checks and the transaction's own 21,000.

├── 100 people's first Essential orders in one batch → at most 25,000 each
└── an order on its own, of an offer that was redeemed in this quarter → at most 106,000
"""

import pytest

from isonomia import typed_data, typed_data_services
from tests.support.roles import hash_of, key_of
from tests.unit.services.conftest import PRICE

pytestmark = pytest.mark.req("V2", "S13")

PEOPLE = 100
MOST_IN_A_BATCH = 25_000
MOST_ALONE = 106_000
BORN = 1_985 * 12


@pytest.fixture
def crowd(market):
    """A hundred people of the town, born in as many months."""
    people = [(hash_of(f"rider {i}"), key_of(f"rider {i}")) for i in range(PEOPLE)]
    identities = [identity for identity, _ in people]
    market.world.town.enrol(identities, [BORN + i for i in range(PEOPLE)])
    market.world.town.bind(identities, [key.address for _, key in people])
    return people


def test_redeem__a_hundred_first_essential_orders__stay_within_the_gas_promised(market, crowd):
    orders = [market.order(identity=identity) for identity, _ in crowd]
    signatures = b"".join(
        typed_data.sign(typed_data_services.order(market.world.domain, *order), key)
        for order, (_, key) in zip(orders, crowd, strict=True)
    )
    receipt = market.send("redeem", orders, signatures)
    assert len(receipt.events) == PEOPLE + 1
    assert receipt.gas <= MOST_IN_A_BATCH * PEOPLE
    for identity, _ in crowd:
        assert market.world.ledger.call("spentBy", identity) == 2 * PRICE


def test_redeem__one_order_alone__stays_within_the_gas_promised(market):
    market.redeem(market.order(1))
    assert market.redeem(market.order()).gas <= MOST_ALONE
