"""Deadlines of services and findings on both sides: a second before, on it, and after.

```
deadlines
├── a refund: in time before refundDays are over alone, as they are now
├── a price: the announced one from its day on, and until then it waits
├── an Essential offer and what rests on it, an accreditation and its kinds: around their ends
├── a suspension: above Essential nothing until its last second, Essential always
├── a mandate: read before its day alone
├── a guardian's key: neither orders nor rates from the lapse day on
├── closed: neither ordered nor rated, but refunded
└── an amendment of the services: in force from its day on
```
"""

from __future__ import annotations

from dataclasses import astuple

import pytest

from isonomia.spec import actions
from isonomia.spec.calendar import DAY, day_of, first_second
from isonomia.spec.case_state import Target
from isonomia.spec.charters import OF_TARGET
from tests.differential.agora import ENHANCED, PRICE, Agora
from tests.differential.playing import ACCEPTED
from tests.differential.stage import GENESIS, TOWN, VILLAGE, identity_of
from tests.harness.keys import key_addresses

pytestmark = [pytest.mark.req("V2")]

MAJORITY_MONTHS = 18 * 12
GENESIS_MONTH = 2024 * 12 + 5


@pytest.fixture
def agora() -> Agora:
    return Agora()


@pytest.fixture
def citizen(agora: Agora) -> bytes:
    (identity,) = agora.enrol(VILLAGE, "citizen")
    agora.put(identity, quality=1_000)
    return identity


@pytest.fixture
def essential(agora: Agora) -> int:
    return agora.open_offer(agora.accredit())


@pytest.fixture
def enhanced(agora: Agora, essential: int) -> int:
    return agora.open_offer(agora.offer(essential).organisation, ENHANCED, basis=essential)


def ordering(agora: Agora, citizen: bytes, offer: int) -> actions.Redeem:
    return agora.redeeming(agora.order(citizen, offer))


@pytest.mark.parametrize(("late", "outcome"), [(-1, ACCEPTED), (0, "RefundTooLate")])
def test_refund__around_its_last_second__is_given_before_it_alone(
    agora, citizen, essential, late, outcome
):
    lines = agora.redeem(agora.order(citizen, essential))
    agora.now += agora.charter.refund_days * DAY + late
    assert agora.play(agora.refunding(lines)) == outcome
    agora.compare()


def test_price__around_its_day__changes_on_it(agora, citizen, essential):
    provider = agora.provider_of(essential)
    day = day_of(agora.now) + agora.charter.price_notice_days
    agora.must(actions.AnnouncePrice(essential, 2 * PRICE, day, provider))
    agora.now = day * DAY - 1
    again = actions.AnnouncePrice(essential, PRICE, day + 60, provider)
    assert agora.play(again) == "PriceWaiting"
    order = agora.order(citizen, essential)
    agora.must(agora.redeeming(order))
    agora.now += 1
    agora.compare()
    dearer = agora.order(citizen, essential)
    assert dearer.amount == 2 * order.amount
    agora.must(agora.redeeming(dearer))
    agora.must(again)
    agora.compare()


def test_essential_offer__around_its_end__takes_what_rests_on_it_along(
    agora, citizen, essential, enhanced
):
    day = day_of(agora.now) + agora.charter.price_notice_days
    agora.must(actions.CloseOffer(essential, day, agora.provider_of(essential)))
    agora.now = day * DAY - 1
    for offer in (essential, enhanced):
        assert agora.play(ordering(agora, citizen, offer)) == ACCEPTED
    agora.now += 1
    assert agora.play(ordering(agora, citizen, essential)) == "OfferClosed"
    assert agora.play(ordering(agora, citizen, enhanced)) == "EssentialOfferMissing"
    agora.compare()


def test_accreditation__around_its_end__is_renewed_with_fewer_kinds_after_it_alone(
    agora, citizen, essential
):
    number = agora.offer(essential).organisation
    until_day = agora.organisation(number).until_day
    agora.now = until_day * DAY - 1
    assert agora.play(ordering(agora, citizen, essential)) == ACCEPTED
    fields = {"organisation": number, "kinds": 1, "until_day": until_day + 100}
    renewal = actions.RenewAccreditation(**agora.by_council(TOWN), **fields)
    assert agora.play(renewal) == "KindsKept"
    agora.now += 1
    assert agora.play(ordering(agora, citizen, essential)) == "AccreditationOver"
    agora.must(renewal)
    agora.compare()


@pytest.mark.req("V5")
def test_suspension__around_its_end__holds_above_essential_before_it_alone(
    agora, citizen, essential, enhanced
):
    number = agora.offer(essential).organisation
    agora.suspend(number)
    agora.now = agora.organisation(number).suspended_until * DAY - 1
    assert agora.play(ordering(agora, citizen, enhanced)) == "ProviderSuspended"
    assert agora.play(ordering(agora, citizen, essential)) == ACCEPTED
    agora.now += 1
    assert agora.play(ordering(agora, citizen, enhanced)) == ACCEPTED
    agora.compare()


@pytest.mark.req("V5")
@pytest.mark.parametrize(("late", "outcome"), [(-1, ACCEPTED), (0, "MandateOver")])
def test_reading__around_the_end_of_its_mandate__counts_before_it_alone(
    agora, essential, late, outcome
):
    mandate = agora.mandate(agora.offer(essential).organisation, 100, *key_addresses()[:3])
    agora.now = agora.state.mandates[mandate].until_day * DAY + late
    assert agora.play(agora.reading(mandate, 101)) == outcome
    agora.compare()


@pytest.mark.req("V2", "V4", "P4")
def test_guardian__around_majority__neither_orders_nor_rates_nor_cancels_from_it_on(
    agora, essential
):
    child, month = identity_of("child"), GENESIS_MONTH - MAJORITY_MONTHS + 1
    fields = {"identities": (child,)}
    agora.must(actions.Enrol(**agora.by_council(VILLAGE), **fields, birth_months=(month,)))
    key = (key_addresses()[0],)
    agora.must(actions.BindControllers(**agora.by_council(VILLAGE), **fields, controllers=key))
    agora.now = first_second(month + MAJORITY_MONTHS) - 1
    assert agora.now > GENESIS
    lines = agora.redeem(agora.order(child, essential))
    agora.must(agora.rating(lines, 1))
    agora.now += 1
    assert agora.play(ordering(agora, child, essential)) == "OrderKeyLapsed"
    assert agora.play(agora.rating(lines, 2)) == "ControllerLapsed"
    cancelling = actions.CancelOrder(order_nonce=9, **agora.by_person(child))
    assert agora.play(cancelling) == "ControllerLapsed"
    agora.must(agora.refunding(lines))
    agora.compare()


@pytest.mark.req("V2", "V4", "P6")
def test_closed__after_a_redemption__neither_orders_nor_rates_but_is_refunded(
    agora, citizen, essential
):
    lines = agora.redeem(agora.order(citizen, essential))
    closing = agora.close(citizen)
    agora.wait()
    agora.carry_out(closing)
    assert agora.play(ordering(agora, citizen, essential)) == "SpenderClosed"
    assert agora.play(agora.rating(lines, 5)) == "IsClosed"
    agora.must(agora.refunding(lines))
    assert agora.credits(citizen) == 0
    agora.must(agora.life(closing))
    assert agora.credits(citizen) > 0
    agora.compare()


@pytest.mark.req("D9")
def test_amendment__of_the_services__holds_from_its_first_second_on(agora, citizen, essential):
    names = agora.charter.__slots__[OF_TARGET[Target.SERVICES]]
    values = list(astuple(agora.charter)[OF_TARGET[Target.SERVICES]])
    values[names.index("refund_days")] = 14
    values[names.index("price_notice_days")] = 60
    from_day = day_of(agora.now) + agora.charter.amendment_notice_days
    for number in range(1, 7):
        fields = {"target": Target.SERVICES, "values": tuple(values), "from_day": from_day}
        agora.must(actions.Endorse(**agora.by_council(number), **fields))
    agora.now = (from_day - 14) * DAY
    lines = agora.redeem(agora.order(citizen, essential), agora.order(citizen, essential, nonce=1))
    agora.now = from_day * DAY - 1
    agora.must(agora.refunding(lines, 0))
    provider, day = agora.provider_of(essential), day_of(agora.now)
    announcing = actions.AnnouncePrice(essential, PRICE, day + 40, provider)
    agora.now += 1
    assert agora.play(agora.refunding(lines, 1)) == "RefundTooLate"
    assert agora.play(announcing) == "OfferOutOfBounds"
    agora.must(actions.AnnouncePrice(essential, PRICE, day + 61, provider))
    agora.compare()
