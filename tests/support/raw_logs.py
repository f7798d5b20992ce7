"""Events of the specification as raw logs: the JSON of a node, without node or contract.

```
RawChain           a chain made of acts that the specification carried out
├── found          the constructors, each at its time
├── act            one act, in a transaction of its own
├── acts           several acts in one transaction, as a contract may send them
├── chunks         what `isonomia.log_stream.stream` would hand out
└── history        what `isonomia.history.fetch` would return
```
"""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from eth_abi import abi as eth_abi

from isonomia import build
from isonomia.event_logs import NEVER_EMITTED, decode, event_topic, layouts
from isonomia.history import History
from isonomia.log_stream import Header, LogChunk
from isonomia.proposals import Proposal
from isonomia.replay import Founding
from isonomia.spec import actions, events, transition
from isonomia.spec.keccak import keccak256
from isonomia.spec.state import State, Target

#: A log as a node's JSON gives it.
Raw = dict[str, Any]

#: Contract name -> address, lower case, as nodes write them in logs.
ADDRESSES = {
    name: "0x" + keccak256(f"address of {name}".encode())[12:].hex() for name in build.DEPLOYED
}
_WORD_DIGITS = 64
_EMITTER_OF_AMENDED = {
    Target.LEDGER: "Ledger",
    Target.POOL: "Pool",
    Target.CASES: "Cases",
    Target.ASSEMBLY: "Assembly",
    Target.SERVICES: "Services",
}
_LATER_FOUNDED = (
    ("founded_at", events.CommunityFounded),
    ("cases_at", events.InfractionPublished | events.InfractionsPublished),
    ("findings_at", events.StandardPublished | events.StandardsPublished),
)


@functools.cache
def _declared() -> dict[str, tuple[str, dict[str, Any]]]:
    """Return name of an event -> the first contract that declares it, and its ABI entry."""
    found: dict[str, tuple[str, dict[str, Any]]] = {}
    for contract in build.DEPLOYED:
        for entry in build.load(contract)["abi"]:
            if entry["type"] == "event" and entry["name"] not in NEVER_EMITTED:
                found.setdefault(entry["name"], (contract, entry))
    return found


def emitter_of(event: Any, before: Any = None) -> str:
    """Return the name of the contract that logs an event, right after another one."""
    if isinstance(event, events.CharterAmended) and isinstance(before, events.AmendmentPassed):
        return _EMITTER_OF_AMENDED[Target(before.target)]
    return _declared()[type(event).__name__][0]


def topics_and_data(event: Any) -> tuple[list[str], str]:
    """Return how the contracts log an event: topics, and data as 0x and digits."""
    abi = _declared()[type(event).__name__][1]
    values = [getattr(event, field.name) for field in dataclasses.fields(event)]
    fields = list(zip(abi["inputs"], map(_as_abi, values), strict=True))
    topics = [
        "0x" + eth_abi.encode([field["type"]], [value]).hex()
        for field, value in fields
        if field["indexed"]
    ]
    rest = [(field["type"], value) for field, value in fields if not field["indexed"]]
    data = eth_abi.encode([kind for kind, _ in rest], [value for _, value in rest])
    return [event_topic(abi), *topics], "0x" + data.hex()


def _as_abi(value: Any) -> Any:
    """Return a value as eth_abi takes it: an address of 20 bytes as text."""
    if isinstance(value, bytes) and len(value) == 20:
        return "0x" + value.hex()
    return [_as_abi(one) for one in value] if isinstance(value, tuple) else value


class RawChain:
    """A chain, as far as its logs and headers tell it.

    Attributes:
        logs: all raw logs in order; a test may edit them
        headers: block number -> header
        proposals: what councils endorsed
        state: of the specification, after the acts so far
        founding: what the chain began with
    """

    def __init__(self, **founding: Any) -> None:
        """Let the constructors log; takes the arguments of `transition.genesis`."""
        self.logs: list[Raw] = []
        self.headers: dict[int, Header] = {}
        self.proposals: dict[bytes, Proposal] = {}
        self.founding = founding_of(founding)
        self._block = 0
        self._transactions = 0
        self._in_block = 0
        self.state: State
        self.state, announced = transition.genesis(**founding)
        for time, logged in _constructors(founding, announced):
            self.transaction(logged, time)

    def act(self, action: actions.Action, time: int, *, joined: bool = False) -> list[Any]:
        """Carry out an act and return what it announced.

        Args:
            action: to carry out
            time: second of its block
            joined: sent in the transaction of the act before it, when that has the same second

        Raises:
            Refusal: when the rules do not allow it; the chain stays as it is
        """
        return self.acts([action], time, joined=joined)

    def acts(
        self, several: Sequence[actions.Action], time: int, *, joined: bool = False
    ) -> list[Any]:
        """Carry out acts in one transaction, as a contract may send them."""
        announced: list[Any] = []
        for action in several:
            announced += transition.execute(self.state, action, time)
            if isinstance(action, actions.Endorse):
                said = Proposal(action.target, action.values, action.from_day)
                self.proposals[said.amendment] = said
        self.transaction(announced, time, joined=joined)
        return announced

    def transaction(self, logged: Iterable[Any], time: int, *, joined: bool = False) -> None:
        """Log events in one transaction, or in the last; a new second begins a new block."""
        is_new = not self.headers or self.headers[self._block].time != time
        if is_new:
            self._block += 1
            self._in_block = 0
            block_hash = "0x" + keccak256(f"block {self._block}".encode()).hex()
            self.headers[self._block] = Header(self._block, time, block_hash)
        self._transactions += is_new or not joined
        before = None
        for event in logged:
            self.logs.append(self._log(event, emitter_of(event, before)))
            before = event

    def _log(self, event: Any, contract: str) -> Raw:
        topics, data = topics_and_data(event)
        log = {
            "address": ADDRESSES[contract],
            "topics": topics,
            "data": data,
            "blockNumber": hex(self._block),
            "blockHash": self.headers[self._block].block_hash,
            "transactionHash": f"0x{self._transactions:0{_WORD_DIGITS}x}",
            "transactionIndex": "0x0",
            "logIndex": hex(self._in_block),
            "removed": False,
        }
        self._in_block += 1
        return log

    @property
    def pinned(self) -> Header:
        """The header of the last block."""
        return self.headers[self._block]

    def chunks(self, blocks: int = 1_000, logs: Sequence[Raw] | None = None) -> Iterator[LogChunk]:
        """Hand out the logs, or others in their place, in chunks of so many blocks."""
        for first in range(1, self._block + 1, blocks):
            last = min(first + blocks - 1, self._block)
            within = [
                log
                for log in (self.logs if logs is None else logs)
                if first <= int(log["blockNumber"], 16) <= last
            ]
            numbers = {int(log["blockNumber"], 16) for log in within}
            yield LogChunk(first, last, within, {n: self.headers[n] for n in sorted(numbers)})

    def history(self, logs: Sequence[Raw] | None = None) -> History:
        """Return the logs, or others in their place, decoded.

        Raises:
            Diverged: a log that is malformed or of no known event
        """
        tables = {address: layouts(name) for name, address in ADDRESSES.items()}
        raw = self.logs if logs is None else logs
        decoded = tuple(decode(log, tables[log["address"].lower()]) for log in raw)
        return History(decoded, self.headers, self.pinned, ADDRESSES, self.proposals)


def founding_of(arguments: Mapping[str, Any]) -> Founding:
    """Return what a replay has to know of a genesis with these arguments."""
    defaults = transition.genesis.__kwdefaults__
    given = {name: arguments.get(name, defaults.get(name)) for name in Founding._fields}
    return Founding(**given | {"charter_hash": arguments.get("charter_hash", b"")})


def _constructors(
    founding: Mapping[str, Any], announced: Sequence[Any]
) -> Iterator[tuple[int, list[Any]]]:
    """Return what each constructor logged, and at which second."""
    time, rest = founding["now"], list(announced)
    for name, kinds in _LATER_FOUNDED:
        until = next(at for at, event in enumerate(rest) if isinstance(event, kinds))
        if rest[:until]:
            yield time, rest[:until]
        time, rest = founding.get(name) or time, rest[until:]
    yield time, rest
