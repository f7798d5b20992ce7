"""What the services must store, by the specification."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from isonomia.build import Artifact
from isonomia.packed_words import OFFER_FIELDS, ORGANISATION_FIELDS
from isonomia.proofs.places import Layout, Slot, pack
from isonomia.spec.state import NO_RATINGS, State

INDEXES_PER_WORD = 256
_COUNT_BITS = 48


def service_slots(state: State, artifact: Artifact) -> Iterator[Slot]:
    """Return the slots of the services, all but their charter."""
    layout = Layout("Services", artifact)
    for name, count in (
        ("organisationCount", len(state.organisations)),
        ("offerCount", len(state.offers)),
        ("batchCount", max(state.batches, default=0)),
    ):
        yield layout.variable(name).holds(count)
    yield from _organisations(state, layout)
    yield from _offers(state, layout)
    yield from _batches(state, layout)


def _organisations(state: State, layout: Layout) -> Iterator[Slot]:
    organisations = layout.variable("_organisations")
    for number, organisation in state.organisations.items():
        values = dataclasses.asdict(organisation)
        word = pack(ORGANISATION_FIELDS, values)
        yield from organisations.at(number).holds_struct({"word": word, **values})
    keys = layout.variable("organisationOf")
    for key, held_by in state.organisation_keys.items():
        yield keys.at(key).holds(held_by)


def _offers(state: State, layout: Layout) -> Iterator[Slot]:
    offers, counts = layout.variable("_offers"), layout.variable("_counts")
    for number, offer in state.offers.items():
        values = dataclasses.asdict(offer)
        yield from offers.at(number).holds_struct({"word": pack(OFFER_FIELDS, values), **values})
        given = state.rating_counts.get(number, NO_RATINGS)
        word = sum(count << place * _COUNT_BITS for place, count in enumerate(given))
        yield counts.at(number).holds(word)
    statements = layout.variable("_statements")
    for place, statement in state.statements.items():
        yield from statements.at(*place).holds_struct(dataclasses.asdict(statement))


def _batches(state: State, layout: Layout) -> Iterator[Slot]:
    roots, refunded = layout.variable("rootOf"), layout.variable("_refunded")
    for batch, root in state.batches.items():
        yield roots.at(batch).holds(root)
    words = dict.fromkeys(((batch, 0) for batch in state.batches), 0)
    for batch, index in state.refunded:
        place = (batch, index // INDEXES_PER_WORD)
        words[place] = words.get(place, 0) | 1 << index % INDEXES_PER_WORD
    for (batch, word), bits in words.items():
        yield refunded.at(batch).member("_data").at(word).holds(bits)
    ratings = layout.variable("_ratings")
    for redemption, rating in state.ratings.items():
        yield from ratings.at(*redemption).holds_struct(dataclasses.asdict(rating))
