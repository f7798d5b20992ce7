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
    spent: int
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
        return self.bits(40, 10)

    @property
    def decay_from(self) -> int:
        """Day from which quality falls."""
        return self.bits(50, 20)

    @property
    def leave_until(self) -> int:
        """First day after the last leave."""
        return self.bits(70, 20)

    @property
    def tallies(self) -> tuple[int, ...]:
        """Points in each category in the year of the tallies."""
        return tuple(self.bits(100 + 8 * category, 8) for category in range(CATEGORIES))

    @property
    def seat(self) -> tuple[int, int]:
        """Community and index of the person's seat; the community is 0 without one."""
        return self.bits(164, 24), self.bits(188, 8)

    @property
    def given(self) -> int:
        """Points given away in the year of the tallies."""
        return self.bits(156, 8)

    @property
    def overlay_count(self) -> int:
        """Indexes of overlays ever used."""
        return self.bits(216, 4)


@dataclass(frozen=True)
class CouncilSeen:
    """One community, its council, and what it has to answer for."""

    parent: int
    seats: int
    threshold: int
    members: int
    nonce: int
    chain: bytes
    quarter: int
    used: int
    share_index: int
    full_again: int


@dataclass(frozen=True)
class RoundSeen:
    """One round of the lottery."""

    kind: int
    prizes: int
    points: int
    amount: int
    days_long: int
    entries_until: int
    entrants: int
    entrants_hash: bytes
    beacon_round: int
    settled: int
    closed: bool

    @property
    def terms(self) -> tuple[int, ...]:
        """What was fixed when the round was opened."""
        return (
            self.kind,
            self.prizes,
            self.points,
            self.amount,
            self.days_long,
            self.entries_until,
        )


@dataclass(frozen=True)
class Account:
    """Points given since the beginning, and where they are."""

    given: int
    free: int
    reserved: int
    granted: int


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
    account: Account
    #: By number.
    rounds: dict[int, RoundSeen]
    #: By round and identity, counted from 1.
    places: dict[tuple[int, bytes], int]
    #: Words of those who won, by identity.
    overlays: dict[bytes, tuple[int, ...]]
    #: Whether those who won used their second chance.
    second_chances: dict[bytes, bool]
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
        self._rounds: list[int] = []
        self._entries: list[tuple[int, bytes]] = []
        self._winners: list[bytes] = []
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
                case "RoundOpened":
                    self._rounds.append(event.round)
                case "Entered":
                    self._entries.append((event.round, event.identity))
                case "PrizeWon" if event.identity not in self._winners:
                    self._winners.append(event.identity)

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
            ("Pool", "account", ()),
            *(("Communities", "signatory", (identity,)) for identity in people),
            *(("Communities", "council", (community,)) for community in self._communities),
            *(("Communities", "seatAt", seat) for seat in self._seats),
            *(("Ledger", "ruleVersion", version) for version in self._versions),
            *(("Pool", "roundOf", (number,)) for number in self._rounds),
            *(("Pool", "placeOf", entry) for entry in self._entries),
            *(("Ledger", "rawOverlays", (identity,)) for identity in self._winners),
            *(("Pool", "secondChanceUsed", (identity,)) for identity in self._winners),
            *self._past,
        ]
        answers = iter(self._chain.views(questions))
        views, words, rate, catalogue, account = (next(answers) for _ in range(5))
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
            account=Account(*account),
            rounds={number: _round_seen(next(answers)) for number in self._rounds},
            places={entry: next(answers) for entry in self._entries},
            overlays={identity: next(answers) for identity in self._winners},
            second_chances={identity: next(answers) for identity in self._winners},
            history={question[1:]: next(answers) for question in self._past},
        )


def _round_seen(view: tuple[Any, ...]) -> RoundSeen:
    """Return a round from the contract's struct, whose first member is the terms."""
    return RoundSeen(*view[0], *view[1:])
