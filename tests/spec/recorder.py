"""A world of keys that can sign, which notes what it does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from isonomia.spec.actions import Action
from isonomia.spec.state import Addresses, Charter, State
from tests.harness.keys import key_addresses
from tests.spec.courts import INFRACTIONS, INFRACTIONS_HASH, Court, communities
from tests.spec.vectors import Step, founded, stepped
from tests.spec.worlds import CATALOGUE, CHARTER_HASH, GENESIS, RULES, World, council


def real_key(number: int) -> bytes:
    """Return the address of a key that can sign; of number 0, the zero address."""
    return key_addresses()[number] if number else bytes(20)


#: As in `worlds`, but two communities of two seats each.
COMMUNITIES = (council(0, 1, 1, 2, key=real_key), council(1, 2, 4, 5, 6, key=real_key))


#: Where the contracts stand on a chain of the tests' own, whose addresses decide draws.
ADDRESSES = Addresses(
    panels=bytes.fromhex("e52dd5d8bab96cacde411df0f1fc4d5075eb563c"),
    assembly=bytes.fromhex("6ff1019c622e4641f86f4bb7232b7901b8d20db6"),
)


def founding(charter: Charter, **changes: Any) -> dict[str, Any]:
    """Return the arguments of genesis."""
    return {
        "charter": charter,
        "communities": COMMUNITIES,
        "rules": RULES,
        "catalogue_hash": CATALOGUE,
        "now": GENESIS,
        "charter_hash": CHARTER_HASH,
        "infractions": INFRACTIONS,
        "infractions_hash": INFRACTIONS_HASH,
        "addresses": ADDRESSES,
    } | changes


@dataclass
class Recorder(World):
    """A world that notes what it does, and goes on after a refusal."""

    steps: list[Step] = field(default_factory=list)

    def do(self, action: Action) -> list[Any]:
        self.state, outcome = stepped(self.state, action, self.now)
        self.steps.append(Step(self.now, action, outcome))
        return list(outcome.events)


@dataclass
class CourtRecorder(Court, Recorder):
    """A world of `courts` that notes what it does."""


def recorder(charter: Charter) -> Recorder:
    return Recorder(*start(founding(replace(charter, budget_per_member=1_000))))


def court_recorder(charter: Charter, **changes: int) -> CourtRecorder:
    """Return the world of `courts`, in which citizens 20 and 21 belong to community 2."""
    charter = replace(charter, **{"budget_per_member": 1_000, **changes})
    first = start(founding(charter, communities=communities(real_key)))
    here = CourtRecorder(*first[:3], steps=first[3])
    here.do(here.enrol(20, 21))
    here.do(here.bind(20, 21))
    return here


def start(arguments: dict[str, Any]) -> tuple[State, int, Callable[[int], bytes], list[Step]]:
    """Return what a recorder begins with: the state, its time, its keys and its first step."""
    state, outcome = founded(arguments)
    assert state is not None
    return state, GENESIS, real_key, [Step(GENESIS, arguments, outcome)]
