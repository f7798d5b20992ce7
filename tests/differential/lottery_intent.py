"""Random acts of the lottery that mean to succeed: gifts, rounds, and the beacon they wait for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from isonomia.spec import actions, views
from isonomia.spec.calendar import DAY
from isonomia.spec.quality import quality_on
from isonomia.spec.refusals import Refusal
from isonomia.spec.state import NOMINATED, SECOND_CHANCE, Round, State
from tests.differential.intent import ROOT, Fields, Scene, council_fields, person_fields
from tests.differential.lottery_views import given_in
from tests.harness import beacon

MOST_PRIZES = 10_000
LAST_ENTRY = 90 * DAY
CLOSING = 60 * DAY
#: While so many rounds are open, the next one waits.
MOST_OPEN = 3


def give(scene: Scene) -> Fields:
    """Return a gift of somebody who has more than is needed, if there is such a person."""
    rng = scene.rng
    able = [one for one in scene.state.signatories if min(room_of(scene, one)) > 0]
    identity = rng.choice(able or list(scene.state.signatories))
    most = max(1, min(room_of(scene, identity)))
    points = rng.choice((1, most, most, rng.randint(1, most)))
    return {**person_fields(scene, identity), "points": points}


def room_of(scene: Scene, identity: bytes) -> tuple[int, int]:
    """Return what is left of the year's gifts, and the points above the usable quality."""
    charter, person = scene.charter, scene.state.people[identity]
    given = given_in(person, views.year_at(scene.state, scene.now))
    return charter.gift_cap - given, quality_on(person, scene.today) - charter.usable_quality


def open_round(scene: Scene) -> Fields:
    """Return the opening of a round that the pool can pay for."""
    rng, charter, free = scene.rng, scene.charter, scene.state.pool.free
    points = rng.randint(1, min(charter.prize_points, max(1, free)))
    points = rng.choice((1, 1, 2, 5, rng.randint(1, points), points))
    points = min(points, charter.prize_points)
    affordable = min(free // points, MOST_PRIZES)
    return {
        **council_fields(scene, ROOT),
        "kind": rng.choice((NOMINATED, SECOND_CHANCE)),
        "prizes": max(
            1, min(affordable, rng.choice((1, 2, 3, 5, 10, affordable // 2, affordable)))
        ),
        "points": points,
        "amount": rng.choice((1_000, charter.prize_amount, rng.randint(1_000, 500_000))),
        "days_long": rng.choice((1, charter.prize_days, rng.randint(1, charter.prize_days))),
        "entries_until": scene.now + rng.choice((DAY, 10 * DAY, 30 * DAY, LAST_ENTRY)),
    }


def nominate(scene: Scene) -> Fields:
    """Return nominations into a round that takes some more of a community's members."""
    rng, state = scene.rng, scene.state
    number = some_round(scene, lambda known: _is_open(scene, known, NOMINATED))
    places = [(one, quota_left(scene, number, one)) for one in state.councils]
    places = [place for place in places if place[1] > 0] or places
    community, quota = rng.choice(places)
    outside = [one for one in scene.members(community) if (number, one) not in state.places]
    chosen = rng.sample(outside, min(len(outside), rng.randint(1, max(1, quota))))
    return {
        **council_fields(scene, community, absent=set(chosen)),
        "round": number,
        "identities": tuple(chosen),
    }


def quota_left(scene: Scene, number: int, community: int) -> int:
    """Return how many more members a community may nominate."""
    members = scene.state.councils[community].members
    quota = max(1, members // scene.charter.members_per_nomination)
    return quota - scene.state.nominations.get((number, community), 0)


def enter(scene: Scene) -> Fields:
    """Return the entry of somebody with little quality into a round of second chances."""
    state = scene.state
    number = some_round(scene, lambda known: _is_open(scene, known, SECOND_CHANCE))
    able = [
        identity
        for identity in state.signatories
        if (number, identity) not in state.places
        and identity not in state.second_chances
        and quality_on(state.people[identity], scene.today) < scene.charter.second_chance_below
    ]
    identity = scene.rng.choice(able or list(state.signatories))
    return {**person_fields(scene, identity), "round": number}


def freeze(scene: Scene) -> Fields:
    """Return the freezing of a round whose entries are over."""
    number = some_round(
        scene, lambda known: known.entries_until <= scene.now and not known.beacon_round
    )
    return {"round": number}


def verify(scene: Scene) -> Fields:
    """Return a beacon round that something waits for, or any."""
    rng, state = scene.rng, scene.state
    bound = awaited_rounds(state)
    number = rng.choice(sorted(bound) or [rng.randint(1, 2**64 - 1)])
    return {"round": number, "randomness": beacon.randomness(number)}


def awaited_rounds(state: State) -> set[int]:
    """Return the rounds of the beacon for which rounds, panels and renewals wait."""
    waiting = (*state.rounds.values(), *state.renewals.values(), *state.panels.values())
    return {known.beacon_round for known in waiting} - {0, *state.randomness}


def settle(scene: Scene) -> Fields:
    """Return the settling of some lots of a round that is decided."""
    rng, state = scene.rng, scene.state
    number = some_round(scene, lambda known: is_decided(scene, known) and has_lots_left(known))
    known = state.rounds.get(number)
    lots = min(known.prizes, known.entrants) if known else 0
    left = [lot for lot in range(lots) if (number, lot) not in state.settled_lots]
    chosen = rng.sample(left, rng.randint(min(1, len(left)), len(left)))
    if lots and rng.random() < 0.1:
        chosen.append(rng.randrange(lots))
    winners = (winner_of(scene, number, lot) for lot in chosen)
    return {"round": number, "lots": tuple(chosen), "winners": tuple(winners)}


def is_decided(scene: Scene, known: Round) -> bool:
    """Return whether the beacon round is verified that a round is bound to."""
    return known.beacon_round in scene.state.randomness


def has_lots_left(known: Round) -> bool:
    """Return whether something of a round can still be settled, once it is decided."""
    return not known.closed and known.settled < min(known.prizes, known.entrants)


def winner_of(scene: Scene, number: int, lot: int) -> bytes:
    """Return on whom a lot fell, as somebody reads it from the entries; else anybody."""
    try:
        entrant = views.drawn(scene.state, number, lot)
    except Refusal:
        return scene.subject()
    entrants = {
        place: one for (round_, one), place in scene.state.places.items() if round_ == number
    }
    return entrants[entrant]


def close(scene: Scene) -> Fields:
    """Return the closing of a round with nothing left to settle, or no time."""
    clock = scene.state.beacon

    def is_over(number: int, known: Round) -> bool:
        if known.closed or not known.beacon_round:
            return False
        published = clock.genesis + (known.beacon_round - 1) * clock.period
        done = known.settled >= min(known.prizes, known.entrants)
        return done or scene.now >= published + CLOSING

    over = [number for number, known in scene.state.rounds.items() if is_over(number, known)]
    return {"round": scene.rng.choice(over) if over else any_round(scene)}


def some_round(scene: Scene, fits: Callable[[Round], bool]) -> int:
    """Return a round that fits, else any."""
    fitting = [number for number, known in scene.state.rounds.items() if fits(known)]
    return scene.rng.choice(fitting) if fitting else any_round(scene)


def any_round(scene: Scene) -> int:
    """Return the number of a round; 1 when there is none."""
    return scene.rng.randint(1, max(1, len(scene.state.rounds)))


def instead(scene: Scene, kind: type[Any]) -> type[Any]:
    """Return what had better be done when there is no round for which such an act comes next."""
    if _is_due(scene, kind):
        return kind
    order = (actions.Settle, actions.VerifyRound, actions.Freeze)
    due = [one for one in order if _is_due(scene, one)]
    return due[0] if due else actions.OpenRound if scene.state.pool.free else actions.FileAwards


def _is_due(scene: Scene, kind: type[Any]) -> bool:
    state, rounds = scene.state, scene.state.rounds.values()
    fits: dict[type[Any], Callable[[Round], bool]] = {
        actions.Nominate: lambda known: _is_open(scene, known, NOMINATED),
        actions.EnterRound: lambda known: _is_open(scene, known, SECOND_CHANCE),
        actions.Freeze: lambda known: not known.beacon_round and known.entries_until <= scene.now,
        actions.VerifyRound: lambda known: (
            known.beacon_round > 0 and known.beacon_round not in state.randomness
        ),
        actions.Settle: lambda known: is_decided(scene, known) and has_lots_left(known),
    }
    if kind is actions.OpenRound:
        return sum(scene.now < known.entries_until for known in rounds) < MOST_OPEN
    return kind not in fits or any(map(fits[kind], rounds))


def _is_open(scene: Scene, known: Round, kind: int) -> bool:
    return known.kind == kind and scene.now < known.entries_until


LOTTERY: dict[type[Any], Callable[[Scene], Fields]] = {
    actions.Give: give,
    actions.OpenRound: open_round,
    actions.Nominate: nominate,
    actions.EnterRound: enter,
    actions.Freeze: freeze,
    actions.VerifyRound: verify,
    actions.Settle: settle,
    actions.CloseRound: close,
}
