"""What citizens order in a season, drawn from a seed."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from bench.market import ENHANCED, ESSENTIAL, Market, Provider
from isonomia.services.orders import OrderTerms
from isonomia.spec.calendar import DAY, QUARTER

#: Quarters of the season, and the days at its end in which refunds can still come.
QUARTERS = (1, 2)
LAST_DAYS, REFUND_AFTER_DAYS = 25, 20
#: One in so many citizens has the quality for Enhanced services, and asks for them so often.
DESERVING_ONE_IN = 5
_ENHANCED_ONE_IN = 2


@dataclass(frozen=True)
class Size:
    """How large a season is.

    Attributes:
        redemptions: orders redeemed, a multiple of `batch`
        batch: orders redeemed with one transaction
        citizens: who orders
        later_one_in: one in so many redemptions is refunded, and one in so many rated
    """

    redemptions: int
    batch: int
    citizens: int
    later_one_in: int


@dataclass(frozen=True)
class Planned:
    """One batch: when it is redeemed, in seconds, by whom, and what was ordered."""

    time: int
    provider: Provider
    orders: tuple[OrderTerms, ...]


def draw(
    size: Size,
    market: Market,
    providers: Sequence[Provider],
    citizens: Sequence[bytes],
    genesis: int,
    chance: random.Random,
) -> list[Planned]:
    """Return the batches of a season, spread over its quarters.

    Args:
        size: how many
        market: numbers the orders of each citizen
        providers: who redeems, one after the other
        citizens: who orders; the first ones have the quality for Enhanced services
        genesis: first second of quarter 0
        chance: draws who orders what
    """
    batches = size.redemptions // size.batch
    first, last = QUARTERS
    since = genesis + first * QUARTER + DAY
    span = (last + 1 - first) * QUARTER - (LAST_DAYS + 1) * DAY
    deadline = genesis + (last + 1) * QUARTER
    deserving = len(citizens) // DESERVING_ONE_IN
    planned = []
    for number in range(batches):
        provider = providers[number % len(providers)]
        orders = []
        for _ in range(size.batch):
            who = chance.randrange(len(citizens))
            is_enhanced = who < deserving and chance.randrange(_ENHANCED_ONE_IN) == 0
            tier = ENHANCED if is_enhanced else ESSENTIAL
            offer, price = provider.offers[tier], provider.prices[tier]
            orders.append(market.terms(citizens[who], offer, price, deadline))
        planned.append(Planned(since + span * number // batches, provider, tuple(orders)))
    return planned
