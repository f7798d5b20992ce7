"""Ledger.move, optOut, optIn, close, reopen, and the views isClosed, takesPart, leftAt.

├── caller is not the communities contract → Unauthorised
├── nobody enrolled → NotEnrolled; isClosed, takesPart and leftAt → no, no, 0
├── move
│   ├── closed → IsClosed; a member already → AlreadyMember
│   └── otherwise → the community stands in the slot and nothing else in it changes, Moved
├── optOut
│   ├── closed → IsClosed; out already → AlreadyOptedOut
│   └── otherwise → quality and overlays are gone, tallies stay, the time is kept, QualityLeft
├── optIn
│   ├── closed → IsClosed; never out, or in again → NotOptedOut
│   └── otherwise → quality is earned from 0 on, the leaving time stays, QualityRejoined
├── close
│   ├── closed already → IsClosed
│   └── otherwise → credits read as 0 and nothing else changes, Closed
└── reopen → everything is there again, Reopened
"""

import pytest

from tests.support.calls import event, refused
from tests.support.roles import (
    ADULT_MONTH,
    CITIZEN,
    COUNCIL_WORK,
    DAY,
    GENESIS_DAY,
    NATION,
    SCIENCE,
    STRANGER,
    TOWN,
    VILLAGE,
)
from tests.support.words import person_word

pytestmark = pytest.mark.req("P6", "S8")

GRACE_DAYS = 180
ACTS = [("move", VILLAGE), ("optOut",), ("optIn",), ("close",), ("reopen",)]
ACT_IDS = [name for name, *_ in ACTS]


@pytest.fixture
def earner(world, ledger):
    """The ledger, where the citizen has 100 points of this year, one uplift, and a seat."""
    award(ledger, TOWN, COUNCIL_WORK)
    ledger.send("uplift", CITIZEN, 50, 1_000, 30, 1, sender=world.lone_pool)
    ledger.send("takeSeat", CITIZEN, NATION, 2)
    return ledger


def award(ledger, community, rule, day=GENESIS_DAY):
    return ledger.send("award", [CITIZEN], [day], community, 0, rule, 1)


def slot(**changes):
    usual = {
        "birth_month": ADULT_MONTH,
        "community": TOWN,
        "quality": 100,
        "decay_from": GENESIS_DAY + GRACE_DAYS,
        "tally_1": 100,
        "seat_community": NATION,
        "seat_index": 2,
        "last_act_day": GENESIS_DAY,
        "overlays": 1,
    }
    return person_word(**usual | changes)


def word_of(ledger):
    return ledger.call("rawPeople", [CITIZEN])[0]


@pytest.mark.parametrize("act", ACTS, ids=ACT_IDS)
def test_lives__by_anybody_and_the_other_offices__refused(world, ledger, act):
    name, *arguments = act
    offices = (world.lone_pool, world.lone_cases, world.lone_assembly)
    for caller in (world.attacker, *offices):
        with refused("Unauthorised", caller):
            ledger.send(name, CITIZEN, *arguments, sender=caller)


@pytest.mark.parametrize("act", ACTS, ids=ACT_IDS)
def test_lives__of_a_stranger__refused(ledger, act):
    name, *arguments = act
    with refused("NotEnrolled", STRANGER):
        ledger.send(name, STRANGER, *arguments)


@pytest.mark.parametrize("act", ACTS[:-1], ids=ACT_IDS[:-1])
def test_lives__of_who_is_closed__refused(ledger, act):
    name, *arguments = act
    ledger.send("close", CITIZEN)
    with refused("IsClosed", CITIZEN):
        ledger.send(name, CITIZEN, *arguments)


def test_views_of_lives__of_a_stranger__say_no(ledger):
    assert not ledger.call("isClosed", STRANGER)
    assert not ledger.call("takesPart", STRANGER)
    assert ledger.call("leftAt", STRANGER) == 0


def test_move__to_another_community__nothing_else_changes(earner):
    receipt = earner.send("move", CITIZEN, VILLAGE)
    assert receipt.events == [event("Moved", identity=CITIZEN, community=VILLAGE)]
    assert word_of(earner) == slot(community=VILLAGE)
    assert earner.call("communityOf", CITIZEN) == VILLAGE


def test_move__to_where_one_belongs__refused(earner):
    with refused("AlreadyMember", CITIZEN, TOWN):
        earner.send("move", CITIZEN, TOWN)


def test_move__of_who_opted_out__moves_all_the_same(earner):
    earner.send("optOut", CITIZEN)
    earner.send("move", CITIZEN, VILLAGE)
    assert not earner.call("takesPart", CITIZEN)


def test_award__after_a_move__by_the_new_community_alone(earner):
    earner.send("move", CITIZEN, VILLAGE)
    with refused("NotAMember", 0, CITIZEN, TOWN):
        award(earner, TOWN, SCIENCE)
    award(earner, VILLAGE, SCIENCE)
    assert earner.call("baseQualityOf", CITIZEN) == 250


def test_opt_out__with_quality__forgets_it_and_keeps_the_tallies(earner):
    receipt = earner.send("optOut", CITIZEN)
    word = slot(quality=0, overlays=0, opted_out=1)
    assert receipt.events == [event("QualityLeft", identity=CITIZEN, word=word)]
    assert word_of(earner) == word
    assert earner.call("leftAt", CITIZEN) == receipt.time
    assert earner.call("earnedThisYear", CITIZEN, 1) == (100, 100)
    assert earner.call("overlaysOf", CITIZEN) == earner.call("rawOverlays", CITIZEN) == []
    assert not earner.call("takesPart", CITIZEN)
    assert not earner.call("isClosed", CITIZEN)
    with refused("OverlayNotInForce", CITIZEN, 0):
        earner.call("portionOf", CITIZEN, 0)


def test_opt_out__of_the_credits__nothing_changes(earner):
    before = earner.call("creditsOf", CITIZEN)
    earner.send("optOut", CITIZEN)
    assert earner.call("creditsOf", CITIZEN) >= before > 0


def test_opt_out__twice__refused(ledger):
    ledger.send("optOut", CITIZEN)
    with refused("AlreadyOptedOut", CITIZEN):
        ledger.send("optOut", CITIZEN)


def test_opt_in__without_having_left__refused(ledger):
    with refused("NotOptedOut", CITIZEN):
        ledger.send("optIn", CITIZEN)


def test_opt_in__after_leaving__earns_from_nothing(world, earner):
    left = earner.send("optOut", CITIZEN).time
    world.set_time((GENESIS_DAY + 1) * DAY)
    receipt = earner.send("optIn", CITIZEN)
    word = slot(quality=0, overlays=0)
    assert receipt.events == [event("QualityRejoined", identity=CITIZEN, word=word)]
    assert word_of(earner) == word
    assert earner.call("leftAt", CITIZEN) == left
    assert earner.call("takesPart", CITIZEN)
    award(earner, TOWN, SCIENCE)
    assert earner.call("qualityOf", CITIZEN) == 150
    with refused("NotOptedOut", CITIZEN):
        earner.send("optIn", CITIZEN)


def test_opt_in__with_a_new_overlay__old_ones_stay_forgotten(world, earner):
    earner.send("deduct", CITIZEN, 60, 0, GENESIS_DAY + 400, 9, sender=world.lone_cases)
    earner.send("optOut", CITIZEN)
    earner.send("optIn", CITIZEN)
    earner.send("uplift", CITIZEN, 7, 1_000, 30, 1, sender=world.lone_pool)
    [overlay] = earner.call("overlaysOf", CITIZEN)
    assert overlay.points == 7
    award(earner, TOWN, SCIENCE)
    assert earner.call("qualityOf", CITIZEN) == 150


@pytest.mark.parametrize("act", ["optOut", "close"])
def test_award__of_who_takes_no_part__refused_before_a_signature_in_their_own_case(earner, act):
    earner.send("takeSeat", CITIZEN, TOWN, 0)
    earner.send(act, CITIZEN)
    with refused("TakesNoPart", 0, CITIZEN):
        earner.send("award", [CITIZEN], [GENESIS_DAY], TOWN, 1, SCIENCE, 1)
    with refused("NotAMember", 0, CITIZEN, VILLAGE):
        award(earner, VILLAGE, SCIENCE)


def test_award__of_several__answers_with_the_points_of_all(world, ledger):
    ledger.send("enrol", TOWN, [STRANGER], [ADULT_MONTH])
    batch = ([CITIZEN, STRANGER], [GENESIS_DAY] * 2, TOWN, 0, SCIENCE, 1)
    data = "0x" + ledger.contract.encode("award", *batch).hex()
    call = {"from": world.registrar, "to": ledger.address, "data": data}
    answer = bytes.fromhex(world.chain.call("eth_call", call, "latest")[2:])
    assert ledger.contract.decode_output("award", answer) == 300


def test_close__a_person__hides_the_credits_and_nothing_else(earner):
    receipt = earner.send("close", CITIZEN)
    assert receipt.events == [event("Closed", identity=CITIZEN)]
    assert word_of(earner) == slot(closed=1)
    assert earner.call("isClosed", CITIZEN)
    assert not earner.call("takesPart", CITIZEN)
    assert earner.call("creditsOf", CITIZEN) == 0
    assert earner.call("look", [CITIZEN]) == [(TOWN, ADULT_MONTH, 0, 100, 0, 0)]


def test_reopen__who_was_closed__gives_everything_back(world, earner):
    credits = earner.call("creditsOf", CITIZEN)
    earner.send("close", CITIZEN)
    world.set_time((GENESIS_DAY + 10) * DAY)
    receipt = earner.send("reopen", CITIZEN)
    assert receipt.events == [event("Reopened", identity=CITIZEN)]
    assert word_of(earner) == slot()
    assert earner.call("creditsOf", CITIZEN) > credits
    assert earner.call("takesPart", CITIZEN)


def test_reopen__who_had_opted_out__is_still_out(earner):
    earner.send("optOut", CITIZEN)
    earner.send("close", CITIZEN)
    earner.send("reopen", CITIZEN)
    assert word_of(earner) == slot(quality=0, overlays=0, opted_out=1)
