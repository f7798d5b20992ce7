"""A market: an organisation of the town, its offers, and a citizen who redeems."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import pytest
from eth_account.signers.local import LocalAccount

from isonomia import typed_data, typed_data_services
from isonomia.spec.merkle import merkle_proof, redemption_leaf
from isonomia.spec.service_state import Redemption
from tests.support.acts import Council
from tests.support.calls import Receipt
from tests.support.roles import CITIZEN, CITIZEN_KEY, DAY, FIRST_TWO_SEATS, hash_of
from tests.support.world import World

TRANSIT = 2
PRICE = 2_500
ORGANISATION, RIDE = 1, 1
TEXT_HASH = hash_of("timetable")


class Order(NamedTuple):
    """`Order`: what a citizen signs."""

    identity: bytes
    offer: int
    quantity: int
    amount: int
    portion: int
    nonce: int
    deadline: int


class Accreditation(NamedTuple):
    """`Accreditation`: what a council says of an organisation."""

    form: int
    kinds: int
    key: str
    until_day: int
    text_hash: bytes
    name: str


class Market:
    """A world whose town accredited organisation 1, which has the Essential offer 1.

    Attributes:
        world: the councils and the citizen
        services: the contract
        provider: the key of the organisation
        newcomer: a key of no organisation
    """

    def __init__(self, world: World) -> None:
        self.world = world
        self.services = world.services
        self.provider, self.newcomer = (account.address for account in world.accounts[9:11])
        self.accredit(world.town, self.accreditation())
        self.open()

    def accreditation(self, **changes: Any) -> Accreditation:
        """Return a non-profit of transit for 5 years; some of it changed."""
        last = self.world.today + 1_826
        kinds = 1 << (TRANSIT - 1)
        usual = Accreditation(1, kinds, self.provider, last, TEXT_HASH, "Trams of the town")
        return usual._replace(**changes)

    def accredit(self, council: Council, text: Accreditation) -> Receipt:
        head = self._head(council)
        message = typed_data_services.accreditation(self.world.domain, *head, *text)
        approval = council.approve(message, FIRST_TWO_SEATS)
        return self.services.send("accredit", head, text, approval)

    def renew(self, council: Council, *members: int) -> Receipt:
        """Renew an accreditation: organisation, kinds, last day."""
        head = self._head(council)
        message = typed_data_services.accreditation_renewal(self.world.domain, *head, *members)
        approval = council.approve(message, FIRST_TWO_SEATS)
        return self.services.send("renewAccreditation", head, *members, approval)

    def open(self, tier: int = 0, basis: int = 0) -> int:
        """Open an offer for 400 days and return its number."""
        last = self.world.today + 400 - tier
        text = (ORGANISATION, TRANSIT, tier, PRICE, basis, last, TEXT_HASH)
        self.send("openOffer", text)
        return int(self.services.call("offerCount"))

    def order(self, nonce: int = 0, **changes: Any) -> Order:
        """Return the citizen's order of 2 units of offer 1; some of it changed."""
        usual = Order(CITIZEN, RIDE, 2, 2 * PRICE, 0, nonce, self.world.now + DAY)
        return usual._replace(**changes)

    def redeem(self, *orders: Order, key: LocalAccount = CITIZEN_KEY) -> Receipt:
        """Redeem orders of people who all have the same key."""
        signatures = (
            typed_data.sign(typed_data_services.order(self.world.domain, *order), key)
            for order in orders
        )
        return self.send("redeem", list(orders), b"".join(signatures))

    def rate(self, redemption: Redemption, proof: Sequence[bytes], stars: int) -> Receipt:
        """Rate as the citizen."""
        tail = (stars, self.world.citizen.nonce(), self.world.now + DAY)
        place = redemption.batch, redemption.index
        message = typed_data_services.rating(self.world.domain, CITIZEN, *place, *tail)
        signature = typed_data.sign(message, CITIZEN_KEY)
        return self.services.send("rate", words(redemption), list(proof), *tail, signature)

    def refund(self, redemption: Redemption, proof: Sequence[bytes]) -> Receipt:
        return self.send("refund", words(redemption), list(proof))

    def send(self, function: str, *arguments: Any) -> Receipt:
        """Send a transaction of the organisation."""
        return self.services.send(function, *arguments, sender=self.provider)

    def _head(self, council: Council) -> tuple[int, int, int]:
        return council.community, council.nonce(), self.world.now + DAY


def redemptions(batch: int, orders: Sequence[Order], receipt: Receipt) -> list[Redemption]:
    """Return what orders from the base became in a batch."""
    return [
        Redemption(batch, index, order.identity, *order[1:4], 0, receipt.time)
        for index, order in enumerate(orders)
    ]


def proof_of(lines: Sequence[Redemption], index: int) -> tuple[bytes, ...]:
    """Return the proof of one redemption of a batch."""
    return merkle_proof([redemption_leaf(line) for line in lines], index)


def words(redemption: Redemption) -> tuple[Any, ...]:
    """Return a redemption in the order of the Solidity struct."""
    return (
        *(redemption.batch, redemption.index, redemption.identity, redemption.offer),
        *(redemption.quantity, redemption.amount, redemption.source, redemption.time),
    )


@pytest.fixture
def market(world: World) -> Market:
    """The pilot's services with an organisation of the town and its Essential offer."""
    return Market(world)
