"""S12: quality cannot be bought or aimed at a chosen person.

```
quality
├── functions: all that can change the pool are known; no gift names anybody but its giver
├── names: none sounds like passing on, trading or prolonging a prize, an entry or a place
├── donors: who gives, how much each, and in what order never changes who wins what
├── a donor wins no more often than others, and cannot give to a round, a town or a person
├── a win: stays where it fell when its holder gives, enters or changes keys; expiry gives nothing
├── uplift and gift on the ledger, approvals on the communities: for the pool alone
└── luck: over many rounds of the beacon, everybody wins equally often
```
"""

from __future__ import annotations

import re

import pytest

from isonomia import build
from isonomia.spec import actions
from isonomia.spec.sortition import draw
from isonomia.spec.state import NOMINATED, SECOND_CHANCE
from tests.differential.playing import name_of, outcome_of
from tests.differential.stage import TOWN, VILLAGE, Stage, identity_of, seat_of
from tests.harness import beacon
from tests.harness.keys import keccak, key_addresses
from tests.sortition import chance
from tests.support.artifacts import abi_entries, acts_of, leaves

pytestmark = [pytest.mark.req("S12", "L1", "L3")]

#: Every function of the lottery that can change anything. A new one has to be weighed first.
POOL_ACTS = {"give", "enter", "openRound", "nominate", "freeze", "settle", "close", "amend"}
#: What people and councils decide when they act; a name here is the giver's or the entrant's own.
PARAMETERS = {
    "give": ["identity", "points", "nonce", "deadline", "signature"],
    "enter": ["identity", "round", "nonce", "deadline", "signature"],
    "freeze": ["round"],
    "settle": ["round", "lots", "winners"],
    "close": ["round"],
}
PASSING_ON = re.compile(
    "transfer|move|assign|pass|hand|sell|buy|swap|trade|price|offer|bid|auction|claim|withdraw|"
    "cancel|delegate|resign|replace|extend|renew|prolong|merge|split|refund|reroll|redraw|recipient",
    re.IGNORECASE,
)
#: Words that mean something else: a person moves house, a council takes a case back, terms end, and
#: organisations offer services, none of which is quality.
NOT_PASSING_ON = {
    *("move", "withdraw", "renewal", "openRenewal", "freezeRenewal", "renewAccreditation"),
    *("offer", "offerId", "openOffer", "closeOffer", "offerKey", "offerCount", "price", "priceOf"),
    *("announcePrice", "redeem", "refund", "isRefunded", "cancelOrder"),
}


def test_acts__of_pool_and_beacon__are_the_ones_known():
    assert acts_of("Pool") == POOL_ACTS
    assert acts_of("Beacon") == {"submit"}


@pytest.mark.parametrize("function", PARAMETERS)
def test_parameters__of_an_act__name_no_recipient(function):
    (entry,) = [one for one in abi_entries("Pool", "function") if one["name"] == function]
    assert [leaf["name"] for leaf in leaves(entry["inputs"])] == PARAMETERS[function]


@pytest.mark.parametrize("contract", build.DEPLOYED)
def test_names__functions_and_parameters__none_sounds_like_passing_on(contract):
    acts = acts_of(contract)
    entries = [one for one in abi_entries(contract, "function") if one["name"] in acts]
    names = [one["name"] for one in entries]
    names += [leaf["name"] for one in entries for leaf in leaves(one["inputs"])]
    sounding = {name for name in names if PASSING_ON.search(name)}
    assert sounding <= NOT_PASSING_ON


# ------------------------------------------------------------------------------------- donors

#: Points by donor; the donors are enrolled alike each time, and only their gifts differ.
GIFTS = (
    {"first": 200, "second": 200, "third": 0},
    {"third": 200, "second": 200, "first": 0},
    {"third": 150, "first": 150, "second": 100},
    {"seat": 200, "first": 200},
)


def outcome_of_gifts(gifts: dict[str, int], kind: int) -> tuple[object, ...]:
    """Have these people give, then hold a round; return who won what, entrants being the same."""
    stage = Stage(members_per_nomination=1)
    donors = dict(zip(("first", "second", "third"), stage.enrol(VILLAGE, *"abc"), strict=True))
    donors["seat"] = seat_of(VILLAGE, 2)
    crowd = stage.enrol(TOWN, *(f"entrant {index}" for index in range(9)))
    for role, points in gifts.items():
        stage.put(donors[role], quality=1_000)
        if points:
            stage.must(actions.Give(**stage.by_person(donors[role]), points=points))
    stage.hold(kind, *crowd, prizes=4)
    return tuple(stage.asks("Ledger", "overlaysOf", identity) for identity in crowd)


@pytest.mark.parametrize("kind", [NOMINATED, SECOND_CHANCE])
def test_winners__whoever_gave_how_much_in_whatever_order__are_the_same(kind):
    outcomes = {outcome_of_gifts(gifts, kind) for gifts in GIFTS}
    assert len(outcomes) == 1
    (overlays,) = outcomes
    assert sum(map(bool, overlays)) == 4


def test_donor__among_the_entrants__has_one_lot_like_everybody():
    """Three times a donor, or never: the lots fall on the same numbers."""
    drawn = set()
    for times in (0, 3):
        stage = Stage(members_per_nomination=1)
        stage.fill_pool(400)
        crowd = stage.enrol(TOWN, *(f"entrant {index}" for index in range(5)))
        for _ in range(times):
            stage.put(crowd[0], quality=1_000)
            stage.must(actions.Give(**stage.by_person(crowd[0]), points=60))
        number = stage.open(NOMINATED, prizes=3)
        stage.come_in(number, *crowd)
        drawn.add(tuple(stage.decide(number)))
    assert len(drawn) == 1


def test_gift__of_a_winner__comes_out_of_base_quality_and_leaves_the_prize(stage_with_winner):
    stage, winner = stage_with_winner
    before = stage.asks("Ledger", "overlaysOf", winner)
    assert stage.play(actions.Give(**stage.by_person(winner), points=1)) == "GiftBelowUsable"
    stage.put(winner, quality=700)
    stage.must(actions.Give(**stage.by_person(winner), points=100))
    assert stage.play(actions.Give(**stage.by_person(winner), points=1)) == "GiftBelowUsable"
    assert stage.asks("Ledger", "overlaysOf", winner) == before


@pytest.fixture
def stage_with_winner() -> tuple[Stage, bytes]:
    stage = Stage(members_per_nomination=1)
    stage.fill_pool(1_000)
    (winner,) = stage.enrol(TOWN, "winner")
    stage.hold(NOMINATED, winner, points=400)
    return stage, winner


def test_win__its_holder_sells_their_key__is_still_theirs(stage_with_winner):
    """What can be sold is a key, with a whole life behind it; the prize stays on the identity."""
    stage, winner = stage_with_winner
    (buyer,) = stage.enrol(TOWN, "buyer")
    key = stage.state.signatories[buyer].controller
    fields = stage.by_person(winner)
    stage.must(actions.ChangeController(**fields, new_controller=key, new_signer=key))
    assert stage.asks("Ledger", "overlaysOf", buyer) == ()
    assert len(stage.asks("Ledger", "overlaysOf", winner)) == 1


def test_win__won_again__is_neither_larger_nor_longer(stage_with_winner):
    stage, winner = stage_with_winner
    (first,) = stage.asks("Ledger", "overlaysOf", winner)
    stage.hold(NOMINATED, winner, points=100, days_long=300)
    assert stage.asks("Ledger", "overlaysOf", winner)[0] == first


def test_win__when_it_ends__gives_nothing_back(stage_with_winner):
    stage, winner = stage_with_winner
    account = stage.asks("Pool", "account")
    stage.pass_days(400)
    assert stage.asks("Ledger", "qualityOf", winner) == 0
    assert stage.asks("Pool", "account") == account


ANYBODY = {
    "Ledger": {
        "give": (identity_of("victim"), 1),
        "uplift": (identity_of("friend"), 400, 500_000, 365, 1),
    },
    "Communities": {
        "approve": (b"\x77" * 20, (TOWN, 0, 2**64), bytes(32), (3, bytes(130))),
        "consent": (identity_of("victim"), 0, 2**64, bytes(32), bytes(65)),
    },
}


@pytest.mark.parametrize(
    ("contract", "function"), [(one, name) for one, acts in ANYBODY.items() for name in acts]
)
@pytest.mark.parametrize("sender", [b"\x77" * 20, key_addresses()[0]])
def test_what_the_pool_may_do__done_by_anybody_else__refused(contract, function, sender):
    chain = Stage().chain
    arguments = ANYBODY[contract][function]
    found = outcome_of(lambda: chain.transact(contract, function, *arguments, sender=sender))
    assert name_of(found) == "Unauthorised"


def test_luck__over_many_rounds_of_the_beacon__is_the_same_for_all():
    """Chi-square over who wins the first lot; a false alarm is one in a million."""
    entrants, rounds = 7, 700
    hashed = keccak(b"entrants of some round")
    wins = []
    for number in range(1, rounds + 1):
        key = keccak(beacon.randomness(number) + number.to_bytes(32, "big") + hashed)
        wins.append(draw(key, 0, entrants))
    found, highest = chance.compare("wins", wins, dict.fromkeys(range(entrants), rounds / entrants))
    assert found < highest
