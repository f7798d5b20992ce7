"""The person's slot as docs/rules.md lays it out, written down once more."""

from __future__ import annotations

_FIELDS = (
    ("birth_month", 16),
    ("community", 24),
    ("quality", 16),
    ("decay_from", 24),
    ("leave_until", 24),
    ("tally_year", 16),
    *((f"tally_{category}", 8) for category in range(1, 8)),
    ("seat_community", 24),
    ("seat_index", 8),
    ("last_act_day", 24),
)


def person_word(**values: int) -> int:
    """Pack the named fields; the others are 0."""
    assert values.keys() <= {name for name, _ in _FIELDS}
    word = position = 0
    for name, bits in _FIELDS:
        value = values.get(name, 0)
        assert 0 <= value < 1 << bits, f"{name} does not fit"
        word |= value << position
        position += bits
    return word
