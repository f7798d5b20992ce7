"""What `isonomia round show` says, in lines for people."""

from __future__ import annotations

from collections.abc import Iterator

from isonomia import words
from isonomia.lottery.story import Drawing, Story
from isonomia.lottery.transcript import terms_of, told_terms
from isonomia.spec import events
from isonomia.words import hexed

_LOTS_SHOWN = 20


def told_round(story: Story, drawing: Drawing | None, now: int) -> Iterator[str]:
    """Say what a round gives, how far it has come, and on whom its lots fell."""
    yield f"Round {story.number}"
    yield from told_terms(terms_of(story))
    yield _told_entrants(story, now)
    if story.frozen is None:
        return
    bound = story.frozen.event.beacon_round
    yield f"Frozen: {words.second(story.frozen.time)}, beacon round {bound} decides"
    if drawing is None:
        yield f"Not drawn yet: `isonomia round draw {story.number}`"
        return
    yield f"Drawn: key of the permutation {hexed(drawing.key)}"
    yield from _told_lots(story, drawing)
    if story.closed is not None:
        returned = words.count(story.closed.event.returned, "point")
        yield f"Closed: {words.second(story.closed.time)}, {returned} returned"


def told_person(story: Story, drawing: Drawing | None, identity: bytes) -> str:
    """Say what became of one person in a round."""
    if identity not in story.identities:
        return f"{hexed(identity)} is not among the entrants"
    entrant = story.identities.index(identity)
    begin = f"{hexed(identity)} is entrant {entrant} of {len(story.entered)}"
    if drawing is None:
        return f"{begin}; nothing is drawn yet"
    if entrant not in drawing.entrants:
        return f"{begin}; none of the {words.count(story.lots, 'lot')} fell on them"
    lot = drawing.entrants.index(entrant)
    return f"{begin}; lot {lot} fell on them: {_outcome(story, lot)}"


def _told_entrants(story: Story, now: int) -> str:
    entrants = words.count(len(story.entered), "entrant")
    if story.frozen is None and now < story.terms.entries_until:
        return f"{entrants}; more can come in"
    if story.frozen is None:
        return f"{entrants}; entries are over: `isonomia round freeze {story.number}`"
    return f"{entrants}, fixed; hash {hexed(story.frozen.event.entrants_hash)}"


def _told_lots(story: Story, drawing: Drawing) -> Iterator[str]:
    yield f"{len(story.prizes)} of {words.count(story.lots, 'lot')} settled"
    for lot, entrant in enumerate(drawing.entrants[:_LOTS_SHOWN]):
        who = hexed(story.identities[entrant])
        yield f"lot {lot}: entrant {entrant}, {who}, {_outcome(story, lot)}"
    if story.lots > _LOTS_SHOWN:
        yield f"... and {story.lots - _LOTS_SHOWN:,} more; the transcript has them all"


def _outcome(story: Story, lot: int) -> str:
    for told in story.prizes:
        if told.event.lot == lot:
            won = isinstance(told.event, events.PrizeWon)
            return f"{'won' if won else 'forfeited'} in block {told.block}"
    return "open"
