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

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import dropwhile, groupby, islice
from typing import Any

from isonomia.chain import Chain
from isonomia.event_logs import EventLog, decode, layouts
from isonomia.log_acts import Act, acts_of_transaction
from isonomia.log_stream import Header as Header
from isonomia.log_stream import Progress as Progress
from isonomia.log_stream import read_header as read_header
from isonomia.log_stream import stream
from isonomia.proposals import Proposal, read_proposals
from isonomia.spec import events

#: What constructors of later contracts may log, in the order of their deployment.
_LATER = (
    (events.InfractionPublished, events.InfractionsPublished),
    (events.StandardPublished, events.StandardsPublished),
)


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


def fetch(
    url: str,
    addresses: dict[str, str],
    first: int,
    pinned: Header,
    on_progress: Progress = lambda _done, _total: None,
) -> History:
    """Read all logs of the contracts in ``addresses`` (name -> address) up to a pinned block.

    Raises:
        Diverged: logs that are unknown, malformed, out of order or out of place.
        RpcError, ChainError: the node keeps refusing, or gives no answer.
    """
    names = {address.lower(): name for name, address in addresses.items()}
    tables = {address: layouts(name) for address, name in names.items()}
    logs: list[EventLog] = []
    headers: dict[int, Header] = {}
    for chunk in stream(url, addresses, first, pinned, on_progress):
        logs += (decode(log, tables[log["address"].lower()]) for log in chunk.logs)
        headers |= chunk.headers
    proposals = read_proposals(Chain(url), logs)
    return History(tuple(logs), headers, pinned, addresses, proposals)
