"""How far time moves before the next action: from nothing to decades, and onto every edge."""

from __future__ import annotations

import random
from collections.abc import Iterator

from isonomia.spec.calendar import DAY, QUARTER, YEAR, day_of, first_second
from isonomia.spec.case_filing import DAYS_BETWEEN
from isonomia.spec.charters import charter_on
from isonomia.spec.courses import ripe_from
from isonomia.spec.renewals import term_end
from isonomia.spec.state import State
from tests.differential.founding import month_of

#: The last second a case may reach: a person's slot has room for 1,023 years after genesis, and no
#: case begins before 1971.
LAST = 32_000_000_000
#: Rounds of the lottery that time waits for: the latest ones.
_ROUNDS = 3
_CLOSING = 60 * DAY
#: Deadlines of cases and of the assembly among the edges; the next ones, in court.
_DEADLINES = 2
_NEXT = 4


def later(rng: random.Random, state: State, now: int, *, in_court: bool = False) -> int:
    """Return the time of the next action, at or after `now`, in seconds.

    In court it mostly waits for what comes next, then goes on to one of the next deadlines.
    """
    chance = rng.random()
    if in_court and chance < 0.97:
        return _next_deadline(rng, state, now) if chance < 0.12 else now
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
    deadlines = deadlines_after(state, now)
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
        *rng.sample(deadlines, min(len(deadlines), _DEADLINES)),
        next_year,
        next_year - charter_on(state, today).rate_notice_days * DAY,
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


def _next_deadline(rng: random.Random, state: State, now: int) -> int:
    """Return a second around one of the next deadlines."""
    deadlines = deadlines_after(state, now)[:_NEXT]
    if not deadlines:
        return now + DAY
    moment = rng.choice(deadlines) + rng.choice((-1, 0, 0, 1))
    return moment if now <= moment <= LAST else now


def deadlines_after(state: State, now: int) -> list[int]:
    """Return when a case, a term, an amendment or an offer comes to something new, sorted."""
    charter = charter_on(state, day_of(now))
    seconds = {
        state.genesis + ((now - state.genesis) // QUARTER + 1) * QUARTER,
        *(filed_at + DAYS_BETWEEN * DAY for filed_at in state.last_filed.values()),
        *(audit.until for audit in state.audits.values()),
        *(renewal.entries_until for renewal in state.renewals.values()),
        *(amendment.from_day * DAY for amendment in state.waiting.values()),
        *((term_end(state, one) - charter.volunteer_days) * DAY for one in state.councils),
    }
    seconds |= {day * DAY for day in _days_of_services(state)}
    for case in (*state.cases.values(), *state.findings.values()):
        ripe = ripe_from(case)
        seconds |= {ripe, ripe + case.ripe_days * DAY, case.since + case.verdict_days * DAY}
    return sorted(second for second in seconds if second > now)


def _days_of_services(state: State) -> Iterator[int]:
    """Yield the days on which offers, prices, accreditations, mandates and effects end or begin."""
    for offer in state.offers.values():
        yield offer.until_day
        yield offer.next_price_day
    for organisation in state.organisations.values():
        yield organisation.until_day
    for mandate in state.mandates.values():
        yield mandate.until_day
    for effects in state.effects.values():
        yield from (effect.until_day for effect in effects)
