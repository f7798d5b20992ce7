"""Rounds of the lottery, one after the other, with every edge of their days and their numbers."""

from __future__ import annotations

import random
from dataclasses import replace

from isonomia.spec import actions, views
from isonomia.spec.calendar import DAY, day_of
from isonomia.spec.quality import CEILING
from tests.differential.founding import random_founding
from tests.differential.intent import Scene, person_fields
from tests.differential.lottery_intent import CLOSING, instead
from tests.differential.playing import ACCEPTED, Players, name_of
from tests.differential.source import ALL_INTENTS, spoil
from tests.harness.evm import EvmChain

DONORS = 3
STEPS = 120
#: How often each kind of act is tried: there are no winners without entrants.
KINDS = {
    actions.OpenRound: 1,
    actions.Nominate: 5,
    actions.EnterRound: 3,
    actions.Freeze: 1,
    actions.VerifyRound: 1,
    actions.Settle: 3,
    actions.CloseRound: 1,
}


def rounds_around_their_edges(rng: random.Random, chain: EvmChain) -> set[str]:
    """Hold rounds for which there are points enough, every second act with a flaw.

    Returns:
        what came of the acts, each as its kind and outcome
    """
    founding = random_founding(rng, "generous")
    few = {"members_per_nomination": rng.choice((1, 2, 4)), "prize_days": rng.choice((3, 365))}
    players = Players(replace(founding, charter=replace(founding.charter, **few)), chain)
    _fill_pool(players, chain, rng)
    people = list(players.state.people)
    now, reached = chain.time, set()
    for _ in range(STEPS):
        now = _later(rng, players, now)
        scene = Scene(rng, players.state, now, people[:3])
        (kind,) = rng.choices(list(KINDS), list(KINDS.values()))
        if rng.random() < 0.8:
            kind = instead(scene, kind)
        fields = ALL_INTENTS[kind](scene)
        if rng.random() < 0.5:
            spoil(scene, kind, fields, specific=True)
        outcome = name_of(players.play(kind(**fields), now))
        reached.add(f"{kind.__name__} {outcome}")
        if kind is actions.Freeze and outcome == ACCEPTED:
            too_early = actions.Settle(fields["round"], (0,), (people[0],))
            reached.add(f"Settle {name_of(players.play(too_early, now))}")
    players.comparison.inspect(rng)
    return reached


def _fill_pool(players: Players, chain: EvmChain, rng: random.Random) -> None:
    """Have some people whose quality is the highest there is give what they may."""
    for identity in rng.sample(list(players.state.people), DONORS):
        person = replace(players.state.people[identity], quality=CEILING)
        person = replace(person, decay_from=day_of(chain.time) + 30)
        players.state.people[identity] = person
        word = views.person_word(person)
        chain.store_in_mapping("Ledger", "_people", identity, value=word)
        scene = Scene(rng, players.state, chain.time, [])
        points = players.state.charter.gift_cap
        gift = actions.Give(**person_fields(scene, identity), points=points)
        assert name_of(players.play(gift, chain.time)) == ACCEPTED


def _later(rng: random.Random, players: Players, now: int) -> int:
    """Return now, or a second around one at which something about a round changes."""
    if rng.random() < 0.8:
        return now
    clock, edges = players.state.beacon, [(day_of(now) + 1) * DAY]
    for known in players.state.rounds.values():
        edges.append(known.entries_until)
        if known.beacon_round and not known.closed:
            edges.append(clock.genesis + (known.beacon_round - 1) * clock.period + CLOSING)
    ahead = [edge for edge in edges if edge > now]
    return max(now, min(ahead, default=now + DAY) + rng.choice((-1, 0, 0, 1)))
