"""Overlays, gifts, rounds of the lottery and the beacon, beside the views of the contracts."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from itertools import zip_longest
from typing import Any

from isonomia.build import Artifact
from isonomia.compared import Compared
from isonomia.contract_views import ContractViews, Question
from isonomia.differences import entry_slot, fields_of, slot_of
from isonomia.divergence import Divergence, Finding
from isonomia.packed_words import unpack_overlay
from isonomia.replay import Traces
from isonomia.spec import views
from isonomia.spec.state import SECOND_CHANCE, State

LOTS_PER_WORD = 256


class PoolComparison(Compared):
    """What came of gifts, by the specification and by the contracts."""

    def __init__(
        self, state: State, answers: ContractViews, time: int, traces: Traces, pool: Artifact
    ) -> None:
        super().__init__(state, answers, time, traces)
        self._places_slot = slot_of(pool, "_places")
        self._settled_slot = slot_of(pool, "_settled")
        self._second_chances_slot = slot_of(pool, "secondChanceUsed")

    def divergences(self) -> Iterator[Divergence]:
        """Compare everything, always in the same order; hand out each difference."""
        yield from self._overlays()
        yield from self._portions()
        yield from self._base_qualities()
        yield from self._gifts()
        yield from self._account()
        yield from self._rounds()
        yield from self._places()
        yield from self._nominations()
        yield from self._lots()
        yield from self._second_chances()
        yield from self._randomness()

    # ---- what belongs to one person --------------------------------------------------------------

    def _overlays(self) -> Iterator[Divergence]:
        """Nobody else has any: how many somebody ever had stands in the slot, compared before."""
        ledger, overlays = self.answers.ledger, self.state.overlays
        for identity, found in self.each(overlays, lambda one: (ledger, "rawOverlays", (one,))):
            words = [views.overlay_word(overlay) for overlay in overlays[identity]]
            for index, (expected, answer) in enumerate(zip_longest(words, found, fillvalue=0)):
                yield from self.about(
                    Finding.OVERLAY_DIFFERS,
                    identity,
                    unpack_overlay(expected),
                    unpack_overlay(answer),
                    f"overlay {index}",
                )

    def _portions(self) -> Iterator[Divergence]:
        in_force = [
            (identity, index)
            for identity in self.state.overlays
            for index, overlay in views.overlays_in_force(self.state, identity, self.time)
            if overlay.amount
        ]
        ledger = self.answers.ledger
        for (identity, index), found in self.each(
            in_force, lambda place: (ledger, "portionOf", place)
        ):
            expected = views.portion(self.state, identity, index, self.time)
            names = ("amount", "quality", "tier")
            yield from self.about(
                Finding.OVERLAY_DIFFERS,
                identity,
                dict(zip(names, expected, strict=True)),
                dict(zip(names, found, strict=True)),
                f"portion {index}",
            )

    def _base_qualities(self) -> Iterator[Divergence]:
        """Only overlays set base quality and quality of the balance apart."""
        ledger = self.answers.ledger
        found = self.each(self.state.overlays, lambda one: (ledger, "baseQualityOf", (one,)))
        for identity, quality in found:
            yield from self.about(
                Finding.PERSON_DIFFERS,
                identity,
                {"base quality": views.base_quality(self.state, identity, self.time)},
                {"base quality": quality},
            )

    def _gifts(self) -> Iterator[Divergence]:
        givers = [one for one, person in self.state.people.items() if person.given]
        ledger = self.answers.ledger
        for identity, found in self.each(givers, lambda one: (ledger, "givenThisYear", (one,))):
            given = views.given(self.state, identity, self.time)
            yield from self.about(
                Finding.PERSON_DIFFERS,
                identity,
                {"given this year": given},
                {"given this year": found},
            )

    # ---- what belongs to everybody ---------------------------------------------------------------

    def _account(self) -> Iterator[Divergence]:
        pool = self.answers.pool
        account, count = self.answers.ask([Question(pool, "account"), Question(pool, "roundCount")])
        expected = dataclasses.asdict(self.state.pool)
        yield from self.of(
            Finding.POOL_DIFFERS,
            "account",
            expected | {"rounds": len(self.state.rounds)},
            dict(zip(expected, account, strict=True)) | {"rounds": count},
            self.traces.pool,
        )

    def _rounds(self) -> Iterator[Divergence]:
        pool, rounds = self.answers.pool, self.state.rounds
        for number, found in self.each(rounds, lambda number: (pool, "roundOf", (number,))):
            yield from self._of_round(number, dataclasses.asdict(rounds[number]), _answered(found))

    def _places(self) -> Iterator[Divergence]:
        """There may be many entrants: a storage read each costs much less than a view."""
        places, pool = self.state.places, self.answers.pool
        found = self.stored(places, pool, lambda place: entry_slot(self._places_slot, *place))
        for (number, identity), word in found:
            yield from self.about(
                Finding.ENTRANT_DIFFERS,
                identity,
                {"place": places[number, identity] + 1},
                {"place": word},
                f"round {number}",
            )

    def _nominations(self) -> Iterator[Divergence]:
        pool, nominations = self.answers.pool, self.state.nominations
        for key, found in self.each(nominations, lambda key: (pool, "nominationsOf", key)):
            number, community = key
            name = f"nominations of community {community}"
            yield from self._of_round(number, {name: nominations[key]}, {name: found})

    def _lots(self) -> Iterator[Divergence]:
        """A storage word holds a bit for each of 256 lots."""
        words = {
            (number, word): 0
            for number, drawn in self.state.rounds.items()
            for word in range(-(-drawn.prizes // LOTS_PER_WORD))
        }
        for number, lot in self.state.settled_lots:
            words[number, lot // LOTS_PER_WORD] |= 1 << lot % LOTS_PER_WORD
        pool = self.answers.pool
        found = self.stored(words, pool, lambda place: entry_slot(self._settled_slot, *place))
        for (number, word), answer in found:
            settled = words[number, word]
            if settled != answer:
                differing = settled ^ answer
                bit = (differing & -differing).bit_length() - 1
                name = f"lot {word * LOTS_PER_WORD + bit} settled"
                yield from self._of_round(
                    number,
                    {name: bool(settled >> bit & 1)},
                    {name: bool(answer >> bit & 1)},
                )

    def _second_chances(self) -> Iterator[Divergence]:
        """Of everybody who ever asked for one."""
        asked = dict.fromkeys(
            identity
            for number, identity in self.state.places
            if self.state.rounds[number].kind == SECOND_CHANCE
        )
        pool, slot = self.answers.pool, self._second_chances_slot
        for identity, word in self.stored(asked, pool, lambda one: entry_slot(slot, one)):
            yield from self.about(
                Finding.SECOND_CHANCE_DIFFERS,
                identity,
                {"used": int(identity in self.state.second_chances)},
                {"used": word},
            )

    def _randomness(self) -> Iterator[Divergence]:
        beacon, randomness = self.answers.beacon, self.state.randomness
        verified = self.each(randomness, lambda number: (beacon, "isVerified", (number,)))
        missing = {number for number, found in verified if not found}
        for number in missing:
            yield from self._of_beacon(number, {"verified": True}, {"verified": False})
        there = [number for number in randomness if number not in missing]
        for number, found in self.each(there, lambda number: (beacon, "randomnessOf", (number,))):
            yield from self._of_beacon(
                number, {"randomness": randomness[number]}, {"randomness": found}
            )

    def _of_round(
        self, number: int, expected: Mapping[str, Any], found: Mapping[str, Any]
    ) -> Iterator[Divergence]:
        place = self.traces.rounds[number]
        return self.of(Finding.ROUND_DIFFERS, f"round {number}", expected, found, place)

    def _of_beacon(
        self, number: int, expected: Mapping[str, Any], found: Mapping[str, Any]
    ) -> Iterator[Divergence]:
        place = self.traces.beacon[number]
        return self.of(Finding.BEACON_DIFFERS, f"beacon round {number}", expected, found, place)


def _answered(found: Any) -> dict[str, Any]:
    return fields_of(found) | fields_of(found.terms)
