"""What holds of credits, orders, offers and organisations at every step, as a numbered list.

Everything expected is counted here from the log and from signed orders; nothing of the
specification's rules is used.

1  credits are the entitlement less redemptions, plus refunds; none while closed
2  nothing of anybody is spent but by an order their own key signed, and given back by its refund
3  a refused act changes nothing
4  what is above Essential rests on an Essential offer, and is served only while that is open
5  everybody open could redeem an Essential order right now, of whatever quality and provider
6  an order's nonce is used at most once, and the window knows which were used
7  statements are the sums over the log, by offer and quarter
8  ratings are at most the redemptions of an offer, and what was rated last counts
9  an uplift covers its prize less what was redeemed from it, never more than the prize
10 an organisation is suspended exactly while a suspension is in force, until the last of them
11 nothing that is done about a finding changes anything of a person
12 an order costs its quantity times the price in force, as it was announced
13 no offer ends and no price changes earlier than announced by the notice there is
14 what is refunded was redeemed, once, for the same amount, and in time
15 a key speaks for one organisation at most
16 nobody above Essential is served by an organisation that is suspended
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import UTC, datetime

from isonomia.spec import actions, actions_findings
from isonomia.spec.events_services import (
    OfferClosing,
    OfferOpened,
    OrderCancelled,
    PriceAnnounced,
    Rated,
    Redeemed,
    Refunded,
)
from tests.stateful.service_moment import ACCEPTED, QUARTER, Moment, ServiceStep

YEAR = 31_556_952
UPLIFT, SUSPENSION = 1, 1
WINDOW = 16
_DAY, _MONTHS = 86_400, 12
ABOUT_FINDINGS = (
    actions_findings.PublishStandards,
    actions_findings.FileFinding,
    actions_findings.GrantMandate,
    actions_findings.FileReading,
    actions_findings.AppealFinding,
    actions_findings.ReviewFinding,
    actions_findings.JudgeFinding,
    actions_findings.WithdrawFinding,
    actions_findings.CertifyRemedyOf,
    actions_findings.CarryOutFindings,
)

SERVICE_INVARIANTS: list[Callable[[ServiceStep], None]] = []


def numbered(check: Callable[[ServiceStep], None]) -> Callable[[ServiceStep], None]:
    """Add an invariant to the list."""
    SERVICE_INVARIANTS.append(check)
    return check


def redeemed_by(log: list[tuple[int, Redeemed]]) -> dict[tuple[int, int], tuple[int, Redeemed]]:
    """Return redemptions with their seconds, by batch and index."""
    found: dict[tuple[int, int], tuple[int, Redeemed]] = {}
    for time, event in log:
        index = sum(1 for batch, _ in found if batch == event.batch)
        found[event.batch, index] = time, event
    return found


# ------------------------------------------------------------------------------ credits


def entitlement(birth_month: int, time: int, rate: int) -> int:
    """Return the millicredits accrued since the first second of a month, at one rate."""
    year, month = divmod(birth_month, _MONTHS)
    born = int(datetime(year, month + 1, 1, tzinfo=UTC).timestamp())
    return (time - born) * rate // YEAR


@numbered
def invariant_01_credits_are_entitlement_less_what_was_spent(step: ServiceStep) -> None:
    spent: Counter[bytes] = Counter()
    for _, event in step.logged(Redeemed):
        spent[event.identity] += event.amount
    for _, event in step.logged(Refunded):
        spent[event.identity] -= event.amount
    rate = step.town.charter.genesis_rate
    for identity, person in step.after.people.items():
        accrued = entitlement(person.birth_month, step.after.time, rate)
        assert person.spent == spent[identity]
        assert person.credits == (0 if person.is_closed else accrued - spent[identity])


@numbered
def invariant_02_only_own_orders_spend(step: ServiceStep) -> None:
    expected: Counter[bytes] = Counter()
    if step.accepted and isinstance(step.action, actions.Redeem):
        for order in step.action.orders:
            key = step.before.people[order.identity].of_key("controller").to_bytes(20, "big")
            assert order.signer == key
            expected[order.identity] += order.amount
    if step.accepted and isinstance(step.action, actions.Refund):
        expected[step.action.redemption.identity] -= step.action.redemption.amount
    for identity, person in step.before.people.items():
        assert step.after.people[identity].spent - person.spent == expected[identity]


@numbered
def invariant_03_a_refused_act_changes_nothing(step: ServiceStep) -> None:
    if not step.accepted:
        assert step.after == step.before


# ------------------------------------------------------------------------------ Essential


@numbered
def invariant_04_above_essential_rests_on_essential(step: ServiceStep) -> None:
    for offer in step.after.offers.values():
        assert (offer.basis == 0) == (offer.tier == 0)
        if offer.basis:
            basis = step.after.offers[offer.basis]
            assert (basis.tier, basis.organisation) == (0, offer.organisation)
            assert basis.kind == offer.kind
            assert basis.from_day <= offer.from_day < basis.until_day
    for event in step.announced_as(OfferOpened):
        assert not event.basis or event.until_day <= step.after.offers[event.basis].until_day
    for event in step.announced_as(Redeemed):
        basis = step.after.offers[event.offer].basis
        assert not basis or step.after.today < step.after.offers[basis].until_day


@numbered
def invariant_05_everybody_has_essential(step: ServiceStep) -> None:
    assert step.after.essential in ("", ACCEPTED)


# ------------------------------------------------------------------------------ orders


@numbered
def invariant_06_a_nonce_is_used_once(step: ServiceStep) -> None:
    used: dict[bytes, list[int]] = defaultdict(list)
    for _, event in step.logged(Redeemed, OrderCancelled):
        is_order = isinstance(event, Redeemed)
        used[event.identity].append(event.nonce if is_order else event.order_nonce)
    for identity, person in step.after.people.items():
        floor, seen = person.of_key("floor"), person.of_key("seen")
        assert len(set(used[identity])) == len(used[identity])
        remembered = {floor + bit for bit in range(WINDOW) if seen >> bit & 1}
        assert remembered == {nonce for nonce in used[identity] if nonce >= floor}
        assert floor == max(0, max(used[identity], default=0) - (WINDOW - 1))


@numbered
def invariant_07_statements_are_sums_of_the_log(step: ServiceStep) -> None:
    genesis = step.town.state.genesis
    sums: dict[tuple[int, int], list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for time, event in step.logged(Redeemed, Refunded):
        column = 0 if isinstance(event, Redeemed) else 2
        statement = sums[event.offer, (time - genesis) // QUARTER]
        statement[column] += 1
        statement[column + 1] += event.amount
    for place, statement in step.after.statements.items():
        assert statement == tuple(sums[place])
    assert sums.keys() <= step.after.statements.keys()


@numbered
def invariant_08_ratings_are_of_redemptions(step: ServiceStep) -> None:
    redeemed = Counter(event.offer for _, event in step.logged(Redeemed))
    latest = {(event.batch, event.index): event for _, event in step.logged(Rated)}
    counts = Counter((event.offer, event.stars) for event in latest.values())
    for number, offer in step.after.offers.items():
        assert sum(offer.ratings) <= redeemed[number]
        assert offer.ratings == tuple(counts[number, stars] for stars in range(1, 6))


@numbered
def invariant_09_an_uplift_is_at_most_its_prize(step: ServiceStep) -> None:
    redeemed = redeemed_by(step.logged(Redeemed))
    taken: Counter[tuple[bytes, int]] = Counter()
    returned: Counter[tuple[bytes, int]] = Counter()
    for _, event in redeemed.values():
        taken[event.identity, event.source >> 8] += event.amount
    for _, event in step.logged(Refunded):
        _, line = redeemed[event.batch, event.index]
        returned[line.identity, line.source >> 8] += line.amount
    for identity, person in step.after.people.items():
        for word in person.overlays:
            if word & 0xFF != UPLIFT:
                continue
            holder = identity, word >> 112 & (1 << 64) - 1
            amount, prize = word >> 72 & (1 << 40) - 1, step.town.prizes[holder]
            assert prize - taken[holder] <= amount <= prize
            assert amount <= prize - taken[holder] + returned[holder]


# ------------------------------------------------------------------------------ organisations


@numbered
def invariant_10_suspended_while_a_suspension_is_in_force(step: ServiceStep) -> None:
    for organisation in step.after.organisations.values():
        ends = [
            word >> 32 & 0xFFFFFF
            for word in organisation.effects
            if word >> 56 & 0xFF == SUSPENSION and word >> 32 & 0xFFFFFF > step.after.today
        ]
        until_day = organisation.suspended_until
        assert (until_day if until_day > step.after.today else 0) == max(ends, default=0)


@numbered
def invariant_11_a_finding_changes_no_person(step: ServiceStep) -> None:
    if isinstance(step.action, ABOUT_FINDINGS):
        assert step.after.people == step.before.people


@numbered
def invariant_12_an_order_costs_what_was_announced(step: ServiceStep) -> None:
    for event in step.announced_as(Redeemed):
        assert event.amount == event.quantity * _price(step, event.offer)
    for number, offer in step.after.offers.items():
        assert offer.price == _price(step, number)


def _price(step: ServiceStep, offer: int) -> int:
    """Return the latest price announced for a day that has come."""
    prices = [
        event.price
        for _, event in step.logged(OfferOpened, PriceAnnounced)
        if event.offer == offer and event.from_day <= step.after.today
    ]
    return prices[-1]


@numbered
def invariant_13_nothing_on_offer_changes_without_notice(step: ServiceStep) -> None:
    earliest = step.after.today + step.town.charter.price_notice_days
    closings = {event.offer: event.until_day for event in step.announced_as(OfferClosing)}
    for event in step.announced_as(PriceAnnounced):
        assert event.from_day >= earliest
    for number, offer in step.before.offers.items():
        now = step.after.offers[number]
        if now.until_day != offer.until_day:
            assert earliest <= now.until_day == closings.get(number) <= offer.until_day
        assert now.price == offer.price


@numbered
def invariant_14_a_refund_is_of_a_redemption(step: ServiceStep) -> None:
    redeemed = redeemed_by(step.logged(Redeemed))
    refunds = step.logged(Refunded)
    places = [(event.batch, event.index) for _, event in refunds]
    assert len(set(places)) == len(places)
    assert step.after.refunded == set(places)
    for time, event in refunds:
        redeemed_at, line = redeemed[event.batch, event.index]
        assert (event.identity, event.offer) == (line.identity, line.offer)
        assert event.amount == line.amount
        assert time < redeemed_at + step.town.charter.refund_days * _DAY


@numbered
def invariant_15_a_key_speaks_for_one_organisation(step: ServiceStep) -> None:
    for number, organisation in step.after.organisations.items():
        assert organisation.named == number
    keys = [organisation.key for organisation in step.after.organisations.values()]
    assert len(set(keys)) == len(keys)


@numbered
def invariant_16_a_suspended_organisation_serves_essential_only(step: ServiceStep) -> None:
    for event in step.announced_as(Redeemed):
        offer = step.after.offers[event.offer]
        assert offer.tier == 0 or not _is_suspended(step.before, offer.organisation)


def _is_suspended(moment: Moment, organisation: int) -> bool:
    return any(
        word >> 56 & 0xFF == SUSPENSION and word >> 32 & 0xFFFFFF > moment.today
        for word in moment.organisations[organisation].effects
    )
