"""Ledger.restore(identity, amount, source).

├── caller is not the services → Unauthorised
├── nobody enrolled → NotEnrolled
├── source is the base → less is spent
└── source is a portion → less is spent, and
    ├── the overlay there is still that uplift and in force → OverlaySet with the amount back
    └── of another cause, ended, or forgotten → nothing more
"""

import pytest

from tests.support.calls import event, refused
from tests.support.roles import ADULT_MONTH, CITIZEN, DAY, GENESIS_DAY, STRANGER, TOWN
from tests.support.words import overlay_word, person_word

pytestmark = pytest.mark.req("C3", "L4")

AMOUNT, LONG, ROUND = 500_000, 30, 7
UPLIFT, DEDUCTION = 1, 2
SOURCE = 1 | ROUND << 8
SPENT = 1000


@pytest.fixture
def lucky(world, ledger):
    """The ledger, on which the citizen spent SPENT of the whole AMOUNT of an uplift."""
    ledger.send("uplift", CITIZEN, 250, AMOUNT, LONG, ROUND, sender=world.lone_pool)
    ledger.send("spend", [CITIZEN], [SPENT], [1], [1], sender=world.lone_services)
    return ledger


def restore(world, ledger, amount, source=SOURCE, identity=CITIZEN):
    return ledger.send("restore", identity, amount, source, sender=world.lone_services).events


def amount_of_first(ledger):
    return ledger.call("overlaysOf", CITIZEN)[0].amount


def test_restore__by_anybody_and_the_other_offices__refused(world, ledger):
    for caller in (world.attacker, world.registrar, world.lone_cases, world.lone_findings):
        with refused("Unauthorised", caller):
            ledger.send("restore", CITIZEN, 0, 0, sender=caller)


def test_restore__of_a_stranger__refused(world, ledger):
    with refused("NotEnrolled", STRANGER):
        restore(world, ledger, 0, 0, STRANGER)


def test_restore__to_the_base__slot_as_before(world, ledger):
    ledger.send("spend", [CITIZEN], [SPENT], [0], [0], sender=world.lone_services)
    assert restore(world, ledger, SPENT - 1, 0) == []
    assert ledger.call("spentBy", CITIZEN) == 1
    restore(world, ledger, 1, 0)
    slot = person_word(birth_month=ADULT_MONTH, community=TOWN)
    assert ledger.call("rawPeople", [CITIZEN]) == [slot]


def test_restore__to_an_uplift_in_force__its_amount_is_back(world, lucky):
    world.set_time((GENESIS_DAY + LONG) * DAY - 2)
    word = overlay_word(
        kind=UPLIFT,
        points=250,
        from_day=GENESIS_DAY,
        until_day=GENESIS_DAY + LONG,
        amount=AMOUNT,
        cause=ROUND,
    )
    assert restore(world, lucky, SPENT) == [
        event("OverlaySet", identity=CITIZEN, index=0, overlay=word)
    ]
    assert lucky.call("rawOverlays", CITIZEN) == [word]
    assert lucky.call("spentBy", CITIZEN) == 0


def test_restore__to_an_uplift_used_up__it_covers_that_much_again(world, ledger):
    ledger.send("uplift", CITIZEN, 250, AMOUNT, LONG, ROUND, sender=world.lone_pool)
    ledger.send("spend", [CITIZEN], [AMOUNT], [1], [1], sender=world.lone_services)
    assert len(restore(world, ledger, 5)) == 1
    assert ledger.call("portionOf", CITIZEN, 0)[0] == 5


def test_restore__to_an_uplift_that_ended__credits_alone(world, lucky):
    world.set_time((GENESIS_DAY + LONG) * DAY - 1)
    assert restore(world, lucky, SPENT) == []
    assert amount_of_first(lucky) == AMOUNT - SPENT
    assert lucky.call("spentBy", CITIZEN) == 0


def test_restore__to_another_cause_or_kind_or_no_place__credits_alone(world, lucky):
    for other in (SOURCE + (1 << 8), 2 | ROUND << 8, 9 | ROUND << 8):
        assert restore(world, lucky, 1, other) == []
    assert amount_of_first(lucky) == AMOUNT - SPENT
    world.set_time((GENESIS_DAY + LONG) * DAY)
    until_day = GENESIS_DAY + LONG + 365
    lucky.send("deduct", CITIZEN, 1, 5000, until_day, ROUND, sender=world.lone_cases)
    assert restore(world, lucky, 1) == []
    assert lucky.call("overlaysOf", CITIZEN)[0].kind == DEDUCTION
    assert amount_of_first(lucky) == 5000
    assert lucky.call("spentBy", CITIZEN) == SPENT - 4


def test_restore__after_opting_out__credits_alone(world, lucky):
    lucky.send("optOut", CITIZEN)
    assert restore(world, lucky, SPENT) == []
    assert lucky.call("rawOverlays", CITIZEN) == []
    assert lucky.call("spentBy", CITIZEN) == 0


def test_restore__of_a_closed_person__theirs_when_reopened(world, ledger):
    ledger.send("spend", [CITIZEN], [SPENT], [0], [0], sender=world.lone_services)
    ledger.send("close", CITIZEN)
    restore(world, ledger, SPENT, 0)
    assert ledger.call("creditsOf", CITIZEN) == 0
    ledger.send("reopen", CITIZEN)
    assert ledger.call("creditsOf", CITIZEN) == ledger.call("entitlement", ADULT_MONTH, world.now)
