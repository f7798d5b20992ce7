"""Who won: the beacon's randomness, the lots it draws, and the prizes they give."""

from __future__ import annotations

from dataclasses import replace

from isonomia.spec.actions import CloseRound, Settle, VerifyRound
from isonomia.spec.beacon import require_round, time_of
from isonomia.spec.calendar import DAY
from isonomia.spec.draft import Draft
from isonomia.spec.events import PrizeForfeited, PrizeWon, RoundClosed, RoundVerified
from isonomia.spec.keccak import keccak256
from isonomia.spec.overlays import place
from isonomia.spec.people import person_of, require_same_length
from isonomia.spec.refusals import Refusal
from isonomia.spec.rounds import round_of
from isonomia.spec.sortition import draw
from isonomia.spec.state import SECOND_CHANCE, UPLIFT, Overlay, Round, State

#: Days after the bound round of the beacon within which prizes can be settled for certain.
SETTLING_DAYS = 60


def verify_round(draft: Draft, action: VerifyRound) -> None:
    """Put the randomness of a round of the beacon on record, once and for all."""
    require_round(action.round)
    if draft.randomness.get(action.round) is not None:
        raise Refusal("RoundAlreadyVerified", action.round)
    draft.randomness[action.round] = action.randomness
    draft.events.append(RoundVerified(action.round, action.randomness))


def settle(draft: Draft, action: Settle) -> None:
    """Grant the prizes of some lots; those settled before are passed over."""
    number = action.round
    found = _running_round(draft, number)
    require_same_length(action.lots, action.winners)
    key = key_of(draft, number, found)
    for index, lot in enumerate(action.lots):
        winner = action.winners[index]
        entrant = entrant_drawn(key, found, index, lot)
        if draft.places.get((number, winner)) != entrant:
            raise Refusal("WrongWinner", index, lot, entrant)
        if (number, lot) not in draft.settled_lots:
            _settle_one(draft, number, lot, winner)


def close_round(draft: Draft, action: CloseRound) -> None:
    """End a round and set the points of prizes nobody got free again."""
    found = _running_round(draft, action.round)
    clock = draft.beacon
    bound_at = time_of(found.beacon_round, clock.genesis, clock.period)
    until = bound_at + SETTLING_DAYS * DAY
    if found.settled < lots_of(found) and draft.now < until:
        raise Refusal("RoundRunning", action.round, until)

    returned = (found.prizes - found.settled) * found.points
    draft.rounds[action.round] = replace(found, closed=True)
    _set_free(draft, returned)
    draft.events.append(RoundClosed(action.round, returned))


def lots_of(found: Round) -> int:
    """Return how many lots a round draws: a prize for each entrant, as far as there are prizes."""
    return min(found.prizes, found.entrants)


def frozen_round(known: Draft | State, number: int) -> Round:
    """Return a round whose entrants are frozen."""
    found = round_of(known, number)
    if found.beacon_round == 0:
        raise Refusal("NotFrozen", number)
    return found


def key_of(known: Draft | State, number: int, found: Round) -> bytes:
    """Return the 32 bytes that decide a frozen round, once its randomness is there."""
    randomness = known.randomness.get(found.beacon_round)
    if randomness is None:
        raise Refusal("BeaconPending", number, found.beacon_round)
    return key_from(randomness, number, found.entrants_hash)


def key_from(randomness: bytes, number: int, entrants_hash: bytes) -> bytes:
    """Return the 32 bytes that decide a round, from the randomness of its round of the beacon."""
    return keccak256(randomness + number.to_bytes(32, "big") + entrants_hash)


def entrant_drawn(key: bytes, found: Round, index: int, lot: int) -> int:
    """Return the number of the entrant on whom a lot falls, or refuse the line ``index``."""
    lots = lots_of(found)
    if lot >= lots:
        raise Refusal("LotUnknown", index, lot, lots)
    return draw(key, lot, found.entrants)


def _running_round(draft: Draft, number: int) -> Round:
    found = frozen_round(draft, number)
    if found.closed:
        raise Refusal("RoundOver", number)
    return found


def _settle_one(draft: Draft, number: int, lot: int, winner: bytes) -> None:
    """Grant a prize to its winner, or set its points free when they can take none."""
    found = draft.rounds[number]
    draft.settled_lots.add((number, lot))
    draft.rounds[number] = replace(found, settled=found.settled + 1)
    is_second_chance = found.kind == SECOND_CHANCE
    had_their_chance = is_second_chance and winner in draft.second_chances
    can_take = person_of(draft, winner).takes_part and not had_their_chance
    if not can_take or place(draft, winner, _uplift(draft, number, found)) is None:
        _set_free(draft, found.points)
        draft.events.append(PrizeForfeited(number, lot, winner))
        return
    if is_second_chance:
        draft.second_chances.add(winner)
    draft.pool = replace(
        draft.pool,
        reserved=draft.pool.reserved - found.points,
        granted=draft.pool.granted + found.points,
    )
    draft.events.append(PrizeWon(number, lot, winner))


def _uplift(draft: Draft, number: int, found: Round) -> Overlay:
    until_day = draft.today + found.days_long
    return Overlay(UPLIFT, found.points, draft.today, until_day, found.amount, number)


def _set_free(draft: Draft, points: int) -> None:
    pool = draft.pool
    draft.pool = replace(pool, free=pool.free + points, reserved=pool.reserved - points)
