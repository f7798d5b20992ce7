"""The deduction that an infraction carried out makes, and its end before time."""

from __future__ import annotations

from dataclasses import replace

from isonomia.spec.draft import Draft
from isonomia.spec.overlays import is_in_force, set_overlay
from isonomia.spec.state import DEDUCTION, Case, Overlay

_CAUSE_BYTES = 8


def cause_of(number: bytes) -> int:
    """Return the cause by which an overlay names its case: the last 64 bits of its number."""
    return int.from_bytes(number[-_CAUSE_BYTES:], "big")


def deduction_in_force(draft: Draft, number: bytes, case: Case) -> Overlay | None:
    """Return the deduction a case made; ``None`` once it has ended or was forgotten."""
    overlays = draft.overlays.get(case.identity) or ()
    if case.overlay >= len(overlays):
        return None
    overlay = overlays[case.overlay]
    is_its_own = overlay.kind == DEDUCTION and overlay.cause == cause_of(number)
    return overlay if is_its_own and is_in_force(overlay, draft.today) else None


def end_deduction(draft: Draft, number: bytes, case: Case) -> None:
    """End today the deduction a case made, if it is still in force."""
    overlay = deduction_in_force(draft, number, case)
    if overlay is None:
        return
    ended = replace(overlay, until_day=draft.today)
    set_overlay(draft, case.identity, case.overlay, ended)
