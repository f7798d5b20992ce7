"""Gas of organisations, redemptions and findings, as committed beside this file."""

from __future__ import annotations

import pytest

from isonomia import typed_data, typed_data_services
from tests.snapshots.conftest import Snapshot
from tests.snapshots.test_snapshots import measured, people
from tests.support.artifacts import acts_of
from tests.support.roles import (
    ADULT_MONTH,
    SUSPENSION,
    Standard,
    hash_of,
    key_of,
)
from tests.support.watch import ABOVE, Watch
from tests.support.world import World
from tests.unit.services.conftest import (
    ORGANISATION,
    PRICE,
    RIDE,
    TRANSIT,
    Market,
    Order,
    proof_of,
    redemptions,
)

pytestmark = pytest.mark.req("V1", "V2", "V4", "S13")

BATCHES = (1, 10, 100)
#: What other contracts call; measured as parts of their acts.
FOR_OFFICES = {"setSuspension", "amend"}


def batch_of(market: Market, count: int) -> tuple[list[Order], bytes]:
    """Enrol so many riders; return the first order of each and all signatures."""
    riders = people(count)
    keys = [key_of(f"rider {i} of {count}") for i in range(count)]
    market.world.town.enrol(riders, [ADULT_MONTH] * count)
    market.world.town.bind(riders, [key.address for key in keys])
    orders = [market.order(identity=rider) for rider in riders]
    signatures = [
        typed_data.sign(typed_data_services.order(market.world.domain, *order), key)
        for order, key in zip(orders, keys, strict=True)
    ]
    return orders, b"".join(signatures)


def test_gas__each_act_of_the_services__as_committed_on_every_chain(
    world: World, snapshot: Snapshot
) -> None:
    """Whole transactions; orders are everybody's first, of the base, at Essential."""
    market = Market(world)
    gas = {
        f"redeem, batch of {n}": market.send("redeem", *batch_of(market, n)).gas for n in BATCHES
    }
    order = market.order()
    receipt = market.redeem(order)
    lines = redemptions(len(BATCHES) + 1, [order], receipt)
    other = market.accreditation(key=market.newcomer)
    text = (ORGANISATION, TRANSIT, 0, PRICE, 0, world.today + 400, hash_of("timetable"))
    last = int(world.services.call("organisation", ORGANISATION).untilDay)
    gas |= {
        "refund": market.refund(lines[0], proof_of(lines, 0)).gas,
        "rate": market.rate(lines[0], proof_of(lines, 0), 5).gas,
        "rate, again": market.rate(lines[0], proof_of(lines, 0), 4).gas,
        "openOffer": market.send("openOffer", text).gas,
        "announcePrice": market.send("announcePrice", RIDE, PRICE + 1, world.today + 30).gas,
        "closeOffer": market.send("closeOffer", RIDE, world.today + 30).gas,
        "renewAccreditation": market.renew(world.town, ORGANISATION, 3, last).gas,
        "offerKey": market.send("offerKey", ORGANISATION, market.newcomer).gas,
        "acceptKey": world.services.send("acceptKey", ORGANISATION, sender=market.newcomer).gas,
        "accredit": market.accredit(world.town, other._replace(key=market.provider)).gas,
    }
    assert measured(gas) == acts_of("Services") - FOR_OFFICES
    snapshot("services_gas", gas)


def test_gas__each_act_of_the_findings__as_committed_on_every_chain(
    world: World, snapshot: Snapshot
) -> None:
    """Whole transactions, with two signatures of a council and three of a panel."""
    watch = Watch(world)
    line = Standard(9, SUSPENSION, 90, world.today + 30, hash_of("noise"))
    gas = {"publishStandards, 1 line": watch.publish(line).gas, "fileFinding": watch.file().gas}
    convened = watch.appeal()
    gas |= {"appeal": convened.gas, "giveVerdict": watch.decide(convened).gas}
    gas |= {"withdraw": watch.withdraw().gas, "grantMandate, 3 signers": watch.grant().gas}
    watch.filed_on += 1
    world.set_time(world.now + 86_400)
    gas["fileReading, 2 signers"] = watch.read(ABOVE, ABOVE).gas
    watch.filed_on += 1
    world.set_time(world.now + 86_400)
    gas["carryOut"] = watch.carry_out().gas
    gas |= {"review": watch.review().gas, "certifyRemedy": watch.certify().gas}
    assert measured(gas) == acts_of("Findings")
    snapshot("findings_gas", gas)
