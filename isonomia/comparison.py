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
from isonomia.assembly_comparison import AssemblyComparison
from isonomia.build import Artifact
from isonomia.case_comparison import CaseComparison
from isonomia.charter_comparison import CharterComparison
from isonomia.compared import Compared
from isonomia.contract_views import ContractViews, Question, chunks
from isonomia.differences import entry_slot, fields_of, plain, slot_of
from isonomia.divergence import Divergence, Finding
from isonomia.findings_comparison import FindingsComparison
from isonomia.packed_words import pack_leaves, pack_rule_times, unpack_person
from isonomia.pool_comparison import PoolComparison
from isonomia.replay import Traces
from isonomia.services_comparison import ServicesComparison
from isonomia.spec import views
from isonomia.spec.calendar import YEAR
from isonomia.spec.state import State
from isonomia.storage_layout import struct_of

PEOPLE_PER_CALL = 200
#: Fields of a signatory that have a view of their own.
_ORDERS = ("order_floor", "orders_seen")
_ADDRESS_BYTES = 20

#: Called with (people compared, people in all).
Progress = Callable[[int, int], None]


class Comparison(Compared):
    """A state of the specification against the contracts."""

    def __init__(
        self,
        state: State,
        answers: ContractViews,
        time: int,
        traces: Traces,
        artifacts: Mapping[str, Artifact],
        on_progress: Progress = lambda _done, _total: None,
    ) -> None:
        super().__init__(state, answers, time, traces)
        seen = (state, answers, time, traces)
        self._charters = CharterComparison(*seen, artifacts)
        self._pool = PoolComparison(*seen, artifacts["Pool"])
        self._cases = CaseComparison(*seen, artifacts["Cases"])
        self._assembly = AssemblyComparison(*seen, artifacts)
        self._services = ServicesComparison(*seen, artifacts["Services"])
        self._findings = FindingsComparison(*seen, artifacts["Findings"])
        self._leaves_slot = slot_of(artifacts["Ledger"], "_leaves")
        self._rule_times_slot = slot_of(artifacts["Ledger"], "_ruleTimes")
        self._signatory = struct_of(artifacts["Communities"], "_signatories")
        self._on_progress = on_progress

    def divergences(self) -> Iterator[Divergence]:
        """Compare everything, always in the same order; hand out each difference."""
        yield from self._charters.divergences()
        yield from self._catalogue()
        yield from self._rates()
        yield from self._rules()
        yield from self._councils()
        yield from self._seats()
        yield from self._people()
        yield from self._keys()
        yield from self._orders()
        yield from self._no_keys()
        yield from self._leaves()
        yield from self._rule_counts()
        yield from self._left()
        yield from self._pool.divergences()
        yield from self._cases.divergences()
        yield from self._assembly.divergences()
        yield from self._services.divergences()
        yield from self._findings.divergences()

    # ---- what belongs to everybody ---------------------------------------------------------------

    def _catalogue(self) -> Iterator[Divergence]:
        (catalogue,) = self.answers.ask([Question(self.answers.ledger, "catalogueHash")])
        expected = {"catalogue_hash": self.state.catalogue_hash}
        found = {"catalogue_hash": catalogue}
        yield from self.of(Finding.CATALOGUE_DIFFERS, "", expected, found)

    def _rates(self) -> Iterator[Divergence]:
        """Ask the rate of each step, and what somebody accrues until long after the last."""
        ledger, steps = self.answers.ledger, self.state.rate_steps
        times = [step.starts_at for step in steps]
        found = self.answers.ask([Question(ledger, "rateAt", (time,)) for time in times])
        for step, rate in zip(steps, found, strict=True):
            yield from self.of(
                Finding.RATE_DIFFERS,
                f"rate from {words.second(step.starts_at)}",
                {"millicredits a year": step.rate},
                {"millicredits a year": rate},
            )
        someone = min((p.birth_month for p in self.state.people.values()), default=0)
        until = max(times[-1], self.time) + 2 * YEAR
        (credits,) = self.answers.ask([Question(ledger, "entitlement", (someone, until))])
        yield from self.of(
            Finding.RATE_DIFFERS,
            f"entitlement of births in {words.month(someone)} until {words.second(until)}",
            {"credits": views.entitlement(self.state, someone, until)},
            {"credits": credits},
        )

    def _rules(self) -> Iterator[Divergence]:
        ledger, rules = self.answers.ledger, self.state.rules
        counts = self.answers.ask([Question(ledger, "versionsOf", (rule,)) for rule in rules])
        for rule, count in zip(rules, counts, strict=True):
            yield from self.of(
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
            yield from self.of(
                Finding.RULE_DIFFERS,
                f"rule {rule} version {number}",
                dataclasses.asdict(version),
                fields_of(answer),
            )

    def _councils(self) -> Iterator[Divergence]:
        communities, councils = self.answers.communities, self.state.councils
        count, seats = self.answers.ask(
            [Question(communities, "communityCount"), Question(communities, "totalSeats")]
        )
        expected = {"communities": len(councils), "seats of all": len(self.state.seats)}
        found = {"communities": count, "seats of all": seats}
        yield from self.of(Finding.COUNCIL_DIFFERS, "", expected, found)
        for number, answer in self.each(councils, lambda one: (communities, "council", (one,))):
            council = dataclasses.asdict(councils[number])
            first_seat = council.pop("first_seat")
            council["full_again_day"] = council.pop("full_again")
            yield from self._of_council(number, council, fields_of(answer))
            yield from self._accountability(number, first_seat)

    def _accountability(self, number: int, first_seat: int) -> Iterator[Divergence]:
        """What follows from a council's slot today."""
        communities = self.answers.communities
        names = ("firstSeatOf", "standingOf", "budgetOf")
        first, standing, (budget, left) = self.answers.ask(
            [Question(communities, name, (number,)) for name in names]
        )
        expected_budget, expected_left = views.budget(self.state, number, self.time)
        yield from self._of_council(
            number,
            {
                "first seat": first_seat,
                "standing": views.standing(self.state, number, self.time),
                "budget": expected_budget,
                "left of the budget": expected_left,
            },
            {
                "first seat": first,
                "standing": standing,
                "budget": budget,
                "left of the budget": left,
            },
        )

    def _of_council(
        self, number: int, expected: Mapping[str, Any], found: Mapping[str, Any]
    ) -> Iterator[Divergence]:
        yield from self.of(
            Finding.COUNCIL_DIFFERS,
            f"council {number}",
            expected,
            found,
            self.traces.communities[number],
        )

    def _seats(self) -> Iterator[Divergence]:
        communities, seats = self.answers.communities, self.state.seats
        found = self.answers.ask([Question(communities, "seatAt", place) for place in seats])
        for (place, seat), (identity, controller) in zip(seats.items(), found, strict=True):
            yield from self.of(
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
            expected = dataclasses.asdict(signatory)
            for name in _ORDERS:
                del expected[name]
            yield from self.about(Finding.SIGNATORY_DIFFERS, identity, expected, fields_of(answer))

    def _orders(self) -> Iterator[Divergence]:
        """Which orders were used, from the slot that holds it beside the key."""
        communities, signatories = self.answers.communities, self.state.signatories
        for identity, found in self.structs(signatories, communities, self._signatory):
            expected = dataclasses.asdict(signatories[identity]) | {"unused": False}
            told = {**found, "controller": found["controller"].to_bytes(_ADDRESS_BYTES)}
            yield from self.about(Finding.SIGNATORY_DIFFERS, identity, expected, told)
        used = [one for one, signatory in signatories.items() if signatory.orders_seen]
        for identity, answer in self.each(used, lambda one: (communities, "ordersOf", (one,))):
            signatory = signatories[identity]
            expected_orders = (signatory.order_floor, signatory.orders_seen)
            yield from self.about(
                Finding.SIGNATORY_DIFFERS,
                identity,
                dict(zip(_ORDERS, expected_orders, strict=True)),
                dict(zip(_ORDERS, answer, strict=True)),
            )

    def _no_keys(self) -> Iterator[Divergence]:
        """Most people have no key: that costs a storage read each, much less than a view."""
        without = [one for one in self.state.people if one not in self.state.signatories]
        slots = [entry_slot(self._signatory.slot, identity) for identity in without]
        found = self.answers.storage(self.answers.communities, slots)
        for identity, word in zip(without, found, strict=True):
            yield from self.about(
                Finding.SIGNATORY_DIFFERS, identity, {"controller": 0}, {"controller": word}
            )

    def _person(self, identity: bytes, look: Mapping[str, Any], word: int) -> Iterator[Divergence]:
        person = self.state.people[identity]
        looked = list(
            self.about(Finding.PERSON_DIFFERS, identity, self._expected_look(identity), look)
        )
        yield from looked
        expected_word = views.person_word(person)
        if word != expected_word and not looked:
            yield from self.about(
                Finding.PERSON_DIFFERS, identity, unpack_person(expected_word), unpack_person(word)
            )

    def _expected_look(self, identity: bytes) -> dict[str, int]:
        person = self.state.people[identity]
        return {
            "community": person.community,
            "birth_month": person.birth_month,
            "credits": views.credits(self.state, identity, self.time),
            "quality": views.quality(self.state, identity, self.time),
            "tier": views.tier(self.state, identity, self.time),
            "spent": person.spent,
        }

    def _leaves(self) -> Iterator[Divergence]:
        slots = [entry_slot(self._leaves_slot, identity) for identity in self.state.leaves]
        found = self.answers.storage(self.answers.ledger, slots)
        for (identity, leaves), word in zip(self.state.leaves.items(), found, strict=True):
            yield from self.about(
                Finding.LEAVE_DIFFERS,
                identity,
                {"leaves": pack_leaves(leaves)},
                {"leaves": word},
            )

    def _rule_counts(self) -> Iterator[Divergence]:
        """How often this year, as the view says it, and with the year as it is stored."""
        this_year, counts = views.year_at(self.state, self.time), self.state.rule_times
        ledger, slot = self.answers.ledger, self._rule_times_slot
        shown = self.each(counts, lambda pair: (ledger, "timesThisYear", pair))
        stored = self.stored(counts, ledger, lambda pair: entry_slot(slot, *pair))
        for (pair, times), (_, word) in zip(shown, stored, strict=True):
            (identity, rule), counted = pair, counts[pair]
            names = (f"awards under rule {rule}", f"record of rule {rule}")
            expected = (
                counted.times if counted.year == this_year else 0,
                pack_rule_times(counted),
            )
            yield from self.about(
                Finding.RULE_COUNT_DIFFERS,
                identity,
                dict(zip(names, expected, strict=True)),
                dict(zip(names, (times, word), strict=True)),
            )

    def _left(self) -> Iterator[Divergence]:
        ledger, times = self.answers.ledger, self.state.left_at
        for identity, found in self.each(times, lambda one: (ledger, "leftAt", (one,))):
            yield from self.about(
                Finding.PERSON_DIFFERS, identity, {"left_at": times[identity]}, {"left_at": found}
            )
