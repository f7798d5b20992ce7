"""A small jurisdiction with a lottery, on the specification and the bytecode at once.

People here get their quality straight into their slots, so that a story can begin with its point.
Whatever happens is compared on both sides.
"""

from __future__ import annotations

import itertools
import random
from dataclasses import replace
from typing import Any

from isonomia.spec import actions, presets, views
from isonomia.spec.calendar import DAY, YEAR, day_of
from isonomia.spec.finding_state import StandardText
from isonomia.spec.state import (
    DEVELOPMENT_BEACON,
    NOMINATED,
    BeaconClock,
    FoundingCommunity,
    FoundingSeat,
    InfractionText,
    Overlay,
    Person,
    PoolAccount,
    Round,
    RuleText,
)
from tests.differential.founding import Founding
from tests.differential.lottery_views import MOST_OVERLAYS
from tests.differential.playing import ACCEPTED, Players, name_of
from tests.harness import beacon
from tests.harness.chain import Artifacts
from tests.harness.evm import EvmChain
from tests.harness.keys import keccak, key_addresses

#: 2024-06-15 11:30:00 UTC.
GENESIS = 1_718_451_000
ADULT_MONTH = 1990 * 12
NATION, TOWN, VILLAGE = 1, 2, 3
SEATS = 3
FOREVER = 2**256 - 1
CEILING = 1_000


def identity_of(role: str) -> bytes:
    """Return the identity hash of a role."""
    return keccak(role.encode())


def seat_of(community: int, index: int) -> bytes:
    """Return the identity of the person on a seat."""
    return identity_of(f"seat {index} of {community}")


class Stage:
    """Three councils of three, of which two must sign: a nation with a town and a village.

    Budgets are wide: few members award much here.
    """

    #: Community and parent.
    tree: tuple[tuple[int, int], ...] = ((NATION, 0), (TOWN, NATION), (VILLAGE, NATION))
    infractions: tuple[InfractionText, ...] = ()
    standards: tuple[StandardText, ...] = ()

    def __init__(
        self,
        artifacts: Artifacts | None = None,
        clock: BeaconClock = DEVELOPMENT_BEACON,
        **charter: int,
    ) -> None:
        self._keys = itertools.cycle(key_addresses())
        self.charter = replace(presets.pilot(), **({"budget_per_member": 1_000} | charter))
        communities = tuple(
            FoundingCommunity(parent, 2, tuple(self._seat(number, i) for i in range(SEATS)))
            for number, parent in self.tree
        )
        rules = (RuleText(1, 1, 100, 0, 0, bytes(32)),)
        founding = Founding(
            self.charter,
            communities,
            rules,
            bytes(32),
            GENESIS,
            beacon=clock,
            infractions=self.infractions,
            standards=self.standards,
        )
        self.chain = EvmChain(artifacts)
        self.players = Players(founding, self.chain)
        self.state = self.players.state
        self.now = GENESIS

    def _seat(self, community: int, index: int) -> FoundingSeat:
        return FoundingSeat(seat_of(community, index), ADULT_MONTH, next(self._keys), community)

    # ------------------------------------------------------------------------------------ acting

    def play(self, action: Any) -> str:
        """Carry out an act on both sides and return "accepted" or the name of the refusal."""
        return name_of(self.players.play(action, self.now))

    def must(self, action: Any) -> list[Any]:
        """Carry out an act that is accepted, and return its events."""
        outcome = self.players.play(action, self.now)
        assert name_of(outcome) == ACCEPTED, outcome
        assert isinstance(outcome, list)
        return outcome

    def by_council(self, community: int, seats: tuple[int, ...] = (0, 1)) -> dict[str, Any]:
        """Return what an act of a council carries, signed by some of its seats."""
        approvals = tuple((i, self.state.seats[community, i].controller) for i in seats)
        nonce = self.state.councils[community].nonce
        return {
            "community": community,
            "nonce": nonce,
            "deadline": FOREVER,
            "approvals": approvals,
        }

    def by_person(self, identity: bytes) -> dict[str, Any]:
        """Return what an act of a person carries, signed by their key."""
        known = self.state.signatories[identity]
        return {
            "identity": identity,
            "nonce": known.nonce,
            "deadline": FOREVER,
            "signer": known.controller,
        }

    # ------------------------------------------------------------------------------------- people

    def enrol(self, community: int, *roles: str) -> list[bytes]:
        """Enrol adults with keys of their own and return their identities."""
        people = [identity_of(role) for role in roles]
        months = (ADULT_MONTH,) * len(people)
        fields = {"identities": tuple(people)}
        self.must(actions.Enrol(**self.by_council(community), **fields, birth_months=months))
        keys = tuple(next(self._keys) for _ in people)
        self.must(actions.BindControllers(**self.by_council(community), **fields, controllers=keys))
        return people

    def put(self, identity: bytes, **changes: int) -> Person:
        """Change a person's slot on both sides; their quality does not fall for a year."""
        fading = {"decay_from": day_of(self.now) + 365} if "quality" in changes else {}
        person = replace(self.state.people[identity], **(fading | changes))
        self.state.people[identity] = person
        word = views.person_word(person)
        self.chain.store_in_mapping("Ledger", "_people", identity, value=word)
        return person

    def put_overlays(self, identity: bytes, *overlays: Overlay) -> None:
        """Give a person these overlays on both sides, instead of those they have."""
        self.put(identity, overlays=len(overlays))
        self.state.overlays[identity] = overlays
        words = [views.overlay_word(overlay) for overlay in overlays]
        for index in range(MOST_OVERLAYS):
            key = index.to_bytes(32, "big")
            word = words[index] if index < len(words) else 0
            self.chain.store_in_mapping("Ledger", "_overlays", identity, key, value=word)

    def fill_pool(self, points: int, donor: str = "donor") -> None:
        """Have people with the highest quality give so many points, each at most the cap."""
        while points > 0:
            (identity,) = self.enrol(VILLAGE, f"{donor} of {points} more points")
            self.put(identity, quality=CEILING)
            part = min(points, self.charter.gift_cap, CEILING - self.charter.usable_quality)
            self.must(actions.Give(**self.by_person(identity), points=part))
            points -= part

    # ------------------------------------------------------------------------------------- rounds

    def open(self, kind: int, *, prizes: int = 1, points: int = 100, days_long: int = 30) -> int:
        """Open a round that people can come into for a day, and return its number."""
        terms = {"prizes": prizes, "points": points, "amount": 50_000, "days_long": days_long}
        opening = actions.OpenRound(
            **self.by_council(NATION), kind=kind, **terms, entries_until=self.now + DAY
        )
        self.must(opening)
        return len(self.state.rounds)

    def nomination(
        self, number: int, community: int, *people: bytes, seats: tuple[int, ...] = (0, 1)
    ) -> actions.Nominate:
        """Return a council's nomination of some people."""
        fields = self.by_council(community, seats)
        return actions.Nominate(**fields, round=number, identities=people)

    def entry(self, number: int, identity: bytes) -> actions.EnterRound:
        """Return a person's own entry."""
        return actions.EnterRound(**self.by_person(identity), round=number)

    def come_in(self, number: int, *people: bytes) -> None:
        """Have people come into a round the way they can."""
        for identity in people:
            if self.state.rounds[number].kind == NOMINATED:
                community = self.state.people[identity].community
                self.must(self.nomination(number, community, identity))
            else:
                self.must(self.entry(number, identity))

    def freeze(self, number: int) -> Round:
        """Freeze a round as soon as entries are over."""
        self.now = max(self.now, self.state.rounds[number].entries_until)
        self.must(actions.Freeze(number))
        return self.state.rounds[number]

    def verify(self, beacon_round: int) -> None:
        """Bring a beacon round on chain at its time, or now when that is over."""
        clock = self.state.beacon
        self.now = max(self.now, clock.genesis + (beacon_round - 1) * clock.period)
        randomness = beacon.randomness(beacon_round)
        self.must(actions.VerifyRound(round=beacon_round, randomness=randomness))

    def decide(self, number: int) -> list[bytes]:
        """Freeze a round, bring its beacon round on chain, and return the winners by their lots."""
        self.freeze(number)
        return self.decide_frozen(number)

    def decide_frozen(self, number: int) -> list[bytes]:
        """Bring the beacon round of a frozen round on chain; return the winners by their lots."""
        beacon_round = self.state.rounds[number].beacon_round
        if beacon_round not in self.state.randomness:
            self.verify(beacon_round)
        return self.winners(number)

    def winners(self, number: int) -> list[bytes]:
        """Return on whom the lots fell, as anybody computes it from the entries."""
        known = self.state.rounds[number]
        entrants = {
            place: one for (round_, one), place in self.state.places.items() if round_ == number
        }
        lots = range(min(known.prizes, known.entrants))
        return [entrants[views.drawn(self.state, number, lot)] for lot in lots]

    def settlement(self, number: int, *lots: int) -> actions.Settle:
        """Return the settling of some lots, or of all."""
        winners = self.winners(number)
        chosen = lots or tuple(range(len(winners)))
        return actions.Settle(number, chosen, tuple(winners[lot] for lot in chosen))

    def hold(self, kind: int, *people: bytes, **terms: int) -> tuple[int, list[bytes]]:
        """Hold a round among people, from its opening to the prizes; return it and its winners."""
        number = self.open(kind, **terms)
        self.come_in(number, *people)
        self.freeze(number)
        winners = self.decide_frozen(number)
        self.must(self.settlement(number))
        return number, winners

    # -------------------------------------------------------------------------------------- looking

    @property
    def account(self) -> PoolAccount:
        """Return the pool's account, which is the same on both sides."""
        return self.state.pool

    def asks(self, contract: str, function: str, *arguments: Any) -> Any:
        """Ask a contract at the stage's time."""
        self.chain.time = self.now
        return self.chain.view(contract, function, *arguments)

    def compare(self) -> None:
        """Compare every view there is at the stage's time. Raises `Divergence`."""
        self.chain.time = self.now
        self.players.comparison.glance(self.state.people)
        self.players.comparison.inspect(random.Random(self.now))

    def pass_days(self, days: int) -> None:
        """Let days go by."""
        self.now += days * DAY

    def pass_years(self, years: int) -> None:
        """Let allocation years go by."""
        self.now += years * YEAR
