"""Overlays, gifts, rounds of the lottery and the beacon, beside the views of the contracts."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import zip_longest
from typing import Any, TypeVar

from isonomia.build import Artifact
from isonomia.contract_views import ContractViews, Question
from isonomia.differences import about_person, difference, entry_slot, fields_of, slot_of
from isonomia.divergence import Divergence, Finding
from isonomia.packed_words import unpack_overlay
from isonomia.replay import Traces
from isonomia.spec import views
from isonomia.spec.state import SECOND_CHANCE, State

K = TypeVar("K")
LOTS_PER_WORD = 256


class PoolComparison:
    """What came of gifts, by the specification and by the contracts.

    Attributes:
        state: as rebuilt from the logs
        answers: the contracts' views at the pinned block
        time: second of the pinned block
        traces: where the last log about each thing stands
    """

    def __init__(
        self, state: State, answers: ContractViews, time: int, traces: Traces, pool: Artifact
    ) -> None:
        self.state = state
        self.answers = answers
        self.time = time
        self.traces = traces
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
        for identity, found in self._each(overlays, lambda one: (ledger, "rawOverlays", (one,))):
            words = [views.overlay_word(overlay) for overlay in overlays[identity]]
            for index, (expected, answer) in enumerate(zip_longest(words, found, fillvalue=0)):
                yield from self._about(
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
        for (identity, index), found in self._each(
            in_force, lambda place: (ledger, "portionOf", place)
        ):
            expected = views.portion(self.state, identity, index, self.time)
            names = ("amount", "quality", "tier")
            yield from self._about(
                Finding.OVERLAY_DIFFERS,
                identity,
                dict(zip(names, expected, strict=True)),
                dict(zip(names, found, strict=True)),
                f"portion {index}",
            )

    def _base_qualities(self) -> Iterator[Divergence]:
        """Only overlays set base quality and quality of the balance apart."""
        ledger = self.answers.ledger
        found = self._each(self.state.overlays, lambda one: (ledger, "baseQualityOf", (one,)))
        for identity, quality in found:
            yield from self._about(
                Finding.PERSON_DIFFERS,
                identity,
                {"base quality": views.base_quality(self.state, identity, self.time)},
                {"base quality": quality},
            )

    def _gifts(self) -> Iterator[Divergence]:
        givers = [one for one, person in self.state.people.items() if person.given]
        ledger = self.answers.ledger
        for identity, found in self._each(givers, lambda one: (ledger, "givenThisYear", (one,))):
            given = views.given(self.state, identity, self.time)
            yield from self._about(
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
        yield from difference(
            Finding.POOL_DIFFERS,
            "account",
            expected | {"rounds": len(self.state.rounds)},
            dict(zip(expected, account, strict=True)) | {"rounds": count},
            self.traces.pool,
        )

    def _rounds(self) -> Iterator[Divergence]:
        pool, rounds = self.answers.pool, self.state.rounds
        for number, found in self._each(rounds, lambda number: (pool, "roundOf", (number,))):
            yield from self._of_round(number, dataclasses.asdict(rounds[number]), _answered(found))

    def _places(self) -> Iterator[Divergence]:
        """There may be many entrants: a storage read each costs much less than a view."""
        places = self.state.places
        slots = [entry_slot(self._places_slot, *place) for place in places]
        found = self.answers.storage(self.answers.pool, slots)
        for ((number, identity), entrant), word in zip(places.items(), found, strict=True):
            yield from self._about(
                Finding.ENTRANT_DIFFERS,
                identity,
                {"place": entrant + 1},
                {"place": word},
                f"round {number}",
            )

    def _nominations(self) -> Iterator[Divergence]:
        pool, nominations = self.answers.pool, self.state.nominations
        for key, found in self._each(nominations, lambda key: (pool, "nominationsOf", key)):
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
        slots = [entry_slot(self._settled_slot, *place) for place in words]
        found = self.answers.storage(self.answers.pool, slots)
        for ((number, word), settled), answer in zip(words.items(), found, strict=True):
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
        slots = [entry_slot(self._second_chances_slot, identity) for identity in asked]
        found = self.answers.storage(self.answers.pool, slots)
        for identity, word in zip(asked, found, strict=True):
            yield from self._about(
                Finding.SECOND_CHANCE_DIFFERS,
                identity,
                {"used": int(identity in self.state.second_chances)},
                {"used": word},
            )

    def _randomness(self) -> Iterator[Divergence]:
        beacon, randomness = self.answers.beacon, self.state.randomness
        verified = self._each(randomness, lambda number: (beacon, "isVerified", (number,)))
        missing = {number for number, found in verified if not found}
        for number in missing:
            yield from self._of_beacon(number, {"verified": True}, {"verified": False})
        there = [number for number in randomness if number not in missing]
        for number, found in self._each(there, lambda number: (beacon, "randomnessOf", (number,))):
            yield from self._of_beacon(
                number, {"randomness": randomness[number]}, {"randomness": found}
            )

    # ---- in general ------------------------------------------------------------------------------

    def _each(
        self, keys: Iterable[K], question: Callable[[K], tuple[Any, ...]]
    ) -> Iterator[tuple[K, Any]]:
        """Ask one question about each key, in as few requests as possible."""
        asked = list(keys)
        answers = self.answers.ask([Question(*question(key)) for key in asked])
        return zip(asked, answers, strict=True)

    def _about(
        self,
        finding: Finding,
        identity: bytes,
        expected: Mapping[str, Any],
        found: Mapping[str, Any],
        subject: str = "",
    ) -> Iterator[Divergence]:
        return about_person(self.traces, finding, identity, expected, found, subject)

    def _of_round(
        self, number: int, expected: Mapping[str, Any], found: Mapping[str, Any]
    ) -> Iterator[Divergence]:
        place = self.traces.rounds[number]
        return difference(Finding.ROUND_DIFFERS, f"round {number}", expected, found, place)

    def _of_beacon(
        self, number: int, expected: Mapping[str, Any], found: Mapping[str, Any]
    ) -> Iterator[Divergence]:
        place = self.traces.beacon[number]
        return difference(Finding.BEACON_DIFFERS, f"beacon round {number}", expected, found, place)


def _answered(found: Any) -> dict[str, Any]:
    return fields_of(found) | fields_of(found.terms)
