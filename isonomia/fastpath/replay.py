"""A state rebuilt from a stream of raw logs: bulk acts on packed words, all others plainly."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial

from isonomia import build
from isonomia.batches import Batches
from isonomia.event_logs import EventLog, RawLog, decode, layouts, place_of
from isonomia.fastpath.bulk import BulkReader
from isonomia.fastpath.rows import Kinds, Sent
from isonomia.history import History
from isonomia.log_acts import acts_of_transaction
from isonomia.log_stream import Header, LogChunk
from isonomia.proposals import Proposal
from isonomia.redeemed import RedeemedBatches
from isonomia.replay import Carrier, Founding, Step, Traces, begun
from isonomia.spec import events
from isonomia.spec.state import State

#: Returns what councils endorsed, by amendment, given the logs of a transaction that says so.
Proposals = Callable[[Sequence[EventLog]], Mapping[bytes, Proposal]]
#: What the constructors log last.
_LAST_OF_FOUNDING = (events.InfractionsPublished, events.StandardsPublished)


def _untold(_logs: Sequence[EventLog]) -> Mapping[bytes, Proposal]:
    return {}


class FastReplay:
    """What `isonomia.replay.Replay` rebuilds, from raw logs as they come.

    Its state, traces and batches are equal to those of the plain replay at every moment, and so is
    the first divergence: the first one in the order of the chain, whereas `Replay` decodes all logs
    before it carries out any. People and signatories stand in packed tables, which read like the
    dictionaries they are; code that looks below their methods sees whole numbers.

    Attributes:
        acts: how many acts were carried out
        logs: how many logs they and the constructors left
    """

    def __init__(
        self,
        founding: Founding,
        addresses: Mapping[str, str],
        proposals: Proposals = _untold,
        *,
        plainly: bool = False,
    ) -> None:
        """Wait for the first logs.

        Args:
            founding: what the deployment began with
            addresses: contract name -> address
            proposals: asked what was endorsed when a transaction endorsed something
            plainly: leave every act to the specification
        """
        self._founding = founding
        self._addresses = addresses
        self._tables = {address.lower(): layouts(name) for name, address in addresses.items()}
        self._proposals = proposals
        self._plainly = plainly
        self._waiting: list[LogChunk] = []
        self._renewals: dict[int, int] = {}
        self._said: dict[bytes, Proposal] = {}
        self._carrier: Carrier | None = None
        self._bulk: BulkReader | None = None
        self.acts = self.logs = 0

    @classmethod
    def going_on(
        cls,
        carrier: Carrier,
        founding: Founding,
        addresses: Mapping[str, str],
        proposals: Proposals = _untold,
        *,
        plainly: bool = False,
        acts: int = 0,
        logs: int = 0,
    ) -> FastReplay:
        """Go on where another replay stopped.

        Args:
            carrier: with all that the other one knew
            founding: what the deployment began with
            addresses: contract name -> address
            proposals: asked what was endorsed when a transaction endorsed something
            plainly: leave every act to the specification
            acts: how many acts it had carried out
            logs: how many logs they and the constructors left
        """
        replay = cls(founding, addresses, proposals, plainly=plainly)
        replay.acts, replay.logs = acts, logs
        replay._take(carrier)
        return replay

    def feed(self, chunk: LogChunk) -> Iterator[Step]:
        """Carry out the acts of a chunk; nothing happens unless the steps are taken.

        Returns:
            the acts that the plain specification carried out, each in `state` when it is handed out

        Raises:
            Diverged: a log is unknown or malformed, belongs to no act or leaves one unfinished; the
                specification refuses an act, or announces something else than was logged.
        """
        if self._carrier is not None:
            yield from self._carry(chunk.logs, chunk.headers)
            return
        self._waiting.append(chunk)
        ends = self._end_of_founding()
        if ends is not None:
            yield from self._begin(ends)

    def finish(self) -> State:
        """Return the state after the last act, when every chunk was fed.

        Raises:
            Diverged: the logs end before the constructors' do.
        """
        if self._carrier is None:
            for _ in self._begin(None):
                pass
        return self.state

    # ---- what is known so far --------------------------------------------------------------------

    @property
    def is_founded(self) -> bool:
        """Whether all constructors have logged; nothing else is known before."""
        return self._carrier is not None

    @property
    def carrier(self) -> Carrier:
        """What carries out the acts, with all that is known so far."""
        if self._carrier is None:
            raise RuntimeError("nothing is known before the constructors have logged; feed more")
        return self._carrier

    @property
    def state(self) -> State:
        """The specification's state after the acts so far."""
        return self.carrier.state

    @property
    def traces(self) -> Traces:
        """Where the last log about each thing stands."""
        return self.carrier.traces

    @property
    def founding(self) -> tuple[EventLog, ...]:
        """The logs of the constructors."""
        return self.carrier.founding

    @property
    def batches(self) -> Batches:
        """Every batch of awards so far."""
        return self.carrier.batches

    @property
    def redeemed(self) -> RedeemedBatches:
        """Every batch of redemptions so far."""
        return self.carrier.redeemed

    @property
    def carried(self) -> Mapping[str, int]:
        """How many acts of each bulk kind the specification was not needed for."""
        return Counter() if self._bulk is None else self._bulk.carried

    # ---- founding --------------------------------------------------------------------------------

    def _end_of_founding(self) -> int | None:
        """Return how many of the waiting logs there are up to the last one of a constructor."""
        missing = _topics_of(*_LAST_OF_FOUNDING)
        logs = (log for chunk in self._waiting for log in chunk.logs)
        for number, log in enumerate(logs, 1):
            missing -= frozenset(log["topics"][:1])
            if not missing:
                return number
        return None

    def _begin(self, ends: int | None) -> Iterator[Step]:
        """Rebuild genesis from the first logs that wait, and carry out the acts of the others."""
        logs = [log for chunk in self._waiting for log in chunk.logs]
        headers = {n: header for chunk in self._waiting for n, header in chunk.headers.items()}
        first = tuple(self._decoded(log) for log in logs[:ends])
        pinned = headers[max(headers)] if headers else Header(0, 0, "")
        state, founding = begun(History(first, headers, pinned), self._founding)
        self._waiting = []
        self._take(Carrier(state, founding, {}))
        self.logs += len(founding)
        founded = {log.place for log in founding}
        between = [log for log in logs[:ends] if place_of(log) not in founded]
        yield from self._carry(between + ([] if ends is None else logs[ends:]), headers)

    def _take(self, carrier: Carrier) -> None:
        self._carrier = carrier
        self._renewals = {n: found.community for n, found in carrier.state.renewals.items()}
        self._said = dict(carrier.proposals)
        carrier.proposals = self._said
        if not self._plainly:
            self._bulk = BulkReader(carrier, Kinds(self._addresses))

    # ---- acts ------------------------------------------------------------------------------------

    def _carry(self, logs: Sequence[RawLog], headers: Mapping[int, Header]) -> Iterator[Step]:
        """Carry out the acts of whole transactions."""
        start = 0
        while start < len(logs):
            number, transaction = logs[start]["blockNumber"], logs[start]["transactionHash"]
            block, end = int(number, 16), start + 1
            while end < len(logs) and logs[end]["transactionHash"] == transaction:
                if (
                    logs[end]["blockNumber"] != number
                    and int(logs[end]["blockNumber"], 16) != block
                ):
                    break
                end += 1
            yield from self._acts(Sent(logs[start:end], block, transaction, headers[block].time))
            start = end

    def _acts(self, sent: Sent) -> Iterator[Step]:
        """Carry out the acts of one transaction."""
        at, decoded = 0, tuple[EventLog, ...]()
        while at < len(sent.logs):
            end = None if self._bulk is None else self._bulk.read(sent, at)
            if end is not None:
                self._count(end - at)
                at, decoded = end, ()
                continue
            decoded = decoded or tuple(self._decoded(log) for log in sent.logs[at:])
            step = self._plain_act(decoded, sent.time)
            size = len(step.act.logs)
            self._count(size)
            at, decoded = at + size, decoded[size:]
            yield step

    def _plain_act(self, logs: tuple[EventLog, ...], time: int) -> Step:
        """Carry out the act that some logs of a transaction begin with."""
        suspends = partial(self.carrier.suspends, time)
        act = next(acts_of_transaction(logs, time, self._renewals, suspends))
        if any(event.amendment not in self._said for event in act.of(events.AmendmentEndorsed)):
            self._said.update(self._proposals(logs))
        step = self.carrier.carry_out(act)
        self._renewals |= {e.renewal: e.community for e in act.of(events.RenewalOpened)}
        if self._bulk is not None:
            self._bulk.forget()
        return step

    def _count(self, logs: int) -> None:
        self.acts += 1
        self.logs += logs

    def _decoded(self, log: RawLog) -> EventLog:
        return decode(log, self._tables[log["address"].lower()])


def _topics_of(*kinds: type) -> frozenset[str]:
    """Return topic 0 of some kinds of events."""
    return frozenset(
        topic
        for contract in build.DEPLOYED
        for topic, layout in layouts(contract).items()
        if layout.event_class in kinds
    )
