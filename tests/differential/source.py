"""Where random actions come from: a mood for each case, an intent, and sometimes a flaw."""

from __future__ import annotations

import random
from typing import Any

from isonomia.spec import actions
from isonomia.spec.state import State
from tests.differential import flaws
from tests.differential.assembly_flaws import ASSEMBLY_FLAWS
from tests.differential.assembly_intent import ASSEMBLY
from tests.differential.batches import Batches
from tests.differential.case_flaws import CASE_FLAWS, MORE_FLAWS
from tests.differential.case_intent import CASES
from tests.differential.cases import Step, step_at
from tests.differential.finding_flaws import FINDING_FLAWS
from tests.differential.finding_intent import FINDINGS
from tests.differential.intent import INTENTS, Fields, Scene
from tests.differential.lottery_flaws import LOTTERY_FLAWS
from tests.differential.lottery_intent import LOTTERY, instead
from tests.differential.moods import (
    ASSEMBLING,
    DRAWING,
    FINDING,
    GIVING,
    JUDGING,
    TRADING,
    in_court_instead,
    mood_of,
)
from tests.differential.receipts import Receipts
from tests.differential.service_flaws import SERVICE_FLAWS
from tests.differential.service_intent import SERVICES
from tests.differential.timing import later

ALL_INTENTS = {**INTENTS, **LOTTERY, **CASES, **ASSEMBLY, **SERVICES, **FINDINGS}
SPECIFIC = {
    **flaws.SPECIFIC,
    **LOTTERY_FLAWS,
    **CASE_FLAWS,
    **ASSEMBLY_FLAWS,
    **SERVICE_FLAWS,
    **FINDING_FLAWS,
}
for _kind, _more in MORE_FLAWS.items():
    SPECIFIC[_kind] = (*SPECIFIC[_kind], *_more)

_GIVING_STEPS = 40
#: In cases of such a mood time hurries towards deadlines of cases, of the assembly, or of offers.
_COURT = (JUDGING, ASSEMBLING, FINDING, TRADING)
#: Cases of such a mood begin with awards and gifts: without quality nothing is had above Essential.
_GENEROUS = (DRAWING, TRADING)
FLAWED = 0.33
#: Of findings there are few of each kind of act, so more of them are wrong.
FLAWED_FINDING = 0.5
REPLAYED = 0.03


class Source:
    """Makes up one action after another for a state that others change in the meantime."""

    def __init__(self, rng: random.Random, state: State, now: int) -> None:
        self._rng = rng
        self._state = state
        self._weights = mood_of(rng, state)
        self._draws = self._weights is DRAWING
        self._giving = _GIVING_STEPS if self._weights in _GENEROUS else 0
        self._favourites = rng.sample(list(state.people), min(3, len(state.people)))
        self._former: dict[bytes, list[bytes]] = {}
        self._batches = Batches()
        self._receipts = Receipts()
        self._proposals: list[tuple[int, tuple[int, ...], int]] = []
        self._accepted: list[Any] = []
        self._now = now

    def step(self) -> Step:
        """Return the next action and its time."""
        in_court = self._weights in _COURT
        self._now = later(self._rng, self._state, self._now, in_court=in_court)
        if self._accepted and self._rng.random() < REPLAYED:
            action = self._rng.choice(self._accepted)
        else:
            action = self._new()
        return step_at(self._state, action, self._now)

    def accepted(self, action: Any, controller: bytes | None, events: list[Any]) -> None:
        """Note an action that was carried out, its events, and the key the person had before it.

        People who hold no seat become favourites too: seats often may not sign about themselves.
        """
        self._accepted.append(action)
        self._receipts.add(events, self._now)
        if isinstance(action, actions.Enrol):
            for identity in action.identities:
                self._favourites[self._rng.randrange(len(self._favourites))] = identity
        if isinstance(action, actions.FileAwards):
            self._batches.add(action, self._now)
        if isinstance(action, actions.Endorse):
            self._proposals.append((action.target, action.values, action.from_day))
        if controller is not None and isinstance(action, actions.ChangeController):
            self._former.setdefault(action.identity, []).append(controller)

    def _new(self) -> Any:
        scene = Scene(
            self._rng,
            self._state,
            self._now,
            self._favourites,
            self._former,
            self._batches,
            self._proposals,
            self._receipts,
        )
        weights = GIVING if self._giving > 0 else self._weights
        self._giving -= 1
        (kind,) = self._rng.choices(list(weights), list(weights.values()))
        if self._draws and self._rng.random() < 0.9:
            kind = instead(scene, kind)
        elif self._weights in _COURT and self._rng.random() < 0.9:
            kind = in_court_instead(self._rng, scene, kind)
        made = ALL_INTENTS[kind](scene)
        if self._rng.random() < (FLAWED_FINDING if kind in FINDINGS else FLAWED):
            # Without a nonce there is no approval that could be wrong.
            specific = "nonce" not in made or self._rng.random() < 0.5
            spoil(scene, kind, made, specific=specific)
        return kind(**made)


def spoil(scene: Scene, kind: type[Any], fields: Fields, specific: bool) -> None:
    """Put a flaw into an act: one of its kind, or one that any act of its sort can have."""
    general = flaws.COUNCIL if issubclass(kind, actions.CouncilAct) else flaws.PERSON
    if "nonce" not in fields or kind is actions.Rate:
        # Who rates stands in the redemption, which must be proved before anything else.
        general = ()
    preferred, otherwise = (SPECIFIC[kind], general) if specific else (general, SPECIFIC[kind])
    scene.rng.choice(preferred or otherwise)(scene, fields)
