"""The specification's state beside the views of the contracts, at one block.

Everything the contracts can be asked is asked, in batches. Some things are read from storage, at
the place the compiler gives them: the record of leaves, which has no view, and what there is much
of (the keys of those who should have none, the places of entrants, the lots settled), since a view
costs a node twenty times more. Other entries that no act ever
touched are not searched for: the code, which is compared too, cannot write them.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from isonomia import words
from isonomia.build import Artifact
from isonomia.contract_views import ContractViews, Question, chunks
from isonomia.differences import about_person, difference, entry_slot, fields_of, plain, slot_of
from isonomia.divergence import Divergence, Finding, readable
from isonomia.packed_words import pack_leaves, unpack_person
from isonomia.pool_comparison import PoolComparison
from isonomia.replay import Traces
from isonomia.spec import views
from isonomia.spec.calendar import YEAR
from isonomia.spec.state import State

PEOPLE_PER_CALL = 200

#: Called with (people compared, people in all).
Progress = Callable[[int, int], None]


class Comparison:
    """A state of the specification against the contracts.

    Attributes:
        state: as rebuilt from the logs
        answers: the contracts' views at the pinned block
        time: second of the pinned block
        traces: where the last log about each person and each round stands
    """

    def __init__(
        self,
        state: State,
        answers: ContractViews,
        time: int,
        traces: Traces,
        artifacts: Mapping[str, Artifact],
        on_progress: Progress = lambda _done, _total: None,
    ) -> None:
        self.state = state
        self.answers = answers
        self.time = time
        self.traces = traces
        self._pool = PoolComparison(state, answers, time, traces, artifacts["Pool"])
        self._leaves_slot = slot_of(artifacts["Ledger"], "_leaves")
        self._signatories_slot = slot_of(artifacts["Communities"], "_signatories")
        self._on_progress = on_progress

    def divergences(self) -> Iterator[Divergence]:
        """Compare everything, always in the same order; hand out each difference."""
        yield from self._charter()
        yield from self._rates()
        yield from self._rules()
        yield from self._councils()
        yield from self._seats()
        yield from self._people()
        yield from self._keys()
        yield from self._no_keys()
        yield from self._leaves()
        yield from self._rule_counts()
        yield from self._pool.divergences()

    # ---- what belongs to everybody ---------------------------------------------------------------

    def _charter(self) -> Iterator[Divergence]:
        ledger, communities = self.answers.ledger, self.answers.communities
        pool = self.answers.pool
        of_ledger, charter_hash, genesis, majority, of_pool, catalogue = self.answers.ask(
            [
                Question(ledger, "charter"),
                Question(ledger, "CHARTER_HASH"),
                Question(ledger, "GENESIS"),
                Question(communities, "MAJORITY_YEARS"),
                Question(pool, "charter"),
                Question(ledger, "catalogueHash"),
            ]
        )
        expected = dataclasses.asdict(self.state.charter) | {
            "charter_hash": self.state.charter_hash,
            "genesis": self.state.genesis,
        }
        found = fields_of(of_ledger) | fields_of(of_pool)
        found |= {"majority_years": majority, "charter_hash": charter_hash, "genesis": genesis}
        yield from difference(Finding.CHARTER_DIFFERS, "charter", expected, found)
        yield from self._wiring()
        if catalogue != self.state.catalogue_hash:
            yield Divergence(
                Finding.CATALOGUE_DIFFERS,
                field="catalogue_hash",
                expected=readable(self.state.catalogue_hash),
                found=readable(catalogue),
            )

    def _wiring(self) -> Iterator[Divergence]:
        answers = self.answers
        obeyed = {
            "ledger": [(answers.communities, "LEDGER"), (answers.pool, "LEDGER")],
            "communities": [(answers.ledger, "COMMUNITIES"), (answers.pool, "COMMUNITIES")],
            "pool": [(answers.ledger, "POOL"), (answers.communities, "POOL")],
            "beacon": [(answers.pool, "BEACON")],
        }
        for name, views_of_it in obeyed.items():
            expected = plain(getattr(answers, name).address)
            for found in answers.ask([Question(*view) for view in views_of_it]):
                yield from difference(
                    Finding.CHARTER_DIFFERS, "wiring", {name: expected}, {name: plain(found)}
                )

    def _rates(self) -> Iterator[Divergence]:
        """Ask the rate of each step, and what somebody accrues until a year after the last."""
        ledger, steps = self.answers.ledger, self.state.rate_steps
        times = [step.starts_at for step in steps]
        found = self.answers.ask([Question(ledger, "rateAt", (time,)) for time in times])
        for step, rate in zip(steps, found, strict=True):
            yield from difference(
                Finding.RATE_DIFFERS,
                f"rate from {words.second(step.starts_at)}",
                {"millicredits a year": step.rate},
                {"millicredits a year": rate},
            )
        someone = min((p.birth_month for p in self.state.people.values()), default=0)
        until = times[-1] + YEAR
        (credits,) = self.answers.ask([Question(ledger, "entitlement", (someone, until))])
        yield from difference(
            Finding.RATE_DIFFERS,
            f"entitlement of births in {words.month(someone)} until {words.second(until)}",
            {"credits": views.entitlement(self.state, someone, until)},
            {"credits": credits},
        )

    def _rules(self) -> Iterator[Divergence]:
        ledger, rules = self.answers.ledger, self.state.rules
        counts = self.answers.ask([Question(ledger, "versionsOf", (rule,)) for rule in rules])
        for rule, count in zip(rules, counts, strict=True):
            yield from difference(
                Finding.RULE_DIFFERS,
                f"rule {rule}",
                {"versions": len(rules[rule])},
                {"versions": count},
            )
        lines = [
            (rule, number, version)
            for rule, versions in rules.items()
            for number, version in enumerate(versions, 1)
        ]
        found = self.answers.ask(
            [Question(ledger, "ruleVersion", (rule, number)) for rule, number, _ in lines]
        )
        for (rule, number, version), answer in zip(lines, found, strict=True):
            yield from difference(
                Finding.RULE_DIFFERS,
                f"rule {rule} version {number}",
                dataclasses.asdict(version),
                fields_of(answer),
            )

    def _councils(self) -> Iterator[Divergence]:
        communities, councils = self.answers.communities, self.state.councils
        count, *found = self.answers.ask(
            [
                Question(communities, "communityCount"),
                *(Question(communities, "council", (number,)) for number in councils),
            ]
        )
        yield from difference(
            Finding.COUNCIL_DIFFERS, "", {"communities": len(councils)}, {"communities": count}
        )
        for (number, council), answer in zip(councils.items(), found, strict=True):
            yield from difference(
                Finding.COUNCIL_DIFFERS,
                f"council {number}",
                dataclasses.asdict(council),
                fields_of(answer),
            )

    def _seats(self) -> Iterator[Divergence]:
        communities, seats = self.answers.communities, self.state.seats
        found = self.answers.ask([Question(communities, "seatAt", place) for place in seats])
        for (place, seat), (identity, controller) in zip(seats.items(), found, strict=True):
            yield from difference(
                Finding.SEAT_DIFFERS,
                f"seat {place[1]} of council {place[0]}",
                dataclasses.asdict(seat),
                {"identity": identity, "controller": plain(controller)},
            )

    # ---- what belongs to one person --------------------------------------------------------------

    def _people(self) -> Iterator[Divergence]:
        done, total = 0, len(self.state.people)
        for some in chunks(self.state.people, PEOPLE_PER_CALL):
            looks, raw_words = self.answers.ask(
                [
                    Question(self.answers.ledger, "look", (some,)),
                    Question(self.answers.ledger, "rawPeople", (some,)),
                ]
            )
            for identity, look, word in zip(some, looks, raw_words, strict=True):
                yield from self._person(identity, fields_of(look), word)
            done += len(some)
            self._on_progress(done, total)

    def _keys(self) -> Iterator[Divergence]:
        communities, signatories = self.answers.communities, self.state.signatories
        found = self.answers.ask(
            [Question(communities, "signatory", (one,)) for one in signatories]
        )
        for (identity, signatory), answer in zip(signatories.items(), found, strict=True):
            yield from self._about(
                Finding.SIGNATORY_DIFFERS,
                identity,
                dataclasses.asdict(signatory),
                fields_of(answer),
            )

    def _no_keys(self) -> Iterator[Divergence]:
        """Most people have no key: that costs a storage read each, much less than a view."""
        without = [one for one in self.state.people if one not in self.state.signatories]
        slots = [entry_slot(self._signatories_slot, identity) for identity in without]
        found = self.answers.storage(self.answers.communities, slots)
        for identity, word in zip(without, found, strict=True):
            yield from self._about(
                Finding.SIGNATORY_DIFFERS, identity, {"controller": 0}, {"controller": word}
            )

    def _person(self, identity: bytes, look: Mapping[str, Any], word: int) -> Iterator[Divergence]:
        person = self.state.people[identity]
        looked = list(
            self._about(Finding.PERSON_DIFFERS, identity, self._expected_look(identity), look)
        )
        yield from looked
        expected_word = views.person_word(person)
        if word != expected_word and not looked:
            yield from self._about(
                Finding.PERSON_DIFFERS, identity, unpack_person(expected_word), unpack_person(word)
            )

    def _expected_look(self, identity: bytes) -> dict[str, int]:
        person = self.state.people[identity]
        return {
            "community": person.community,
            "birth_month": person.birth_month,
            "credits": views.entitlement(self.state, person.birth_month, self.time),
            "quality": views.quality(self.state, identity, self.time),
            "tier": views.tier(self.state, identity, self.time),
        }

    def _leaves(self) -> Iterator[Divergence]:
        slots = [entry_slot(self._leaves_slot, identity) for identity in self.state.leaves]
        found = self.answers.storage(self.answers.ledger, slots)
        for (identity, leaves), word in zip(self.state.leaves.items(), found, strict=True):
            yield from self._about(
                Finding.LEAVE_DIFFERS,
                identity,
                {"leaves": pack_leaves(leaves)},
                {"leaves": word},
            )

    def _rule_counts(self) -> Iterator[Divergence]:
        this_year = views.year_at(self.state, self.time)
        counts = self.state.rule_times
        found = self.answers.ask(
            [Question(self.answers.ledger, "timesThisYear", pair) for pair in counts]
        )
        for ((identity, rule), counted), times in zip(counts.items(), found, strict=True):
            yield from self._about(
                Finding.RULE_COUNT_DIFFERS,
                identity,
                {f"awards under rule {rule}": counted.times if counted.year == this_year else 0},
                {f"awards under rule {rule}": times},
            )

    def _about(
        self,
        finding: Finding,
        identity: bytes,
        expected: Mapping[str, Any],
        found: Mapping[str, Any],
    ) -> Iterator[Divergence]:
        return about_person(self.traces, finding, identity, expected, found)
