"""What councils endorsed: it stands in their transactions, and in the logs once it has passed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from isonomia import build
from isonomia.calls import calls_in
from isonomia.chain import Chain
from isonomia.contract_views import chunks
from isonomia.contracts import Contract
from isonomia.event_logs import EventLog, decode, layouts
from isonomia.spec import events
from isonomia.spec.amendments import amendment_id

TRANSACTIONS_PER_BATCH = 100
_NOWHERE = "0x" + "00" * 20


class Proposal(NamedTuple):
    """What an amendment says: whose parameters, their values in order, and from which day on."""

    target: int
    values: tuple[int, ...]
    from_day: int

    @property
    def amendment(self) -> bytes:
        """The 32 bytes that name it in the logs."""
        return amendment_id(*self)


def read_proposals(chain: Chain, logs: Sequence[EventLog]) -> dict[bytes, Proposal]:
    """Return what each amendment says, by its name, as far as logs and transactions tell it.

    Args:
        chain: a client of the node
        logs: of a deployment, decoded
    """
    found = {
        event.amendment: _passed_as(event)
        for event, _ in logs
        if isinstance(event, events.AmendmentPassed)
    }
    endorsed = {
        place.transaction: None
        for event, place in logs
        if isinstance(event, events.AmendmentEndorsed) and event.amendment not in found
    }
    for some in chunks(endorsed, TRANSACTIONS_PER_BATCH):
        for sent in chain.batch([("eth_getTransactionByHash", (one,)) for one in some]):
            data = bytes.fromhex((sent or {}).get("input", "0x")[2:])
            found |= {proposal.amendment: proposal for proposal in endorsed_in(data)}
    return found


class ProposalReader:
    """Tells what councils endorsed while logs are read one after the other."""

    def __init__(self, chain: Chain, addresses: Mapping[str, str], last: int) -> None:
        """Take what is needed; nothing is asked yet.

        Args:
            chain: a client of the node
            addresses: contract name -> address
            last: block up to which logs are read
        """
        self._chain = chain
        self._address = addresses["Assembly"]
        self._last = last

    def __call__(self, logs: Sequence[EventLog]) -> dict[bytes, Proposal]:
        """Return what the amendments say that some logs of one transaction tell of.

        Where the node does not give the transaction, it stands in the logs to come, once passed.
        """
        found = read_proposals(self._chain, logs)
        told = {e.amendment for e, _ in logs if isinstance(e, events.AmendmentEndorsed)}
        return found if told <= found.keys() else found | self._passed(logs[0].place.block)

    def _passed(self, first: int) -> dict[bytes, Proposal]:
        table = layouts("Assembly")
        topic = next(one for one in table if table[one].event_class is events.AmendmentPassed)
        later = self._chain.logs([self._address], first, self._last, [topic])
        passed = (decode(log, table).event for log in later)
        return {event.amendment: _passed_as(event) for event in passed}


def _passed_as(event: events.AmendmentPassed) -> Proposal:
    return Proposal(event.target, event.values, event.from_day)


def endorsed_in(data: bytes) -> Iterator[Proposal]:
    """Return what the calls in a transaction's data endorse, wherever they stand."""
    assembly = Contract(build.load("Assembly")["abi"], _NOWHERE)
    for _, target, values, from_day, _ in calls_in(assembly, "endorse", data):
        yield Proposal(target, tuple(values), from_day)
