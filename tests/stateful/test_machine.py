"""The state machine on pyrevm, and a short run of it on every node.

A deep run takes new examples each time, and prints how to repeat one that fails.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from isonomia.devchain import DevChain, Kind
from tests.harness.chain import Chain
from tests.harness.node import Node, NodeChain
from tests.stateful.lottery_invariants import INVARIANTS
from tests.stateful.machine import SuiteMachine
from tests.stateful.story import POINTS, whole_story

DEEP = os.environ.get("ISONOMIA_DEEP", "") not in ("", "0")
START = 1_556_668_800
#: What a round announces from the gift that pays for it to its end.
LOTTERY_EVENTS = {
    "PointsGiven",
    "RoundOpened",
    "Entered",
    "RoundFrozen",
    "RoundVerified",
    "PrizeWon",
    "RoundClosed",
}


def chosen_settings(examples: int, steps: int) -> settings:
    """Return so many histories of so many steps: the same ones each time, but for deep runs."""
    return settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        derandomize=not DEEP,
        database=None,
        print_blob=True,
        suppress_health_check=HealthCheck.all(),
    )


def run(machine: type[SuiteMachine], examples: int, steps: int) -> None:
    run_state_machine_as_test(machine, settings=chosen_settings(examples, steps))


@pytest.mark.req("Y1", "C1", "C3", "Q1", "Q2", "Q3", "Q4", "D2", "L1", "L2", "L3", "P3", "P4")
def test_machine__on_pyrevm__keeps_every_invariant():
    class EvmMachine(SuiteMachine):
        met: ClassVar[Counter[str]] = Counter()

    run(EvmMachine, *((500, 100) if DEEP else (60, 40)))
    print(EvmMachine.met)
    assert EvmMachine.met.keys() >= LOTTERY_EVENTS


@pytest.fixture(scope="module")
def node(chain_kind: Kind) -> Iterator[Node]:
    with DevChain(chain_kind, start=START) as running:
        yield Node(running)


@pytest.mark.req("Y1", "C3", "D2", "L1", "L2", "L3", "P3")
def test_machine__on_a_node__keeps_every_invariant(node):
    class NodeMachine(SuiteMachine):
        largest = 3

        def new_chain(self) -> Chain:
            return NodeChain(node)

        def next_time(self, wanted: int) -> int:
            return max(wanted, self.chain.time + 1)

    run(NodeMachine, *((60, 20) if DEEP else (12, 20)))


@pytest.mark.req("L1", "L2", "L3", "L4", "L5", "Q4")
def test_rounds__of_both_kinds_on_a_node__keep_every_invariant_to_their_end(node):
    steps = whole_story(NodeChain(node))
    for kind, step in steps.items():
        assert step.accepted == (kind != "refused"), kind
        for check in INVARIANTS:
            check(step)
    account = steps["refused"].after.account
    assert account.reserved == 0
    assert account.granted >= 2 * POINTS
