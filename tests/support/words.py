"""The slots of persons and overlays as docs/rules.md lays them out, written down once more."""

from __future__ import annotations

_FIELDS = (
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
)
_OVERLAY_FIELDS = (
    ("kind", 8),
    ("points", 16),
    ("from_day", 24),
    ("until_day", 24),
    ("amount", 40),
    ("cause", 64),
)


def person_word(**values: int) -> int:
    """Pack the named fields of a person; the others are 0."""
    return _packed(_FIELDS, values)


def overlay_word(**values: int) -> int:
    """Pack the named fields of an overlay; the others are 0."""
    return _packed(_OVERLAY_FIELDS, values)


def _packed(fields: tuple[tuple[str, int], ...], values: dict[str, int]) -> int:
    assert values.keys() <= {name for name, _ in fields}
    word = position = 0
    for name, bits in fields:
        value = values.get(name, 0)
        assert 0 <= value < 1 << bits, f"{name} does not fit"
        word |= value << position
        position += bits
    return word
