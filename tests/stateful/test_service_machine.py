"""Services in random histories; every act has to succeed and to be refused in each run."""

from __future__ import annotations

from collections import Counter
from typing import ClassVar

import pytest
from hypothesis.stateful import run_state_machine_as_test

from tests.stateful.service_machine import MUST_MEET, ServiceMachine
from tests.stateful.test_machine import DEEP, chosen_settings

pytestmark = pytest.mark.req("V1", "V2", "V3", "V4", "V5", "C3", "C4", "S1", "S10")

SIGHTS = {
    "probed beside a suspension",
    "probed beside the closed",
    "probed by who opted out",
    "probed under a deduction",
    "several in a batch",
    "of a portion",
    "above Essential",
    "overtaken",
    "out of order",
    "of a wallet",
    "refund of a portion",
}


def test_service_machine__on_both_sides__keeps_every_invariant():
    class Machine(ServiceMachine):
        met: ClassVar[Counter[tuple[str, str]]] = Counter()
        refusals: ClassVar[Counter[str]] = Counter()
        sights: ClassVar[Counter[str]] = Counter()

    run_state_machine_as_test(
        Machine, settings=chosen_settings(*((300, 100) if DEEP else (70, 40)))
    )
    print(Machine.met, Machine.refusals, Machine.sights)
    never = [
        (kind.__name__, outcome)
        for kind in MUST_MEET
        for outcome in ("accepted", "refused")
        if not Machine.met[kind.__name__, outcome]
    ]
    assert never == []
    assert len(MUST_MEET) >= 15
    assert {name for name, times in Machine.sights.items() if times} == SIGHTS
