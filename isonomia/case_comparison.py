"""Infraction rules and cases, beside the views of the contracts."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from typing import Any

from isonomia.build import Artifact
from isonomia.compared import Compared
from isonomia.contract_views import ContractViews
from isonomia.differences import entry_slot, fields_of, slot_of
from isonomia.divergence import Divergence, Finding, readable
from isonomia.event_logs import snake_case
from isonomia.packed_words import pack_year_count, unpack_case
from isonomia.replay import Traces
from isonomia.spec import views
from isonomia.spec.state import CaseKind, State, YearCount

#: What a case's key says, which its number stands for.
_KEY = ("kind", "identity", "matter")


class CaseComparison(Compared):
    """What councils, people and panels decided, by the specification and by the contracts."""

    def __init__(
        self, state: State, answers: ContractViews, time: int, traces: Traces, cases: Artifact
    ) -> None:
        super().__init__(state, answers, time, traces)
        self._cases_slot = slot_of(cases, "_cases")
        self._records_slot = slot_of(cases, "_records")

    def divergences(self) -> Iterator[Divergence]:
        """Compare everything, always in the same order; hand out each difference."""
        yield from self._published()
        yield from self._infractions()
        yield from self._cases()
        yield from self._states()
        yield from self._words()
        yield from self._records()
        yield from self._counts("accusationsThisYear", self.state.accusations)
        yield from self._counts("challengesThisYear", self.state.challenges)

    def _published(self) -> Iterator[Divergence]:
        cases = self.answers.cases
        for _, found in self.each([None], lambda _: (cases, "infractionsHash")):
            expected = {"infractions_hash": self.state.infractions_hash}
            yield from self.of(
                Finding.INFRACTIONS_DIFFER, "", expected, {"infractions_hash": found}
            )

    def _infractions(self) -> Iterator[Divergence]:
        cases, rules = self.answers.cases, self.state.infractions
        counts = self.each(rules, lambda rule: (cases, "infractionVersionsOf", (rule,)))
        for rule, count in counts:
            yield from self.of(
                Finding.INFRACTION_RULE_DIFFERS,
                f"infraction rule {rule}",
                {"versions": len(rules[rule])},
                {"versions": count},
            )
        lines = [(rule, number) for rule in rules for number in range(1, len(rules[rule]) + 1)]
        found = self.each(lines, lambda line: (cases, "infractionVersion", line))
        for (rule, number), answer in found:
            yield from self.of(
                Finding.INFRACTION_RULE_DIFFERS,
                f"infraction rule {rule} version {number}",
                dataclasses.asdict(rules[rule][number - 1]),
                fields_of(answer),
            )

    def _cases(self) -> Iterator[Divergence]:
        contract, cases = self.answers.cases, self.state.cases
        for number, answer in self.each(cases, lambda one: (contract, "caseOf", (one,))):
            expected = dataclasses.asdict(cases[number])
            for name in _KEY:
                del expected[name]
            yield from self._of_case(number, expected, fields_of(answer))

    def _states(self) -> Iterator[Divergence]:
        """What may be done with each case now."""
        contract, cases = self.answers.cases, self.state.cases
        asked = self.each(cases, lambda one: (contract, "stateOf", (_key(cases[one]),)))
        for number, answer in asked:
            expected = views.case_state(self.state, cases[number].key, self.time)
            yield from self._of_case(number, {"state": int(expected)}, {"state": answer})

    def _words(self) -> Iterator[Divergence]:
        """The slot of each case, bits that nothing shows included."""
        contract, cases = self.answers.cases, self.state.cases
        stored = self.stored(cases, contract, lambda one: entry_slot(self._cases_slot, one))
        for number, word in stored:
            found = unpack_case(word)
            case = dataclasses.asdict(cases[number])
            yield from self._of_case(number, {name: case.get(name, 0) for name in found}, found)

    def _records(self) -> Iterator[Divergence]:
        """What bounds how often one person can be drawn into a case, or draw others into one."""
        state, slot = self.state, self._records_slot
        expected = {
            (int(kind), identity): pack_year_count(counted)
            for kind, counts in (
                (CaseKind.INFRACTION, state.accusations),
                (CaseKind.CHALLENGE, state.challenges),
            )
            for identity, counted in counts.items()
        }
        expected |= {(int(kind), who): time for (kind, who), time in state.last_filed.items()}
        stored = self.stored(expected, self.answers.cases, lambda pair: entry_slot(slot, *pair))
        for (kind, identity), word in stored:
            name = f"record of kind {kind}"
            yield from self.about(
                Finding.CASE_COUNT_DIFFERS, identity, {name: expected[kind, identity]}, {name: word}
            )

    def _counts(self, view: str, counts: Mapping[bytes, YearCount]) -> Iterator[Divergence]:
        contract, this_year = self.answers.cases, views.year_at(self.state, self.time)
        for identity, found in self.each(counts, lambda one: (contract, view, (one,))):
            counted = counts[identity]
            expected = counted.times if counted.year == this_year else 0
            name = snake_case(view).replace("_", " ")
            yield from self.about(
                Finding.CASE_COUNT_DIFFERS, identity, {name: expected}, {name: found}
            )

    def _of_case(
        self, number: bytes, expected: dict[str, Any], found: dict[str, Any]
    ) -> Iterator[Divergence]:
        """A case is about one person: the divergence names both."""
        place = self.traces.cases[number]
        person = readable(self.state.cases[number].identity)
        for divergence in self.of(
            Finding.CASE_DIFFERS, f"case {readable(number)}", expected, found, place
        ):
            yield dataclasses.replace(divergence, person=person)


def _key(case: Any) -> tuple[int, bytes, int]:
    return (case.kind, case.identity, case.matter)
