"""Ledger.award(community, signers, rule, version, identities, actDays).

├── caller is not the communities contract → Unauthorised
├── lists differ in length → LengthMismatch
├── no line → nothing happens
└── each line, in order; one refused line refuses the batch
    ├── not of the community, or unknown → NotAMember
    ├── the person sits on this council and signed → SignsOwnCase
    ├── act after today → ActInFuture
    ├── act before today - filingDays → ActTooOld
    ├── version missing, retired, not yet or no longer in force → RuleNotInForce
    ├── act before the month of birth → ActBeforeBirth
    └── otherwise the points are weighed: test_award_caps.py
"""

import pytest

from tests.support.calls import event, refused
from tests.support.roles import (
    ADULT_MONTH,
    CITIZEN,
    COUNCIL_WORK,
    DAILY_VOTE,
    DAY,
    GENESIS_DAY,
    GENESIS_MONTH,
    NEWBORN,
    PUBLIC_DATA,
    SCIENCE,
    STRANGER,
    TOWN,
    UNKNOWN_RULE,
    VILLAGE,
    Rule,
    first_day,
    hash_of,
)
from tests.support.words import person_word

pytestmark = pytest.mark.req("Q1", "D1", "D2")

FILING_DAYS = 90
GRACE_DAYS = 180


def award(ledger, days, identities=(CITIZEN,), rule=COUNCIL_WORK, version=1, **how):
    signers = how.pop("signers", 0)
    community = how.pop("community", TOWN)
    return ledger.send("award", identities, days, community, signers, rule, version, **how)


def pass_to(world, day):
    """Let the next transaction happen in the first second of a day."""
    world.set_time(day * DAY - 1)


def test_award__by_anybody__refused(world, ledger):
    with refused("Unauthorised", world.attacker):
        award(ledger, [GENESIS_DAY], sender=world.attacker)


@pytest.mark.parametrize(("identities", "days"), [([CITIZEN], []), ([], [GENESIS_DAY])])
def test_award__lists_of_unequal_length__refused(ledger, identities, days):
    with refused("LengthMismatch", len(identities), len(days)):
        award(ledger, days, identities)


def test_award__empty_batch__does_nothing(ledger):
    assert award(ledger, [], []).events == []


def test_award__empty_batch_of_an_unknown_rule__does_nothing(ledger):
    assert award(ledger, [], [], rule=UNKNOWN_RULE).events == []


def test_award__in_order__writes_the_slot_and_says_so(ledger):
    receipt = award(ledger, [GENESIS_DAY])
    word = person_word(
        birth_month=ADULT_MONTH,
        community=TOWN,
        quality=100,
        decay_from=GENESIS_DAY + GRACE_DAYS,
        tally_1=100,
        last_act_day=GENESIS_DAY,
    )
    assert receipt.events == [event("Awarded", identity=CITIZEN, word=word)]
    assert ledger.call("rawPeople", [CITIZEN]) == [word]


def test_award__of_somebody_with_a_seat__keeps_the_seat(ledger):
    ledger.send("takeSeat", CITIZEN, VILLAGE, 9)
    award(ledger, [GENESIS_DAY])
    assert ledger.call("seatOf", CITIZEN) == (VILLAGE, 9)


def test_award__earlier_act_filed_later__is_the_last_act_but_decay_stays(world, ledger):
    pass_to(world, GENESIS_DAY + 50)
    award(ledger, [GENESIS_DAY + 50])
    award(ledger, [GENESIS_DAY + 10], rule=SCIENCE)
    assert ledger.call("rawPeople", [CITIZEN]) == [
        person_word(
            birth_month=ADULT_MONTH,
            community=TOWN,
            quality=250,
            decay_from=GENESIS_DAY + 50 + GRACE_DAYS,
            tally_1=100,
            tally_3=150,
            last_act_day=GENESIS_DAY + 10,
        )
    ]


def test_award__after_decay_began__counts_from_quality_today(world, ledger):
    award(ledger, [GENESIS_DAY])
    pass_to(world, GENESIS_DAY + GRACE_DAYS + 30)
    award(ledger, [GENESIS_DAY + GRACE_DAYS], rule=DAILY_VOTE)
    assert ledger.call("qualityOf", CITIZEN) == 100 - 30 + 20
    assert ledger.call("decayOf", CITIZEN) == (GENESIS_DAY + 2 * GRACE_DAYS, 0)


# ---- subject -------------------------------------------------------------------------------------


@pytest.mark.parametrize("identity", [STRANGER, bytes(32)])
def test_award__to_a_stranger__refused(ledger, identity):
    with refused("NotAMember", 0, identity, TOWN):
        award(ledger, [GENESIS_DAY], [identity])


def test_award__to_a_member_of_another_community__refuses_the_batch(ledger):
    ledger.send("enrol", VILLAGE, [STRANGER], [ADULT_MONTH])
    with refused("NotAMember", 1, STRANGER, TOWN):
        award(ledger, [GENESIS_DAY] * 2, [CITIZEN, STRANGER])
    assert ledger.call("qualityOf", CITIZEN) == 0


def test_award__in_the_name_of_no_community__refused(ledger):
    ledger.send("enrol", 0, [STRANGER], [ADULT_MONTH])
    with refused("NotAMember", 0, CITIZEN, 0):
        award(ledger, [GENESIS_DAY], [CITIZEN], community=0)


def test_award__own_case_of_a_seat_that_signed__refused(ledger):
    ledger.send("takeSeat", CITIZEN, TOWN, 254)
    with refused("SignsOwnCase", 0, CITIZEN):
        award(ledger, [GENESIS_DAY], signers=1 << 254)


def test_award__own_case_of_a_seat_that_did_not_sign__awarded(ledger):
    ledger.send("takeSeat", CITIZEN, TOWN, 254)
    award(ledger, [GENESIS_DAY], signers=(1 << 254) - 1)
    assert ledger.call("qualityOf", CITIZEN) == 100


def test_award__seat_of_another_council__awarded(ledger):
    ledger.send("takeSeat", CITIZEN, VILLAGE, 0)
    award(ledger, [GENESIS_DAY], signers=0b111)
    assert ledger.call("qualityOf", CITIZEN) == 100


# ---- day and version -----------------------------------------------------------------------------


@pytest.mark.parametrize("act_day", [GENESIS_DAY + 1, 2**256 - 1])
def test_award__act_after_today__refused(ledger, act_day):
    with refused("ActInFuture", 0, act_day, GENESIS_DAY):
        award(ledger, [act_day])


@pytest.mark.parametrize("act_day", [GENESIS_DAY + 9, 0])
def test_award__act_before_the_filing_window__refused(world, ledger, act_day):
    pass_to(world, GENESIS_DAY + 10 + FILING_DAYS)
    with refused("ActTooOld", 0, act_day, GENESIS_DAY + 10):
        award(ledger, [act_day])


def test_award__first_day_of_the_filing_window__awarded(world, ledger):
    pass_to(world, GENESIS_DAY + 10 + FILING_DAYS)
    award(ledger, [GENESIS_DAY + 10])
    assert ledger.call("qualityOf", CITIZEN) == 100


def test_award__act_before_genesis__rule_was_not_in_force(ledger):
    with refused("RuleNotInForce", 0, COUNCIL_WORK, 1, GENESIS_DAY - 1):
        award(ledger, [GENESIS_DAY - 1])


@pytest.mark.parametrize(("rule", "version"), [(UNKNOWN_RULE, 1), (COUNCIL_WORK, 0), (1, 2)])
def test_award__no_such_version__not_in_force_today_and_too_old_before(ledger, rule, version):
    with refused("RuleNotInForce", 0, rule, version, GENESIS_DAY):
        award(ledger, [GENESIS_DAY], rule=rule, version=version)
    with refused("ActTooOld", 0, GENESIS_DAY - 1, GENESIS_DAY):
        award(ledger, [GENESIS_DAY - 1], rule=rule, version=version)


def second_version(ledger, first_day_of_it, points=40):
    rule = Rule(COUNCIL_WORK, 1, points, 0, first_day_of_it, hash_of("text"))
    ledger.send("publishRules", [rule], hash_of("catalogue"))


def test_award__around_the_change_of_version__each_day_has_one_version(world, ledger):
    change = GENESIS_DAY + 30
    second_version(ledger, change)
    pass_to(world, change)
    with refused("RuleNotInForce", 0, COUNCIL_WORK, 1, change):
        award(ledger, [change], version=1)
    with refused("RuleNotInForce", 0, COUNCIL_WORK, 2, change - 1):
        award(ledger, [change - 1], version=2)
    award(ledger, [change - 1], version=1)
    award(ledger, [change], version=2)
    assert ledger.call("qualityOf", CITIZEN) == 140


def test_award__retired_rule__refused_but_earlier_acts_still_count(world, ledger):
    change = GENESIS_DAY + 30
    second_version(ledger, change, points=0)
    pass_to(world, change)
    with refused("RuleNotInForce", 0, COUNCIL_WORK, 2, change):
        award(ledger, [change], version=2)
    award(ledger, [change - 1], version=1)
    assert ledger.call("qualityOf", CITIZEN) == 100


# ---- birth ---------------------------------------------------------------------------------------


def test_award__day_before_the_month_of_birth__refused(world, ledger):
    birth = first_day(GENESIS_MONTH + 1)
    pass_to(world, birth)
    ledger.send("enrol", TOWN, [NEWBORN], [GENESIS_MONTH + 1])
    with refused("ActBeforeBirth", 0, NEWBORN, birth - 1):
        award(ledger, [birth - 1], [NEWBORN])
    award(ledger, [birth], [NEWBORN])
    assert ledger.call("qualityOf", NEWBORN) == 100


# ---- several reasons at once ---------------------------------------------------------------------


def test_award__everything_wrong__each_refusal_comes_before_the_next(world, ledger):
    """Whatever was named is mended before the next attempt."""
    birth_month = GENESIS_MONTH + 5
    change = first_day(birth_month) - 10
    rule = Rule(PUBLIC_DATA, 2, 200, 1, change, hash_of("text"))
    ledger.send("publishRules", [rule], hash_of("catalogue"))
    today = first_day(birth_month) + FILING_DAYS - 11
    pass_to(world, today)
    ledger.send("enrol", TOWN, [NEWBORN], [birth_month])
    ledger.send("takeSeat", NEWBORN, TOWN, 0)

    def refuse(name, *values, act_day, version=2, **how):
        with refused(name, 0, *values):
            award(ledger, [act_day], [NEWBORN], PUBLIC_DATA, version, **how)

    own_case = {"act_day": today + 1, "version": 9, "signers": 1}
    refuse("NotAMember", NEWBORN, VILLAGE, **own_case, community=VILLAGE)
    refuse("SignsOwnCase", NEWBORN, **own_case)
    refuse("ActInFuture", today + 1, today, act_day=today + 1, version=9)
    refuse("ActTooOld", change, today, act_day=change, version=9)
    oldest = today - FILING_DAYS
    refuse("ActTooOld", oldest - 1, oldest, act_day=oldest - 1)
    refuse("RuleNotInForce", PUBLIC_DATA, 1, change, act_day=change, version=1)
    refuse("ActBeforeBirth", NEWBORN, change, act_day=change)
    refuse("CategoryCapReached", NEWBORN, 2, 0, 150, act_day=today)


def test_award__limit_and_caps_both_reached__limit_is_named(ledger, world):
    change = GENESIS_DAY + 30
    rules = [Rule(PUBLIC_DATA, 4, 150, 1, change, hash_of("text"))]
    ledger.send("publishRules", rules, hash_of("catalogue"))
    pass_to(world, change)
    award(ledger, [change], rule=PUBLIC_DATA, version=2)
    with refused("RuleLimitReached", 0, CITIZEN, PUBLIC_DATA, 1):
        award(ledger, [change], rule=PUBLIC_DATA, version=2)


def test_award__seat_that_did_not_sign_under_a_limited_rule__counted_once(ledger):
    ledger.send("takeSeat", CITIZEN, TOWN, 0)
    award(ledger, [GENESIS_DAY], rule=DAILY_VOTE, signers=0b110)
    assert ledger.call("timesThisYear", CITIZEN, DAILY_VOTE) == 1
    assert ledger.call("baseQualityOf", CITIZEN) == 20


def test_award__to_a_newborn_of_this_month__awarded_and_counted_once(world, ledger):
    birth = first_day(GENESIS_MONTH + 1)
    pass_to(world, birth + 3)
    ledger.send("enrol", TOWN, [NEWBORN], [GENESIS_MONTH + 1])
    award(ledger, [birth + 1], [NEWBORN], rule=DAILY_VOTE)
    assert ledger.call("timesThisYear", NEWBORN, DAILY_VOTE) == 1
    assert ledger.call("earnedThisYear", NEWBORN, 2) == (20, 20)
