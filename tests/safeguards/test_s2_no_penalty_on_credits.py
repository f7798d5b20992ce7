"""S2: no penalty lowers quantity. Every act there is leaves everybody's credits as they were.

Each act is carried out once on a ledger with people of several ages and places; credits of all are
read at the second of the act, with the act and without it. The list is complete by the ABI.
"""

import itertools

import pytest

from tests.support.artifacts import acts_of
from tests.support.roles import (
    ADULT_MONTH,
    CATALOGUE_HASH,
    CITIZEN,
    COUNCIL_WORK,
    DAY,
    EVIDENCE_HASH,
    GENESIS_DAY,
    GENESIS_MONTH,
    GUARDIAN_KEY,
    NATION,
    NEW_KEY,
    NEWBORN,
    SOURCE_HASH,
    STRANGER,
    TOWN,
    VILLAGE,
    YEAR,
    Rule,
    charter,
    hash_of,
    month,
    seat_identity,
)

pytestmark = pytest.mark.req("S2", "C3")

RULE = Rule(COUNCIL_WORK, 1, 0, 1, GENESIS_DAY + 60, hash_of("retired"))
ELDER = hash_of("elder")
COUNCILLORS = [seat_identity(community, i) for community in (NATION, TOWN, VILLAGE) for i in (0, 1)]


@pytest.fixture
def harsh_ledger(world):
    """A ledger whose rate falls as fast as any charter allows, with people of several ages."""
    ledger = world.deploy_ledger(charter(rateBase=0, rateChangeLimit=2500))
    people = {CITIZEN: ADULT_MONTH, ELDER: month(1900, 1), NEWBORN: GENESIS_MONTH}
    ledger.send("enrol", TOWN, list(people), list(people.values()))
    ledger.send("award", TOWN, 0, COUNCIL_WORK, 1, [CITIZEN], [GENESIS_DAY])
    return ledger


LEDGER_ACTS = {
    "enrol": lambda ledger: ledger.send("enrol", TOWN, [STRANGER], [ADULT_MONTH]),
    "takeSeat": lambda ledger: ledger.send("takeSeat", CITIZEN, TOWN, 0),
    "publishRules": lambda ledger: ledger.send("publishRules", [RULE], CATALOGUE_HASH),
    "award": lambda ledger: ledger.send("award", TOWN, 0, 3, 1, [CITIZEN], [GENESIS_DAY]),
    "declareLeave": lambda ledger: ledger.send("declareLeave", CITIZEN, 30),
    "endLeave": lambda ledger: ledger.send("endLeave", CITIZEN),
    "announceRate": lambda ledger: ledger.send("announceRate", 1, 0, SOURCE_HASH),
}

COMMUNITIES_ACTS = {
    "enrol": lambda world: world.town.enrol([STRANGER], [ADULT_MONTH]),
    "bindControllers": lambda world: world.town.bind([NEWBORN], [GUARDIAN_KEY.address]),
    "announceRate": lambda world: world.nation.announce_rate(1, 0, SOURCE_HASH),
    "publishRules": lambda world: world.nation.publish_rules(CATALOGUE_HASH, [RULE]),
    "fileAwards": lambda world: world.town.award(
        COUNCIL_WORK, 1, EVIDENCE_HASH, [CITIZEN], [GENESIS_DAY]
    ),
    "changeController": lambda world: world.citizen.change_controller(NEW_KEY.address, NEW_KEY),
    "declareLeave": lambda world: world.citizen.declare_leave(30),
    "endLeave": lambda world: world.citizen.end_leave(),
}


def credits_with_and_without(world, ledger, people, act):
    """Read everybody's credits at the second of an act, without it and then with it."""
    time = world.now + 1
    snapshot = world.chain.snapshot()
    world.set_time(time)
    without = [ledger.call("creditsOf", person) for person in people]
    world.chain.revert(snapshot)
    assert act().time == time
    return without, [ledger.call("creditsOf", person) for person in people]


@pytest.mark.parametrize(
    ("contract", "acts"), [("Ledger", LEDGER_ACTS), ("Communities", COMMUNITIES_ACTS)]
)
def test_acts__tried_below__are_all_there_are(contract, acts):
    assert acts_of(contract) == acts.keys()


@pytest.mark.parametrize("name", LEDGER_ACTS)
def test_ledger__any_act__leaves_all_credits_alone(world, harsh_ledger, name):
    if name == "endLeave":
        harsh_ledger.send("declareLeave", CITIZEN, 30)
    without, with_act = credits_with_and_without(
        world,
        harsh_ledger,
        [CITIZEN, ELDER, NEWBORN],
        lambda: LEDGER_ACTS[name](harsh_ledger),
    )
    assert min(without) > 0
    assert with_act == without


@pytest.mark.parametrize("name", COMMUNITIES_ACTS)
def test_communities__any_act__leaves_all_credits_alone(world, name):
    world.town.enrol([NEWBORN], [GENESIS_MONTH])
    if name == "endLeave":
        world.citizen.declare_leave(30)
    without, with_act = credits_with_and_without(
        world,
        world.ledger,
        [CITIZEN, NEWBORN, *COUNCILLORS],
        lambda: COMMUNITIES_ACTS[name](world),
    )
    assert min(without) > 0
    assert with_act == without


def test_rate__falling_as_fast_as_it_can__credits_still_grow_each_day(world, harsh_ledger):
    genesis = harsh_ledger.call("GENESIS")
    for year in (1, 2, 3):
        world.set_time(genesis + year * YEAR - 200 * DAY)
        harsh_ledger.send("announceRate", year, 0, SOURCE_HASH)
    days = [genesis + k * DAY for k in range(0, 4 * 366, 61)]
    for birth_month in (month(1900, 1), ADULT_MONTH, GENESIS_MONTH):
        credits = [harsh_ledger.call("entitlement", birth_month, day) for day in days]
        assert all(before < after for before, after in itertools.pairwise(credits))


def test_rate__falling__nothing_accrued_before_its_first_second_changes(world, harsh_ledger):
    starts_at = harsh_ledger.call("GENESIS") + YEAR
    times = [starts_at - YEAR // 2, starts_at - 1, starts_at]
    before = [harsh_ledger.call("entitlement", ADULT_MONTH, time) for time in times]
    harsh_ledger.send("announceRate", 1, 0, SOURCE_HASH)
    assert [harsh_ledger.call("entitlement", ADULT_MONTH, time) for time in times] == before
