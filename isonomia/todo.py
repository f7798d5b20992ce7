"""Lines that are still to be decided, and when each of them is filed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from isonomia.clocks import Clock
from isonomia.due_process.case_keys import CaseKey
from isonomia.records import (
    Contribution,
    Enrolment,
    Infraction,
    Line,
    Nomination,
    Redemption,
    Remedy,
    Source,
)
from isonomia.spec.calendar import first_second
from isonomia.spec.state import Case, Person

_NO_CASES: Mapping[bytes, Case] = {}


@dataclass(frozen=True, slots=True)
class Binding:
    """A key to bind to a person; it comes from the enrolment line that names it."""

    source: Source
    key: bytes
    identity: bytes
    controller: bytes
    birth_month: int


@dataclass(slots=True)
class Todo:
    """Lines that are still undecided."""

    enrolments: list[Enrolment] = field(default_factory=list)
    bindings: list[Binding] = field(default_factory=list)
    contributions: list[Contribution] = field(default_factory=list)
    nominations: list[Nomination] = field(default_factory=list)
    infractions: list[Infraction] = field(default_factory=list)
    remedies: list[Remedy] = field(default_factory=list)
    redemptions: list[Redemption] = field(default_factory=list)

    @property
    def size(self) -> int:
        """How many they are."""
        return sum(1 for _ in self._lines())

    @property
    def identities(self) -> list[bytes]:
        """The people they are about, each once, in the order of the lines."""
        return list(dict.fromkeys(line.identity for line in self._lines()))

    def councils(
        self, people: Mapping[bytes, Person], cases: Mapping[bytes, Case] = _NO_CASES
    ) -> set[int]:
        """Return the communities whose councils have to act.

        Args:
            people: who is enrolled already, by identity
            cases: those filed already, by number
        """
        homes = {line.identity: line.community for line in self.enrolments}
        homes |= {identity: person.community for identity, person in people.items()}
        certified = {line.case.number for line in self.remedies}
        others = Remedy | Redemption
        asked = {line.identity for line in self._lines() if not isinstance(line, others)}
        own = {homes[who] for who in asked if who in homes}
        own |= {case.community for number, case in cases.items() if number in certified}
        named = {line.community for line in self.contributions}
        named |= {line.community for line in self.nominations}
        named |= {line.community for line in self.infractions}
        return own | {community for community in named if community is not None}

    @property
    def cases(self) -> list[CaseKey]:
        """The cases that lines begin or end, each once, in the order of the lines."""
        accused = [line.case for line in self.infractions]
        return list(dict.fromkeys(accused + [line.case for line in self.remedies]))

    def by_filing_time(self, clock: Clock) -> Iterator[tuple[int, Todo]]:
        """Yield what is filed at each second, the earliest first."""
        parts: dict[int, Todo] = {}
        for enrolment in self.enrolments:
            time = clock.enrolling_time(first_second(enrolment.birth_month))
            parts.setdefault(time, Todo()).enrolments.append(enrolment)
        for binding in self.bindings:
            time = clock.enrolling_time(first_second(binding.birth_month))
            parts.setdefault(time, Todo()).bindings.append(binding)
        for contribution in self.contributions:
            time = clock.filing_time(contribution.time)
            parts.setdefault(time, Todo()).contributions.append(contribution)
        for nomination in self.nominations:
            parts.setdefault(clock.present, Todo()).nominations.append(nomination)
        for infraction in self.infractions:
            time = clock.filing_time(infraction.time)
            parts.setdefault(time, Todo()).infractions.append(infraction)
        for remedy in self.remedies:
            parts.setdefault(clock.present, Todo()).remedies.append(remedy)
        for redemption in self.redemptions:
            parts.setdefault(clock.present, Todo()).redemptions.append(redemption)
        yield from sorted(parts.items(), key=lambda item: item[0])

    def _lines(self) -> Iterator[Line | Binding]:
        yield from self.enrolments
        yield from self.bindings
        yield from self.contributions
        yield from self.nominations
        yield from self.infractions
        yield from self.remedies
        yield from self.redemptions
