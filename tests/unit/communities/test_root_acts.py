"""Communities.announceRate(act, year, dividendPerHead, sourceHash, approval).

Communities.publishRules(act, newCatalogueHash, rules, approval)

├── not the root council → NotTheRoot, before anything else
├── approval not in order → test_approvals.py
├── the ledger refuses → its refusal: ledger/test_announce_rate.py, ledger/test_publish_rules.py
└── otherwise → CouncilActed, then the ledger's events
"""

import pytest

from tests.support.calls import event, refused
from tests.support.roles import (
    FIRST_TWO,
    GENESIS_DAY,
    NATION,
    SOURCE_HASH,
    TOWN,
    YEAR,
    Rule,
    hash_of,
)

NEW_HASH = hash_of("new catalogue")
NOTHING_SIGNED = {"approval": (0, b""), "nonce": 9, "deadline": 0}
FIRST_RULE = Rule(8, 3, 25, 4, GENESIS_DAY + 40, hash_of("first text"))
SECOND_RULE = Rule(9, 4, 30, 0, GENESIS_DAY + 41, hash_of("second text"))


@pytest.mark.req("C2")
@pytest.mark.parametrize("community", [0, TOWN, 2**256 - 1])
def test_announce_rate__not_the_root__refused_before_all_else(world, community):
    with refused("NotTheRoot", community):
        world.council(community).announce_rate(1, 0, SOURCE_HASH, **NOTHING_SIGNED)


@pytest.mark.req("D1")
@pytest.mark.parametrize("community", [0, TOWN, 2**256 - 1])
def test_publish_rules__not_the_root__refused_before_all_else(world, community):
    with refused("NotTheRoot", community):
        world.council(community).publish_rules(NEW_HASH, [], **NOTHING_SIGNED)


@pytest.mark.req("C2", "D2")
def test_announce_rate__by_the_root__acted_and_announced(world):
    starts_at = world.ledger.call("GENESIS") + YEAR
    receipt = world.nation.announce_rate(1, 12_345, SOURCE_HASH)
    assert receipt.events == [
        event("CouncilActed", community=NATION, nonce=0, signers=FIRST_TWO),
        event(
            "RateAnnounced",
            year=1,
            startsAt=starts_at,
            rate=1_000_000,
            unboundedRate=1_000_000,
            dividendPerHead=12_345,
            sourceHash=SOURCE_HASH,
        ),
    ]


@pytest.mark.req("C2", "D2")
@pytest.mark.parametrize("changed", range(3))
def test_announce_rate__other_values_than_signed__refused(world, changed):
    signed = [1, 500, SOURCE_HASH]
    sent = [2, 501, hash_of("other source")]
    values = [sent[i] if i == changed else signed[i] for i in range(3)]
    refuse_unsigned(world, lambda how: world.nation.announce_rate(*signed, **how), values)


@pytest.mark.req("D1", "D2")
@pytest.mark.parametrize("rules", [[], [FIRST_RULE], [FIRST_RULE, SECOND_RULE]])
def test_publish_rules__by_the_root__acted_and_published(world, rules):
    receipt = world.nation.publish_rules(NEW_HASH, rules)
    assert receipt.events == [
        event("CouncilActed", community=NATION, nonce=0, signers=FIRST_TWO),
        *(
            event(
                "RulePublished",
                rule=rule.rule,
                version=1,
                category=rule.category,
                points=rule.points,
                yearlyLimit=rule.yearly_limit,
                fromDay=rule.from_day,
                textHash=rule.text_hash,
            )
            for rule in rules
        ),
        event("CataloguePublished", catalogueHash=NEW_HASH),
    ]


@pytest.mark.req("D1", "D2")
def test_publish_rules__other_rules_than_signed__refused(world):
    changes = [
        *({"rule": 10}, {"category": 4}, {"points": 26}, {"yearly_limit": 0}),
        *({"from_day": GENESIS_DAY + 50}, {"text_hash": NEW_HASH}),
    ]
    for change in changes:
        sent = [NEW_HASH, [FIRST_RULE._replace(**change)]]
        refuse_unsigned(
            world, lambda how: world.nation.publish_rules(NEW_HASH, [FIRST_RULE], **how), sent
        )


@pytest.mark.req("D1", "D2")
def test_publish_rules__other_order_or_hash_than_signed__refused(world):
    signed = [FIRST_RULE, SECOND_RULE]
    for sent in ([NEW_HASH, signed[::-1]], [SOURCE_HASH, signed], [NEW_HASH, signed[:1]]):
        refuse_unsigned(
            world, lambda how: world.nation.publish_rules(NEW_HASH, signed, **how), sent
        )


def refuse_unsigned(world, act, sent):
    """Let the nation's council sign one thing, and send another under its signatures."""
    captured = []

    def approve(message):
        captured.append(world.nation.approve(message, [0, 1]))
        return (0, b"")

    deadline = world.now + 100
    with refused("TooFewSignatures", NATION, 2, 0):
        act({"approval": approve, "deadline": deadline})
    function = "announceRate" if len(sent) == 3 else "publishRules"
    first_key = world.communities.call("seatAt", NATION, 0)[1]
    with refused("InvalidSeatSignature", NATION, 0, first_key):
        world.communities.send(function, (NATION, 0, deadline), *sent, captured[0])
