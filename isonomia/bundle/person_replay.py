"""One person's history carried out again by the specification, from their own logs alone.

Of acts that were about many people, such as a batch of awards, only the person's own lines are
carried out. What such an act needs beside them stands in for what the bundle does not hold: the
council's number of acts is that of the log, its budget is large enough, and whoever signed for a
seat had its key. So this shows that the numbers follow from the causes; that the contracts check
all the rest is what `isonomia verify` shows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from isonomia.batches import Batches
from isonomia.bundle.faults import BundleFault
from isonomia.bundle.matters import ends_deduction
from isonomia.divergence import Diverged
from isonomia.event_logs import EventLog
from isonomia.log_actions import action_of
from isonomia.log_acts import Act
from isonomia.log_known import Known
from isonomia.redeemed import RedeemedBatches
from isonomia.spec import actions, events, transition
from isonomia.spec.approvals import use_consent
from isonomia.spec.case_filing import count_in_year
from isonomia.spec.case_table import CaseAct
from isonomia.spec.cases import move_case
from isonomia.spec.charters import amended
from isonomia.spec.courses import require_transition
from isonomia.spec.deductions import end_deduction
from isonomia.spec.draft import Draft
from isonomia.spec.founding import found_communities
from isonomia.spec.keccak import keccak256
from isonomia.spec.merkle import merkle_root, redemption_leaf
from isonomia.spec.orders import use_order
from isonomia.spec.people import person_of, take_seat
from isonomia.spec.refusals import Refusal
from isonomia.spec.spending import PORTION_MASK, restore, spend
from isonomia.spec.state import (
    Amendment,
    Case,
    CaseKind,
    FoundingCommunity,
    Outcome,
    Panel,
    Renewal,
    Stage,
    State,
)

#: Stands in for a council's members, so that no budget or quota is too small.
_MEMBERS = 2**31
_KEY_BYTES = 20
_CASE_ACTS = {
    Stage.FIRST_PANEL: CaseAct.APPEAL,
    Stage.SECOND_PANEL: CaseAct.APPEAL,
    Stage.REVIEW: CaseAct.REVIEW,
}
_VERDICTS = {Outcome.UPHELD: CaseAct.UPHOLD, Outcome.REJECTED: CaseAct.REJECT}
#: Events that a reduced act announces otherwise, because of what is left out of it.
_NOT_COMPARED = (
    events.PanelConvened,
    events.PanelSeated,
    events.StandingLowered,
    events.VerdictGiven,
    events.RemedyCertified,
    events.CouncilActed,
    events.AwardsFiled,
    events.BatchRedeemed,
    events.Redeemed,
    events.Refunded,
)


class PersonReplay:
    """The specification's state of one person, act by act.

    Attributes:
        state: with the person, those who sat on councils at genesis, and what the acts name
        redeemed: batches with a redemption of the person's
    """

    def __init__(self, identity: bytes, state: State) -> None:
        self.state = state
        self.redeemed = RedeemedBatches()
        self._identity = identity
        self._batches = Batches()

    def found(
        self, communities: tuple[FoundingCommunity, ...], logs: tuple[EventLog, ...], time: int
    ) -> None:
        """Found the communities of the charter; they must have logged what is told.

        Raises:
            BundleFault: they logged something else.
        """
        draft = Draft(self.state, time)
        found_communities(draft, draft.charter, communities)
        expected = draft.keep()
        found = [log.event for log in logs]
        if expected != found:
            raise BundleFault("causes", "the founding is not the one that the charter gives")

    def carry_out(self, act: Act, own: Act | None) -> None:
        """Carry out what an act did to the person.

        Args:
            act: the whole of it
            own: the same without what is about others; None when nothing is left

        Raises:
            BundleFault: the specification refuses it, or gives it another effect.
        """
        try:
            announced = self._carry_out(act, own)
        except Refusal as refusal:
            raise self._wrong(act, f"the specification refuses it: {refusal}") from None
        except Diverged as diverged:
            raise self._wrong(act, str(diverged)) from None
        self._learn(act)
        expected = [event for event in announced if self._is_compared(event)]
        found = [log.event for log in own.logs if self._is_compared(log.event)] if own else []
        if expected != found:
            raise self._wrong(act, f"by the rules it would be {expected}, and it is {found}")

    def _wrong(self, act: Act, why: str) -> BundleFault:
        name = type(act.head).__name__
        return BundleFault("causes", f"{name} in block {act.place.block}: {why}")

    def _is_compared(self, event: Any) -> bool:
        if isinstance(event, _NOT_COMPARED):
            return False
        if isinstance(event, events.RateAnnounced | events.AmendmentPassed):
            return True
        case_id = getattr(event, "case_id", None)
        is_own_case = case_id in self.state.cases
        return is_own_case or getattr(event, "identity", None) == self._identity

    def _carry_out(self, act: Act, own: Act | None) -> list[Any]:
        """Return what the specification announces."""
        if own is None:
            return []
        head = own.head
        if own.of(events.AmendmentPassed):
            return self._amend(own)
        if isinstance(head, events.CouncilActed | events.AwardsFiled):
            return self._council_act(own)
        if isinstance(head, events.PersonActed):
            return self._person_act(act, own, head)
        if own.of(events.Redeemed):
            return self._redeem(act, own)
        for kinds, carry_out in self._of_anybody().items():
            if own.of(*kinds):
                return carry_out(own)
        return []

    def _of_anybody(self) -> dict[tuple[type, ...], Callable[[Act], list[Any]]]:
        return {
            (events.Refunded,): self._refund,
            (events.VerdictGiven,): self._decide,
            (events.PrizeWon, events.PrizeForfeited): self._settle,
            (events.SeatTaken, events.SeatLeft, events.SeatPassed): self._fill,
            (events.CaseFiled,): self._be_challenged,
            (events.CaseMoved,): self._plainly,
        }

    # ---- acts of councils ------------------------------------------------------------------------

    def _council_act(self, own: Act) -> list[Any]:
        community, nonce = own.head.community, own.head.nonce
        council = self.state.councils[community]
        self.state.councils[community] = replace(
            council, nonce=nonce, members=_MEMBERS, quarter=0, used=0, full_again=0
        )
        with self._open_round(own):
            return self._plainly(own)

    def _amend(self, own: Act) -> list[Any]:
        """Note an amendment, as the specification does once enough communities support it."""
        [passed] = own.of(events.AmendmentPassed)
        former = self.state.waiting.get(passed.target)
        if former is not None:
            self.state.charter = amended(self.state.charter, passed.target, former.values)
        self.state.waiting[passed.target] = Amendment(passed.values, passed.from_day)
        return [passed]

    # ---- acts of the person ----------------------------------------------------------------------

    def _person_act(self, act: Act, own: Act, head: events.PersonActed) -> list[Any]:
        if filed := act.of(events.CaseFiled):
            return self._challenge(own, filed[0])
        if act.of(events.PanelConvened):
            return self._appeal(own, head)
        with self._open_round(own):
            return self._plainly(own)

    def _challenge(self, own: Act, filed: events.CaseFiled) -> list[Any]:
        """The person challenged somebody else's award; only that they did is about them."""
        draft = Draft(self.state, own.time)
        self._consent(draft, own.head.nonce)
        limit = draft.charter.challenges_per_year
        if not count_in_year(draft, draft.challenges, self._identity, limit):
            raise Refusal("TooManyChallenges", self._identity, limit)
        if filed.evidence_hash != self._identity:
            raise Refusal("InvalidSignature", filed.evidence_hash, self._identity)
        return draft.keep()

    def _appeal(self, own: Act, head: events.PersonActed) -> list[Any]:
        [moved] = own.of(events.CaseMoved)
        case = self.state.cases[moved.case_id]
        draft = Draft(self.state, own.time)
        self._consent(draft, head.nonce)
        stage = require_transition(draft, moved.case_id, case, _CASE_ACTS[Stage(moved.stage)])
        reviewed = case.reviewed or stage == Stage.REVIEW
        asked = replace(case, panel=moved.panel, ground=moved.ground, reviewed=reviewed)
        move_case(draft, moved.case_id, asked, stage)
        return draft.keep()

    def _consent(self, draft: Draft, nonce: int) -> None:
        signatory = draft.signatories.get(self._identity)
        signer = signatory.controller if signatory else None
        use_consent(draft, self._identity, nonce, draft.now, signer)

    # ---- acts of organisations -------------------------------------------------------------------

    def _redeem(self, act: Act, own: Act) -> list[Any]:
        self.redeemed.follow(act.of(events.Redeemed), act.time)
        batch = act.head
        draft = Draft(self.state, act.time)
        leaves = [redemption_leaf(one) for one in self.redeemed.redemptions(batch.batch)]
        if merkle_root(leaves) != batch.root:
            raise Refusal("NotRedeemed", batch.batch, 0)
        draft.batches[batch.batch] = batch.root
        ordered = own.of(events.Redeemed)
        signatory = draft.signatories[self._identity]
        for index, event in enumerate(ordered):
            portion = event.source & PORTION_MASK
            terms = (event.offer, event.quantity, event.amount, portion, event.nonce, act.time)
            use_order(draft, index, actions.Order(self._identity, *terms, signatory.controller))
        for index, event in enumerate(ordered):
            portion, tier = event.source & PORTION_MASK, self.state.offers[event.offer].tier
            source = spend(draft, index, self._identity, event.amount, portion, tier)
            if source != event.source:
                raise Refusal("PortionNotInForce", index, self._identity, portion)
        return draft.keep()

    def _refund(self, own: Act) -> list[Any]:
        [refunded] = own.of(events.Refunded)
        redemption = self.redeemed.redemption(refunded.batch, refunded.index)
        draft = Draft(self.state, own.time)
        place = (refunded.batch, refunded.index)
        if redemption is None or redemption.amount != refunded.amount or place in draft.refunded:
            raise Refusal("NotRedeemed", *place)
        draft.refunded.add(place)
        restore(draft, self._identity, redemption.amount, redemption.source)
        return draft.keep()

    # ---- acts of jurors and of anybody -----------------------------------------------------------

    def _decide(self, own: Act) -> list[Any]:
        [given] = own.of(events.VerdictGiven)
        case = self.state.cases[given.case_id]
        draft = Draft(self.state, own.time)
        verdict = _VERDICTS[Outcome(given.outcome)]
        stage = require_transition(draft, given.case_id, case, verdict)
        move_case(draft, given.case_id, case, stage)
        [moved] = own.of(events.CaseMoved)
        if ends_deduction(moved):
            end_deduction(draft, given.case_id, case)
        return draft.keep()

    def _settle(self, own: Act) -> list[Any]:
        number = own.of(events.PrizeWon, events.PrizeForfeited)[0].round
        drawn = self.state.rounds[number]
        self.state.rounds[number] = replace(drawn, closed=False)
        announced = self._plainly(own)
        self.state.rounds[number] = drawn
        return announced

    def _fill(self, own: Act) -> list[Any]:
        """Seats that the person took, left or was passed over for; others' seats are learnt."""
        draft = Draft(self.state, own.time)
        for event, _ in own.logs:
            match event:
                case events.SeatTaken():
                    key = draft.signatories[self._identity].controller
                    take_seat(draft, self._identity, event.community, event.seat_index, key)
                case events.SeatLeft():
                    person = person_of(draft, self._identity)
                    left = replace(person, seat_community=0, seat_index=0)
                    draft.people[self._identity] = left
                    draft.events.append(event)
                case _:
                    draft.events.append(event)
        return draft.keep()

    def _be_challenged(self, own: Act) -> list[Any]:
        """Somebody challenged an award of the person's: the case begins before a panel."""
        [filed], [moved] = own.of(events.CaseFiled), own.of(events.CaseMoved)
        charter = Draft(self.state, own.time).charter
        if filed.kind != CaseKind.CHALLENGE or moved.stage != Stage.FIRST_PANEL:
            raise Refusal("WrongState", filed.case_id, moved.stage)
        self.state.cases[filed.case_id] = Case(
            kind=filed.kind,
            identity=filed.identity,
            matter=filed.matter,
            community=filed.community,
            stage=moved.stage,
            filed_at=own.time,
            since=own.time,
            notice_days=charter.notice_days,
            ripe_days=charter.ripe_days,
            verdict_days=charter.verdict_days,
            detail=filed.detail,
            panel=moved.panel,
            ground=moved.ground,
        )
        return [filed, moved]

    # ---- what is common to all -------------------------------------------------------------------

    def _plainly(self, own: Act) -> list[Any]:
        """Carry out an act as it is told by its logs."""
        known = Known(self.state, self._batches, {}, self.redeemed)
        return transition.execute(self.state, action_of(own, known), own.time)

    @contextmanager
    def _open_round(self, own: Act) -> Iterator[None]:
        """Put a round back to when the person came in, and for good what is known of it now."""
        entered = own.of(events.Entered)
        kept = {event.round: self.state.rounds[event.round] for event in entered}
        for event in entered:
            now = self.state.rounds[event.round]
            self.state.rounds[event.round] = replace(
                now, entrants=event.entrant, beacon_round=0, settled=0, closed=False
            )
        for event in own.of(events.Volunteered):
            renewal = self.state.renewals[event.renewal]
            self.state.renewals[event.renewal] = replace(renewal, entrants=event.entrant)
        yield
        self.state.rounds.update(kept)

    def _learn(self, act: Act) -> None:
        """Note what an act says about what is not the person's own."""
        state = self.state
        for event, _ in act.logs:
            match event:
                case events.PanelConvened():
                    terms = (event.community, event.size, event.beacon_round)
                    state.panels.setdefault(event.panel, Panel(*terms, list=()))
                case events.PanelSeated() if event.panel in state.panels:
                    panel = state.panels[event.panel]
                    seated = len(event.jurors)
                    state.panels[event.panel] = replace(panel, list=event.jurors, seated=seated)
                case events.SeatTaken() if event.identity != self._identity:
                    seat = state.seats[event.community, event.seat_index]
                    taken = replace(seat, identity=event.identity, controller=_key_of(event))
                    state.seats[event.community, event.seat_index] = taken
                case events.RenewalOpened():
                    renewal = Renewal(event.community, event.entries_until)
                    state.renewals[event.renewal] = renewal


def _key_of(event: events.SeatTaken) -> bytes:
    """Return what stands in for the key of a seat: another one for each."""
    return keccak256(event.identity)[:_KEY_BYTES]
