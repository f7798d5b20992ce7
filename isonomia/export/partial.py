"""A replay of some people only, which still carries out every act that is not bulk.

Whoever appears in any event that is not bulk is in every partition, so that the specification has
everybody it can ask for. Of bulk acts only the lines about people at hand are carried out; what the
act comes to as a whole is taken from its sheet, and is the same in every partition.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from itertools import groupby
from typing import NamedTuple

from isonomia.batches import Batches, FiledBatch
from isonomia.divergence import Diverged, Divergence
from isonomia.event_logs import EventLog, Place
from isonomia.export.bulk import BulkAct, DoubtfulError, carry_plainly, carry_quickly, link_in
from isonomia.export.reading import in_order
from isonomia.export.sheets import Run
from isonomia.fastpath.packing import PackedPeople, PackedSignatories
from isonomia.fastpath.terms import Terms
from isonomia.fastpath.unusual import Unusual
from isonomia.history import History
from isonomia.log_actions import action_of
from isonomia.log_acts import Act, acts_of_transaction
from isonomia.log_known import Known
from isonomia.log_stream import Header
from isonomia.redeemed import RedeemedBatches
from isonomia.replay import Carrier, Founding, begun
from isonomia.spec import events
from isonomia.spec.actions import CouncilAct, FileAwards
from isonomia.spec.refusals import Refusal
from isonomia.spec.state import State

#: Block of a log and its index there.
Position = tuple[int, int]


class Visible(NamedTuple):
    """The logs of one part as a partition sees them.

    Attributes:
        spine: everything that is not bulk
        runs: of all bulk lines
        lines: the bulk lines about people at hand
        headers: of every block with logs
    """

    spine: Sequence[EventLog]
    runs: Sequence[Run]
    lines: Sequence[EventLog]
    headers: Mapping[int, Header]


#: A run, and those of its lines that are at hand.
_AtHand = tuple[Run, tuple[EventLog, ...]]


class StoppedError(Exception):
    """Something is wrong with a transaction.

    Attributes:
        position: of its first log; None for the founding
        divergence: what it is, where all lines of the transaction are at hand; otherwise None
    """

    def __init__(self, position: Position | None, divergence: Divergence | None) -> None:
        super().__init__(position, divergence)
        self.position = position
        self.divergence = divergence


class PartialReplay(Carrier):
    """The state of some people, and of everything else, rebuilt part by part."""

    def __init__(self, first: History, founding: Founding, renewals: Mapping[int, int]) -> None:
        """Rebuild genesis.

        Args:
            first: the visible logs of the first parts, up to the last constructor's
            founding: what the deployment began with
            renewals: number of a renewal -> community

        Raises:
            Diverged: the first logs are not those the charter gives.
        """
        super().__init__(*begun(first, founding), first.proposals)
        self.batches = _BatchesOfRuns()
        self.redeemed = self._redeemed = _RedemptionsOfRuns()
        self.state.people = PackedPeople(self.state.people)
        self.state.signatories = PackedSignatories(self.state.signatories)
        self._renewals = renewals
        self._terms = Terms(self.state)
        self._founded = {log.place for log in self.founding}

    def carry_out_part(self, seen: Visible) -> None:
        """Carry out what one part holds.

        Raises:
            StoppedError: the specification refuses an act, or announces something else.
        """
        at_hand = _by_run(seen)
        outline = [*seen.spine, *(run.first for run in seen.runs)]
        outline = [log for log in outline if log.place not in self._founded]
        outline.sort(key=in_order)
        for (block, _), logs in groupby(outline, key=lambda log: log.place[0::2]):
            transaction = tuple(logs)
            bulk = {log.place: at_hand[log.place] for log in transaction if log.place in at_hand}
            try:
                self._transaction(transaction, seen.headers[block].time, bulk)
            except Diverged as diverged:
                is_whole = all(len(lines) == run.lines for run, lines in bulk.values())
                divergence = diverged.divergence if is_whole else None
                raise StoppedError(in_order(transaction[0]), divergence) from None
            except (Refusal, DoubtfulError):
                raise StoppedError(in_order(transaction[0]), None) from None

    def _transaction(
        self, logs: tuple[EventLog, ...], time: int, bulk: Mapping[Place, _AtHand]
    ) -> None:
        """Carry out the acts of one transaction, in which the first of each run stands for all."""
        suspends = partial(self.suspends, time)
        for act in acts_of_transaction(logs, time, self._renewals, suspends):
            line = next((log for log in act.logs if log.place in bulk), None)
            if line is None:
                self._plainly(act)
            else:
                rest = tuple(log for log in act.logs if log is not line)
                self._in_bulk(BulkAct(Act(rest, time), *bulk[line.place]))

    def _plainly(self, act: Act) -> None:
        self._execute(act, action_of(act, self._known))
        self._terms.forget()

    def _in_bulk(self, bulk: BulkAct) -> None:
        try:
            carry_quickly(self._terms, bulk)
        except Unusual:
            if bulk.is_whole:
                self._plainly(bulk.reduced())
            else:
                carry_plainly(self.state, bulk, self._approved(bulk), self._plainly)
                self._terms.forget()
        if bulk.run.kind is events.Awarded:
            self._note_awards(bulk)
        elif bulk.run.events:
            self._redeemed.keep(bulk.run.events, bulk.act.time)

    def _note_awards(self, bulk: BulkAct) -> None:
        """Note the link of a batch, and who was awarded where that is challenged later."""
        head, run, time = bulk.act.logs[-1].event, bulk.run, bulk.act.time
        identities = tuple(event.identity for event in run.events)
        about = (head.rule, head.version, head.evidence_hash)
        batch = FiledBatch(*about, identities, time, link_in(head, run, time))
        chain = self.state.councils[head.community].chain
        self.batches.note(head.community, head.nonce, batch, chain)

    def _approved(self, bulk: BulkAct) -> CouncilAct | None:
        head = bulk.act.logs[-1].event
        if not isinstance(head, events.AwardsFiled):
            return None
        approvals = self._known.approvals(head.signers, head.community)
        return CouncilAct(head.community, head.nonce, bulk.act.time, approvals)

    @property
    def _known(self) -> Known:
        return Known(self.state, self.batches, self.proposals, self.redeemed)


def _by_run(seen: Visible) -> dict[Place, _AtHand]:
    """Return by the place of each run's first line the run and its lines at hand."""
    lines = sorted(seen.lines, key=in_order)
    found: dict[Place, _AtHand] = {}
    at = 0
    for run in seen.runs:
        begin, end = at, (run.first.place.block, run.last)
        while at < len(lines) and in_order(lines[at]) <= end:
            at += 1
        found[run.first.place] = run, tuple(lines[begin:at])
    return found


class _BatchesOfRuns(Batches):
    """Batches of awards, noted from their runs."""

    def follow(self, action: FileAwards, time: int, after: State) -> None:
        """Note nothing: not all lines of the act may be at hand."""


class _RedemptionsOfRuns(RedeemedBatches):
    """Batches of redemptions of which something is refunded or rated, noted from their runs."""

    def follow(self, redeemed: Sequence[events.Redeemed], time: int) -> None:
        """Note nothing: not all lines of the act may be at hand."""

    def keep(self, redeemed: Sequence[events.Redeemed], time: int) -> None:
        """Note a whole batch, at the second of its block."""
        super().follow(redeemed, time)
