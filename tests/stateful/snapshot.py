"""Everything the contracts show about a moment, read from the chain alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from tests.harness.chain import Chain, Question

CATEGORIES = 7


@dataclass(frozen=True)
class PersonSeen:
    """One person: the ledger's view of them, their slot, and who signs for them."""

    community: int
    birth_month: int
    credits: int
    quality: int
    tier: int
    word: int
    controller: bytes
    lapse_day: int
    nonce: int

    def bits(self, start: int, length: int) -> int:
        """Return some bits of the slot, as docs/rules.md lays it out."""
        return self.word >> start & (1 << length) - 1

    @property
    def stored_quality(self) -> int:
        """Quality as of the last change, before decay."""
        return self.bits(40, 16)

    @property
    def decay_from(self) -> int:
        """Day from which quality falls."""
        return self.bits(56, 24)

    @property
    def leave_until(self) -> int:
        """First day after the last leave."""
        return self.bits(80, 24)

    @property
    def tallies(self) -> tuple[int, ...]:
        """Points in each category in the year of the tallies."""
        return tuple(self.bits(120 + 8 * category, 8) for category in range(CATEGORIES))

    @property
    def seat(self) -> tuple[int, int]:
        """Community and index of the person's seat; the community is 0 without one."""
        return self.bits(176, 24), self.bits(200, 8)


@dataclass(frozen=True)
class CouncilSeen:
    """One community and its council."""

    parent: int
    seats: int
    threshold: int
    members: int
    nonce: int


@dataclass(frozen=True)
class Snapshot:
    """One moment. `history` holds answers about the past, by what was asked."""

    time: int
    people: dict[bytes, PersonSeen]
    councils: dict[int, CouncilSeen]
    #: Identity and key, by community and index.
    seats: dict[tuple[int, int], tuple[bytes, bytes]]
    rules: dict[tuple[int, int], tuple[Any, ...]]
    rate: int
    catalogue_hash: bytes
    history: dict[tuple[Any, ...], int] = field(default_factory=dict)

    @property
    def today(self) -> int:
        """Day of the snapshot."""
        return self.time // 86_400


class Observer:
    """Takes snapshots of a deployment.

    Whom and what to ask about comes from the events of genesis and of accepted acts, so that it
    knows no more than somebody who reads the logs.
    """

    def __init__(self, chain: Chain) -> None:
        self._chain = chain
        self._people: list[bytes] = []
        self._seats: list[tuple[int, int]] = []
        self._versions: list[tuple[int, int]] = []
        self._communities: list[int] = []
        self._past: list[Question] = []

    def note(self, events: Iterable[Any]) -> None:
        """Take note of who and what came into being."""
        for event in events:
            match type(event).__name__:
                case "CommunityFounded":
                    self._communities.append(event.community)
                case "Enrolled":
                    self._people.append(event.identity)
                case "SeatTaken":
                    self._seats.append((event.community, event.seat_index))
                case "RulePublished":
                    self._versions.append((event.rule, event.version))

    def remember(self, time: int, birth_month: int) -> None:
        """Ask about this moment again in every snapshot from now on."""
        self._past.append(("Ledger", "rateAt", (time,)))
        self._past.append(("Ledger", "entitlement", (birth_month, time)))

    def look(self) -> Snapshot:
        """Take a snapshot, with all questions in one request."""
        people = tuple(self._people)
        questions: list[Question] = [
            ("Ledger", "look", (people,)),
            ("Ledger", "rawPeople", (people,)),
            ("Ledger", "rateAt", (self._chain.time,)),
            ("Ledger", "catalogueHash", ()),
            *(("Communities", "signatory", (identity,)) for identity in people),
            *(("Communities", "council", (community,)) for community in self._communities),
            *(("Communities", "seatAt", seat) for seat in self._seats),
            *(("Ledger", "ruleVersion", version) for version in self._versions),
            *self._past,
        ]
        answers = iter(self._chain.views(questions))
        views, words, rate, catalogue = (next(answers) for _ in range(4))
        return Snapshot(
            time=self._chain.time,
            people={
                identity: PersonSeen(*view, word, *next(answers))
                for identity, view, word in zip(people, views, words, strict=True)
            },
            councils={one: CouncilSeen(*next(answers)) for one in self._communities},
            seats={seat: next(answers) for seat in self._seats},
            rules={version: next(answers) for version in self._versions},
            rate=rate,
            catalogue_hash=catalogue,
            history={question[1:]: next(answers) for question in self._past},
        )
