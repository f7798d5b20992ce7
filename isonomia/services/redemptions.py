"""What was redeemed: batches as the logs tell them, and proofs for refunds and ratings."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from isonomia.contracts import Deployment, event_in
from isonomia.due_process.case_logs import CaseLogs
from isonomia.due_process.values import Values
from isonomia.event_logs import EventLog
from isonomia.journal import Journal, JournaledAct
from isonomia.services.orders import OrderError, OrderTerms
from isonomia.spec.merkle import merkle_proof, redemption_leaf
from isonomia.spec.service_state import Redemption
from isonomia.spec.spending import PORTION_MASK

_PLACE = re.compile(r"([1-9][0-9]{0,17})/([0-9]{1,9})")


@dataclass(frozen=True)
class Batch:
    """The redemptions of one call.

    Attributes:
        number: counted from 1 over all organisations
        organisation: that redeemed
        redemptions: by their index
        transaction: where it was redeemed
    """

    number: int
    organisation: int
    redemptions: tuple[Redemption, ...]
    transaction: str

    def proof(self, index: int) -> list[bytes]:
        """Return the siblings of a redemption's leaf, up to the root."""
        return list(merkle_proof([redemption_leaf(each) for each in self.redemptions], index))


@dataclass(frozen=True)
class Redeemed:
    """One redemption in its batch."""

    batch: Batch
    index: int

    @property
    def redemption(self) -> Redemption:
        """What was redeemed."""
        return self.batch.redemptions[self.index]

    @property
    def place(self) -> str:
        """How people name it: batch and index."""
        return place_of(self.batch.number, self.index)

    @property
    def values(self) -> tuple[int | bytes, ...]:
        """The redemption as the contracts take it."""
        one = self.redemption
        bought = (one.offer, one.quantity, one.amount, one.source, one.time)
        return (one.batch, one.index, one.identity, *bought)

    @property
    def proof(self) -> list[bytes]:
        """The siblings of its leaf, up to the root of the batch."""
        return self.batch.proof(self.index)

    def rating(self, stars: int) -> tuple[Values, Values]:
        """Return what is signed to rate it, and what shows beside that that it stands there."""
        one = self.redemption
        signed = {"batch": one.batch, "index": one.index, "stars": stars}
        beside = {
            "offer": one.offer,
            "quantity": one.quantity,
            "amount": one.amount,
            "source": one.source,
            "time": one.time,
            "proof": self.proof,
        }
        return signed, beside


def place_of(batch: int, index: int) -> str:
    """Return how people name a redemption: its batch and its index in it."""
    return f"{batch}/{index}"


def places_of(
    deployment: Deployment, journal: Journal, acts: Iterable[JournaledAct]
) -> dict[bytes, str]:
    """Return where lines were redeemed, by their keys; `acts` are those that redeemed them."""
    places: dict[bytes, str] = {}
    for act in acts:
        receipt = deployment.chain.receipt(act.tx) if act.status == "applied" else None
        if receipt is not None:
            batch = event_in(receipt, deployment.services, "BatchRedeemed")["batch"]
            keys = journal.lines_of(act.id)
            places |= {key: place_of(batch, index) for index, key in enumerate(keys)}
    return places


def read_redemption(logs: CaseLogs, place: str) -> Redeemed:
    """Return the redemption at a place such as ``12/0``. Raises `OrderError` when there is none."""
    parts = _PLACE.fullmatch(place.strip())
    if parts is None:
        raise OrderError(
            f"{place!r} names no redemption: give its batch and its index from 0, like 12/0; "
            "`isonomia order show ORDER` tells them"
        )
    batch, index = read_batch(logs, int(parts[1])), int(parts[2])
    if index >= len(batch.redemptions):
        raise OrderError(
            f"batch {batch.number} has {len(batch.redemptions)} redemptions, counted from 0: there "
            f"is no {index} in it"
        )
    return Redeemed(batch, index)


def read_batch(logs: CaseLogs, number: int) -> Batch:
    """Return a batch. Raises `OrderError` when there is none of that number."""
    found = logs.find("Services", ["BatchRedeemed"], number)
    if not found:
        last = logs.views.deployment.call(logs.views.deployment.services, "batchCount")
        raise OrderError(f"there is no batch {number}: the last one is {last}")
    event, place = found[0]
    time = logs.times([place.block])[place.block]
    mine = [line.event for line in _lines_of(logs, number, place.block)]
    redemptions = tuple(
        Redemption(
            *(number, index, each.identity, each.offer),
            *(each.quantity, each.amount, each.source, time),
        )
        for index, each in enumerate(mine)
    )
    return Batch(number, event.organisation, redemptions, place.transaction)


def _lines_of(logs: CaseLogs, batch: int, block: int) -> list[EventLog]:
    """Return the logs of a batch's redemptions, by their index."""
    lines = logs.find("Services", ["Redeemed"], block=block)
    return [line for line in lines if line.event.batch == batch]


def find_redeemed(logs: CaseLogs, order: OrderTerms) -> Redeemed | None:
    """Return where an order was redeemed; None while it was not."""
    event = redeemed_event(logs, order)
    if event is None:
        return None
    lines = _lines_of(logs, event.event.batch, event.place.block)
    return Redeemed(read_batch(logs, event.event.batch), lines.index(event))


def redeemed_event(logs: CaseLogs, order: OrderTerms) -> EventLog | None:
    """Return the log of an order's redemption; None while it was not redeemed."""
    wanted = (order.offer, order.nonce, order.quantity, order.amount, order.portion)
    for log in logs.find("Services", ["Redeemed"], order.identity):
        event = log.event
        bought = (event.offer, event.nonce, event.quantity, event.amount)
        if (*bought, event.source & PORTION_MASK) == wanted:
            return log
    return None
