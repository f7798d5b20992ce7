"""What the specification answers when asked about overlays, the pool, rounds and the beacon."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from isonomia.spec import views
from isonomia.spec.refusals import Refusal
from isonomia.spec.state import Overlay, Person, Round, State

#: Contract, function, arguments, and the expected answer: a value, the fields of a struct, a list
#: of either, or a refusal.
Asked = tuple[str, str, tuple[Any, ...], Any]

NOBODY = b"\xee" * 32
MOST_OVERLAYS = 8
#: So many rounds are looked at in full; the others stay as they are.
_ROUNDS = 3


def as_fields(expected: Any) -> tuple[Any, ...]:
    """Return the words of an answer: those of a struct, or the only one."""
    return expected if isinstance(expected, tuple) else (expected,)


def given_in(person: Person, year: int) -> int:
    """Return the points a person gave in an allocation year."""
    return person.given if person.tally_year == year else 0


def at_a_glance(state: State, subjects: Iterable[bytes], round_: int | None) -> Iterator[Asked]:
    """Yield questions about the pool, some people's overlays, and a round (else the latest)."""
    pool = state.pool
    account = pool.given, pool.free, pool.reserved, pool.granted
    yield "Pool", "account", (), account
    yield "Pool", "roundCount", (), len(state.rounds)
    for identity in subjects:
        overlays = state.overlays.get(identity, ())
        yield "Ledger", "rawOverlays", (identity,), [views.overlay_word(one) for one in overlays]
    number = round_ if round_ in state.rounds else len(state.rounds)
    if number in state.rounds:
        yield "Pool", "roundOf", (number,), round_fields(state.rounds[number])
    elif round_ is not None and round_ < 2**256:
        yield "Pool", "roundOf", (round_,), Refusal("RoundUnknown", round_)


def in_full(state: State, now: int, rng: random.Random) -> Iterator[Asked]:
    """Yield questions about everybody's overlays, some rounds, and the beacon."""
    for identity in (*state.people, NOBODY):
        yield from _overlays(state, identity, now)
        used = identity in state.second_chances
        yield "Pool", "secondChanceUsed", (identity,), used
    numbers = list(state.rounds)
    for number in rng.sample(numbers, min(_ROUNDS, len(numbers))):
        yield from _round(state, number, rng)
    for number, randomness in state.randomness.items():
        yield "Beacon", "randomnessOf", (number,), randomness
        yield "Beacon", "isVerified", (number + 1,), number + 1 in state.randomness


def round_fields(known: Round) -> tuple[Any, ...]:
    """Return a round in the order of the Solidity struct."""
    return (
        known.kind,
        known.prizes,
        known.points,
        known.amount,
        known.days_long,
        known.entries_until,
        known.entrants,
        known.entrants_hash,
        known.beacon_round,
        known.settled,
        known.closed,
    )


def overlay_fields(known: Overlay) -> tuple[int, ...]:
    """Return an overlay in the order of the Solidity struct."""
    return (
        known.kind,
        known.points,
        known.from_day,
        known.until_day,
        known.amount,
        known.cause,
    )


def _overlays(state: State, identity: bytes, now: int) -> Iterator[Asked]:
    overlays = state.overlays.get(identity, ())
    yield "Ledger", "rawOverlays", (identity,), [views.overlay_word(one) for one in overlays]
    if identity not in state.people:
        yield "Ledger", "overlaysOf", (identity,), Refusal("NotEnrolled", identity)
    else:
        yield "Ledger", "overlaysOf", (identity,), [overlay_fields(one) for one in overlays]
    for index in (*range(len(overlays) + 1), MOST_OVERLAYS):
        expected = _answer(lambda: views.portion(state, identity, index, now))  # noqa: B023
        yield "Ledger", "portionOf", (identity, index), expected


def _round(state: State, number: int, rng: random.Random) -> Iterator[Asked]:
    known = state.rounds[number]
    yield "Pool", "roundOf", (number,), round_fields(known)
    for identity in (*state.people, NOBODY):
        place = state.places.get((number, identity))
        yield "Pool", "placeOf", (number, identity), 0 if place is None else place + 1
    for community in state.councils:
        nominations = state.nominations.get((number, community), 0)
        yield "Pool", "nominationsOf", (number, community), nominations
    lots = min(known.prizes, known.entrants)
    for lot in (*range(min(lots, 5)), lots, rng.randrange(2**256)):
        yield "Pool", "isSettled", (number, lot), (number, lot) in state.settled_lots
        expected = _answer(lambda: views.drawn(state, number, lot))  # noqa: B023
        yield "Pool", "drawn", (number, lot), expected


def _answer(view: Callable[[], Any]) -> Any:
    """Return what a view gives: a value, fields, or its refusal."""
    try:
        return view()
    except Refusal as refusal:
        return refusal
