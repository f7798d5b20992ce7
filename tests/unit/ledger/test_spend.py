"""Ledger.spend(identities, amounts, portions, tiers).

├── caller is not the services → Unauthorised
└── each line, in order; one refused line refuses the batch
    ├── nobody enrolled → NotEnrolled
    ├── closed → SpenderClosed
    ├── of a portion
    │   ├── none in force, a deduction's, used up, or above 8 → PortionNotInForce
    │   ├── its quality below the tier → QualityTooLow
    │   ├── amount above what it covers, or above all credits → CreditsTooFew
    │   └── otherwise → OverlaySet with what is left; the source names portion and cause
    ├── of the base, above Essential
    │   ├── quality of the balance below the tier → QualityTooLow
    │   ├── amount above the credits that reach the tier → CreditsTooFew
    │   └── otherwise → spent; the source is 0
    └── of the base, Essential
        ├── amount above all credits → CreditsTooFew
        └── otherwise → spent, whatever the quality; the source is 0
"""

import pytest

from tests.support.calls import event, refused
from tests.support.roles import (
    ADULT_MONTH,
    CITIZEN,
    COUNCIL_WORK,
    DAY,
    GENESIS,
    GENESIS_DAY,
    NEWBORN,
    PUBLIC_DATA,
    STRANGER,
    TOWN,
    YEAR,
    first_second,
)
from tests.support.words import overlay_word, person_word

pytestmark = pytest.mark.req("C3", "C4", "L4")

ESSENTIAL, STANDARD, PREFERRED = 0, 1, 2
BASE, FIRST, SECOND = 0, 1, 2
AMOUNT, LONG, ROUND, CASE = 500_000, 30, 2**64 - 3, 9
UPLIFT = 1


def credits_at(time):
    return 1_000_000 * (time - first_second(ADULT_MONTH)) // YEAR


@pytest.fixture
def spend(world, ledger):
    """Spend for one person; gives the source, after checking the events."""

    def carry_out(amount, portion=BASE, tier=ESSENTIAL, identity=CITIZEN, events=()):
        arguments = ([identity], [amount], [portion], [tier])
        data = "0x" + ledger.contract.encode("spend", *arguments).hex()
        call = {"from": world.lone_services, "to": ledger.address, "data": data}
        receipt = ledger.send("spend", *arguments, sender=world.lone_services)
        assert receipt.events == list(events)
        # Once more, without a transaction: the source of an order does not depend on the amount.
        call["data"] = "0x" + ledger.contract.encode("spend", [identity], [0], *arguments[2:]).hex()
        answer = bytes.fromhex(world.chain.call("eth_call", call, "latest")[2:])
        [source] = ledger.contract.decode_output("spend", answer)
        return source

    return carry_out


@pytest.fixture
def lift(world, ledger):
    def carry_out(points, amount=AMOUNT):
        arguments = (CITIZEN, points, amount, LONG, ROUND)
        ledger.send("uplift", *arguments, sender=world.lone_pool)

    return carry_out


@pytest.fixture
def deduct(world, ledger):
    def carry_out(points, amount, until_day=GENESIS_DAY + 365):
        arguments = (CITIZEN, points, amount, until_day, CASE)
        ledger.send("deduct", *arguments, sender=world.lone_cases)

    return carry_out


def raise_to_250(ledger):
    for rule in (COUNCIL_WORK, PUBLIC_DATA):
        ledger.send("award", [CITIZEN], [GENESIS_DAY], TOWN, 0, rule, 1)


def uplift_word(points, amount):
    return overlay_word(
        kind=UPLIFT,
        points=points,
        from_day=GENESIS_DAY,
        until_day=GENESIS_DAY + LONG,
        amount=amount,
        cause=ROUND,
    )


def test_spend__by_anybody_and_the_other_offices__refused(world, ledger):
    for caller in (world.attacker, world.registrar, world.lone_pool, world.lone_findings):
        with refused("Unauthorised", caller):
            ledger.send("spend", [CITIZEN], [1], [BASE], [ESSENTIAL], sender=caller)


def test_spend__of_a_stranger__refused(spend):
    with refused("NotEnrolled", STRANGER):
        spend(0, identity=STRANGER)


def test_spend__while_closed__refused(ledger, spend):
    ledger.send("close", CITIZEN)
    with refused("SpenderClosed", 0, CITIZEN):
        spend(0)
    ledger.send("reopen", CITIZEN)
    spend(1)


# ---- essential -----------------------------------------------------------------------------------


def test_spend__essential__is_kept_in_the_slot_and_taken_off_credits(world, ledger, spend):
    assert spend(1234) == 0
    slot = person_word(birth_month=ADULT_MONTH, community=TOWN, spent=1234)
    assert ledger.call("rawPeople", [CITIZEN]) == [slot]
    assert ledger.call("spentBy", CITIZEN) == 1234
    assert ledger.call("creditsOf", CITIZEN) == credits_at(world.now) - 1234
    assert ledger.call("look", [CITIZEN])[0].spent == 1234
    assert ledger.call("entitlement", ADULT_MONTH, world.now) == credits_at(world.now)


def test_spend__one_more_than_there_is__refused(world, ledger, spend):
    credits = credits_at(world.now + 1)
    with refused("CreditsTooFew", 0, CITIZEN, credits, credits + 1):
        spend(credits + 1)
    spend(credits_at(world.now + 1))
    # A second accrues less than a millicredit a second later, or one.
    left = credits_at(world.now + 1) - ledger.call("spentBy", CITIZEN)
    with refused("CreditsTooFew", 0, CITIZEN, left, left + 1):
        spend(left + 1)
    world.set_time(GENESIS + YEAR)
    assert ledger.call("creditsOf", CITIZEN) >= 999_999


def test_spend__essential_with_every_deduction__all_is_there(world, ledger, spend, deduct):
    deduct(300, 0)
    deduct(300, 2**40 - 1)
    assert ledger.call("qualityOf", CITIZEN) == 0
    spend(credits_at(world.now + 1))


def test_spend__opted_out__everything_essential_and_nothing_above(world, ledger, spend):
    raise_to_250(ledger)
    ledger.send("optOut", CITIZEN)
    with refused("QualityTooLow", 0, CITIZEN, 0, 200):
        spend(1, tier=STANDARD)
    spend(credits_at(world.now + 1))


# ---- above essential, from the base --------------------------------------------------------------


def test_spend__above_essential__quality_reaches_the_tier_or_not(world, ledger, spend, deduct):
    raise_to_250(ledger)
    spend(1, tier=STANDARD)
    with refused("QualityTooLow", 0, CITIZEN, 250, 400):
        spend(1, tier=PREFERRED)
    deduct(50, 0)
    spend(1, tier=STANDARD)
    deduct(1, 0)
    with refused("QualityTooLow", 0, CITIZEN, 199, 200):
        spend(1, tier=STANDARD)
    assert ledger.call("baseQualityOf", CITIZEN) == 250


def test_spend__deductions_on_portions__what_they_lower_below_the_tier_is_out(
    world, ledger, spend, deduct, lift
):
    raise_to_250(ledger)
    deduct(51, 10_000)
    deduct(52, 20_000)
    deduct(50, 40_000)
    deduct(60, 80_000, until_day=GENESIS_DAY + 1)
    lift(1, 160_000)
    available = credits_at(world.now + 1) - 110_000
    with refused("CreditsTooFew", 0, CITIZEN, available, available + 1):
        spend(available + 1, tier=STANDARD)
    world.set_time((GENESIS_DAY + 1) * DAY)
    spend(credits_at(world.now + 1) - 30_000, tier=STANDARD)
    assert [one.amount for one in ledger.call("overlaysOf", CITIZEN)][:3] == [
        *(10_000, 20_000, 40_000)
    ]


def test_spend__deductions_on_more_than_there_is__nothing_above_essential(ledger, spend, deduct):
    raise_to_250(ledger)
    deduct(300, 2**40 - 1)
    with refused("CreditsTooFew", 0, CITIZEN, 0, 1):
        spend(1, tier=STANDARD)
    spend(1)


# ---- of a portion --------------------------------------------------------------------------------


def test_spend__of_a_portion__takes_its_amount_and_names_its_cause(ledger, spend, lift):
    lift(250)
    lift(450)
    left = uplift_word(450, AMOUNT - 100)
    told = event("OverlaySet", identity=CITIZEN, index=1, overlay=left)
    assert spend(100, SECOND, PREFERRED, events=[told]) == SECOND | ROUND << 8
    assert ledger.call("rawOverlays", CITIZEN) == [uplift_word(250, AMOUNT), left]
    assert ledger.call("spentBy", CITIZEN) == 100


def test_spend__of_a_portion_used_up__refused_and_keeps_its_place(world, ledger, spend, lift):
    lift(250)
    arguments = ([CITIZEN], [AMOUNT], [FIRST], [STANDARD])
    ledger.send("spend", *arguments, sender=world.lone_services)
    with refused("PortionNotInForce", 0, CITIZEN, FIRST):
        spend(0, FIRST, STANDARD)
    with refused("OverlayNotInForce", CITIZEN, 0):
        ledger.call("portionOf", CITIZEN, 0)
    lift(100)
    assert ledger.call("rawOverlays", CITIZEN) == [uplift_word(250, 0), uplift_word(100, AMOUNT)]


@pytest.mark.parametrize("portion", [3, 4, 8, 9, 257, 2**256 - 1])
def test_spend__of_no_uplift__refused(spend, lift, deduct, portion):
    lift(250)
    lift(300)
    deduct(1, AMOUNT)
    with refused("PortionNotInForce", 0, CITIZEN, portion):
        spend(1, portion, STANDARD)


def test_spend__on_the_last_day_of_an_uplift_and_after__taken_and_refused(world, ledger, lift):
    lift(250)
    arguments = ([CITIZEN], [1], [FIRST], [STANDARD])
    world.set_time((GENESIS_DAY + LONG) * DAY - 2)
    ledger.send("spend", *arguments, sender=world.lone_services)
    with refused("PortionNotInForce", 0, CITIZEN, FIRST):
        ledger.send("spend", *arguments, sender=world.lone_services)


def test_spend__of_a_portion_below_the_tier__refused(spend, lift):
    lift(399)
    with refused("QualityTooLow", 0, CITIZEN, 399, 400):
        spend(1, FIRST, PREFERRED)


def test_spend__more_than_a_portion_covers_or_one_holds__refused(world, ledger, spend, lift):
    lift(250, 1000)
    with refused("CreditsTooFew", 0, CITIZEN, 1000, 1001):
        spend(1001, FIRST, STANDARD)
    spend(credits_at(world.now + 1) - 10)
    left = credits_at(world.now + 1) - ledger.call("spentBy", CITIZEN)
    with refused("CreditsTooFew", 0, CITIZEN, left, 1000):
        spend(1000, FIRST, STANDARD)


# ---- several lines -------------------------------------------------------------------------------


def test_spend__several_lines__each_sees_those_before_it(world, ledger):
    ledger.send("enrol", TOWN, [NEWBORN], [ADULT_MONTH])
    lines = [(CITIZEN, 10), (NEWBORN, 20), (CITIZEN, 30)]
    columns = ([who for who, _ in lines], [much for _, much in lines], [0] * 3, [0] * 3)
    receipt = ledger.send("spend", *columns, sender=world.lone_services)
    assert receipt.events == []
    assert [ledger.call("spentBy", who) for who in (CITIZEN, NEWBORN)] == [40, 20]


def test_spend__last_line_refused__nothing_happened(world, ledger):
    columns = ([CITIZEN, CITIZEN, STRANGER], [10, 10, 0], [0] * 3, [0] * 3)
    with refused("NotEnrolled", STRANGER):
        ledger.send("spend", *columns, sender=world.lone_services)
    half = credits_at(world.now + 1) // 2 + 2
    left = credits_at(world.now + 1) - half
    with refused("CreditsTooFew", 1, CITIZEN, left, half):
        ledger.send(
            "spend", [CITIZEN] * 2, [half] * 2, [0] * 2, [0] * 2, sender=world.lone_services
        )
    assert ledger.call("spentBy", CITIZEN) == 0
