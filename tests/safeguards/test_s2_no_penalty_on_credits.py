"""S2: no penalty lowers quantity. Every act there is leaves everybody's credits as they were.

Each act is carried out once on a ledger with people of several ages and places; credits of all are
read at the second of the act, with the act and without it. The list is complete by the ABI.
"""

import itertools

import pytest

from isonomia import build
from tests.differential.agora import PRICE, Agora
from tests.differential.court import Court
from tests.safeguards.answers import ACTS, people
from tests.safeguards.service_answers import SERVICE_ACTS
from tests.safeguards.town import citizens
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
    SECOND_CHANCE,
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
    ledger.send("award", [CITIZEN], [GENESIS_DAY], TOWN, 0, COUNCIL_WORK, 1)
    return ledger


LEDGER_ACTS = {
    "enrol": lambda ledger: ledger.send("enrol", TOWN, [STRANGER], [ADULT_MONTH]),
    "takeSeat": lambda ledger: ledger.send("takeSeat", CITIZEN, TOWN, 0),
    "publishRules": lambda ledger: ledger.send("publishRules", [RULE], CATALOGUE_HASH),
    "award": lambda ledger: ledger.send("award", [CITIZEN], [GENESIS_DAY], TOWN, 0, 3, 1),
    "declareLeave": lambda ledger: ledger.send("declareLeave", CITIZEN, 30),
    "endLeave": lambda ledger: ledger.send("endLeave", CITIZEN),
    "announceRate": lambda ledger: ledger.send("announceRate", 1, 0, SOURCE_HASH),
}
LIFTING = ("uplift", CITIZEN, 400, 500_000, 365, 1)

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


#: What contracts ask of each other; it is a part of the acts of people, councils and anybody.
BETWEEN_CONTRACTS = {
    "Ledger": {
        *("give", "uplift", "move", "optOut", "optIn", "close", "reopen", "leaveSeat"),
        *("deduct", "endDeduction", "reverseAward", "amend", "spend", "restore"),
    },
    "Communities": {
        *("approve", "consent", "recover", "close", "reopen", "lowerStanding"),
        *("seat", "setShareIndex", "acceptOrders"),
    },
    "Pool": {"amend"},
    "Panels": {"convene"},
    "Cases": {"amend"},
    "Assembly": {"amend"},
    "Services": {"amend", "setSuspension"},
}
#: The only acts that change anybody's credits: an order that its citizen signed, and its undoing.
OF_CREDITS = {"redeem", "refund"}
NOMINATION_ROUND, CHANCE_ROUND = 1, 2


def to_the_draw(world):
    world.set_time(world.pool.call("roundOf", NOMINATION_ROUND).terms.entriesUntil)
    world.pool.send("freeze", NOMINATION_ROUND)
    world.verify_round(world.pool.call("roundOf", NOMINATION_ROUND).beaconRound)


def nominate(world):
    return world.town.nominate(NOMINATION_ROUND, [CITIZEN])


def settle(world):
    return world.pool.send("settle", NOMINATION_ROUND, [0], [CITIZEN])


#: Steps before each act of the pool and of the beacon, and the act itself.
LOTTERY_ACTS = {
    "give": ([], lambda world: world.citizen.give(10)),
    "openRound": ([], lambda world: world.nation.open_round(world.terms(prizes=1, points=10))),
    "nominate": ([], nominate),
    "enter": ([], lambda world: world.person(STRANGER, NEW_KEY).enter(CHANCE_ROUND)),
    "freeze": (
        [lambda world: world.set_time(world.now + 3 * DAY)],
        lambda world: world.pool.send("freeze", NOMINATION_ROUND),
    ),
    "submit": ([], lambda world: world.verify_round(1)),
    "settle": ([nominate, to_the_draw], settle),
    "close": (
        [nominate, to_the_draw, settle],
        lambda world: world.pool.send("close", NOMINATION_ROUND),
    ),
}


def credits_of_all(court):
    """Return everybody's credits now, by identity."""
    return {one: court.asks("Ledger", "creditsOf", one) for one in court.state.people}


def credits_with_and_without(world, ledger, people, act):
    """Read everybody's credits at the second of an act, without it and then with it."""
    time = world.now + 1
    snapshot = world.chain.snapshot()
    world.set_time(time)
    without = [ledger.call("creditsOf", person) for person in people]
    world.chain.revert(snapshot)
    assert act().time == time
    return without, [ledger.call("creditsOf", person) for person in people]


def test_acts__tried_below__are_all_there_are():
    own = {name: acts_of(name) - BETWEEN_CONTRACTS.get(name, set()) for name in build.DEPLOYED}
    assert own["Ledger"] == LEDGER_ACTS.keys()
    answered = {name.split(",")[0] for name in ACTS}
    served = {name.split(",")[0] for name in SERVICE_ACTS}
    of_persons = {"move", "optOut", "optIn", "cancelOrder"}
    assert own["Communities"] == COMMUNITIES_ACTS.keys() | of_persons
    assert own["Pool"] | own["Beacon"] == LOTTERY_ACTS.keys()
    rest = own["Panels"] | own["Cases"] | own["Assembly"]
    assert rest | {"move", "optOut", "optIn"} == answered
    assert own["Services"] | own["Findings"] | {"cancelOrder"} == served


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


def test_ledger__uplift__leaves_all_credits_alone(world, harsh_ledger):
    without, with_act = credits_with_and_without(
        world,
        harsh_ledger,
        [CITIZEN, ELDER, NEWBORN],
        lambda: harsh_ledger.send(*LIFTING, sender=world.lone_pool),
    )
    assert min(without) > 0
    assert with_act == without


@pytest.mark.parametrize("name", LOTTERY_ACTS)
def test_lottery__any_act__leaves_all_credits_alone(world, name):
    """Gifts take quality alone, and prizes add none but quality."""
    steps, act = LOTTERY_ACTS[name]
    world.fill_pool(100)
    world.town.enrol([STRANGER], [ADULT_MONTH])
    world.town.bind([STRANGER], [NEW_KEY.address])
    world.nation.open_round(world.terms(prizes=1, points=40))
    world.nation.open_round(world.terms(prizes=1, points=40, kind=SECOND_CHANCE))
    for step in steps:
        step(world)
    people = [CITIZEN, STRANGER, *COUNCILLORS]
    without, with_act = credits_with_and_without(world, world.ledger, people, lambda: act(world))
    assert min(without) > 0
    assert with_act == without


@pytest.mark.parametrize("name", ACTS)
def test_due_process__any_act__leaves_all_credits_alone(name):
    court = Court()
    act = ACTS[name](court)
    next(act)
    before = credits_of_all(court)
    assert next(act, None) is None
    assert credits_of_all(court) == before
    assert min(before.values()) > 0


@pytest.mark.parametrize("name", SERVICE_ACTS.keys() - OF_CREDITS)
def test_services__any_act_but_a_redemption_and_its_refund__leaves_all_credits_alone(name):
    agora = Agora()
    act = SERVICE_ACTS[name](agora)
    next(act)
    before = credits_of_all(agora)
    assert next(act, None) is None
    assert credits_of_all(agora) == before
    assert min(before.values()) > 0


@pytest.mark.parametrize(("name", "change"), [("redeem", -PRICE), ("refund", PRICE)])
def test_redemption__and_its_refund__change_the_credits_of_who_signed_alone(name, change):
    agora = Agora()
    act = SERVICE_ACTS[name](agora)
    next(act)
    before = credits_of_all(agora)
    assert next(act, None) is None
    citizen, _ = people(agora)
    assert credits_of_all(agora) == before | {citizen: before[citizen] + change}


def test_closing__carried_out_and_proved_wrong__takes_nothing_for_good():
    """The one thing besides a redemption that lowers a balance, until the person says a word."""
    court = Court()
    closed, twin = citizens(court, "closed", "twin")
    key = court.close(closed)
    court.wait()
    before = credits_of_all(court)
    court.carry_out(key)
    assert credits_of_all(court) == before | {closed: 0}
    court.pass_years(3)
    court.must(court.life(key))
    after = credits_of_all(court)
    assert after[closed] == after[twin] > before[twin]


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
