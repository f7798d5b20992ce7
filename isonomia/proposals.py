"""What councils endorsed: it stands in their transactions, and in the logs once it has passed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from isonomia import build
from isonomia.calls import calls_in
from isonomia.chain import Chain
from isonomia.contract_views import chunks
from isonomia.contracts import Contract
from isonomia.event_logs import EventLog
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
        event.amendment: Proposal(event.target, event.values, event.from_day)
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


def endorsed_in(data: bytes) -> Iterator[Proposal]:
    """Return what the calls in a transaction's data endorse, wherever they stand."""
    assembly = Contract(build.load("Assembly")["abi"], _NOWHERE)
    for _, target, values, from_day, _ in calls_in(assembly, "endorse", data):
        yield Proposal(target, tuple(values), from_day)
