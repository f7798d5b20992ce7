"""Where random actions come from: a mood for each case, an intent, and sometimes a flaw."""

from __future__ import annotations

import random
from typing import Any

from isonomia.spec import actions
from isonomia.spec.state import State
from tests.differential import flaws
from tests.differential.cases import Step, step_at
from tests.differential.intent import INTENTS, Fields, Scene
from tests.differential.lottery_flaws import LOTTERY_FLAWS
from tests.differential.lottery_intent import LOTTERY, instead
from tests.differential.timing import later

ALL_INTENTS = {**INTENTS, **LOTTERY}
SPECIFIC = {**flaws.SPECIFIC, **LOTTERY_FLAWS}
_KINDS = tuple(ALL_INTENTS)

#: How often each kind of action is tried, in the order of `INTENTS` and of `LOTTERY`. No case is of
#: one mind only.
_SELDOM = (3, 2, 1, 2, 1, 1, 1, 1)
MOODS = {
    "enrolling": (30, 20, 12, 4, 3, 10, 5, 4, *_SELDOM),
    "earning": (3, 3, 70, 4, 3, 4, 4, 3, *_SELDOM),
    "travelling": (3, 4, 20, 3, 3, 8, 35, 28, *_SELDOM),
    "restless": (1, 2, 6, 1, 1, 3, 44, 42, *_SELDOM),
    "governing": (5, 4, 20, 28, 25, 10, 3, 2, *_SELDOM),
    "drawing": (4, 6, 8, 2, 1, 3, 2, 2, 8, 14, 22, 24, 10, 8, 18, 8),
}
#: The beginning of cases in which lots are drawn: without gifts there are no prizes.
_GIVING = (1, 3, 50, 1, 1, 1, 1, 1, 40, 1, 1, 1, 1, 1, 1, 1)
_GIVING_STEPS = 40
#: More likely than any other mood where a year's awards suffice to give something away.
DRAWING = ("drawing",) * 7
FLAWED = 0.33
REPLAYED = 0.03


class Source:
    """Makes up one action after another for a state that others change in the meantime."""

    def __init__(self, rng: random.Random, state: State, now: int) -> None:
        self._rng = rng
        self._state = state
        can_give = (
            0 < state.charter.gift_cap <= state.charter.annual_cap - state.charter.usable_quality
        )
        mood = rng.choice((*MOODS, *DRAWING) if can_give else tuple(MOODS))
        self._weights = MOODS[mood]
        self._draws = mood == "drawing"
        self._giving = _GIVING_STEPS if self._draws else 0
        self._favourites = rng.sample(list(state.people), min(3, len(state.people)))
        self._former: dict[bytes, list[bytes]] = {}
        self._accepted: list[Any] = []
        self._now = now

    def step(self) -> Step:
        """Return the next action and its time."""
        self._now = later(self._rng, self._state, self._now)
        if self._accepted and self._rng.random() < REPLAYED:
            action = self._rng.choice(self._accepted)
        else:
            action = self._new()
        return step_at(self._state, action, self._now)

    def accepted(self, action: Any, controller: bytes | None) -> None:
        """Note an action that was carried out, and the key the person had before it.

        People who hold no seat become favourites too: seats often may not sign about themselves.
        """
        self._accepted.append(action)
        if isinstance(action, actions.Enrol):
            for identity in action.identities:
                self._favourites[self._rng.randrange(len(self._favourites))] = identity
        if controller is not None and isinstance(action, actions.ChangeController):
            self._former.setdefault(action.identity, []).append(controller)

    def _new(self) -> Any:
        scene = Scene(self._rng, self._state, self._now, self._favourites, self._former)
        weights = _GIVING if self._giving > 0 else self._weights
        self._giving -= 1
        (kind,) = self._rng.choices(_KINDS, weights)
        if self._draws and self._rng.random() < 0.9:
            kind = instead(scene, kind)
        made = ALL_INTENTS[kind](scene)
        if self._rng.random() < FLAWED:
            spoil(scene, kind, made, specific=self._rng.random() < 0.5)
        return kind(**made)


def spoil(scene: Scene, kind: type[Any], fields: Fields, specific: bool) -> None:
    """Put a flaw into an act: one of its kind, or one that any act of its sort can have."""
    general = flaws.COUNCIL if issubclass(kind, actions.CouncilAct) else flaws.PERSON
    if "nonce" not in fields:
        general = ()
    preferred, otherwise = (SPECIFIC[kind], general) if specific else (general, SPECIFIC[kind])
    scene.rng.choice(preferred or otherwise)(scene, fields)
