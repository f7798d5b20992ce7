"""Whoever wants credits back that were never taken, or stars that nobody gave.

```
refund
├── of a redemption that never was, of another's, of an inner node of the tree: refused
├── twice, too late, by somebody else: refused
├── of everything, in any order: every citizen has what they had, to the millicredit
└── by whoever took the organisation's key over: possible, the duty goes with the key
rating
├── by somebody else, of a redemption that never was, without stars or with six: refused
├── a third time: refused; the second replaces the first
├── in answer to a bad one
│   ├── a refund: takes no star away
│   ├── a suspension, an ended accreditation, a closed offer: people rate all the same
│   └── what the citizen has and can do: the same after one star as after five
├── by dust: each costs a redemption, so that ratings never outnumber them
└── by somebody who opted out: counts; by somebody closed: not before they are back
```
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from isonomia.spec import actions
from isonomia.spec.actions_services import AcceptKey, CloseOffer, OfferKey, Redemption
from isonomia.spec.calendar import DAY, day_of
from isonomia.spec.merkle import redemption_leaf
from tests.differential.agora import PRICE, Agora
from tests.differential.stage import VILLAGE
from tests.harness.keys import key_addresses
from tests.safeguards.town import record_of

pytestmark = pytest.mark.req("V3")

ACCEPTED = "accepted"
OUTSIDER = key_addresses()[0]


@pytest.fixture
def agora() -> Agora:
    return Agora()


@pytest.fixture
def citizens(agora: Agora) -> list[bytes]:
    return agora.enrol(VILLAGE, *(f"citizen {n}" for n in range(5)))


@pytest.fixture
def offer(agora: Agora) -> int:
    return agora.open_offer(agora.accredit())


@pytest.fixture
def lines(agora: Agora, citizens: list[bytes], offer: int) -> list[Redemption]:
    return agora.redeem(*(agora.order(identity, offer) for identity in citizens))


# ----------------------------------------------------------------------------------------- refunds


@pytest.mark.parametrize(
    "change",
    [
        {"amount": 2 * PRICE},
        {"identity": bytes(32)},
        {"index": 1},
        {"batch": 2},
        {"source": 1},
        {"time": 2**40},
    ],
    ids=lambda change: " and ".join(change),
)
def test_refund__of_a_redemption_that_never_was__refused(agora, lines, change):
    true = agora.refunding(lines)
    invented = replace(true, redemption=replace(true.redemption, **change))
    assert agora.play(invented) == "NotRedeemed"
    assert agora.play(true) == ACCEPTED


def test_refund__of_an_inner_node_of_the_tree__refused(agora, citizens, offer):
    """Eight words make a leaf and two a node, so no redemption hashes to a node."""
    lines = agora.redeem(*(agora.order(identity, offer) for identity in citizens[:2]))
    root = agora.state.batches[1]
    assert agora.play(replace(agora.refunding(lines), proof=())) == "NotRedeemed"
    with_root = replace(agora.refunding(lines), proof=(root,))
    assert agora.play(with_root) == "NotRedeemed"
    other = redemption_leaf(lines[1])
    assert agora.play(replace(agora.refunding(lines), proof=(other, other))) == "NotRedeemed"
    assert agora.play(replace(agora.refunding(lines), proof=(other,))) == ACCEPTED


def test_refund__of_everything__leaves_everybody_what_they_had(agora, citizens, offer):
    before = [agora.credits(identity) for identity in citizens]
    lines = agora.redeem(
        *(agora.order(identity, offer, n + 1) for n, identity in enumerate(citizens))
    )
    for index in (3, 0, 4, 1, 2):
        agora.must(agora.refunding(lines, index))
        assert agora.play(agora.refunding(lines, index)) == "RefundedAlready"
    assert [agora.credits(identity) for identity in citizens] == before
    statement = agora.state.statements[offer, 0]
    assert (statement.redemptions, statement.refunds) == (5, 5)
    assert statement.redeemed == statement.refunded == 15 * PRICE


def test_refund__too_late_or_by_somebody_else__refused(agora, lines):
    refund = agora.refunding(lines)
    other = agora.organisation(agora.accredit()).key
    for sender in (OUTSIDER, other):
        assert agora.play(replace(refund, sender=sender)) == "NotTheProvider"
    agora.now += agora.charter.refund_days * DAY - 1
    assert agora.play(refund) == ACCEPTED
    agora.now += 1
    assert agora.play(agora.refunding(lines, 1)) == "RefundTooLate"


def test_refund__after_the_key_changed__is_for_the_new_key(agora, lines, offer):
    refund, new_key = agora.refunding(lines), key_addresses()[30]
    agora.must(OfferKey(1, new_key, refund.sender))
    agora.must(AcceptKey(1, new_key))
    assert agora.play(refund) == "NotTheProvider"
    assert agora.play(agora.refunding(lines)) == ACCEPTED


# ----------------------------------------------------------------------------------------- ratings


@pytest.mark.req("V4")
def test_rating__by_somebody_else_or_without_a_redemption__refused(agora, citizens, lines):
    true = agora.rating(lines, 1)
    provider = agora.provider_of(lines[0].offer)
    neighbour = agora.state.signatories[citizens[1]].controller
    for signer in (provider, neighbour):
        assert agora.play(replace(true, signer=signer)) == "InvalidSignature"
    invented = replace(true.redemption, identity=citizens[1])
    assert agora.play(replace(true, redemption=invented)) == "NotRedeemed"
    for stars in (0, 6):
        assert agora.play(replace(true, stars=stars)) == "StarsOutOfBounds"


@pytest.mark.req("V4")
def test_rating__a_third_time__refused_and_the_second_replaces_the_first(agora, lines, offer):
    agora.must(agora.rating(lines, 1))
    agora.must(agora.rating(lines, 4))
    assert agora.play(agora.rating(lines, 5)) == "RatedTwice"
    assert agora.state.rating_counts[offer] == (0, 0, 0, 1, 0)


@pytest.mark.req("V4")
def test_refund__in_answer_to_a_bad_rating__takes_no_star_away(agora, lines, offer):
    agora.must(agora.rating(lines, 1))
    agora.must(agora.refunding(lines))
    assert agora.state.rating_counts[offer] == (1, 0, 0, 0, 0)
    assert agora.play(agora.rating(lines, 2)) == ACCEPTED


@pytest.mark.req("V4")
@pytest.mark.parametrize("what", ["suspended", "accreditation over", "offer closed"])
def test_rating__after_the_provider_is_gone__counts_all_the_same(agora, lines, offer, what):
    if what == "suspended":
        agora.suspend(1)
    elif what == "accreditation over":
        agora.wait(agora.charter.accreditation_days)
    else:
        until_day = day_of(agora.now) + agora.charter.price_notice_days
        agora.must(CloseOffer(offer, until_day, agora.provider_of(offer)))
        agora.wait(agora.charter.price_notice_days)
    assert agora.play(agora.rating(lines, 1)) == ACCEPTED


@pytest.mark.req("V4", "S11")
@pytest.mark.parametrize("stars", [1, 5])
def test_citizen__after_one_star_or_five__can_do_what_they_could(agora, citizens, lines, stars):
    citizen, twin = citizens[:2]
    agora.must(agora.rating(lines, stars))
    found, other = record_of(agora, citizen), record_of(agora, twin)
    assert found.nonce == other.nonce + 1
    assert (found.word, found.overlays, found.credits, found.quality, found.tier) == (
        *(other.word, other.overlays, other.credits, other.quality, other.tier),
    )
    again = agora.redeeming(agora.order(citizen, lines[0].offer))
    assert agora.play(again) == ACCEPTED


@pytest.mark.req("V4")
def test_ratings__by_dust__never_outnumber_the_redemptions(agora, citizens):
    friend = citizens[0]
    offer = agora.open_offer(agora.accredit(), price=1)
    dust = agora.redeem(*(agora.order(friend, offer, nonce=n) for n in range(10)))
    for index in range(10):
        agora.must(agora.rating(dust, 5, index))
        agora.must(agora.rating(dust, 5, index))
    redemptions = agora.state.statements[offer, 0].redemptions
    assert sum(agora.state.rating_counts[offer]) == redemptions == 10
    assert len({line.identity for line in dust}) == 1


@pytest.mark.req("V4", "S11", "P6")
def test_rating__by_who_opted_out_or_is_closed__counts_unless_they_are_closed(
    agora, citizens, lines
):
    agora.must(actions.OptOut(**agora.by_person(citizens[0])))
    assert agora.play(agora.rating(lines, 3, 0)) == ACCEPTED
    key = agora.close(citizens[1])
    agora.wait()
    agora.carry_out(key)
    assert agora.play(agora.rating(lines, 3, 1)) == "IsClosed"
    agora.must(agora.life(key))
    assert agora.play(agora.rating(lines, 3, 1)) == ACCEPTED
