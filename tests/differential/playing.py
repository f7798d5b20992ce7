"""Playing a case on both sides, and making a failing one as short as it will go."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from isonomia.spec.actions import CarryOut, Challenge, Rate, Redeem, Refund
from isonomia.spec.refusals import Refusal
from isonomia.spec.state import State
from isonomia.spec.transition import execute, genesis
from tests.differential.cases import Case, Step
from tests.differential.comparison import Comparison, Divergence, require_equal
from tests.differential.founding import Founding
from tests.differential.source import Source
from tests.harness.chain import Chain, Refused
from tests.harness.world import World

CHARTER_HASH = b"\xc4" * 32
INFRACTIONS_HASH = b"\x1f" * 32
STANDARDS_HASH = b"\x5f" * 32
ACCEPTED = "accepted"
STEPS_BETWEEN_INSPECTIONS = 25

#: Events, or the name and the values of a refusal.
Outcome = list[Any] | tuple[str, tuple[Any, ...]]
Outcomes = Counter[tuple[str, str]]


class Players:
    """The specification and the bytecode, side by side from genesis on."""

    def __init__(self, founding: Founding, chain: Chain | None = None) -> None:
        self.world = World(
            founding.charter,
            founding.communities,
            founding.rules,
            founding.catalogue_hash,
            founding.now,
            charter_hash=CHARTER_HASH,
            delay=founding.delay,
            beacon=founding.beacon,
            infractions=founding.infractions,
            infractions_hash=INFRACTIONS_HASH,
            standards=founding.standards,
            standards_hash=STANDARDS_HASH,
            chain=chain,
        )
        self.state, announced = genesis(
            founding.charter,
            founding.communities,
            founding.rules,
            founding.catalogue_hash,
            founding.now,
            CHARTER_HASH,
            founded_at=self.world.founded_at,
            cases_at=self.world.cases_at,
            findings_at=self.world.findings_at,
            beacon=founding.beacon,
            infractions=founding.infractions,
            infractions_hash=INFRACTIONS_HASH,
            standards=founding.standards,
            standards_hash=STANDARDS_HASH,
            addresses=self.world.addresses,
        )
        self._rng = random.Random(founding.now)
        self._played = 0
        self.comparison = Comparison(self.world, self.state)
        require_equal("genesis", announced, self.world.genesis)

    def play(self, action: Any, now: int) -> Outcome:
        """Carry out an action on both sides and return what came of it.

        Raises:
            Divergence: when the two sides differ in what they answer or in what they know after it
        """
        expected = outcome_of(lambda: execute(self.state, action, now))
        found = outcome_of(lambda: self.world.perform(action, now))
        require_equal(type(action).__name__, expected, found)
        self.comparison.glance(subjects_of(action), action)
        self._played += 1
        if self._played % STEPS_BETWEEN_INSPECTIONS == 0:
            self.comparison.inspect(self._rng)
        return expected


def outcome_of(act: Callable[[], list[Any]]) -> Outcome:
    """Return the events of an act, or the name and the values of its refusal."""
    try:
        return act()
    except (Refusal, Refused) as refusal:
        return refusal.name, refusal.values


def name_of(outcome: Outcome) -> str:
    """Return `ACCEPTED`, or the name of the refusal."""
    return ACCEPTED if isinstance(outcome, list) else outcome[0]


def subjects_of(action: Any) -> tuple[bytes, ...]:
    """Return whom an action is about, enrolled or not."""
    if hasattr(action, "identity"):
        return (action.identity,)
    if isinstance(action, CarryOut):
        return tuple(key.identity for key in action.cases)
    if isinstance(action, Challenge):
        return (action.challenger, *action.proof.identities)
    if isinstance(action, Redeem):
        return tuple(order.identity for order in action.orders)
    if isinstance(action, Refund | Rate):
        return (action.redemption.identity,)
    return getattr(action, "identities", getattr(action, "winners", ()))


def play_random(
    seed: str,
    founding: Founding,
    count: int,
    outcomes: Outcomes,
    chain: Chain | None = None,
) -> None:
    """Play so many random steps.

    Raises:
        Failure: with the case so far, when the two sides differ
    """
    steps: list[Step] = []
    try:
        players = Players(founding, chain)
        source = Source(random.Random(seed), players.state, players.world.chain.time)
        for _ in range(count):
            step = source.step()
            steps.append(step)
            before = controller_of(players.state, step.action)
            outcome = players.play(step.action, step.now)
            outcomes[type(step.action).__name__, name_of(outcome)] += 1
            if isinstance(outcome, list):
                source.accepted(step.action, before, outcome)
    except Divergence as divergence:
        raise Failure(seed, Case(founding, tuple(steps)), divergence) from divergence


def controller_of(state: State, action: Any) -> bytes | None:
    """Return the key of the person whose act this is."""
    signatory = state.signatories.get(getattr(action, "identity", b""))
    return None if signatory is None else signatory.controller


def play_case(case: Case) -> Outcomes:
    """Play a case again, inspecting everything at its end. Raises `Divergence`."""
    players = Players(case.founding)
    outcomes: Outcomes = Counter()
    for step in case.steps:
        action = step.resolved(players.state)
        outcomes[type(action).__name__, name_of(players.play(action, step.now))] += 1
    players.comparison.inspect(random.Random(0))
    return outcomes


class Failure(AssertionError):  # noqa: N818  (a failing case)
    """A case on which the two sides differ."""

    def __init__(self, seed: str, case: Case, divergence: Divergence) -> None:
        super().__init__(f"seed {seed}, step {len(case.steps)}: {divergence}")
        self.seed = seed
        self.case = case
        self.divergence = divergence


def shortest(case: Case) -> Case:
    """Drop steps for as long as the two sides still differ: halves first, single ones last."""
    size = max(1, len(case.steps) // 2)
    while True:
        shorter = _without_chunks(case, size)
        if size == 1 and shorter == case:
            return case
        case, size = shorter, max(1, size // 2)


def _without_chunks(case: Case, size: int) -> Case:
    """Drop every run of `size` steps that is not needed, the latest first."""
    for start in reversed(range(0, len(case.steps), size)):
        shorter = replace(case, steps=case.steps[:start] + case.steps[start + size :])
        if still_differs(shorter):
            case = shorter
    return case


def still_differs(case: Case) -> bool:
    """Return whether the two sides differ somewhere in a case."""
    try:
        play_case(case)
    except Divergence:
        return True
    return False
