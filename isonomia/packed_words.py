"""Storage words of the contracts, taken apart and put together."""

from __future__ import annotations

from collections.abc import Sequence

from isonomia.spec.quality import LEAVES_KEPT
from isonomia.spec.state import Leave, RuleTimes, YearCount

Fields = tuple[tuple[str, int], ...]
#: Fields of each word and their bits, lowest first, as docs/rules.md lays them out.
PERSON_FIELDS: Fields = (
    ("birth_month", 16),
    ("community", 24),
    ("quality", 10),
    ("decay_from", 20),
    ("leave_until", 20),
    ("tally_year", 10),
    *((f"tally_{category}", 8) for category in range(1, 8)),
    ("given", 8),
    ("seat_community", 24),
    ("seat_index", 8),
    ("last_act_day", 20),
    ("overlays", 4),
    ("opted_out", 1),
    ("closed", 1),
    ("spent", 32),
    ("unused", 2),
)
OVERLAY_FIELDS: Fields = (
    ("kind", 8),
    ("points", 16),
    ("from_day", 24),
    ("until_day", 24),
    ("amount", 40),
    ("cause", 64),
    ("unused", 80),
)
#: A case, as the contract that keeps it packs it; what it is about stands in its number.
CASE_FIELDS: Fields = (
    ("stage", 4),
    ("ground", 3),
    ("reviewed", 1),
    ("filed_at", 40),
    ("since", 40),
    ("panel", 40),
    ("community", 24),
    ("notice_days", 8),
    ("ripe_days", 8),
    ("verdict_days", 8),
    ("detail", 32),
    ("overlay", 8),
    ("unused", 40),
)
#: An effect of a finding on an organisation, as `isonomia.spec.words.effect_word` writes it.
EFFECT_FIELDS: Fields = (
    ("standard", 32),
    ("until_day", 24),
    ("effect", 8),
    ("finding", 64),
    ("unused", 128),
)
#: All of an offer but the hash of its text, as the contract that keeps it packs it.
OFFER_FIELDS: Fields = (
    ("organisation", 32),
    ("kind", 8),
    ("tier", 8),
    ("price", 32),
    ("next_price", 32),
    ("next_price_day", 24),
    ("from_day", 24),
    ("until_day", 24),
    ("basis", 32),
    ("unused", 40),
)
#: All of an organisation but the key offered to follow and the hash of its text.
ORGANISATION_FIELDS: Fields = (
    ("key", 160),
    ("until_day", 24),
    ("suspended_until", 24),
    ("community", 24),
    ("form", 8),
    ("kinds", 16),
)
#: Versions of rules of awards, rules of infractions and standards, all but the hash of their text.
RULE_FIELDS: Fields = (
    ("category", 8),
    ("points", 16),
    ("yearly_limit", 16),
    ("from_day", 24),
    ("until_day", 24),
    ("category_cap", 8),
    ("annual_cap", 16),
    ("grace_days", 16),
    ("filing_days", 16),
)
INFRACTION_FIELDS: Fields = (
    ("points", 16),
    ("amount", 40),
    ("sunset_days", 16),
    ("from_day", 24),
    ("until_day", 24),
    ("filing_days", 16),
)
STANDARD_FIELDS: Fields = (
    ("effect", 8),
    ("sunset_days", 16),
    ("from_day", 24),
    ("until_day", 24),
    ("filing_days", 16),
)
#: What changes about a council when it acts.
COUNCIL_FIELDS: Fields = (
    ("threshold", 8),
    ("members", 32),
    ("nonce", 32),
    ("quarter", 10),
    ("used", 31),
    ("full_again", 20),
    ("share_index", 11),
    ("chain", 112),
)
_PARAMETER_BITS, _CHARTER_BITS = 19, 114
_LEAVE_BITS = 32
_LEAVE_LENGTH_BITS = 12
_RULE_TIMES_BITS = 16
_YEAR_COUNT_BITS = 8


def unpack_person(word: int) -> dict[str, int]:
    """Return the fields of a person's slot by name."""
    return _unpack(PERSON_FIELDS, word)


def unpack_overlay(word: int) -> dict[str, int]:
    """Return the fields of an overlay's slot by name."""
    return _unpack(OVERLAY_FIELDS, word)


def unpack_case(word: int) -> dict[str, int]:
    """Return the fields of a case's slot by name."""
    return _unpack(CASE_FIELDS, word)


def unpack_effect(word: int) -> dict[str, int]:
    """Return the fields of an effect's slot by name."""
    return _unpack(EFFECT_FIELDS, word)


def unpack_offer(word: int) -> dict[str, int]:
    """Return the fields of an offer's slot by name."""
    return _unpack(OFFER_FIELDS, word)


def unpack_rule(word: int) -> dict[str, int]:
    """Return the fields of the word of a version of a rule by name."""
    return _unpack(RULE_FIELDS, word)


def unpack_infraction(word: int) -> dict[str, int]:
    """Return the fields of the word of a version of an infraction rule by name."""
    return _unpack(INFRACTION_FIELDS, word)


def pack_pending_charter(former: Sequence[int], latest: Sequence[int], from_day: int) -> int:
    """Return the slot of a charter of up to six parameters and of its latest amendment.

    Args:
        former: parameters before the amendment; none when there was none
        latest: parameters from its day on
        from_day: first day of the amendment; 0 when there was none
    """
    return (
        _pack_parameters(former)
        | _pack_parameters(latest) << _CHARTER_BITS
        | from_day << 2 * _CHARTER_BITS
    )


def pack_leaves(leaves: tuple[Leave, ...]) -> int:
    """Return the word in which the ledger keeps the latest leaves, the last one lowest."""
    word = 0
    for leave in leaves[-LEAVES_KEPT:]:
        word = word << _LEAVE_BITS | leave.start << _LEAVE_LENGTH_BITS | leave.days
    return word


def pack_rule_times(counted: RuleTimes) -> int:
    """Return the word in which the ledger keeps awards under a rule: the year above the times."""
    return counted.year << _RULE_TIMES_BITS | counted.times


def pack_year_count(counted: YearCount) -> int:
    """Return the word of a count of cases or findings in a year: the year above the times."""
    return counted.year << _YEAR_COUNT_BITS | counted.times


def _unpack(fields: Fields, word: int) -> dict[str, int]:
    values = {}
    for name, bits in fields:
        values[name] = word & (1 << bits) - 1
        word >>= bits
    return values


def _pack_parameters(values: Sequence[int]) -> int:
    return sum(value << position * _PARAMETER_BITS for position, value in enumerate(values))
