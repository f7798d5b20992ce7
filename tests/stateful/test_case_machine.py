"""Due process in random histories; every intent has to succeed and to be refused in each run."""

from __future__ import annotations

from collections import Counter
from typing import ClassVar

import pytest
from hypothesis.stateful import run_state_machine_as_test

from isonomia.spec.case_state import CaseState
from isonomia.spec.case_table import TRANSITIONS
from tests.stateful.case_acts import INTENTS
from tests.stateful.case_machine import CaseMachine
from tests.stateful.test_machine import DEEP, chosen_settings

pytestmark = pytest.mark.req("D1", "D3", "D4", "D5", "D6", "P5", "S4", "S5", "S6", "S7", "Q7")


def test_case_machine__on_both_sides__keeps_every_invariant():
    class Machine(CaseMachine):
        met: ClassVar[Counter[tuple[str, str]]] = Counter()
        refusals: ClassVar[Counter[str]] = Counter()
        states: ClassVar[Counter[CaseState]] = Counter()
        moves: ClassVar[Counter[tuple[int, CaseState, CaseState]]] = Counter()

    run_state_machine_as_test(
        Machine, settings=chosen_settings(*((300, 100) if DEEP else (80, 30)))
    )
    print(Machine.met, Machine.refusals, Machine.states, Machine.moves)
    for name in INTENTS:
        assert Machine.met[name, "accepted"], name
        assert Machine.met[name, "refused"], name
    assert len(INTENTS) >= 12
    assert Machine.states.keys() == set(CaseState) - {CaseState.NONE}
    never = [
        row
        for row in TRANSITIONS
        if not any(Machine.moves[kind, row.state, row.next] for kind in row.kinds)
    ]
    assert never == []
