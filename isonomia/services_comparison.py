"""Organisations, offers, redemptions, ratings and statements, beside the Services contract."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from typing import Any

from isonomia.build import Artifact
from isonomia.compared import Compared
from isonomia.contract_views import ContractViews
from isonomia.differences import entry_slot, fields_of, slot_of
from isonomia.divergence import Divergence, Finding, readable
from isonomia.packed_words import unpack_offer
from isonomia.replay import Traces
from isonomia.spec import views
from isonomia.spec.state import NO_RATINGS, State
from isonomia.storage_layout import struct_of

INDEXES_PER_WORD = 256


class ServicesComparison(Compared):
    """Where credits were spent, by the specification and by the contract."""

    def __init__(
        self, state: State, answers: ContractViews, time: int, traces: Traces, services: Artifact
    ) -> None:
        super().__init__(state, answers, time, traces)
        self._offers_slot = slot_of(services, "_offers")
        self._roots_slot = slot_of(services, "rootOf")
        self._refunded_slot = slot_of(services, "_refunded")
        self._rating = struct_of(services, "_ratings")
        self._statement = struct_of(services, "_statements")

    def divergences(self) -> Iterator[Divergence]:
        """Compare everything, always in the same order; hand out each difference."""
        yield from self._counts()
        yield from self._organisations()
        yield from self._keys()
        yield from self._offers()
        yield from self._offer_slots()
        yield from self._roots()
        yield from self._refunds()
        yield from self._ratings()
        yield from self._rating_counts()
        yield from self._statements()
        yield from self._statement_slots()

    def _counts(self) -> Iterator[Divergence]:
        state, services = self.state, self.answers.services
        asked = {
            "organisationCount": (Finding.ORGANISATION_DIFFERS, len(state.organisations)),
            "offerCount": (Finding.OFFER_DIFFERS, len(state.offers)),
            "batchCount": (Finding.BATCH_DIFFERS, max(state.batches, default=0)),
            "currentQuarter": (Finding.STATEMENT_DIFFERS, views.quarter_at(state, self.time)),
        }
        for name, found in self.each(asked, lambda view: (services, view)):
            finding, expected = asked[name]
            yield from self.of(finding, "", {name: expected}, {name: found})

    # ---- organisations and their offers ----------------------------------------------------------

    def _organisations(self) -> Iterator[Divergence]:
        contract, organisations = self.answers.services, self.state.organisations
        asked = self.each(organisations, lambda one: (contract, "organisation", (one,)))
        for number, answer in asked:
            expected = dataclasses.asdict(organisations[number])
            yield from self._of_organisation(number, expected, fields_of(answer))

    def _keys(self) -> Iterator[Divergence]:
        """Every key that an organisation ever had, those that are free again included."""
        contract, keys = self.answers.services, self.state.organisation_keys
        for key, found in self.each(keys, lambda one: (contract, "organisationOf", (one,))):
            yield from self.of(
                Finding.ORGANISATION_DIFFERS,
                f"key {readable(key)}",
                {"organisation": keys[key]},
                {"organisation": found},
            )

    def _offers(self) -> Iterator[Divergence]:
        contract, offers = self.answers.services, self.state.offers
        prices = dict(self.each(offers, lambda one: (contract, "priceOf", (one,))))
        for number, answer in self.each(offers, lambda one: (contract, "offer", (one,))):
            expected = dataclasses.asdict(offers[number])
            expected["price today"] = views.price(self.state, number, self.today)
            found = {**fields_of(answer), "price today": prices[number]}
            yield from self._of_offer(Finding.OFFER_DIFFERS, number, expected, found)

    def _offer_slots(self) -> Iterator[Divergence]:
        """The slot of each offer, bits that nothing shows included."""
        contract, offers, slot = self.answers.services, self.state.offers, self._offers_slot
        for number, word in self.stored(offers, contract, lambda one: entry_slot(slot, one)):
            found, offer = unpack_offer(word), dataclasses.asdict(offers[number])
            expected = {name: offer.get(name, 0) for name in found}
            yield from self._of_offer(Finding.OFFER_DIFFERS, number, expected, found)

    # ---- what was redeemed -----------------------------------------------------------------------

    def _roots(self) -> Iterator[Divergence]:
        contract, roots, slot = self.answers.services, self.state.batches, self._roots_slot
        for batch, word in self.stored(roots, contract, lambda one: entry_slot(slot, one)):
            yield from self._of_batch(
                Finding.BATCH_DIFFERS,
                batch,
                {"root": roots[batch]},
                {"root": word.to_bytes(len(roots[batch]))},
            )

    def _refunds(self) -> Iterator[Divergence]:
        """A storage word holds a bit for each of 256 redemptions; the first word of each batch."""
        words = dict.fromkeys(((batch, 0) for batch in self.state.batches), 0)
        for batch, index in self.state.refunded:
            place = (batch, index // INDEXES_PER_WORD)
            words[place] = words.get(place, 0) | 1 << index % INDEXES_PER_WORD
        contract, slot = self.answers.services, self._refunded_slot
        for (batch, word), found in self.stored(
            words, contract, lambda place: entry_slot(slot, *place)
        ):
            differing = words[batch, word] ^ found
            if differing:
                bit = (differing & -differing).bit_length() - 1
                name = f"redemption {word * INDEXES_PER_WORD + bit} refunded"
                expected = {name: bool(words[batch, word] >> bit & 1)}
                told = {name: bool(found >> bit & 1)}
                yield from self._of_batch(Finding.REFUND_DIFFERS, batch, expected, told)

    def _ratings(self) -> Iterator[Divergence]:
        contract, ratings = self.answers.services, self.state.ratings
        for (batch, index), found in self.structs(ratings, contract, self._rating):
            rating = dataclasses.asdict(ratings[batch, index]) | {"unused": False}
            expected = {f"{name} of redemption {index}": value for name, value in rating.items()}
            told = {f"{name} of redemption {index}": value for name, value in found.items()}
            yield from self._of_batch(Finding.RATING_DIFFERS, batch, expected, told)

    def _rating_counts(self) -> Iterator[Divergence]:
        contract, offers = self.answers.services, self.state.offers
        for number, found in self.each(offers, lambda one: (contract, "ratingsOf", (one,))):
            counts = self.state.rating_counts.get(number, NO_RATINGS)
            yield from self._of_offer(
                Finding.RATING_DIFFERS, number, _by_stars(counts), _by_stars(found)
            )

    def _statements(self) -> Iterator[Divergence]:
        contract, statements = self.answers.services, self.state.statements
        for place, found in self.each(statements, lambda one: (contract, "statementOf", one)):
            yield from self._of_statement(place, fields_of(found) | {"unused": False})

    def _statement_slots(self) -> Iterator[Divergence]:
        contract, statements = self.answers.services, self.state.statements
        for place, found in self.structs(statements, contract, self._statement):
            yield from self._of_statement(place, found)

    # ---- how differences are told ----------------------------------------------------------------

    def _of_organisation(
        self, number: int, expected: Mapping[str, Any], found: Mapping[str, Any]
    ) -> Iterator[Divergence]:
        place = self.traces.organisations[number]
        subject = f"organisation {number}"
        return self.of(Finding.ORGANISATION_DIFFERS, subject, expected, found, place)

    def _of_offer(
        self, finding: Finding, number: int, expected: Mapping[str, Any], found: Mapping[str, Any]
    ) -> Iterator[Divergence]:
        place = self.traces.offers[number]
        return self.of(finding, f"offer {number}", expected, found, place)

    def _of_batch(
        self, finding: Finding, batch: int, expected: Mapping[str, Any], found: Mapping[str, Any]
    ) -> Iterator[Divergence]:
        place = self.traces.batches[batch]
        return self.of(finding, f"batch {batch}", expected, found, place)

    def _of_statement(
        self, place: tuple[int, int], found: Mapping[str, Any]
    ) -> Iterator[Divergence]:
        offer, quarter = place
        expected = dataclasses.asdict(self.state.statements[place]) | {"unused": False}
        subject = f"offer {offer} in quarter {quarter}"
        trace = self.traces.offers[offer]
        return self.of(Finding.STATEMENT_DIFFERS, subject, expected, found, trace)


def _by_stars(counts: Any) -> dict[str, int]:
    return {f"ratings with {stars} stars": count for stars, count in enumerate(counts, 1)}
