"""The story of a round: everything about it that stands in the logs, in order."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from isonomia.contract_views import chunks
from isonomia.contracts import Deployment
from isonomia.divergence import Diverged
from isonomia.event_logs import EventLog, RawLog, decode, layouts
from isonomia.lottery.reading import LotteryError
from isonomia.manifest import Manifest
from isonomia.spec import events
from isonomia.spec.rounds import hash_with
from isonomia.spec.settlement import key_from
from isonomia.spec.sortition import draw
from isonomia.spec.state import NO_ENTRANTS_HASH, PoolAccount

HEADERS_PER_BATCH = 100

_OF_ROUNDS = (
    events.RoundOpened,
    events.Entered,
    events.RoundFrozen,
    events.PrizeWon,
    events.PrizeForfeited,
    events.RoundClosed,
)
_TOLD_BY: dict[str, tuple[type, ...]] = {
    "Pool": (events.PointsGiven, *_OF_ROUNDS),
    "Beacon": (events.RoundVerified,),
    "Ledger": (events.OverlaySet,),
}


class Told(NamedTuple):
    """One event and where it stands; `time` is its block's, in seconds."""

    event: Any
    block: int
    time: int
    transaction: str


@dataclass(frozen=True)
class Story:
    """One round as the logs up to a block tell it.

    Attributes:
        number: the round
        opened: a `RoundOpened`
        entered: `Entered`, in the order of the chain
        frozen: a `RoundFrozen`; None before
        verified: the `RoundVerified` of the beacon round bound; None before
        prizes: `PrizeWon` and `PrizeForfeited`, in the order of the chain
        closed: a `RoundClosed`; None before
    """

    number: int
    opened: Told
    entered: list[Told] = field(default_factory=list)
    frozen: Told | None = None
    verified: Told | None = None
    prizes: list[Told] = field(default_factory=list)
    closed: Told | None = None

    @property
    def terms(self) -> events.RoundOpened:
        """What the round gives."""
        terms: events.RoundOpened = self.opened.event
        return terms

    @property
    def identities(self) -> list[bytes]:
        """The entrants in the order of their numbers, as far as the logs are in order."""
        return [told.event.identity for told in self.entered]

    @property
    def lots(self) -> int:
        """How many lots are drawn."""
        return min(self.terms.prizes, len(self.entered))

    @property
    def until(self) -> int:
        """Block of the last event about the round."""
        single = [told for told in (self.frozen, self.verified, self.closed) if told]
        return max(told.block for told in (self.opened, *self.entered, *self.prizes, *single))


@dataclass(frozen=True, slots=True)
class Drawing:
    """What the lots of a round fell on.

    Attributes:
        key: 32 bytes that decide
        entrants: number of the entrant of each lot
    """

    key: bytes
    entrants: tuple[int, ...]


# ---- from the chain ------------------------------------------------------------------------------


def read_events(deployment: Deployment, manifest: Manifest, until: int) -> list[Told]:
    """Return everything the logs say about the lottery up to a block, in the order of the chain.

    Raises `LotteryError` for a log that these contracts do not write: then the node is wrong.
    """
    chain = deployment.chain
    tables = {manifest.addresses[name].lower(): _table(name) for name in _TOLD_BY}
    topics = sorted({topic for table in tables.values() for topic in table})
    logs = chain.logs(list(tables), manifest.genesis_block or 0, until, [topics])
    decoded = [_decoded(log, tables) for log in logs]
    times: dict[int, int] = {}
    for some in chunks(sorted({log.place.block for log in decoded}), HEADERS_PER_BATCH):
        headers = chain.batch([("eth_getBlockByNumber", (hex(n), False)) for n in some])
        times |= {n: int(header["timestamp"], 16) for n, header in zip(some, headers, strict=True)}
    return [
        Told(log.event, log.place.block, times[log.place.block], log.place.transaction)
        for log in decoded
    ]


def _decoded(log: RawLog, tables: Mapping[str, Mapping[str, Any]]) -> EventLog:
    try:
        return decode(log, tables.get(log["address"].lower(), {}))
    except Diverged as diverged:
        raise LotteryError(f"The node gave a wrong log, so ask another: {diverged}") from None


def _table(contract: str) -> Mapping[str, Any]:
    wanted = _TOLD_BY[contract]
    return {t: layout for t, layout in layouts(contract).items() if layout.event_class in wanted}


# ---- from the logs -------------------------------------------------------------------------------


def stories_of(told: Iterable[Told]) -> dict[int, Story]:
    """Return the story of every round, by number."""
    stories: dict[int, Story] = {}
    verified: dict[int, Told] = {}
    for one in told:
        if isinstance(one.event, events.RoundVerified):
            verified[one.event.round] = one
        elif isinstance(one.event, events.RoundOpened):
            stories[one.event.round] = Story(one.event.round, one)
        elif isinstance(one.event, _OF_ROUNDS):
            number = one.event.round
            if number not in stories:
                raise LotteryError(f"the node left out the opening of round {number}: ask another")
            stories[number] = _continued(stories[number], one)
    return {number: _with_beacon(story, verified) for number, story in stories.items()}


def _continued(story: Story, told: Told) -> Story:
    match told.event:
        case events.Entered():
            story.entered.append(told)
        case events.PrizeWon() | events.PrizeForfeited():
            story.prizes.append(told)
        case events.RoundFrozen():
            return _replaced(story, frozen=told)
        case events.RoundClosed():
            return _replaced(story, closed=told)
    return story


def _with_beacon(story: Story, verified: Mapping[int, Told]) -> Story:
    if story.frozen is None:
        return story
    return _replaced(story, verified=verified.get(story.frozen.event.beacon_round))


def _replaced(story: Story, **changes: Told | None) -> Story:
    return Story(**{**vars(story), **changes})


def account_of(told: Iterable[Told]) -> PoolAccount:
    """Return where the points given are, as the logs add up."""
    given = free = reserved = granted = 0
    points: dict[int, int] = {}
    for one in told:
        match one.event:
            case events.PointsGiven():
                given += one.event.points
                free += one.event.points
            case events.RoundOpened():
                points[one.event.round] = one.event.points
                free -= one.event.prizes * one.event.points
                reserved += one.event.prizes * one.event.points
            case events.PrizeWon():
                reserved -= points[one.event.round]
                granted += points[one.event.round]
            case events.PrizeForfeited():
                reserved -= points[one.event.round]
                free += points[one.event.round]
            case events.RoundClosed():
                reserved -= one.event.returned
                free += one.event.returned
    return PoolAccount(given, free, reserved, granted)


# ---- drawing -------------------------------------------------------------------------------------


def entrants_hash(identities: Sequence[bytes]) -> bytes:
    """Return the running hash over the entrants, in the order they came in."""
    return functools.reduce(hash_with, identities, NO_ENTRANTS_HASH)


def draw_lots(story: Story, randomness: bytes) -> Drawing:
    """Return what the lots of a round fall on under the randomness of its beacon round."""
    entrants = len(story.entered)
    key = key_from(randomness, story.number, entrants_hash(story.identities))
    return Drawing(key, tuple(draw(key, lot, entrants) for lot in range(story.lots)))
