"""One person's receipt: why each of their numbers is what it is.

The receipt is made from the same replay of the logs that `isonomia.verify` uses, so that every line
names the block and the transaction it comes from, and it ends with what the contract itself
answers.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from isonomia.chain import Block, Chain
from isonomia.contract_views import ContractViews, Question
from isonomia.contracts import Deployment
from isonomia.divergence import readable
from isonomia.errors import IsonomiaError
from isonomia.event_logs import Place
from isonomia.history import fetch, read_header
from isonomia.replay import Replay
from isonomia.spec import events, views
from isonomia.spec.calendar import YEAR, day_of, first_second
from isonomia.spec.overlays import balance_quality
from isonomia.spec.quality import quality_on, tier_of
from isonomia.spec.state import State
from isonomia.target import Target
from isonomia.why_cases import CaseStory, CaseWriter
from isonomia.why_lines import Line, Portion, Writer, portions
from isonomia.why_spending import SpendingLine, SpendingWriter


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
        full_until: last day on which nothing fades
        next_tier: the tier it will then have fallen to, or None in the lowest
        next_tier_day: first day in that tier, or None
        zero_day: first day with base quality 0, or None when it is 0 already
    """

    full_until: int
    next_tier: int | None
    next_tier_day: int | None
    zero_day: int | None


@dataclass(frozen=True, slots=True)
class PortionAnswer:
    """Size in millicredits, quality and tier of the portion under the overlay at an index."""

    index: int
    amount: int
    quality: int
    tier: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What one side says.

    Attributes:
        credits: millicredits
        spent: millicredits redeemed and not refunded
        base_quality: points before any deduction
        quality: points of the balance
        tier: 0 to 4
        portions: of the balance under overlays of their own
    """

    credits: int
    spent: int
    base_quality: int
    quality: int
    tier: int
    portions: tuple[PortionAnswer, ...] = ()


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
    is_closed: bool
    takes_part: bool
    credits: tuple[RatePeriod, ...]
    lines: tuple[Line, ...]
    portions: tuple[Portion, ...]
    cases: tuple[CaseStory, ...]
    spending: tuple[SpendingLine, ...]
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
    writer = Writer(identity, target, replay.state)
    cases = CaseWriter(identity, target, replay.state)
    spending = SpendingWriter(identity, replay.state, replay.redeemed)
    founded = replay.founding
    writer.read(founded, history.headers[founded[-1].place.block].time)
    announced: dict[int, Place] = {}
    for step in replay.steps():
        writer.read(step.act.logs, step.act.time, step.act)
        cases.read(step.act)
        spending.read(step.act)
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
    held = portions(replay.state, identity, pinned.time)
    answers = ContractViews(Deployment(chain, target), pinned.number)
    periods = rate_periods(replay.state, person.birth_month, pinned.time, announced)
    return Receipt(
        identity=readable(identity),
        chain_id=target.chain_id,
        block=pinned.number,
        block_hash=pinned.block_hash,
        time=pinned.time,
        community=person.community,
        community_name=target.community_names[person.community],
        birth_month=person.birth_month,
        is_closed=person.closed,
        takes_part=person.takes_part,
        credits=periods,
        lines=tuple(writer.lines),
        portions=tuple(held.values()),
        cases=cases.stories(pinned.time),
        spending=tuple(spending.lines),
        outlook=outlook(replay.state, identity, day_of(pinned.time)),
        recomputed=Answer(
            views.credits(replay.state, identity, pinned.time),
            person.spent,
            views.base_quality(replay.state, identity, pinned.time),
            views.quality(replay.state, identity, pinned.time),
            views.tier(replay.state, identity, pinned.time),
            tuple(PortionAnswer(n, p.amount, p.quality, p.tier) for n, p in held.items()),
        ),
        contract=_answered(answers, identity, list(held)),
    )


def _answered(answers: ContractViews, identity: bytes, indexes: list[int]) -> Answer:
    ledger = answers.ledger
    (seen,), base_quality, *portions_seen = answers.ask(
        [
            Question(ledger, "look", ([identity],)),
            Question(ledger, "baseQualityOf", (identity,)),
            *(Question(ledger, "portionOf", (identity, index)) for index in indexes),
        ]
    )
    found = [PortionAnswer(n, *seen) for n, seen in zip(indexes, portions_seen, strict=True)]
    return Answer(seen.credits, seen.spent, base_quality, seen.quality, seen.tier, tuple(found))


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


def outlook(state: State, identity: bytes, today: int) -> Outlook:
    """Say what becomes of a person's quality from ``today`` on when nothing more is credited."""
    person, overlays = state.people[identity], state.overlays.get(identity, ())
    base = quality_on(person, today)
    zero_day = person.decay_from + person.quality
    tier = tier_of(balance_quality(person, overlays, today))
    falls_below = (
        day
        for day in range(today + 1, zero_day + 1)
        if tier_of(balance_quality(person, overlays, day)) < tier
    )
    next_tier_day = next(falls_below, None) if tier else None
    return Outlook(
        full_until=max(person.decay_from, today) if base else today,
        next_tier=(
            None
            if next_tier_day is None
            else tier_of(balance_quality(person, overlays, next_tier_day))
        ),
        next_tier_day=next_tier_day,
        zero_day=zero_day if base else None,
    )
