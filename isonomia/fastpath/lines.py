"""One line of a bulk act: from the words before to the words after, and nothing else.

Every function is pure and says `Unusual` where the plain specification has to decide. What the
lines of a batch have in common is worked out once, by `isonomia.fastpath.terms`. A person is the
ledger's word (`isonomia.packed_words.PERSON_FIELDS`), a signatory the number that
`isonomia.fastpath.packing.packed_signatory` makes. Days are counted from 1970, times in seconds,
amounts in millicredits.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from isonomia.fastpath.packing import SIGNATORY_FIELDS, shifts_of
from isonomia.fastpath.unusual import Unusual
from isonomia.packed_words import PERSON_FIELDS
from isonomia.spec import calendar
from isonomia.spec.calendar import DAY, FIRST_MONTH, LAST_MONTH, MONTHS_PER_YEAR, YEAR
from isonomia.spec.credits import accrued
from isonomia.spec.keccak import keccak256
from isonomia.spec.orders import NONCES_END, REACH, WINDOW
from isonomia.spec.people import LONGEST_LIFE
from isonomia.spec.quality import CEILING, POINTS_PER_TIER
from isonomia.spec.spending import ESSENTIAL
from isonomia.spec.state import CATEGORIES, RateStep, RuleTimes

_AT = shifts_of(PERSON_FIELDS)
_BITS = dict(PERSON_FIELDS)
COMMUNITY, QUALITY, DECAY_FROM = _AT["community"], _AT["quality"], _AT["decay_from"]
LEAVE_UNTIL, TALLY_YEAR, TALLIES = _AT["leave_until"], _AT["tally_year"], _AT["tally_1"]
GIVEN, SEAT_COMMUNITY, SEAT_INDEX = _AT["given"], _AT["seat_community"], _AT["seat_index"]
LAST_ACT_DAY, OPTED_OUT, SPENT = _AT["last_act_day"], _AT["opted_out"], _AT["spent"]
OVERLAYS, CLOSED = _AT["overlays"], _AT["closed"]
MONTH_MASK, COMMUNITY_MASK = 2**16 - 1, 2**24 - 1
POINTS_MASK, YEAR_MASK, DAY_MASK, BYTE_MASK = 2**10 - 1, 2**10 - 1, 2**20 - 1, 2**8 - 1
_TALLY_BITS, _TALLIES_MASK = _BITS["tally_1"], (1 << 8 * CATEGORIES) - 1
_SPENT_MASK, _OVERLAYS_MASK = (1 << _BITS["spent"]) - 1, (1 << _BITS["overlays"]) - 1
#: Both flags stand side by side: a person takes part when neither is set.
_FLAGS_MASK = 0b11
#: Fields that an award leaves as they are.
_KEPT_BY_AWARDS = sum(
    (1 << _BITS[name]) - 1 << _AT[name]
    for name in (
        "birth_month",
        "community",
        "leave_until",
        "seat_community",
        "seat_index",
        "overlays",
        "opted_out",
        "closed",
        "spent",
    )
)

_SIGNED_AT = shifts_of(SIGNATORY_FIELDS)
_SEEN_MASK, _FLOOR_MASK = 2**16 - 1, 2**24 - 1
_FLOOR, _LAPSE_DAY, _CONTROLLER = (
    _SIGNED_AT["order_floor"],
    _SIGNED_AT["lapse_day"],
    _SIGNED_AT["controller"],
)
_LAPSE_MASK = 2**24 - 1
_ABOVE_ORDERS = -1 << _LAPSE_DAY

#: The calendar asks the standard library each time; people share their months of birth.
first_day_of = cache(calendar.first_day)
rule_times_of = cache(RuleTimes)


# ---- enrolments ----------------------------------------------------------------------------------


def enrolled(community: int, birth_month: int, now: int) -> int:
    """Return the word of somebody enrolled into a community at a second.

    The caller sees to it that nobody has the identity yet, and that it is not zero.
    """
    if not FIRST_MONTH <= birth_month <= LAST_MONTH or community > COMMUNITY_MASK:
        raise Unusual
    birth = first_day_of(birth_month) * DAY
    if not now - LONGEST_LIFE <= birth <= now:
        raise Unusual
    return community << COMMUNITY | birth_month


# ---- keys ----------------------------------------------------------------------------------------


def bound(
    word: int, controller: int, community: int, today: int, majority_years: int
) -> tuple[int, int]:
    """Return the signatory and the lapse day of a member of a community who had no key at all.

    Args:
        word: of the person
        controller: the address as a whole number
        community: whose council binds
        today: day of the act
        majority_years: years after which a person is of age
    """
    if word >> COMMUNITY & COMMUNITY_MASK != community or controller == 0:
        raise Unusual
    majority = first_day_of((word & MONTH_MASK) + MONTHS_PER_YEAR * majority_years)
    lapse_day = majority if today < majority else 0
    return controller << _CONTROLLER | lapse_day << _LAPSE_DAY, lapse_day


# ---- awards --------------------------------------------------------------------------------------


class AwardTerms(NamedTuple):
    """What the lines of one batch of awards have in common.

    Attributes:
        community: whose council awards
        signers: bitmap of its seats that signed
        today: day of the act
        year: its allocation year
        first_act_day: the earliest day of an act that the version covers and that is in time
        last_act_day: the latest such day
        category_shift: bits below the category among the tallies
        points: what one award gives
        category_cap: points of one category in a year
        annual_cap: points of a year
        grace_days: days before decay begins
        yearly_limit: awards of the rule in a year; 0 for any number
    """

    community: int
    signers: int
    today: int
    year: int
    first_act_day: int
    last_act_day: int
    category_shift: int
    points: int
    category_cap: int
    annual_cap: int
    grace_days: int
    yearly_limit: int


def awarded(terms: AwardTerms, word: int, act_day: int) -> int:
    """Return the word of a person once they are awarded for an act on a day.

    The yearly limit of the rule is looked after by `times_after`.
    """
    if word >> COMMUNITY & COMMUNITY_MASK != terms.community or word >> OPTED_OUT & _FLAGS_MASK:
        raise Unusual
    require_impartial(word, terms.community, terms.signers)
    if not terms.first_act_day <= act_day <= terms.last_act_day:
        raise Unusual
    if act_day < first_day_of(word & MONTH_MASK):
        raise Unusual
    year, points, today, shift = terms.year, terms.points, terms.today, terms.category_shift
    decay_from = word >> DECAY_FROM & DAY_MASK
    quality = quality_of(word, today) + points
    tallies = given = 0
    if word >> TALLY_YEAR & YEAR_MASK == year:
        tallies, given = word >> TALLIES & _TALLIES_MASK, word >> GIVEN & BYTE_MASK
    if (
        quality > CEILING
        or (tallies >> shift & BYTE_MASK) + points > terms.category_cap
        or sum(tallies.to_bytes(CATEGORIES)) + points > terms.annual_cap
    ):
        raise Unusual
    decays = max(act_day, word >> LEAVE_UNTIL & DAY_MASK) + terms.grace_days
    if decays > decay_from:
        decay_from = decays
        if decays > DAY_MASK:
            raise Unusual
    return (
        word & _KEPT_BY_AWARDS
        | quality << QUALITY
        | decay_from << DECAY_FROM
        | year << TALLY_YEAR
        | tallies + (points << shift) << TALLIES
        | given << GIVEN
        | act_day << LAST_ACT_DAY
    )


def times_after(terms: AwardTerms, record: RuleTimes | None) -> RuleTimes:
    """Return how often a person was awarded under a limited rule, with this award counted."""
    times = record.times if record is not None and record.year == terms.year else 0
    if times >= terms.yearly_limit:
        raise Unusual
    return rule_times_of(terms.year, times + 1)


def category_shift(category: int) -> int:
    """Return how many bits of the tallies lie below a category, from 1."""
    return (category - 1) * _TALLY_BITS


def quality_of(word: int, day: int) -> int:
    """Return a person's points on a day, without overlays."""
    faded = day - (word >> DECAY_FROM & DAY_MASK)
    quality = word >> QUALITY & POINTS_MASK
    if faded <= 0:
        return quality
    return quality - faded if quality > faded else 0


def require_impartial(word: int, community: int, signers: int) -> None:
    """Say `Unusual` of a person who signed the act of a council for a seat of theirs."""
    if (
        word >> SEAT_COMMUNITY & COMMUNITY_MASK == community
        and signers >> (word >> SEAT_INDEX & BYTE_MASK) & 1
    ):
        raise Unusual


# ---- nominations ---------------------------------------------------------------------------------


def require_nominable(word: int, community: int, signers: int) -> None:
    """Say `Unusual` of anybody but a member who takes part and did not sign the act."""
    if word >> COMMUNITY & COMMUNITY_MASK != community or word >> OPTED_OUT & _FLAGS_MASK:
        raise Unusual
    require_impartial(word, community, signers)


# ---- redemptions ---------------------------------------------------------------------------------


class OfferTerms(NamedTuple):
    """What orders of one offer have in common on one day; it can be served that day.

    Attributes:
        tier: from 0, Essential
        price: millicredits a unit
    """

    tier: int
    price: int


class CreditTerms(NamedTuple):
    """How credits accrued until one second.

    Attributes:
        now: that second
        today: its day
        steps: of the rate
        until: the second up to which the first rate held; people born after it are left to `steps`
        since: millicredit-seconds a year that all later rates gave to somebody born before it
    """

    now: int
    today: int
    steps: tuple[RateStep, ...]
    until: int
    since: int


def credit_terms(steps: tuple[RateStep, ...], now: int) -> CreditTerms:
    """Return how credits accrued under steps of the rate until a second."""
    until, since = now, 0
    for step in reversed(steps[1:]):
        if step.starts_at < until:
            since += step.rate * (until - step.starts_at)
            until = step.starts_at
    return CreditTerms(now, now // DAY, steps, until, since)


def credits_of(terms: CreditTerms, word: int) -> int:
    """Return the millicredits a person has not spent."""
    birth = first_day_of(word & MONTH_MASK) * DAY
    if birth <= terms.until:
        credits = (terms.since + terms.steps[0].rate * (terms.until - birth)) // YEAR
    else:
        credits = accrued(terms.steps, birth, terms.now)
    return credits - (word >> SPENT & _SPENT_MASK)


def redeemed(terms: CreditTerms, offer: OfferTerms, word: int, quantity: int, amount: int) -> int:
    """Return the word of a person once an order was redeemed from the base.

    Above Essential, anybody with overlays is left to the plain specification.
    """
    if quantity == 0 or amount != quantity * offer.price or word >> CLOSED & 1:
        raise Unusual
    if offer.tier != ESSENTIAL and (
        word >> OVERLAYS & _OVERLAYS_MASK
        or quality_of(word, terms.today) < POINTS_PER_TIER * offer.tier
    ):
        raise Unusual
    if amount > credits_of(terms, word) or (word >> SPENT & _SPENT_MASK) + amount > _SPENT_MASK:
        raise Unusual
    return word + (amount << SPENT)


def order_used(signatory: int, nonce: int, today: int) -> int:
    """Return a signatory whose key is in force once the order with a nonce is used."""
    lapse_day = signatory >> _LAPSE_DAY & _LAPSE_MASK
    if lapse_day and today >= lapse_day:
        raise Unusual
    floor, seen = signatory >> _FLOOR & _FLOOR_MASK, signatory & _SEEN_MASK
    if not floor <= nonce < min(floor + REACH, NONCES_END):
        raise Unusual
    if nonce >= floor + WINDOW:
        passed = nonce - (WINDOW - 1) - floor
        floor, seen = floor + passed, seen >> passed
    bit = 1 << nonce - floor
    if seen & bit:
        raise Unusual
    return signatory & _ABOVE_ORDERS | floor << _FLOOR | seen | bit


def leaf(
    batch: bytes, index: int, identity: bytes, offer: bytes, bought: bytes, now: bytes
) -> bytes:
    """Return the leaf of a redemption, 32 bytes.

    Args:
        batch: its number, 32 bytes
        index: its place in the batch
        identity: who redeemed, 32 bytes
        offer: its number, 32 bytes
        bought: quantity, amount and source, 32 bytes each
        now: second of the redemption, 32 bytes
    """
    return keccak256(b"".join((batch, index.to_bytes(32), identity, offer, bought, now)))
