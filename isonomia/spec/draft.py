"""A change being tried: read through to the state, written aside, kept only when all of it holds.

An action costs what it touches, however many people there are, and one that is refused (or fails)
half-way leaves nothing behind.
"""

from __future__ import annotations

from typing import Generic, TypeVar

from isonomia.spec.calendar import QUARTER, YEAR, day_of
from isonomia.spec.charters import charter_on
from isonomia.spec.events import Event
from isonomia.spec.state import State

K = TypeVar("K")
V = TypeVar("V")


class Table(Generic[K, V]):
    """A dictionary whose changes stand aside until they are kept."""

    def __init__(self, kept: dict[K, V]) -> None:
        self._kept = kept
        self._changed: dict[K, V] = {}

    def get(self, key: K) -> V | None:
        """Return the entry as changed, else as kept, else ``None``."""
        changed = self._changed.get(key)
        return self._kept.get(key) if changed is None else changed

    def __getitem__(self, key: K) -> V:
        changed = self._changed.get(key)
        return self._kept[key] if changed is None else changed

    def __len__(self) -> int:
        return len(self._kept) + sum(key not in self._kept for key in self._changed)

    def __setitem__(self, key: K, value: V) -> None:
        self._changed[key] = value

    def keep(self) -> None:
        """Write the changes to the dictionary itself."""
        self._kept.update(self._changed)


class Collection(Generic[K]):
    """A set whose additions stand aside until they are kept; nothing ever leaves it."""

    def __init__(self, kept: set[K]) -> None:
        self._kept = kept
        self._added: set[K] = set()

    def __contains__(self, entry: K) -> bool:
        return entry in self._added or entry in self._kept

    def add(self, entry: K) -> None:
        """Add an entry."""
        self._added.add(entry)

    def keep(self) -> None:
        """Write the additions to the set itself."""
        self._kept.update(self._added)


class Draft:
    """One action at one moment on one state.

    Attributes:
        now: time of the action, in seconds
        today: its day
        year: its allocation year
        quarter: its quarter, of which an allocation year has four
        charter: the parameters in force on that day
        deployed_charter: those of the state, without amendments whose day is kept in ``waiting``
        events: what was announced so far
    """

    def __init__(self, state: State, now: int) -> None:
        self._state = state
        self.now = now
        self.today = day_of(now)
        self.year = (now - state.genesis) // YEAR
        self.quarter = (now - state.genesis) // QUARTER
        self.genesis = state.genesis
        self.beacon = state.beacon
        self.addresses = state.addresses
        self.first_terms_end = state.first_terms_end
        self.events: list[Event] = []
        self.deployed_charter = state.charter
        self.rate_steps = state.rate_steps
        self.catalogue_hash = state.catalogue_hash
        self.infractions_hash = state.infractions_hash
        self.standards_hash = state.standards_hash
        self.pool = state.pool
        self.people = Table(state.people)
        self.leaves = Table(state.leaves)
        self.rule_times = Table(state.rule_times)
        self.rules = Table(state.rules)
        self.signatories = Table(state.signatories)
        self.councils = Table(state.councils)
        self.seats = Table(state.seats)
        self.overlays = Table(state.overlays)
        self.rounds = Table(state.rounds)
        self.places = Table(state.places)
        self.nominations = Table(state.nominations)
        self.randomness = Table(state.randomness)
        self.left_at = Table(state.left_at)
        self.infractions = Table(state.infractions)
        self.cases = Table(state.cases)
        self.accusations = Table(state.accusations)
        self.challenges = Table(state.challenges)
        self.last_filed = Table(state.last_filed)
        self.panels = Table(state.panels)
        self.audits = Table(state.audits)
        self.renewals = Table(state.renewals)
        self.latest_renewals = Table(state.latest_renewals)
        self.volunteers = Table(state.volunteers)
        self.terms = Table(state.terms)
        self.endorsements = Table(state.endorsements)
        self.waiting = Table(state.waiting)
        self.organisations = Table(state.organisations)
        self.organisation_keys = Table(state.organisation_keys)
        self.offers = Table(state.offers)
        self.batches = Table(state.batches)
        self.ratings = Table(state.ratings)
        self.rating_counts = Table(state.rating_counts)
        self.statements = Table(state.statements)
        self.refunded = Collection(state.refunded)
        self.standards = Table(state.standards)
        self.findings = Table(state.findings)
        self.mandates = Table(state.mandates)
        self.effects = Table(state.effects)
        self.finding_counts = Table(state.finding_counts)
        self.settled_lots = Collection(state.settled_lots)
        self.second_chances = Collection(state.second_chances)
        self.charter = charter_on(state, self.today)

    def keep(self) -> list[Event]:
        """Write everything to the state and return the events."""
        self._state.charter = self.deployed_charter
        self._state.rate_steps = self.rate_steps
        self._state.catalogue_hash = self.catalogue_hash
        self._state.infractions_hash = self.infractions_hash
        self._state.standards_hash = self.standards_hash
        self._state.pool = self.pool
        for part in vars(self).values():
            if isinstance(part, Table | Collection):
                part.keep()
        return self.events
