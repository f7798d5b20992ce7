"""How far time moves before the next action: from nothing to decades, and onto every edge."""

from __future__ import annotations

import random

from isonomia.spec.calendar import DAY, YEAR, day_of, first_second
from isonomia.spec.state import State
from tests.differential.founding import month_of

#: The last second a case may reach: a person's slot has room for 1,023 years after genesis, and no
#: case begins before 1971.
LAST = 32_000_000_000
#: Rounds of the lottery that time waits for: the latest ones.
_ROUNDS = 3
_CLOSING = 60 * DAY


def later(rng: random.Random, state: State, now: int) -> int:
    """Return the time of the next action, at or after `now`, in seconds."""
    chance = rng.random()
    if chance < (0.75 if _is_round_open(state, now) else 0.35):
        return now
    if chance < 0.88:
        longest = rng.choice((1, 60, DAY, 3 * DAY, 20 * DAY, 40 * DAY))
        return now + rng.randint(1, longest)
    if chance < 0.99:
        edge = rng.choice(_edges(rng, state, now)) + rng.choice((-1, 0, 0, 1))
        return edge if now <= edge <= LAST else now + 1
    return min(now + rng.randrange(20 * YEAR), max(now, LAST))


def _edges(rng: random.Random, state: State, now: int) -> list[int]:
    """Return seconds not far off at which something changes."""
    today = day_of(now)
    next_year = state.genesis + ((now - state.genesis) // YEAR + 1) * YEAR
    identity = rng.choice(list(state.people))
    person = state.people[identity]
    signatory = state.signatories.get(identity)
    rule = rng.choice(list(state.rules))
    days = [
        today + 1,
        person.decay_from,
        person.leave_until,
        person.decay_from + person.quality,
        state.rules[rule][-1].from_day,
    ]
    if signatory is not None:
        days.append(signatory.lapse_day)
    return [
        *_edges_of_rounds(state),
        next_year,
        next_year - state.charter.rate_notice_days * DAY,
        first_second(month_of(now) + 1),
        *(day * DAY for day in days),
    ]


def _is_round_open(state: State, now: int) -> bool:
    """Return whether people can come into a round, so that time had better wait for them."""
    latest = list(state.rounds.values())[-_ROUNDS:]
    return any(now < known.entries_until for known in latest)


def _edges_of_rounds(state: State) -> list[int]:
    """Return when entries end and when what is not settled is lost, for the latest rounds."""
    edges = []
    for known in list(state.rounds.values())[-_ROUNDS:]:
        published = state.beacon.genesis + (known.beacon_round - 1) * state.beacon.period
        edges += [known.entries_until] * 2 if not known.beacon_round else [published + _CLOSING]
    return edges
