"""One history in which every kind of act succeeds, and a round of each kind is held to its end."""

from __future__ import annotations

import random
from typing import Any

from isonomia.spec import actions, events
from isonomia.spec.state import NOMINATED, SECOND_CHANCE
from tests.differential.founding import random_founding, random_genesis_time
from tests.differential.intent import INTENTS, Scene
from tests.differential.playing import Players
from tests.differential.source import ALL_INTENTS
from tests.harness.chain import Chain
from tests.stateful.invariants import AGAIN, Step
from tests.stateful.snapshot import Observer

DAY = 86_400
TRIES = 60
#: Of each prize.
POINTS = 5


class History:
    """A deployment on which one act after the other is carried out."""

    def __init__(self, chain: Chain) -> None:
        self.rng = random.Random(5)
        now = max(random_genesis_time(self.rng), chain.time + 2)
        self.founding = random_founding(self.rng, "generous", now)
        self.players = Players(self.founding, chain)
        self.observer = Observer(chain)
        self.observer.note(self.players.world.genesis)
        self.observer.remember(chain.time, 23_640)
        self.before = self.observer.look()
        self.now = chain.time

    def act(self, act: type[Any], days: int = 1, **changes: Any) -> Step:
        """Carry out a random act of one kind some days later, with these fields."""
        self.now += max(1, days * DAY)
        people = list(self.players.state.people)
        scene = Scene(self.rng, self.players.state, self.now, people[:1])
        action = act(**(ALL_INTENTS[act](scene) | changes))
        outcome = self.players.play(action, self.now)
        announced = outcome if isinstance(outcome, list) else None
        self.observer.note(announced or ())
        step = Step(
            self.founding.charter,
            self.before,
            self.observer.look(),
            action,
            announced,
            "" if announced is None else AGAIN.get(act, "WrongNonce"),
            self.founding.beacon,
        )
        self.before = step.after
        return step

    def make(self, act: type[Any], days: int = 1, **changes: Any) -> Step:
        """Try acts of one kind until one succeeds and says something; return the last one."""
        for _ in range(TRIES):
            step = self.act(act, days, **changes)
            if step.accepted and _says_something(step):
                break
        return step


def whole_story(chain: Chain) -> dict[str, Step]:
    """Return the last step of each kind of act by its name, and one that was refused."""
    history = History(chain)
    made: dict[str, Step] = {}

    def make(act: type[Any], days: int = 1, **changes: Any) -> None:
        made[act.__name__] = history.make(act, days, **changes)

    for kind in INTENTS:
        make(kind, **({"days_away": 30} if kind is actions.DeclareLeave else {}))
    for kind in (*(actions.FileAwards,) * 3, actions.Give, actions.FileAwards, actions.Give):
        make(kind)
    terms = {"prizes": 2, "points": POINTS, "amount": 1_000, "days_long": 30}
    for number, kind in enumerate((NOMINATED, SECOND_CHANCE), start=1):
        entries_until = history.now + 80 * DAY
        make(actions.OpenRound, kind=kind, entries_until=entries_until, **terms)
        make(actions.Nominate if kind == NOMINATED else actions.EnterRound, round=number)
        history.now = entries_until
        for later in (actions.Freeze, actions.VerifyRound, actions.Settle):
            make(later, days=0)
        make(actions.CloseRound, days=61, round=number)
    made["refused"] = history.act(actions.Enrol, deadline=0)
    return made


def _says_something(step: Step) -> bool:
    """Whether an act did more than use up a nonce or name a catalogue."""
    formal = (events.CouncilActed, events.PersonActed, events.CataloguePublished)
    return any(not isinstance(event, formal) for event in step.announced or ())
