"""The logs of a deployment as a stream of consecutive blocks, read ahead of whoever takes them.

Several ranges of blocks are asked for at once, each by a worker with its own connection, and handed
out in the order of the chain. Few answers wait to be taken, so that memory does not grow with the
chain. A node that is busy, does not answer or hangs up is asked again after growing pauses; a range
that it finds too much is halved, and ranges grow again afterwards.
"""

from __future__ import annotations

import re
import threading
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from typing import Any, NamedTuple

import tenacity

from isonomia.chain import Block, BusyError, Chain, ChainError, RefusedConnectionError, RpcError
from isonomia.divergence import Diverged, Divergence, Finding
from isonomia.errors import IsonomiaError
from isonomia.event_logs import Place, RawLog

WORKERS = 4
#: Ranges asked for or waiting to be taken; with `MOST_LOGS` it bounds what is held in memory.
AHEAD = 8
FIRST_BLOCKS = 2_000
MOST_BLOCKS = 10_000
#: Logs in one answer beyond which the next ranges are shorter.
MOST_LOGS = 10_000
HEADERS_PER_BATCH = 100
#: How often a node is asked the same before it is given up, and before a shorter range is tried.
ATTEMPTS = 10
ATTEMPTS_AT_LENGTH = 2
#: In seconds; how long an answer may take, and how long to wait before asking again.
TIMEOUT = 60.0
FIRST_PAUSE = 0.25
LONGEST_PAUSE = 20.0
#: Ranges grow twofold at first, and by an eighth once the node has refused one.
_GROWTH = 8

#: What nodes say when they are asked too often, and when they are asked for too much at once.
_TOO_OFTEN = re.compile(
    r"\brate\b|too many requests|requests? per|request count|throttl|quota|busy|overload|capacity",
    re.IGNORECASE,
)
_TOO_MUCH = re.compile(
    r"more than|too (large|wide|long|big|many|much)|range|limited to|exceed|response size",
    re.IGNORECASE,
)

#: What nodes say that have forgotten what was logged long ago (EIP-4444).
_FORGOTTEN = re.compile(r"pruned|history (is )?(unavailable|not available|expired)", re.IGNORECASE)

#: Called with (blocks read, blocks in all).
Progress = Callable[[int, int], None]


class Header(NamedTuple):
    """What is used of a block's header."""

    number: int
    time: int
    block_hash: str


@dataclass(frozen=True, slots=True)
class LogChunk:
    """The logs of consecutive blocks; an act never spans two chunks.

    Attributes:
        first: first block asked for
        last: last block asked for
        logs: as the node's JSON gave them, each of a contract asked for, in the order of the chain
            and under the hash of its block's header
        headers: block number -> header, for every block with logs
    """

    first: int
    last: int
    logs: list[RawLog] = field(default_factory=list)
    headers: dict[int, Header] = field(default_factory=dict)


class _Span(NamedTuple):
    """Blocks to ask for, both ends included."""

    first: int
    last: int

    @property
    def blocks(self) -> int:
        return self.last - self.first + 1

    def halves(self) -> tuple[_Span, _Span]:
        middle = (self.first + self.last) // 2
        return _Span(self.first, middle), _Span(middle + 1, self.last)


class _TooMuch(Exception):  # noqa: N818 - it is what the node finds
    """Raised when a range must be halved."""


def read_header(chain: Chain, block: Block) -> Header:
    """Read one header by number or tag."""
    found = chain.block(block)
    return Header(found["number"], found["timestamp"], found["hash"])


def stream(
    url: str,
    addresses: Mapping[str, str],
    first: int,
    pinned: Header,
    on_progress: Progress = lambda _done, _total: None,
) -> Iterator[LogChunk]:
    """Hand out all logs of some contracts, chunk by chunk in the order of the chain.

    Args:
        url: of a node
        addresses: contract name -> address
        first: block to begin with
        pinned: header of the last block
        on_progress: told how many blocks were handed out

    Raises:
        Diverged: logs that are misshapen, out of order or out of place.
        RpcError, ChainError: the node keeps refusing, or gives no answer.
    """
    reader = _Reader(url, addresses)
    todo, pending = first, deque[tuple[_Span, Future[LogChunk]]]()
    with ThreadPoolExecutor(WORKERS) as workers:
        try:
            while pending or todo <= pinned.number:
                while len(pending) < AHEAD and todo <= pinned.number:
                    span = _Span(todo, min(todo + reader.pace.blocks - 1, pinned.number))
                    pending.append((span, workers.submit(reader.chunk, span)))
                    todo = span.last + 1
                span, answer = pending.popleft()
                try:
                    chunk = answer.result()
                except _TooMuch:
                    parts = [(part, workers.submit(reader.chunk, part)) for part in span.halves()]
                    pending.extendleft(reversed(parts))
                    continue
                yield chunk
                on_progress(span.last - first + 1, pinned.number - first + 1)
        finally:
            reader.given_up.set()
            workers.shutdown(cancel_futures=True)


class _Pace:
    """How many blocks to ask for at once; shared by all workers."""

    def __init__(self) -> None:
        self.blocks = min(FIRST_BLOCKS, MOST_BLOCKS)
        self._refused = False
        self._lock = threading.Lock()

    def answered(self, span: _Span, logs: int) -> None:
        """Grow after an answer, but not into ranges with more logs than are to be held."""
        with self._lock:
            if logs > MOST_LOGS:
                self.blocks = min(self.blocks, max(1, span.blocks // 2))
            elif 2 * logs <= MOST_LOGS and span.blocks >= self.blocks:
                growth = 1 + self.blocks // _GROWTH if self._refused else self.blocks
                self.blocks = min(MOST_BLOCKS, self.blocks + growth)

    def refused(self, span: _Span) -> None:
        """Shrink; ranges of the same length that were under way count once."""
        with self._lock:
            self._refused = True
            self.blocks = min(self.blocks, max(1, span.blocks // 2))


class _Reader:
    """What workers do; each has its own connection."""

    def __init__(self, url: str, addresses: Mapping[str, str]) -> None:
        self.pace = _Pace()
        self.given_up = threading.Event()
        self._url = url
        self._wanted = list(addresses.values())
        self._known = frozenset(self._wanted) | {one.lower() for one in self._wanted}
        self._connections = threading.local()

    @property
    def _chain(self) -> Chain:
        if not hasattr(self._connections, "chain"):
            self._connections.chain = Chain(self._url, timeout=TIMEOUT, back_off=())
        chain: Chain = self._connections.chain
        return chain

    def chunk(self, span: _Span) -> LogChunk:
        """Read and check what one range holds.

        Raises:
            _TooMuch: to be halved.
        """
        logs: list[RawLog] = self._patiently(partial(self._logs, span), span)
        self.pace.answered(span, len(logs))
        numbers = _blocks_in_order(logs, span, self._known)
        headers: dict[int, Header] = {}
        for at in range(0, len(numbers), HEADERS_PER_BATCH):
            some = numbers[at : at + HEADERS_PER_BATCH]
            for header in self._patiently(partial(self._headers, some)):
                headers[header.number] = header
        _require_hashes(logs, headers)
        return LogChunk(span.first, span.last, logs, headers)

    def _logs(self, span: _Span) -> Any:
        wanted = {
            "address": self._wanted,
            "fromBlock": hex(span.first),
            "toBlock": hex(span.last),
            "topics": [],
        }
        return self._chain.call("eth_getLogs", wanted)

    def _headers(self, numbers: Sequence[int]) -> list[Header]:
        asked = [("eth_getBlockByNumber", (hex(number), False)) for number in numbers]
        found = []
        for number, block in zip(numbers, self._chain.batch(asked), strict=True):
            if block is None:
                raise ChainError(f"{self._chain.shown_url} has logs of block {number}, but no such")
            header = Header(int(block["number"], 16), int(block["timestamp"], 16), block["hash"])
            if header.number != number:
                raise Diverged(_complaint(Finding.HEADER_DIFFERS, f"block {number}", header.number))
            found.append(header)
        return found

    def _patiently(self, ask: Callable[[], Any], span: _Span | None = None) -> Any:
        """Ask; wait longer each time, or ask for less where the length may be what is wrong."""
        retrying = tenacity.Retrying(
            stop=tenacity.stop_after_attempt(ATTEMPTS)
            | tenacity.stop_when_event_set(self.given_up),
            wait=tenacity.wait_exponential_jitter(
                max=LONGEST_PAUSE, jitter=FIRST_PAUSE, multiplier=FIRST_PAUSE
            ),
            retry=tenacity.retry_if_exception_type((RpcError, ChainError)),
            sleep=tenacity.sleep_using_event(self.given_up),
            reraise=True,
        )
        for attempt in retrying:
            with attempt:
                try:
                    return ask()
                except (RpcError, ChainError) as error:
                    if isinstance(error, RpcError) and _FORGOTTEN.search(error.message):
                        raise _forgotten(error, span) from None
                    tried = attempt.retry_state.attempt_number
                    if span is not None and span.blocks > 1 and _is_too_much(error, tried):
                        self.pace.refused(span)
                        raise _TooMuch from None
                    raise
        raise AssertionError("unreachable")


def _is_too_much(error: Exception, tried: int) -> bool:
    """Return whether a shorter range may be answered.

    Nodes that find a range too much say so, take too long over it or hang up; only the first is
    certain at once.
    """
    if isinstance(error, BusyError | RefusedConnectionError) or _TOO_OFTEN.search(str(error)):
        return False
    said = isinstance(error, RpcError) and _TOO_MUCH.search(error.message)
    return bool(said) or tried >= ATTEMPTS_AT_LENGTH


def _forgotten(error: RpcError, span: _Span | None) -> IsonomiaError:
    which = f" of blocks {span.first} to {span.last}" if span else ""
    return IsonomiaError(
        f"The node has forgotten the logs{which}; it says: {error.message}. A node that prunes its "
        "history keeps the logs of late blocks alone: ask one that keeps all of them"
    )


# ---- what a node must not do --------------------------------------------------------------------


def _blocks_in_order(logs: list[RawLog], span: _Span, known: frozenset[str]) -> list[int]:
    """Return the blocks of some logs, which must stand in order and be those asked for."""
    blocks, before, index_before = list[int](), span.first - 1, -1
    for at, log in enumerate(logs):
        try:
            block, index = int(log["blockNumber"], 16), int(log["logIndex"], 16)
            address = log["address"]
            transaction = log["transactionHash"]
        except (KeyError, TypeError, ValueError):
            subject = f"log {at} of blocks {span.first} to {span.last}"
            raise Diverged(Divergence(Finding.MALFORMED_LOG, subject)) from None
        place = Place(block, index, transaction)
        if address not in known and address.lower() not in known:
            raise Diverged(_at(Finding.FOREIGN_LOG, place, f"log of {address}"))
        if not span.first <= block <= span.last:
            remark = f"blocks {span.first} to {span.last} asked"
            raise Diverged(_at(Finding.LOG_OUT_OF_RANGE, place, remark))
        if block < before or (block == before and index <= index_before):
            remark = f"log {index} after log {index_before} of block {before}"
            raise Diverged(_at(Finding.LOG_OUT_OF_ORDER, place, remark))
        if block != before:
            blocks.append(block)
        before, index_before = block, index
    return blocks


def _require_hashes(logs: list[RawLog], headers: dict[int, Header]) -> None:
    expected = {hex(number): header.block_hash for number, header in headers.items()}
    for log in logs:
        if log["blockHash"] == expected.get(log["blockNumber"]):
            continue
        block = int(log["blockNumber"], 16)
        if log["blockHash"] != headers[block].block_hash:
            raise Diverged(
                Divergence(
                    Finding.LOG_OF_ANOTHER_BLOCK,
                    subject=f"log {int(log['logIndex'], 16)}",
                    expected=headers[block].block_hash,
                    found=log["blockHash"],
                    block=block,
                    transaction=log["transactionHash"],
                )
            )


def _complaint(finding: Finding, subject: str, found: int) -> Divergence:
    return Divergence(finding, subject, field="number", found=str(found))


def _at(finding: Finding, place: Place, subject: str) -> Divergence:
    return Divergence(finding, subject, block=place.block, transaction=place.transaction)
