"""Gas of services: redemptions of every sort, a refund and a rating, and findings."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from bench import findings
from bench.figures import OURS, Row
from bench.lab import BATCHES, Lab, word
from bench.lottery import Lottery
from bench.market import ENHANCED, ESSENTIAL, Market, Provider
from bench.ours import ADULTS, found
from isonomia.services.redemptions import Batch, Redeemed
from isonomia.spec.service_state import Redemption

TRANSIT, NON_PROFIT = 2, 1
PRICES = (2_000, 3_500)
_UPLIFT = 1
_STARS = 5


def measure(lab: Lab, folder: Path) -> list[Row]:
    """Measure redemptions in batches of 1, 10 and 100, and what comes after them."""
    world = found(lab, folder, members_per_nomination=1)
    market, lottery = Market(world), Lottery(world)
    people = {batch: [word("citizen", batch, i) for i in range(batch)] for batch in BATCHES}
    donor = word("donor")
    market.settle_in([donor], ADULTS)
    for some in people.values():
        market.settle_in(some, ADULTS)
    lottery.fund(donor)
    market.deserve([who for some in people.values() for who in some])
    for some in people.values():
        lottery.win(some)
    provider = market.accredit(lab.node.accounts[1], TRANSIT, NON_PROFIT, PRICES)

    def redeem(tier: int, portion: int = 0) -> dict[int, int]:
        return {
            batch: market.redeem(provider, tier, some, portion) for batch, some in people.items()
        }

    first, later = redeem(ESSENTIAL), redeem(ESSENTIAL)
    enhanced, of_portion = redeem(ENHANCED), redeem(ENHANCED, _UPLIFT)
    redeemed = _last_batch(market, provider, people[BATCHES[-1]])
    return [
        _row("redemption", "Essential, a person's first", first),
        _row("redemption-later", "Essential, a later one", later),
        _row("redemption-enhanced", "Enhanced, from the base", enhanced),
        _row("redemption-portion", "Enhanced, of a prize's portion", of_portion),
        Row("refund", "afterwards", OURS, "a refund", {1: market.refund(provider, redeemed[0])}),
        Row("rating", "afterwards", OURS, "a rating", {1: market.rate(redeemed[1], _STARS)}),
        *findings.measure(world, provider.number),
    ]


def _last_batch(market: Market, provider: Provider, people: Sequence[bytes]) -> list[Redeemed]:
    """Redeem once more and return the redemptions, which can be refunded and rated."""
    market.redeem(provider, ESSENTIAL, people)
    number = market.lab.read(market.world.deployment.services, "batchCount")
    time = market.lab.chain.block()["timestamp"]
    bought = (provider.offers[ESSENTIAL], 1, provider.prices[ESSENTIAL], 0, time)
    redemptions = tuple(Redemption(number, i, who, *bought) for i, who in enumerate(people))
    batch = Batch(number, provider.number, redemptions, "")
    return [Redeemed(batch, index) for index in range(len(people))]


def _row(key: str, act: str, totals: dict[int, int]) -> Row:
    return Row(key, "redemption", OURS, act, totals)
