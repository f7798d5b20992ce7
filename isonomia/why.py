"""One person's receipt: why each of their numbers is what it is.

The receipt is made from the same replay of the logs that `isonomia.verify` uses, so that every line
names the block and the transaction it comes from, and it ends with what the contract itself
answers.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import Any

from isonomia.chain import Block, Chain
from isonomia.contract_views import ContractViews, Question
from isonomia.contracts import Deployment
from isonomia.divergence import readable
from isonomia.errors import IsonomiaError
from isonomia.event_logs import EventLog, Place
from isonomia.history import Act, fetch, read_header
from isonomia.packed_words import unpack_person
from isonomia.replay import Replay
from isonomia.spec import events, views
from isonomia.spec.calendar import YEAR, day_of, first_second
from isonomia.spec.quality import POINTS_PER_TIER, quality_on, tier_of
from isonomia.spec.state import Person, State
from isonomia.target import Target


class Kind(StrEnum):
    """What a line of a receipt is about."""

    ENROLLED = "enrolled"
    SEAT = "seat"
    KEY = "key"
    KEY_CHANGED = "key changed"
    AWARD = "award"
    FADING = "fading"
    LEAVE = "leave"
    LEAVE_ENDED = "leave ended"


@dataclass(frozen=True, slots=True)
class Signer:
    """A seat that signed, and who held it."""

    seat: int
    identity: str


@dataclass(frozen=True, slots=True)
class Approval:
    """Which seats of which council signed, out of how many."""

    community: int
    community_name: str
    signers: tuple[Signer, ...]
    seats: int
    threshold: int


@dataclass(frozen=True, slots=True)
class Award:
    """What an award was for."""

    rule: int
    version: int
    rule_name: str
    category: int
    points: int
    act_day: int
    evidence_hash: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a receipt.

    Attributes:
        kind: what it is about
        day: day on which it happened; for fading, the last day counted
        since: for fading and leaves, the first day; else None
        change: quality points gained or lost
        quality: points right after
        until: for leaves, the first day after; else None
        award: for awards, what it was for
        approval: which council signed; None for genesis, fading and what a person did alone
        key: for keys, the controller
        block: block of the log, None for fading
        transaction: hash of its transaction, None for fading
    """

    kind: Kind
    day: int
    quality: int
    change: int = 0
    since: int | None = None
    until: int | None = None
    award: Award | None = None
    approval: Approval | None = None
    key: str | None = None
    block: int | None = None
    transaction: str | None = None


@dataclass(frozen=True, slots=True)
class RatePeriod:
    """Credits that accrued while one annual rate was in force; amounts in millicredits.

    `block` and `transaction` say where the rate was announced; both None for the charter's own,
    which also counts for the time before genesis.
    """

    since: int
    until: int
    rate: int
    credits: int
    block: int | None = None
    transaction: str | None = None


@dataclass(frozen=True, slots=True)
class Outlook:
    """What becomes of the quality when nothing is credited any more.

    Attributes:
        full_until: last day without loss
        next_tier: the tier it will then have fallen to, or None in the lowest
        next_tier_day: first day in that tier, or None
        zero_day: first day with quality 0, or None when it is 0 already
    """

    full_until: int
    next_tier: int | None
    next_tier_day: int | None
    zero_day: int | None


@dataclass(frozen=True, slots=True)
class Answer:
    """Credits in millicredits, quality in points, tier 0 to 4."""

    credits: int
    quality: int
    tier: int


@dataclass(frozen=True, slots=True)
class Receipt:
    """Everything there is to say about one person at one block."""

    identity: str
    chain_id: int
    block: int
    block_hash: str
    time: int
    community: int
    community_name: str
    birth_month: int
    credits: tuple[RatePeriod, ...]
    lines: tuple[Line, ...]
    outlook: Outlook
    recomputed: Answer
    contract: Answer

    @property
    def agrees(self) -> bool:
        """Whether the contract answers what the logs give."""
        return self.recomputed == self.contract

    def as_dict(self) -> dict[str, Any]:
        """Return what `isonomia why --json` prints."""
        return {**dataclasses.asdict(self), "agrees": self.agrees}


def why(url: str, target: Target, identity: bytes, block: Block = "latest") -> Receipt:
    """Make one person's receipt.

    Args:
        url: of a node
        target: the deployment
        identity: the person's identity hash
        block: the block up to which to look

    Raises:
        Diverged: the logs are not what the specification gives.
        IsonomiaError: nobody with this identity is enrolled.
    """
    chain = Chain(url)
    pinned = read_header(chain, block)
    history = fetch(url, target.addresses, target.from_block, pinned)
    replay = Replay(history, target.founding)
    writer = _Writer(identity, target, replay.state)
    founded = replay.founding
    writer.read(founded, history.headers[founded[-1].place.block].time)
    announced: dict[int, Place] = {}
    for step in replay.steps():
        writer.read(step.act.logs, step.act.time, step.act)
        announced |= {
            event.starts_at: place
            for event, place in step.act.logs
            if isinstance(event, events.RateAnnounced)
        }
    person = replay.state.people.get(identity)
    if person is None:
        raise IsonomiaError(
            f"Nobody with the identity {readable(identity)} is enrolled in this deployment up to "
            f"block {pinned.number}; check the identity, the pepper and the jurisdiction"
        )
    writer.fade(day_of(pinned.time))
    answers = ContractViews(Deployment(chain, target), pinned.number)
    periods = rate_periods(replay.state, person.birth_month, pinned.time, announced)
    ((seen,),) = answers.ask([Question(answers.ledger, "look", ([identity],))])
    quality = quality_on(person, day_of(pinned.time))
    return Receipt(
        identity=readable(identity),
        chain_id=target.chain_id,
        block=pinned.number,
        block_hash=pinned.block_hash,
        time=pinned.time,
        community=person.community,
        community_name=target.community_names[person.community],
        birth_month=person.birth_month,
        credits=periods,
        lines=tuple(writer.lines),
        outlook=outlook(person, day_of(pinned.time)),
        recomputed=Answer(
            views.credits(replay.state, identity, pinned.time), quality, tier_of(quality)
        ),
        contract=Answer(seen.credits, seen.quality, seen.tier),
    )


def rate_periods(
    state: State, birth_month: int, time: int, announced: Mapping[int, Place]
) -> tuple[RatePeriod, ...]:
    """Divide what somebody accrued until ``time`` by the rates in force; the parts add up exactly.

    Rounding happens once, on the whole, so that a part is the difference of two rounded sums.

    Args:
        state: with the rates
        birth_month: of the person
        time: second up to which to count
        announced: second at which a rate begins -> where it was announced
    """
    birth = first_second(birth_month)
    changes = [step.starts_at for step in state.rate_steps[1:]]
    bounds = [birth, *(change for change in changes if birth < change < time), time]
    total = accrued = 0
    periods = []
    for since, until in pairwise(bounds):
        rate = views.rate_at(state, max(since, state.genesis))
        accrued += rate * (until - since)
        place = announced.get(since)
        periods.append(
            RatePeriod(
                since,
                until,
                rate,
                accrued // YEAR - total,
                place.block if place else None,
                place.transaction if place else None,
            )
        )
        total = accrued // YEAR
    return tuple(periods)


def outlook(person: Person, today: int) -> Outlook:
    """Say what becomes of a person's quality from ``today`` on when nothing more is credited."""
    quality = quality_on(person, today)
    tier = tier_of(quality)
    lowest_of_tier = tier * POINTS_PER_TIER
    falls_below = person.decay_from + person.quality - lowest_of_tier + 1
    return Outlook(
        full_until=max(person.decay_from, today) if quality else today,
        next_tier=tier - 1 if tier else None,
        next_tier_day=falls_below if tier else None,
        zero_day=person.decay_from + person.quality if quality else None,
    )


class _Writer:
    """Turns the logs about one person into lines, with the fading in between."""

    def __init__(self, identity: bytes, target: Target, state: State) -> None:
        self.lines: list[Line] = []
        self._identity = identity
        self._target = target
        self._state = state
        self._quality = 0
        self._decay_from = 0

    def read(self, logs: tuple[EventLog, ...], time: int, act: Act | None = None) -> None:
        """Write the lines of one act, or of genesis; the state is the one right after."""
        own = [log for log in logs if getattr(log.event, "identity", None) == self._identity]
        if not own:
            return
        today = day_of(time)
        self.fade(today)
        person = self._state.people[self._identity]
        for event, place in own:
            self.lines += self._line(event, place, today, act)
        self._quality, self._decay_from = person.quality, person.decay_from

    def fade(self, today: int) -> None:
        """Write what was lost until ``today`` for want of a contribution."""
        left = max(0, self._quality - max(0, today - self._decay_from))
        if left < self._quality:
            first = self._decay_from + 1
            last = min(today, self._decay_from + self._quality)
            change = left - self._quality
            self.lines.append(Line(Kind.FADING, last, left, change, since=first))
            self._quality, self._decay_from = left, today

    def _line(self, event: Any, place: Place, today: int, act: Act | None) -> Iterator[Line]:
        line = Line(
            Kind.ENROLLED,
            today,
            self._quality,
            approval=self._approval(act),
            block=place.block,
            transaction=place.transaction,
        )
        match event:
            case events.Enrolled():
                yield line
            case events.SeatTaken():
                yield dataclasses.replace(line, kind=Kind.SEAT)
            case events.ControllerBound():
                yield dataclasses.replace(line, kind=Kind.KEY, key=readable(event.controller))
            case events.ControllerChanged():
                key = readable(event.controller)
                yield dataclasses.replace(line, kind=Kind.KEY_CHANGED, key=key)
            case events.Awarded() if act is not None:
                yield self._award(line, event, act)
            case events.LeaveDeclared():
                since, until = event.from_day, event.until_day
                yield dataclasses.replace(line, kind=Kind.LEAVE, since=since, until=until)
            case events.LeaveEnded():
                yield dataclasses.replace(line, kind=Kind.LEAVE_ENDED)

    def _award(self, line: Line, event: events.Awarded, act: Act) -> Line:
        head = act.head
        version = self._state.rules[head.rule][head.version - 1]
        slot = unpack_person(event.word)
        quality = slot["quality"]
        change, self._quality = quality - self._quality, quality
        award = Award(
            rule=head.rule,
            version=head.version,
            rule_name=self._target.rule_names.get(head.rule, f"rule {head.rule}"),
            category=version.category,
            points=version.points,
            act_day=slot["last_act_day"],
            evidence_hash=readable(head.evidence_hash),
        )
        return dataclasses.replace(
            line, kind=Kind.AWARD, quality=quality, change=change, award=award
        )

    def _approval(self, act: Act | None) -> Approval | None:
        head = act.head if act else None
        if not isinstance(head, events.CouncilActed | events.AwardsFiled):
            return None
        council = self._state.councils[head.community]
        return Approval(
            community=head.community,
            community_name=self._target.community_names[head.community],
            signers=tuple(
                Signer(index, readable(self._state.seats[head.community, index].identity))
                for index in range(council.seats)
                if head.signers >> index & 1
            ),
            seats=council.seats,
            threshold=council.threshold,
        )
