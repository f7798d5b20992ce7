"""The state machine of services: offers, orders and findings with time, on both sides at once."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from typing import Any, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from isonomia.spec import actions
from isonomia.spec.case_state import CaseState
from isonomia.spec.state import DEDUCTION, Case
from tests.differential.playing import name_of
from tests.differential.source import ALL_INTENTS, spoil
from tests.harness.keys import wallet_addresses
from tests.stateful.service_invariants import SERVICE_INVARIANTS
from tests.stateful.service_moment import Moment, ServiceStep, Watcher
from tests.stateful.service_town import CHARTERS, ServiceTown

#: Everything random in one act comes from one of these, which is what hypothesis shrinks.
SEEDS = st.integers(0, 2**32 - 1)
FLAWS = st.sampled_from(("none", "none", "none", "general", "specific"))
#: Acts of which each has to succeed and to be refused in a run.
MUST_MEET = (
    *(actions.Accredit, actions.RenewAccreditation, actions.OfferKey, actions.AcceptKey),
    *(actions.OpenOffer, actions.AnnouncePrice, actions.CloseOffer),
    *(actions.Redeem, actions.Refund, actions.Rate, actions.CancelOrder),
    *(actions.OptOut, actions.OptIn, actions.FileClosing, actions.Alive, actions.FileRecovery),
    *(actions.FileInfractions, actions.CarryOut),
    *(actions.PublishStandards, actions.FileFinding, actions.GrantMandate, actions.FileReading),
    *(actions.AppealFinding, actions.JudgeFinding, actions.WithdrawFinding),
    *(actions.CarryOutFindings, actions.ReviewFinding, actions.CertifyRemedyOf),
)
#: What comes next in a finding, those that end it seldom.
_NEXT: dict[CaseState, tuple[type[Any], ...]] = {
    CaseState.NOTICE: (actions.AppealFinding, actions.AppealFinding, actions.WithdrawFinding),
    CaseState.UPHELD: (actions.AppealFinding, actions.AppealFinding, actions.WithdrawFinding),
    CaseState.FIRST_PANEL: (actions.JudgeFinding,),
    CaseState.SECOND_PANEL: (actions.JudgeFinding,),
    CaseState.REVIEW: (actions.JudgeFinding, actions.JudgeFinding, actions.CertifyRemedyOf),
    CaseState.RIPE: (actions.CarryOutFindings,),
    CaseState.RELEASED: (actions.CarryOutFindings,),
    CaseState.CARRIED_OUT: (actions.ReviewFinding, actions.ReviewFinding, actions.CertifyRemedyOf),
}
#: States that time alone leads out of, into one in which the finding can be carried out.
_WAITING = (CaseState.NOTICE, CaseState.UPHELD, CaseState.REVIEW)
_AT_PANEL = (CaseState.FIRST_PANEL, CaseState.SECOND_PANEL, CaseState.REVIEW)


class ServiceMachine(RuleBasedStateMachine):
    """Acts of providers, citizens and councils, each followed by all invariants."""

    #: How often each kind of act was accepted and refused, over all histories.
    met: ClassVar[Counter[tuple[str, str]]] = Counter()
    refusals: ClassVar[Counter[str]] = Counter()
    #: What was met by the way: portions, refunds of them, suspensions, wallets, probes.
    sights: ClassVar[Counter[str]] = Counter()

    @initialize(charter=st.sampled_from(sorted(CHARTERS)))
    def found(self, charter: str) -> None:
        """Found the town under one of the charters."""
        self.town = ServiceTown(**CHARTERS[charter])
        self.watcher = Watcher(self.town)
        self.latest = self.watcher.look()
        self.last: Any = None

    # ------------------------------------------------------------------------------ time

    @rule(seed=SEEDS)
    def let_time_pass(self, seed: int) -> None:
        """Move on, often to a deadline or to the second beside it."""
        self.town.now = self.town.some_time_later(random.Random(seed))

    @rule()
    def repeat_the_last(self) -> None:
        """Send the last accepted act again, at whatever time it is now."""
        if self.last is not None:
            self._act(self.last)

    # ------------------------------------------------------------------------------ organisations

    @rule(seed=SEEDS, flaw=FLAWS)
    def accredit(self, seed: int, flaw: str) -> None:
        """Accredit an organisation, or renew an accreditation."""
        self._one_of(seed, flaw, actions.Accredit, actions.RenewAccreditation)

    @rule(seed=SEEDS, flaw=FLAWS)
    def change_organisations_key(self, seed: int, flaw: str) -> None:
        """Name a key that may follow, and have it accept."""
        self._try(actions.OfferKey, seed, flaw)
        self._try(actions.AcceptKey, seed, "specific" if seed % 4 == 0 else "none")

    @rule(seed=SEEDS, flaw=FLAWS)
    def open_offer(self, seed: int, flaw: str) -> None:
        """Open an offer."""
        self._try(actions.OpenOffer, seed, flaw)

    @rule(seed=SEEDS, flaw=FLAWS)
    def reprice(self, seed: int, flaw: str) -> None:
        """Announce a price."""
        self._try(actions.AnnouncePrice, seed, flaw)

    @rule(seed=SEEDS, flaw=FLAWS)
    def close_offer(self, seed: int, flaw: str) -> None:
        """End an offer early."""
        self._try(actions.CloseOffer, seed, flaw)

    # ------------------------------------------------------------------------------ orders

    @rule(seed=SEEDS, flaw=FLAWS)
    def redeem(self, seed: int, flaw: str) -> None:
        """Redeem some orders of one provider."""
        self._try(actions.Redeem, seed, flaw)

    @rule(seed=SEEDS)
    def redeem_twice(self, seed: int) -> None:
        """Redeem a batch and, mostly, send it again; or send one order twice in a batch."""
        batch = self._meant(actions.Redeem, seed, "none")
        if seed % 3 == 0 and batch.orders:
            batch = replace(batch, orders=(*batch.orders, batch.orders[0]))
        self._act(batch)
        self._act(batch)

    @rule(seed=SEEDS)
    def serve_everybody(self, seed: int) -> None:
        """Redeem one unit for each of some citizens, from the base or an uplift, then refund."""
        for turn in range(2):
            self._try(actions.Redeem, seed + turn, "none")
        self._try(actions.Refund, seed, "none")

    @rule(seed=SEEDS, flaw=FLAWS)
    def cancel(self, seed: int, flaw: str) -> None:
        """Cancel an order, and have somebody redeem it all the same."""
        cancelling = self._meant(actions.CancelOrder, seed, flaw)
        cancelled = self._act(cancelling)
        if cancelling.identity not in self.town.state.signatories:
            return
        known = list(self.town.state.offers)
        changes = {"nonce": cancelling.order_nonce}
        order = self.town.order(cancelling.identity, known[seed % len(known)], **changes)
        redeemed = self._act(self.town.redeeming(order))
        assert not (cancelled and redeemed)

    @rule(seed=SEEDS)
    def order_with_a_former_key(self, seed: int) -> None:
        """Sign an order with the key that somebody had before a recovery."""
        former = self.town.former
        if former:
            identity = random.Random(seed).choice(list(former))
            key = former[identity][-1]
            known = list(self.town.state.offers)
            order = self.town.order(identity, known[seed % len(known)], signer=key)
            redeemed = self._act(self.town.redeeming(order))
            assert not redeemed or key == self.town.state.signatories[identity].controller

    @rule(seed=SEEDS, flaw=FLAWS)
    def refund(self, seed: int, flaw: str) -> None:
        """Refund a redemption."""
        self._try(actions.Refund, seed, flaw)

    @rule(seed=SEEDS, flaw=FLAWS)
    def rate(self, seed: int, flaw: str) -> None:
        """Rate a redemption."""
        self._try(actions.Rate, seed, flaw)

    # ------------------------------------------------------------------------------ people

    @rule(seed=SEEDS, flaw=FLAWS)
    def opt(self, seed: int, flaw: str) -> None:
        """Leave the quality layer, and sometimes come back."""
        self._try(actions.OptOut, seed, flaw)
        if seed % 2:
            self._try(actions.OptIn, seed, "general" if seed % 5 == 0 else "none")

    @rule(seed=SEEDS, flaw=FLAWS)
    def close_or_reopen(self, seed: int, flaw: str) -> None:
        """Close somebody, or have somebody show that they live."""
        if seed % 2:
            self._live_through(actions.FileClosing, seed, flaw)
        self._try(actions.Alive, seed, flaw if seed % 2 else "none")

    @rule(seed=SEEDS, flaw=FLAWS)
    def recover_key(self, seed: int, flaw: str) -> None:
        """Give somebody another key."""
        self._live_through(actions.FileRecovery, seed, flaw)

    @rule(seed=SEEDS, flaw=FLAWS)
    def deduct(self, seed: int, flaw: str) -> None:
        """Place a deduction on the balance or a portion of it."""
        self._live_through(actions.FileInfractions, seed, flaw)

    # ------------------------------------------------------------------------------ findings

    @rule(seed=SEEDS, flaw=FLAWS)
    def publish_standards(self, seed: int, flaw: str) -> None:
        """Publish standards."""
        self._try(actions.PublishStandards, seed, flaw)

    @rule(seed=SEEDS, flaw=FLAWS)
    def file_finding(self, seed: int, flaw: str) -> None:
        """File a finding by a council."""
        self._try(actions.FileFinding, seed, flaw)

    @rule(seed=SEEDS, flaw=FLAWS)
    def measure(self, seed: int, flaw: str) -> None:
        """Mandate sensors, and have them report."""
        self._try(actions.GrantMandate, seed, flaw)
        self._try(actions.FileReading, seed, "specific" if seed % 4 == 0 else "none")

    @rule(seed=SEEDS, flaw=FLAWS)
    def appeal_a_finding(self, seed: int, flaw: str) -> None:
        """Appeal against a finding, or ask for its review."""
        self._one_of(seed, flaw, actions.AppealFinding, actions.ReviewFinding)

    @rule(seed=SEEDS, flaw=FLAWS)
    def end_a_finding(self, seed: int, flaw: str) -> None:
        """Withdraw a finding, carry it out, or accept a remedy."""
        kinds = (actions.WithdrawFinding, actions.CarryOutFindings, actions.CertifyRemedyOf)
        self._one_of(seed, flaw, *kinds)

    @rule(seed=SEEDS, flaw=FLAWS)
    def judge_a_finding(self, seed: int, flaw: str) -> None:
        """Decide a finding."""
        self._try(actions.JudgeFinding, seed, flaw)

    @rule(seed=SEEDS)
    def live_through_a_finding(self, seed: int) -> None:
        """File a finding and take it, and those before it, as far as they go."""
        rng = random.Random(seed)
        self._try(actions.FileFinding, seed, "none")
        for _ in range(rng.randint(2, 7)):
            self._take_a_finding_on(rng)
        self._try(actions.Redeem, seed, "none")

    def _take_a_finding_on(self, rng: random.Random) -> None:
        known = self.town.findings_under_way()
        if not known:
            return
        finding = known[0]
        state = self.town.state_of(finding)
        if state in _WAITING and rng.random() < 0.4:
            self.town.wait_for(finding)
            state = self.town.state_of(finding)
        if state in _AT_PANEL and not self.town.state.panels[finding.panel].seated:
            self.town.seat_panel_of(finding.panel)
            state = self.town.state_of(finding)
        if state in _NEXT:
            self._try(rng.choice(_NEXT[state]), rng.randrange(2**32), "none")

    # ------------------------------------------------------------------------------ acting

    def _live_through(self, kind: type[Any], seed: int, flaw: str) -> None:
        """File a case, wait for its notice, mostly, and carry it out."""
        known = len(self.town.state.cases)
        self._try(kind, seed, flaw)
        filed: list[Case] = list(self.town.state.cases.values())[known:]
        if filed and seed % 5:
            self.town.now = filed[0].since + filed[0].notice_days * 86_400
        chosen = "specific" if seed % 7 == 0 else "none"
        self._try(actions.CarryOut, seed, chosen)

    def _one_of(self, seed: int, flaw: str, *kinds: type[Any]) -> None:
        self._try(kinds[seed % len(kinds)], seed, flaw)

    def _meant(self, kind: type[Any], seed: int, flaw: str) -> Any:
        scene = self.town.scene(random.Random(seed))
        made = ALL_INTENTS[kind](scene)
        if flaw != "none":
            spoil(scene, kind, made, specific=flaw == "specific" or "nonce" not in made)
        return kind(**made)

    def _try(self, kind: type[Any], seed: int, flaw: str) -> None:
        self._act(self._meant(kind, seed, flaw))

    def _act(self, action: Any) -> bool:
        """Play an act on both sides, hold the step against every invariant; return if accepted."""
        before = self._before()
        outcome = self.town.players.play(action, self.town.now)
        announced = outcome if isinstance(outcome, list) else None
        if announced is not None:
            self.town.note(announced)
            self.last = action
        self.met[type(action).__name__, "refused" if announced is None else "accepted"] += 1
        self.refusals[name_of(outcome)] += 1
        self.latest = self.watcher.look()
        log = tuple(self.town.log)
        step = ServiceStep(self.town, before, self.latest, action, announced, log)
        for check in SERVICE_INVARIANTS:
            check(step)
        self._note_former_keys(step)
        self._note_sights(step)
        return step.accepted

    def _before(self) -> Moment:
        """Return the moment right before an act, whatever was read last."""
        if self.latest.time != self.town.now:
            self.latest = self.watcher.look()
        return self.latest

    def _note_former_keys(self, step: ServiceStep) -> None:
        for identity, person in step.before.people.items():
            key = person.of_key("controller").to_bytes(20, "big")
            if key != self.town.state.signatories[identity].controller:
                self.town.former.setdefault(identity, []).append(key)

    def _note_sights(self, step: ServiceStep) -> None:
        """Count what an invariant could otherwise hold of without anything to hold of."""
        self._note_probe(step.after)
        if not step.accepted:
            return
        if isinstance(step.action, actions.Redeem):
            self._note_orders(step, step.action.orders)
        if isinstance(step.action, actions.Refund):
            self.sights["refund of a portion"] += step.action.redemption.source > 0

    def _note_probe(self, moment: Moment) -> None:
        if not moment.essential:
            return
        citizens = [moment.people[one] for one in self.town.citizens]
        organisations = moment.organisations.values()
        self.sights["probed beside a suspension"] += any(
            one.suspended_until > moment.today for one in organisations
        )
        self.sights["probed beside the closed"] += any(one.is_closed for one in citizens)
        self.sights["probed by who opted out"] += any(one.has_opted_out for one in citizens)
        self.sights["probed under a deduction"] += any(
            word & 0xFF == DEDUCTION for one in citizens for word in one.overlays
        )

    def _note_orders(self, step: ServiceStep, orders: tuple[actions.Order, ...]) -> None:
        people = [step.before.people[order.identity] for order in orders]
        highest = [one.of_key("floor") + one.of_key("seen").bit_length() - 1 for one in people]
        self.sights["several in a batch"] += len(orders) > 1
        self.sights["of a portion"] += any(order.portion for order in orders)
        self.sights["above Essential"] += any(
            step.after.offers[order.offer].tier for order in orders
        )
        self.sights["overtaken"] += any(
            step.after.people[order.identity].of_key("floor") for order in orders
        )
        self.sights["out of order"] += any(
            order.nonce < last for order, last in zip(orders, highest, strict=True)
        )
        self.sights["of a wallet"] += any(order.signer in wallet_addresses() for order in orders)
