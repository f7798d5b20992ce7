"""Strange states: an everyday one in which records stand right beside every bound of the rules."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date
from typing import Any

from isonomia.spec.calendar import DAY, YEAR, day_of
from isonomia.spec.state import (
    DEDUCTION,
    NO_TALLIES,
    NOMINATED,
    SECOND_CHANCE,
    UPLIFT,
    Overlay,
    Person,
    RateStep,
    RuleTimes,
    Signatory,
    State,
)
from tests.fastpath.histories import ADULT, NATION, PEOPLE, TOWN, Everyday

RULES = (1, 2)
#: Born in June 2010.
_MINOR = 2010 * 12 + 5
#: How often a record is not as usual; there are many in each act.
_STRANGE = 0.05


class Strange:
    """A state to act on, drawn at random, and the second of the act.

    Attributes:
        state: in which councils, offers and a round are as in `Everyday`, or slightly off
        now: within an hour or two of something's end, often
    """

    def __init__(self, rng: random.Random, base: State, now: int) -> None:
        self.rng = rng
        self.state = base.copy()
        self.now = now + rng.choice((0, 0, 0, 1, 3 * DAY, 100 * DAY, YEAR))
        self.today = day_of(self.now)
        self.year = (self.now - base.genesis) // YEAR
        for identity in PEOPLE:
            self._unsettle(identity)
        self._unsettle_others()

    def one_of(self, usual: Any, *others: Any) -> Any:
        """Return what is usual, or seldom something else."""
        return self.rng.choice(others) if others and self.rng.random() < _STRANGE else usual

    def this_month(self) -> int:
        """Return the month of the act."""
        day = date.fromordinal(date(1970, 1, 1).toordinal() + self.today)
        return day.year * 12 + day.month - 1

    def _unsettle(self, identity: bytes) -> None:
        state, rng, today = self.state, self.rng, self.today
        overlays = tuple(self._overlay() for _ in range(rng.choice((0, 0, 0, 1, 2))))
        # Beside the cap of a category, or beside the annual one: 150 and 400 points.
        earned = (rng.choice((0, 74, 75, 76)), rng.choice((0, 75)))
        tallies = (*earned, rng.choice((0, 0, 325, 326)) - sum(earned), *NO_TALLIES[3:])
        tallies = (*tallies[:2], max(0, tallies[2]) // 2, -(-max(0, tallies[2]) // 2), *tallies[4:])
        state.people[identity] = Person(
            birth_month=self.one_of(ADULT, _MINOR, 12),
            community=self.one_of(TOWN, NATION, 3),
            quality=rng.choice((0, 1, 199, 200, 201, 925, 926, 1_000)),
            decay_from=today + rng.choice((-1_000, -1, 0, 1, 200)),
            leave_until=rng.choice((0, today - 1, today, today + 30)),
            tally_year=self.one_of(self.year, max(0, self.year - 1)),
            tallies=rng.choice((NO_TALLIES, NO_TALLIES, tallies)),
            given=rng.choice((0, 10)),
            seat_community=self.one_of(0, TOWN, NATION),
            seat_index=rng.choice((0, 1, 2)),
            last_act_day=today - 5,
            overlays=len(overlays),
            opted_out=self.one_of(False, True),
            closed=self.one_of(False, True),
            spent=rng.choice((0, 5, 30_000_000, 2**32 - 1)),
        )
        if overlays:
            state.overlays[identity] = overlays
        state.signatories[identity] = Signatory(
            bytes([identity[0]]) * 20,
            self.one_of(0, today, today - 1, today + 1),
            nonce=rng.choice((0, 7)),
            order_floor=rng.choice((0, 0, 5, 2**24 - 20)),
            orders_seen=rng.choice((0, 1, 2, 0xFFFF)),
        )
        if rng.random() < 0.15:
            del state.signatories[identity]
        for rule in RULES:
            times = RuleTimes(self.one_of(self.year, self.year + 1), rng.choice((0, 1, 2, 3)))
            state.rule_times[identity, rule] = times

    def _overlay(self) -> Overlay:
        days = (self.today - 1, self.today + self.rng.choice((0, 5)))
        kind = self.rng.choice((UPLIFT, DEDUCTION))
        return Overlay(kind, 50, *days, self.rng.choice((0, 500)), 1)

    def _unsettle_others(self) -> None:
        state, today = self.state, self.today
        town = state.councils[TOWN]
        state.councils[TOWN] = replace(
            town,
            members=self.one_of(town.members, 0, 1, 2),
            full_again=self.one_of(0, today + 500),
            quarter=self.one_of(town.quarter, town.quarter + 4),
            used=self.one_of(town.used, 10**6),
            threshold=self.one_of(town.threshold, 3),
        )
        seat = state.seats[TOWN, 0]
        state.seats[TOWN, 2] = self.one_of(state.seats[TOWN, 2], seat)
        for number, offer in list(state.offers.items()):
            state.offers[number] = replace(
                offer,
                price=self.one_of(500, 1, 10**9),
                until_day=self.one_of(today + 9, today, today + 1),
                next_price=501,
                next_price_day=self.one_of(0, today, today + 1),
                tier=self.one_of(offer.tier, 2, 4) if offer.basis else offer.tier,
            )
        organisation = state.organisations[1]
        state.organisations[1] = replace(
            organisation,
            until_day=self.one_of(today + 9, today, today + 1),
            suspended_until=self.one_of(0, today, today + 1),
        )
        for rule, versions in list(state.rules.items()):
            changed = replace(
                versions[0],
                from_day=self.one_of(0, today, today + 1),
                until_day=self.one_of(2**24 - 1, today, today + 1),
                points=self.one_of(75, 0, 1),
                filing_days=self.one_of(90, 0, 5),
            )
            state.rules[rule] = (changed,)
        found = state.rounds[1]
        state.rounds[1] = replace(
            found,
            kind=self.one_of(NOMINATED, SECOND_CHANCE),
            entries_until=self.one_of(self.now + 1, self.now),
        )
        state.nominations[1, TOWN] = self.one_of(0, 1, 5)
        if self.rng.random() < 0.5:
            step = RateStep(self.now - self.rng.choice((0, 1, YEAR)), 2_000_000)
            state.rate_steps = (*state.rate_steps, step)


def base() -> tuple[State, int]:
    """Return an everyday state with a round that is open, and a second after its last act."""
    life = Everyday()
    return life.lived().state, life.now
