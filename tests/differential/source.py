"""Where random actions come from: a mood for each case, an intent, and sometimes a flaw."""

from __future__ import annotations

import random
from typing import Any

from isonomia.spec import actions
from isonomia.spec.state import State
from tests.differential import flaws
from tests.differential.cases import Step, expected_nonce
from tests.differential.intent import INTENTS, Scene
from tests.differential.timing import later

_KINDS = tuple(INTENTS)

#: How often each kind of action is tried, in the order of `INTENTS`. No case is of one mind only.
MOODS = {
    "enrolling": (30, 20, 12, 4, 3, 10, 5, 4),
    "earning": (3, 3, 70, 4, 3, 4, 4, 3),
    "travelling": (3, 4, 20, 3, 3, 8, 35, 28),
    "restless": (1, 2, 6, 1, 1, 3, 44, 42),
    "governing": (5, 4, 20, 28, 25, 10, 3, 2),
}
FLAWED = 0.33
REPLAYED = 0.03


class Source:
    """Makes up one action after another for a state that others change in the meantime."""

    def __init__(self, rng: random.Random, state: State, now: int) -> None:
        self._rng = rng
        self._state = state
        self._weights = MOODS[rng.choice(tuple(MOODS))]
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
        return Step(self._now, action, action.nonce - expected_nonce(self._state, action))

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
        (kind,) = self._rng.choices(_KINDS, self._weights)
        made = INTENTS[kind](scene)
        if self._rng.random() < FLAWED:
            general = flaws.COUNCIL if issubclass(kind, actions.CouncilAct) else flaws.PERSON
            choices = flaws.SPECIFIC[kind] if self._rng.random() < 0.5 else general
            self._rng.choice(choices or general)(scene, made)
        return kind(**made)
