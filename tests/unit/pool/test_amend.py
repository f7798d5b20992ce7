"""Pool.amend(values, fromDay), checkCharter(values), amendmentDay(), and who takes no part.

├── caller is not the assembly → Unauthorised
├── not as many values as parameters → LengthMismatch; one outside its bounds → CharterOutOfBounds
└── otherwise → CharterAmended, and the new values from fromDay on

Whoever is closed or has opted out gives, enters and is nominated no more → TakesNoPart.
"""

import pytest

from isonomia.spec.actions import Endorse
from tests.support.calls import event, refused
from tests.support.docket import Docket
from tests.support.roles import CITIZEN, GENESIS_DAY, NATION, SECOND_CHANCE, TOWN, pool_charter

pytestmark = pytest.mark.req("D9", "L1", "Q6", "S11")

POOL = 2


def test_amend__by_anybody__refused(world):
    assert world.pool.call("ASSEMBLY") == world.assembly.address
    with refused("Unauthorised", world.attacker):
        world.pool.send("amend", pool_charter(), GENESIS_DAY + 40, sender=world.attacker)


def test_check_charter__too_many_or_out_of_bounds__refused(world):
    world.pool.call("checkCharter", pool_charter())
    with refused("LengthMismatch", 5, 6):
        world.pool.call("checkCharter", (*pool_charter(), 1))
    with refused("CharterOutOfBounds", "prizeDays", 366, 1, 365):
        world.pool.call("checkCharter", pool_charter(prizeDays=366))


def test_amend__by_two_thirds_of_communities__bounds_rounds_from_its_day_on(world):
    docket = Docket(world)
    world.fill_pool()
    values, day = pool_charter(prizePoints=50), world.today + 31
    for community in (NATION, TOWN):
        receipt = docket.by_council(community, lambda *head: Endorse(*head, POOL, values, day))
    assert receipt.events[-1] == event("CharterAmended", values=values, fromDay=day)
    assert world.pool.call("amendmentDay") == day
    world.nation.open_round(world.terms(points=51, prizes=1))
    docket.pass_days(31)
    assert (world.pool.call("amendmentDay"), world.pool.call("charter").prizePoints) == (0, 50)
    with refused("RoundOutOfBounds", "points", 51, 1, 50):
        world.nation.open_round(world.terms(points=51, prizes=1))


def test_opted_out__giving_entering_and_being_nominated__refused(world):
    world.fill_pool()
    world.nation.open_round(world.terms(points=50, prizes=1))
    world.nation.open_round(world.terms(points=50, prizes=1, kind=SECOND_CHANCE))
    world.citizen.opt_out()
    with refused("TakesNoPart", 0, CITIZEN):
        world.citizen.give(1)
    with refused("TakesNoPart", 0, CITIZEN):
        world.citizen.enter(2)
    with refused("TakesNoPart", 0, CITIZEN):
        world.town.nominate(1, [CITIZEN])
