"""Communities.constructor(ledger, charter, founding).

├── the ledger obeys somebody else → WrongWiring
├── majorityYears outside 16 to 21, budgetPerMember outside 1 to 1,000 or standingLoss outside 10 to
│     300, in this order → CharterOutOfBounds
├── each community, in order
│   ├── the first has a parent, or another has none or a later one → ParentNotFounded
│   ├── more than 255 seats → TooManySeats; no creation is large enough for it on a live chain, so
│   │     that it is tested with Foundry alone: tests/forge/CommunitiesCouncils.t.sol
│   └── threshold below 2, below two thirds or above the seats → ThresholdOutOfBounds
├── each seat, community by community
│   ├── its home does not exist → UnknownCommunity
│   ├── the ledger does not enrol the person → its refusal with index 0
│   ├── the zero address → ZeroController
│   └── a minor → SeatOfMinor
└── otherwise → CommunityFounded for all; then Enrolled, ControllerBound, SeatTaken for each seat
"""

import pytest

from tests.support.calls import event, refused
from tests.support.roles import (
    ADULT_MONTH,
    GENESIS,
    GENESIS_MONTH,
    MAJORITY_YEARS,
    NATION,
    NEW_KEY,
    SEATS,
    THRESHOLD,
    TOWN,
    VILLAGE,
    communities_charter,
    founding,
    hash_of,
    seat_identity,
    seat_key,
)

pytestmark = pytest.mark.req("D8", "D2")

NOBODY = f"0x{0:040x}"


def tree(*changes):
    """Return the founding list with some of its parts replaced: (path, value) each."""
    communities = [list(community) for community in founding()]
    for path, value in changes:
        place = communities
        for step in path[:-1]:
            place = place[step]
        place[path[-1]] = value
    return communities


def seat(**changes):
    values = {
        "identity": seat_identity(TOWN, 0),
        "birth_month": ADULT_MONTH,
        "controller": seat_key(TOWN, 0).address,
        "home": TOWN,
    }
    return tuple((values | changes).values())


def many_seats(count):
    return [
        (hash_of(f"councillor {i}"), ADULT_MONTH, NEW_KEY.address, NATION) for i in range(count)
    ]


def test_constructor__ledger_obeys_another__refused(world):
    with refused("WrongWiring", world.registrar, world.next_address()):
        world.deploy_communities(world.lone_ledger, founding())


def test_constructor__in_order__keeps_ledger_and_offices(world):
    assert world.communities.call("LEDGER") == world.ledger.address
    assert world.communities.call("GENESIS") == world.ledger.call("GENESIS")
    assert world.communities.call("POOL") == world.pool.address
    assert world.communities.call("CASES") == world.cases.address
    assert world.communities.call("ASSEMBLY") == world.assembly.address
    assert world.communities.call("SERVICES") == world.services.address
    assert world.communities.call("FINDINGS") == world.findings.address


@pytest.mark.parametrize("years", [15, 22, 0, 2**256 - 1])
def test_constructor__majority_out_of_bounds__refused(world, years):
    with refused("CharterOutOfBounds", "majorityYears", years, 16, 21):
        world.deploy_both(majority_years=years)


@pytest.mark.parametrize("years", [16, 21])
def test_constructor__majority_on_a_bound__deploys(world, years):
    _, communities = world.deploy_both(majority_years=years)
    assert communities.call("MAJORITY_YEARS") == years


@pytest.mark.parametrize(
    ("parameter", "view", "least", "most"),
    [
        ("budgetPerMember", "BUDGET_PER_MEMBER", 1, 1000),
        ("standingLoss", "STANDING_LOSS", 10, 300),
    ],
)
def test_constructor__parameter_at_and_beyond_its_bounds__deploys_or_refused(
    world, parameter, view, least, most
):
    for value in (least, most):
        given = communities_charter(**{parameter: value})
        _, communities = world.deploy_both(councils=given)
        assert communities.call(view) == value
    for value in (least - 1, most + 1):
        given = communities_charter(**{parameter: value})
        with refused("CharterOutOfBounds", parameter, value, least, most):
            world.deploy_both(councils=given)


def test_constructor__several_out_of_bounds__first_of_the_table_is_refused(world):
    with refused("CharterOutOfBounds", "majorityYears", 22, 16, 21):
        world.deploy_both(councils=(22, 0, 0))
    with refused("CharterOutOfBounds", "budgetPerMember", 0, 1, 1000):
        world.deploy_both(councils=(21, 0, 0))


# ---- communities ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("position", "parent"), [(0, 1), (1, 0), (1, 2), (1, 3), (2, 0), (2, 3), (2, 2**256 - 1)]
)
def test_constructor__parent_not_founded_before__refused(world, position, parent):
    with refused("ParentNotFounded", position + 1, parent):
        world.deploy_both(tree(((position, 0), parent)))


def test_constructor__parent_below_the_root__founded(world):
    _, communities = world.deploy_both(tree(((2, 0), TOWN)))
    assert communities.call("council", VILLAGE).parent == TOWN


@pytest.mark.parametrize(
    ("threshold", "seats"),
    [(0, 3), (1, 3), (4, 3), (2, 4), (4, 7), (2, 1), (1, 1), (2, 0), (0, 0), (2**255, 3)],
)
def test_constructor__threshold_out_of_bounds__refused(world, threshold, seats):
    with refused("ThresholdOutOfBounds", TOWN, threshold, seats):
        world.deploy_both(tree(((1, 1), threshold), ((1, 2), many_seats(seats))))


@pytest.mark.parametrize(
    ("threshold", "seats"), [(2, 2), (2, 3), (3, 3), (3, 4), (4, 6), (5, 7), (5, 5)]
)
def test_constructor__threshold_on_a_bound__founded(world, threshold, seats):
    _, communities = world.deploy_both(tree(((1, 1), threshold), ((1, 2), many_seats(seats))))
    assert communities.call("council", TOWN)[1:3] == (seats, threshold)


# ---- seats ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("home", [0, 4, 2**256 - 1])
def test_constructor__home_does_not_exist__refused(world, home):
    with refused("UnknownCommunity", home):
        world.deploy_both(tree(((1, 2, 0), seat(home=home))))


def test_constructor__home_founded_later__enrolled_there(world):
    ledger, communities = world.deploy_both(tree(((1, 2, 0), seat(home=VILLAGE))))
    assert ledger.call("communityOf", seat_identity(TOWN, 0)) == VILLAGE
    assert communities.call("council", VILLAGE).members == SEATS + 1


def test_constructor__person_on_two_seats__refused(world):
    twice = seat_identity(NATION, 0)
    with refused("AlreadyEnrolled", 0, twice):
        world.deploy_both(tree(((1, 2, 0), seat(identity=twice))))


def test_constructor__ledger_refuses_the_person__refused(world):
    with refused("ZeroIdentity", 0):
        world.deploy_both(tree(((1, 2, 0), seat(identity=bytes(32)))))
    with refused("BirthInFuture", 0, seat_identity(TOWN, 0), GENESIS_MONTH + 1):
        world.deploy_both(tree(((1, 2, 0), seat(birth_month=GENESIS_MONTH + 1))))


def test_constructor__zero_address__refused(world):
    with refused("ZeroController", seat_identity(TOWN, 0)):
        world.deploy_both(tree(((1, 2, 0), seat(controller=NOBODY))))


def test_constructor__a_minor__refused(world):
    a_month_short = GENESIS_MONTH + 1 - 12 * MAJORITY_YEARS
    with refused("SeatOfMinor", TOWN, seat_identity(TOWN, 0)):
        world.deploy_both(tree(((1, 2, 0), seat(birth_month=a_month_short))))


def test_constructor__of_age_this_month__seated(world):
    just_of_age = GENESIS_MONTH - 12 * MAJORITY_YEARS
    _, communities = world.deploy_both(tree(((1, 2, 0), seat(birth_month=just_of_age))))
    assert communities.call("signatory", seat_identity(TOWN, 0)).lapseDay == 0


# ---- events --------------------------------------------------------------------------------------


def test_constructor__in_order__all_are_founded_before_the_first_seat_is_filled(world):
    ledger, communities = world.deploy_both()
    block = world.chain.block()["number"]
    logs = world.chain.logs([ledger.address, communities.address], block, block)
    found = [communities.decode_log(log) for log in logs]
    homes = {NATION: TOWN, TOWN: TOWN, VILLAGE: VILLAGE}
    expected = [
        event("CommunityFounded", community=i, parent=parent, seats=SEATS, threshold=THRESHOLD)
        for i, parent in [(NATION, 0), (TOWN, NATION), (VILLAGE, NATION)]
    ]
    for community, home in homes.items():
        for i in range(SEATS):
            identity, key = seat_identity(community, i), seat_key(community, i).address
            expected += [
                event("Enrolled", identity=identity, community=home, birthMonth=ADULT_MONTH),
                event("ControllerBound", identity=identity, controller=key, lapseDay=0),
                event("SeatTaken", identity=identity, community=community, seatIndex=i),
            ]
    assert found == expected
    assert ledger.call("GENESIS") > GENESIS
