"""What people call the forms of organisations, the kinds of services and the tiers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from isonomia import words
from isonomia.errors import IsonomiaError
from isonomia.words import TIER_NAMES

#: By the contracts' number.
FORMS = {1: "non-profit", 2: "for-profit", 3: "public"}
#: By the contracts' number.
KINDS = {
    1: "education",
    2: "transit",
    3: "health",
    4: "communication",
    5: "housing",
    6: "recreation",
    7: "energy",
    8: "water",
    9: "food",
    10: "care",
    11: "legal help",
    12: "culture",
}
#: By the contracts' number: what a finding does to the organisation it is about.
EFFECTS = {1: "suspension", 2: "commendation"}
STARS = 5

_TIERS = dict(enumerate(TIER_NAMES))


class ServiceWordError(IsonomiaError):
    """A word for something of services that means nothing; the error lists those that do."""


def form_name(form: int) -> str:
    """Say what form an organisation has."""
    return FORMS.get(form, f"form {form}")


def kind_name(kind: int) -> str:
    """Say what kind a service is of."""
    return KINDS.get(kind, f"kind {kind}")


def kind_names(bits: int) -> list[str]:
    """Return the names of the kinds whose bits are set, bit ``kind - 1`` each."""
    return [name for kind, name in KINDS.items() if bits >> (kind - 1) & 1]


def tier_name(tier: int) -> str:
    """Say what a tier is called."""
    return _TIERS.get(tier, f"tier {tier}")


def effect_name(effect: int) -> str:
    """Say what a finding under a standard does."""
    return EFFECTS.get(effect, "none: retired")


def form_number(text: str) -> int:
    """Return a form by name or number. Raises `ServiceWordError`."""
    return _number(FORMS, "form of organisation", text)


def kind_number(text: str) -> int:
    """Return a kind of service by name or number. Raises `ServiceWordError`."""
    return _number(KINDS, "kind of service", text)


def tier_number(text: str) -> int:
    """Return a tier by name or number. Raises `ServiceWordError`."""
    return _number(_TIERS, "tier", text)


def kind_bits(texts: Iterable[str]) -> int:
    """Return the bits of kinds given by name or number. Raises `ServiceWordError`."""
    bits = 0
    for text in texts:
        bits |= 1 << (kind_number(text) - 1)
    return bits


def histogram(counts: Iterable[int]) -> str:
    """Write ratings by their stars, the best first: ``5 stars 12, 4 stars 3, ...``."""
    by_stars = list(enumerate(counts, start=1))
    return ", ".join(f"{words.count(stars, 'star')} {count:,}" for stars, count in by_stars[::-1])


def mean_of_stars(counts: Sequence[int]) -> str:
    """Write the mean of ratings, of which there is one at least, by one decimal, rounded down."""
    tenths = 10 * sum(stars * count for stars, count in enumerate(counts, start=1)) // sum(counts)
    return f"{tenths // 10}.{tenths % 10}"


def _number(names: Mapping[int, str], what: str, text: str) -> int:
    wanted = text.strip().lower().replace("_", " ")
    if wanted.isdecimal() and int(wanted) in names:
        return int(wanted)
    for number, name in names.items():
        if wanted in (name.lower(), name.lower().replace(" ", "-")):
            return number
    known = ", ".join(f"{name} ({number})" for number, name in names.items())
    raise ServiceWordError(f"{text!r} is no {what}: give one of {known}")
