"""Ledger.deduct(identity, points, amount, untilDay, cause), endDeduction(identity, index, cause).

├── caller is not the cases → Unauthorised
├── nobody enrolled → NotEnrolled
├── deduct
│   ├── closed or opted out, or eight overlays that have not ended → nothing happens, false
│   └── otherwise → OverlaySet at the place of a new overlay, from today until untilDay; its index
└── endDeduction
    ├── none at the index, an uplift, another cause, ended, forgotten → nothing happens, false
    └── otherwise → its last day was yesterday, OverlaySet, true
"""

import pytest

from tests.support.calls import event, refused
from tests.support.roles import CITIZEN, COUNCIL_WORK, DAY, GENESIS_DAY, STRANGER, TOWN
from tests.support.words import overlay_word

pytestmark = pytest.mark.req("Q5", "S6")

UPLIFT, DEDUCTION = 1, 2
MOST = 8
SUNSET_DAYS = 365
CAUSE = 2**64 - 3


@pytest.fixture
def earner(ledger):
    """The ledger, where the citizen has 100 points."""
    ledger.send("award", [CITIZEN], [GENESIS_DAY], TOWN, 0, COUNCIL_WORK, 1)
    return ledger


@pytest.fixture
def cases(world, earner):
    """Carries out what cases decide; the answer is that of the act, then its events."""

    def carry_out(name, *arguments):
        data = "0x" + earner.contract.encode(name, *arguments).hex()
        call = {"from": world.lone_cases, "to": earner.address, "data": data}
        answer = bytes.fromhex(world.chain.call("eth_call", call, "latest")[2:])
        events = earner.send(name, *arguments, sender=world.lone_cases).events
        return earner.contract.decode_output(name, answer), events

    return carry_out


def deduction(**changes):
    usual = {
        "kind": DEDUCTION,
        "points": 60,
        "from_day": GENESIS_DAY,
        "until_day": GENESIS_DAY + SUNSET_DAYS,
        "amount": 0,
        "cause": CAUSE,
    }
    return overlay_word(**usual | changes)


def deduct(cases, points=60, amount=0, until_day=GENESIS_DAY + SUNSET_DAYS):
    return cases("deduct", CITIZEN, points, amount, until_day, CAUSE)


def pass_to(world, day):
    world.set_time(day * DAY)


@pytest.mark.parametrize(
    ("act", "arguments"),
    [
        ("deduct", (1, 0, GENESIS_DAY + 1, 1)),
        ("endDeduction", (0, 1)),
        ("reverseAward", (1, 1, 0)),
    ],
)
def test_acts_of_cases__by_anybody_else_or_of_a_stranger__refused(world, ledger, act, arguments):
    offices = (world.registrar, world.lone_pool, world.lone_assembly)
    for caller in (world.attacker, *offices):
        with refused("Unauthorised", caller):
            ledger.send(act, CITIZEN, *arguments, sender=caller)
    with refused("NotEnrolled", STRANGER):
        ledger.send(act, STRANGER, *arguments, sender=world.lone_cases)


def test_deduct__on_the_whole_balance__told_kept_and_felt(earner, cases):
    answer, events = deduct(cases)
    assert answer == (True, 0)
    assert events == [event("OverlaySet", identity=CITIZEN, index=0, overlay=deduction())]
    assert earner.call("rawOverlays", CITIZEN) == [deduction()]
    assert earner.call("qualityOf", CITIZEN) == 40
    assert earner.call("baseQualityOf", CITIZEN) == 100


def test_deduct__on_a_portion__felt_there_alone(earner, cases):
    deduct(cases, amount=2**40 - 1)
    assert earner.call("qualityOf", CITIZEN) == 100
    assert earner.call("portionOf", CITIZEN, 0) == (2**40 - 1, 40, 0)


def test_deduct__of_the_credits__nothing_changes(earner, cases):
    before = earner.call("creditsOf", CITIZEN)
    deduct(cases, points=300)
    assert earner.call("creditsOf", CITIZEN) >= before


def test_deduct__on_the_day_of_its_end__ends_by_itself(world, earner, cases):
    deduct(cases, until_day=GENESIS_DAY + 20)
    pass_to(world, GENESIS_DAY + 19)
    assert earner.call("qualityOf", CITIZEN) == 40
    pass_to(world, GENESIS_DAY + 20)
    assert earner.call("qualityOf", CITIZEN) == 100


def test_deduct__eight_not_ended__nothing_happens(earner, cases):
    placed = [deduct(cases, points=1)[0] for _ in range(MOST)]
    assert placed == [(True, index) for index in range(MOST)]
    before = earner.call("rawOverlays", CITIZEN)
    answer, events = deduct(cases)
    assert not answer[0]
    assert events == []
    assert earner.call("rawOverlays", CITIZEN) == before


@pytest.mark.parametrize("act", ["optOut", "close"])
def test_deduct__of_who_takes_no_part__nothing_happens(earner, cases, act):
    earner.send(act, CITIZEN)
    answer, events = deduct(cases)
    assert not answer[0]
    assert events == []
    assert earner.call("rawOverlays", CITIZEN) == []


def test_end_deduction__in_force__ends_today_and_its_place_is_free(world, earner, cases):
    deduct(cases)
    pass_to(world, GENESIS_DAY + 10)
    answer, events = cases("endDeduction", CITIZEN, 0, CAUSE)
    word = deduction(until_day=GENESIS_DAY + 10)
    assert answer is True
    assert events == [event("OverlaySet", identity=CITIZEN, index=0, overlay=word)]
    assert earner.call("rawOverlays", CITIZEN) == [word]
    assert earner.call("qualityOf", CITIZEN) == 100
    assert deduct(cases)[0] == (True, 0)


def test_end_deduction__of_a_closed_person__ends(earner, cases):
    deduct(cases)
    earner.send("close", CITIZEN)
    assert cases("endDeduction", CITIZEN, 0, CAUSE)[0] is True
    assert earner.call("qualityOf", CITIZEN) == 100


@pytest.mark.parametrize(
    ("index", "cause"), [(0, CAUSE - 1), (1, CAUSE), (2, CAUSE), (2**256 - 1, CAUSE)]
)
def test_end_deduction__another_cause_an_uplift_or_none__nothing_happens(
    world, earner, cases, index, cause
):
    deduct(cases)
    earner.send("uplift", CITIZEN, 50, 1_000, 30, CAUSE, sender=world.lone_pool)
    before = earner.call("rawOverlays", CITIZEN)
    assert cases("endDeduction", CITIZEN, index, cause) == (False, [])
    assert earner.call("rawOverlays", CITIZEN) == before


def test_end_deduction__twice__second_time_nothing_happens(cases):
    deduct(cases)
    assert cases("endDeduction", CITIZEN, 0, CAUSE)[0] is True
    assert cases("endDeduction", CITIZEN, 0, CAUSE) == (False, [])


def test_end_deduction__after_its_sunset__nothing_happens(world, cases):
    deduct(cases)
    pass_to(world, GENESIS_DAY + SUNSET_DAYS)
    assert cases("endDeduction", CITIZEN, 0, CAUSE) == (False, [])


def test_end_deduction__after_opting_out__nothing_happens(earner, cases):
    deduct(cases)
    earner.send("optOut", CITIZEN)
    earner.send("optIn", CITIZEN)
    assert cases("endDeduction", CITIZEN, 0, CAUSE) == (False, [])
