"""Ways in which acts of the lottery can be wrong: each takes the fields and spoils them."""

from __future__ import annotations

from isonomia.spec import actions
from isonomia.spec.calendar import DAY
from isonomia.spec.quality import quality_on
from isonomia.spec.state import NOMINATED, SECOND_CHANCE
from tests.differential.flaws import UNKNOWN, not_the_root, outsider, own_case
from tests.differential.intent import FOREVER, Fields, Scene, person_fields
from tests.differential.lottery_intent import (
    LAST_ENTRY,
    has_lots_left,
    is_decided,
    quota_left,
    room_of,
    some_round,
    winner_of,
)

# ---------------------------------------------------------------------------------------- gifts


def empty_gift(scene: Scene, fields: Fields) -> None:
    """Nothing is given."""
    fields["points"] = 0


def large_gift(scene: Scene, fields: Fields) -> None:
    """More than the year has room for, or just as much."""
    left, _ = room_of(scene, fields["identity"])
    fields["points"] = scene.rng.choice((left + 1, left + 1, max(left, 0), 2**16, FOREVER))


def needed_gift(scene: Scene, fields: Fields) -> None:
    """More than the person has above the usable quality."""
    left, surplus = room_of(scene, fields["identity"])
    fields["points"] = max(1, min(left, max(surplus, 0) + scene.rng.choice((1, 1, 100))))


# -------------------------------------------------------------------------------------- opening


def odd_terms(scene: Scene, fields: Fields) -> None:
    """A value outside its bounds, or on the edge of them."""
    charter, now = scene.charter, scene.now
    name, least, most = scene.rng.choice(
        (
            ("kind", NOMINATED, SECOND_CHANCE),
            ("prizes", 1, 10_000),
            ("points", 1, charter.prize_points),
            ("amount", 1_000, charter.prize_amount),
            ("days_long", 1, charter.prize_days),
            ("entries_until", now + DAY, now + LAST_ENTRY),
        )
    )
    fields[name] = scene.rng.choice((least - 1, most + 1, least, most, FOREVER))


def too_dear(scene: Scene, fields: Fields) -> None:
    """Prizes for more than the pool has free: by one prize, or by far."""
    affordable = scene.state.pool.free // max(1, fields["points"])
    fields["prizes"] = min(10_000, affordable + scene.rng.choice((1, 1, 100)))


# ------------------------------------------------------------------------------- which round


def other_round(scene: Scene, fields: Fields) -> None:
    """Any other round, or one that does not exist."""
    count = len(scene.state.rounds)
    fields["round"] = scene.rng.choice((0, count + 1, FOREVER, *range(1, count + 1)))


def round_of_other_kind(scene: Scene, fields: Fields) -> None:
    """A round into which people come the other way."""
    wanted = SECOND_CHANCE if "identities" in fields else NOMINATED
    fields["round"] = some_round(scene, lambda known: known.kind == wanted)


def closed_entries(scene: Scene, fields: Fields) -> None:
    """A round of the right kind into which nobody comes any more."""
    wanted = NOMINATED if "identities" in fields else SECOND_CHANCE
    fields["round"] = some_round(
        scene, lambda known: known.kind == wanted and known.entries_until <= scene.now
    )


def early_freeze(scene: Scene, fields: Fields) -> None:
    """A round into which people still come."""
    fields["round"] = some_round(scene, lambda known: known.entries_until > scene.now)


def not_frozen(scene: Scene, fields: Fields) -> None:
    """A round without a beacon round."""
    fields["round"] = some_round(scene, lambda known: not known.beacon_round)


def frozen(scene: Scene, fields: Fields) -> None:
    """A round that has its beacon round."""
    fields["round"] = some_round(scene, lambda known: known.beacon_round > 0)


def closed(scene: Scene, fields: Fields) -> None:
    """A round that is over."""
    fields["round"] = some_round(scene, lambda known: known.closed)


def undecided(scene: Scene, fields: Fields) -> None:
    """A frozen round whose beacon round is not verified."""
    fields["round"] = some_round(
        scene, lambda known: known.beacon_round > 0 and not is_decided(scene, known)
    )


def running(scene: Scene, fields: Fields) -> None:
    """A frozen round with lots left to settle."""
    fields["round"] = some_round(
        scene, lambda known: known.beacon_round > 0 and has_lots_left(known)
    )


# ----------------------------------------------------------------------------------- coming in


def nobody(scene: Scene, fields: Fields) -> None:
    """No nominations at all."""
    fields["identities"] = ()


def too_many(scene: Scene, fields: Fields) -> None:
    """More nominations than the community has left."""
    members = scene.members(fields["community"])
    left = max(0, quota_left(scene, fields["round"], fields["community"]))
    fields["identities"] = tuple((members * (left + 1))[: left + 1])


def in_already(scene: Scene, fields: Fields) -> None:
    """Somebody who came into the round before, or twice in one act."""
    inside = [one for round_, one in scene.state.places if round_ == fields["round"]]
    if "identities" in fields:
        members = set(scene.members(fields["community"]))
        known = [one for one in inside if one in members] or list(fields["identities"])
        fields["identities"] = (*fields["identities"], *known[-1:])
    elif inside:
        fields.update(person_fields(scene, scene.rng.choice(inside)))


def good_enough(scene: Scene, fields: Fields) -> None:
    """Somebody whose quality is not below the limit, by a little or by much."""
    limit = scene.charter.second_chance_below
    people = scene.state.people
    above = [
        one for one in scene.state.signatories if quality_on(people[one], scene.today) >= limit
    ]
    if above:
        fields.update(person_fields(scene, scene.rng.choice(above)))


def second_time(scene: Scene, fields: Fields) -> None:
    """Somebody who won a second chance before."""
    winners = [one for one in scene.state.signatories if one in scene.state.second_chances]
    if winners:
        fields.update(person_fields(scene, scene.rng.choice(winners)))


# -------------------------------------------------------------------------- deciding and settling


def no_beacon_round(scene: Scene, fields: Fields) -> None:
    """A number that no round of a beacon has."""
    fields["round"] = scene.rng.choice((0, 2**64, FOREVER))


def verified_before(scene: Scene, fields: Fields) -> None:
    """A beacon round that is known already."""
    known = scene.state.randomness
    if known:
        number = scene.rng.choice(list(known))
        fields.update(round=number, randomness=known[number])


def unlike_lists(scene: Scene, fields: Fields) -> None:
    """A lot without a winner, or the other way round."""
    name = scene.rng.choice(("lots", "winners"))
    fields[name] = (*fields[name], 0 if name == "lots" else scene.subject())


def no_such_lot(scene: Scene, fields: Fields) -> None:
    """A lot that nobody drew: the next one, or one far off."""
    known = scene.state.rounds.get(fields["round"])
    lots = min(known.prizes, known.entrants) if known else 0
    lot = scene.rng.choice((lots, lots, known.prizes if known else 0, FOREVER))
    fields.update(lots=(*fields["lots"], lot), winners=(*fields["winners"], scene.subject()))


def wrong_winner(scene: Scene, fields: Fields) -> None:
    """A lot goes to somebody else: an entrant, or anybody."""
    if fields["lots"]:
        index = scene.rng.randrange(len(fields["lots"]))
        inside = [one for round_, one in scene.state.places if round_ == fields["round"]]
        winners = list(fields["winners"])
        others = [one for one in (scene.subject(), *inside) if one != winners[index]]
        winners[index] = scene.rng.choice((UNKNOWN, *others))
        fields["winners"] = tuple(winners)


def everything_again(scene: Scene, fields: Fields) -> None:
    """Not wrong in itself: all lots, the settled ones too, and the first one twice."""
    known = scene.state.rounds.get(fields["round"])
    if known is not None and is_decided(scene, known):
        lots = range(min(known.prizes, known.entrants))
        chosen = (*lots, *lots[:1])
        winners = (winner_of(scene, fields["round"], lot) for lot in chosen)
        fields.update(lots=chosen, winners=tuple(winners))


LOTTERY_FLAWS = {
    actions.Give: (empty_gift, large_gift, large_gift, needed_gift, needed_gift),
    actions.OpenRound: (not_the_root, odd_terms, odd_terms, odd_terms, too_dear, too_dear),
    actions.Nominate: (
        other_round,
        round_of_other_kind,
        closed_entries,
        nobody,
        too_many,
        too_many,
        in_already,
        in_already,
        in_already,
        outsider,
        outsider,
        own_case,
    ),
    actions.EnterRound: (
        other_round,
        round_of_other_kind,
        closed_entries,
        in_already,
        in_already,
        in_already,
        good_enough,
        good_enough,
        good_enough,
        second_time,
        second_time,
        second_time,
    ),
    actions.Freeze: (other_round, early_freeze, frozen),
    actions.VerifyRound: (no_beacon_round, verified_before),
    actions.Settle: (
        other_round,
        not_frozen,
        closed,
        undecided,
        unlike_lists,
        no_such_lot,
        no_such_lot,
        wrong_winner,
        wrong_winner,
        wrong_winner,
        everything_again,
    ),
    actions.CloseRound: (other_round, not_frozen, closed, running, running),
}
