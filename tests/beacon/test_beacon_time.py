"""Rounds and times, in the contract and in the specification.

roundAt(time)
├── before the first round → TimeBeforeFirstRound
├── a round beyond 64 bits → RoundOutOfRange
└── otherwise the latest round whose time is not after
timeOf(round)
├── round 0 or beyond 64 bits → RoundOutOfRange
└── otherwise genesis + (round - 1) * period
"""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from isonomia import build
from isonomia.beacon import network
from isonomia.spec.beacon import round_at, time_of
from isonomia.spec.refusals import Refusal
from tests.harness.chain import Refused
from tests.support.single import InProcess, refuses

pytestmark = pytest.mark.req("L5")

KEY = network("evmnet").public_key
LAST_ROUND = 2**64 - 1

boundary = st.sampled_from([0, 1, 2**32 - 1, 2**32, LAST_ROUND, LAST_ROUND + 1, 2**96, 2**255])
numbers = st.one_of(boundary, st.integers(0, 2**255), st.integers(0, 2**40))


def answer(ask, *arguments):
    """The answer, or the refusal in the same words for both."""
    try:
        return ask(*arguments)
    except (Refused, Refusal) as refusal:
        return refusal.name, tuple(refusal.values)


def deployed(genesis, period):
    return InProcess(build.load("Beacon"), KEY, genesis, period)


def test_time_of__the_real_round__is_genesis_and_three_seconds_each(evmnet, real):
    expected = real.genesis + (real.number - 1) * real.period
    assert evmnet.call("timeOf", real.number) == expected
    assert network("evmnet").time_of(real.number) == expected


def test_round_at__around_the_time_of_a_round__changes_at_that_very_second(evmnet, real):
    second = evmnet.call("timeOf", real.number)
    found = [evmnet.call("roundAt", second + offset) for offset in (-1, 0, 1, 2, 3)]
    assert found == [real.number + offset for offset in (-1, 0, 0, 0, 1)]


def test_round_at__second_of_genesis__is_round_1(evmnet, real):
    assert evmnet.call("roundAt", real.genesis) == 1


def test_round_at__before_genesis__refused(evmnet, real):
    with refuses("TimeBeforeFirstRound", real.genesis - 1, real.genesis):
        evmnet.call("roundAt", real.genesis - 1)


def test_round_at__beyond_the_last_round__refused():
    beacon = deployed(10, 2)
    assert beacon.call("roundAt", 10 + 2 * LAST_ROUND - 1) == LAST_ROUND
    with refuses("RoundOutOfRange", LAST_ROUND + 1):
        beacon.call("roundAt", 10 + 2 * LAST_ROUND)


@given(genesis=st.integers(0, 2**64 - 1), period=st.integers(1, 2**32 - 1), number=numbers)
@settings(max_examples=200, deadline=None)
def test_round_and_time__any_numbers__specification_agrees(genesis, period, number):
    beacon = deployed(genesis, period)
    for asked, ask in (("roundAt", round_at), ("timeOf", time_of)):
        found = answer(beacon.call, asked, number)
        assert found == answer(ask, number, genesis, period)
