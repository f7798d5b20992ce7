"""The person's slot as one 256-bit word."""

from __future__ import annotations

from isonomia.spec.state import Person


def person_word(person: Person) -> int:
    """Return the word in which the ledger keeps a person.

    Raises:
        OverflowError: when a value does not fit its field
    """
    fields = (
        (person.birth_month, 16),
        (person.community, 24),
        (person.quality, 16),
        (person.decay_from, 24),
        (person.leave_until, 24),
        (person.tally_year, 16),
        *((tally, 8) for tally in person.tallies),
        (person.seat_community, 24),
        (person.seat_index, 8),
        (person.last_act_day, 24),
    )
    word = position = 0
    for value, bits in fields:
        if not 0 <= value < 1 << bits:
            raise OverflowError(f"{value} does not fit {bits} bits at bit {position}")
        word |= value << position
        position += bits
    return word
