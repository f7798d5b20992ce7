"""A small world to test in: two councils of three, four rules, and someone to act.

Genesis is 2020-01-01 00:00 UTC, day 18,262, second 1,577,836,800. The root (1) is the nation, 2 a
community below it, 3 another. Seats of community 1, 2, 3 are persons 1-3, 4-6, 7-9, each a member
of the community they sit for, born in January 1980, with the key of the same number.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pytest

from isonomia.spec import presets, transition, views
from isonomia.spec.actions import (
    Action,
    Approvals,
    BindControllers,
    ChangeController,
    DeclareLeave,
    EndLeave,
    Enrol,
    EnterRound,
    FileAwards,
    Freeze,
    Give,
    Nominate,
    OpenRound,
    Settle,
    VerifyRound,
)
from isonomia.spec.refusals import Refusal
from isonomia.spec.state import (
    NOMINATED,
    Charter,
    FoundingCommunity,
    FoundingSeat,
    RuleText,
    State,
)
from tests.harness.beacon import randomness

GENESIS = 1_577_836_800
TODAY = 18_262
DAY = 86_400
HOUR = 3_600
YEAR = 31_556_952
JANUARY_1980 = 23_760
JANUARY_2012 = 24_144
JANUARY_2020 = 24_240

CATALOGUE = b"\xca" * 32
EVIDENCE = b"\xee" * 32
CHARTER_HASH = b"\xcc" * 32
NEVER = 2**64


def identity(number: int) -> bytes:
    """Return the identity of person ``number``, which is not 0."""
    return number.to_bytes(32, "big")


def key(number: int) -> bytes:
    """Return the address of key ``number``, which is not 0."""
    return number.to_bytes(20, "big")


def text(rule: int, category: int = 1, points: int = 10, limit: int = 0, day: int = 0) -> RuleText:
    """Return a rule's line."""
    return RuleText(rule, category, points, limit, day, rule.to_bytes(32, "big"))


#: Rule 1: 10 points in category 1. Rule 2: 40 in category 2, twice a year.
#: Rule 3: 150 in category 3. Rule 4: 250 in category 4, above the pilot's cap.
RULES = (text(1), text(2, 2, 40, 2), text(3, 3, 150), text(4, 4, 250))


def council(
    parent: int,
    home: int,
    *numbers: int,
    threshold: int = 2,
    key: Callable[[int], bytes] = key,
) -> FoundingCommunity:
    """Return a community whose seats are the persons of those numbers."""
    seats = tuple(
        FoundingSeat(identity(number), JANUARY_1980, key(number), home) for number in numbers
    )
    return FoundingCommunity(parent, threshold, seats)


COMMUNITIES = (council(0, 1, 1, 2, 3), council(1, 2, 4, 5, 6), council(1, 3, 7, 8, 9))
SEATS_OF = {1: (1, 2, 3), 2: (4, 5, 6), 3: (7, 8, 9)}


@dataclass
class World:
    """A state and a clock.

    ``enrol`` and so on return actions that the rules allow as far as signatures, nonces and
    deadlines go; ``do`` and ``refuse`` carry them out.
    """

    state: State
    now: int = GENESIS
    key: Callable[[int], bytes] = key

    @property
    def today(self) -> int:
        return self.now // DAY

    def at(self, day: int) -> World:
        """Move the clock to the first second of a day and return this world."""
        self.now = day * DAY
        return self

    def do(self, action: Action) -> list[Any]:
        """Carry an action out; what it announced is `Any`, so that tests can read its values."""
        return transition.execute(self.state, action, self.now)

    def refuse(self, action: Action, name: str, *values: int | bytes | str) -> None:
        """Check that an action is refused just so, and leaves nothing behind."""
        before = self.state.copy()
        with pytest.raises(Refusal) as refusal:
            transition.execute(self.state, action, self.now)
        assert (refusal.value.name, refusal.value.values) == (name, values)
        assert self.state == before

    def act(self, community: int) -> tuple[int, int, int, Approvals]:
        """Return what an act of a council carries: seats 0 and 1 sign, without a deadline."""
        council = self.state.councils[community]
        keys = (self.state.seats[community, index].controller for index in (0, 1))
        return community, council.nonce, NEVER, tuple(enumerate(keys))

    def enrol(
        self, *numbers: int, community: int = 2, month: int | Sequence[int] = JANUARY_1980
    ) -> Enrol:
        months = (month,) * len(numbers) if isinstance(month, int) else tuple(month)
        return Enrol(*self.act(community), tuple(map(identity, numbers)), months)

    def bind(self, *numbers: int, community: int = 2, keys: Sequence[int] = ()) -> BindControllers:
        keys = keys or numbers
        return BindControllers(
            *self.act(community), tuple(map(identity, numbers)), tuple(map(self.key, keys))
        )

    def award(
        self,
        *numbers: int,
        rule: int = 1,
        version: int = 1,
        day: int | Sequence[int] | None = None,
        community: int = 2,
    ) -> FileAwards:
        day = self.today if day is None else day
        days = (day,) * len(numbers) if isinstance(day, int) else tuple(day)
        people = tuple(map(identity, numbers))
        return FileAwards(*self.act(community), rule, version, EVIDENCE, people, days)

    def leave(self, number: int, days_away: int) -> DeclareLeave:
        return DeclareLeave(identity(number), days_away, *self.consent(number))

    def end_leave(self, number: int) -> EndLeave:
        return EndLeave(identity(number), *self.consent(number))

    def change(self, number: int, new_key: int) -> ChangeController:
        address = self.key(new_key)
        return ChangeController(identity(number), address, *self.consent(number), address)

    def give(self, number: int, points: int) -> Give:
        return Give(identity(number), points, *self.consent(number))

    def enter(self, number: int, round: int = 1) -> EnterRound:
        return EnterRound(identity(number), round, *self.consent(number))

    def open(
        self,
        kind: int = NOMINATED,
        *,
        prizes: int = 1,
        points: int = 10,
        amount: int = 1_000,
        days_long: int = 5,
        hours: int = 24,
    ) -> OpenRound:
        """Return the opening of a round that takes entrants for some hours."""
        until = self.now + hours * HOUR
        return OpenRound(*self.act(1), kind, prizes, points, amount, days_long, until)

    def nominate(self, *numbers: int, round: int = 1, community: int = 2) -> Nominate:
        return Nominate(*self.act(community), round, tuple(map(identity, numbers)))

    def verified(self, round: int = 1) -> VerifyRound:
        """Return the randomness that a frozen round of the lottery waits for."""
        beacon_round = self.state.rounds[round].beacon_round
        return VerifyRound(beacon_round, randomness(beacon_round))

    def settle(self, *lots: int, round: int = 1) -> Settle:
        """Return the settlement of some lots, by default of all, with their winners."""
        found = self.state.rounds[round]
        lots = lots or tuple(range(min(found.prizes, found.entrants)))
        return Settle(round, lots, tuple(self.winner(lot, round=round) for lot in lots))

    def winner(self, lot: int, *, round: int = 1) -> bytes:
        """Return the identity on which a lot fell."""
        place = views.drawn(self.state, round, lot)
        (found,) = (
            key[1] for key, at in self.state.places.items() if (key[0], at) == (round, place)
        )
        return found

    def decide(self, round: int = 1) -> None:
        """Move the clock to the end of a round's entries, freeze it and verify its beacon round."""
        self.now = max(self.now, self.state.rounds[round].entries_until)
        self.do(Freeze(round))
        if self.state.rounds[round].beacon_round not in self.state.randomness:
            self.do(self.verified(round))

    def with_points(self, points: int) -> World:
        """Put points into the pool, as if an unknown had given them, and return this world."""
        pool = self.state.pool
        self.state.pool = replace(pool, given=pool.given + points, free=pool.free + points)
        return self

    def with_quality(self, number: int, quality: int) -> World:
        """Set somebody's base quality, which falls from today on, and return this world."""
        person = self.state.people[identity(number)]
        self.state.people[identity(number)] = replace(
            person, quality=quality, decay_from=self.today
        )
        return self

    def consent(self, number: int) -> tuple[int, int, bytes]:
        """Return what a person's act carries, signed with the key in force."""
        signatory = self.state.signatories[identity(number)]
        return signatory.nonce, NEVER, signatory.controller

    def with_citizen(self, number: int = 20, month: int = JANUARY_1980) -> World:
        """Enrol a person into community 2, bind the key of the same number, return this world."""
        self.do(self.enrol(number, month=month))
        self.do(self.bind(number))
        return self


def world(charter: Charter | None = None, /, **changes: int) -> World:
    """Return a world at genesis, of the pilot's charter with some values changed."""
    charter = charter or replace(presets.pilot(), budget_per_member=1_000)
    charter = replace(charter, **changes)
    state, _ = transition.genesis(charter, COMMUNITIES, RULES, CATALOGUE, GENESIS, CHARTER_HASH)
    return World(state)
