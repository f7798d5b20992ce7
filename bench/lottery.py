"""Gas of the lottery: gifts, rounds with one to a hundred entrants, randomness and prizes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from eth_account import Account

from bench.figures import OURS, Item, Row
from bench.lab import BATCHES, Lab, word
from bench.ours import COMMUNITY, TIME_TO_SIGN, UNLIMITED_RULE, Jurisdiction, found
from isonomia import typed_data
from isonomia.beacon import DevelopmentBeacon
from isonomia.spec.calendar import DAY
from isonomia.spec.keccak import keccak256
from isonomia.spec.sortition import draw

_ROOT = 1
_NOMINATED, _SECOND_CHANCE = 1, 2
_GIFT = 200
_AMOUNT, _PRIZE_DAYS, _ENTRY_DAYS = 500_000, 365, 30
#: Rules and how often, which make 400 points in a year: three categories, none above its cap.
_BUSY_YEAR = ((UNLIMITED_RULE, 50), (602, 10), (302, 20))
#: Days after genesis: the end of one allocation year and the beginning of the next.
_YEAR_ENDS, _YEAR_BEGINS = 360, 370


@dataclass
class Lottery:
    """The pool of a jurisdiction whose councils may nominate every member."""

    world: Jurisdiction
    root_nonce: int = 0
    acts: dict[bytes, int] = field(default_factory=dict)
    beacon: DevelopmentBeacon = field(default_factory=DevelopmentBeacon)

    @property
    def lab(self) -> Lab:
        """The chain."""
        return self.world.lab

    def fund(self, donor: bytes) -> int:
        """Let a donor earn in two allocation years, and give; return the gas of the gift."""
        genesis = self.world.deployment.call(self.world.deployment.ledger, "GENESIS")
        for days in (_YEAR_ENDS, _YEAR_BEGINS):
            self.lab.node.set_time(genesis + days * DAY)
            for rule, times in _BUSY_YEAR:
                self.world.award([donor] * times, rule)
        return self.give(donor, _GIFT)

    def win(self, people: Sequence[bytes]) -> int:
        """Let each of these people win a prize of one round; return the round's number."""
        self.open(_NOMINATED, len(people))
        number: int = self.lab.read(self.world.deployment.pool, "roundCount")
        self.nominate(number, people)
        self.lab.node.set_time(self.lab.chain.now() + _ENTRY_DAYS * DAY)
        self.freeze(number)
        self.publish(number)
        self.settle(number, people)
        return number

    def give(self, donor: bytes, points: int) -> int:
        """Give points; return the gas."""
        return self._by_person(typed_data.gift, "give", donor, points)

    def enter(self, citizen: bytes, round_number: int) -> int:
        """Ask for a second chance; return the gas."""
        return self._by_person(typed_data.entry, "enter", citizen, round_number)

    def open(self, kind: int, prizes: int) -> int:
        """Open a round with prizes of one point; return the gas."""
        until = self.lab.chain.now() + _ENTRY_DAYS * DAY
        terms = (kind, prizes, 1, _AMOUNT, _PRIZE_DAYS, until)
        head = (_ROOT, self.root_nonce, self.lab.chain.now() + TIME_TO_SIGN)
        message = typed_data.round_opening(self.world.deployment.domain, *head, *terms)
        self.root_nonce += 1
        return self._send("openRound", head, terms, self.world.approval(message, _ROOT))

    def nominate(self, round_number: int, identities: Sequence[bytes]) -> int:
        """Nominate members of the council's community; return the gas."""
        head = self.world.head()
        entrants = (round_number, list(identities))
        message = typed_data.nomination(self.world.deployment.domain, *head, *entrants)
        approval = self.world.approval(message, COMMUNITY)
        return self._send("nominate", head, *entrants, approval)

    def freeze(self, round_number: int) -> int:
        """Freeze a round; return the gas."""
        return self._send("freeze", round_number)

    def publish(self, round_number: int) -> int | None:
        """Submit the beacon round a round is bound to; None when that was done before."""
        beacon, number = self.world.deployment.beacon, self._round(round_number).beaconRound
        self.lab.node.set_time(self.lab.read(beacon, "timeOf", number))
        if self.lab.read(beacon, "isVerified", number):
            return None
        return self.lab.gas(beacon, "submit", number, *self.beacon.sign(number))

    def settle(self, round_number: int, entrants: Sequence[bytes]) -> int:
        """Settle all lots of a round whose entrants came in this order; return the gas."""
        view = self._round(round_number)
        beacon = self.world.deployment.beacon
        randomness = self.lab.read(beacon, "randomnessOf", view.beaconRound)
        key = keccak256(randomness + round_number.to_bytes(32, "big") + view.entrantsHash)
        lots = list(range(len(entrants)))
        winners = [entrants[draw(key, lot, len(entrants))] for lot in lots]
        gas = self._send("settle", round_number, lots, winners)
        assert self._round(round_number).settled == len(entrants)
        return gas

    def close(self, round_number: int) -> int:
        """Close a round; return the gas."""
        return self._send("close", round_number)

    def _round(self, number: int) -> Any:
        return self.lab.read(self.world.deployment.pool, "roundOf", number)

    def _by_person(self, message: Any, function: str, identity: bytes, value: int) -> int:
        nonce, deadline = self.acts.get(identity, 0), self.lab.chain.now() + TIME_TO_SIGN
        self.acts[identity] = nonce + 1
        signed = message(self.world.deployment.domain, identity, value, nonce, deadline)
        signature = typed_data.sign(signed, controller_of(identity))
        return self._send(function, identity, value, nonce, deadline, signature)

    def _send(self, function: str, *arguments: Any) -> int:
        return self.lab.gas(self.world.deployment.pool, function, *arguments)


def controller_of(identity: bytes) -> Any:
    """Return the key of a person of the bench."""
    return Account.from_key(keccak256(b"bench controller" + identity))


def measure(lab: Lab, folder: Path) -> list[Row]:
    """Measure a gift, an entry, and rounds of kind 1 with 1, 10 and 100 entrants and prizes."""
    world = found(lab, folder, members_per_nomination=1)
    lottery = Lottery(world)
    donor, citizen = word("donor"), word("second chance")
    entrants = {batch: [word("entrant", batch, i) for i in range(batch)] for batch in BATCHES}
    world.enrol([donor, citizen])
    for identities in entrants.values():
        world.enrol(identities)
    world.bind([donor, citizen], [controller_of(one).address for one in (donor, citizen)])
    once = {"give": lottery.fund(donor)}
    numbers = {batch: number for number, batch in enumerate(BATCHES, start=1)}
    last = len(BATCHES) + 1
    opened = [lottery.open(_NOMINATED, batch) for batch in BATCHES]
    lottery.open(_SECOND_CHANCE, 1)
    nominated = {batch: lottery.nominate(numbers[batch], entrants[batch]) for batch in BATCHES}
    entered = lottery.enter(citizen, last)
    lab.node.set_time(lab.chain.now() + _ENTRY_DAYS * DAY)
    frozen = [lottery.freeze(number) for number in numbers.values()]
    published = [lottery.publish(number) for number in numbers.values()]
    settled = {batch: lottery.settle(numbers[batch], entrants[batch]) for batch in BATCHES}
    once |= {"open": opened[-1], "freeze": frozen[-1], "close": lottery.close(numbers[1])}
    return [
        _row("nominated", "entrant", "nominated by a council", nominated),
        _row("entered", "entrant", "asks for a second chance", {1: entered}),
        _row("prize", "prize", "a prize settled", settled),
        _row("beacon", "randomness", "a drand round verified and stored", {1: published[0] or 0}),
        _row("give", "round", "points given by a person", {1: once["give"]}),
        _row("open", "round", "round opened by the root council", {1: once["open"]}),
        _row("freeze", "round", "round frozen, whatever its entrants", {1: once["freeze"]}),
        _row("close", "round", "round closed", {1: once["close"]}),
    ]


def _row(key: str, item: Item, act: str, totals: dict[int, int]) -> Row:
    return Row(key, item, OURS, act, totals)
