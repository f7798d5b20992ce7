"""What a community answers for: budget, chain of awards, standing, share index.

Communities.budgetOf and standingOf(community), lowerStanding(community) by the cases or the
findings, setShareIndex(community, shareIndex, reportHash) by the assembly, requireFiled(proof)

├── budgetOf, standingOf: not founded → UnknownCommunity
├── fileAwards
│   ├── the ledger refuses a line → its refusal, before the budget is looked at
│   ├── points above what is left of the quarter → BudgetExceeded
│   └── otherwise → used; the chain has one link more
├── requireFiled
│   ├── anything but a batch at its place in the chain → AwardNotFiled
│   └── otherwise → nothing
├── lowerStanding → StandingLowered; less by standingLoss, healing day by day, never below 200
└── setShareIndex → ShareIndexSet; weighs the budget
"""

import pytest
from eth_utils.crypto import keccak

from tests.support.calls import event, refused
from tests.support.roles import (
    CITIZEN,
    COUNCIL_WORK,
    DAY,
    EVIDENCE_HASH,
    GENESIS_DAY,
    NATION,
    STRANGER,
    TOWN,
    VILLAGE,
    YEAR,
    hash_of,
    seat_identity,
)

pytestmark = pytest.mark.req("D7", "D8")

QUARTER = YEAR // 4
BUDGET, POINTS = 112, 100
REPORT = hash_of("report")
#: Members of the town besides the citizen; no more of them than a test needs.
NEIGHBOUR, COUNCILLOR = seat_identity(NATION, 0), seat_identity(NATION, 1)


def award(world, offices, *identities, day=None):
    days = [(world.now + 1) // DAY if day is None else day] * len(identities)
    return offices.town.award(COUNCIL_WORK, 1, EVIDENCE_HASH, list(identities), days)


def budget(offices, community=TOWN):
    return tuple(offices.communities.call("budgetOf", community))


def set_share_index(offices, index):
    return offices.communities.send("setShareIndex", TOWN, index, REPORT, sender=offices.assembly)


def lower(offices, by=None):
    return offices.communities.send("lowerStanding", TOWN, sender=by or offices.cases)


# ---- budget --------------------------------------------------------------------------------------


def test_budget__nothing_awarded__members_times_the_charter(offices, thrifty):
    assert budget(thrifty) == (BUDGET, BUDGET)
    assert budget(offices) == (7000, 7000)
    assert budget(offices, NATION) == (0, 0)


@pytest.mark.parametrize("view", ["budgetOf", "standingOf"])
@pytest.mark.parametrize("community", [0, 4, 2**256 - 1])
def test_budget__not_founded__refused(world, view, community):
    with refused("UnknownCommunity", community):
        world.communities.call(view, community)


def test_file_awards__within_the_budget__used(world, thrifty):
    award(world, thrifty, CITIZEN)
    assert budget(thrifty) == (BUDGET, BUDGET - POINTS)
    assert thrifty.communities.call("council", TOWN).used == POINTS


def test_file_awards__exactly_what_is_left__filed(world, thrifty):
    set_share_index(thrifty, 893)
    assert budget(thrifty) == (POINTS, POINTS)
    award(world, thrifty, CITIZEN)
    assert budget(thrifty) == (POINTS, 0)


def test_file_awards__above_the_budget__refused_whole(world, thrifty):
    with refused("BudgetExceeded", TOWN, 2 * POINTS, BUDGET):
        award(world, thrifty, CITIZEN, NEIGHBOUR)
    assert thrifty.ledger.call("qualityOf", CITIZEN) == 0
    award(world, thrifty, CITIZEN)
    with refused("BudgetExceeded", TOWN, POINTS, BUDGET - POINTS):
        award(world, thrifty, NEIGHBOUR)


def test_file_awards__a_refused_line_above_the_budget__the_line_comes_first(world, thrifty):
    award(world, thrifty, CITIZEN)
    with refused("NotAMember", 1, STRANGER, TOWN):
        award(world, thrifty, NEIGHBOUR, STRANGER)


def test_file_awards__standing_below_what_was_used__nothing_left(world, thrifty):
    award(world, thrifty, CITIZEN)
    lower(thrifty), lower(thrifty)
    assert budget(thrifty) == (89, 0)
    with refused("BudgetExceeded", TOWN, POINTS, 0):
        award(world, thrifty, NEIGHBOUR)


def test_file_awards__next_quarter__budget_begins_anew(world, thrifty):
    genesis = thrifty.ledger.call("GENESIS")
    award(world, thrifty, CITIZEN)
    world.set_time(genesis + QUARTER - 2)
    with refused("BudgetExceeded", TOWN, POINTS, BUDGET - POINTS):
        award(world, thrifty, NEIGHBOUR)
    world.set_time(genesis + QUARTER)
    assert budget(thrifty) == (BUDGET, BUDGET)
    award(world, thrifty, NEIGHBOUR)
    assert budget(thrifty) == (BUDGET, BUDGET - POINTS)
    assert thrifty.communities.call("council", TOWN).quarter == 1


def test_file_awards__member_moves_away__budget_is_smaller_for_the_rest(world, thrifty):
    award(world, thrifty, CITIZEN)
    thrifty.citizen.move(VILLAGE)
    assert budget(thrifty) == (96, 0)
    assert budget(thrifty, VILLAGE) == (64, 64)


# ---- chain ---------------------------------------------------------------------------------------


def link(proof):
    _, nonce, rule, version, evidence, identities, filed_at, _, _ = proof
    numbers = [value.to_bytes(32, "big") for value in (nonce, rule, version)]
    return keccak(
        b"".join(numbers) + evidence + keccak(b"".join(identities)) + filed_at.to_bytes(32, "big")
    )


def longer(chain, one):
    return keccak(chain + bytes(18) + one)[:14]


def filed(world, offices, identities, before):
    nonce = offices.town.nonce()
    receipt = award(world, offices, *identities)
    return (TOWN, nonce, COUNCIL_WORK, 1, EVIDENCE_HASH, identities, receipt.time, before, [])


def test_chain__three_batches__each_is_proved_at_its_place_and_nowhere_else(world, offices):
    chains, proofs = [bytes(14)], []
    for identities in ([CITIZEN], [NEIGHBOUR], [COUNCILLOR, seat_identity(NATION, 2)]):
        proof = filed(world, offices, identities, chains[-1])
        proofs.append(proof)
        chains.append(longer(chains[-1], link(proof)))
        assert offices.communities.call("council", TOWN).chain == chains[-1]
    links = [link(proof) for proof in proofs]
    for i, proof in enumerate(proofs):
        whole = (*proof[:8], links[i + 1 :])
        offices.communities.call("requireFiled", whole)
        for other in ([*links[i + 1 :], links[i]], links[i + 2 :], links):
            if other == links[i + 1 :]:
                continue
            with refused("AwardNotFiled", TOWN, proof[1]):
                offices.communities.call("requireFiled", (*proof[:8], other))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        (0, NATION),
        (0, 9),
        (1, 2**256 - 1),
        (2, COUNCIL_WORK + 1),
        (3, 2),
        (4, hash_of("other evidence")),
        (5, [STRANGER]),
        (5, [CITIZEN, CITIZEN]),
        (5, []),
        (6, 0),
        (7, b"\1" * 14),
        (8, [bytes(32)]),
    ],
)
def test_require_filed__anything_else__refused(world, offices, field, value):
    proof = list(filed(world, offices, [CITIZEN], bytes(14)))
    offices.communities.call("requireFiled", tuple(proof))
    proof[field] = value
    with refused("AwardNotFiled", proof[0], proof[1]):
        offices.communities.call("requireFiled", tuple(proof))


# ---- standing and share index --------------------------------------------------------------------


def standing(offices):
    return offices.communities.call("standingOf", TOWN)


def test_lower_standing__once__heals_day_by_day(world, offices):
    full_again = GENESIS_DAY + 100
    assert lower(offices).events == [
        event("StandingLowered", community=TOWN, fullAgainDay=full_again)
    ]
    assert standing(offices) == 900
    assert offices.communities.call("council", TOWN).fullAgainDay == full_again
    assert offices.communities.call("standingOf", VILLAGE) == 1000
    for day, found in ((60, 960), (99, 999), (100, 1000), (101, 1000)):
        world.set_time((GENESIS_DAY + day) * DAY)
        assert standing(offices) == found


def test_lower_standing__by_the_findings__as_by_the_cases(offices):
    lower(offices, by=offices.findings)
    assert standing(offices) == 900


def test_lower_standing__again__adds_to_what_has_not_healed(world, offices):
    lower(offices)
    world.set_time((GENESIS_DAY + 60) * DAY)
    lower(offices)
    assert standing(offices) == 860
    world.set_time((GENESIS_DAY + 300) * DAY)
    lower(offices)
    assert standing(offices) == 900


def test_lower_standing__many_times__never_below_200(offices):
    for _ in range(9):
        lower(offices)
    assert standing(offices) == 200
    assert lower(offices).events == [
        event("StandingLowered", community=TOWN, fullAgainDay=GENESIS_DAY + 800)
    ]


def test_standing__lowered__weighs_the_budget(offices):
    lower(offices)
    assert budget(offices) == (6300, 6300)


@pytest.mark.parametrize(("index", "points"), [(500, 3500), (1001, 7007), (1500, 10_500)])
def test_set_share_index__by_the_assembly__weighs_the_budget(offices, index, points):
    assert set_share_index(offices, index).events == [
        event("ShareIndexSet", community=TOWN, shareIndex=index, reportHash=REPORT)
    ]
    assert offices.communities.call("council", TOWN).shareIndex == index
    assert budget(offices) == (points, points)


def test_budget__index_and_standing_together__rounded_down_once(thrifty):
    set_share_index(thrifty, 997)
    lower(thrifty)
    assert budget(thrifty)[0] == 112 * 997 * 900 // 1_000_000
