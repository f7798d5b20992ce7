"""The freeze: entrants fixed, and the round of the beacon bound that nobody can know yet.

```
freeze
├── RoundUnknown (see test_spec_rounds), EntriesOpen, AlreadyFrozen
├── binds the first beacon round a period and a minute away
└── nobody comes in any more
genesis
└── fixes start and period of the beacon
```
"""

from __future__ import annotations

from typing import Any

import pytest

from isonomia.spec import events, presets, transition
from isonomia.spec.actions import Freeze
from isonomia.spec.keccak import keccak256
from isonomia.spec.state import SECOND_CHANCE, BeaconClock
from tests.spec.test_spec_rounds import UNTIL, opened
from tests.spec.worlds import CATALOGUE, COMMUNITIES, DAY, GENESIS, RULES, identity

pytestmark = [pytest.mark.offline, pytest.mark.req("L4")]


def test_freeze__first_second_after_entries__binds_a_round_to_come() -> None:
    here = opened()
    here.do(here.nominate(20, 6))
    here.now = UNTIL - 1
    here.refuse(Freeze(1), "EntriesOpen", 1, UNTIL)
    here.now = UNTIL
    # Period 3 from second 0 on: UNTIL + 63 is the second of a round.
    bound = (UNTIL + 63) // 3 + 1
    digest = keccak256(keccak256(bytes(32) + identity(20)) + identity(6))
    assert here.do(Freeze(1)) == [events.RoundFrozen(1, 2, digest, bound)]
    assert here.state.rounds[1].beacon_round == bound


def test_freeze__again__is_refused_however_late() -> None:
    here = opened()
    here.now = UNTIL
    here.do(Freeze(1))
    for later in (0, 1, 900 * DAY):
        here.now = UNTIL + later
        here.refuse(Freeze(1), "AlreadyFrozen", 1)


@pytest.mark.parametrize(
    ("clock", "later", "bound"),
    [
        # A round at exactly now + period + 60 is bound, one a second before is not.
        (BeaconClock(UNTIL, 30), 0, 4),
        (BeaconClock(UNTIL - 1, 30), 0, 5),
        (BeaconClock(UNTIL + 1, 30), 0, 4),
        (BeaconClock(UNTIL + 90, 30), 0, 1),
        (BeaconClock(UNTIL + 89, 30), 0, 2),
        (BeaconClock(UNTIL + 9_999, 30), 0, 1),
        (BeaconClock(UNTIL, 3_600), 0, 3),
        (BeaconClock(0, 1), 7, UNTIL + 7 + 61 + 1),
    ],
)
def test_freeze__any_beacon__binds_the_first_round_a_period_and_a_minute_away(
    clock: BeaconClock, later: int, bound: int
) -> None:
    here = opened()
    here.state.beacon = clock
    here.now = UNTIL + later
    assert here.do(Freeze(1)) == [events.RoundFrozen(1, 0, bytes(32), bound)]
    time = clock.genesis + (bound - 1) * clock.period
    assert time >= here.now + clock.period + 60
    assert bound == 1 or time - clock.period < here.now + clock.period + 60


@pytest.mark.req("L5")
def test_genesis__without_a_beacon__has_the_development_one() -> None:
    arguments: Any = (presets.pilot(), COMMUNITIES, RULES, CATALOGUE, GENESIS)
    assert transition.genesis(*arguments)[0].beacon == BeaconClock(0, 3)
    given = BeaconClock(1_727_521_075, 3)
    assert transition.genesis(*arguments, beacon=given)[0].beacon == given


def test_frozen__entrants__cannot_come_in_any_more() -> None:
    here = opened()
    here.do(here.open(SECOND_CHANCE))
    here.now = UNTIL
    here.do(Freeze(1))
    here.do(Freeze(2))
    here.refuse(here.nominate(20), "EntriesClosed", 1, UNTIL)
    here.refuse(here.enter(20, 2), "EntriesClosed", 2, UNTIL)
