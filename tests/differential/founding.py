"""Random deployments: a charter, a tree of councils whose seats are people, and first rules."""

from __future__ import annotations

import random
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime

from isonomia.spec import presets
from isonomia.spec.bounds import charter_bounds
from isonomia.spec.state import Charter, FoundingCommunity, FoundingSeat, RuleText
from tests.harness.keys import key_addresses, wallet_addresses

DAY = 86_400
MONTHS = 12
LONGEST_LIFE_MONTHS = 129 * MONTHS
CHARTERS = ("pilot", "minimal", "generous", "random")
RULE_IDS = (1, 2, 3, 4, 5, 7, 11, 400, 2**16, 2**32 - 1)


@dataclass(frozen=True)
class Founding:
    """Everything genesis is made from; `now` is the time of deployment in seconds."""

    charter: Charter
    communities: tuple[FoundingCommunity, ...]
    rules: tuple[RuleText, ...]
    catalogue_hash: bytes
    now: int


def random_founding(rng: random.Random, charter: str) -> Founding:
    """Return a deployment that no rule of genesis refuses, under one of `CHARTERS`."""
    chosen = random_charter(rng) if charter == "random" else getattr(presets, charter)()
    now = random_genesis_time(rng)
    return Founding(
        charter=chosen,
        communities=random_tree(rng, chosen, now),
        rules=tuple(random_rule(rng, rule, chosen) for rule in rng.sample(RULE_IDS, 8)),
        catalogue_hash=rng.randbytes(32),
        now=now,
    )


def random_charter(rng: random.Random) -> Charter:
    """Return a charter whose every value lies within its bounds, often on one of them."""
    charter = presets.generous()
    for position, parameter in enumerate(fields(Charter)):
        _, _, least, most = charter_bounds(charter)[position]
        value = rng.choice((least, most, rng.randint(least, most)))
        charter = replace(charter, **{parameter.name: value})
        _, _, least, most = charter_bounds(charter)[position]
        charter = replace(charter, **{parameter.name: min(max(value, least), most)})
    return replace(charter, annual_cap=max(charter.annual_cap, charter.category_cap))


def random_genesis_time(rng: random.Random) -> int:
    """Return a second between 1971 and 2100, often the first or last one of a month."""
    year, month = rng.randrange(1971, 2100), rng.randrange(1, 13)
    first = int(datetime(year, month, 1, tzinfo=UTC).timestamp())
    leap_day = int(datetime(2024, 2, 29, tzinfo=UTC).timestamp())
    return rng.choice((first, first - 1, first + rng.randrange(27 * DAY), leap_day))


def month_of(time: int) -> int:
    """Return the Gregorian month of a second, as year * 12 + month - 1."""
    moment = datetime.fromtimestamp(time, UTC)
    return moment.year * MONTHS + moment.month - 1


def random_tree(rng: random.Random, charter: Charter, now: int) -> tuple[FoundingCommunity, ...]:
    """Return two to five communities with councils of two to nine adults."""
    count = rng.randrange(2, 6)
    keys = iter(rng.sample(key_addresses(), 48))
    communities = []
    for community in range(1, count + 1):
        size = rng.choice((2, 2, 3, 3, 3, 4, 5, 6, 9))
        seats = _random_seats(rng, charter, now, size, count, keys)
        threshold = rng.randint(max(2, -(-2 * size // 3)), size)
        parent = rng.randrange(1, community) if community > 1 else 0
        communities.append(FoundingCommunity(parent, threshold, seats))
    return tuple(communities)


def _random_seats(rng, charter, now, size, count, keys) -> tuple[FoundingSeat, ...]:
    majority = month_of(now) - charter.majority_years * MONTHS
    seats: list[FoundingSeat] = []
    for _ in range(size):
        chance = rng.random()
        if seats and chance < 0.1:
            controller = rng.choice(seats).controller
        elif chance < 0.25:
            controller = rng.choice(wallet_addresses())
        else:
            controller = next(keys)
        born = rng.choice((majority, rng.randrange(month_of(now) - LONGEST_LIFE_MONTHS, majority)))
        home = rng.randint(1, count)
        seats.append(FoundingSeat(rng.randbytes(32), born, controller, home))
    return tuple(seats)


def random_rule(
    rng: random.Random, rule: int, charter: Charter, from_day: int = 0
) -> RuleText:
    """Return a rule within bounds, with points around the caps of the charter."""
    cap = charter.category_cap
    return RuleText(
        rule=rule,
        category=rng.randint(1, 7),
        points=rng.choice((1, 5, cap // 3, cap // 2, cap, cap, min(cap + 1, 250), 250)),
        yearly_limit=rng.choice((0, 0, 0, 1, 2, 5, 1_000)),
        from_day=from_day,
        text_hash=rng.randbytes(32),
    )
