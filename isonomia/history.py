"""What happened on a deployment: its logs, fetched, put in order and grouped into acts.

Logs and block headers are read, and of amendments that have not passed the transactions too: only
there stands what was endorsed. Two things an act was signed with do not stand in the logs:

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
from functools import partial
from itertools import dropwhile, groupby, islice, pairwise
from typing import Any, NamedTuple

from isonomia.chain import Block, Chain, RpcError
from isonomia.divergence import Diverged, Divergence, Finding
from isonomia.event_logs import EventLog, Place, RawLog, decode, layouts, place_of
from isonomia.log_acts import Act, acts_of_transaction
from isonomia.proposals import Proposal, read_proposals
from isonomia.spec import events

#: Blocks asked for at once; nodes that find it too much say so, and the range is halved.
BLOCKS_PER_REQUEST = 5_000
HEADERS_PER_BATCH = 100
WORKERS = 4
ATTEMPTS = 6
FIRST_PAUSE = 0.25

#: What constructors of later contracts may log, in the order of their deployment.
_LATER = (
    (events.InfractionPublished, events.InfractionsPublished),
    (events.StandardPublished, events.StandardsPublished),
)

#: Called with (blocks read, blocks in all).
Progress = Callable[[int, int], None]


class Header(NamedTuple):
    """What is used of a block's header."""

    number: int
    time: int
    block_hash: str


@dataclass(frozen=True, slots=True)
class History:
    """All logs of one deployment up to the pinned block.

    Attributes:
        logs: every log of the contracts in the order of the chain
        headers: block number -> header, for every block with logs
        pinned: header of the last block looked at
        addresses: contract name -> address
        proposals: amendment -> what it says, as far as that could be had
    """

    logs: tuple[EventLog, ...]
    headers: dict[int, Header]
    pinned: Header
    addresses: dict[str, str] = field(default_factory=dict)
    proposals: dict[bytes, Proposal] = field(default_factory=dict)

    @property
    def without_beacon(self) -> Iterator[EventLog]:
        """The logs but those of the beacon.

        It is deployed first, and anybody may submit a round while the others are on their way.
        """
        return (log for log in self.logs if not isinstance(log.event, events.RoundVerified))

    def founding(self, expected: Sequence[Any]) -> tuple[EventLog, ...]:
        """Return the logs that constructors can have left.

        Between the constructor of the communities and those of the cases and of the findings, which
        come later, councils and people may act.

        Args:
            expected: the events of genesis, those of the cases and of the findings last
        """
        later = [sum(isinstance(event, kinds) for event in expected) for kinds in _LATER]
        founded = list(islice(self.without_beacon, len(expected) - sum(later)))
        for kinds, number in zip(_LATER, later, strict=True):
            rest = dropwhile(partial(_is_no, kinds), self.without_beacon)
            founded += islice(rest, number)
        return tuple(founded)

    def time_of(self, log: EventLog) -> int:
        """Return the second of a log's block."""
        return self.headers[log.place.block].time

    def acts(
        self,
        founding: Sequence[EventLog],
        suspends: Callable[[int, bytes], bool] = lambda _time, _finding: False,
    ) -> Iterator[Act]:
        """Group all logs but those of the founding into acts.

        Args:
            founding: the logs of the constructors
            suspends: whether at a second a finding, by its number, suspends an organisation; asked
                when all acts before have been handed out

        Raises:
            Diverged: a log that belongs to no act, or an act without its effect.
        """
        founded = {log.place for log in founding}
        later = [log for log in self.logs if log.place not in founded]
        renewals = {
            event.renewal: event.community
            for event, _ in later
            if isinstance(event, events.RenewalOpened)
        }
        for (block, _), logs in groupby(later, key=lambda log: log.place[0::2]):
            time = self.headers[block].time
            yield from acts_of_transaction(tuple(logs), time, renewals, partial(suspends, time))


def _is_no(kinds: tuple[type, ...], log: EventLog) -> bool:
    return not isinstance(log.event, kinds)


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
    return History(logs, headers, pinned, addresses, _patiently(url, read_proposals, logs))


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


def _at(finding: Finding, place: Place, subject: str) -> Divergence:
    return Divergence(finding, subject, block=place.block, transaction=place.transaction)
