"""Trying mutants: compile one, compare it with the specification, and see if it is found out."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from isonomia import build
from tests.differential import drills, lottery_drills, service_drills
from tests.differential.faults import FAULTS, FOUNDINGS, compare_genesis
from tests.differential.founding import CHARTERS, random_founding
from tests.differential.playing import play_random
from tests.harness.evm import EvmChain
from tests.mutation.compiler import Bytecode, WarmCompiler
from tests.mutation.mutants import Mutant, all_mutants, sources

STEPS = 250
#: Rounds of drills.
DRILLS = 12


@dataclass
class Hunt:
    """What became of the mutants.

    `found` and `survived` are different programs; `invalid` do not compile, and `same` compile to
    the bytecode of the original or of another mutant.
    """

    found: list[Mutant] = field(default_factory=list)
    survived: list[Mutant] = field(default_factory=list)
    invalid: int = 0
    same: int = 0

    @property
    def score(self) -> float:
        """The share of different programs that was found, 0 to 1."""
        return len(self.found) / max(1, len(self.found) + len(self.survived))

    def summary(self) -> str:
        """Return the counts and the survivors in words."""
        tried = len(self.found) + len(self.survived)
        lines = [
            f"{len(self.found)} of {tried} mutants found ({self.score:.1%}); "
            f"{self.invalid} did not compile, {self.same} were no different",
            *(f"  survived: {mutant}" for mutant in self.survived),
        ]
        return "\n".join(lines)


def hunt(
    sample: int,
    seed: str,
    actions: int,
    only: str = "",
    report: Callable[[str], Any] = lambda line: None,
) -> Hunt:
    """Try a random sample of the mutants, or all of them when `sample` is 0.

    Raises:
        Exception: when the contracts without any fault are already told from the specification
    """
    hunted = Hunt()
    original = sources()
    with WarmCompiler() as compiler:
        unchanged = compiler.compile(original)
        assert unchanged is not None, "the contracts do not compile"
        compare(unchanged, actions)
        seen = {tuple(unchanged.values())}
        mutants = [mutant for mutant in all_mutants(original) if only in mutant.path]
        if 0 < sample < len(mutants):
            mutants = random.Random(seed).sample(mutants, sample)
        for mutant in mutants:
            bytecode = compiler.compile(original | {mutant.path: mutant.source})
            if bytecode is None:
                hunted.invalid += 1
            elif tuple(bytecode.values()) in seen:
                hunted.same += 1
            else:
                seen.add(tuple(bytecode.values()))
                alive = survives(bytecode, actions)
                (hunted.survived if alive else hunted.found).append(mutant)
                if alive:
                    report(f"survived: {mutant}")
    return hunted


def survives(bytecode: Bytecode, actions: int) -> bool:
    """Return whether nothing tells these contracts from the specification.

    Whatever goes wrong while they are tried tells them: a difference, an answer that cannot be
    read, a person's slot that no state can have.
    """
    try:
        compare(bytecode, actions)
    except Exception:
        return False
    return True


def compare(bytecode: Bytecode, actions: int) -> None:
    """Try contracts in every way the differential tests know, on their way through `actions`.

    Raises:
        Exception: of any kind, when they are told from the specification
    """
    artifacts = {name: build.load(name) | {"bytecode": code} for name, code in bytecode.items()}
    for number in range(-(-actions // STEPS)):
        name = f"mutation {number}"
        founding = random_founding(random.Random(name), CHARTERS[number % len(CHARTERS)])
        play_random(name, founding, STEPS, Counter(), EvmChain(artifacts))
    for seed in range(DRILLS):
        rng = random.Random(seed)
        drills.leaves_around_the_window(rng, EvmChain(artifacts))
        drills.awards_from_any_slot(rng, EvmChain(artifacts), CHARTERS[seed % len(CHARTERS)], 150)
        drills.rates(rng, EvmChain(artifacts))
        drills.versions_around_their_days(rng, EvmChain(artifacts))
        drills.births_around_the_edges(rng, EvmChain(artifacts))
        drills.guardians_around_majority(rng, EvmChain(artifacts))
        drills.councils_of_similar_keys(rng, EvmChain(artifacts))
        drills.gifts_from_any_slot(rng, EvmChain(artifacts), "generous", 50)
        lottery_drills.rounds_around_their_edges(rng, EvmChain(artifacts))
        service_drills.windows_of_any_state(rng, 150, artifacts)
        service_drills.spending_from_any_slot(rng, 150, artifacts)
        service_drills.batches_of_every_size(rng, 6, artifacts)
        service_drills.ratings_over_and_over(rng, artifacts)
        service_drills.effects_until_no_place(rng, artifacts)
        service_drills.findings_through_their_lives(rng, artifacts)
        service_drills.sensors_of_any_number(rng, 20, artifacts)
    drills.strangers(random.Random(0), EvmChain(artifacts))
    drills.rounding(random.Random(0), EvmChain(artifacts))
    drills.entitlement_around_changes(random.Random(0), EvmChain(artifacts))
    for fault in FAULTS:
        for number in range(FOUNDINGS[fault]):
            compare_genesis(fault, number, EvmChain(artifacts))
