"""Random deployments: a charter, a tree of councils whose seats are people, and first rules."""

from __future__ import annotations

import random
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime

from isonomia.spec import presets
from isonomia.spec.bounds import charter_bounds
from isonomia.spec.finding_state import StandardText
from isonomia.spec.state import (
    DEVELOPMENT_BEACON,
    BeaconClock,
    Charter,
    FoundingCommunity,
    FoundingSeat,
    InfractionText,
    RuleText,
)
from tests.harness.keys import key_addresses, wallet_addresses

DAY = 86_400
MONTHS = 12
LONGEST_LIFE_MONTHS = 129 * MONTHS
CHARTERS = ("pilot", "minimal", "generous", "random")
RULE_IDS = (1, 2, 3, 4, 5, 7, 11, 400, 2**16, 2**32 - 1)
INFRACTION_RULE_IDS = (1, 2, 3, 400, 2**32 - 1)
STANDARD_IDS = (1, 2, 3, 400, 2**32 - 1)
#: In most foundings so many points a member and quarter that budgets seldom end what is tried.
WIDE_BUDGET = 1_000
#: Councils of these sizes, and so many of them, have seats enough outside any one for both panels.
_MANY = (8, 10)
_SMALL_COUNCILS = (3, 3, 4)


@dataclass(frozen=True)
class Founding:
    """Everything genesis is made from.

    `now` is the time of the ledger's deployment in seconds, `delay` how much later the communities
    follow; on a node it is a second at least. `beacon` says when the development beacon signs.
    """

    charter: Charter
    communities: tuple[FoundingCommunity, ...]
    rules: tuple[RuleText, ...]
    catalogue_hash: bytes
    now: int
    delay: int = 0
    beacon: BeaconClock = DEVELOPMENT_BEACON
    infractions: tuple[InfractionText, ...] = ()
    standards: tuple[StandardText, ...] = ()


def random_founding(
    rng: random.Random, charter: str, now: int | None = None, largest: int = 9
) -> Founding:
    """Return a deployment that no rule of genesis refuses, under one of `CHARTERS`.

    It happens at the second `now`, or at any time. No council has more than `largest` seats, nor
    has the catalogue more rules.
    """
    chosen = random_charter(rng) if charter == "random" else getattr(presets, charter)()
    if rng.random() < 0.75:
        chosen = replace(chosen, budget_per_member=WIDE_BUDGET)
    now = random_genesis_time(rng) if now is None else now
    return Founding(
        charter=chosen,
        communities=random_tree(rng, chosen, now, largest),
        rules=tuple(
            random_rule(rng, rule, chosen) for rule in rng.sample(RULE_IDS, min(8, largest))
        ),
        catalogue_hash=rng.randbytes(32),
        now=now,
        delay=rng.choice((0, 0, 0, 2, rng.randrange(2, 60 * DAY))),
        beacon=random_beacon(rng, now),
        infractions=tuple(random_infraction(rng, rule) for rule in INFRACTION_RULE_IDS[:3]),
        standards=tuple(random_standard(rng, standard) for standard in STANDARD_IDS[:3]),
    )


def random_beacon(rng: random.Random, now: int) -> BeaconClock:
    """Return the clock of a beacon: mostly the development beacon's, sometimes a strange one."""
    strange = (
        BeaconClock(0, 1),
        BeaconClock(now - 10, 30),
        BeaconClock(now + rng.randrange(20 * DAY), 3),
        BeaconClock(rng.randrange(now), rng.randint(1, 5_000)),
    )
    return rng.choice(strange) if rng.random() < 0.3 else DEVELOPMENT_BEACON


def random_charter(rng: random.Random) -> Charter:
    """Return a charter whose every value lies within its bounds, often on one of them.

    Bounds that follow another parameter follow one that is chosen before.
    """
    charter = presets.generous()
    names = [parameter.name for parameter in fields(Charter)]
    for name in sorted(names, key=lambda name: name != "leave_window_days"):
        _, _, least, most = charter_bounds(charter)[names.index(name)]
        value = rng.choice((least, most, rng.randint(least, most)))
        charter = replace(charter, **{name: value})
    return charter


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


def random_tree(
    rng: random.Random, charter: Charter, now: int, largest: int
) -> tuple[FoundingCommunity, ...]:
    """Return two to five communities with councils of two to `largest` adults, or many of them."""
    has_many = largest >= _MANY[0] and rng.random() < 0.5
    count = rng.randint(*_MANY) if has_many else rng.randint(2, min(5, largest))
    sizes = _SMALL_COUNCILS if has_many else (2, 2, 3, 3, 3, 4, 5, 6, 9)
    keys = iter(rng.sample(key_addresses(), 48))
    wallets = iter(rng.sample(wallet_addresses(), len(wallet_addresses())))
    communities = []
    for community in range(1, count + 1):
        size = min(largest, rng.choice(sizes))
        controllers = [
            next(wallets, next(keys)) if rng.random() < 0.15 else next(keys) for _ in range(size)
        ]
        if size > 2 and rng.random() < 0.3:
            controllers[-1] = rng.choice(controllers[:-1])
        threshold = rng.randint(max(2, -(-2 * size // 3)), len(set(controllers)))
        parent = rng.randrange(1, community) if community > 1 else 0
        seats = tuple(
            FoundingSeat(
                rng.randbytes(32), _adult_birth_month(rng, charter, now), key, rng.randint(1, count)
            )
            for key in controllers
        )
        communities.append(FoundingCommunity(parent, threshold, seats))
    return tuple(communities)


def _adult_birth_month(rng: random.Random, charter: Charter, now: int) -> int:
    majority = month_of(now) - charter.majority_years * MONTHS
    return rng.choice((majority, rng.randrange(month_of(now) - LONGEST_LIFE_MONTHS, majority)))


def random_rule(rng: random.Random, rule: int, charter: Charter, from_day: int = 0) -> RuleText:
    """Return a rule within bounds, with points around the caps of the charter."""
    cap = charter.category_cap
    return RuleText(
        rule=rule,
        category=rng.randint(1, 7),
        points=rng.choice((0, 1, 5, cap // 3, cap // 2, cap, cap, min(cap + 1, 250), 250)),
        yearly_limit=rng.choice((0, 0, 0, 1, 2, 5, 1_000)),
        from_day=from_day,
        text_hash=rng.randbytes(32),
    )


def random_infraction(rng: random.Random, rule: int, from_day: int = 0) -> InfractionText:
    """Return an infraction rule within bounds, on the whole balance or on a portion of it."""
    return InfractionText(
        rule=rule,
        points=rng.choice((0, 1, 50, 300, 300, rng.randint(1, 300))),
        amount=rng.choice((0, 0, 1_000, 20_000, 2**40 - 1)),
        sunset_days=rng.choice((365, 1_826, rng.randint(365, 1_826))),
        from_day=from_day,
        text_hash=rng.randbytes(32),
    )


def random_standard(rng: random.Random, standard: int, from_day: int = 0) -> StandardText:
    """Return a standard within bounds; now and then one that retires."""
    return StandardText(
        standard=standard,
        effect=rng.choice((0, 1, 1, 1, 1, 2, 2)),
        sunset_days=rng.choice((30, 730, rng.randint(30, 730))),
        from_day=from_day,
        text_hash=rng.randbytes(32),
    )
