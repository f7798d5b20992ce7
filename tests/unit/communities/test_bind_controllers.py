"""Communities.bindControllers(act, identities, controllers, approval).

├── approval not in order → test_approvals.py
├── lists differ in length → LengthMismatch
└── each line, in order; one refused line refuses the batch
    ├── not of this community, or unknown → NotAMember
    ├── a key in force → ControllerAlreadyBound
    │   └── a guardian's that has lapsed → may be replaced, and only then
    ├── the zero address → ZeroController
    ├── today before majority → a guardian's key, with the day on which it lapses
    └── otherwise → the person's own key
"""

import pytest

from tests.support.calls import event, refused
from tests.support.roles import (
    ADULT_MONTH,
    CITIZEN,
    CITIZEN_KEY,
    DAY,
    FIRST_TWO,
    GENESIS_MONTH,
    GUARDIAN_KEY,
    MAJORITY_YEARS,
    NEW_KEY,
    NEWBORN,
    STRANGER,
    TOWN,
    VILLAGE,
    first_day,
)

pytestmark = pytest.mark.req("P2", "P3")

NOBODY = f"0x{0:040x}"
#: Of age on the 1st of July 2024, two weeks after genesis.
ALMOST_ADULT_MONTH = GENESIS_MONTH + 1 - 12 * MAJORITY_YEARS
MAJORITY_DAY = first_day(GENESIS_MONTH + 1)


@pytest.fixture
def minor(world):
    """Somebody in the town whose guardian's key lapses on MAJORITY_DAY."""
    world.town.enrol([NEWBORN], [ALMOST_ADULT_MONTH])
    world.town.bind([NEWBORN], [GUARDIAN_KEY.address])
    return world.person(NEWBORN, GUARDIAN_KEY)


def test_bind__an_adult__own_key_without_end(world):
    world.town.enrol([STRANGER], [ADULT_MONTH])
    nonce = world.town.nonce()
    receipt = world.town.bind([STRANGER], [NEW_KEY.address])
    assert receipt.events == [
        event("CouncilActed", community=TOWN, nonce=nonce, signers=FIRST_TWO),
        event("ControllerBound", identity=STRANGER, controller=NEW_KEY.address, lapseDay=0),
    ]
    assert world.communities.call("signatory", STRANGER) == (NEW_KEY.address, 0, 0)


@pytest.mark.parametrize(("identities", "keys"), [([CITIZEN], []), ([], [NEW_KEY.address])])
def test_bind__lists_of_unequal_length__refused(world, identities, keys):
    with refused("LengthMismatch", len(identities), len(keys)):
        world.town.bind(identities, keys)


def test_bind__a_stranger__refused(world):
    with refused("NotAMember", 0, STRANGER, TOWN):
        world.town.bind([STRANGER], [NEW_KEY.address])


def test_bind__member_of_another_community__refuses_the_batch(world):
    world.village.enrol([STRANGER, NEWBORN], [ADULT_MONTH] * 2)
    with refused("NotAMember", 1, CITIZEN, VILLAGE):
        world.village.bind([STRANGER, CITIZEN], [NEW_KEY.address] * 2)
    assert world.communities.call("signatory", STRANGER).controller == NOBODY


def test_bind__own_key_in_force__refused(world):
    with refused("ControllerAlreadyBound", 0, CITIZEN, CITIZEN_KEY.address):
        world.town.bind([CITIZEN], [NEW_KEY.address])


def test_bind__same_person_twice_in_a_batch__refused(world):
    world.town.enrol([STRANGER], [ADULT_MONTH])
    with refused("ControllerAlreadyBound", 1, STRANGER, NEW_KEY.address):
        world.town.bind([STRANGER, STRANGER], [NEW_KEY.address] * 2)


def test_bind__zero_address__refused(world):
    world.town.enrol([STRANGER], [ADULT_MONTH])
    with refused("ZeroController", STRANGER):
        world.town.bind([STRANGER], [NOBODY])


# ---- guardians -----------------------------------------------------------------------------------


@pytest.mark.req("P4")
def test_bind__a_newborn__guardians_key_until_majority(world):
    world.town.enrol([NEWBORN], [GENESIS_MONTH])
    receipt = world.town.bind([NEWBORN], [GUARDIAN_KEY.address])
    lapse_day = first_day(GENESIS_MONTH + 12 * MAJORITY_YEARS)
    assert receipt.events[1] == event(
        "ControllerBound", identity=NEWBORN, controller=GUARDIAN_KEY.address, lapseDay=lapse_day
    )
    assert world.communities.call("signatory", NEWBORN) == (GUARDIAN_KEY.address, lapse_day, 0)


@pytest.mark.req("P4")
@pytest.mark.parametrize(("seconds_before", "lapse_day"), [(1, MAJORITY_DAY), (0, 0)])
def test_bind__around_majority__own_key_from_its_first_second(world, seconds_before, lapse_day):
    world.town.enrol([NEWBORN], [ALMOST_ADULT_MONTH])
    world.set_time(MAJORITY_DAY * DAY - seconds_before - 1)
    receipt = world.town.bind([NEWBORN], [NEW_KEY.address])
    assert receipt.time == MAJORITY_DAY * DAY - seconds_before
    assert world.communities.call("signatory", NEWBORN).lapseDay == lapse_day


@pytest.mark.req("P4")
def test_bind__guardian_in_force__refused_until_the_last_second(world, minor):
    world.set_time(MAJORITY_DAY * DAY - 2)
    with refused("ControllerAlreadyBound", 0, NEWBORN, GUARDIAN_KEY.address):
        world.town.bind([NEWBORN], [NEW_KEY.address])


@pytest.mark.req("P4")
def test_bind__guardian_lapsed__handed_over_to_the_person(world, minor):
    minor.declare_leave(5)
    world.set_time(MAJORITY_DAY * DAY - 1)
    receipt = world.town.bind([NEWBORN], [NEW_KEY.address])
    assert receipt.events[1] == event(
        "ControllerBound", identity=NEWBORN, controller=NEW_KEY.address, lapseDay=0
    )
    assert world.communities.call("signatory", NEWBORN) == (NEW_KEY.address, 0, 1)
    with refused("InvalidSignature", NEWBORN, NEW_KEY.address):
        minor.declare_leave(1)
    world.person(NEWBORN, NEW_KEY).declare_leave(1)


@pytest.mark.req("P4")
def test_bind__guardian_tried_to_put_off_majority__cannot(world, minor):
    """A new key of the guardian's choice lapses on the same day as the old one."""
    minor.change_controller(NEW_KEY.address, NEW_KEY)
    assert world.communities.call("signatory", NEWBORN).lapseDay == MAJORITY_DAY
    world.set_time(MAJORITY_DAY * DAY - 1)
    with refused("ControllerLapsed", NEWBORN, MAJORITY_DAY):
        world.person(NEWBORN, NEW_KEY).change_controller(GUARDIAN_KEY.address, GUARDIAN_KEY)
    world.town.bind([NEWBORN], [CITIZEN_KEY.address])
    assert world.communities.call("signatory", NEWBORN).controller == CITIZEN_KEY.address


@pytest.mark.req("P4")
def test_bind__handed_over__cannot_be_handed_over_again(world, minor):
    world.set_time(MAJORITY_DAY * DAY - 1)
    world.town.bind([NEWBORN], [NEW_KEY.address])
    with refused("ControllerAlreadyBound", 0, NEWBORN, NEW_KEY.address):
        world.town.bind([NEWBORN], [GUARDIAN_KEY.address])
