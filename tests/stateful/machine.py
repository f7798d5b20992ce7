"""One state machine for every chain: the specification beside the bytecode, act after act."""

from __future__ import annotations

import random
from collections import Counter
from typing import Any, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from isonomia.spec import actions
from tests.differential.founding import CHARTERS, random_founding, random_genesis_time
from tests.differential.intent import Scene
from tests.differential.playing import Players
from tests.differential.source import ALL_INTENTS, spoil
from tests.differential.timing import later
from tests.harness.chain import Chain, Refused
from tests.harness.evm import EvmChain
from tests.stateful.invariants import AGAIN, Step
from tests.stateful.lottery_invariants import INVARIANTS
from tests.stateful.snapshot import Observer

#: The beacon takes a block before the ledger's.
BEFORE_GENESIS = 2
#: Everything random in one act comes from one of these, which is what hypothesis shrinks.
SEEDS = st.integers(0, 2**32 - 1)
#: Acts after which a history is inspected at its end.
WORTH_INSPECTING = 10
FLAWS = st.sampled_from(("none", "none", "general", "specific"))


class SuiteMachine(RuleBasedStateMachine):
    """Acts of every kind at random times, each followed by all invariants.

    The specification must give the same answer to each, and know the same after it.
    """

    acts = 0
    #: How often each event was announced, over all histories.
    met: ClassVar[Counter[str]] = Counter()
    #: Seats of the largest council.
    largest = 9

    def new_chain(self) -> Chain:
        """Return where the suite is deployed."""
        return EvmChain()

    def next_time(self, wanted: int) -> int:
        """Return the earliest second, from `wanted` on, at which the chain can have a block."""
        return wanted

    @initialize(charter=st.sampled_from(CHARTERS), seed=SEEDS)
    def found(self, charter: str, seed: int) -> None:
        """Deploy a random jurisdiction."""
        rng = random.Random(seed)
        self.chain = self.new_chain()
        now = max(random_genesis_time(rng), self.chain.time + BEFORE_GENESIS)
        self.founding = random_founding(rng, charter, now, self.largest)
        self.players = Players(self.founding, self.chain)
        self.now = self.chain.time
        self.favourites = rng.sample(list(self.players.state.people), 2)
        self.former: dict[bytes, list[bytes]] = {}
        self.last: Any = None
        self.observer = Observer(self.chain)
        self.observer.note(self.players.world.genesis)
        self.before = self.observer.look()

    @rule(seed=SEEDS)
    def let_time_pass(self, seed: int) -> None:
        """Move on, and remember what is true now."""
        rng = random.Random(seed)
        self.now = later(rng, self.players.state, self.now)
        somebody = rng.choice(list(self.before.people.values()))
        self.observer.remember(self.before.time, somebody.birth_month)
        self.before = self.observer.look()

    @rule(seed=SEEDS, flaw=FLAWS)
    def enrol(self, seed: int, flaw: str) -> None:
        """Enrol some people."""
        self._try(actions.Enrol, seed, flaw)

    @rule(seed=SEEDS, flaw=FLAWS)
    def bind_controllers(self, seed: int, flaw: str) -> None:
        """Bind some keys."""
        self._try(actions.BindControllers, seed, flaw)

    @rule(seed=SEEDS, flaw=FLAWS)
    def file_awards(self, seed: int, flaw: str) -> None:
        """Award somebody."""
        self._try(actions.FileAwards, seed, flaw)

    @rule(seed=SEEDS)
    def award_favourites(self, seed: int) -> None:
        """Award somebody who was awarded before, so that caps fill up."""
        self._try(actions.FileAwards, seed, "none")

    @rule(seed=SEEDS, flaw=FLAWS)
    def publish_rules(self, seed: int, flaw: str) -> None:
        """Publish rules."""
        self._try(actions.PublishRules, seed, flaw)

    @rule(seed=SEEDS, flaw=FLAWS)
    def announce_rate(self, seed: int, flaw: str) -> None:
        """Announce a rate."""
        self._try(actions.AnnounceRate, seed, flaw)

    @rule(seed=SEEDS, flaw=FLAWS)
    def change_controller(self, seed: int, flaw: str) -> None:
        """Change somebody's key."""
        self._try(actions.ChangeController, seed, flaw)

    @rule(seed=SEEDS, flaw=FLAWS)
    def declare_leave(self, seed: int, flaw: str) -> None:
        """Go on leave."""
        self._try(actions.DeclareLeave, seed, flaw)

    @rule(seed=SEEDS, flaw=FLAWS)
    def end_leave(self, seed: int, flaw: str) -> None:
        """Come back from leave."""
        self._try(actions.EndLeave, seed, flaw)

    @rule(seed=SEEDS, flaw=FLAWS)
    def give(self, seed: int, flaw: str) -> None:
        """Give points to the pool."""
        self._try(actions.Give, seed, flaw)

    @rule(seed=SEEDS, flaw=FLAWS)
    def come_into_a_round(self, seed: int, flaw: str) -> None:
        """Nominate some people, or have somebody ask for a second chance."""
        self._try(random.Random(seed).choice((actions.Nominate, actions.EnterRound)), seed, flaw)

    @rule(seed=SEEDS, flaw=FLAWS)
    def take_a_round_further(self, seed: int, flaw: str) -> None:
        """Open, freeze, verify, settle or close whatever is due."""
        kinds = (
            actions.OpenRound,
            actions.Freeze,
            actions.VerifyRound,
            actions.Settle,
            actions.CloseRound,
        )
        self._try(random.Random(seed).choice(kinds), seed, flaw)

    @rule(seed=SEEDS)
    def earn_and_give(self, seed: int) -> None:
        """Award one person as long as there is room, and have them give what they can spare."""
        rng = random.Random(seed)
        able = [one for one in self.players.state.signatories if one in self.favourites]
        favourites, self.favourites = self.favourites, able[:1] or self.favourites
        for kind in (actions.FileAwards, actions.FileAwards, actions.FileAwards, actions.Give):
            self._try(kind, rng.randrange(2**32), "none")
        self.favourites = favourites

    @rule(seed=SEEDS)
    def hold_a_round(self, seed: int) -> None:
        """Take a round from its opening to its closing, as far as the pool allows."""
        self._try(actions.OpenRound, seed, "none")
        for way_in in (actions.Nominate, actions.EnterRound, actions.EnterRound):
            self._try(way_in, seed, "none")
        for latest in list(self.players.state.rounds.values())[-1:]:
            self.now = max(self.now, latest.entries_until)
        for kind in (actions.Freeze, actions.VerifyRound, actions.Settle, actions.CloseRound):
            self._try(kind, seed, "none")

    @invariant()
    def every_point_given_is_somewhere(self) -> None:
        """The pool's points are free, reserved or granted, at every moment."""
        account = self.before.account
        assert account.given == account.free + account.reserved + account.granted

    @rule()
    def repeat_the_last(self) -> None:
        """Send the last accepted act again, at whatever time it is now."""
        if self.last is not None:
            self._act(self.last)

    def teardown(self) -> None:
        """Compare every view there is, after a history worth it."""
        if self.acts >= WORTH_INSPECTING:
            self.players.comparison.inspect(random.Random(self.acts))

    def _try(self, kind: type[Any], seed: int, flaw: str) -> None:
        rng = random.Random(seed)
        scene = Scene(rng, self.players.state, self.now, self.favourites, self.former)
        made = ALL_INTENTS[kind](scene)
        if flaw != "none":
            spoil(scene, kind, made, specific=flaw == "specific")
        self._act(kind(**made))

    def _act(self, action: Any) -> None:
        """Play an act on both sides and hold the step against every invariant."""
        self.acts += 1
        self.now = self.next_time(self.now)
        outcome = self.players.play(action, self.now)
        announced = outcome if isinstance(outcome, list) else None
        if announced is not None:
            self.met.update(type(event).__name__ for event in announced)
            self.observer.note(announced)
            self._note_former_key(action)
            self.last = action
        step = Step(
            charter=self.founding.charter,
            before=self.before,
            after=self.observer.look(),
            action=action,
            announced=announced,
            replayed="" if announced is None else _answer_to(self.players.world, action),
            clock=self.founding.beacon,
        )
        for check in INVARIANTS:
            check(step)
        self.before = step.after

    def _note_former_key(self, action: Any) -> None:
        if isinstance(action, actions.ChangeController):
            was = self.before.people[action.identity].controller
            self.former.setdefault(action.identity, []).append(was)


def _answer_to(world: Any, action: Any) -> str:
    """Return the name of the refusal that an act meets now, without carrying it out."""
    if AGAIN.get(type(action)) == "":
        return ""
    call = world.prepare(action)
    try:
        world.view(call.contract, call.function, *call.arguments)
    except Refused as refusal:
        return refusal.name
    return "accepted"
