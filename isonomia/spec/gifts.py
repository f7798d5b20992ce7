"""Gifts: quality given to nobody in particular."""

from __future__ import annotations

from dataclasses import replace

from isonomia.spec.actions import Give
from isonomia.spec.approvals import use_consent
from isonomia.spec.awards import given_in, tallies_in
from isonomia.spec.draft import Draft
from isonomia.spec.events import Given, PointsGiven
from isonomia.spec.people import person_of, require_takes_part
from isonomia.spec.quality import quality_on
from isonomia.spec.refusals import Refusal
from isonomia.spec.words import person_word


def give(draft: Draft, action: Give) -> None:
    """Take points from a person's base quality and put them into the pool."""
    identity, points, charter = action.identity, action.points, draft.charter
    use_consent(draft, identity, action.nonce, action.deadline, action.signer)
    person = person_of(draft, identity)
    given = given_in(person, draft.year)
    quality = quality_on(person, draft.today)
    require_takes_part(0, identity, person)
    if points == 0:
        raise Refusal("GiftEmpty", identity)
    if given + points > charter.gift_cap:
        raise Refusal("GiftCapReached", identity, given, charter.gift_cap)
    if quality - points < charter.usable_quality:
        raise Refusal("GiftBelowUsable", identity, quality, points, charter.usable_quality)

    giver = replace(
        person,
        quality=quality - points,
        decay_from=max(person.decay_from, draft.today),
        tally_year=draft.year,
        tallies=tallies_in(person, draft.year),
        given=given + points,
    )
    draft.people[identity] = giver
    draft.pool = replace(draft.pool, given=draft.pool.given + points, free=draft.pool.free + points)
    draft.events.append(Given(identity, person_word(giver)))
    draft.events.append(PointsGiven(identity, points))
