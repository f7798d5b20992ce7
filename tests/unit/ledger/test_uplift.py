"""Ledger.uplift(identity, points, amount, daysLong, cause), and the views of overlays.

├── caller is not the pool → Unauthorised
├── nobody enrolled → NotEnrolled
├── closed or opted out → nothing happens, false
├── eight overlays that have not ended → nothing happens, false
└── otherwise → OverlaySet at the lowest index whose overlay has ended, else at the next one; true
    ├── from today until the day before its end → its portion has quality plus points, at most 1,000
    └── from its end on → OverlayNotInForce; base quality never knew of it
"""

import pytest

from tests.support.calls import event, refused
from tests.support.roles import (
    ADULT_MONTH,
    CITIZEN,
    COUNCIL_WORK,
    DAY,
    GENESIS_DAY,
    PUBLIC_DATA,
    SCIENCE,
    STRANGER,
    TOWN,
)
from tests.support.words import overlay_word, person_word

pytestmark = pytest.mark.req("L4", "Q4")

UPLIFT = 1
MOST = 8
AMOUNT, LONG, ROUND = 500_000, 30, 7


def lift(world, ledger, points=100, amount=AMOUNT, days=LONG, cause=ROUND):
    return ledger.send("uplift", CITIZEN, points, amount, days, cause, sender=world.lone_pool)


def pass_to(world, day):
    world.set_time(day * DAY)


def test_uplift__by_anybody_and_the_communities__refused(world, ledger):
    for caller in (world.attacker, world.registrar):
        with refused("Unauthorised", caller):
            ledger.send("uplift", CITIZEN, 1, AMOUNT, 1, ROUND, sender=caller)


def test_uplift__of_a_stranger__refused(world, ledger):
    with refused("NotEnrolled", STRANGER):
        ledger.send("uplift", STRANGER, 1, AMOUNT, 1, ROUND, sender=world.lone_pool)


def test_uplift__first__is_told_and_kept_as_given(world, ledger):
    word = overlay_word(
        kind=UPLIFT,
        points=100,
        from_day=GENESIS_DAY,
        until_day=GENESIS_DAY + LONG,
        amount=AMOUNT,
        cause=ROUND,
    )
    expected = event("OverlaySet", identity=CITIZEN, index=0, overlay=word)
    assert lift(world, ledger).events == [expected]
    assert ledger.call("rawOverlays", CITIZEN) == [word]
    [shown] = ledger.call("overlaysOf", CITIZEN)
    assert shown == (UPLIFT, 100, GENESIS_DAY, GENESIS_DAY + LONG, AMOUNT, ROUND)
    slot = person_word(birth_month=ADULT_MONTH, community=TOWN, overlays=1)
    assert ledger.call("rawPeople", [CITIZEN]) == [slot]


def test_uplift__in_force__raises_its_portion_alone(world, ledger):
    lift(world, ledger, points=250)
    assert ledger.call("portionOf", CITIZEN, 0) == (AMOUNT, 250, 1)
    assert ledger.call("baseQualityOf", CITIZEN) == 0
    assert ledger.call("qualityOf", CITIZEN) == 0
    assert ledger.call("tierOf", CITIZEN) == 0


def test_uplift__last_day_and_the_day_after__ends_by_itself(world, ledger):
    lift(world, ledger)
    pass_to(world, GENESIS_DAY + LONG - 1)
    assert ledger.call("portionOf", CITIZEN, 0) == (AMOUNT, 100, 0)
    pass_to(world, GENESIS_DAY + LONG)
    with refused("OverlayNotInForce", CITIZEN, 0):
        ledger.call("portionOf", CITIZEN, 0)


def test_uplift__of_a_high_quality__stops_at_a_thousand(world, ledger):
    for rule in (COUNCIL_WORK, SCIENCE, PUBLIC_DATA):
        ledger.send("award", [CITIZEN], [world.today], TOWN, 0, rule, 1)
    lift(world, ledger, points=599)
    lift(world, ledger, points=601, amount=1_000)
    assert ledger.call("portionOf", CITIZEN, 0) == (AMOUNT, 999, 4)
    assert ledger.call("portionOf", CITIZEN, 1) == (1_000, 1_000, 4)
    assert ledger.call("qualityOf", CITIZEN) == 400


def test_uplift__several__never_add_up(world, ledger):
    for points in (100, 200, 300):
        lift(world, ledger, points=points)
    portions = [ledger.call("portionOf", CITIZEN, index) for index in range(3)]
    assert portions == [(AMOUNT, 100, 0), (AMOUNT, 200, 1), (AMOUNT, 300, 1)]


def test_portion_of__index_never_used__refused(world, ledger):
    lift(world, ledger)
    for index in (1, MOST, 2**256 - 1):
        with refused("OverlayNotInForce", CITIZEN, index):
            ledger.call("portionOf", CITIZEN, index)


def test_uplift__eight_not_ended__nothing_happens(world, ledger):
    for _ in range(MOST):
        lift(world, ledger)
    before = ledger.call("rawOverlays", CITIZEN)
    assert not placed(world, ledger)
    assert lift(world, ledger).events == []
    assert ledger.call("rawOverlays", CITIZEN) == before


@pytest.mark.parametrize("act", ["optOut", "close"])
def test_uplift__of_who_takes_no_part__nothing_happens(world, ledger, act):
    ledger.send(act, CITIZEN)
    assert not placed(world, ledger)
    assert lift(world, ledger).events == []
    assert ledger.call("rawOverlays", CITIZEN) == []


def test_uplift__some_ended__takes_the_lowest_of_them(world, ledger):
    for days in (LONG, 5, LONG, 5, *[LONG] * 4):
        lift(world, ledger, days=days)
    pass_to(world, GENESIS_DAY + 4)
    assert not placed(world, ledger)
    pass_to(world, GENESIS_DAY + 5)
    assert placed(world, ledger)
    taken = [lift(world, ledger).events[0][1]["index"] for _ in range(2)]
    assert taken == [1, 3]
    assert len(ledger.call("overlaysOf", CITIZEN)) == MOST


def test_uplift__one_ended_and_room_left__takes_its_place_first(world, ledger):
    lift(world, ledger, days=5)
    pass_to(world, GENESIS_DAY + 5)
    lift(world, ledger)
    assert len(ledger.call("rawOverlays", CITIZEN)) == 1


@pytest.mark.parametrize(
    ("view", "arguments"),
    [
        ("baseQualityOf", ()),
        ("qualityOf", ()),
        ("tierOf", ()),
        ("givenThisYear", ()),
        ("overlaysOf", ()),
        ("portionOf", (0,)),
    ],
)
def test_views_of_overlays__of_a_stranger__refused(ledger, view, arguments):
    with refused("NotEnrolled", STRANGER):
        ledger.call(view, STRANGER, *arguments)


def test_raw_overlays__of_a_stranger__are_none(ledger):
    assert ledger.call("rawOverlays", STRANGER) == []


def placed(world, ledger):
    """Return what `uplift` would answer."""
    data = ledger.contract.encode("uplift", CITIZEN, 1, AMOUNT, 1, ROUND)
    transaction = {"from": world.lone_pool, "to": ledger.address, "data": "0x" + data.hex()}
    return ledger.contract.decode_output(
        "uplift", bytes.fromhex(world.chain.call("eth_call", transaction, "latest")[2:])
    )
