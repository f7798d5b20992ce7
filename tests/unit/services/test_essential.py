"""Essential on the bytecode: whoever has the credits and signs gets it, whatever else is the case.

The person's slot and all eight overlays are written at random into storage, whether any history
leads there or not; only birth, community and being there are kept, and nobody is closed.

├── any amount up to all credits → taken, and nothing else of the person changes
└── one millicredit more → CreditsTooFew, the only reason there is
"""

from __future__ import annotations

import random

import pytest

from isonomia.spec import actions
from isonomia.spec.presets import pilot
from isonomia.spec.state import FoundingCommunity, FoundingSeat
from tests.harness.keys import keccak, key_addresses
from tests.harness.world import Refused, World

pytestmark = pytest.mark.req("S3", "V2", "Q6")

NOW = 1_900_000_000
DAY = 86_400
TOWN, TRANSIT, RIDE = 1, 2, 1
BORN = 1_990 * 12
CITIZEN = keccak(b"citizen")
CITIZEN_KEY, PROVIDER = key_addresses()[3:5]
TRIES = 150

CLOSED_AT, SPENT_AT = 221, 222
SUSPENDED_AT = 184
#: Birth month and community.
KEPT = (1 << 40) - 1
OVERLAYS = 8
OVERLAY_BITS = 176
MOST_SPENT = 2**32 - 1


@pytest.fixture(scope="module")
def town():
    """A town with the citizen on its council, and an Essential offer at a millicredit a unit."""
    seats = [FoundingSeat(CITIZEN, BORN, CITIZEN_KEY, TOWN)]
    seats += [
        FoundingSeat(keccak(b"seat %d" % i), BORN, key_addresses()[i], TOWN) for i in range(2)
    ]
    community = FoundingCommunity(parent=0, threshold=2, seats=tuple(seats))
    world = World(pilot(), (community,), (), bytes(32), NOW)
    today = NOW // DAY
    signers = ((1, key_addresses()[0]), (2, key_addresses()[1]))
    world.perform(
        actions.Accredit(
            TOWN, 0, NOW, signers, 1, 1 << (TRANSIT - 1), PROVIDER, today + 300, bytes(32), "Trams"
        ),
        NOW,
    )
    world.perform(actions.OpenOffer(1, TRANSIT, 0, 1, 0, today + 300, bytes(32), PROVIDER), NOW)
    return world


@pytest.mark.parametrize("seed", range(4))
def test_redeem__essential_of_any_person__accepted_for_what_they_have(town, seed):
    print(f"seed {seed}")
    rng = random.Random(seed)
    for _ in range(TRIES):
        word = scramble(town, rng)
        all_credits = town.view("Ledger", "creditsOf", CITIZEN)
        assert all_credits > 0
        with pytest.raises(Refused) as refusal:
            order(town, all_credits + 1)
        assert (refusal.value.name, refusal.value.values) == (
            "CreditsTooFew",
            (0, CITIZEN, all_credits, all_credits + 1),
        )
        amount = rng.choice((1, all_credits, rng.randint(1, all_credits)))
        order(town, amount)
        assert town.view("Ledger", "rawPeople", [CITIZEN]) == (word + (amount << SPENT_AT),)


def scramble(town, rng):
    """Make the citizen anybody, and the organisation suspended or not; return the new word."""
    former = town.view("Ledger", "rawPeople", [CITIZEN])[0]
    entitled = town.view("Ledger", "creditsOf", CITIZEN) + (former >> SPENT_AT)
    fields = rng.getrandbits(CLOSED_AT) & ~KEPT
    spent = rng.choice((0, entitled - 1, rng.randrange(entitled)))
    word = (former & KEPT) | fields | (min(spent, MOST_SPENT) << SPENT_AT)
    town.chain.store_in_mapping("Ledger", "_people", CITIZEN, value=word)
    for place in range(OVERLAYS):
        overlay = rng.getrandbits(OVERLAY_BITS) & ~0xFF | rng.randrange(3)
        key = place.to_bytes(32, "big")
        town.chain.store_in_mapping("Ledger", "_overlays", CITIZEN, key, value=overlay)
    suspend(town, rng.choice((0, NOW // DAY + 100)))
    return word


def suspend(town, until_day):
    """Suspend the organisation until a day, 0 for not at all."""
    place = "Services", "_organisations", (1).to_bytes(32, "big")
    word = town.chain.stored_in_mapping(*place) & ~(0xFFFFFF << SUSPENDED_AT)
    town.chain.store_in_mapping(*place, value=word | (until_day << SUSPENDED_AT))
    assert town.view("Services", "organisation", 1)[5] == until_day


def order(town, amount):
    """Redeem the citizen's next order of so many units of a millicredit."""
    floor, seen = town.view("Communities", "ordersOf", CITIZEN)
    nonce = floor + seen.bit_length()
    signed = actions.Order(CITIZEN, RIDE, amount, amount, 0, nonce, NOW, CITIZEN_KEY)
    town.perform(actions.Redeem((signed,), PROVIDER), NOW)
