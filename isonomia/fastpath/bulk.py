"""Bulk acts, from raw logs to the state after them.

Every reader begins at the first log of an act and returns where the act ends, as
`isonomia.log_acts` would cut it; or says `Unusual`, and nothing has changed.
"""

from __future__ import annotations

import struct
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from isonomia.batches import FiledBatch
from isonomia.event_logs import Place, RawLog
from isonomia.fastpath.carry import (
    Awards,
    Orders,
    Redemptions,
    carry_awards,
    carry_bindings,
    carry_enrolments,
    carry_nominations,
    carry_redemptions,
)
from isonomia.fastpath.kept import PackedRedemptions
from isonomia.fastpath.lines import leaf
from isonomia.fastpath.rows import Kind, Kinds, Sent, address_in, held_of
from isonomia.fastpath.terms import Acted, Terms
from isonomia.fastpath.unusual import Unusual
from isonomia.replay import Carrier
from isonomia.spec.keccak import keccak256
from isonomia.spec.merkle import merkle_root

#: What cutting a log that has not the shape of its event may raise.
MALFORMED = (ValueError, IndexError, OverflowError, struct.error)
_WORD = 32
_NO_SOURCE = bytes(_WORD)


class _Run(NamedTuple):
    """The lines of an act.

    Attributes:
        logs: one a line
        places: where each of them stands
        head: where the log stands that says who acted
        end: where the lines end among the logs of their transaction
    """

    logs: Sequence[RawLog]
    places: Sequence[Place]
    head: Place
    end: int


class BulkReader:
    """Carries bulk acts out on the state of a carrier, and notes what it would note.

    Attributes:
        carried: name of a kind of act -> how many were carried out here
    """

    def __init__(self, carrier: Carrier, kinds: Kinds) -> None:
        self._carrier = carrier
        self._kinds = kinds
        self._terms = Terms(carrier.state)
        self.carried = Counter[str]()
        self._by_first: dict[Kind, Callable[[Sent, int], int]] = {
            Kind.COUNCIL_ACTED: self._council_act,
            Kind.AWARDED: self._awards,
            Kind.REDEEMED: self._redemptions,
        }
        self._by_second: dict[Kind, Callable[[int, Acted, _Run], None]] = {
            Kind.ENROLLED: self._enrolments,
            Kind.BOUND: self._bindings,
            Kind.ENTERED: self._nominations,
        }

    def forget(self) -> None:
        """Take notice that another act was carried out on the same state."""
        self._terms.forget()

    def read(self, sent: Sent, start: int) -> int | None:
        """Carry out the act whose first log is given, when it is an everyday one of a bulk kind.

        Returns:
            where the next act begins; None when this one is left to the plain specification
        """
        first = self._kinds.of(sent.logs[start])
        reader = None if first is None else self._by_first.get(first)
        if reader is None:
            return None
        try:
            return reader(sent, start)
        except (Unusual, *MALFORMED):
            return None

    def _council_act(self, sent: Sent, start: int) -> int:
        second = self._kinds.of(sent.logs[start + 1])
        reader = None if second is None else self._by_second.get(second)
        if second is None or reader is None:
            raise Unusual
        acted = Acted(*_numbers(held_of(sent.logs[start], topics=1, data=2)))
        run = self._run(sent, start + 1, second, head_first=True)
        reader(sent.time, acted, run)
        return run.end

    def _enrolments(self, time: int, acted: Acted, run: _Run) -> None:
        held = [held_of(log, topics=2, data=1) for log in run.logs]
        community = acted.community.to_bytes(_WORD)
        if any(one[32:64] != community for one in held):
            raise Unusual
        identities = [one[:32] for one in held]
        months = [int.from_bytes(one[64:]) for one in held]
        carry_enrolments(self._terms, time, acted, identities, months, len(held))
        self._note("enrolments", run, identities)
        self._carrier.traces.communities[acted.community] = run.places[-1]

    def _bindings(self, time: int, acted: Acted, run: _Run) -> None:
        held = [held_of(log, topics=1, data=2) for log in run.logs]
        identities = [one[:32] for one in held]
        keys = [address_in(one[32:64]) for one in held]
        lapse_days = [int.from_bytes(one[64:]) for one in held]
        carry_bindings(self._terms, time, acted, identities, keys, lapse_days)
        self._note("bindings", run, identities)
        self._carrier.traces.communities[acted.community] = run.head

    def _nominations(self, time: int, acted: Acted, run: _Run) -> None:
        held = [held_of(log, topics=2, data=1) for log in run.logs]
        round_word, first = held[0][:32], int.from_bytes(held[0][64:])
        for place, one in enumerate(held, first):
            if one[:32] != round_word or int.from_bytes(one[64:]) != place:
                raise Unusual
        number, identities = int.from_bytes(round_word), [one[32:64] for one in held]
        carry_nominations(self._terms, time, acted, number, identities, first)
        self._note("nominations", run, identities)
        self._carrier.traces.communities[acted.community] = run.head
        self._carrier.traces.rounds[number] = run.places[-1]

    def _awards(self, sent: Sent, start: int) -> int:
        run = self._run(sent, start, Kind.AWARDED, head_first=False)
        filed = sent.logs[run.end]
        if self._kinds.of(filed) is not Kind.AWARDS_FILED:
            raise Unusual
        head = held_of(filed, topics=1, data=5)
        community, nonce, signers, rule, version = _numbers(head[:160])
        held = [held_of(log, topics=1, data=1) for log in run.logs]
        identities = [one[:32] for one in held]
        words = [int.from_bytes(one[32:]) for one in held]
        people, evidence_hash = b"".join(identities), head[160:]
        acted = Acted(community, nonce, signers)
        batch = Awards(acted, rule, version, evidence_hash, len(held), keccak256(people))
        link = carry_awards(self._terms, sent.time, batch, identities, words)

        self._note("awards", run, identities)
        carrier = self._carrier
        carrier.traces.communities[community] = run.head
        noted = FiledBatch(rule, version, evidence_hash, people, sent.time, link)
        carrier.batches.note(community, nonce, noted, carrier.state.councils[community].chain)
        return run.end + 1

    def _redemptions(self, sent: Sent, start: int) -> int:
        run = self._run(sent, start, Kind.REDEEMED, head_first=False)
        last = sent.logs[run.end]
        if self._kinds.of(last) is not Kind.BATCH_REDEEMED:
            raise Unusual
        head = held_of(last, topics=2, data=2)
        number, organisation, lines = _numbers(head[:96])
        held = [held_of(log, topics=1, data=6) for log in run.logs]
        root = _root(held, head[:32], sent.time)
        if lines != len(held) or root != head[96:]:
            raise Unusual
        orders = _orders(held)
        batch = Redemptions(number, organisation, root, _turnover(orders))
        kept = PackedRedemptions.of(number, *orders)
        carry_redemptions(self._terms, sent.time, batch, orders)

        self._note("redemptions", run, orders.identities)
        traces = self._carrier.traces
        traces.offers.update(zip(orders.offers, run.places, strict=True))
        traces.batches[number] = traces.organisations[organisation] = run.head
        self._carrier.redeemed.follow(kept, sent.time)
        return run.end + 1

    def _run(self, sent: Sent, start: int, kind: Kind, *, head_first: bool) -> _Run:
        """Return the logs of one kind from one on, and the head before or behind them."""
        of, logs, end = self._kinds.of, sent.logs, start
        while end < len(logs) and of(logs[end]) is kind:
            end += 1
        head = sent.place(start - 1 if head_first else end)
        return _Run(logs[start:end], sent.places(start, end), head, end)

    def _note(self, act: str, run: _Run, identities: Sequence[bytes]) -> None:
        """Note an act that was carried out, and whom its lines are about."""
        self.carried[act] += 1
        self._carrier.traces.people.update(zip(identities, run.places, strict=True))


def _numbers(held: bytes) -> Iterator[int]:
    """Return words as whole numbers."""
    return (int.from_bytes(held[at : at + _WORD]) for at in range(0, len(held), _WORD))


def _root(held: Sequence[bytes], batch: bytes, time: int) -> bytes:
    """Return the root over redemptions, given as the words of their logs.

    The words: identity, offer, batch, quantity, amount, source and nonce.
    """
    now = time.to_bytes(_WORD)
    leaves = []
    for index, one in enumerate(held):
        if one[64:96] != batch or one[160:192] != _NO_SOURCE:
            raise Unusual
        leaves.append(leaf(batch, index, one[:32], one[32:64], one[96:192], now))
    return merkle_root(leaves)


def _orders(held: Sequence[bytes]) -> Orders:
    """Return the orders behind redemptions, given as the words of their logs."""
    return Orders(
        [one[:32] for one in held],
        [int.from_bytes(one[32:64]) for one in held],
        [int.from_bytes(one[96:128]) for one in held],
        [int.from_bytes(one[128:160]) for one in held],
        [int.from_bytes(one[192:]) for one in held],
    )


def _turnover(orders: Orders) -> dict[int, tuple[int, int]]:
    """Return offer -> how many redemptions, and how many millicredits."""
    turnover = dict[int, tuple[int, int]]()
    for offer, amount in zip(orders.offers, orders.amounts, strict=True):
        number, total = turnover.get(offer, (0, 0))
        turnover[offer] = number + 1, total + amount
    return turnover
