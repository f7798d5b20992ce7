"""Communities.move(identity, community, nonce, deadline, signature), by the person.

Communities.optOut and optIn(identity, nonce, deadline, signature), by the person
Communities.recover(identity, newController), close(identity) and reopen(identity), by the cases

├── the person's approval is not in order → test_consent.py
├── not called by the cases → Unauthorised
├── move
│   ├── no such community → UnknownCommunity
│   ├── the ledger refuses → IsClosed, AlreadyMember
│   └── otherwise → PersonActed, Moved; one member less here, one more there; a seat is kept
├── optOut, optIn
│   ├── the ledger refuses → IsClosed, AlreadyOptedOut, NotOptedOut
│   └── otherwise → PersonActed, QualityLeft or QualityRejoined
├── recover
│   ├── the zero address → ZeroController
│   └── otherwise → ControllerRecovered; a guardian's key before majority; the seat's key too
└── close, reopen → Closed, Reopened; one member less, one more
"""

import pytest

from isonomia import typed_data
from tests.support.acts import Person
from tests.support.calls import event, refused
from tests.support.roles import (
    ATTACKER_KEY,
    CITIZEN,
    CITIZEN_KEY,
    COUNCIL_WORK,
    DAY,
    EVIDENCE_HASH,
    GENESIS_DAY,
    GENESIS_MONTH,
    GUARDIAN_KEY,
    MAJORITY_YEARS,
    NATION,
    NEW_KEY,
    NEWBORN,
    TOWN,
    VILLAGE,
    first_day,
    seat_identity,
    seat_key,
)

pytestmark = pytest.mark.req("P5", "P6")

NOBODY = f"0x{0:040x}"
#: Of age on the 1st of July 2024, two weeks after genesis.
ALMOST_ADULT_MONTH = GENESIS_MONTH + 1 - 12 * MAJORITY_YEARS


def members(offices, community):
    return offices.communities.call("council", community).members


def word_of(offices, identity=CITIZEN):
    return offices.ledger.call("rawPeople", [identity])[0]


def by_cases(offices, function, *arguments):
    return offices.communities.send(function, *arguments, sender=offices.cases)


# ---- moving --------------------------------------------------------------------------------------


def test_move__to_another_community__counted_there_from_now_on(offices):
    before = members(offices, TOWN), members(offices, VILLAGE)
    receipt = offices.citizen.move(VILLAGE)
    assert receipt.events == [
        event("PersonActed", identity=CITIZEN, nonce=0),
        event("Moved", identity=CITIZEN, community=VILLAGE),
    ]
    assert offices.ledger.call("communityOf", CITIZEN) == VILLAGE
    assert (members(offices, TOWN), members(offices, VILLAGE)) == (before[0] - 1, before[1] + 1)


@pytest.mark.parametrize("community", [0, 4, 2**256 - 1])
def test_move__no_such_community__refused(offices, community):
    with refused("UnknownCommunity", community):
        offices.citizen.move(community)
    assert offices.citizen.nonce() == 0


def test_move__where_they_are__refused(offices):
    with refused("AlreadyMember", CITIZEN, TOWN):
        offices.citizen.move(TOWN)


def test_move__closed__refused_after_the_place_is_looked_for(offices):
    by_cases(offices, "close", CITIZEN)
    with refused("UnknownCommunity", 4):
        offices.citizen.move(4)
    with refused("IsClosed", CITIZEN):
        offices.citizen.move(TOWN)


def test_move__with_a_seat__seat_and_its_key_are_kept(offices):
    holder, key = seat_identity(TOWN, 0), seat_key(TOWN, 0)
    Person(offices.communities, offices.domain, holder, key).move(VILLAGE)
    assert offices.communities.call("seatAt", TOWN, 0) == (holder, key.address)
    assert offices.ledger.call("seatOf", holder) == (TOWN, 0)
    assert offices.ledger.call("communityOf", holder) == VILLAGE


# ---- opting out and in ---------------------------------------------------------------------------


def test_opt_out__then_in__quality_begins_at_zero(offices):
    offices.town.award(COUNCIL_WORK, 1, EVIDENCE_HASH, [CITIZEN], [GENESIS_DAY])
    receipt = offices.citizen.opt_out()
    assert receipt.events == [
        event("PersonActed", identity=CITIZEN, nonce=0),
        event("QualityLeft", identity=CITIZEN, word=word_of(offices)),
    ]
    assert offices.ledger.call("takesPart", CITIZEN) is False
    assert offices.ledger.call("leftAt", CITIZEN) == receipt.time
    receipt = offices.citizen.opt_in()
    assert receipt.events == [
        event("PersonActed", identity=CITIZEN, nonce=1),
        event("QualityRejoined", identity=CITIZEN, word=word_of(offices)),
    ]
    assert offices.ledger.call("takesPart", CITIZEN) is True
    assert offices.ledger.call("qualityOf", CITIZEN) == 0


def test_opt__the_ledger_refuses__refused(offices):
    with refused("NotOptedOut", CITIZEN):
        offices.citizen.opt_in()
    offices.citizen.opt_out()
    with refused("AlreadyOptedOut", CITIZEN):
        offices.citizen.opt_out()
    by_cases(offices, "close", CITIZEN)
    with refused("IsClosed", CITIZEN):
        offices.citizen.opt_out()
    with refused("IsClosed", CITIZEN):
        offices.citizen.opt_in()


@pytest.mark.parametrize(
    ("act", "arguments"), [("move", (VILLAGE,)), ("opt_out", ()), ("opt_in", ())]
)
def test_lives__signed_by_another_key__refused(offices, act, arguments):
    with refused("InvalidSignature", CITIZEN, CITIZEN_KEY.address):
        getattr(offices.citizen, act)(*arguments, signature=ATTACKER_KEY)


def test_lives__signature_of_the_other_act__refused(offices):
    def for_opting_in(message):
        deadline = offices.communities.chain.now() + DAY
        return typed_data.sign(typed_data.opt_in(offices.domain, CITIZEN, 0, deadline), CITIZEN_KEY)

    with refused("InvalidSignature", CITIZEN, CITIZEN_KEY.address):
        offices.citizen.opt_out(signature=for_opting_in)


# ---- recovery ------------------------------------------------------------------------------------


def test_recover__by_the_cases__new_key_acts_and_the_old_one_does_not(offices):
    receipt = by_cases(offices, "recover", CITIZEN, NEW_KEY.address)
    assert receipt.events == [
        event("ControllerRecovered", identity=CITIZEN, controller=NEW_KEY.address, lapseDay=0)
    ]
    with refused("InvalidSignature", CITIZEN, NEW_KEY.address):
        offices.citizen.opt_out()
    offices.citizen.key = NEW_KEY
    offices.citizen.opt_out()


def test_recover__nonce_of_the_person__goes_on(offices):
    offices.citizen.opt_out()
    by_cases(offices, "recover", CITIZEN, NEW_KEY.address)
    assert offices.citizen.nonce() == 1


def test_recover__with_a_seat__new_key_signs_for_it(offices):
    by_cases(offices, "recover", seat_identity(TOWN, 1), NEW_KEY.address)
    assert offices.communities.call("seatAt", TOWN, 1) == (seat_identity(TOWN, 1), NEW_KEY.address)
    with refused("InvalidSeatSignature", TOWN, 1, NEW_KEY.address):
        offices.town.enrol([], [])
    offices.town.enrol([], [], keys={1: NEW_KEY})


def test_recover__of_a_minor__a_guardians_key(offices):
    offices.town.enrol([NEWBORN], [ALMOST_ADULT_MONTH])
    offices.town.bind([NEWBORN], [CITIZEN_KEY.address])
    day = first_day(GENESIS_MONTH + 1)
    receipt = by_cases(offices, "recover", NEWBORN, GUARDIAN_KEY.address)
    assert receipt.events == [
        event(
            "ControllerRecovered",
            identity=NEWBORN,
            controller=GUARDIAN_KEY.address,
            lapseDay=day,
        )
    ]
    assert offices.communities.call("keyInForce", NEWBORN) == (GUARDIAN_KEY.address, True)


def test_recover__to_the_zero_address__refused(offices):
    with refused("ZeroController", CITIZEN):
        by_cases(offices, "recover", CITIZEN, NOBODY)


# ---- closing and reopening -----------------------------------------------------------------------


def test_close__then_reopen__counted_as_before(offices):
    before = members(offices, TOWN)
    credits = offices.ledger.call("creditsOf", CITIZEN)
    assert by_cases(offices, "close", CITIZEN).events == [event("Closed", identity=CITIZEN)]
    assert members(offices, TOWN) == before - 1
    assert offices.ledger.call("creditsOf", CITIZEN) == 0
    with refused("IsClosed", CITIZEN):
        by_cases(offices, "close", CITIZEN)
    assert by_cases(offices, "reopen", CITIZEN).events == [event("Reopened", identity=CITIZEN)]
    assert members(offices, TOWN) == before
    assert offices.ledger.call("creditsOf", CITIZEN) >= credits


def test_cases__anybody_else__refused(world, offices):
    acts = [
        ("recover", (CITIZEN, world.attacker)),
        ("close", (CITIZEN,)),
        ("reopen", (CITIZEN,)),
        ("lowerStanding", (TOWN,)),
    ]
    for caller in (world.attacker, offices.pool, offices.assembly, offices.services):
        for function, arguments in acts:
            with refused("Unauthorised", caller):
                offices.communities.send(function, *arguments, sender=caller)
    assert members(offices, NATION) == 0
