"""Questions anybody can ask of a state, for any time from genesis on."""

from __future__ import annotations

from isonomia.spec.awards import tallies_in
from isonomia.spec.calendar import FIRST_MONTH, LAST_MONTH, YEAR, day_of, first_second
from isonomia.spec.canonical import encode
from isonomia.spec.credits import accrued, rate_in_force
from isonomia.spec.keccak import keccak256
from isonomia.spec.quality import quality_on, tier_of
from isonomia.spec.refusals import Refusal
from isonomia.spec.state import Person, State
from isonomia.spec.words import person_word as person_word


def credits(state: State, identity: bytes, time: int) -> int:
    """Return the millicredits a person holds at ``time``."""
    return entitlement(state, _person(state, identity).birth_month, time)


def quality(state: State, identity: bytes, time: int) -> int:
    """Return a person's points at ``time``, 0 to 1,000."""
    return quality_on(_person(state, identity), day_of(time))


def tier(state: State, identity: bytes, time: int) -> int:
    """Return the tier a person's quality reaches at ``time``, 0 to 4."""
    return tier_of(quality(state, identity, time))


def earned(state: State, identity: bytes, category: int, time: int) -> tuple[int, int]:
    """Return the points earned in the allocation year of ``time``, in one category and in all."""
    tallies = tallies_in(_person(state, identity), year_at(state, time))
    return tallies[category - 1], sum(tallies)


def entitlement(state: State, birth_month: int, time: int) -> int:
    """Return the millicredits of somebody born in a month, at ``time``; 0 before their birth."""
    _require_since_genesis(state, time)
    if not FIRST_MONTH <= birth_month <= LAST_MONTH:
        return 0
    return accrued(state.rate_steps, first_second(birth_month), time)


def rate_at(state: State, time: int) -> int:
    """Return the annual rate in force at ``time``, in millicredits."""
    _require_since_genesis(state, time)
    return rate_in_force(state.rate_steps, time)


def year_at(state: State, time: int) -> int:
    """Return the allocation year of ``time``, counted from genesis."""
    _require_since_genesis(state, time)
    return (time - state.genesis) // YEAR


def digest(state: State) -> bytes:
    """Return the keccak of the state's canonical form; equal states have equal digests."""
    return keccak256(encode(state))


def _person(state: State, identity: bytes) -> Person:
    person = state.people.get(identity)
    if person is None:
        raise Refusal("NotEnrolled", identity)
    return person


def _require_since_genesis(state: State, time: int) -> None:
    if time < state.genesis:
        raise Refusal("TimeBeforeGenesis", time, state.genesis)
