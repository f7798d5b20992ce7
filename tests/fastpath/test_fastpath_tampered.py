"""Whatever a node changes, both replays say the same: the same first divergence, or none.

```
one log, of each bulk kind
├── any word of it another one
├── removed, doubled, swapped with the next
├── of another shape
└── of another contract, or of another kind
one log of a random life
several logs of a random life → the first in the order of the chain
```
"""

from __future__ import annotations

import random
from collections import Counter

import pytest

from isonomia.divergence import Divergence
from isonomia.fastpath.rows import Kind
from tests.fastpath.both_ways import Rebuilt, fast, plainly
from tests.fastpath.histories import Everyday, random_life
from tests.fastpath.tampering import edits_of, kind_of, random_edits
from tests.support.raw_logs import RawChain

pytestmark = [pytest.mark.offline, pytest.mark.req("Y2", "A4")]

#: Logs of each kind that are edited: the first ones and the last ones.
FIRST, LAST = 2, 1
SEEDS = tuple(f"tampered {number}" for number in range(8))
EDITS_EACH = 25


@pytest.fixture(scope="module")
def everyday() -> RawChain:
    return Everyday().lived()


@pytest.mark.parametrize("kind", Kind, ids=lambda kind: kind.name.lower())
def test_replays__one_log_tampered_with__say_the_same(everyday: RawChain, kind: Kind) -> None:
    places = [at for at, log in enumerate(everyday.logs) if kind_of(log) is kind]
    found = Counter[str]()
    for at in sorted({*places[:FIRST], *places[-LAST:]}):
        for name, edit in edits_of(everyday.logs[at]):
            edited = edit(everyday.logs, at)
            if edited is None:
                continue
            expected = plainly(everyday, edited)
            assert fast(everyday, edited) == expected, f"{name}, log {at}"
            found["nothing" if isinstance(expected, Rebuilt) else expected.finding.value] += 1
    # What is not noticed changes no value, or one that only the contracts' storage can tell.
    assert found["nothing"] < sum(found.values()) / 6, found
    assert {"EventDiffers", "MalformedLog", "UnknownLog"} <= set(found)


@pytest.mark.parametrize("seed", SEEDS)
def test_replays__random_lives_tampered_with__say_the_same(seed: str) -> None:
    print(f"seed {seed}")
    rng, chain = random.Random(seed), random_life(seed, 120)
    noticed = 0
    for _ in range(EDITS_EACH):
        edited = random_edits(rng, chain.logs, 1)
        if edited is not None:
            expected = plainly(chain, edited)
            assert fast(chain, edited, blocks=9) == expected
            noticed += isinstance(expected, Divergence)
    assert noticed > EDITS_EACH / 2


@pytest.mark.parametrize("seed", SEEDS)
def test_replays__several_logs_tampered_with__say_the_same_first(seed: str) -> None:
    print(f"seed {seed}")
    rng, chain = random.Random(seed), random_life(seed, 120)
    noticed = 0
    for _ in range(EDITS_EACH):
        edited = random_edits(rng, chain.logs, 3)
        expected = fast(chain, edited, blocks=9, plainly=True)
        assert fast(chain, edited, blocks=4) == expected
        noticed += isinstance(expected, Divergence)
    assert noticed > EDITS_EACH / 2
