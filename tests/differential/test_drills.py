"""Single rules on both sides, with values on and around every edge.

```
drills
├── calendar: every month there is
├── entitlement, rate, year: births and times around every change of rate
├── quality, tier, tallies: any slot a person can have, on any day
├── awards: caps, limits and ceilings from any slot
├── leaves: windows that just reach an earlier leave, eight of them
├── rate formula: any charter, any dividend, to the last second of the notice
├── rule versions: the days on which they begin and end
├── births: the second of birth, and of having become too old
├── guardians: the second at which children grow up
├── councils: keys that end alike, some of them on two seats
├── rounds: seconds at which entries end and points go back, quotas, places, lots
├── gifts: the year's cap and what is needed, from any slot
└── ledger and communities: obey nobody but those they were deployed with
```
"""

from __future__ import annotations

import random

import pytest

from tests.differential import drills, lottery_drills
from tests.differential.playing import ACCEPTED
from tests.harness.evm import EvmChain

#: What speaks against an act of the lottery itself, approvals left out.
LOTTERY_REFUSALS = {
    "OpenRound": ("NotTheRoot", "RoundOutOfBounds", "PoolTooSmall"),
    "Nominate": (
        "RoundUnknown",
        "RoundOfOtherKind",
        "EntriesClosed",
        "NothingToDo",
        "QuotaReached",
        "NotAMember",
        "SignsOwnCase",
        "AlreadyEntered",
    ),
    "EnterRound": (
        "RoundUnknown",
        "RoundOfOtherKind",
        "EntriesClosed",
        "QualityTooHigh",
        "SecondChanceUsed",
        "AlreadyEntered",
    ),
    "Freeze": ("RoundUnknown", "EntriesOpen", "AlreadyFrozen"),
    "Settle": (
        "RoundUnknown",
        "NotFrozen",
        "RoundOver",
        "LengthMismatch",
        "BeaconPending",
        "LotUnknown",
        "WrongWinner",
    ),
    "CloseRound": ("RoundUnknown", "NotFrozen", "RoundOver", "RoundRunning"),
}


@pytest.mark.req("C1")
def test_entitlement__every_month_of_the_calendar__agrees():
    drills.entitlement_of_every_month(random.Random(1), EvmChain())


@pytest.mark.req("C1", "C2")
@pytest.mark.parametrize("seed", range(6))
def test_entitlement__around_changes_of_rate__agrees(seed):
    drills.entitlement_around_changes(random.Random(seed), EvmChain())


@pytest.mark.req("C1")
@pytest.mark.parametrize("seed", range(6))
def test_entitlement__where_a_millicredit_is_just_complete__agrees(seed):
    drills.rounding(random.Random(seed), EvmChain())


@pytest.mark.req("Q1", "Q2")
@pytest.mark.parametrize("charter", ["pilot", "minimal", "random"])
def test_quality__any_slot_on_any_day__agrees(charter):
    drills.quality_of_any_slot(random.Random(charter), EvmChain(), charter, 2_000)


@pytest.mark.req("Q2", "Q3")
@pytest.mark.parametrize("charter", ["pilot", "minimal", "generous", "random"])
def test_award__from_any_slot__agrees_and_reaches_every_cap(charter):
    reached = drills.awards_from_any_slot(random.Random(charter), EvmChain(), charter, 1_500)
    wanted = {
        ACCEPTED,
        "SignsOwnCase",
        "RuleNotInForce",
        "ActBeforeBirth",
        "CategoryCapReached",
        "AnnualCapReached",
        "QualityCeilingReached",
    }
    assert wanted <= reached, wanted - reached


@pytest.mark.req("Q3")
def test_leave__around_the_window__agrees():
    reached = set()
    for seed in range(60):
        reached |= drills.leaves_around_the_window(random.Random(seed), EvmChain())
    assert reached == {
        ACCEPTED,
        "LeaveExhausted",
        "LeaveRunning",
        "TooManyLeaves",
    }


@pytest.mark.req("C2")
def test_rate__any_charter_and_dividend__agrees():
    reached = set()
    for seed in range(40):
        reached |= drills.rates(random.Random(seed), EvmChain())
    assert reached == {ACCEPTED, "RateNoticeTooShort"}


@pytest.mark.req("D1")
def test_version__around_its_days__agrees():
    reached = set()
    for seed in range(10):
        reached |= drills.versions_around_their_days(random.Random(seed), EvmChain())
    assert reached >= {ACCEPTED, "RuleNotInForce", "ActTooOld", "ActInFuture"}


@pytest.mark.req("P2")
def test_birth__around_the_edges__agrees():
    reached = set()
    for seed in range(10):
        reached |= drills.births_around_the_edges(random.Random(seed), EvmChain())
    assert reached == {ACCEPTED, "BirthInFuture", "BirthTooLongAgo"}


@pytest.mark.req("P4")
def test_guardian__around_majority__agrees():
    reached = set()
    for seed in range(60):
        reached |= drills.guardians_around_majority(random.Random(seed), EvmChain())
    assert reached >= {ACCEPTED, "ControllerLapsed", "ControllerAlreadyBound"}


@pytest.mark.req("D2", "S8")
def test_council__of_similar_keys__agrees():
    reached = set()
    for seed in range(10):
        reached |= drills.councils_of_similar_keys(random.Random(seed), EvmChain())
    assert reached == {ACCEPTED, "SharedController", "TooFewSignatures"}


@pytest.mark.req("L1")
@pytest.mark.parametrize("charter", ["pilot", "minimal", "generous", "random"])
def test_gift__from_any_slot__agrees_and_reaches_every_limit(charter):
    reached = drills.gifts_from_any_slot(random.Random(charter), EvmChain(), charter, 1_000)
    assert reached == {ACCEPTED, "GiftEmpty", "GiftCapReached", "GiftBelowUsable"}


@pytest.mark.req("L2", "L3", "L4")
def test_rounds__around_their_edges__agree_and_meet_every_refusal():
    reached = set()
    for seed in range(20):
        reached |= lottery_drills.rounds_around_their_edges(random.Random(seed), EvmChain())
    wanted = {
        f"{kind} {name}" for kind, names in LOTTERY_REFUSALS.items() for name in (*names, ACCEPTED)
    }
    assert wanted <= reached, wanted - reached


@pytest.mark.req("S8")
def test_ledger__told_what_to_do_by_a_stranger__obeys_nobody():
    drills.strangers(random.Random(0), EvmChain())
