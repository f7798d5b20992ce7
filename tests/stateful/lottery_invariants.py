"""What holds of gifts, rounds and overlays; the numbers go on from `invariants`.

States
    24  points given are free, reserved or granted
    25  reserved is what the running rounds can still grant
    26  the entrants of a round are numbered without a gap, and their hash is over them in order
    27  nobody has more than eight overlays, nor gives more than the cap in a year

Transitions
    28  points given rise by gifts only, points granted by prizes only, and by nothing else
    29  the terms of a round never change, its entrants not after the freeze, its beacon round once
    30  entrants come in before entries end, and keep their numbers
    31  the beacon round bound by a freeze is published a period and a minute after it, or later
    32  a prize is an overlay on the points of the round, for whom the permutation names
    33  an overlay changes only when it has ended, and then to a prize
    34  a second chance is won once
    35  a gift leaves what is needed
"""

from __future__ import annotations

from collections import Counter

from isonomia.spec import actions, events
from isonomia.spec.sortition import draw
from isonomia.spec.state import SECOND_CHANCE, UPLIFT
from tests.harness import beacon
from tests.harness.keys import keccak
from tests.stateful.invariants import INVARIANTS as INVARIANTS
from tests.stateful.invariants import Step, numbered

MOST_OVERLAYS = 8
MARGIN = 60


@numbered
def invariant_24_points_given_are_somewhere(step: Step) -> None:
    account = step.after.account
    assert account.given == account.free + account.reserved + account.granted


@numbered
def invariant_25_reserved_is_what_can_still_be_won(step: Step) -> None:
    running = [known for known in step.after.rounds.values() if not known.closed]
    left = sum((known.prizes - known.settled) * known.points for known in running)
    assert step.after.account.reserved == left


@numbered
def invariant_26_entrants_are_numbered_and_hashed(step: Step) -> None:
    for number, known in step.after.rounds.items():
        places = {
            place: identity
            for (round_, identity), place in step.after.places.items()
            if round_ == number
        }
        assert sorted(places) == list(range(1, known.entrants + 1))
        running_hash = bytes(32)
        for place in sorted(places):
            running_hash = keccak(running_hash + places[place])
        assert known.entrants_hash == running_hash


@numbered
def invariant_27_overlays_and_gifts_stay_within_their_limits(step: Step) -> None:
    for identity, person in step.after.people.items():
        assert person.given <= step.charter.gift_cap
        assert person.overlay_count == len(step.after.overlays.get(identity, ()))
        assert person.overlay_count <= MOST_OVERLAYS


@numbered
def invariant_28_points_move_by_gifts_and_prizes_only(step: Step) -> None:
    was, is_now = step.before.account, step.after.account
    gifts = sum(gift.points for gift in step.announced_as(events.PointsGiven))
    prizes = step.announced_as(events.PrizeWon)
    won = sum(step.after.rounds[prize.round].points for prize in prizes)
    assert is_now.given == was.given + gifts
    assert is_now.granted == was.granted + won


@numbered
def invariant_29_what_is_fixed_stays_fixed(step: Step) -> None:
    for number, was in step.before.rounds.items():
        is_now = step.after.rounds[number]
        assert is_now.terms == was.terms
        assert is_now.settled >= was.settled
        assert is_now.closed >= was.closed
        if was.beacon_round:
            assert is_now.beacon_round == was.beacon_round
            assert (is_now.entrants, is_now.entrants_hash) == (was.entrants, was.entrants_hash)


@numbered
def invariant_30_entrants_come_in_time_and_keep_their_numbers(step: Step) -> None:
    for entry, place in step.before.places.items():
        assert step.after.places[entry] == place
    for number, _ in step.after.places.keys() - step.before.places.keys():
        assert step.after.time < step.after.rounds[number].entries_until
        assert isinstance(step.action, actions.Nominate | actions.EnterRound)


@numbered
def invariant_31_nobody_knows_the_beacon_round_at_the_freeze(step: Step) -> None:
    for frozen in step.announced_as(events.RoundFrozen):
        published = step.clock.genesis + (frozen.beacon_round - 1) * step.clock.period
        assert published >= step.after.time + step.clock.period + MARGIN
        assert step.before.rounds[frozen.round].entries_until <= step.after.time


@numbered
def invariant_32_a_prize_goes_where_the_permutation_says(step: Step) -> None:
    for prize in step.announced_as(events.PrizeWon):
        known = step.before.rounds[prize.round]
        number = prize.round.to_bytes(32, "big")
        key = keccak(beacon.randomness(known.beacon_round) + number + known.entrants_hash)
        entrant = draw(key, prize.lot, known.entrants)
        assert step.before.places[prize.round, prize.identity] == entrant + 1
        today = step.after.today
        fields = (UPLIFT, 8), (known.points, 16), (today, 24), (today + known.days_long, 24)
        word = _packed(*fields, (known.amount, 40), (prize.round, 64))
        assert word in step.after.overlays[prize.identity]


@numbered
def invariant_33_overlays_change_only_after_their_end(step: Step) -> None:
    prizes = Counter(prize.identity for prize in step.announced_as(events.PrizeWon))
    for identity, words in step.after.overlays.items():
        was = step.before.overlays.get(identity, ())
        for word, former in zip(words, was, strict=False):
            assert word == former or former >> 48 & 0xFFFFFF <= step.after.today
        new = Counter(words) - Counter(was)
        assert len(words) >= len(was)
        assert sum(new.values()) <= prizes[identity]


@numbered
def invariant_34_a_second_chance_is_won_once(step: Step) -> None:
    for identity, used in step.before.second_chances.items():
        assert step.after.second_chances[identity] >= used
    for prize in step.announced_as(events.PrizeWon):
        if step.after.rounds[prize.round].kind == SECOND_CHANCE:
            assert not step.before.second_chances.get(prize.identity, False)
            assert step.after.second_chances[prize.identity]


@numbered
def invariant_35_a_gift_leaves_what_is_needed(step: Step) -> None:
    for gift in step.announced_as(events.PointsGiven):
        assert step.after.people[gift.identity].quality >= step.charter.usable_quality
        assert step.action.identity == gift.identity


def _packed(*fields: tuple[int, int]) -> int:
    """Return fields, each with its width in bits, as a word, the first lowest."""
    word = position = 0
    for value, bits in fields:
        word |= value << position
        position += bits
    return word
