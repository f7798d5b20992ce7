"""One person's receipt: why each of their numbers is what it is.

The receipt is made from the same replay of the logs that `isonomia.verify` uses, so that every line
names the block and the transaction it comes from, and it ends with what the contract itself
answers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import Any, NamedTuple

from isonomia.chain import Block, Chain
from isonomia.contract_views import ContractViews, Question
from isonomia.contracts import Deployment
from isonomia.divergence import readable
from isonomia.errors import IsonomiaError
from isonomia.event_logs import EventLog, Place
from isonomia.history import Header, fetch, read_header
from isonomia.log_acts import Act
from isonomia.redeemed import RedeemedBatches
from isonomia.replay import Replay
from isonomia.spec import events, views
from isonomia.spec.calendar import YEAR, day_of, first_second
from isonomia.spec.overlays import balance_quality
from isonomia.spec.quality import quality_on, tier_of
from isonomia.spec.state import CATEGORIES, State
from isonomia.target import Target
from isonomia.why_approval import Approval, approval_of
from isonomia.why_cases import CaseWriter
from isonomia.why_lines import Writer, portions
from isonomia.why_receipt import Answer as Answer
from isonomia.why_receipt import Outlook as Outlook
from isonomia.why_receipt import PortionAnswer, YearSoFar
from isonomia.why_receipt import RatePeriod as RatePeriod
from isonomia.why_receipt import Receipt as Receipt
from isonomia.why_recourse import recourses
from isonomia.why_spending import SpendingWriter


class Announcement(NamedTuple):
    """How a rate was announced."""

    event: events.RateAnnounced
    place: Place
    approval: Approval | None


def _ignore(_act: Act) -> None:
    """Take no note of an act."""


def why(
    url: str,
    target: Target,
    identity: bytes,
    block: Block = "latest",
    on_act: Callable[[Act], None] = _ignore,
) -> Receipt:
    """Make one person's receipt.

    Args:
        url: of a node
        target: the deployment
        identity: the person's identity hash
        block: the block up to which to look
        on_act: told each act

    Raises:
        Diverged: the logs are not what the specification gives.
        IsonomiaError: nobody with this identity is enrolled.
    """
    chain = Chain(url)
    pinned = read_header(chain, block)
    history = fetch(url, target.addresses, target.from_block, pinned)
    replay = Replay(history, target.founding)
    teller = Teller(identity, target, replay.state, replay.redeemed)
    for log in replay.founding:
        teller.found((log,), history.time_of(log))
    for step in replay.steps():
        teller.read(step.act)
        on_act(step.act)
    answers = ContractViews(Deployment(chain, target), pinned.number)
    return teller.tell(pinned, lambda indexes: _answered(answers, identity, indexes))


class Teller:
    """Tells one person's receipt from the acts in order; the state is always the one right after.

    It needs no more of the state than what is about the person and about what the acts name.
    """

    def __init__(
        self, identity: bytes, target: Target, state: State, redeemed: RedeemedBatches
    ) -> None:
        self._identity = identity
        self._target = target
        self._state = state
        self._writer = Writer(identity, target, state)
        self._cases = CaseWriter(identity, target, state)
        self._spending = SpendingWriter(identity, state, redeemed)
        self._announced: dict[int, Announcement] = {}
        self._times: dict[int, int] = {}

    def found(self, logs: tuple[EventLog, ...], time: int) -> None:
        """Read logs of the constructors, of a block at ``time``."""
        self._writer.read(logs, time)

    def read(self, act: Act, own: Act | None = None) -> None:
        """Read one act.

        Args:
            act: as it happened
            own: the same without what is about others; the whole of it unless given
        """
        self._times[act.place.block] = act.time
        told = own or act
        self._writer.read(told.logs, told.time, told)
        self._cases.read(told)
        self._spending.read(act)
        for event, place in told.logs:
            if isinstance(event, events.RateAnnounced):
                approval = approval_of(told, self._target, self._state)
                self._announced[event.starts_at] = Announcement(event, place, approval)

    def tell(self, pinned: Header, answer: Callable[[list[int]], Answer]) -> Receipt:
        """Return the receipt at a block.

        Args:
            pinned: header of the block
            answer: returns what the contract answers, given the indexes of overlays on portions

        Raises:
            IsonomiaError: nobody with this identity is enrolled.
        """
        identity, target, state, time = self._identity, self._target, self._state, pinned.time
        person = state.people.get(identity)
        if person is None:
            raise IsonomiaError(
                f"Nobody with the identity {readable(identity)} is enrolled in this deployment up "
                f"to block {pinned.number}; check the identity, the pepper and the jurisdiction"
            )
        today = day_of(time)
        self._writer.fade(today)
        held = portions(state, identity, time)
        lines, spent = tuple(self._writer.lines), tuple(self._spending.lines)
        stories = self._cases.stories(time)
        return Receipt(
            identity=readable(identity),
            jurisdiction=target.jurisdiction,
            charter_hash=readable(target.founding.charter_hash),
            ledger=target.addresses["Ledger"],
            chain_id=target.chain_id,
            block=pinned.number,
            block_hash=pinned.block_hash,
            time=time,
            community=person.community,
            community_name=target.community_names[person.community],
            birth_month=person.birth_month,
            is_closed=person.closed,
            takes_part=person.takes_part,
            credits=rate_periods(state, person.birth_month, time, self._announced),
            lines=lines,
            year=year_so_far(state, identity, time),
            portions=tuple(held.values()),
            cases=stories,
            spending=spent,
            recourses=recourses(state, time, lines, stories, spent, self._times),
            outlook=outlook(state, identity, today),
            recomputed=answer_of(state, identity, time),
            contract=answer(list(held)),
        )


def answer_of(state: State, identity: bytes, time: int) -> Answer:
    """Return what the specification answers about a person at a time."""
    held = portions(state, identity, time)
    return Answer(
        views.credits(state, identity, time),
        state.people[identity].spent,
        views.base_quality(state, identity, time),
        views.quality(state, identity, time),
        views.tier(state, identity, time),
        tuple(PortionAnswer(n, p.amount, p.quality, p.tier) for n, p in held.items()),
    )


def year_so_far(state: State, identity: bytes, time: int) -> YearSoFar:
    """Return what a person earned and gave away in the allocation year of a time."""
    charter = views.charter_on(state, day_of(time))
    earned = [views.earned(state, identity, one, time)[0] for one in range(1, CATEGORIES + 1)]
    return YearSoFar(
        views.year_at(state, time),
        tuple(earned),
        charter.category_cap,
        charter.annual_cap,
        views.given(state, identity, time),
        charter.gift_cap,
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
    state: State, birth_month: int, time: int, announced: Mapping[int, Announcement]
) -> tuple[RatePeriod, ...]:
    """Divide what somebody accrued until ``time`` by the rates in force; the parts add up exactly.

    Rounding happens once, on the whole, so that a part is the difference of two rounded sums.

    Args:
        state: with the rates
        birth_month: of the person
        time: second up to which to count
        announced: second at which a rate begins -> how it was announced
    """
    birth = first_second(birth_month)
    changes = [step.starts_at for step in state.rate_steps[1:]]
    bounds = [birth, *(change for change in changes if birth < change < time), time]
    total = accrued = 0
    periods = []
    for since, until in pairwise(bounds):
        rate = views.rate_at(state, max(since, state.genesis))
        accrued += rate * (until - since)
        span = (since, until, rate, accrued // YEAR - total)
        periods.append(RatePeriod(*span, *_announcement(announced.get(since))))
        total = accrued // YEAR
    return tuple(periods)


def _announcement(how: Announcement | None) -> tuple[Any, ...]:
    """Return the fields of a rate period that say how its rate was announced."""
    if how is None:
        return ()
    event, place = how.event, how.place
    formula = (event.dividend_per_head, event.unbounded_rate, readable(event.source_hash))
    return (place.block, place.transaction, how.approval, *formula)


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
