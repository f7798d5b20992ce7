"""Histories to replay: what the vectors tell, an everyday one, and random ones."""

from __future__ import annotations

import random
from dataclasses import fields, replace
from typing import Any

from isonomia.spec import actions, presets
from isonomia.spec.calendar import DAY, day_of
from isonomia.spec.refusals import Refusal
from isonomia.spec.spending import ESSENTIAL
from isonomia.spec.state import NOMINATED, FoundingCommunity, FoundingSeat, RuleText
from tests.differential.founding import CHARTERS, random_founding
from tests.differential.playing import controller_of
from tests.differential.source import Source
from tests.harness.keys import key_addresses
from tests.spec import vectors
from tests.support.raw_logs import RawChain

#: 2024-06-15 11:30:00 UTC.
GENESIS = 1_718_451_000
NATION, TOWN = 1, 2
ADULT, FOREVER = 1990 * 12, 2**256 - 1
PEOPLE = tuple(bytes([number]) * 32 for number in range(1, 7))
#: How often a random act is sent in the transaction of the one before it.
JOINED = 0.25


def of_vector(name: str) -> RawChain:
    """Return the accepted acts of a vector, each in a transaction of its own."""
    founding, *steps = vectors.load(name)
    assert isinstance(founding.action, dict)
    chain = RawChain(**founding.action)
    for step in steps:
        if step.outcome.refusal is None:
            chain.act(step.action, step.now)
    return chain


def random_life(seed: str, count: int) -> RawChain:
    """Return so many random acts as the differential campaign draws them, without the refused."""
    rng = random.Random(seed)
    founding = random_founding(rng, rng.choice(CHARTERS))
    given = {field.name: getattr(founding, field.name) for field in fields(founding)}
    founded_at = founding.now + given.pop("delay")
    chain = RawChain(**given, founded_at=founded_at)
    source = Source(rng, chain.state, founded_at)
    for _ in range(count):
        step = source.step()
        before = controller_of(chain.state, step.action)
        try:
            announced = chain.act(step.action, step.now, joined=rng.random() < JOINED)
        except Refusal:
            continue
        source.accepted(step.action, before, announced)
    return chain


class Everyday:
    """A town in which every bulk act happens in the ordinary way.

    Attributes:
        chain: with its logs
        now: second of the next act
    """

    def __init__(self) -> None:
        keys = iter(key_addresses())
        communities = tuple(
            FoundingCommunity(
                parent,
                2,
                tuple(
                    FoundingSeat(bytes([100 * number + i]) * 32, ADULT, next(keys), number)
                    for i in range(3)
                ),
            )
            for number, parent in ((NATION, 0), (TOWN, NATION))
        )
        charter = replace(presets.pilot(), budget_per_member=1_000, members_per_nomination=1)
        charter = replace(charter, usable_quality=200)
        rules = (RuleText(1, 1, 75, 0, 0, bytes(32)), RuleText(2, 2, 75, 3, 0, bytes(32)))
        self.chain = RawChain(
            charter=charter,
            communities=communities,
            rules=rules,
            catalogue_hash=bytes(32),
            now=GENESIS,
        )
        self.keys = dict(zip(PEOPLE, keys, strict=False))
        self.organisation_key = next(keys)
        self.now = GENESIS + DAY
        self.nonces = dict.fromkeys(PEOPLE, 0)

    def lived(self) -> RawChain:
        """Let everything happen once, or twice, and return the chain."""
        self.enrol()
        self.bind()
        self.award(1, PEOPLE)
        self.award(1, PEOPLE)
        self.award(2, PEOPLE[:2] + PEOPLE[:1])
        self.open_offers()
        self.redeem(1, PEOPLE[:3])
        self.redeem(2, PEOPLE[:2] + PEOPLE[:1])
        self.nominate(PEOPLE[1:4])
        return self.chain

    def act(self, action: actions.Action) -> None:
        self.chain.act(action, self.now)
        self.now += DAY

    def by(self, community: int, seats: tuple[int, ...] = (0, 2)) -> dict[str, Any]:
        """Return what an act of a council carries, signed by some of its seats."""
        state = self.chain.state
        return {
            "community": community,
            "nonce": state.councils[community].nonce,
            "deadline": FOREVER,
            "approvals": tuple((i, state.seats[community, i].controller) for i in seats),
        }

    def enrol(self) -> None:
        months = tuple(ADULT + number for number in range(len(PEOPLE)))
        self.act(actions.Enrol(**self.by(TOWN), identities=PEOPLE, birth_months=months))

    def bind(self) -> None:
        keys = tuple(self.keys[one] for one in PEOPLE)
        self.act(actions.BindControllers(**self.by(TOWN), identities=PEOPLE, controllers=keys))

    def award(self, rule: int, people: tuple[bytes, ...], **changes: Any) -> None:
        about = {"rule": rule, "version": 1, "evidence_hash": b"\xee" * 32}
        days = (day_of(self.now),) * len(people)
        given = {"identities": people, "act_days": days} | changes
        self.act(actions.FileAwards(**self.by(TOWN) | about | given))

    def open_offers(self) -> None:
        """Open an Essential offer and an Enhanced one that rests on it."""
        key, until = self.organisation_key, day_of(self.now) + 1_000
        terms = {"form": 1, "kinds": 1, "key": key, "until_day": until}
        self.act(actions.Accredit(**self.by(TOWN), **terms, text_hash=bytes(32), name="baths"))
        for tier, basis in ((ESSENTIAL, 0), (1, 1)):
            self.act(actions.OpenOffer(1, 1, tier, 500, basis, until, bytes(32), key))

    def order(self, offer: int, identity: bytes, **changes: Any) -> actions.Order:
        """Return an order of three units under the next nonce."""
        offered = self.chain.state.offers[offer]
        amount = 3 * offered.price_on(day_of(self.now))
        terms = {"quantity": 3, "amount": amount, "portion": 0, "nonce": self.nonces[identity]}
        self.nonces[identity] += 1
        key = self.chain.state.signatories[identity].controller
        return actions.Order(
            **{"identity": identity, "offer": offer, "deadline": FOREVER, "signer": key}
            | terms
            | changes
        )

    def redeem(self, offer: int, people: tuple[bytes, ...]) -> None:
        orders = tuple(self.order(offer, identity) for identity in people)
        self.act(actions.Redeem(orders, self.organisation_key))

    def nominate(self, people: tuple[bytes, ...]) -> None:
        """Give away what a round needs, open it and nominate."""
        giver = PEOPLE[0]
        known = self.chain.state.signatories[giver]
        self.act(actions.Give(giver, 10, known.nonce, FOREVER, known.controller))
        terms = (NOMINATED, 1, 10, 20_000, 30, self.now + 10 * DAY)
        self.act(actions.OpenRound(**self.by(NATION), **dict(zip(_ROUND, terms, strict=True))))
        self.act(actions.Nominate(**self.by(TOWN), round=1, identities=people))


_ROUND = ("kind", "prizes", "points", "amount", "days_long", "entries_until")
