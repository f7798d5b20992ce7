"""Bulk acts of which only some lines are at hand.

First on packed words, as `isonomia.fastpath` does. What that finds unusual is carried out by the
plain specification with the lines at hand, as if the act had no others; what the act comes to as a
whole is then put right by its run.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from isonomia.event_logs import EventLog
from isonomia.export.sheets import Run, root_of
from isonomia.fastpath import carry
from isonomia.fastpath.terms import Acted, Terms
from isonomia.fastpath.unusual import Unusual
from isonomia.log_acts import Act
from isonomia.spec import events
from isonomia.spec.accountability import use_budget
from isonomia.spec.actions import CouncilAct
from isonomia.spec.approvals import require_approval
from isonomia.spec.chains import chained
from isonomia.spec.draft import Draft
from isonomia.spec.state import NO_STATEMENT, State
from isonomia.spec.versions import version_numbered

#: Carries out an act by the plain specification, and requires that it announces the act's logs.
Plainly = Callable[[Act], None]


class DoubtfulError(Exception):
    """The act as a whole is not what its lines come to; the plain specification is to say why."""


@dataclass(frozen=True, slots=True)
class BulkAct:
    """A bulk act with the lines at hand.

    Attributes:
        act: its logs without bulk lines
        run: what all its bulk lines come to
        lines: the bulk lines at hand
        approvals: of the council, where one acted
    """

    act: Act
    run: Run
    lines: tuple[EventLog, ...]

    @property
    def is_whole(self) -> bool:
        """Whether all its lines are at hand."""
        return len(self.lines) == self.run.lines

    @property
    def happened(self) -> list[Any]:
        """The events of the lines at hand."""
        return [log.event for log in self.lines]

    def reduced(self, head: Any = None) -> Act:
        """Return the act as if it had only the lines at hand, under another head if one is given.

        Awards and redemptions come before what ends them, all else after what begins it.
        """
        *before, last = self.act.logs
        if isinstance(last.event, events.AwardsFiled | events.BatchRedeemed):
            last = last if head is None else EventLog(head, last.place)
            return Act((*before, *self.lines, last), self.act.time)
        return Act((*self.act.logs, *self.lines), self.act.time)


# ---- on packed words -----------------------------------------------------------------------------


def carry_quickly(terms: Terms, bulk: BulkAct) -> None:
    """Carry out a bulk act on packed words.

    Raises:
        Unusual: the plain specification has to decide; nothing has changed.
    """
    if len(bulk.act.logs) > 1:
        raise Unusual
    _QUICKLY[bulk.run.kind](terms, bulk, bulk.act.logs[0].event)


def _enrol(terms: Terms, bulk: BulkAct, head: Any) -> None:
    acted, happened = _acted(head, events.CouncilActed), bulk.happened
    if any(event.community != acted.community for event in happened):
        raise Unusual
    identities = [event.identity for event in happened]
    months = [event.birth_month for event in happened]
    carry.carry_enrolments(terms, bulk.act.time, acted, identities, months, bulk.run.lines)


def _bind(terms: Terms, bulk: BulkAct, head: Any) -> None:
    acted, happened = _acted(head, events.CouncilActed), bulk.happened
    carry.carry_bindings(
        terms,
        bulk.act.time,
        acted,
        [event.identity for event in happened],
        [int.from_bytes(event.controller, "big") for event in happened],
        [event.lapse_day for event in happened],
    )


def _award(terms: Terms, bulk: BulkAct, head: Any) -> None:
    acted, run, happened = _acted(head, events.AwardsFiled), bulk.run, bulk.happened
    about = (head.rule, head.version, head.evidence_hash)
    batch = carry.Awards(acted, *about, run.lines, run.people_hash)
    identities = [event.identity for event in happened]
    carry.carry_awards(terms, bulk.act.time, batch, identities, [event.word for event in happened])


def _redeem(terms: Terms, bulk: BulkAct, head: Any) -> None:
    run, happened = bulk.run, bulk.happened
    if type(head) is not events.BatchRedeemed or (head.redemptions, head.root) != (
        run.lines,
        run.root,
    ):
        raise Unusual
    if any(event.batch != head.batch or event.source for event in happened):
        raise Unusual
    orders = carry.Orders(
        [event.identity for event in happened],
        [event.offer for event in happened],
        [event.quantity for event in happened],
        [event.amount for event in happened],
        [event.nonce for event in happened],
    )
    turnover = {offer: (bought.redemptions, bought.redeemed) for offer, bought in run.turnover}
    batch = carry.Redemptions(head.batch, head.organisation, run.root, turnover)
    carry.carry_redemptions(terms, bulk.act.time, batch, orders)


def _acted(head: Any, kind: type[events.CouncilActed] | type[events.AwardsFiled]) -> Acted:
    if not isinstance(head, kind):
        raise Unusual
    return Acted(head.community, head.nonce, head.signers)


_QUICKLY: dict[type, Callable[[Terms, BulkAct, Any], None]] = {
    events.Enrolled: _enrol,
    events.ControllerBound: _bind,
    events.Awarded: _award,
    events.Redeemed: _redeem,
}


# ---- by the plain specification ------------------------------------------------------------------


def carry_plainly(
    state: State, bulk: BulkAct, approved: CouncilAct | None, plainly: Plainly
) -> None:
    """Carry out a bulk act of which lines are missing.

    Args:
        state: of the people at hand and everything else
        bulk: the act
        approved: what the council's act carries, where one acted
        plainly: carries out an act by the plain specification

    Raises:
        Diverged, Refusal, DoubtfulError: the act is not one that the specification accepts.
    """
    if bulk.run.kind is events.Awarded:
        _plain_awards(state, bulk, approved, plainly)
    elif bulk.run.kind is events.Redeemed:
        _plain_redemptions(state, bulk, plainly)
    else:
        plainly(bulk.reduced())
        if bulk.run.kind is events.Enrolled:
            head = bulk.act.logs[0].event
            council = state.councils[head.community]
            others = bulk.run.lines - len(bulk.lines)
            state.councils[head.community] = replace(council, members=council.members + others)


def _plain_awards(
    state: State, bulk: BulkAct, approved: CouncilAct | None, plainly: Plainly
) -> None:
    head = _head(bulk, events.AwardsFiled)
    community, time = head.community, bulk.act.time
    before = state.councils.get(community)
    if before is None or approved is None:
        raise DoubtfulError
    if bulk.lines:
        plainly(bulk.reduced())
    else:
        draft = Draft(state, time)
        require_approval(draft, approved)
        draft.keep()
    version = version_numbered(state.rules.get(head.rule) or (), head.version)
    if version is None:
        raise DoubtfulError
    draft = Draft(state, time)
    draft.councils[community] = replace(before, nonce=before.nonce + 1)
    use_budget(draft, community, version.points * bulk.run.lines)
    council = draft.councils[community]
    link = link_in(head, bulk.run, time)
    draft.councils[community] = replace(council, chain=chained(council.chain, link))
    draft.keep()


def link_in(head: events.AwardsFiled, run: Run, time: int) -> bytes:
    """Return the link that a batch of awards is in the chain of its community, 32 bytes."""
    acted = Acted(head.community, head.nonce, head.signers)
    about = (head.rule, head.version, head.evidence_hash)
    return carry.Awards(acted, *about, run.lines, run.people_hash).link(time)


def _plain_redemptions(state: State, bulk: BulkAct, plainly: Plainly) -> None:
    head, run, number = _head(bulk, events.BatchRedeemed), bulk.run, len(state.batches) + 1
    offer = state.offers.get(run.first.event.offer)
    expected = (number, offer.organisation if offer else 0, run.lines, run.root)
    if head != events.BatchRedeemed(*expected):
        raise DoubtfulError
    draft = Draft(state, bulk.act.time)
    before = {
        key: state.statements.get(key) for key in ((of, draft.quarter) for of, _ in run.turnover)
    }
    if bulk.lines:
        root = root_of(bulk.happened, bulk.act.time)
        plainly(bulk.reduced(replace(head, redemptions=len(bulk.lines), root=root)))
    elif len(bulk.act.logs) > 1:
        raise DoubtfulError
    state.batches[number] = run.root
    for of, bought in run.turnover:
        key = of, draft.quarter
        state.statements[key] = (before[key] or NO_STATEMENT) + bought


def _head(bulk: BulkAct, kind: type) -> Any:
    head = bulk.act.logs[-1].event
    if type(head) is not kind:
        raise DoubtfulError
    return head
