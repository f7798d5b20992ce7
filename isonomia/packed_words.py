"""Storage words of the ledger, taken apart and put together."""

from __future__ import annotations

from isonomia.spec.quality import LEAVES_KEPT
from isonomia.spec.state import Leave

#: The fields of a person's slot and their bits, lowest first, as docs/rules.md lays them out.
WORD_FIELDS: tuple[tuple[str, int], ...] = (
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
    ("unused", 24),
)
_LEAVE_BITS = 32
_LEAVE_LENGTH_BITS = 12


def unpack_person(word: int) -> dict[str, int]:
    """Return the fields of a person's slot by name."""
    fields = {}
    for name, bits in WORD_FIELDS:
        fields[name] = word & (1 << bits) - 1
        word >>= bits
    return fields


def pack_leaves(leaves: tuple[Leave, ...]) -> int:
    """Return the word in which the ledger keeps the latest leaves, the last one lowest."""
    word = 0
    for leave in leaves[-LEAVES_KEPT:]:
        word = word << _LEAVE_BITS | leave.start << _LEAVE_LENGTH_BITS | leave.days
    return word
