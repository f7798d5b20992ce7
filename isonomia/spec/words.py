"""The 256-bit words in which the contracts keep a person, an overlay and an effect."""

from __future__ import annotations

from collections.abc import Iterable

from isonomia.spec.state import Effect, Overlay, Person


def person_word(person: Person) -> int:
    """Return the word in which the ledger keeps a person.

    Raises:
        OverflowError: when a value does not fit its field
    """
    return _packed(
        (
            (person.birth_month, 16),
            (person.community, 24),
            (person.quality, 10),
            (person.decay_from, 20),
            (person.leave_until, 20),
            (person.tally_year, 10),
            *((tally, 8) for tally in person.tallies),
            (person.given, 8),
            (person.seat_community, 24),
            (person.seat_index, 8),
            (person.last_act_day, 20),
            (person.overlays, 4),
            (person.opted_out, 1),
            (person.closed, 1),
            (person.spent, 32),
        )
    )


def overlay_word(overlay: Overlay) -> int:
    """Return the word in which the ledger keeps an overlay.

    Raises:
        OverflowError: when a value does not fit its field
    """
    return _packed(
        (
            (overlay.kind, 8),
            (overlay.points, 16),
            (overlay.from_day, 24),
            (overlay.until_day, 24),
            (overlay.amount, 40),
            (overlay.cause, 64),
        )
    )


def effect_word(effect: Effect) -> int:
    """Return the word in which the findings keep an effect on an organisation.

    Raises:
        OverflowError: when a value does not fit its field
    """
    return _packed(
        (
            (effect.standard, 32),
            (effect.until_day, 24),
            (effect.effect, 8),
            (effect.finding, 64),
        )
    )


def _packed(fields: Iterable[tuple[int, int]]) -> int:
    """Return values of so many bits side by side, the first one lowest."""
    word = position = 0
    for value, bits in fields:
        if not 0 <= value < 1 << bits:
            raise OverflowError(f"{value} does not fit {bits} bits at bit {position}")
        word |= value << position
        position += bits
    return word
