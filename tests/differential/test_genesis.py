"""Deployments: both sides accept the same ones, and refuse the others by the same name and values.

```
genesis
├── random founding: accepted, with the same events and views
└── one fault: a parameter, a parent, a threshold, a seat or a rule outside what is allowed
```
"""

from __future__ import annotations

import random

import pytest

from tests.differential.faults import FAULTS, FOUNDINGS, compare_genesis
from tests.differential.founding import CHARTERS, random_founding
from tests.differential.playing import ACCEPTED, Players, name_of


@pytest.mark.req("D8", "Y1")
@pytest.mark.parametrize("charter", CHARTERS)
def test_genesis__random_founding__is_the_same_on_both_sides(charter):
    for seed in range(40):
        rng = random.Random(f"{charter} {seed}")
        comparison = Players(random_founding(rng, charter)).comparison
        comparison.glance(())
        comparison.inspect(rng)


@pytest.mark.req("D8", "Y1")
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
def test_genesis__with_a_fault__is_refused_alike(fault):
    met = {name_of(compare_genesis(fault, number)) for number in range(FOUNDINGS[fault])}
    assert met - {ACCEPTED} == FAULTS[fault]
