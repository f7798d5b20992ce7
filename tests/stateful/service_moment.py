"""What the contracts keep of those who serve and those who are served, at one moment."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from isonomia.spec.actions_services import Order, Redeem
from tests.differential.stage import FOREVER
from tests.harness.chain import Refused
from tests.harness.evm import EvmChain
from tests.stateful.service_town import ServiceTown

QUARTER = 31_556_952 // 4
ACCEPTED = "accepted"
_DAY = 86_400
_WORD = 32
_SIGNATORY = {"controller": (0, 160), "lapse_day": (160, 24), "floor": (216, 24), "seen": (240, 16)}


@dataclass(frozen=True)
class PersonNow:
    """A person's slot, signatory and used overlays as they are stored, and their credits."""

    slot: int
    signatory: int
    overlays: tuple[int, ...]
    credits: int

    @property
    def spent(self) -> int:
        """Millicredits spent and not given back."""
        return self.slot >> 222 & 0xFFFFFFFF

    @property
    def is_closed(self) -> bool:
        """Whether the person is closed."""
        return bool(self.slot >> 221 & 1)

    @property
    def has_opted_out(self) -> bool:
        """Whether the person left the quality layer."""
        return bool(self.slot >> 220 & 1)

    @property
    def birth_month(self) -> int:
        """Month of birth."""
        return self.slot & 0xFFFF

    def of_key(self, name: str) -> int:
        """Return a part of what the communities keep of the person's key and orders."""
        first, bits = _SIGNATORY[name]
        return self.signatory >> first & (1 << bits) - 1


@dataclass(frozen=True)
class OrganisationNow:
    """Who speaks for an organisation, until when, and what keeps it from more than Essential.

    `named` is the organisation that the contract finds by the key; `effects` are words.
    """

    key: bytes
    named: int
    until_day: int
    suspended_until: int
    effects: tuple[int, ...]


@dataclass(frozen=True)
class OfferNow:
    """An offer; `ratings` are counts by stars, `price` is the one in force."""

    organisation: int
    kind: int
    tier: int
    from_day: int
    until_day: int
    basis: int
    price: int
    ratings: tuple[int, ...]


@dataclass(frozen=True)
class Moment:
    """One moment. `statements` are by offer and quarter: redemptions, redeemed, refunds, refunded.

    `essential` is what an Essential order of everybody who is open and has the credits would meet
    right now: "accepted", the name of a refusal, or nothing when there is no such offer or person.
    """

    time: int
    people: dict[bytes, PersonNow]
    organisations: dict[int, OrganisationNow]
    offers: dict[int, OfferNow]
    statements: dict[tuple[int, int], tuple[int, ...]]
    refunded: frozenset[tuple[int, int]]
    essential: str

    @property
    def today(self) -> int:
        """Day of the moment."""
        return self.time // _DAY


@dataclass(frozen=True)
class ServiceStep:
    """One act that was tried; `announced` is None when it was refused.

    `log` holds every event since genesis with its second, those of this act included.
    """

    town: ServiceTown
    before: Moment
    after: Moment
    action: Any
    announced: list[Any] | None
    log: tuple[tuple[int, Any], ...]

    @property
    def accepted(self) -> bool:
        """Whether the act was carried out."""
        return self.announced is not None

    def announced_as(self, kind: type[Any]) -> list[Any]:
        """Return the events of one kind that this act announced."""
        return [event for event in self.announced or () if isinstance(event, kind)]

    def logged(self, *kinds: type[Any]) -> list[tuple[int, Any]]:
        """Return the events of some kinds since genesis, each with its second."""
        return [(time, event) for time, event in self.log if isinstance(event, kinds)]


class Watcher:
    """Takes moments of a town."""

    def __init__(self, town: ServiceTown) -> None:
        self._town = town
        self._chain: EvmChain = town.chain
        self._places: dict[bytes, tuple[int, ...]] = {}

    def look(self) -> Moment:
        """Read everything at the town's time."""
        town, chain = self._town, self._chain
        chain.time = town.now
        people = tuple(town.state.people)
        views = chain.view("Ledger", "look", people)
        seen = Moment(
            time=town.now,
            people={
                one: self._person(one, view[2]) for one, view in zip(people, views, strict=True)
            },
            organisations={
                number: self._organisation(number)
                for number in range(1, chain.view("Services", "organisationCount") + 1)
            },
            offers={
                number: self._offer(number)
                for number in range(1, chain.view("Services", "offerCount") + 1)
            },
            statements=self._statements(),
            refunded=frozenset(
                (event.batch, event.index)
                for event in town.redemptions()
                if chain.view("Services", "isRefunded", event.batch, event.index)
            ),
            essential="",
        )
        return replace(seen, essential=self._essential(seen))

    def _person(self, identity: bytes, millicredits: int) -> PersonNow:
        slot_at, signatory_at, *overlays_at = self._places_of(identity)
        slot = self._chain.stored_at("Ledger", slot_at)
        used = slot >> 216 & 0xF
        return PersonNow(
            slot,
            self._chain.stored_at("Communities", signatory_at),
            tuple(self._chain.stored_at("Ledger", place) for place in overlays_at[:used]),
            millicredits,
        )

    def _places_of(self, identity: bytes) -> tuple[int, ...]:
        if identity not in self._places:
            place = self._chain.place_in_mapping
            self._places[identity] = (
                place("Ledger", "_people", identity),
                place("Communities", "_signatories", identity),
                *(
                    place("Ledger", "_overlays", identity, index.to_bytes(_WORD, "big"))
                    for index in range(8)
                ),
            )
        return self._places[identity]

    def _organisation(self, number: int) -> OrganisationNow:
        view = self._chain.view("Services", "organisation", number)
        effects = tuple(self._chain.view("Findings", "effectsOf", number))
        named = self._chain.view("Services", "organisationOf", view[0])
        return OrganisationNow(view[0], named, view[4], view[5], effects)

    def _offer(self, number: int) -> OfferNow:
        view = self._chain.view("Services", "offer", number)
        return OfferNow(
            organisation=view[0],
            kind=view[1],
            tier=view[2],
            from_day=view[6],
            until_day=view[7],
            basis=view[8],
            price=self._chain.view("Services", "priceOf", number),
            ratings=tuple(self._chain.view("Services", "ratingsOf", number)),
        )

    def _statements(self) -> dict[tuple[int, int], tuple[int, ...]]:
        """Read the statements of every offer, for every quarter in which there was an act."""
        offers = self._chain.view("Services", "offerCount")
        genesis = self._town.state.genesis
        quarters = {(time - genesis) // QUARTER for time, _ in self._town.turnover()}
        return {
            (offer, quarter): tuple(self._chain.view("Services", "statementOf", offer, quarter))
            for offer in range(1, offers + 1)
            for quarter in quarters
        }

    def _essential(self, seen: Moment) -> str:
        """Ask, without sending anything, for an Essential order of everybody who can pay it."""
        known = [number for number in seen.offers if is_essential_today(seen, number)]
        if not known:
            return ""
        offer = known[seen.time % len(known)]
        orders = orders_of_everybody(self._town, seen, offer)
        if not orders:
            return ""
        provider = seen.organisations[seen.offers[offer].organisation].key
        return answer_to(self._town, Redeem(orders, provider))


def is_essential_today(seen: Moment, number: int) -> bool:
    """Return whether an offer is Essential and open at a moment."""
    offer = seen.offers[number]
    until = min(offer.until_day, seen.organisations[offer.organisation].until_day)
    return offer.tier == 0 and offer.from_day <= seen.today < until


def orders_of_everybody(town: ServiceTown, seen: Moment, offer: int) -> tuple[Order, ...]:
    """Return an order of one unit by each citizen who is open, has a key and has the credits."""
    price = seen.offers[offer].price
    orders = []
    for identity in town.citizens:
        person = seen.people[identity]
        lapse_day = person.of_key("lapse_day")
        if person.is_closed or person.credits < price or 0 < lapse_day <= seen.today:
            continue
        nonce = person.of_key("floor") + lowest_unset(person.of_key("seen"))
        key = person.of_key("controller").to_bytes(20, "big")
        orders.append(Order(identity, offer, 1, price, 0, nonce, FOREVER, key))
    return tuple(orders)


def lowest_unset(bits: int) -> int:
    """Return the position of the lowest bit that is not set."""
    return (~bits & bits + 1).bit_length() - 1


def answer_to(town: ServiceTown, action: Redeem) -> str:
    """Return what a redemption would meet now, without carrying it out."""
    call = town.players.world.prepare(action)
    try:
        town.chain.try_as(action.sender, call.contract, call.function, *call.arguments)
    except Refused as refusal:
        return refusal.name
    return ACCEPTED
