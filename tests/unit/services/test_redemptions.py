"""Redeeming, refunding and rating on nodes; every branch of them is met in `tests/forge`.

├── a batch → credits taken, one root, a statement, and each redemption can be proved
├── the same orders again → OrderUsed, nothing happens
├── a wallet's order → accepted like a key's
├── an uplift's portion → named as the source, and restored by a refund
└── refused anywhere → nothing at all has happened
"""

import pytest

from isonomia import typed_data, typed_data_services
from isonomia.spec.merkle import merkle_root, redemption_leaf
from isonomia.typed_data import Domain
from tests.support.calls import event, refused
from tests.support.roles import CITIZEN, CITIZEN_KEY, DAY, hash_of
from tests.support.wallets import deploy_wallet, wallet_signature
from tests.unit.services.conftest import ORGANISATION, PRICE, RIDE, proof_of, redemptions

pytestmark = pytest.mark.req("V2", "V3", "C3")

ENHANCED = 1
MEMBER = hash_of("member with a wallet")
BORN = 1_990 * 12


@pytest.mark.req("V1")
def test_market__as_accredited__says_so_in_logs_and_views(market):
    world = market.world
    text = market.accreditation(key=market.newcomer, name="Öffi")
    receipt = market.accredit(world.town, text)
    assert receipt.events[1] == event(
        "OrganisationAccredited",
        organisation=2,
        community=world.town.community,
        form=1,
        kinds=text.kinds,
        key=market.newcomer,
        untilDay=text.until_day,
        textHash=text.text_hash,
        name="Öffi",
    )
    view = market.services.call("organisation", 2)
    assert (view.key, view.community, view.untilDay) == (
        market.newcomer,
        world.town.community,
        text.until_day,
    )


def test_redeem__a_batch__is_one_root_that_proves_each(market):
    orders = [market.order(nonce) for nonce in (0, 1, 5)]
    before = market.world.ledger.call("creditsOf", CITIZEN)
    receipt = market.redeem(*orders)
    lines = redemptions(1, orders, receipt)
    root = merkle_root([redemption_leaf(line) for line in lines])
    *told, batch = receipt.events
    assert batch == event(
        "BatchRedeemed", batch=1, organisation=ORGANISATION, redemptions=3, root=root
    )
    assert told == [
        event(
            "Redeemed",
            identity=CITIZEN,
            offer=RIDE,
            batch=1,
            quantity=2,
            amount=2 * PRICE,
            source=0,
            nonce=order.nonce,
        )
        for order in orders
    ]
    assert market.services.call("rootOf", 1) == root
    assert market.world.ledger.call("spentBy", CITIZEN) == 6 * PRICE
    after = market.world.ledger.call("creditsOf", CITIZEN)
    assert before - 6 * PRICE <= after <= before - 6 * PRICE + 1
    for index in (2, 0):
        refunded = market.refund(lines[index], proof_of(lines, index))
        assert refunded.events == [
            event("Refunded", batch=1, index=index, identity=CITIZEN, offer=RIDE, amount=2 * PRICE)
        ]
    statement = market.services.call("statementOf", RIDE, market.services.call("currentQuarter"))
    assert tuple(statement) == (3, 6 * PRICE, 2, 4 * PRICE)
    assert market.world.ledger.call("spentBy", CITIZEN) == 2 * PRICE
    with refused("RefundedAlready", 1, 0):
        market.refund(lines[0], proof_of(lines, 0))


def test_redeem__submitted_twice__nothing_happens(market):
    order = market.order()
    market.redeem(order)
    with refused("OrderUsed", 0, CITIZEN, 0):
        market.redeem(order)
    with refused("OrderUsed", 1, CITIZEN, 0):
        market.redeem(market.order(1), order)
    assert market.world.ledger.call("spentBy", CITIZEN) == 2 * PRICE
    assert market.services.call("batchCount") == 1


@pytest.mark.req("P3")
def test_redeem__signed_by_a_wallet_among_keys__accepted(market):
    world = market.world
    wallet = deploy_wallet(world.chain, world.deployer)
    world.town.enrol([MEMBER], [BORN])
    world.town.bind([MEMBER], [wallet])
    orders = [market.order(identity=MEMBER), market.order()]
    messages = [typed_data_services.order(world.domain, *order) for order in orders]
    _, signatures = typed_data.combine(
        {0: wallet_signature(messages[0]), 1: typed_data.sign(messages[1], CITIZEN_KEY)}
    )
    market.send("redeem", orders, signatures)
    assert world.ledger.call("spentBy", MEMBER) == world.ledger.call("spentBy", CITIZEN)
    with refused("OrderNotSigned", 1, CITIZEN, CITIZEN_KEY.address):
        both = [market.order(1), market.order(2)]
        first = typed_data.sign(typed_data_services.order(world.domain, *both[0]), CITIZEN_KEY)
        market.send("redeem", both, first + first)


@pytest.mark.req("P3")
def test_redeem__signed_for_another_chain_or_contract__refused(market):
    order, domain = market.order(), market.world.domain
    for other in (
        Domain(domain.chain_id + 1, domain.communities),
        Domain(domain.chain_id, market.services.address),
    ):
        signature = typed_data.sign(typed_data_services.order(other, *order), CITIZEN_KEY)
        with refused("OrderNotSigned", 0, CITIZEN, CITIZEN_KEY.address):
            market.send("redeem", [order], signature)


@pytest.mark.req("Q4")
def test_redeem__above_essential__needs_quality_of_balance_or_portion(market):
    world = market.world
    enhanced = market.open(ENHANCED, basis=RIDE)
    order = market.order(offer=enhanced)
    with refused("QualityTooLow", 0, CITIZEN, 0, 200):
        market.redeem(order)
    with refused("PortionNotInForce", 0, CITIZEN, 1):
        market.redeem(order._replace(portion=1))
    world.raise_quality([CITIZEN])
    market.redeem(order._replace(deadline=world.now + DAY))


@pytest.mark.req("V4")
def test_rate__once_changed_and_a_third_time__counted_once(market):
    orders = [market.order(0), market.order(1)]
    lines = redemptions(1, orders, market.redeem(*orders))
    proof = proof_of(lines, 1)
    assert market.rate(lines[1], proof, 4).events == [
        event("PersonActed", identity=CITIZEN, nonce=0),
        event("Rated", offer=RIDE, identity=CITIZEN, batch=1, index=1, stars=4),
    ]
    market.rate(lines[1], proof, 5)
    assert tuple(market.services.call("ratingOf", 1, 1)) == (5, 2)
    assert tuple(market.services.call("ratingsOf", RIDE)) == (0, 0, 0, 0, 1)
    with refused("RatedTwice", 1, 1):
        market.rate(lines[1], proof, 1)
    with refused("NotRedeemed", 1, 0):
        market.rate(lines[0], proof, 1)


@pytest.mark.req("D9", "V1")
def test_offers__price_and_end__change_with_notice_only(market):
    today = market.world.today
    assert market.send("announcePrice", RIDE, PRICE + 1, today + 30).events == [
        event("PriceAnnounced", offer=RIDE, price=PRICE + 1, fromDay=today + 30)
    ]
    market.world.set_time((today + 30) * DAY - 2)
    market.redeem(market.order(0))
    with refused("AmountDiffers", 0, 2 * PRICE + 2, 2 * PRICE):
        market.redeem(market.order(1))
    market.send("closeOffer", RIDE, today + 60)
    market.world.set_time((today + 60) * DAY)
    with refused("OfferClosed", 0, RIDE, today + 60):
        market.redeem(market.order(1))


def test_key__handed_over__redeems_by_the_new_one_alone(market):
    market.send("offerKey", ORGANISATION, market.newcomer)
    market.services.send("acceptKey", ORGANISATION, sender=market.newcomer)
    with refused("NotTheProvider", 0, RIDE, market.provider):
        market.redeem(market.order())
    market.provider = market.newcomer
    market.redeem(market.order())
    last = market.services.call("organisation", ORGANISATION).untilDay
    market.world.set_time((last - 400) * DAY)
    market.renew(market.world.town, ORGANISATION, 4_095, last + 400)
    assert market.services.call("organisation", ORGANISATION).kinds == 4_095
