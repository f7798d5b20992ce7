"""Who and what the tests of the contracts speak about: places, people, keys, rules, charters."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import Any, NamedTuple

from eth_account import Account
from eth_account.signers.local import LocalAccount

YEAR = 31_556_952
DAY = 86_400
#: 2024-06-15 11:30:00 UTC.
GENESIS = 1_718_451_000
GENESIS_DAY = GENESIS // DAY
NO_END = 2**24 - 1


def month(year: int, month_of_year: int) -> int:
    """Return a month as the contracts count them."""
    return year * 12 + month_of_year - 1


def hash_of(role: str) -> bytes:
    """Return a hash that stands for a role or a document."""
    return hashlib.sha256(role.encode()).digest()


def key_of(role: str) -> LocalAccount:
    """Return the key of a role."""
    return Account.from_key(hash_of(f"key of {role}"))


# ---- places and people ---------------------------------------------------------------------------

NATION, TOWN, VILLAGE = 1, 2, 3
SEATS = 3
THRESHOLD = 2
FIRST_TWO = 0b011
FIRST_TWO_SEATS = (0, 1)

ADULT_MONTH = month(1990, 4)
GENESIS_MONTH = month(2024, 6)

CITIZEN = hash_of("citizen")
STRANGER = hash_of("stranger")
NEWBORN = hash_of("newborn")

CITIZEN_KEY = key_of("citizen")
NEW_KEY = key_of("new")
GUARDIAN_KEY = key_of("guardian")
ATTACKER_KEY = key_of("attacker")


def seat_identity(community: int, seat: int) -> bytes:
    """Return the identity of the person who holds a seat."""
    return hash_of(f"seat {seat} of {community}")


def seat_key(community: int, seat: int) -> LocalAccount:
    """Return the key of the person who holds a seat."""
    return key_of(f"seat {seat} of {community}")


# ---- rules ---------------------------------------------------------------------------------------


class Rule(NamedTuple):
    """`RuleText`: one version of a rule as a council publishes it."""

    rule: int
    category: int
    points: int
    yearly_limit: int
    from_day: int
    text_hash: bytes


COUNCIL_WORK, DAILY_VOTE, SCIENCE, PUBLIC_DATA = 1, 2, 3, 4
UNKNOWN_RULE = 99

RULES = (
    Rule(COUNCIL_WORK, 1, 100, 0, 0, hash_of("council work")),
    Rule(DAILY_VOTE, 2, 20, 2, 0, hash_of("daily vote")),
    Rule(SCIENCE, 3, 150, 0, 0, hash_of("science")),
    Rule(PUBLIC_DATA, 4, 150, 0, 0, hash_of("public data")),
)


class Infraction(NamedTuple):
    """`InfractionText`: one version of an infraction rule as the root council publishes it."""

    rule: int
    points: int
    amount: int
    sunset_days: int
    from_day: int
    text_hash: bytes


SABOTAGE, FRAUD = 1, 2

INFRACTIONS = (
    Infraction(SABOTAGE, 100, 200_000, 730, 0, hash_of("sabotage")),
    Infraction(FRAUD, 300, 0, 365, 0, hash_of("fraud")),
)


class Standard(NamedTuple):
    """`StandardText`: one version of a standard as the root council publishes it."""

    standard: int
    effect: int
    sunset_days: int
    from_day: int
    text_hash: bytes


EMISSIONS, ACCESSIBILITY = 1, 2
SUSPENSION, COMMENDATION = 1, 2

STANDARDS = (
    Standard(EMISSIONS, SUSPENSION, 180, 0, hash_of("emissions")),
    Standard(ACCESSIBILITY, COMMENDATION, 365, 0, hash_of("accessibility")),
)

# ---- rounds --------------------------------------------------------------------------------------

NOMINATED, SECOND_CHANCE = 1, 2


class Terms(NamedTuple):
    """`RoundTerms`: what a round gives, and until when one can come in."""

    kind: int
    prizes: int
    points: int
    amount: int
    days_long: int
    entries_until: int


# ---- charters ------------------------------------------------------------------------------------

CHARTER_HASH = hash_of("charter")
CATALOGUE_HASH = hash_of("catalogue")
INFRACTIONS_HASH = hash_of("infractions")
STANDARDS_HASH = hash_of("standards")
EVIDENCE_HASH = hash_of("evidence")
SOURCE_HASH = hash_of("source")
MAJORITY_YEARS = 18

#: Parameters in the order of the ledger's constructor.
PILOT = {
    "categoryCap": 150,
    "annualCap": 400,
    "graceDays": 180,
    "filingDays": 90,
    "ruleNoticeDays": 30,
    "leaveDays": 365,
    "leaveWindowDays": 1826,
    "genesisRate": 1_000_000,
    "rateBase": 1_000_000,
    "ratePerDividend": 0,
    "rateChangeLimit": 1000,
    "rateNoticeDays": 30,
    "giftCap": 200,
    "usableQuality": 600,
}
#: Parameters in the order of the communities' constructor. Budgets are wider than the pilot's, so
#: that they are no obstacle where they are not the point.
COUNCILS = {
    "majorityYears": MAJORITY_YEARS,
    "budgetPerMember": 1000,
    "standingLoss": 100,
}
#: Parameters in the order of the pool's constructor.
LOTTERY = {
    "secondChanceBelow": 200,
    "prizePoints": 400,
    "prizeAmount": 500_000,
    "prizeDays": 365,
    "membersPerNomination": 1000,
}
#: Parameters in the order of the constructor of the cases.
DUE_PROCESS = {
    "noticeDays": 14,
    "ripeDays": 30,
    "verdictDays": 30,
    "challengeDays": 30,
    "accusationsPerYear": 4,
    "challengesPerYear": 4,
}
#: Parameters in the order of the assembly's constructor.
TERMS = {
    "termDays": 730,
    "volunteerDays": 30,
    "shareIndexStep": 100,
    "amendmentNoticeDays": 30,
}
#: Parameters in the order of the constructor of the services.
MARKET = {
    "accreditationDays": 1826,
    "priceNoticeDays": 30,
    "refundDays": 30,
}


def charter(**changes: int) -> tuple[int, ...]:
    """Return the pilot's parameters with some of them changed."""
    assert changes.keys() <= PILOT.keys()
    return tuple((PILOT | changes).values())


def pool_charter(**changes: int) -> tuple[int, ...]:
    """Return the pilot's parameters of the lottery with some of them changed."""
    assert changes.keys() <= LOTTERY.keys()
    return tuple((LOTTERY | changes).values())


def communities_charter(**changes: int) -> tuple[int, ...]:
    """Return the parameters of the communities with some of them changed."""
    assert changes.keys() <= COUNCILS.keys()
    return tuple((COUNCILS | changes).values())


def cases_charter(**changes: int) -> tuple[int, ...]:
    """Return the pilot's parameters of the cases with some of them changed."""
    assert changes.keys() <= DUE_PROCESS.keys()
    return tuple((DUE_PROCESS | changes).values())


def assembly_charter(**changes: int) -> tuple[int, ...]:
    """Return the pilot's parameters of the assembly with some of them changed."""
    assert changes.keys() <= TERMS.keys()
    return tuple((TERMS | changes).values())


def services_charter(**changes: int) -> tuple[int, ...]:
    """Return the pilot's parameters of the services with some of them changed."""
    assert changes.keys() <= MARKET.keys()
    return tuple((MARKET | changes).values())


def founding_seats(community: int, home: int) -> list[tuple[Any, ...]]:
    """Return the seats of one council as the constructor takes them."""
    return [
        (seat_identity(community, i), ADULT_MONTH, seat_key(community, i).address, home)
        for i in range(SEATS)
    ]


def founding() -> list[tuple[Any, ...]]:
    """Return a nation with a town and a village; the nation's councillors live in the town."""
    return [
        (0, THRESHOLD, founding_seats(NATION, TOWN)),
        (NATION, THRESHOLD, founding_seats(TOWN, TOWN)),
        (NATION, THRESHOLD, founding_seats(VILLAGE, VILLAGE)),
    ]


# ---- time ----------------------------------------------------------------------------------------


def first_second(birth_month: int) -> int:
    """Return the first second of a month, negative before 1970."""
    begin = datetime(birth_month // 12, birth_month % 12 + 1, 1, tzinfo=UTC)
    return int((begin - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds())


def first_day(birth_month: int) -> int:
    """Return the first day of a month, counted from 1970-01-01."""
    return first_second(birth_month) // DAY
