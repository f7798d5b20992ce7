"""What happened on a deployment: its logs, fetched, put in order and grouped into acts.

Only logs and block headers are read. Two things an act was signed with do not stand in the logs:

* the deadline. The contract refuses an act after its deadline, so that every act that left logs
  was in time; the time of its block stands in for the deadline.
* the signatures. The contract checks them against the keys in force; the logs say which seats
  signed, and the keys in force are known from the logs before. That the contract really checks is
  what comparing its bytecode with the published source shows.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import groupby, islice, pairwise
from typing import Any, NamedTuple

from isonomia.chain import Block, Chain, RpcError
from isonomia.divergence import Diverged, Divergence, Finding
from isonomia.event_logs import EventLog, Place, RawLog, decode, layouts, place_of
from isonomia.spec import events

#: Blocks asked for at once; nodes that find it too much say so, and the range is halved.
BLOCKS_PER_REQUEST = 5_000
HEADERS_PER_BATCH = 100
WORKERS = 4
ATTEMPTS = 6
FIRST_PAUSE = 0.25

#: Called with (blocks read, blocks in all).
Progress = Callable[[int, int], None]


class Header(NamedTuple):
    """What is used of a block's header."""

    number: int
    time: int
    block_hash: str


@dataclass(frozen=True, slots=True)
class Act:
    """One act of a council, of a person or of anybody, as its logs tell it.

    Attributes:
        logs: its logs in order; the first or, for awards, the last names who acted. Acts of
            anybody name nobody.
        time: second of its block
    """

    logs: tuple[EventLog, ...]
    time: int

    @property
    def place(self) -> Place:
        """Where the act's first log stands."""
        return self.logs[0].place

    @property
    def head(self) -> Any:
        """The event that names who acted and under which number, or the last of anybody's act."""
        first = self.logs[0].event
        if isinstance(first, events.CouncilActed | events.PersonActed):
            return first
        return self.logs[-1].event

    @property
    def effects(self) -> tuple[Any, ...]:
        """The events beside the head, in order."""
        head = self.head
        return tuple(log.event for log in self.logs if log.event is not head)


@dataclass(frozen=True, slots=True)
class History:
    """All logs of one deployment up to the pinned block.

    Attributes:
        logs: every log of the contracts in the order of the chain
        headers: block number -> header, for every block with logs
        pinned: header of the last block looked at
    """

    logs: tuple[EventLog, ...]
    headers: dict[int, Header]
    pinned: Header
    addresses: dict[str, str] = field(default_factory=dict)

    def founding(self, count: int) -> tuple[EventLog, ...]:
        """Return the first `count` logs that constructors can have left.

        The beacon comes first, and anybody may submit a round while the others are on their way.
        """
        others = (log for log in self.logs if not isinstance(log.event, events.RoundVerified))
        return tuple(islice(others, count))

    def acts(self, founding: Sequence[EventLog]) -> Iterator[Act]:
        """Group all logs but those of the founding into acts.

        Raises:
            Diverged: a log that belongs to no act, or an act without its effect.
        """
        founded = {log.place for log in founding}
        later = [log for log in self.logs if log.place not in founded]
        for (block, _), logs in groupby(later, key=lambda log: log.place[0::2]):
            yield from _acts_of_transaction(tuple(logs), self.headers[block].time)


def read_header(chain: Chain, block: Block) -> Header:
    """Read one header by number or tag."""
    found = chain.block(block)
    return Header(found["number"], found["timestamp"], found["hash"])


def fetch(
    url: str,
    addresses: dict[str, str],
    first: int,
    pinned: Header,
    on_progress: Progress = lambda _done, _total: None,
) -> History:
    """Read all logs of the contracts in ``addresses`` (name -> address) up to a pinned block.

    Ranges are read in parallel, each worker with its own connection; a node that is busy is asked
    again after a growing pause.

    Raises:
        Diverged: logs that are unknown, malformed, out of order or out of place.
        RpcError: the node keeps refusing.
    """
    ranges = [
        (start, min(start + BLOCKS_PER_REQUEST - 1, pinned.number))
        for start in range(first, pinned.number + 1, BLOCKS_PER_REQUEST)
    ]
    wanted = list(addresses.values())
    raw: list[RawLog] = []
    with ThreadPoolExecutor(WORKERS) as workers:
        for (start, end), logs in zip(
            ranges,
            workers.map(lambda span: _patiently(url, _logs_of, wanted, *span), ranges),
            strict=True,
        ):
            _require_in_place(logs, start, end, wanted)
            raw.extend(logs)
            on_progress(end - first + 1, pinned.number - first + 1)
        _require_order(raw)
        headers = _headers(url, sorted({place_of(log).block for log in raw}), workers)
    _require_hashes(raw, headers)
    names = {address.lower(): name for name, address in addresses.items()}
    tables = {address: layouts(name) for address, name in names.items()}
    logs = tuple(decode(log, tables[log["address"].lower()]) for log in raw)
    return History(logs, headers, pinned, addresses)


def _patiently(url: str, ask: Callable[..., Any], *arguments: Any) -> Any:
    """Ask through a connection of one's own; wait longer each time the node refuses."""
    for attempt in range(ATTEMPTS):
        try:
            return ask(Chain(url), *arguments)
        except RpcError:
            if attempt == ATTEMPTS - 1:
                raise
            time.sleep(FIRST_PAUSE * 2**attempt)
    raise AssertionError("unreachable")


def _logs_of(chain: Chain, addresses: list[str], start: int, end: int) -> list[RawLog]:
    return list(chain.logs(addresses, start, end))


def _headers_of(chain: Chain, numbers: Sequence[int]) -> list[Header]:
    return [
        _header(block)
        for block in chain.batch([("eth_getBlockByNumber", [hex(n), False]) for n in numbers])
    ]


def _headers(url: str, numbers: list[int], workers: ThreadPoolExecutor) -> dict[int, Header]:
    chunks = [
        numbers[at : at + HEADERS_PER_BATCH] for at in range(0, len(numbers), HEADERS_PER_BATCH)
    ]
    found = workers.map(lambda chunk: _patiently(url, _headers_of, chunk), chunks)
    return {header.number: header for chunk in found for header in chunk}


def _header(block: Any) -> Header:
    return Header(int(block["number"], 16), int(block["timestamp"], 16), block["hash"])


# ---- what a node must not do --------------------------------------------------------------------


def _require_in_place(logs: list[RawLog], start: int, end: int, addresses: list[str]) -> None:
    wanted = {address.lower() for address in addresses}
    for log in logs:
        place = place_of(log)
        if log["address"].lower() not in wanted:
            raise Diverged(_at(Finding.FOREIGN_LOG, place, f"log of {log['address']}"))
        if not start <= place.block <= end:
            raise Diverged(_at(Finding.LOG_OUT_OF_RANGE, place, f"blocks {start} to {end} asked"))


def _require_order(logs: list[RawLog]) -> None:
    places = [place_of(log) for log in logs]
    for earlier, later in pairwise(places):
        if later[:2] <= earlier[:2]:
            remark = f"log {later.log_index} after log {earlier.log_index} of block {earlier.block}"
            raise Diverged(_at(Finding.LOG_OUT_OF_ORDER, later, remark))


def _require_hashes(logs: list[RawLog], headers: dict[int, Header]) -> None:
    for log in logs:
        place = place_of(log)
        expected = headers[place.block].block_hash
        if log["blockHash"] != expected:
            raise Diverged(
                Divergence(
                    Finding.LOG_OF_ANOTHER_BLOCK,
                    subject=f"log {place.log_index}",
                    expected=expected,
                    found=log["blockHash"],
                    block=place.block,
                    transaction=place.transaction,
                )
            )


# ---- from logs to acts --------------------------------------------------------------------------

_PERSON_EFFECTS: dict[type, tuple[type, ...]] = {
    events.ControllerChanged: (events.ControllerChanged,),
    events.LeaveDeclared: (events.LeaveDeclared,),
    events.LeaveEnded: (events.LeaveEnded,),
    events.Given: (events.Given, events.PointsGiven),
    events.Entered: (events.Entered,),
}
_SINGLE_ACTS = (events.RoundFrozen, events.RoundClosed, events.RoundVerified)
_LOTS = (events.PrizeWon, events.PrizeForfeited)


def _acts_of_transaction(logs: tuple[EventLog, ...], when: int) -> Iterator[Act]:
    """One transaction may carry several acts: a relayer may be a contract."""
    start = 0
    while start < len(logs):
        end = _end_of_act(logs, start)
        yield Act(logs[start:end], when)
        start = end


def _end_of_act(logs: tuple[EventLog, ...], start: int) -> int:
    head = logs[start].event
    if isinstance(head, events.CouncilActed):
        return _end_of_council_act(logs, start + 1)
    if isinstance(head, events.PersonActed):
        return _end_of_person_act(logs, start)
    if isinstance(head, events.Awarded | events.AwardsFiled):
        end = _end_of_run(logs, start, events.Awarded)
        if end < len(logs) and isinstance(logs[end].event, events.AwardsFiled):
            return end + 1
        raise Diverged(_at(Finding.UNFINISHED_ACT, logs[start].place, "Awarded"))
    if isinstance(head, _SINGLE_ACTS):
        return start + 1
    if isinstance(head, (events.OverlaySet, *_LOTS)):
        return _end_of_settlement(logs, start)
    raise Diverged(_at(Finding.STRAY_LOG, logs[start].place, type(head).__name__))


def _end_of_council_act(logs: tuple[EventLog, ...], start: int) -> int:
    first = logs[start].event if start < len(logs) else None
    if isinstance(first, events.Enrolled | events.ControllerBound | events.Entered):
        return _end_of_run(logs, start, type(first))
    if isinstance(first, events.RateAnnounced | events.RoundOpened):
        return start + 1
    if isinstance(first, events.RulePublished | events.CataloguePublished):
        end = _end_of_run(logs, start, events.RulePublished)
        if end < len(logs) and isinstance(logs[end].event, events.CataloguePublished):
            return end + 1
        raise Diverged(_at(Finding.UNFINISHED_ACT, logs[start].place, "RulePublished"))
    # An enrolment or a binding of nobody leaves no log but its head.
    return start


def _end_of_person_act(logs: tuple[EventLog, ...], start: int) -> int:
    found = [type(log.event) for log in logs[start + 1 : start + 3]]
    expected = _PERSON_EFFECTS.get(found[0], ()) if found else ()
    if not expected or tuple(found[: len(expected)]) != expected:
        raise Diverged(_at(Finding.UNFINISHED_ACT, logs[start].place, "PersonActed"))
    return start + 1 + len(expected)


def _end_of_settlement(logs: tuple[EventLog, ...], start: int) -> int:
    """Take all lots of one round that follow each other for one settlement.

    Two settlements of a round in one transaction leave the same logs as one, and the same state.
    """
    end, numbers = start, set[int]()
    while end < len(logs):
        lot = end + isinstance(logs[end].event, events.OverlaySet)
        event = logs[lot].event if lot < len(logs) else None
        if not isinstance(event, _LOTS):
            if lot == end:
                break
            raise Diverged(_at(Finding.UNFINISHED_ACT, logs[end].place, "OverlaySet"))
        numbers.add(event.round)
        if len(numbers) > 1:
            break
        end = lot + 1
    return end


def _end_of_run(logs: tuple[EventLog, ...], start: int, kind: type) -> int:
    end = start
    while end < len(logs) and isinstance(logs[end].event, kind):
        end += 1
    return end


def _at(finding: Finding, place: Place, subject: str) -> Divergence:
    return Divergence(finding, subject, block=place.block, transaction=place.transaction)
