"""Ledger.enrol(community, identities, birthMonths).

├── caller is not the communities contract → Unauthorised
├── lists differ in length → LengthMismatch
├── no line → nothing happens
└── each line, in order; one refused line refuses the batch
    ├── zero identity → ZeroIdentity
    ├── enrolled before, or earlier in the batch → AlreadyEnrolled
    ├── month above 65,535 → BirthInFuture
    ├── month below 12 → BirthTooLongAgo
    ├── its first second after now → BirthInFuture
    ├── its first second more than 130 years ago → BirthTooLongAgo
    └── otherwise → the person stands in one slot, Enrolled
"""

import pytest

from tests.support.calls import event, refused
from tests.support.roles import (
    ADULT_MONTH,
    CITIZEN,
    GENESIS_MONTH,
    NEWBORN,
    STRANGER,
    TOWN,
    VILLAGE,
    YEAR,
    first_second,
    month,
)
from tests.support.words import person_word

pytestmark = pytest.mark.req("P1", "P2")

OLDEST_MONTH = month(1894, 7)
LONGEST_LIFE = 130 * YEAR
ZERO = bytes(32)


def test_enrol__by_anybody__refused(world, ledger):
    with refused("Unauthorised", world.attacker):
        ledger.send("enrol", TOWN, [STRANGER], [ADULT_MONTH], sender=world.attacker)


@pytest.mark.parametrize(("identities", "months"), [([STRANGER], []), ([], [ADULT_MONTH])])
def test_enrol__lists_of_unequal_length__refused(ledger, identities, months):
    with refused("LengthMismatch", len(identities), len(months)):
        ledger.send("enrol", TOWN, identities, months)


def test_enrol__empty_batch__does_nothing(ledger):
    assert ledger.send("enrol", TOWN, [], []).events == []


def test_enrol__two_lines__both_stand_in_one_slot_each(ledger):
    receipt = ledger.send("enrol", VILLAGE, [STRANGER, NEWBORN], [ADULT_MONTH, GENESIS_MONTH])
    assert receipt.events == [
        event("Enrolled", identity=STRANGER, community=VILLAGE, birthMonth=ADULT_MONTH),
        event("Enrolled", identity=NEWBORN, community=VILLAGE, birthMonth=GENESIS_MONTH),
    ]
    assert ledger.call("rawPeople", [STRANGER, NEWBORN]) == [
        person_word(birth_month=ADULT_MONTH, community=VILLAGE),
        person_word(birth_month=GENESIS_MONTH, community=VILLAGE),
    ]


def test_enrol__zero_identity__refuses_the_batch_and_names_the_line(ledger):
    with refused("ZeroIdentity", 1):
        ledger.send("enrol", TOWN, [STRANGER, ZERO], [ADULT_MONTH] * 2)
    assert not ledger.call("isEnrolled", STRANGER)


def test_enrol__already_enrolled_anywhere__refused(ledger):
    with refused("AlreadyEnrolled", 1, CITIZEN):
        ledger.send("enrol", VILLAGE, [STRANGER, CITIZEN], [ADULT_MONTH] * 2)


def test_enrol__twice_in_one_batch__refused(ledger):
    with refused("AlreadyEnrolled", 1, STRANGER):
        ledger.send("enrol", TOWN, [STRANGER, STRANGER], [ADULT_MONTH] * 2)


@pytest.mark.parametrize("birth_month", [65_536, 2**256 - 1])
def test_enrol__month_beyond_its_field__refused_as_future(ledger, birth_month):
    with refused("BirthInFuture", 0, STRANGER, birth_month):
        ledger.send("enrol", TOWN, [STRANGER], [birth_month])


@pytest.mark.parametrize("birth_month", [0, 11])
def test_enrol__month_before_the_calendar__refused_as_too_long_ago(ledger, birth_month):
    with refused("BirthTooLongAgo", 0, STRANGER, birth_month):
        ledger.send("enrol", TOWN, [STRANGER], [birth_month])


@pytest.mark.parametrize("birth_month", [12, month(1, 12), month(1000, 1)])
def test_enrol__earliest_months_of_the_calendar__refused_as_too_long_ago(ledger, birth_month):
    with refused("BirthTooLongAgo", 0, STRANGER, birth_month):
        ledger.send("enrol", TOWN, [STRANGER], [birth_month])


def test_enrol__last_month_of_its_field__refused_as_future(ledger):
    with refused("BirthInFuture", 0, STRANGER, 65_535):
        ledger.send("enrol", TOWN, [STRANGER], [65_535])


def test_enrol__second_before_the_month_of_birth__refused(world, ledger):
    world.set_time(first_second(GENESIS_MONTH + 1) - 2)
    with refused("BirthInFuture", 0, NEWBORN, GENESIS_MONTH + 1):
        ledger.send("enrol", TOWN, [NEWBORN], [GENESIS_MONTH + 1])


def test_enrol__first_second_of_the_month_of_birth__accepted(world, ledger):
    world.set_time(first_second(GENESIS_MONTH + 1) - 1)
    ledger.send("enrol", TOWN, [NEWBORN], [GENESIS_MONTH + 1])
    assert ledger.call("birthMonthOf", NEWBORN) == GENESIS_MONTH + 1


def test_enrol__exactly_130_years_after_birth__accepted(world, ledger):
    world.set_time(first_second(OLDEST_MONTH) + LONGEST_LIFE - 1)
    ledger.send("enrol", TOWN, [STRANGER], [OLDEST_MONTH])
    assert ledger.call("isEnrolled", STRANGER)


def test_enrol__a_second_more_than_130_years__refused(world, ledger):
    world.set_time(first_second(OLDEST_MONTH) + LONGEST_LIFE)
    with refused("BirthTooLongAgo", 0, STRANGER, OLDEST_MONTH):
        ledger.send("enrol", TOWN, [STRANGER], [OLDEST_MONTH])
