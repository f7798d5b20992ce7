"""Effects of findings: they suspend an organisation above Essential or commend it, for a time.

Nothing is written when one ends. Nothing of a person depends on any.
"""

from __future__ import annotations

from dataclasses import replace

from isonomia.spec.draft import Draft
from isonomia.spec.organisations import set_suspension
from isonomia.spec.state import Effect, Finding, StandardEffect

MOST_EFFECTS = 8
_NAME_BYTES = 8


def name_of(number: bytes) -> int:
    """Return how an effect names its finding: by the last 64 bits of its number."""
    return int.from_bytes(number[-_NAME_BYTES:], "big")


def lasts(effect: Effect, day: int) -> bool:
    """Return whether an effect has not ended by ``day``."""
    return day < effect.until_day


def is_commended(effects: tuple[Effect, ...], day: int) -> bool:
    """Return whether a commendation among an organisation's effects lasts on ``day``."""
    return any(
        effect.effect == StandardEffect.COMMENDATION and lasts(effect, day) for effect in effects
    )


def place(draft: Draft, organisation: int, effect: Effect) -> int | None:
    """Put an effect into the lowest place that is free, and return it; ``None`` without one."""
    effects = draft.effects.get(organisation) or ()
    ended = (at for at, former in enumerate(effects) if not lasts(former, draft.today))
    at = next(ended, len(effects))
    if at == MOST_EFFECTS:
        return None
    _set(draft, organisation, at, effect)
    return at


def effect_in_force(draft: Draft, number: bytes, finding: Finding) -> Effect | None:
    """Return the effect of a finding carried out; ``None`` once it has ended."""
    effect = draft.effects[finding.organisation][finding.place]
    is_its_own = effect.finding == name_of(number)
    return effect if is_its_own and lasts(effect, draft.today) else None


def end_effect(draft: Draft, number: bytes, finding: Finding) -> None:
    """End the effect of a finding today, if it still lasts."""
    effect = effect_in_force(draft, number, finding)
    if effect is not None:
        ended = replace(effect, until_day=draft.today)
        _set(draft, finding.organisation, finding.place, ended)


def _set(draft: Draft, organisation: int, at: int, effect: Effect) -> None:
    """Put an effect into its place; tell the services what it does to suspensions."""
    effects = draft.effects.get(organisation) or ()
    effects = (*effects[:at], effect, *effects[at + 1 :])
    draft.effects[organisation] = effects
    if effect.effect == StandardEffect.SUSPENSION:
        set_suspension(draft, organisation, suspended_until(effects, draft.today))


def suspended_until(effects: tuple[Effect, ...], day: int) -> int:
    """Return the latest end of the suspensions that have not ended by ``day``; 0 for none."""
    ends = (
        effect.until_day
        for effect in effects
        if effect.effect == StandardEffect.SUSPENSION and lasts(effect, day)
    )
    return max(ends, default=0)
