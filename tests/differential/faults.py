"""Deployments with one thing wrong: each takes a founding and spoils it."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from isonomia.spec.bounds import charter_bounds
from isonomia.spec.state import Charter
from isonomia.spec.transition import genesis
from tests.differential.comparison import require_equal
from tests.differential.founding import CHARTERS, MONTHS, Founding, month_of, random_founding
from tests.differential.playing import (
    CHARTER_HASH,
    INFRACTIONS_HASH,
    STANDARDS_HASH,
    Outcome,
    outcome_of,
)
from tests.harness.chain import Chain
from tests.harness.world import World

HUGE = 2**256 - 1

Fault = Callable[[Founding, random.Random], Founding]


def with_seat(founding: Founding, rng: random.Random, **changes: Any) -> Founding:
    """Change one random seat."""
    place = rng.randrange(len(founding.communities))
    seats = list(founding.communities[place].seats)
    index = rng.randrange(len(seats))
    seats[index] = replace(seats[index], **changes)
    return with_community(founding, place, seats=tuple(seats))


def with_community(founding: Founding, place: int, **changes: Any) -> Founding:
    communities = list(founding.communities)
    communities[place] = replace(communities[place], **changes)
    return replace(founding, communities=tuple(communities))


def bad_parameter(founding: Founding, rng: random.Random) -> Founding:
    position = rng.randrange(len(Charter.__slots__))
    name = Charter.__slots__[position]
    _, _, least, most = charter_bounds(founding.charter)[position]
    value = rng.choice((max(0, least - 1), most + 1))
    return replace(founding, charter=replace(founding.charter, **{name: value}))


def bad_parent(founding: Founding, rng: random.Random) -> Founding:
    place = rng.randrange(len(founding.communities))
    return with_community(founding, place, parent=rng.choice((0, 1, place + 1, place + 2, HUGE)))


def bad_threshold(founding: Founding, rng: random.Random) -> Founding:
    place = rng.randrange(len(founding.communities))
    seats = len(founding.communities[place].seats)
    threshold = rng.choice((0, 1, 2, -(-2 * seats // 3) - 1, seats + 1, 2**255, HUGE))
    return with_community(founding, place, threshold=threshold)


def too_many_seats(founding: Founding, rng: random.Random) -> Founding:
    seat = founding.communities[0].seats[0]
    seats = tuple(
        replace(seat, identity=rng.randbytes(32)) for _ in range(rng.choice((254, 255, 256)))
    )
    return with_community(founding, 0, seats=seats, threshold=200)


def bad_home(founding: Founding, rng: random.Random) -> Founding:
    return with_seat(founding, rng, home=rng.choice((0, len(founding.communities) + 1, HUGE)))


def bad_birth(founding: Founding, rng: random.Random) -> Founding:
    month = month_of(founding.now)
    majority = month - founding.charter.majority_years * MONTHS
    months = (0, 11, 12, month + 1, majority, majority + 1, month, 2**16, HUGE, month - 131 * 12)
    return with_seat(founding, rng, birth_month=rng.choice(months))


def bad_identity(founding: Founding, rng: random.Random) -> Founding:
    known = founding.communities[0].seats[0].identity
    return with_seat(founding, rng, identity=rng.choice((bytes(32), known)))


def bad_key(founding: Founding, rng: random.Random) -> Founding:
    return with_seat(founding, rng, controller=bytes(20))


def bad_rule(founding: Founding, rng: random.Random) -> Founding:
    name, values = rng.choice(
        (
            ("rule", (0, 2**32, HUGE)),
            ("category", (0, 8, HUGE)),
            ("points", (251, HUGE)),
            ("yearly_limit", (1_001, HUGE)),
            ("rule", (founding.rules[0].rule,)),
            ("from_day", (0, HUGE)),
        )
    )
    rule = replace(founding.rules[-1], **{name: rng.choice(values)})
    return replace(founding, rules=(*founding.rules[:-1], rule))


def bad_infraction(founding: Founding, rng: random.Random) -> Founding:
    name, values = rng.choice(
        (
            ("rule", (0, 2**32, HUGE)),
            ("points", (301, HUGE)),
            ("amount", (1, 999, 1_000, 2**40, HUGE)),
            ("sunset_days", (0, 364, 365, 1_826, 1_827, HUGE)),
            ("rule", (founding.infractions[0].rule,)),
            ("from_day", (0, HUGE)),
        )
    )
    text = replace(founding.infractions[-1], **{name: rng.choice(values)})
    return replace(founding, infractions=(*founding.infractions[:-1], text))


def bad_standard(founding: Founding, rng: random.Random) -> Founding:
    name, values = rng.choice(
        (
            ("standard", (0, 2**32, HUGE)),
            ("effect", (3, 256 + 1, HUGE)),
            ("sunset_days", (0, 29, 30, 730, 731, HUGE)),
            ("standard", (founding.standards[0].standard,)),
            ("from_day", (0, HUGE)),
        )
    )
    text = replace(founding.standards[-1], **{name: rng.choice(values)})
    return replace(founding, standards=(*founding.standards[:-1], text))


#: Every fault, with the refusals it leads to.
FAULTS: dict[Fault, set[str]] = {
    bad_parameter: {"CharterOutOfBounds"},
    bad_parent: {"ParentNotFounded"},
    bad_threshold: {"ThresholdOutOfBounds"},
    too_many_seats: {"TooManySeats"},
    bad_home: {"UnknownCommunity"},
    bad_birth: {"BirthInFuture", "BirthTooLongAgo", "SeatOfMinor"},
    bad_identity: {"ZeroIdentity", "AlreadyEnrolled"},
    bad_key: {"ZeroController"},
    bad_rule: {"RuleOutOfBounds", "RuleVersionOutOfOrder"},
    bad_infraction: {"RuleOutOfBounds", "RuleVersionOutOfOrder"},
    bad_standard: {"RuleOutOfBounds", "RuleVersionOutOfOrder"},
}


#: Foundings to try with each fault: enough for both bounds of every parameter and of every rule.
FOUNDINGS = dict.fromkeys(FAULTS, 60) | {
    bad_parameter: 600,
    bad_rule: 120,
    bad_infraction: 120,
    bad_standard: 120,
    too_many_seats: 8,
}


def compare_genesis(fault: Fault, number: int, chain: Chain | None = None) -> Outcome:
    """Deploy a random founding with a fault on both sides and return what came of it.

    Raises:
        Divergence: when the two sides differ
    """
    rng = random.Random(f"{fault.__name__} {number}")
    founding = fault(random_founding(rng, rng.choice(CHARTERS)), rng)
    parts = (
        founding.charter,
        founding.communities,
        founding.rules,
        founding.catalogue_hash,
        founding.now,
    )
    later, beacon = founding.now + founding.delay, founding.beacon
    catalogue = {
        "infractions": founding.infractions,
        "infractions_hash": INFRACTIONS_HASH,
        "standards": founding.standards,
        "standards_hash": STANDARDS_HASH,
    }
    expected = outcome_of(
        lambda: genesis(*parts, CHARTER_HASH, founded_at=later, beacon=beacon, **catalogue)[1]
    )
    with_delay = {"charter_hash": CHARTER_HASH, "delay": founding.delay, "beacon": beacon}
    found = outcome_of(lambda: World(*parts, **with_delay, **catalogue, chain=chain).genesis)
    require_equal(f"genesis with {fault.__name__} {number}", expected, found)
    return expected
