"""A world of keys that can sign, which notes what it does."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from isonomia.spec.actions import Action
from isonomia.spec.state import Charter
from tests.harness.keys import key_addresses
from tests.spec.vectors import Step, founded, stepped
from tests.spec.worlds import CATALOGUE, CHARTER_HASH, GENESIS, RULES, World, council


def real_key(number: int) -> bytes:
    """Return the address of a key that can sign; of number 0, the zero address."""
    return key_addresses()[number] if number else bytes(20)


#: As in `worlds`, but two communities of two seats each.
COMMUNITIES = (council(0, 1, 1, 2, key=real_key), council(1, 2, 4, 5, 6, key=real_key))


def founding(charter: Charter, **changes: Any) -> dict[str, Any]:
    """Return the arguments of genesis."""
    return {
        "charter": charter,
        "communities": COMMUNITIES,
        "rules": RULES,
        "catalogue_hash": CATALOGUE,
        "now": GENESIS,
        "charter_hash": CHARTER_HASH,
    } | changes


@dataclass
class Recorder(World):
    """A world that notes what it does, and goes on after a refusal."""

    steps: list[Step] = field(default_factory=list)

    def do(self, action: Action) -> list[Any]:
        self.state, outcome = stepped(self.state, action, self.now)
        self.steps.append(Step(self.now, action, outcome))
        return list(outcome.events)


def recorder(charter: Charter) -> Recorder:
    arguments = founding(charter)
    state, outcome = founded(arguments)
    assert state is not None
    return Recorder(state, GENESIS, real_key, [Step(GENESIS, arguments, outcome)])
