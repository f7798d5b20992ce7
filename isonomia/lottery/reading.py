"""The lottery as the contracts tell it at one block, as parts of the specification's state."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from isonomia.contract_views import ContractViews, Question
from isonomia.errors import IsonomiaError
from isonomia.spec.state import PoolAccount, Round, State
from isonomia.sync import read_state

#: What people call the kinds of rounds, and the contracts' numbers for them.
KINDS = {"nominated": 1, "second-chance": 2}
KIND_NAMES = {number: name for name, number in KINDS.items()}


class LotteryError(IsonomiaError):
    """Something about a round that a person can mend, or has to wait for."""


def read_account(views: ContractViews) -> PoolAccount:
    """Return what was given since the beginning, and where it is now, in points."""
    return PoolAccount(*views.ask([Question(views.deployment.pool, "account")])[0])


def round_count(views: ContractViews) -> int:
    """Return how many rounds were opened; they are numbered from 1."""
    return int(views.ask([Question(views.deployment.pool, "roundCount")])[0])


def read_rounds(views: ContractViews, numbers: Sequence[int]) -> dict[int, Round]:
    """Return those of the rounds that exist, by number."""
    last = round_count(views)
    known = [number for number in numbers if 1 <= number <= last]
    pool = views.deployment.pool
    answers = views.ask([Question(pool, "roundOf", (number,)) for number in known])
    return {
        number: Round(*answer.terms, *answer[1:])
        for number, answer in zip(known, answers, strict=True)
    }


def read_round(views: ContractViews, number: int) -> Round:
    """Return one round. Raises `LotteryError` when there is none of that number."""
    found = read_rounds(views, [number])
    if number not in found:
        last = round_count(views)
        rounds = f"the last one is {last}" if last else "none was opened yet"
        raise LotteryError(f"There is no round {number}: {rounds}; see `isonomia pool status`")
    return found[number]


def read_lottery(
    views: ContractViews, state: State, rounds: Collection[int], identities: Sequence[bytes]
) -> None:
    """Add to a state what gifts, entries and nominations depend on.

    Args:
        views: the contracts at the block
        state: with all councils
        rounds: numbers looked up, whether there are such rounds or not
        identities: people looked up
    """
    pool = views.deployment.pool
    state.pool = read_account(views)
    state.rounds = read_rounds(views, sorted(rounds))
    pairs = [(number, who) for number in state.rounds for who in identities]
    places = views.ask([Question(pool, "placeOf", pair) for pair in pairs])
    state.places = {pair: place - 1 for pair, place in zip(pairs, places, strict=True) if place}
    quotas = [(number, community) for number in state.rounds for community in state.councils]
    used = views.ask([Question(pool, "nominationsOf", pair) for pair in quotas])
    state.nominations = {pair: count for pair, count in zip(quotas, used, strict=True) if count}
    chances = views.ask([Question(pool, "secondChanceUsed", (who,)) for who in identities])
    state.second_chances = {who for who, won in zip(identities, chances, strict=True) if won}


def read_for_person(views: ContractViews, identity: bytes, rounds: Collection[int] = ()) -> State:
    """Return the state that an act of one person in the lottery depends on."""
    state = read_state(views, [identity], [identity], set())
    read_lottery(views, state, rounds, [identity])
    return state
