"""Overlays: what raises or lowers quality for a time, on the whole balance or on a portion of it.

Nothing is written when one ends. Overlays belong to the identity: awards, gifts, leave and changes
of keys neither see nor touch them.
"""

from __future__ import annotations

from dataclasses import replace

from isonomia.spec.draft import Draft
from isonomia.spec.events import OverlaySet
from isonomia.spec.people import person_of
from isonomia.spec.quality import CEILING, quality_on
from isonomia.spec.state import DEDUCTION, UPLIFT, Overlay, Person
from isonomia.spec.words import overlay_word

MOST_OVERLAYS = 8
WHOLE_BALANCE = 0


def is_in_force(overlay: Overlay, day: int) -> bool:
    """Return whether an overlay counts on ``day``."""
    return overlay.from_day <= day < overlay.until_day


def balance_quality(person: Person, overlays: tuple[Overlay, ...], day: int) -> int:
    """Return the points of a person's balance on ``day``: the base less what is deducted of all."""
    deducted = sum(
        overlay.points
        for overlay in overlays
        if overlay.kind == DEDUCTION
        and overlay.amount == WHOLE_BALANCE
        and is_in_force(overlay, day)
    )
    return max(0, quality_on(person, day) - deducted)


def portion_quality(balance: int, overlay: Overlay) -> int:
    """Return the points of the portion an overlay covers, where the balance has ``balance``."""
    if overlay.kind == UPLIFT:
        return min(balance + overlay.points, CEILING)
    return max(0, balance - overlay.points)


def place(draft: Draft, identity: bytes, overlay: Overlay) -> int | None:
    """Put an overlay where there is room, and return its index; ``None`` without room."""
    overlays = draft.overlays.get(identity) or ()
    index = _room(overlays, draft.today)
    if index == MOST_OVERLAYS:
        return None
    set_overlay(draft, identity, index, overlay)
    used = len(draft.overlays[identity])
    draft.people[identity] = replace(person_of(draft, identity), overlays=used)
    return index


def set_overlay(draft: Draft, identity: bytes, index: int, overlay: Overlay) -> None:
    """Put an overlay at an index, used or the next one, and announce it."""
    overlays = draft.overlays.get(identity) or ()
    draft.overlays[identity] = (*overlays[:index], overlay, *overlays[index + 1 :])
    draft.events.append(OverlaySet(identity, index, overlay_word(overlay)))


def _room(overlays: tuple[Overlay, ...], today: int) -> int:
    """Return the lowest index whose overlay has ended, else the next one."""
    ended = (index for index, overlay in enumerate(overlays) if today >= overlay.until_day)
    return next(ended, len(overlays))
