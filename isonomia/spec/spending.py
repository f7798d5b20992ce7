"""What lowers credits: only a redemption; and what gives them back: only its refund."""

from __future__ import annotations

from dataclasses import replace

from isonomia.spec.calendar import day_of, first_second
from isonomia.spec.credits import accrued
from isonomia.spec.draft import Draft
from isonomia.spec.overlays import (
    balance_quality,
    is_in_force,
    portion_quality,
    set_overlay,
)
from isonomia.spec.quality import POINTS_PER_TIER
from isonomia.spec.refusals import Refusal
from isonomia.spec.state import DEDUCTION, UPLIFT, Overlay, Person, State

ESSENTIAL = 0
BASE = 0
#: Of the source of a redemption: the portion below, the cause of its uplift above.
CAUSE_SHIFT = 8
PORTION_MASK = 0xFF


def credits_left(known: Draft | State, person: Person, time: int) -> int:
    """Return the millicredits a person has not spent by ``time``, whether closed or not."""
    return accrued(known.rate_steps, first_second(person.birth_month), time) - person.spent


def available(
    known: Draft | State, index: int, identity: bytes, tier: int, portion: int, time: int
) -> int:
    """Return the millicredits that the order on line ``index`` can take of the base or a portion.

    At Essential quality is not even read.

    Raises:
        Refusal: when the order can take nothing at all of it
    """
    person, day = known.people[identity], day_of(time)
    overlays = known.overlays.get(identity) or ()
    if person.closed:
        raise Refusal("SpenderClosed", index, identity)
    uplift = None if portion == BASE else _uplift(overlays, portion, day)
    if portion != BASE and uplift is None:
        raise Refusal("PortionNotInForce", index, identity, portion)
    credits = credits_left(known, person, time)
    if tier == ESSENTIAL:
        return credits
    needed = POINTS_PER_TIER * tier
    balance = balance_quality(person, overlays, day)
    quality = balance if uplift is None else portion_quality(balance, uplift)
    if quality < needed:
        raise Refusal("QualityTooLow", index, identity, quality, needed)
    if uplift is not None:
        return min(uplift.amount, credits)
    return max(0, credits - _withheld(overlays, balance, needed, day))


def spend(draft: Draft, index: int, identity: bytes, amount: int, portion: int, tier: int) -> int:
    """Take millicredits from the base or a portion, and return the source they came from."""
    most = available(draft, index, identity, tier, portion, draft.now)
    if amount > most:
        raise Refusal("CreditsTooFew", index, identity, most, amount)
    person = draft.people[identity]
    draft.people[identity] = replace(person, spent=person.spent + amount)
    if portion == BASE:
        return BASE
    uplift = draft.overlays[identity][portion - 1]
    set_overlay(draft, identity, portion - 1, replace(uplift, amount=uplift.amount - amount))
    return portion | uplift.cause << CAUSE_SHIFT


def restore(draft: Draft, identity: bytes, amount: int, source: int) -> None:
    """Give millicredits back, and to their uplift too while it is in force."""
    person = draft.people[identity]
    draft.people[identity] = replace(person, spent=person.spent - amount)
    portion, cause = source & PORTION_MASK, source >> CAUSE_SHIFT
    overlays = draft.overlays.get(identity) or ()
    if not 1 <= portion <= len(overlays):
        return
    overlay = overlays[portion - 1]
    if overlay.kind == UPLIFT and overlay.cause == cause and is_in_force(overlay, draft.today):
        set_overlay(draft, identity, portion - 1, replace(overlay, amount=overlay.amount + amount))


def _uplift(overlays: tuple[Overlay, ...], portion: int, day: int) -> Overlay | None:
    """Return the uplift of a portion, in force and with an amount left; ``None`` otherwise."""
    if portion > len(overlays):
        return None
    overlay = overlays[portion - 1]
    usable = overlay.kind == UPLIFT and is_in_force(overlay, day) and overlay.amount > 0
    return overlay if usable else None


def _withheld(overlays: tuple[Overlay, ...], balance: int, needed: int, day: int) -> int:
    """Return the millicredits whose own deductions keep them from so much quality.

    A deduction on the whole balance has no amount of its own.
    """
    return sum(
        overlay.amount
        for overlay in overlays
        if overlay.kind == DEDUCTION
        and is_in_force(overlay, day)
        and portion_quality(balance, overlay) < needed
    )
